/** Which milestone one recipient hears of next, and which ones are left out. Pure. */
import { dayIn, type Day } from '../../day';
import { milestonesOf } from '../../expiry';
import { asStanding, findRow, isLate, isPutOff, isSettled, latest, rowsOf, saidAt, wasSaid } from './cycle';
import { declinedTo } from './handingOver';
import { nextSaying, slotsOf, type Slot, type Slots } from './milestones';
import type { NoticeReason } from '../notice';
import type { PlanContact, PlanFacts, PlanPart, SkippedNotice, ToldNotice } from './plan';

/** One contact's part of the cycle. */
interface Recipient {
  readonly facts: PlanFacts;
  readonly contact: PlanContact;
  readonly rows: readonly ToldNotice[];
  /** Of those who are not told any more. */
  readonly formerRows: readonly ToldNotice[];
}

/** What a row needs of a slot. */
type Moment = Pick<Slot, 'milestone' | 'dueAt'>;

const SNOOZE = /^later:(.+)$/;
const INTRODUCTION = /^(escalation|handedOver:.+)$/;
const [EXPIRES, GRACE_ENDS] = [0, 10];
const MINUTE_MS = 60_000;

/** `recipients`: this contact, and who is told beside. */
export function remindersOf(facts: PlanFacts, contact: PlanContact, recipients: readonly PlanContact[]): PlanPart {
  const recipient = recipientOf(facts, contact, recipients);
  const all = slotsOf(facts.agreement.expiresOn, facts.days, contact.calendar);
  const slots = all.slots.filter(isKnownTo(recipient));
  const undone = <Some extends Moment>(some: readonly Some[]) => some.filter((each) => !isDone(recipient, each));
  const snoozed = slots.filter(isSnoozedBy(recipient));
  const wanted = slots.filter((slot) => !snoozed.includes(slot));
  const sayableOn = nextSayableDay(recipient);
  // After a pause only the latest one speaks.
  const current = wanted.findLast(({ day }) => day <= sayableOn);
  const due = current && !isDone(recipient, current) ? current : undefined;
  const isTooLate = due !== undefined && isPast(due, sayableOn, facts.agreement.expiresOn);
  const next = due && !isTooLate ? due : undone(wanted).find(({ day }) => day > sayableOn);
  const skip = (reason: NoticeReason) => ({ milestone, dueAt }: Moment): SkippedNotice => ({ milestone, contactId: contact.id, dueAt, reason });
  const payload = declinedTo(facts, contact);
  return {
    open: next ? [asStanding({ milestone: next.milestone, contactId: contact.id, dueAt: next.dueAt, ...(payload && { payload }) }, findRow(recipient.rows, next.milestone, contact.id))] : [],
    skipped: [
      ...undone(snoozed).map(skip('snoozed')), ...undone(wanted.filter(({ day }) => current && day < current.day)).map(skip('overtaken')), ...(isTooLate ? [skip('late')(due)] : []),
      ...undone(mergedUntil(facts.now, slots, all)).map(skip('merged')),
    ],
    // What comes after an introduction waits until that is said.
    wakes: introductionsTo(recipient).filter((row) => !wasSaid(row)).map(({ dueAt }) => new Date(dueAt.getTime() + MINUTE_MS)),
  };
}

function recipientOf(facts: PlanFacts, contact: PlanContact, recipients: readonly PlanContact[]): Recipient {
  const rows = rowsOf(facts);
  return { facts, contact, rows: rows.filter(({ contactId }) => contactId === contact.id), formerRows: rows.filter(({ contactId }) => !recipients.some(({ id }) => id === contactId)) };
}

/** Nothing is said of days gone by: before the day was known or reminders were wanted, before it was refuted, until a colleague's renewal became this contact's. */
function isKnownTo(recipient: Recipient): (slot: Slot) => boolean {
  const { facts: { agreement, now }, contact: { calendar, remindersSince } } = recipient;
  const first = dayIn(calendar.zone, latest(agreement.since, remindersSince));
  const introductions = introductionsTo(recipient).map((row) => dayIn(calendar.zone, wasSaid(row) ? saidAt(row) : nextSaying(latest(row.dueAt, now), agreement.expiresOn, calendar)));
  return ({ day, dueAt }) => day >= first && introductions.every((introduction) => day > introduction) && !(agreement.refutedAt && dueAt <= agreement.refutedAt);
}

/** What tells a contact of a colleague's renewal. */
function introductionsTo({ rows }: Recipient): readonly ToldNotice[] {
  return rows.filter((row) => INTRODUCTION.test(row.milestone) && (wasSaid(row) || row.state === 'planned'));
}

/** Settled, or said to a colleague whose place this contact has taken since. */
function isDone({ facts, contact, rows, formerRows }: Recipient, { milestone, dueAt }: Moment): boolean {
  const row = findRow(rows, milestone, contact.id);
  if (row && row.state !== 'cancelled') return isSettled(row);
  return dueAt <= facts.now && formerRows.some((each) => each.milestone === milestone && wasSaid(each));
}

/** Hard days are said all the same. */
function isSnoozedBy({ rows }: Recipient): (slot: Slot) => boolean {
  const days = rows.filter((row) => wasSaid(row) || row.state === 'planned').flatMap(({ milestone }) => SNOOZE.exec(milestone)?.[1] ?? []);
  return ({ day, offset }) => offset !== EXPIRES && offset !== GRACE_ENDS && days.some((until) => day < until);
}

/** On which day something can be said next: what waits for the end of a dialog or for the next day keeps everything waiting. */
function nextSayableDay({ facts, contact: { calendar }, rows }: Recipient): Day {
  const from = latest(facts.now, ...rows.filter(isPutOff).map(({ dueAt }) => dueAt));
  return dayIn(calendar.zone, nextSaying(from, facts.agreement.expiresOn, calendar));
}

/** Whether the time of a milestone is over, or what it speaks of does not hold any more. */
function isPast({ day, offset }: Slot, on: Day, expiresOn: Day): boolean {
  const { graceEndsOn } = milestonesOf(expiresOn);
  const last = offset <= EXPIRES ? expiresOn : offset <= GRACE_ENDS ? graceEndsOn : on;
  return on > last || isLate(on, day);
}

/** Milestones for which another one spoke, once its moment has come. */
function mergedUntil(now: Date, slots: readonly Slot[], { merged }: Slots): readonly Moment[] {
  return merged.flatMap(({ milestone, into }) => {
    const spoken = slots.find((slot) => slot.milestone === into && slot.dueAt <= now);
    return spoken ? [{ milestone, dueAt: spoken.dueAt }] : [];
  });
}
