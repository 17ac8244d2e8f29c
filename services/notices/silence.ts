/** What follows where nobody shows that the renewal is looked after: a colleague is told, then ALSO's account mailbox. Pure. */
import { addDays, dayIn, momentOf, type Day } from '../day';
import { milestonesOf } from '../expiry';
import { asStanding, findRow, firstNoticeAt, isLate, isSettled, latest, rowsOf, saidAt, wasSaid, wasTried } from './cycle';
import { dayOfMilestone, nextOpening, workdayFrom, workdaysAfter, workdaysBefore } from './milestones';
import { ACCOUNT, NOBODY, offsetOf } from './notice';
import type { PlanContact, PlanFacts, PlannedNotice, PlanPart, ToldNotice } from './plan';

/** Days from the expiry: silence until then goes to a colleague (N4), to the account mailbox; nobody to be reached by then, too (N6). */
const [ESCALATES, TELLS_ACCOUNT, MUST_REACH] = [-14, -3, -110] as const;
/** Care counts for so long: who has looked after it at T-60 and not since T-30 is silent for a colleague, since T-14 for ALSO. */
const [ASKED, ASKED_LAST] = [-30, -14] as const;
const NOTHING: PlanPart = { open: [], skipped: [] };

/** Whether somebody has reacted since this cycle's first notice, or since the window opened where there was none, and since a day before the expiry; what was refuted does not count. */
export function isLookedAfter(facts: PlanFacts, asked: number = ASKED): boolean {
  const { agreement: { expiresOn, careAt, refutedAt }, office } = facts;
  const from = firstNoticeAt(rowsOf(facts)) ?? momentOf(milestonesOf(expiresOn).opensOn, '00:00', office.zone);
  return careAt !== undefined && careAt >= latest(from, momentOf(addDays(expiresOn, asked), '00:00', office.zone), refutedAt);
}

/** Who is told beside the one in charge, while there is silence. */
export function escalatedTo(facts: PlanFacts, reached: readonly PlanContact[], inCharge: PlanContact): readonly PlanContact[] {
  return isLookedAfter(facts) ? [] : reached.filter((contact) => contact !== inCharge && isEscalatedTo(contact, rowsOf(facts)));
}

/** `reminders`: what the one in charge still hears. */
export function silenceOf(facts: PlanFacts, inCharge: PlanContact, reached: readonly PlanContact[], reminders: PlanPart): PlanPart {
  const from = findSilence(facts, inCharge, reminders);
  if (from === undefined) return NOTHING;
  if (from > facts.now) return { ...NOTHING, wakes: [from] };
  const escalation = isLookedAfter(facts) ? NOTHING : escalationOf(facts, inCharge, reached, from);
  const account = accountOf(facts, from);
  return { open: [...escalation.open, ...account.open], skipped: [...escalation.skipped, ...account.skipped] };
}

/** Nobody may be written to: ALSO is told before the window opens, and once more shortly before the expiry. */
export function unreachedOf(facts: PlanFacts): PlanPart {
  const reach = findReach(facts);
  if (reach) return { open: [reach], skipped: [] };
  return isLookedAfter(facts, ASKED_LAST) ? NOTHING : accountOf(facts);
}

/** Since when silence counts: a working day after T-14 has been said to the one in charge, or after what was said first where that is later. */
function findSilence(facts: PlanFacts, { id, calendar }: PlanContact, reminders: PlanPart): Date | undefined {
  const { expiresOn, refutedAt } = facts.agreement;
  const isEarly = ({ milestone }: Pick<ToldNotice, 'milestone'>) => (offsetOf(milestone) ?? 0) <= ESCALATES;
  if (isLookedAfter(facts, ASKED_LAST) || reminders.open.some(isEarly)) return undefined;
  const asked = rowsOf(facts).filter((row) => row.contactId === id && wasTried(row) && !(refutedAt && saidAt(row) < refutedAt)).sort((one, other) => saidAt(one).getTime() - saidAt(other).getTime());
  const decisive = asked.findLast(isEarly) ?? asked[0];
  if (!decisive) return undefined;
  const day = lastOf(dayOfMilestone(ESCALATES, expiresOn, calendar.isWorkday), dayIn(calendar.zone, saidAt(decisive)));
  return momentOf(workdaysAfter(day, 1, calendar.isWorkday), calendar.saysAt, calendar.zone);
}

