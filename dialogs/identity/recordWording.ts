/** What is said about the record: the questions, what is asked back, and the status with its timeline. Pure. */
import { countryName } from '../../services/country';
import type { Day } from '../../services/day';
import { milestonesOf, renewalRange, statusOn, type AgreementStatus } from '../../services/expiry';
import { mayWait } from '../../services/notices/plan/milestones';
import { say, word, writeDay, type Language, type Said, type TextKey } from '../../locales';
import type { PartnerRecord } from '../../services/partners';
import type { Choice, Message } from '../message';
import { factsOf } from '../procedures/wording';
import type { Understood } from './answers';
import { isAlsos, type Field, type PartnerRecordOf } from './record';

export interface Reader {
  readonly language: Language;
  readonly today: Day;
}

const COUNTRIES = ['CH', 'LI', 'DE', 'AT', 'FR', 'IT'];
const LATER = (language: Language): Choice => ({ id: 'later', label: word(language, 'identity:record.later'), minor: true });
const STATES = { active: 'identity:record.stateActive', renewalOpen: 'identity:record.stateOpen', grace: 'identity:record.stateGrace', lapsed: 'identity:record.stateLapsed' } as const;
const CORRECTABLE: readonly Field[] = ['company', 'country', 'customerNumber', 'expiry', 'signatory', 'reminders', 'timeZone'];
const BACK_BY_WHY = { past: 'identity:not.expiryPast', far: 'identity:not.expiryFar', same: 'identity:not.expirySame', odd: 'identity:not.expiryOdd' } as const;

/** The question for a field. `signatoryName` follows "somebody else". */
export function wordQuestion({ language, today }: Reader, field: Field | 'signatoryName', { partner }: PartnerRecordOf, isCorrection: boolean): Message {
  const values = { company: partner?.company ?? '' };
  const text = field === 'expiry' && partner?.isExpiryListed ? askListed(language, partner.company, partner.expiresOn!, today) : say(language, field === 'reminders' ? askReminders(partner?.expiresOn, today) : `identity:ask.${field}`, values);
  const question = hasExample(field) ? { question: { label: word(language, `identity:ask.${field}Example` as TextKey), send: word(language, 'buttons.send') } } : {};
  const own = field === 'signatoryName' ? { question: { label: word(language, 'identity:record.signatory'), send: word(language, 'buttons.send') } } : question;
  return { language, title: word(language, 'identity:record.title'), text: text.text, facts: factsOf([text]), ...own, choices: [...answersTo(language, field), ...(isCorrection || field === 'reminders' || field === 'signatory' ? [] : [LATER(language)]), ...exits(language)] };
}

/** What somebody agrees to holds for the agreement as it stands. */
function askReminders(expiresOn: Day | undefined, today: Day): TextKey {
  const status = expiresOn && statusOn(today, expiresOn);
  return status === 'grace' ? 'identity:ask.remindersGrace' : status === 'lapsed' ? 'identity:ask.remindersOver' : 'identity:ask.reminders';
}

/** ALSO's day is not the contact's to change: it is said before which other one is taken. */
function askListed(language: Language, company: string, previous: Day, today: Day): Said {
  const { earliest, latest } = renewalRange(previous, today);
  return say(language, 'identity:ask.expiryListed', { company, previous: writeDay(language, previous), earliest: writeDay(language, earliest > today ? earliest : today), latest: writeDay(language, latest) });
}

/** The day in doubt is shown again, with the ways to answer. */
export function wordAskBack({ language }: Reader, { days, why }: Extract<Understood, { kind: 'askBack' }>, previous: Day | undefined): Message {
  const other: Choice = { id: 'otherDay', label: word(language, 'identity:not.dateNo') };
  const title = word(language, 'identity:record.title');
  if (why === 'two') {
    return { language, title, text: word(language, 'identity:not.expiryTwo'), facts: [], choices: [...days.map((day) => ({ id: `day:${day}`, label: writeDay(language, day) })), other, ...exits(language)] };
  }
  const text = say(language, BACK_BY_WHY[why], { date: writeDay(language, days[0]!), ...(previous && { previous: writeDay(language, previous) }) });
  return { language, title, text: text.text, facts: factsOf([text]), choices: [{ id: `day:${days[0]}`, label: word(language, 'identity:not.dateYes') }, other, ...exits(language)] };
}

/** All that is known, the timeline, and what can be done about it. */
export function wordStatus(reader: Reader, record: PartnerRecordOf, picture?: string): Message {
  const { language, today } = reader;
  const { partner, others } = record;
  const expiresOn = partner?.expiresOn;
  const milestones = expiresOn === undefined ? undefined : milestonesOf(expiresOn);
  const dates = milestones && { opens: writeDay(language, milestones.opensOn), expires: writeDay(language, milestones.expiresOn), graceEnds: writeDay(language, milestones.graceEndsOn), today: writeDay(language, today) };
  const state = expiresOn === undefined ? undefined : statusOn(today, expiresOn);
  const said: Said[] = state && dates ? [say(language, stateKey(state, partner!, today), dates)] : [];
  const text = [...said.map((each) => each.text), ...linesOf(reader, record)].join('\n');
  const procedure = state === 'lapsed' ? 'registration' : 'renewal';
  return {
    language, title: word(language, 'identity:record.title'), text, facts: factsOf(said),
    ...(picture !== undefined && dates && { picture: { path: picture, text: word(language, 'identity:record.pictureText', dates) } }),
    choices: [
      ...(state && state !== 'active' ? [{ id: `procedure:${procedure}`, label: state === 'lapsed' ? word(language, 'identity:record.apply') : word(language, 'identity:record.renew') }] : []),
      ...(state && state !== 'active' ? noticeAnswers(language, record, today) : []),
      { id: 'correct', label: word(language, 'identity:record.correct') },
      ...others.map(({ id, company }) => ({ id: `partner:${id}`, label: company })),
      { id: 'myData', label: word(language, 'identity:data.title'), minor: true }, { id: 'menu', label: word(language, 'buttons.menu'), minor: true },
    ],
  };
}

