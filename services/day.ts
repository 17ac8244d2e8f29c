/** Civil days such as 2027-03-31, counted by the calendar and compared as text: no hours, so no daylight saving time. Pure: the present is passed in. */
import { Temporal } from 'temporal-polyfill';

/** YYYY-MM-DD, years 0000 to 9999. */
export type Day = string;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
/** Since 1973 clocks everywhere are whole quarters of an hour apart, so that no day begins within one. */
const QUARTER = { from: Date.UTC(1973, 0), milliseconds: 900_000 };
/** Planning asks for the same over and over, and zones are slow to read; more than this is not kept. */
const KEPT = 50_000;
const days = new Map<string, Day>();
const moments = new Map<string, number>();

/** Whether a text is a day that exists. */
export function isDay(text: string): boolean {
  return findDate(text) !== undefined;
}

/** The day that a time falls on, somewhere. */
export function dayIn(zone: string, now: Date): Day {
  const time = now.getTime();
  const quarter = Math.floor(time / QUARTER.milliseconds);
  return time < QUARTER.from ? readDay(zone, time) : kept(days, `${zone} ${quarter}`, () => readDay(zone, quarter * QUARTER.milliseconds));
}

export function addDays(day: Day, days: number): Day {
  return new Date((countOf(day) + days) * DAY_MS).toISOString().slice(0, -14);
}

/** 1 for a Monday to 7 for a Sunday. */
export function weekdayOf(day: Day): number {
  return ((((countOf(day) + 3) % 7) + 7) % 7) + 1;
}

/** A month that is too short ends on its last day. */
export function addMonths(day: Day, months: number): Day {
  return dateOf(day).add({ months }).toString();
}

/** Negative where `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return countOf(to) - countOf(from);
}

/** The first moment of a day somewhere; where midnight is skipped, the moment after. */
export function startOfDay(day: Day, zone: string): Date {
  return new Date(dateOf(day).toZonedDateTime(zone).epochMilliseconds);
}

/** The moment at which clocks somewhere show a time such as 09:00: the first of two, or as much later as they skip. */
export function momentOf(day: Day, time: string, zone: string): Date {
  return new Date(kept(moments, `${zone} ${day} ${time}`, () => dateOf(day).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds));
}

function readDay(zone: string, time: number): Day {
  return Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** Days since 1970-01-01: each has the same length in UTC. Planning counts by the million, which Temporal is too slow for. */
function countOf(day: Day): number {
  const milliseconds = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  // A 31st of April is taken for a 1st of May.
  if (Number.isNaN(milliseconds) || (day.slice(8) > '28' && new Date(milliseconds).getUTCDate() !== Number(day.slice(8)))) throw noDay(day);
  return milliseconds / DAY_MS;
}

function dateOf(day: Day): Temporal.PlainDate {
  const date = findDate(day);
  if (!date) throw noDay(day);
  return date;
}

function noDay(text: string): RangeError {
  return new RangeError(`"${text}" is not a day of the calendar, such as 2027-03-31.`);
}

function findDate(text: string): Temporal.PlainDate | undefined {
  if (!DAY.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

function kept<Value>(values: Map<string, Value>, key: string, make: () => Value): Value {
  let value = values.get(key);
  if (value === undefined) {
    value = make();
    if (values.size >= KEPT) values.clear();
    values.set(key, value);
  }
  return value;
}
