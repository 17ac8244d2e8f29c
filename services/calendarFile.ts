/** The day on which an agreement expires, as a file for calendars: always the same entry, which moves when the day does. */
import { createEvent, type EventAttributes } from 'ics';
import { word, writeDay, type Language } from '../locales';
import { findNamedCalendar } from './calendarName';
import type { Clock } from './clock';
import { addDays, type Day } from './day';
import { milestonesOf } from './expiry';

export interface CalendarSubject {
  readonly partnerId: string;
  readonly company: string;
  readonly expiresOn: Day;
  /** Rises with each change of the day: a calendar takes the entry with the higher one. */
  readonly revision: number;
}

export interface CalendarFile {
  readonly contentType: string;
  readonly body: Buffer;
  readonly fileName: string;
}

/** 09:00 of the 14th and of the last day before: the entry begins at midnight. Whole days alone the library writes as no reader allows (P14DT). */
const ALARMS = [{ days: 13, hours: 15, before: true }, { hours: 15, before: true }] as const;
const LINE_BYTES = 75;

/** Makes the file that a name asks for; nothing where there is no such agreement. */
export function createCalendarMaker(findSubject: (partnerId: string) => Promise<CalendarSubject | undefined>, clock: Clock): (name: string) => Promise<CalendarFile | undefined> {
  return async (name) => {
    const named = findNamedCalendar(name);
    const subject = named && await findSubject(named.partnerId);
    return subject && { contentType: 'text/calendar; charset=utf-8; method=PUBLISH', body: Buffer.from(writeCalendar(subject, named.language, clock.now())), fileName: 'lotse.ics' };
  };
}

export function writeCalendar({ partnerId, company, expiresOn, revision }: CalendarSubject, language: Language, now: Date): string {
  const days = milestonesOf(expiresOn);
  const values = { company: company.replace(/\p{Cc}+/gu, ' '), expires: writeDay(language, expiresOn), opens: writeDay(language, days.opensOn), graceEnds: writeDay(language, days.graceEndsOn) };
  const title = word(language, 'mails:calendar.summary', values);
  const event: EventAttributes & { readonly timestamp: number } = {
    uid: `agreement-${partnerId}@lotse`, sequence: revision, timestamp: now.getTime(), productId: '-//ALSO Switzerland//Lotse//EN', method: 'PUBLISH',
    start: partsOf(expiresOn), end: partsOf(addDays(expiresOn, 1)), title, description: `${word(language, 'mails:calendar.description', values)}\n\n${word(language, 'mails:calendar.source')}`,
    status: 'CONFIRMED', transp: 'TRANSPARENT', busyStatus: 'FREE', classification: 'PRIVATE',
    // Of an alarm's words the library escapes nothing.
    alarms: ALARMS.map((trigger) => ({ action: 'display', description: title.replace(/[\\;,]/g, '\\$&'), trigger })),
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