const NOTICE_ANSWERS = ['renewed', 'later', 'notMine'] as const;

export function isNoticeAnswer(choice: string): boolean {
  return (NOTICE_ANSWERS as readonly string[]).includes(choice);
}

function stateKey(state: AgreementStatus, { expiresOn, isExpiryListed }: PartnerRecord, today: Day) {
  // On the day itself there is no "before" any more.
  if (today === expiresOn) return 'identity:record.stateToday';
  return state === 'active' && !isExpiryListed ? 'identity:record.stateClaimed' : STATES[state];
}

/** What can be answered to a notice can be said here, too; of reminders only who gets them. */
function noticeAnswers(language: Language, { contact, partner }: PartnerRecordOf, today: Day): Choice[] {
  const isOffered = { renewed: true, later: contact.mayWriteFirst === true && mayWait(today, partner!.expiresOn!), notMine: contact.mayWriteFirst === true };
  return NOTICE_ANSWERS.filter((id) => isOffered[id]).map((id) => ({ id, label: word(language, `notices:choice.${id}`) }));
}

/** What can be corrected, each as a choice. */
export function wordCorrect({ language, today }: Reader, record: PartnerRecordOf): Message {
  const known = CORRECTABLE.filter((field) => field === 'company' || field === 'reminders' || field === 'timeZone' || record.partner);
  const fields = known.filter((field) => !isAlsos(record, field, today));
  return {
    language, title: word(language, 'identity:record.title'), text: word(language, 'identity:record.correctAsk'), facts: [],
    ...(fields.length < known.length && { hint: word(language, 'identity:record.othersAlso') }),
    choices: [
      ...fields.map((field) => ({ id: `field:${field}`, label: word(language, `identity:record.${field}`) })),
      { id: 'email', label: word(language, 'identity:record.email') }, { id: 'language', label: word(language, 'identity:record.language') },
      { id: 'back', label: word(language, 'buttons.back'), minor: true }, { id: 'menu', label: word(language, 'buttons.menu'), minor: true },
    ],
  };
}

function linesOf({ language, today }: Reader, record: PartnerRecordOf): string[] {
  const { contact, partner } = record;
  const line = (field: Field | 'email' | 'language', value: string | undefined) => `• ${word(language, 'identity:record.line', { label: word(language, `identity:record.${field}`), value: value ?? word(language, 'identity:record.unknown') })}`;
  const signatory = partner?.isSignatory ? word(language, 'identity:record.me') : partner?.signatoryName ?? (partner?.isSignatory === false ? word(language, 'identity:record.someoneElse') : undefined);
  const company = partner && [partner.company, isAlsos(record, 'company', today) ? word(language, 'identity:record.fromAlso') : ''].filter(Boolean).join(' ');
  const expiry = partner?.expiresOn && [writeDay(language, partner.expiresOn), partner.claimedAt ? word(language, 'identity:record.claimed') : ''].filter(Boolean).join(' ');
  const reminders = contact.mayWriteFirst === undefined ? undefined : word(language, contact.mayWriteFirst ? 'identity:record.remindersOn' : 'identity:record.remindersOff');
  return [
    line('company', company),
    ...(partner ? [
      line('country', partner.country && countryName(partner.country, language)), line('customerNumber', partner.customerNumber),
      line('expiry', expiry), line('signatory', signatory),
    ] : []),
    line('email', contact.email), line('language', word(language, 'languageName')), line('timeZone', contact.timeZone), line('reminders', reminders),
  ];
}

function answersTo(language: Language, field: Field | 'signatoryName'): Choice[] {
  const choice = (id: string, key: TextKey): Choice => ({ id, label: word(language, key) });
  if (field === 'country') return COUNTRIES.map((code) => ({ id: `country:${code}`, label: countryName(code, language) }));
  if (field === 'signatory') return [choice('signatory:me', 'identity:ask.signatoryMe'), choice('signatory:other', 'identity:ask.signatoryOther'), choice('later', 'identity:ask.signatoryUnknown')];
  if (field === 'reminders') return [choice('reminders:yes', 'identity:ask.remindersYes'), choice('reminders:no', 'identity:ask.remindersNo')];
  if (field === 'timeZone') return [{ id: 'zone:Europe/Zurich', label: 'Europe/Zurich' }];
  return [];
}

function hasExample(field: Field | 'signatoryName'): boolean {
  return ['company', 'country', 'customerNumber', 'expiry', 'timeZone'].includes(field);
}

function exits(language: Language): Choice[] {
  return [{ id: 'back', label: word(language, 'buttons.back'), minor: true }, { id: 'menu', label: word(language, 'buttons.menu'), minor: true }];
}
