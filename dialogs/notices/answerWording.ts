/** What is asked after an answer to a notice: which company, until when, when again, who, and whether to stop. Pure. */
import { say, word, writeDay, type Language, type Said, type TextKey } from '../../locales';
import { addMonths, type Day } from '../../services/day';
import { renewalRange } from '../../services/expiry';
import type { Colleague } from '../../services/notices/notices';
import { dayKindOf, valuesOf, type NoticeSubject } from '../../services/notices/wording';
import type { Choice, Message } from '../message';
import { factsOf } from '../procedures/wording';
import { choicesOf, shorten } from './noticeWording';
import type { LaterDay } from './laterDay';
import type { RenewedDay } from './renewedDay';

/** Asks for the new day, and says which would be likely. `isAgain`: the good news was welcomed before. */
export function wordDate(language: Language, subject: NoticeSubject, isAgain = false): Message {
  const { company, expiresOn, today } = subject;
  const isOver = dayKindOf(subject) === 'over';
  const { earliest, latest } = renewalRange(expiresOn, today);
  const range = { earliest: writeDay(language, earliest > today ? earliest : today), latest: writeDay(language, latest) };
  const example = addMonths(isOver ? today : expiresOn, 12).split('-').reverse().join('.');
  const said = say(language, isOver ? 'notices:ask.renewedOver' : 'notices:ask.renewed', { company, previous: writeDay(language, expiresOn), ...range });
  const text = isAgain ? said.text : `${word(language, 'notices:ask.good')} ${said.text}`;
  return asked(language, { ...said, text }, [unknown(language)], word(language, 'notices:ask.example', { example }));
}

/** Several readings of a day: which one. */
export function wordDates(language: Language, days: readonly Day[]): Message {
  const choices = [...days.map((day) => ({ id: `day:${day}`, label: writeDay(language, day) })), { id: 'otherDay', label: word(language, 'identity:not.dateNo') }];
  return asked(language, say(language, 'identity:not.expiryTwo'), choices);
}

/** Why a day cannot be that of a renewed agreement, and that nothing has changed. */
export function wordOddDay(language: Language, { problem, day }: Extract<RenewedDay, { kind: 'problem' }>, goesOn: boolean): string {
  return word(language, problem === 'same' && !goesOn ? 'notices:not.sameOff' : `notices:not.${problem}`, { day: writeDay(language, day) });
}

export function wordLater(language: Language, { company }: NoticeSubject, days: readonly Day[]): Message {
  return asked(language, say(language, 'notices:ask.later', { company }), days.map((day) => ({ id: `day:${day}`, label: weekday(day, language) })), word(language, 'notices:ask.laterOther'));
}

/** Another day than the one that was named is never taken unasked. */
export function wordLaterInstead(language: Language, day: Day): Message {
  const named = weekday(day, language);
  return asked(language, say(language, 'notices:ask.laterInstead', { day: named }), [{ id: `day:${day}`, label: word(language, 'notices:ask.laterInsteadYes', { day: named }) }, { id: 'otherDay', label: word(language, 'identity:not.dateNo') }]);
}

const KEYS = { past: 'notices:not.laterPast', noWorkday: 'notices:not.laterNoWorkday', tooLate: 'notices:not.laterTooLate' } as const;
/** Why it cannot be on that day. */
export function wordNotOn(language: Language, subject: NoticeSubject, { day, why }: Extract<LaterDay, { kind: 'instead' }>): string {
  const isAfterExpiry = why === 'tooLate' && subject.today > subject.expiresOn;
  const key = isAfterExpiry ? 'notices:not.laterTooLateGrace' : KEYS[why];
  return word(language, key, { ...valuesOf(language, subject), day: why === 'noWorkday' ? weekday(day, language) : writeDay(language, day) });
}

/** Why it cannot be put off any further. */
export function wordNoLater(language: Language, subject: NoticeSubject): Said {
  const kind = dayKindOf(subject);
  const key = kind === 'over' ? 'notices:not.laterOver' : kind === 'grace' || kind === 'lastDay' ? 'notices:not.laterGrace' : 'notices:not.laterBefore';
  return say(language, key, valuesOf(language, subject));
}

export function wordWho(language: Language, { company }: NoticeSubject, colleagues: readonly Colleague[]): Message {
  const choices = [...colleagues.map(({ id, name }) => ({ id: `colleague:${id}`, label: shorten(name) })), unknown(language)];
  return asked(language, say(language, colleagues.length > 0 ? 'notices:ask.notMine' : 'notices:ask.notMineName', { company }), choices, word(language, 'notices:ask.name'));
}

/** Says what it means before it is done. */
export function wordOptOut(language: Language): Message {
  return asked(language, say(language, 'notices:ask.optOut'), [{ id: 'optOutYes', label: word(language, 'notices:ask.optOutYes') }, { id: 'optOutNo', label: word(language, 'notices:ask.optOutNo') }]);
}

export function wordCompanies(language: Language, subjects: readonly NoticeSubject[]): Message {
  return asked(language, say(language, 'notices:ask.company'), choicesOf(language, subjects).filter(({ id }) => id.startsWith('company:')));
}

/** What else the same message was about. */
export function wordRest(language: Language, subjects: readonly NoticeSubject[]): Message {
  return asked(language, say(language, 'notices:ask.rest'), subjects.map(({ partnerId, company }) => ({ id: `company:${partnerId}`, label: shorten(company) })));
}

function asked(language: Language, text: Said, choices: readonly Choice[], label?: string): Message {
  const exit = (id: string, key: TextKey): Choice => ({ id, label: word(language, key), minor: true });
  return {
    language, text: text.text, facts: factsOf([text]), choices: [...choices, exit('back', 'buttons.back'), exit('menu', 'buttons.menu')],
    ...(label !== undefined && { question: { label, send: word(language, 'buttons.send') } }),
  };
}

function unknown(language: Language): Choice {
  return { id: 'unknown', label: word(language, 'notices:choice.unknown') };
}

function weekday(day: Day, language: Language): string {
  return writeDay(language, day, { weekday: 'long', day: 'numeric', month: 'long' });
}
