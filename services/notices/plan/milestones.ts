/** On which days the milestones of an agreement are said (N2): by its expiry, the contact's zone and working days alone. Pure. */
import { addDays, dayIn, momentOf, type Day } from '../../day';
import { milestonesOf } from '../../expiry';
import { findWorkday, isWeekend, nextOpening, SEARCHED_DAYS, workdayFrom, workdaysAfter, type IsWorkday, type WorkCalendar } from '../../workCalendar';
import { milestoneAt, type Milestone } from '../notice';

/** A milestone, and when it is said. */
export interface Slot {
  readonly offset: number;
  readonly milestone: Milestone;
  readonly day: Day;
  readonly dueAt: Date;
}

export interface Slots {
  /** In order, each on a day of its own. */
  readonly slots: readonly Slot[];
  /** Milestones that fall on the day of a later one, which speaks for them. */
  readonly merged: readonly { readonly milestone: Milestone; readonly into: Milestone }[];
}

/** A time between two hard days, in days from the expiry: what is said of it is true from the first day to the last. */
interface Stretch {
  readonly first: number;
  readonly last: number;
  /** Taken where none of its days is a working day. */
  readonly otherwise: number;
}

export const USUAL_DAYS: readonly number[] = [-90, -60, -30, -14, -7, -3, -1, 0, 1, 3, 7, 9, 10, 11];
const [OPENS, EXPIRES, GRACE_ENDS, LAPSED] = [-90, 0, 10, 11] as const;
/** Whatever days a partner wants for its own. */
const ALWAYS = [EXPIRES, GRACE_ENDS];
const SNOOZES = [3, 7, 14];

/** `days`: a partner's own, or none for the usual ones. */
export function slotsOf(expiresOn: Day, days: readonly number[], calendar: WorkCalendar): Slots {
  const slots: Slot[] = [];
  const merged: { milestone: Milestone; into: Milestone }[] = [];
  const all = offsetsOf(days).map((offset) => ({ offset, milestone: milestoneAt(offset), day: dayOfMilestone(offset, expiresOn, calendar.isWorkday) }));
  let waiting: Milestone[] = [];
  all.forEach((each, index) => {
    if (all[index + 1]?.day === each.day) return void waiting.push(each.milestone);
    slots.push({ ...each, dueAt: momentOf(each.day, calendar.saysAt, calendar.zone) });
    merged.push(...waiting.map((milestone) => ({ milestone, into: each.milestone })));
    waiting = [];
  });
  return { slots, merged };
}

/** On the next working day of its stretch, or on the last one before where there is none: always so where it ends with that day. */
export function dayOfMilestone(offset: number, expiresOn: Day, isWorkday: IsWorkday): Day {
  const { first, last, otherwise } = stretchOf(offset);
  const day = addDays(expiresOn, offset);
  return findWorkday(day, last - offset, isWorkday) ?? findWorkday(day, first - offset, isWorkday) ?? addDays(expiresOn, otherwise);
}

/** When something may be said from now on: in working hours; where none is left before the expiry or the grace is over, in the hours of any day until then; after those of the last one at once. */
export function nextSaying(now: Date, expiresOn: Day, calendar: WorkCalendar): Date {
  const opening = nextOpening(now, calendar);
  const today = dayIn(calendar.zone, now);
  const hardDay = findHardDay(today, expiresOn);
  if (opening <= now || hardDay === undefined || hardDay >= dayIn(calendar.zone, opening)) return opening;
  const anyDay = nextOpening(now, { ...calendar, isWorkday: () => true });
  return dayIn(calendar.zone, anyDay) <= hardDay ? anyDay : now;
}

/** Days on which a contact may be reminded instead: working days, none of them past the day on which something is lost. */
export function snoozeDays(today: Day, expiresOn: Day, { isWorkday }: Pick<WorkCalendar, 'isWorkday'>): Day[] {
  const hardDay = findHardDay(today, expiresOn);
  if (hardDay === undefined) return [];
  const days = [workdaysAfter(today, 1, isWorkday), ...SNOOZES.map((count) => workdayFrom(addDays(today, count), isWorkday))];
  return [...new Set(days)].filter((day) => day <= hardDay);
}

/** Whether there may be such a day at all: holidays, which are the partner's own, are not known here. */
export function mayWait(today: Day, expiresOn: Day): boolean {
  return snoozeDays(today, expiresOn, { isWorkday: (day) => !isWeekend(day) }).length > 0;
}

/** All working days ahead until the day on which something is lost, which is `last`. */
export function workdaysAhead(today: Day, expiresOn: Day, { isWorkday }: WorkCalendar): { readonly workdays: readonly Day[]; readonly last: Day } {
  const last = findHardDay(today, expiresOn) ?? today;
  const workdays: Day[] = [];
  for (let day = addDays(today, 1); day <= last; day = addDays(day, 1)) if (isWorkday(day)) workdays.push(day);
  return { workdays, last };
}

/** The next day after which something is lost: the expiry, then the end of the grace; then nothing is any more. */
export function findHardDay(today: Day, expiresOn: Day): Day | undefined {
  const { graceEndsOn } = milestonesOf(expiresOn);
  return [expiresOn, graceEndsOn].find((day) => today <= day);
}

function offsetsOf(days: readonly number[]): readonly number[] {
  if (days.length === 0) return USUAL_DAYS;
  return [...new Set([...days.filter((day) => Number.isInteger(day) && day >= OPENS && day <= LAPSED), ...ALWAYS])].sort((one, other) => one - other);
}

/** That of T-90 is what comes before; that of T+11 has no end. */
function stretchOf(offset: number): Stretch {
  if (offset <= OPENS) return { first: offset - SEARCHED_DAYS, last: OPENS, otherwise: OPENS };
  if (offset <= EXPIRES) return { first: OPENS, last: EXPIRES, otherwise: EXPIRES };
  if (offset <= GRACE_ENDS) return { first: EXPIRES + 1, last: GRACE_ENDS, otherwise: GRACE_ENDS };
  return { first: offset, last: offset + SEARCHED_DAYS, otherwise: offset };
}
