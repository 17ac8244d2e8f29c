/** What stands in the ledger: looked up, counted, called off by turns, settled by the contact's next word, erased and forgotten. */
import type { Database, Transaction } from '../../prisma/database';
import { readNextDue, type NoticeRow } from '../../prisma/noticeLedger';
import type { Clock } from '../clock';
import type { Eraser } from '../erasures';
import type { Effect } from '../turns';
import { UNTOLD, type Milestone, type Notice, type NoticeReason, type NoticeState } from './notice';

/** Which rows are meant; nothing narrows nothing. */
export interface NoticeSelection {
  readonly subject?: string;
  readonly cycle?: string;
  readonly contactId?: string;
  readonly milestone?: Milestone;
}

export interface NoticeCount {
  readonly state: NoticeState;
  /** Without the day that some carry. */
  readonly milestone: string;
  readonly route: string | undefined;
  readonly count: number;
}

export interface LedgerRecords {
  /** When the next planned notice is due, be it long ago; undefined while none is planned. */
  nextDue(): Promise<Date | undefined>;
  /** Rows in these states, by state, milestone and route; cheap where few are in them. */
  count(states: readonly NoticeState[]): Promise<readonly NoticeCount[]>;
  /** The rows that a message speaks for. */
  findMessage(messageId: string): Promise<readonly Notice[]>;
  /** Calls off what has not left yet. */
  cancel(selection: NoticeSelection, reason: NoticeReason): Effect;
  /** The dialog for whose end notices were held is over. */
  release(contactId: string): Effect;
  /** The contact's next word tells what became of messages: an answer has come to them, whatever is known of them; or they were told again where that is unknown. */
  settle(messageIds: readonly string[], reason: 'pressed' | 'toldAgain'): Effect;
  /** Two contacts were one person. Where both have a row, the one that was told stays. */
  merge(transaction: Transaction, from: string, into: string): Promise<void>;
  readonly erase: Eraser;
  /** Forgets what ended before a day, of agreements that ended before it, too. Returns how many rows went. */
  forget(before: Date): Promise<number>;
}

export function createLedgerRecords(database: Database, _clock: Clock): LedgerRecords {
  const { prisma } = database;
  return {
    nextDue: () => readNextDue(database),
    count: async (states) => {
      const rows = await prisma.$queryRaw<{ state: NoticeState; milestone: string; route: string | null; count: number }[]>`
        SELECT state, split_part(milestone, ':', 1) AS milestone, route, count(*)::int AS count FROM "Notice" WHERE state = ANY(${[...states]}) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
      return rows.map(({ route, ...row }) => ({ ...row, route: route ?? undefined }));
    },
    findMessage: async (messageId) => (await prisma.notice.findMany({ where: { messageId }, orderBy: { id: 'asc' } })).map((row) => noticeOf(row as NoticeRow)),
    cancel: (selection, reason) => (transaction, { at }) => transaction.notice.updateMany({ where: { ...selection, state: { in: ['planned', 'claimed'] } }, data: { state: 'cancelled', reason, token: null, leasedUntil: null, updatedAt: at } }),
    release: (contactId) => (transaction, { at }) => transaction.notice.updateMany({ where: { contactId, state: 'planned', reason: 'held', dueAt: { gt: at } }, data: { dueAt: at, updatedAt: at } }),
    settle: (messageIds, reason) => (transaction, { at }) => settle(transaction, messageIds, reason, at),
    merge: (transaction, from, into) => merge(transaction, from, into),
    erase: async (transaction, { contactId }) => (await transaction.notice.deleteMany({ where: { contactId } })).count,
    forget: async (before) => (await prisma.notice.deleteMany({ where: { state: { notIn: ['planned', 'claimed', 'sending'] }, updatedAt: { lt: before }, cycle: { lt: before.toISOString().slice(0, 10) } } })).count,
  };
}

async function settle(transaction: Transaction, messageIds: readonly string[], reason: 'pressed' | 'toldAgain', at: Date): Promise<void> {
  const where = { messageId: { in: [...messageIds] }, state: { in: reason === 'pressed' ? [...UNTOLD] : ['unknown'] } };
  const rows = await transaction.notice.findMany({ where, select: { id: true, subject: true } });
  // What follows from a told notice is planned now. Agreements are locked before notices, in order, everywhere.
  const subjects = [...new Set(rows.map(({ subject }) => subject))].sort();
  for (const partnerId of subjects) await transaction.agreement.updateMany({ where: { partnerId, lookAt: { not: null } }, data: { lookAt: null } });
  await transaction.notice.updateMany({ where: { ...where, id: { in: rows.map(({ id }) => id) } }, data: { state: 'sent', reason, sentAt: at, token: null, leasedUntil: null, updatedAt: at } });
}

/** How much a row tells of what the contact has heard. */
const WEIGHT = `CASE %.state WHEN 'sent' THEN 4 WHEN 'unknown' THEN 3 WHEN 'sending' THEN 3 WHEN 'claimed' THEN 2 WHEN 'planned' THEN 1 ELSE 0 END`;
const weightOf = (row: string) => WEIGHT.replace('%', row);

async function merge(transaction: Transaction, from: string, into: string): Promise<void> {
  await transaction.$executeRawUnsafe(`DELETE FROM "Notice" d USING "Notice" k WHERE d."contactId" IN ($1, $2) AND k."contactId" IN ($1, $2) AND d."contactId" <> k."contactId"
    AND (d.subject, d.cycle, d.milestone) = (k.subject, k.cycle, k.milestone) AND (${weightOf('d')}, (d."contactId" = $2)::int) < (${weightOf('k')}, (k."contactId" = $2)::int)`, from, into);
  // Whoever was about to say something to the first one looks again to whom it is said.
  await transaction.notice.updateMany({ where: { contactId: from, state: 'claimed' }, data: { state: 'planned', token: null, leasedUntil: null, messageId: null } });
  // Both may have been spoken to on the same day; that cannot be undone.
  await transaction.$executeRaw`UPDATE "Notice" n SET "contactId" = ${into}, "spokenOn" = CASE WHEN NOT EXISTS (SELECT 1 FROM "Notice" k WHERE k."contactId" = ${into} AND k."spokenOn" = n."spokenOn") THEN n."spokenOn" END
    WHERE n."contactId" = ${from}`;
  await transaction.$executeRaw`UPDATE "Notice" SET payload = payload || jsonb_build_object('byId', ${into}::text) WHERE payload ? 'byId' AND payload ->> 'byId' = ${from}`;
}

export function noticeOf({ reason, sentAt, ...row }: NoticeRow): Notice {
  const { id, subject, cycle, contactId, dueAt, payload, tries } = row;
  return {
    id, subject, cycle, contactId, dueAt, payload, tries, milestone: row.milestone as Milestone, state: row.state as NoticeState, reason: (reason ?? undefined) as NoticeReason | undefined,
    sentAt: sentAt ?? undefined,
  };
}
