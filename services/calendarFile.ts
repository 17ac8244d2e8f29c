/** The day that matters in an agreement, as a file for calendars: when it expires, or after that the last day of grace. Always the same entry, which moves when the day does. */
import { createEvent, type EventAttributes } from 'ics';
import { word, writeDay, type Language } from '../locales';
import { findNamedCalendar } from './calendarName';
import type { Clock } from './clock';
import { addDays, type Day } from './day';
import { milestonesOf, statusOn } from './expiry';

export interface CalendarSubject {
  readonly partnerId: string;
  readonly company: string;
  readonly expiresOn: Day;
  /** Rises with each change of the day: a calendar takes the entry with the higher one. */
  readonly revision: number;
  /** The reader's day. */
  readonly today: Day;
}

export interface CalendarFile {
  readonly contentType: string;
  readonly body: Buffer;
  readonly fileName: string;
}

/** 09:00 of the 14th and of the last day before: the entry begins at midnight. Whole days alone the library writes as no reader allows (P14DT). */
const ALARMS = [{ ahead: 14, trigger: { days: 13, hours: 15, before: true } }, { ahead: 1, trigger: { hours: 15, before: true } }] as const;
const LINE_BYTES = 75;

/** Makes the file that a name asks for; nothing where there is no such agreement. */
export function createCalendarMaker(findSubject: (partnerId: string) => Promise<CalendarSubject | undefined>, clock: Clock): (name: string) => Promise<CalendarFile | undefined> {
  return async (name) => {
    const named = findNamedCalendar(name);
    const subject = named && await findSubject(named.partnerId);
    const content = subject && writeCalendar(subject, named.language, clock.now());
    return content === undefined ? undefined : { contentType: 'text/calendar; charset=utf-8; method=PUBLISH', body: Buffer.from(content), fileName: 'lotse.ics' };
  };
}

/** Nothing once no day is ahead any more. */
export function writeCalendar({ partnerId, company, expiresOn, revision, today }: CalendarSubject, language: Language, now: Date): string | undefined {
  const status = statusOn(today, expiresOn);
  if (status === 'lapsed') return undefined;
  const isGrace = status === 'grace';
  const days = milestonesOf(expiresOn);
  const day = isGrace ? days.graceEndsOn : expiresOn;
  const values = { company: company.replace(/\p{Cc}+/gu, ' '), expires: writeDay(language, expiresOn), opens: writeDay(language, days.opensOn), graceEnds: writeDay(language, days.graceEndsOn) };
  const title = word(language, isGrace ? 'mails:calendar.graceSummary' : 'mails:calendar.summary', values);
  const description = word(language, isGrace ? 'mails:calendar.graceDescription' : 'mails:calendar.description', values);
  const event: EventAttributes & { readonly timestamp: number } = {
    // The entry moves within a day of expiry, too.
    uid: `agreement-${partnerId}@lotse`, sequence: 2 * revision + (isGrace ? 1 : 0), timestamp: now.getTime(), productId: '-//ALSO Switzerland//Lotse//EN', method: 'PUBLISH',
    start: partsOf(day), end: partsOf(addDays(day, 1)), title, description: `${description}\n\n${word(language, 'mails:calendar.source')}`,
    status: 'CONFIRMED', transp: 'TRANSPARENT', busyStatus: 'FREE', classification: 'PRIVATE',
    // Of an alarm's words the library escapes nothing.
    alarms: ALARMS.filter(({ ahead }) => addDays(day, -ahead) > today).map(({ trigger }) => ({ action: 'display', description: title.replace(/[\\;,]/g, '\\$&'), trigger })),
  };
  const { error, value } = createEvent(event);
  if (value === null) throw new Error('The calendar file could not be written.', { cause: error });
  return foldAgain(value);
}

/** The library counts letters where RFC 5545 counts bytes, and an Arabic letter is two of them. */
function foldAgain(calendar: string): string {
  return calendar.replaceAll('\r\n\t', '').split('\r\n').map(fold).join('\r\n');
}

function fold(line: string): string {
  const lines = [''];
  let bytes = 0;
  for (const letter of line) {
    const size = Buffer.byteLength(letter);
    if (bytes + size > LINE_BYTES) {
      lines.push('');
      // The space that a folded line begins with.
      bytes = 1;
    }
    lines[lines.length - 1] += letter;
    bytes += size;
  }
  return lines.join('\r\n ');
}

function partsOf(day: Day): [number, number, number] {
  const [year, month, date] = day.split('-').map(Number);
  return [year!, month!, date!];
}
