/** A line between the messages of different days. */
import { make } from './elements';
import { writeTime } from './language';
import { currentLanguage, onLanguage } from './texts';

const STYLE: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };

onLanguage(() => {
  for (const time of document.querySelectorAll<HTMLTimeElement>('.day time')) write(time);
});

/** The line to put before a message of this time, where the message before it was of another day. */
export function findDayLine(before: string | undefined, timestamp: string): HTMLElement | undefined {
  if (before !== undefined && dayOf(before) === dayOf(timestamp)) return undefined;
  const time = make('time');
  time.dateTime = timestamp;
  write(time);
  return time.textContent ? make('p', 'day', [time]) : undefined;
}

function write(time: HTMLTimeElement): void {
  time.textContent = writeTime(currentLanguage(), time.dateTime, STYLE);
}

function dayOf(timestamp: string): string {
  return writeTime('en', timestamp, { dateStyle: 'short' });
}
