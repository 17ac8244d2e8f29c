/** What is said while an address is verified. Pure. */
import { LOCALES, say, word, type Language, type TextKey } from '../../locales';
import type { Choice, Message } from '../message';
import { factsOf } from '../procedures/wording';

/** Asks for the address; `isFirst` says why. */
export function wordAddress(language: Language, isFirst: boolean): Message {
  const ask = say(language, 'identity:verify.ask');
  return {
    language, title: word(language, 'identity:verify.title'), text: [isFirst ? word(language, 'identity:verify.why') : '', ask.text].filter(Boolean).join('\n'),
    question: { label: word(language, 'identity:verify.example'), send: word(language, 'buttons.send') }, facts: factsOf([ask]), choices: exits(language),
  };
}

/** What is lost with a private address; the contact decides (ACC-8). */
export function wordPrivate(language: Language, email: string): Message {
  const text = say(language, 'identity:verify.private', { email });
  return {
    language, title: word(language, 'identity:verify.privateTitle'), text: `${text.text}\n${word(language, 'identity:verify.privateAsk')}`, facts: factsOf([text]),
    choices: [{ id: 'otherAddress', label: word(language, 'identity:verify.otherAddress'), main: true }, { id: 'useAnyway', label: word(language, 'identity:verify.useAnyway') }, ...exits(language)],
  };
}

/** Why a code is no longer waited for. */
export type CodeEnd = 'spent' | 'expired' | 'mailRefused' | 'mailExpired';

/** Asks for the code; once it is over, says why, and the way on is a new one. */
export function wordCode(language: Language, email: string, over?: CodeEnd): Message {
  const again: Choice = { id: 'resend', label: word(language, over ? 'identity:verify.newCode' : 'identity:verify.resend'), ...(over && { main: true as const }) };
  const other: Choice = { id: 'otherAddress', label: word(language, 'identity:verify.otherAddress') };
  if (over) return { language, title: word(language, 'identity:verify.title'), text: word(language, `identity:verify.${over}`, { email }), facts: [], choices: [again, other, ...exits(language)] };
  return {
    language, title: word(language, 'identity:verify.title'), text: word(language, 'identity:verify.askCode', { email }), hint: word(language, 'identity:verify.lookInSpam'),
    question: { label: word(language, 'identity:verify.codeExample'), send: word(language, 'buttons.send') }, facts: [], choices: [again, other, ...exits(language)],
  };
}

/** Asks whether to go on where the contact was on another channel. */
export function wordContinue(language: Language, title: string, channel: string, at: { readonly step: number; readonly of: number } | undefined): Message {
  const values = { title, channel: word(language, `identity:channels.${channel}` as TextKey) };
  return {
    language, title: word(language, 'identity:continue.title'), text: at ? word(language, 'identity:continue.textStep', { ...values, ...at }) : word(language, 'identity:continue.text', values), facts: [],
    choices: [{ id: 'goOn', label: word(language, 'identity:continue.yes'), main: true }, { id: 'notNow', label: word(language, 'identity:continue.no') }, { id: 'menu', label: word(language, 'buttons.menu'), minor: true }],
  };
}

/** A moment in the contact's zone: the time of day, and the day where it is not today. */
export function showMoment(date: Date, now: Date, language: Language, timeZone: string): string {
  const locale = LOCALES[language];
  const day = (moment: Date) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }).format(moment);
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(date);
  return day(date) === day(now) ? time : word(language, 'identity:verify.moment', { day: day(date), time });
}

export function wordProblem(language: Language, problem: string): string {
  return word(language, `identity:address.${problem}` as TextKey);
}

function exits(language: Language): Choice[] {
  return [{ id: 'back', label: word(language, 'buttons.back'), minor: true }, { id: 'person', label: word(language, 'buttons.person'), minor: true }, { id: 'menu', label: word(language, 'buttons.menu'), minor: true }];
}
