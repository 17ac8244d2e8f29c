/** Where a contact stands after an answer to a notice, and what is said there. Pure. */
import type { Language } from '../../locales';
import type { Day } from '../../services/day';
import type { Colleague } from '../../services/notices/notices';
import type { NoticeSubject } from '../../services/notices/wording';
import type { Message } from '../message';
import type { Offer } from '../understand';
import { wordCompanies, wordDate, wordDates, wordLater, wordLaterInstead, wordOptOut, wordRest, wordWho } from './answerWording';
import { noticeMessage, offerOf } from './noticeWording';
import type { About, Scene } from './scene';

/** Plain data. `abouts` is one but where it is asked which company is meant, or which comes next. */
export interface At {
  readonly view: 'notice' | 'date' | 'dates' | 'later' | 'laterInstead' | 'who' | 'companies' | 'rest' | 'optOut';
  readonly abouts: readonly About[];
  /** What was answered before it was known about which company. */
  readonly choice?: string;
  /** What else the same message was about: offered once this one is answered. */
  readonly rest?: readonly About[];
  /** The day is asked for again. */
  readonly isAgain?: true;
  /** Readings of a day, of which one is meant; or the day that is proposed instead. */
  readonly days?: readonly Day[];
}

/** What is needed to say it. */
export interface Shown extends Scene {
  /** Days on which it is still in time to be reminded, where that is asked. */
  readonly snoozeDays: readonly Day[];
  /** Whom it may be handed over to, where that is asked. */
  readonly colleagues: readonly Colleague[];
  /** The addresses of the timeline of an agreement, and of its entry for the calendar. */
  readonly pictureOf: (subject: NoticeSubject, language: Language) => string;
  readonly calendarOf: (subject: NoticeSubject, language: Language) => string;
}

const WITH_WORDS: readonly At['view'][] = ['date', 'dates', 'later', 'laterInstead', 'who'];

/** Whether the contact may answer in own words. */
export function takesWords({ view }: At): boolean {
  return WITH_WORDS.includes(view);
}

/** What it is about is gone, or another day counts by now. */
export function isLost({ view, abouts }: At, { subjects }: Pick<Scene, 'subjects'>): boolean {
  return view !== 'optOut' && abouts.length > 0 && subjects.length === 0;
}

/** As it is remembered: without what a notice said of other people. */
export function asKept(at: At): At & { readonly expects: 'words' | 'choice' } {
  return { ...at, abouts: at.abouts.map(({ partnerId, milestone, cycle }) => ({ partnerId, milestone, cycle })), expects: takesWords(at) ? 'words' : 'choice' };
}

export function messageAt(at: At, shown: Shown, language: Language): Message {
  const [subject] = shown.subjects;
  if (at.view === 'optOut' || !subject) return wordOptOut(language);
  switch (at.view) {
    case 'companies': return wordCompanies(language, shown.subjects);
    case 'rest': return wordRest(language, shown.subjects);
    case 'date': return wordDate(language, subject, at.isAgain);
    case 'dates': return wordDates(language, at.days ?? []);
    case 'later': return wordLater(language, subject, shown.snoozeDays);
    case 'laterInstead': return at.days?.length === 1 ? wordLaterInstead(language, at.days[0]!) : wordDates(language, at.days ?? []);
    case 'who': return wordWho(language, subject, shown.colleagues);
    case 'notice': return noticeMessage(language, [subject], { picture: shown.pictureOf(subject, language), calendar: shown.calendarOf(subject, language) });
  }
}

export function offerAt(at: At, shown: Shown, language: Language): Offer {
  if (at.view === 'notice') return offerOf(language, shown.subjects.slice(0, 1));
  const inLanguage = (other: Language) => messageAt(at, shown, other).choices;
  return { choices: inLanguage(language), inLanguage, ...(at.view === 'optOut' && { yes: 'optOutYes', no: 'optOutNo' }), ...(at.view === 'laterInstead' && at.days?.length === 1 && { yes: `day:${at.days[0]}`, no: 'otherDay' }) };
}
