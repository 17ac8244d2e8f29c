/** What will be said if nobody answers and every message arrives: a dry run of the plan. Pure. */
import { earliest, latest } from './cycle';
import { nextSaying } from './milestones';
import { nextOpening } from '../../workCalendar';
import { offsetOf, type NoticeReason } from '../notice';
import { planOf, type PlanFacts, type PlannedNotice, type SkippedNotice, type ToldNotice } from './plan';

/** `dueAt`: when it is said, or would have been due where it is skipped. */
export type Foretold = PlannedNotice & { readonly reason?: NoticeReason };

/** While something waits for working hours, time goes on in such steps. */
const STEP_MS = 15 * 60_000;
/** Settled by the plan alone; all else was brought about by answers and lists. */
const OF_PLAN = /^(escalation|account|reach|notConfirmed:.+)$/;

export function simulate(facts: PlanFacts, from: Date, to: Date): readonly Foretold[] {
  const told = new Map(facts.told.map((row) => [keyOf(row), row]));
  const foretold: Foretold[] = [];
  const happen = (notice: Foretold, cycle: string, state: 'sent' | 'skipped') => {
    foretold.push(notice);
    const row: ToldNotice = { ...notice, cycle, state, reason: notice.reason, sentAt: state === 'sent' ? notice.dueAt : undefined, payload: notice.payload ?? {} };
    told.set(keyOf(row), row);
  };
  for (let now = from; now <= to;) {
    const today: PlanFacts = { ...facts, now, told: [...told.values()] };
    const { open, skipped, lookAt } = planOf(today);
    skipped.forEach((notice: SkippedNotice) => happen(notice, facts.agreement.expiresOn, 'skipped'));
    const waiting = [...open.map((notice) => ({ notice, cycle: facts.agreement.expiresOn })), ...answersIn(today)].map((each) => ({ ...each, saidAt: sayingOf(each.notice, today) }));
    const due = waiting.filter(({ saidAt }) => saidAt <= now);
    due.forEach(({ notice, cycle, saidAt }) => happen({ ...notice, dueAt: saidAt }, cycle, 'sent'));
    if (skipped.length + due.length === 0) now = nextMoment(now, lookAt, waiting);
  }
  return foretold;
}

/** What answers and lists have planned for those who may still be written to. */
function answersIn({ told, contacts }: PlanFacts): readonly { readonly notice: PlannedNotice; readonly cycle: string }[] {
  const isWanted = (row: ToldNotice) => contacts.some(({ id, mayWriteFirst, isReachable }) => id === row.contactId && mayWriteFirst === true && isReachable);
  return told.filter((row) => row.state === 'planned' && offsetOf(row.milestone) === undefined && !OF_PLAN.test(row.milestone) && isWanted(row))
    .map(({ milestone, contactId, dueAt, payload, cycle }) => ({ notice: { milestone, contactId, dueAt, payload }, cycle }));
}

function sayingOf({ contactId, dueAt }: PlannedNotice, { now, contacts, office, agreement }: PlanFacts): Date {
  const contact = contacts.find(({ id }) => id === contactId);
  return contact ? nextSaying(latest(dueAt, now), agreement.expiresOn, contact.calendar) : nextOpening(latest(dueAt, now), office);
}

function nextMoment(now: Date, lookAt: Date, waiting: readonly { readonly notice: PlannedNotice; readonly saidAt: Date }[]): Date {
  const isWaiting = waiting.some(({ notice }) => notice.dueAt <= now);
  return earliest([isWaiting ? new Date(now.getTime() + STEP_MS) : lookAt, ...waiting.map(({ saidAt }) => saidAt)])!;
}

function keyOf({ cycle, milestone, contactId }: Pick<ToldNotice, 'cycle' | 'milestone' | 'contactId'>): string {
  return `${cycle} ${milestone} ${contactId}`;
}
