/** What a contact hears of a person of support: the question, how long it takes, who is here, how it was. Pure wording. */
import { LOCALES, word, writeDay, type Language, type TextKey } from '../../locales';
import { dayIn } from '../../services/day';
import type { Outlook } from '../../services/handoffs/handoffs';
import type { Choice, Message } from '../message';
import { cardOfRating, cardOfTalk, PERSON_CARD } from './ids';

/** As the buttons stand, so that the place of each is what it says. */
const RATINGS = [1, 2, 3, 4, 5] as const;
/** What an agent can correct, in the order in which it is told. */
const FIELDS = ['name', 'email', 'language', 'company', 'customerNumber', 'country', 'expiresOn', 'signatory'] as const;

/** A moment as somebody somewhere reads it. */
export interface Present {
  readonly now: Date;
  readonly timeZone: string;
}

/** The one question before a person comes: what it is about. `isBeside`: something waits beneath. */
export function wordQuestion(language: Language, isBeside: boolean): Message {
  return {
    language, title: word(language, 'person.title'), text: word(language, 'handoff:ask.text'), facts: [],
    question: { label: word(language, 'handoff:ask.label'), send: word(language, 'buttons.send') }, choices: questionChoices(language, isBeside),
  };
}

/** A person was asked for before, and has not come yet. */
export function wordWaiting(language: Language, outlook: Outlook, present: Present, isBeside: boolean): Message {
  const text = [word(language, 'handoff:waiting.text'), wordOutlook(language, outlook, present)].join(' ');
  return { language, title: word(language, 'person.title'), text, facts: [], choices: waitingChoices(language, isBeside) };
}

export function questionChoices(language: Language, isBeside: boolean): Choice[] {
  const connect: Choice = { id: 'connect', label: word(language, 'handoff:ask.connect'), main: true };
  return [connect, { id: 'supports', label: word(language, 'handoff:ask.supports') }, { ...onwards(language, isBeside), minor: true }];
}

export function waitingChoices(language: Language, isBeside: boolean): Choice[] {
  return [{ ...onwards(language, isBeside), main: true }, withdrawal(language)];
}

/** A person was asked for just now; it can be taken back on this very card. */
export function wordAsked(language: Language, handoffId: string, outlook: Outlook, present: Present): Message {
  const text = [word(language, 'handoff:asked.done'), wordOutlook(language, outlook, present), word(language, 'handoff:asked.meanwhile')].join(' ');
  return { ...wordBeside(language, text), choices: [withdrawal(language)], card: cardOfTalk(handoffId) };
}

/** An engagement hub was asked: who is ahead there nobody here knows, and from here nobody can call it back. */
export function wordAskedAtHub(language: Language, { isOpen, opensAt }: Outlook, present: Present): Message {
  const opening = !isOpen && opensAt ? wordOpening(language, opensAt, present) : '';
  return wordBeside(language, [word(language, 'handoff:asked.done'), opening, word(language, 'handoff:asked.atHub')].filter(Boolean).join(' '));
}

/** Still waiting, again waiting: with the button by which it is taken back. */
export function wordStillWaiting(language: Language, handoffId: string, text: string): Message {
  return { ...wordBeside(language, text), choices: [withdrawal(language)], card: cardOfTalk(handoffId) };
}

/** Somebody is here: with the button by which the conversation is ended. */
export function wordTalk(language: Language, handoffId: string, text: string): Message {
  return { ...wordBeside(language, text), choices: [{ id: 'end', label: word(language, 'handoff:buttons.end') }], card: cardOfTalk(handoffId) };
}

export function wordRating(language: Language, handoffId: string): Message {
  return { ...wordBeside(language, word(language, 'handoff:rating.text')), choices: ratingChoices(language), card: cardOfRating(handoffId) };
}

/** Thanks, and room for a word more. */
export function wordThanks(language: Language, handoffId: string, rating: number): Message {
  const question = { label: word(language, 'handoff:rating.label'), send: word(language, 'buttons.send') };
  return { ...wordBeside(language, word(language, rating > 2 ? 'handoff:rating.thanks' : 'handoff:rating.thanksPoor')), question, card: cardOfRating(handoffId) };
}

export function ratingChoices(language: Language): Choice[] {
  return RATINGS.map((rating) => ({ id: `rate:${rating}`, label: word(language, `handoff:rating.${rating}`) }));
}

/** Lotse says sorry, and offers a person. The buttons that the contact sees still mean what they say. */
export function wordApology(language: Language): Message {
  return { ...wordBeside(language, word(language, 'error')), choices: [{ id: 'person', label: word(language, 'buttons.person') }], card: PERSON_CARD };
}

/** A line without buttons. */
export function wordBeside(language: Language, text: string): Message {
  return { language, text, choices: [], facts: [] };
}

/** How long it takes, as far as that is known: the place in the queue, or when the office opens in the contact's zone. */
export function wordOutlook(language: Language, { isOpen, opensAt, ahead }: Outlook, present: Present): string {
  const behind = ahead > 0 ? word(language, 'handoff:outlook.behind', { count: ahead }) : '';
  if (!isOpen && opensAt) return [wordOpening(language, opensAt, present), behind].filter(Boolean).join(' ');
  return behind || word(language, 'handoff:outlook.next');
}

function wordOpening(language: Language, opensAt: Date, { now, timeZone }: Present): string {
  const time = new Intl.DateTimeFormat(LOCALES[language], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(opensAt);
  const day = dayIn(timeZone, opensAt);
  if (day === dayIn(timeZone, now)) return word(language, 'handoff:outlook.closedToday', { time });
  return word(language, 'handoff:outlook.closed', { day: writeDay(language, day, { weekday: 'long', day: 'numeric', month: 'long' }), time });
}

/** What was corrected, named in one line; nothing where nothing was. */
export function wordCorrected(language: Language, corrected: readonly string[] = []): string {
  const fields = FIELDS.filter((field) => corrected.includes(field)).map((field) => word(language, `handoff:fields.${field}`));
  return fields.length === 0 ? '' : word(language, 'handoff:back.corrected', { fields: new Intl.ListFormat(LOCALES[language]).format(fields) });
}

/** Words with an agent's first name in them, or those for an agent whose name is not known. */
export function wordNamed(language: Language, key: 'joined' | 'joinedAgain' | 'started' | 'here' | 'offerEnd' | 'stillThere' | 'endedByAgent' | 'endedByContact', firstName: string | undefined): string {
  return word(language, `handoff:${key}.${firstName ? 'named' : 'unnamed'}` as TextKey, { name: isolated(language, firstName ?? '') });
}

/** A name of the other direction keeps to itself; in Arabic the locales see to the Latin ones. */
function isolated(language: Language, name: string): string {
  return language !== 'ar' && /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(name) ? `\u2068${name}\u2069` : name;
}

function withdrawal(language: Language): Choice {
  return { id: 'withdraw', label: word(language, 'handoff:buttons.withdraw') };
}

function onwards(language: Language, isBeside: boolean): Choice {
  return { id: 'goOn', label: word(language, isBeside ? 'buttons.goOn' : 'buttons.menu') };
}
