/** What a notice says, in the chat as in a mail. The words follow from the day on which it is really said, not from the milestone that it was planned for. Pure. */
import { say, word, writeDay, type Language, type Said } from '../../locales';
import { daysBetween, type Day } from '../day';
import { milestonesOf } from '../expiry';
import { offsetOf, type NoticeKind, type NoticePayload } from './notice';

/** What a notice is about, on the day on which it is said. */
export interface NoticeSubject {
  readonly milestone: NoticeKind;
  /** Empty for a nudge. */
  readonly partnerId: string;
  readonly company: string;
  /** The day that the agreement expired on when it was planned; for a nudge, when it was asked for. */
  readonly cycle: Day;
  readonly expiresOn: Day;
  /** The contact's own day. */
  readonly today: Day;
  readonly payload: NoticePayload;
  /** Who may sign for the company, where a contact has said a name. */
  readonly signatory?: string | undefined;
}

export interface NoticeWords {
  /** Names the company, and stands for itself in a list of mails. */
  readonly subjectLine: string;
  readonly title: string;
  /** Words on Cisco's screens stand between `**`. */
  readonly paragraphs: readonly string[];
  /** What is lost, one consequence in a line; only where it is near. */
  readonly warning?: string;
  readonly facts: readonly string[];
}

/** What kind of day it is for an agreement; after the last day of the grace it is `over`. */
export type DayKind = 'early' | 'open' | 'today' | 'grace' | 'lastDay' | 'over';

/** So many days before the expiry what may be lost begins to be said. */
const NEAR_DAYS = 14;

export function dayKindOf({ today, expiresOn }: Pick<NoticeSubject, 'today' | 'expiresOn'>): DayKind {
  const { opensOn, graceEndsOn } = milestonesOf(expiresOn);
  if (today < opensOn) return 'early';
  if (today <= expiresOn) return today < expiresOn ? 'open' : 'today';
  if (today <= graceEndsOn) return today < graceEndsOn ? 'grace' : 'lastDay';
  return 'over';
}

/** One notice; several of one agreement are told as one. */
export function wordNotice(language: Language, subject: NoticeSubject): NoticeWords {
  if (subject.milestone.startsWith('nudge:')) return wordNudge(language, subject.milestone.slice('nudge:'.length) as Nudge);
  if (subject.milestone === 'renewed') return wordRenewed(language, subject);
  const kind = dayKindOf(subject);
  const values = valuesOf(language, subject);
  const why = reasonOf(language, subject, values);
  const warning = kind === 'over' ? say(language, 'notices:warning.lost', values) : isNear(subject) ? say(language, 'notices:warning.ahead', values) : undefined;
  const title = word(language, subject.milestone.startsWith('notConfirmed') ? 'notices:title.notConfirmed' : `notices:title.${kind}`, values);
  // A subject has one colon.
  const subjectLine = kind === 'grace' && !subject.milestone.startsWith('notConfirmed') ? { subjectLine: word(language, 'notices:subjectGrace', values) } : {};
  return { ...composed(language, subject.company, title, [...why, say(language, `notices:text.${kind}`, values), ...whatToDo(language, subject, kind, values)], warning), ...subjectLine };
}

/** Several agreements at once: the nearest first, one line for each; what is to be done, and what is lost, is said once. */
export function wordDigest(language: Language, subjects: readonly NoticeSubject[]): NoticeWords {
  const count = subjects.length;
  const shown = subjects.slice(0, LISTED);
  const lines = shown.map((subject) => `• ${wordLine(language, subject)}`);
  const more = count > shown.length ? [word(language, 'notices:digest.more', { count: count - shown.length })] : [];
  const todo = whatToDoInAll(language, subjects);
  const warning = subjects.some((subject) => subject.milestone !== 'renewed' && isNear(subject)) ? say(language, 'notices:digest.lost') : undefined;
  const title = word(language, 'notices:title.digest', { count });
  return {
    subjectLine: word(language, 'notices:digest.subject', { count }), title, paragraphs: [word(language, 'notices:digest.lead'), lines.join('\n'), ...more, ...todo.map(({ text }) => text)],
    facts: [...new Set([...todo, ...(warning ? [warning] : [])].flatMap(({ facts }) => facts))], ...(warning && { warning: warning.text }),
  };
}

/** In a message about more agreements than this the rest is only counted. */
export const LISTED = 20;

/** An agreement in one line, with its company. */
export function wordLine(language: Language, subject: NoticeSubject): string {
  if (subject.milestone === 'renewed') return word(language, 'notices:line.renewed', { company: subject.company, day: writeDay(language, subject.payload.expiresOn ?? subject.expiresOn) });
  return word(language, `notices:line.${dayKindOf(subject)}`, valuesOf(language, subject));
}

/** A message has one word about each agreement: of several rows the one that says most, the nearest day first. */
export function onePerAgreement(subjects: readonly NoticeSubject[]): NoticeSubject[] {
  const told = new Map<string, NoticeSubject>();
  for (const subject of [...subjects].sort((a, b) => weightOf(b) - weightOf(a))) {
    const key = subject.milestone.startsWith('nudge:') ? subject.milestone : subject.partnerId;
    if (!told.has(key)) told.set(key, subject);
  }
  return [...told.values()].sort((a, b) => a.expiresOn.localeCompare(b.expiresOn) || a.company.localeCompare(b.company));
}

