/** Public holidays by country and canton, and the working days that follow from them. */
import HolidayRules from 'date-holidays';
import { addDays, type Day } from './day';
import { isWeekend, type WorkCalendar } from './workCalendar';

/** Undefined or null: Switzerland; the holidays that all cantons share. */
type Code = string | null | undefined;

export interface Holidays {
  isHoliday(day: Day, country: Code, canton: Code): boolean;
}

/** Where, and by whose holidays, somebody works. */
export interface WorkPlace {
  readonly zone: string;
  readonly country?: Code;
  readonly canton?: Code;
}

export type WorkHours = Pick<WorkCalendar, 'opensAt' | 'closesAt' | 'saysAt'>;

const SWITZERLAND = 'CH';
const HOUR_MS = 3_600_000;
/** All cantons for eight years, or all countries for one: more are worked out again. */
const KEPT = { years: 256, calendars: 1024 };
const WORK_HOURS: WorkHours = { opensAt: '08:00', closesAt: '18:00', saysAt: '09:00' };

/** A country that nobody knows has no holidays; a canton that nobody knows has those of Switzerland. Only Switzerland has cantons here. */
export function createHolidays(): Holidays {
  const years = new Map<string, ReadonlySet<Day>>();
  return {
    isHoliday: (day, country, canton) => {
      const land = country?.toUpperCase() || SWITZERLAND;
      const part = land === SWITZERLAND ? (canton?.toUpperCase() ?? '') : '';
      const year = day.slice(0, 4);
      return kept(years, `${land} ${part} ${year}`, KEPT.years, () => publicHolidays(land, part, Number(year))).has(day);
    },
  };
}

/** The same calendar for the same place, so that what is worked out for it can be kept. */
export function createCalendars(holidays: Holidays, hours: WorkHours = WORK_HOURS): (place: WorkPlace) => WorkCalendar {
  const calendars = new Map<string, WorkCalendar>();
  return (place) => kept(calendars, [place.zone, place.country, place.canton].join(' '), KEPT.calendars, () => calendarOf(holidays, place, hours));
}

export function calendarOf(holidays: Holidays, { zone, country, canton }: WorkPlace, hours: WorkHours = WORK_HOURS): WorkCalendar {
  return { zone, ...hours, isWorkday: (day) => !isWeekend(day) && !holidays.isHoliday(day, country, canton) };
}

/** Holidays that last for days are all of them; half a day is none. */
function publicHolidays(country: string, canton: string, year: number): ReadonlySet<Day> {
  const found = new HolidayRules(country, canton, { types: ['public'] }).getHolidays(year).filter(({ type, date }) => type === 'public' && date.slice(11, 16) === '00:00');
  return new Set(found.flatMap(({ date, start, end }) => Array.from({ length: Math.round((end.getTime() - start.getTime()) / (24 * HOUR_MS)) }, (_, index) => addDays(date.slice(0, 10), index))));
}

function kept<Value>(values: Map<string, Value>, key: string, limit: number, make: () => Value): Value {
  let value = values.get(key);
  if (value === undefined) {
    value = make();
    if (values.size >= limit) values.clear();
    values.set(key, value);
  }
  return value;
}