/** To one colleague who may sign; to another one only where that one can be told no more. */
function escalationOf(facts: PlanFacts, inCharge: PlanContact, reached: readonly PlanContact[], from: Date): PlanPart {
  const rows = rowsOf(facts);
  const isOver = dayIn(inCharge.calendar.zone, facts.now) > milestonesOf(facts.agreement.expiresOn).graceEndsOn;
  if (isOver || reached.some((contact) => isEscalatedTo(contact, rows))) return NOTHING;
  const rowOf = ({ id }: PlanContact) => findRow(rows, 'escalation', id);
  const rank = (contact: PlanContact) => (rowOf(contact)?.state === 'planned' ? 0 : contact.isSignatory ? 1 : 2);
  const [next] = reached.filter((contact) => contact !== inCharge && contact.isSignatory !== false && !isSettled(rowOf(contact))).sort((one, other) => rank(one) - rank(other));
  if (!next) return isSettled(findRow(rows, 'escalation', NOBODY)) ? NOTHING : { open: [], skipped: [{ milestone: 'escalation', contactId: NOBODY, dueAt: from, reason: 'nobodyElse' }] };
  const payload = inCharge.name === undefined ? {} : { payload: { by: inCharge.name, byId: inCharge.id } };
  return { open: [asStanding({ milestone: 'escalation', contactId: next.id, dueAt: escalatesAt(next, from), ...payload }, rowOf(next))], skipped: [] };
}

/** Not on the day on which the colleague asked for reminders: they have just been talked to. */
function escalatesAt({ calendar: { zone, saysAt, isWorkday }, remindersSince }: PlanContact, from: Date): Date {
  const day = remindersSince ? lastOf(dayIn(zone, from), addDays(dayIn(zone, remindersSince), 1)) : dayIn(zone, from);
  return momentOf(workdayFrom(day, isWorkday), saysAt, zone);
}

function accountOf(facts: PlanFacts, silentFrom?: Date): PlanPart {
  const { now, agreement: { since }, office } = facts;
  const row = findRow(rowsOf(facts), 'account', ACCOUNT);
  const day = accountDayOf(facts);
  if (isSettled(row) || day < dayIn(office.zone, since)) return NOTHING;
  const notice: PlannedNotice = { milestone: 'account', contactId: ACCOUNT, dueAt: latest(momentOf(day, office.saysAt, office.zone), silentFrom) };
  const tooLate = isLate(dayIn(office.zone, nextOpening(now, office)), dayIn(office.zone, notice.dueAt));
  return tooLate ? { open: [], skipped: [{ ...notice, reason: 'late' }] } : { open: [asStanding(notice, row)], skipped: [] };
}

/** Rather earlier than later: ALSO's people need the days that are left. */
function accountDayOf({ agreement: { expiresOn }, office }: PlanFacts): Day {
  const day = addDays(expiresOn, TELLS_ACCOUNT);
  return office.isWorkday(day) ? day : workdaysBefore(day, 1, office.isWorkday);
}

/** Whoever is lost later is told at the next opening, as long as the account mailbox hears nothing else. */
function findReach(facts: PlanFacts): PlannedNotice | undefined {
  const { now, agreement: { expiresOn, since }, office } = facts;
  const row = findRow(rowsOf(facts), 'reach', ACCOUNT);
  const [day, last] = [dayOfMilestone(MUST_REACH, expiresOn, office.isWorkday), accountDayOf(facts)];
  if (isSettled(row) || day < dayIn(office.zone, since) || dayIn(office.zone, now) >= last) return undefined;
  const dueAt = momentOf(day, office.saysAt, office.zone);
  const lostAt = row?.state === 'planned' ? row.dueAt : nextOpening(now, office);
  return { milestone: 'reach', contactId: ACCOUNT, dueAt: dueAt > now ? dueAt : lostAt };
}

function isEscalatedTo({ id }: PlanContact, rows: readonly ToldNotice[]): boolean {
  const row = findRow(rows, 'escalation', id);
  return row !== undefined && wasSaid(row);
}

function lastOf(one: Day, other: Day): Day {
  return one > other ? one : other;
}