type Nudge = 'activationMail' | 'webexMail' | 'webexBegun';
type NoticeValues = Readonly<Record<'company' | 'opens' | 'expires' | 'graceEnds', string>> & { readonly count: number };

/** `count`: the days that are left, until the expiry or, after it, until the end of the grace. */
export function valuesOf(language: Language, { company, today, expiresOn }: Pick<NoticeSubject, 'company' | 'today' | 'expiresOn'>): NoticeValues {
  const { opensOn, graceEndsOn } = milestonesOf(expiresOn);
  return {
    company, opens: writeDay(language, opensOn), expires: writeDay(language, expiresOn), graceEnds: writeDay(language, graceEndsOn),
    count: daysLeft({ today, expiresOn }),
  };
}

function daysLeft({ today, expiresOn }: Pick<NoticeSubject, 'today' | 'expiresOn'>): number {
  return Math.max(0, daysBetween(today, today <= expiresOn ? expiresOn : milestonesOf(expiresOn).graceEndsOn));
}

/** Why it is said at all, where it is not the day alone. */
function reasonOf(language: Language, { milestone, payload }: NoticeSubject, values: NoticeValues): Said[] {
  const [kind] = milestone.split(':') as [string];
  if (kind === 'later') return [say(language, 'notices:why.later')];
  if (kind === 'escalation' || kind === 'handedOver') return [say(language, payload.by ? `notices:why.${kind}Named` : `notices:why.${kind}`, { name: payload.by ?? '' })];
  if (offsetOf(milestone) !== undefined && payload.byId !== undefined) return [say(language, payload.by ? 'notices:why.declinedNamed' : 'notices:why.declined', { name: payload.by ?? '' })];
  if (kind !== 'notConfirmed') return [];
  const claimed = payload.expiresOn && writeDay(language, payload.expiresOn);
  return [say(language, claimed ? 'notices:why.notConfirmed' : 'notices:why.notConfirmedNoDay', { ...values, claimed: claimed ?? '' })];
}

function whatToDo(language: Language, { signatory, milestone }: NoticeSubject, kind: DayKind, values: NoticeValues): Said[] {
  if (kind === 'over') return [say(language, 'notices:do.applyAgain')];
  // Who has said that it was renewed is to check that first, and knows who may.
  if (milestone.startsWith('notConfirmed')) return [];
  const hasTime = kind === 'open' && values.count > 1;
  const todo = say(language, kind === 'early' ? 'notices:do.early' : hasTime ? 'notices:do.before' : 'notices:do.now', values);
  return [todo, signatory ? say(language, 'notices:who.named', { name: signatory }) : say(language, 'notices:who.any')];
}

/** In short, for those that can be renewed, and for those that cannot any more. */
function whatToDoInAll(language: Language, subjects: readonly NoticeSubject[]): Said[] {
  const undone = subjects.filter((subject) => !isOnlyTold(subject));
  const renewable = undone.filter((subject) => !['early', 'over'].includes(dayKindOf(subject)));
  const urgent = renewable.filter((subject) => dayKindOf(subject) !== 'open' || daysLeft(subject) <= 1);
  const key = urgent.length === 0 ? 'do' : urgent.length < renewable.length ? 'doFirst' : 'doToday';
  const todo = renewable.length > 0 ? [say(language, `notices:digest.${key}`)] : [];
  return undone.some((subject) => dayKindOf(subject) === 'over') ? [...todo, say(language, 'notices:digest.over')] : todo;
}

/** Whoever hears that it is done, or has said so, is not told how to do it. */
function isOnlyTold({ milestone }: NoticeSubject): boolean {
  return milestone === 'renewed' || milestone.startsWith('notConfirmed');
}

/** Whether something is lost soon. */
function isNear(subject: NoticeSubject): boolean {
  const kind = dayKindOf(subject);
  return kind !== 'early' && kind !== 'over' && !(kind === 'open' && daysLeft(subject) > NEAR_DAYS);
}

/** A colleague has renewed: told once. */
function wordRenewed(language: Language, { company, expiresOn, payload }: NoticeSubject): NoticeWords {
  const day = payload.expiresOn ?? expiresOn;
  const values = { company, name: payload.by ?? '', day: writeDay(language, day), opens: writeDay(language, milestonesOf(day).opensOn) };
  const said = [say(language, payload.by ? 'notices:renewed.named' : 'notices:renewed.unnamed', values), say(language, 'notices:renewed.opens', values)];
  return composed(language, company, word(language, 'notices:title.renewed'), said);
}

function wordNudge(language: Language, nudge: Nudge): NoticeWords {
  const title = word(language, `notices:nudge.${nudge}.title`);
  const text = say(language, `notices:nudge.${nudge}.text`);
  return { subjectLine: title, title, paragraphs: [text.text], facts: text.facts };
}

function composed(language: Language, company: string, title: string, said: readonly Said[], warning?: Said): NoticeWords {
  const facts = [...said, ...(warning ? [warning] : [])].flatMap((each) => each.facts);
  return {
    subjectLine: word(language, 'notices:subject', { company, title }), title, paragraphs: said.map(({ text }) => text), facts: [...new Set(facts)],
    ...(warning && { warning: warning.text }),
  };
}

/** What a colleague has said or done counts for more than the day alone. */
function weightOf({ milestone }: NoticeSubject): number {
  return ['T', 'later', 'escalation', 'handedOver', 'notConfirmed', 'renewed'].findIndex((kind) => milestone.startsWith(kind));
}
