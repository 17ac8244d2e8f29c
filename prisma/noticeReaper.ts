/** What dead processes have left in the ledger: claims that ran out, and messages of which nobody knows whether they left. */
import type { Database, Statement } from './database';
import { lookAgain, NOTICE_COLUMNS, type NoticeRow, type Values } from './noticeLedger';

/** A row whose message may have been said, and where to ask. */
export interface InterruptedRow extends NoticeRow {
  readonly address: string | null;
  readonly updatedAt: Date;
}

/** Mostly nothing: then that is all that a tick costs. */
const FIND_LATE: Statement = { name: 'lotse_notice_find_late', text: `SELECT id FROM "Notice" WHERE state IN ('claimed', 'sending') AND "leasedUntil" < clock_timestamp() LIMIT 1` };

/** Nothing can have been said of a notice that was only claimed. */
const FREE: Statement = {
  name: 'lotse_notice_free',
  text: `UPDATE "Notice" SET state = 'planned', token = NULL, "leasedUntil" = NULL WHERE id IN (
      SELECT id FROM "Notice" WHERE state = 'claimed' AND "leasedUntil" < clock_timestamp() LIMIT 1000 FOR UPDATE SKIP LOCKED) AND state = 'claimed' RETURNING id`,
};

const isLate = (wait: string) => `state = 'sending' AND "leasedUntil" < clock_timestamp() - ${wait}::int * interval '1 millisecond'`;

const GIVE_UP: Statement = {
  name: 'lotse_notice_give_up',
  text: `WITH late AS MATERIALIZED (SELECT id FROM "Notice" WHERE ${isLate('$1')} AND NOT route = ANY($2::text[]) LIMIT 1000), ${lookAgain('id IN (SELECT id FROM late)')}
    UPDATE "Notice" n SET state = 'unknown', reason = 'interrupted', token = NULL, "leasedUntil" = NULL, "updatedAt" = $3::timestamptz
    WHERE id IN (SELECT id FROM late) AND ${isLate('$1')} AND (SELECT count(*) FROM looked) >= 0 RETURNING id`,
};

/** Taken for as long as a lease, so that one process asks. When the message may have left stays noted. */
const TAKE: Statement = {
  name: 'lotse_notice_take',
  text: `WITH late AS MATERIALIZED (SELECT id FROM "Notice" WHERE ${isLate('$1')} AND route = ANY($2::text[]) ORDER BY "messageId" LIMIT 100 FOR UPDATE SKIP LOCKED)
    UPDATE "Notice" n SET token = $3, "leasedUntil" = clock_timestamp() + $4::int * interval '1 millisecond' FROM late WHERE n.id = late.id
    RETURNING ${NOTICE_COLUMNS}, n."updatedAt", (SELECT c.address FROM "Conversation" c WHERE c.id = n."conversationId") AS address`,
};

export interface Reaping {
  readonly now: Date;
  /** So long after its lease a message is still left to whoever was sending it. */
  readonly waitMs: number;
  /** Channels that can be asked what they have. */
  readonly askable: readonly string[];
  readonly token: string;
  readonly leaseMs: number;
}

/** How many were given up, and what is to be asked for by this process. */
export async function reapNotices(database: Database, { now, waitMs, askable, token, leaseMs }: Reaping): Promise<{ unknown: number; toAsk: InterruptedRow[] }> {
  if ((await database.run(FIND_LATE, [])).length === 0) return { unknown: 0, toAsk: [] };
  await database.run(FREE, []);
  const unknown = await database.run(GIVE_UP, [waitMs, askable, now]);
  const toAsk = askable.length === 0 ? [] : await database.run<Values<InterruptedRow>>(TAKE, [waitMs, askable, token, leaseMs]);
  return { unknown: unknown.length, toAsk };
}
