/** What follows where nobody shows that the renewal is looked after: a colleague is told, then ALSO's account mailbox. Pure. */
import { addDays, dayIn, momentOf, type Day } from '../../day';
import { milestonesOf } from '../../expiry';
import { asStanding, findRow, firstNoticeAt, isLate, isSettled, latest, rowsOf, saidAt, wasSaid, wasTried } from './cycle';
import { giversOf, isHandOver } from './handingOver';
import { dayOfMilestone } from './milestones';
import { nextOpening, workdayFrom, workdaysAfter, workdaysBefore, type WorkCalendar } from '../../workCalendar';
import { ACCOUNT, NOBODY, offsetOf } from '../notice';
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
  return isLookedAfter(facts) ? [] : reached.filter((contact) => contact !== inCharge && isToldBeside(contact, inCharge, rowsOf(facts)));
}

/** `reminders`: what the one in charge still hears. */
export function silenceOf(facts: PlanFacts, inCharge: PlanContact, reached: readonly PlanContact[], reminders: PlanPart): PlanPart {
  if (isLookedAfter(facts, ASKED_LAST) || reminders.open.some(isEarly)) return NOTHING;
  const [toColleague, toAccount] = [findSilence(facts, inCharge), findSilenceOfAll(facts, inCharge)];
  const hasCome = (from: Date | undefined): from is Date => from !== undefined && from <= facts.now;
  const escalation = hasCome(toColleague) && !isLookedAfter(facts) ? escalationOf(facts, inCharge, reached, toColleague) : NOTHING;
  const account = hasCome(toAccount) ? accountOf(facts, toAccount) : NOTHING;
  const wakes = [toColleague, toAccount].flatMap((from) => (from === undefined || hasCome(from) ? [] : [from]));
  return { open: [...escalation.open, ...account.open], skipped: [...escalation.skipped, ...account.skipped], wakes };
}

/** Nobody may be written to: ALSO is told before the window opens, and once more shortly before the expiry. */
export function unreachedOf(facts: PlanFacts): PlanPart {
  const reach = findReach(facts);
  if (reach) return { open: [reach], skipped: [] };
  return isLookedAfter(facts, ASKED_LAST) ? NOTHING : accountOf(facts);
}

/** Since when the silence of the one in charge counts; whoever was named only then has a working day, too. */
function findSilence(facts: PlanFacts, { id, calendar }: PlanContact): Date | undefined {
  const from = silentSince(facts, [id], calendar);
  const named = rowsOf(facts).filter((row) => isHandOver(row) && row.contactId === id);
  if (from === undefined || named.some(({ state }) => state === 'planned')) return undefined;
  return latest(from, ...named.filter(wasTried).map((row) => workdayAfter(dayIn(calendar.zone, saidAt(row)), calendar)));
}

/** For ALSO nothing begins anew where a colleague is named. */
function findSilenceOfAll(facts: PlanFacts, { id, calendar }: PlanContact): Date | undefined {
  return silentSince(facts, [id, ...giversOf(rowsOf(facts))], calendar);
}

/** A working day after T-14 has been said to one of them, or after what was said first where that is later. */
function silentSince(facts: PlanFacts, ids: readonly string[], calendar: WorkCalendar): Date | undefined {
  const { expiresOn, refutedAt } = facts.agreement;
  const asked = rowsOf(facts).filter((row) => ids.includes(row.contactId) && wasTried(row) && !(refutedAt && saidAt(row) < refutedAt)).sort((one, other) => saidAt(one).getTime() - saidAt(other).getTime());
  const decisive = asked.findLast(isEarly) ?? asked[0];
  return decisive && workdayAfter(lastOf(dayOfMilestone(ESCALATES, expiresOn, calendar.isWorkday), dayIn(calendar.zone, saidAt(decisive))), calendar);
}

function isEarly({ milestone }: Pick<ToldNotice, 'milestone'>): boolean {
  return (offsetOf(milestone) ?? 0) <= ESCALATES;
}

function workdayAfter(day: Day, { zone, saysAt, isWorkday }: WorkCalendar): Date {
  return momentOf(workdaysAfter(day, 1, isWorkday), saysAt, zone);
}

/** To one colleague who may sign; to another one only where that one can be told no more. */
function escalationOf(facts: PlanFacts, inCharge: PlanContact, reached: readonly PlanContact[], from: Date): PlanPart {
  const rows = rowsOf(facts);
  const isOver = dayIn(inCharge.calendar.zone, facts.now) > milestonesOf(facts.agreement.expiresOn).graceEndsOn;
  if (isOver || reached.some((contact) => isToldBeside(contact, inCharge, rows))) return NOTHING;
  const rowOf = ({ id }: PlanContact) => findRow(rows, 'escalation', id);
  // Whoever has given it away is asked last.
  const givers = giversOf(rows);
  const rank = (contact: PlanContact) => (rowOf(contact)?.state === 'planned' ? 0 : givers.includes(contact.id) ? 3 : contact.isSignatory ? 1 : 2);
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

/** Told of silence, and has not named the one in charge since. */
function isToldBeside({ id }: PlanContact, inCharge: PlanContact, rows: readonly ToldNotice[]): boolean {
  const row = findRow(rows, 'escalation', id);
  return row !== undefined && wasSaid(row) && !giversOf(rows, inCharge.id).includes(id);
}

function lastOf(one: Day, other: Day): Day {
  return one > other ? one : other;
}
