/** A picture of the week is a table: every chart is drawn from one, and each goes into a spreadsheet. */
import type { WorkCalendar } from '../../workCalendar';
import type { Day } from '../../day';
import type { ReachSettings } from '../../notices/reports/reachability';
import type { Query } from '../../../prisma/noticeFacts';

export type FigureCell = string | number | null;

export interface FigureTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly FigureCell[])[];
}

/** What each table is made from. */
export interface FigureFrame {
  readonly query: Query;
  readonly now: Date;
  readonly today: Day;
  /** From the beginning of the first day to the end of the last, by ALSO's clocks. */
  readonly from: Date;
  readonly until: Date;
  /** Each of these days up to today, which counts as far as it has come: a day on which nothing happened is a row as well. */
  readonly days: readonly Day[];
  readonly office: WorkCalendar;
  readonly reach: ReachSettings;
}
