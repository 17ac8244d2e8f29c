/** How moments, days and sizes are written. */
import { now } from './now';
import { locale, word } from './words';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Since when, as short as a list wants it: 4 min, 2 h, 3 d. */
export function since(iso: string): string {
  const passed = Math.max(0, now() - Date.parse(iso));
  if (passed < MINUTE) return word('time.now');
  if (passed < HOUR) return word('time.minutes', { count: Math.floor(passed / MINUTE) });
  if (passed < DAY) return word('time.hours', { count: Math.floor(passed / HOUR) });
  return word('time.days', { count: Math.floor(passed / DAY) });
}

export function clock(iso: string): string {
  return format({ hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
}

/** The time today, else the day and the time. */
export function moment(iso: string): string {
  const at = new Date(iso);
  return at.toDateString() === new Date(now()).toDateString() ? clock(iso) : format({ day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(at);
}

/** When the office opens or closes, as its own clock shows it; where the agent sits in another zone, it says which. */
export function officeMoment(iso: string, zone: string): string {
  const dayIn = (at: Date) => format({ dateStyle: 'short', timeZone: zone }).format(at);
  const at = new Date(iso);
  const isToday = dayIn(at) === dayIn(new Date(now()));
  const isHere = new Date(at.toLocaleString('en', { timeZone: zone })).getTime() === new Date(at.toLocaleString('en')).getTime();
  return format({ ...(!isToday && { weekday: 'long', day: '2-digit', month: '2-digit', year: 'numeric' }), hour: '2-digit', minute: '2-digit', timeZone: zone, ...(!isHere && { timeZoneName: 'short' }) }).format(at);
}

/** A calendar day (YYYY-MM-DD), which has no zone. */
export function day(value: string): string {
  return format({ day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${value}T00:00:00Z`));
}

/** The day of a moment as a heading in the transcript. */
export function dayHeading(iso: string): string {
  return format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(iso));
}

export function size(bytes: number): string {
  const [amount, unit] = bytes < 1_000_000 ? [Math.max(1, Math.round(bytes / 1000)), 'kilobyte'] : [Math.round(bytes / 100_000) / 10, 'megabyte'];
  return new Intl.NumberFormat(locale(), { style: 'unit', unit }).format(amount);
}

export function number(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** The name of a language, in the language of the page. */
export function languageName(code: string): string {
  return nameOfCode('language', code);
}

/** The name of a country, in the language of the page. */
export function countryName(code: string): string {
  return nameOfCode('region', code);
}

function nameOfCode(type: 'language' | 'region', code: string): string {
  try {
    return new Intl.DisplayNames(locale(), { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** A name as it begins: for a circle with one or two letters. */
export function initials(name: string): string {
  return name.split(/\s+/).filter(Boolean).slice(0, 2).map((part) => [...part][0]!.toLocaleUpperCase()).join('');
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs a hundred times what using it does. */
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale() + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale(), options);
  formats.set(key, known);
  return known;
}

/** Who was removed long ago has no name any more. */
export function agentName(name: string): string {
  return name === '' ? word('agents.former') : name;
}
