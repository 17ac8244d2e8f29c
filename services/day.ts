/** Civil days such as 2027-03-31, counted by the calendar and compared as text: no hours, so no daylight saving time. Pure: the present is passed in. */
import { Temporal } from 'temporal-polyfill';

/** YYYY-MM-DD, years 0000 to 9999. */
export type Day = string;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a day that exists. */
export function isDay(text: string): boolean {
  return findDate(text) !== undefined;
}

/** The day that a time falls on, somewhere. */
export function dayIn(zone: string, now: Date): Day {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();
}

export function addDays(day: Day, days: number): Day {
  return dateOf(day).add({ days }).toString();
}

/** A month that is too short ends on its last day. */
export function addMonths(day: Day, months: number): Day {
  return dateOf(day).add({ months }).toString();
}

/** Negative where `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return dateOf(from).until(dateOf(to), { largestUnit: 'days' }).days;
}

/** The first moment of a day somewhere; where midnight is skipped, the moment after. */
export function startOfDay(day: Day, zone: string): Date {
  return new Date(dateOf(day).toZonedDateTime(zone).epochMilliseconds);
}

function dateOf(day: Day): Temporal.PlainDate {
  const date = findDate(day);
  if (!date) throw new RangeError(`"${day}" is not a day of the calendar, such as 2027-03-31.`);
  return date;
}

function findDate(text: string): Temporal.PlainDate | undefined {
  if (!DAY.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}
