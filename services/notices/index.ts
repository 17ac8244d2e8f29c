/** Notices, as the rest of Lotse knows them: planned, kept in the ledger, shown, answered. Built once. */
import type { Database } from '../../prisma/database';
import type { Clock } from '../clock';
import type { Random } from '../random';
import { createBookings, type Bookings } from './bookings';
import type { PlanSettings } from './plan/facts';
import { createLedgerRecords, type LedgerRecords } from './ledgerRecords';
import { createNoticeReader, type NoticeReader } from './noticeReader';
import { createNoticeViews } from './noticeViews';
import type { Notices } from './notices';
import { createPlanner, type Planner } from './plan/planner';

export interface NoticeServices {
  readonly records: LedgerRecords;
  readonly bookings: Bookings;
  readonly notices: Notices & NoticeReader;
  readonly planner: Planner;
}

export interface NoticeParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: PlanSettings;
  /** A partner about whom nothing can be decided. */
  readonly onFailure: (partnerId: string, failure: unknown) => void;
}

export function createNoticeServices({ database, clock, random, settings, onFailure }: NoticeParts): NoticeServices {
  const records = createLedgerRecords(database);
  const bookings = createBookings(records, random);
  const reader = createNoticeReader(database, clock, settings);
  return { records, bookings, notices: { ...reader, ...createNoticeViews({ database, records, bookings, reader }) }, planner: createPlanner({ database, clock, random, settings, onFailure }) };
}
