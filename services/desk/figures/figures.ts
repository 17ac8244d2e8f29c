/** The picture of the week: all its tables. */
import type { Database } from '../../../prisma/database';
import { queryOf } from '../../../prisma/noticeFacts';
import type { Clock } from '../../clock';
import { addDays, dayIn, daysBetween, startOfDay, type Day } from '../../day';
import type { ReachSettings } from '../../notices/reports/reachability';
import type { WorkCalendar } from '../../workCalendar';
import type { FigureFrame, FigureTable } from './figure';
import { readFunnel } from './funnel';
import { readRenewals } from './renewals';
import { readDeflection, readQuestions, readTalks } from './talks';
import { readRatings, readWaiting } from './waiting';

export interface Figures {
  /** From the first day to the last, both counted, by ALSO's clocks. */
  read(from: Day, to: Day): Promise<readonly FigureTable[]>;
}

export interface FigureParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly office: WorkCalendar;
  readonly reach: ReachSettings;
}

export function createFigures({ database, clock, office, reach }: FigureParts): Figures {
  return {
    read: async (from, to) => {
      const now = clock.now();
      const today = dayIn(office.zone, now);
      const frame: FigureFrame = { query: queryOf(database), now, today, from: startOfDay(from, office.zone), until: startOfDay(addDays(to, 1), office.zone), days: daysFrom(from, to < today ? to : today), office, reach };
      const tables = [...await readRenewals(frame)];
      // One after the other: a picture is no reason to take all connections.
      for (const read of [readFunnel, readWaiting, readDeflection, readRatings, readQuestions, readTalks]) tables.push(await read(frame));
      return tables;
    },
  };
}

function daysFrom(first: Day, last: Day): Day[] {
  return Array.from({ length: Math.max(0, daysBetween(first, last) + 1) }, (_, place) => addDays(first, place));
}
