/** When somebody works: hours on working days, as clocks in a zone show them, and the time that counts while it runs in those hours only. Pure. */
import { addDays, dayIn, momentOf, weekdayOf, type Day } from './day';

/** The same calendar always gives the same answers. */
export interface WorkCalendar {
  readonly zone: string;
  /** Such as "08:00"; what is said is due at `saysAt`. */
  readonly opensAt: string;
  readonly closesAt: string;
  readonly saysAt: string;
  isWorkday(day: Day): boolean;
}

export type IsWorkday = WorkCalendar['isWorkday'];

const SATURDAY = 6;
/** Longer than any holidays: where no working day is found by then, there are none. */
export const SEARCHED_DAYS = 30;

export function isOpenAt(now: Date, calendar: WorkCalendar): boolean {
  const today = dayIn(calendar.zone, now);
  const { from, until } = hoursOf(today, calendar);
  return calendar.isWorkday(today) && from <= now && now < until;
}

/** The moment itself where clocks there show working hours, else the next opening. */
export function nextOpening(now: Date, calendar: WorkCalendar): Date {
  const today = dayIn(calendar.zone, now);
  if (calendar.isWorkday(today)) {
    const opening = momentOf(today, calendar.opensAt, calendar.zone);
    if (now < opening) return opening;
    if (now < momentOf(today, calendar.closesAt, calendar.zone)) return now;
  }
  return momentOf(workdaysAfter(today, 1, calendar.isWorkday), calendar.opensAt, calendar.zone);
}

/** When the hours end that run now, or those that come next. */
export function nextClosing(now: Date, calendar: WorkCalendar): Date {
  return momentOf(dayIn(calendar.zone, nextOpening(now, calendar)), calendar.closesAt, calendar.zone);
}

/** So much of the time between two moments lies in working hours; nothing where `to` is earlier. */
export function workMsBetween(from: Date, to: Date, calendar: WorkCalendar): number {
  let total = 0;
  for (let day = firstDay(from, calendar); ; day = workdaysAfter(day, 1, calendar.isWorkday)) {
    const hours = hoursOf(day, calendar);
    if (hours.from >= to) return total;
    total += lengthOf(later(hours.from, from), hours.until < to ? hours.until : to);
  }
}

/** The first moment at which so much working time has passed since; the moment itself where that is none. */
export function addWorkMs(from: Date, ms: number, calendar: WorkCalendar): Date {
  let left = ms;
  if (left <= 0) return new Date(from);
  for (let day = firstDay(from, calendar); ; day = workdaysAfter(day, 1, calendar.isWorkday)) {
    const hours = hoursOf(day, calendar);
    const begins = later(hours.from, from);
    const length = lengthOf(begins, hours.until);
    if (left <= length) return new Date(begins.getTime() + left);
    left -= length;
  }
}

export function workdaysBefore(day: Day, count: number, isWorkday: IsWorkday): Day {
  return stepWorkdays(day, count, -1, isWorkday);
}

export function workdaysAfter(day: Day, count: number, isWorkday: IsWorkday): Day {
  return stepWorkdays(day, count, 1, isWorkday);
}

/** The day itself where it is a working day, else the next one. */
export function workdayFrom(day: Day, isWorkday: IsWorkday): Day {
  return isWorkday(day) ? day : workdaysAfter(day, 1, isWorkday);
}

export function isWeekend(day: Day): boolean {
  return weekdayOf(day) >= SATURDAY;
}

/** The nearest working day from a day on, forwards or backwards, at most so many days away. */
export function findWorkday(from: Day, within: number, isWorkday: IsWorkday): Day | undefined {
  const step = Math.sign(within);
  let day = from;
  for (let away = 0; away <= Math.abs(within); away += 1) {
    if (isWorkday(day)) return day;
    day = addDays(day, step);
  }
  return undefined;
}

/** Where there are no working days, all days are. */
function stepWorkdays(day: Day, count: number, step: 1 | -1, isWorkday: IsWorkday): Day {
  let found = day;
  for (let left = count; left > 0; left -= 1) {
    const next = addDays(found, step);
    found = findWorkday(next, step * SEARCHED_DAYS, isWorkday) ?? next;
  }
  return found;
}

/** The first day in whose hours time may count from a moment on. */
function firstDay(from: Date, { zone, isWorkday }: WorkCalendar): Day {
  return workdayFrom(dayIn(zone, from), isWorkday);
}

function hoursOf(day: Day, { opensAt, closesAt, zone }: WorkCalendar): { readonly from: Date; readonly until: Date } {
  return { from: momentOf(day, opensAt, zone), until: momentOf(day, closesAt, zone) };
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}

/** Clocks that are put forward may skip hours altogether. */
function lengthOf(from: Date, until: Date): number {
  return Math.max(0, until.getTime() - from.getTime());
}
