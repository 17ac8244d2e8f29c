/** A notice as a message in a conversation: what it says, and what can be answered to it. Made outside a turn, too. Pure. */
import { word, writeDay, type Language, type TextKey } from '../../locales';
import { milestonesOf } from '../../services/expiry';
import { mayWait } from '../../services/notices/plan/milestones';
import { isNudge } from '../../services/notices/notice';
import { dayKindOf, LISTED, onePerAgreement, wordDigest, wordNotice, type NoticeSubject } from '../../services/notices/wording';
import type { Choice, Message } from '../message';
import type { Offer } from '../understand';
import { cardOfMessage } from './ids';

export interface NoticeExtras {
  /** The message whose buttons these are; a dialog that shows a notice again gives them a card of its own. */
  readonly messageId?: string;
  /** Addresses at Lotse: of the timeline, and of the calendar file. */
  readonly picture?: string | undefined;
  readonly calendar?: string | undefined;
}

const LABEL_LIMIT = 40;
/** Good news first. */
const NUDGE_ANSWERS: Readonly<Record<string, readonly [string, string]>> = { 'nudge:activationMail': ['came', 'notCame'], 'nudge:webexMail': ['came', 'notCame'], 'nudge:webexBegun': ['begun', 'notBegun'] };

export function noticeMessage(language: Language, subjects: readonly NoticeSubject[], { messageId, picture, calendar }: NoticeExtras): Message {
  const each = onePerAgreement(subjects);
  const [only, ...others] = each;
  if (!only) throw new Error('A notice is about something: there is no subject.');
  const { title, paragraphs, warning, facts } = others.length === 0 ? wordNotice(language, only) : wordDigest(language, each);
  const text = [...paragraphs, ...(others.length > 0 ? [word(language, 'notices:digest.ask')] : [])].join('\n');
  const hasPicture = picture !== undefined && others.length === 0 && !isNudge(only);
  return {
    language, title, text, facts, choices: choicesOf(language, each), ...(messageId !== undefined && { card: cardOfMessage(messageId) }),
    ...(warning && { warning: { word: word(language, 'warning'), text: warning } }),
    ...(hasPicture && { picture: { path: picture, text: wordPicture(language, only) } }),
    ...(calendar !== undefined && hasFuture(only) && others.length === 0 && { links: [{ url: calendar, text: word(language, 'notices:choice.calendar') }] }),
  };
}

/** What a typed number, label or no means at it; yes only where it asks for one. */
export function offerOf(language: Language, subjects: readonly NoticeSubject[]): Offer {
  const choices = choicesOf(language, subjects);
  const inLanguage = (other: Language) => choicesOf(other, subjects);
  const [first] = subjects;
  const answers = first && NUDGE_ANSWERS[first.milestone];
  if (answers) return { choices, inLanguage, yes: answers[0], no: answers[1], done: answers[0] };
  const offered = (id: string) => (choices.some((choice) => choice.id === id) ? id : undefined);
  const no = offered('later');
  return { choices, inLanguage, ...(no && { no }) };
}

/** Verbs where it is about one agreement, else the companies. */
export function choicesOf(language: Language, subjects: readonly NoticeSubject[]): Choice[] {
  const each = onePerAgreement(subjects);
  const [only, ...others] = each;
  const choice = (id: string, key: TextKey, extra: Partial<Choice> = {}): Choice => ({ id, label: word(language, key), ...extra });
  const person = choice('person', 'buttons.person', { minor: true });
  const answers = only && NUDGE_ANSWERS[only.milestone];
  if (answers) return [...answers.map((id, index) => choice(id, `notices:choice.${id}` as TextKey, index === 0 ? { main: true } : {})), person];
  const exits = [person, choice('optOut', 'notices:choice.optOut', { minor: true })];
  if (!only || others.length > 0) return [...each.slice(0, LISTED).map(({ partnerId, company }) => ({ id: `company:${partnerId}`, label: shorten(company) })), ...exits];
  if (only.milestone === 'renewed') return [choice('record', 'buttons.record'), ...exits];
  const isOver = dayKindOf(only) === 'over';
  return [
    choice('renew', isOver ? 'notices:choice.apply' : 'notices:choice.renew', { main: true }), choice('renewed', 'notices:choice.renewed'),
    ...(mayWait(only.today, only.expiresOn) ? [choice('later', 'notices:choice.later')] : []), choice('notMine', 'notices:choice.notMine'), ...exits,
  ];
}

/** As many letters as a button holds. */
export function shorten(label: string): string {
  const letters = [...new Intl.Segmenter().segment(label)].map(({ segment }) => segment);
  return letters.length <= LABEL_LIMIT ? label : `${letters.slice(0, LABEL_LIMIT - 1).join('')}…`;
}

/** The timeline in words. */
function wordPicture(language: Language, { today, payload, milestone, expiresOn }: NoticeSubject): string {
  const { opensOn, expiresOn: expires, graceEndsOn } = milestonesOf(milestone === 'renewed' ? payload.expiresOn ?? expiresOn : expiresOn);
  return word(language, 'identity:record.pictureText', { opens: writeDay(language, opensOn), expires: writeDay(language, expires), graceEnds: writeDay(language, graceEndsOn), today: writeDay(language, today) });
}

/** Whether there is a day ahead that is worth an entry. */
function hasFuture(subject: NoticeSubject): boolean {
  return !isNudge(subject) && dayKindOf(subject) !== 'over';
}
