/** ALSO's own desk: when people of support are there. Handoffs wait by its hours; the hours of notices are the contacts'. */
import { isOpenAt, nextClosing, nextOpening, type WorkCalendar } from './workCalendar';

export interface Office {
  readonly calendar: WorkCalendar;
  isOpen(now: Date): boolean;
  /** When it opens next; undefined while it is open. */
  opensAt(now: Date): Date | undefined;
  /** When it closes; undefined while it is closed. */
  closesAt(now: Date): Date | undefined;
}

export function createOffice(calendar: WorkCalendar): Office {
  const isOpen = (now: Date) => isOpenAt(now, calendar);
  return {
    calendar, isOpen,
    opensAt: (now) => (isOpen(now) ? undefined : nextOpening(now, calendar)),
    closesAt: (now) => (isOpen(now) ? nextClosing(now, calendar) : undefined),
  };
}
