/** Facts for plans: an agreement that expires on Sunday 2027-05-02, with contacts in Zurich; what was said so far; a plan as lines to read. */
import { momentOf, weekdayOf, type Day } from '../../services/day';
import type { WorkCalendar } from '../../services/workCalendar';
import { ACCOUNT, type NoticeKind, type NoticeState } from '../../services/notices/notice';
import { planOf, type PlanContact, type PlanFacts, type ToldNotice } from '../../services/notices/plan/plan';
import { simulate, type Foretold } from '../../services/notices/plan/simulate';

export const EXPIRY = '2027-05-02';
/** Easter, the first of May and Ascension. */
const HOLIDAYS = new Set(['2027-01-01', '2027-03-26', '2027-03-29', '2027-05-01', '2027-05-06', '2027-05-17']);

export function calendarIn(zone: string, holidays: ReadonlySet<Day> = HOLIDAYS): WorkCalendar {
  return { zone, opensAt: '08:00', closesAt: '18:00', saysAt: '09:00', isWorkday: (day) => weekdayOf(day) < 6 && !holidays.has(day) };
}

export const ZURICH = calendarIn('Europe/Zurich');

/** "2027-04-19 09:00" in Zurich. */
export function at(text: string): Date {
  const [day, time] = text.split(' ') as [Day, string?];
  return momentOf(day, time ?? '00:00', 'Europe/Zurich');
}

export function contact(id: string, changes: Partial<PlanContact> = {}): PlanContact {
  return { id, name: id, mayWriteFirst: true, remindersSince: at('2026-06-01'), isSignatory: undefined, isReachable: true, calendar: ZURICH, ...changes };
}

type Changes = Partial<Omit<PlanFacts, 'agreement' | 'now'>> & { readonly agreement?: Partial<PlanFacts['agreement']> };

export function factsAt(now: string, { agreement, ...changes }: Changes = {}): PlanFacts {
  return { now: at(now), days: [], contacts: [contact('ana')], told: [], office: ZURICH, ...changes, agreement: { expiresOn: EXPIRY, since: at('2026-05-03'), ...agreement } };
}

/** A row of the ledger; `time`: when it was due, and said where it was said. */
export function row(milestone: NoticeKind, contactId: string, time: string, state: NoticeState = 'sent', changes: Partial<ToldNotice> = {}): ToldNotice {
  return { milestone, contactId, state, dueAt: at(time), sentAt: state === 'sent' ? at(time) : undefined, reason: undefined, cycle: EXPIRY, payload: {}, ...changes };
}

/** The ledger after nobody has answered from one time to another. */
export function saidUntil(facts: PlanFacts, from: string, to: string): ToldNotice[] {
  const said = rowsOf(simulate(facts, at(from), at(to)), facts.agreement.expiresOn);
  return [...facts.told.filter((each) => !said.some((one) => one.milestone === each.milestone && one.contactId === each.contactId)), ...said];
}

export function rowsOf(foretold: readonly Foretold[], cycle: Day): ToldNotice[] {
  return foretold.map((notice) => ({ ...notice, cycle, state: notice.reason ? 'skipped' : 'sent', reason: notice.reason, sentAt: notice.reason ? undefined : notice.dueAt, payload: notice.payload ?? {} }));
}

/** "T-7 ana 2027-04-26 09:00"; what is left out with its reason instead. */
export function shown({ milestone, contactId, dueAt, reason }: Foretold): string {
  const zurich = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Zurich', dateStyle: 'short', timeStyle: 'short' }).format(dueAt);
  return [milestone, ...(contactId === ACCOUNT && milestone === ACCOUNT ? [] : [contactId]), reason ?? zurich].join(' ');
}

/** The plan: what is open, then what is left out. */
export function planned(facts: PlanFacts): string[] {
  const { open, skipped } = planOf(facts);
  return [...open, ...skipped].map(shown);
}
