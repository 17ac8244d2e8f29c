/**
 * The ledger of notices, plain prepared SQL: claims, the way from "claimed" over "sending" to an end, each in one guarded
 * statement. Due times by Lotse's clock, leases by the database's. Rows are locked in one order everywhere:
 * conversation, agreement, notice.
 */
import type { Database, Statement, Transaction } from './database';

/** A row as the database has it. */
export interface NoticeRow {
  readonly id: string;
  readonly subject: string;
  readonly cycle: string;
  readonly milestone: string;
  readonly contactId: string;
  readonly state: string;
  readonly dueAt: Date;
  readonly reason: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly messageId: string | null;
  readonly tries: number;
  readonly route: string | null;
  readonly conversationId: string | null;
  readonly sentAt: Date | null;
}

/** Where a message goes out; `spokenOn` is refused where the contact is spoken to on that day already. */
export interface RowsGoing {
  readonly messageId: string;
  readonly token: string;
  /** How many rows the message speaks for: all of them or none go. */
  readonly rows: number;
  readonly now: Date;
  readonly leaseMs: number;
  readonly route: string;
  readonly conversationId: string | null;
  readonly spokenOn: string | null;
}

export const NOTICE_COLUMNS = ['id', 'subject', 'cycle', 'milestone', 'contactId', 'state', 'dueAt', 'reason', 'payload', 'messageId', 'tries', 'route', 'conversationId', 'sentAt'].map((name) => `n."${name}"`).join(', ');
const LEASE = (place: string) => `clock_timestamp() + ${place}::int * interval '1 millisecond'`;

/**
 * The earliest due row of each contact stands for all of them: whoever locks it gets the others, too, so that two instances
 * do not share a contact. A nudge is a message of its own.
 */
const CLAIM: Statement = {
  name: 'lotse_notice_claim',
  text: `WITH due AS MATERIALIZED (
      SELECT id, "contactId", "dueAt", milestone LIKE 'nudge:%' AS alone FROM "Notice" WHERE state = 'planned' AND "dueAt" <= $1::timestamptz ORDER BY "dueAt", id LIMIT $2::int * 20
    ), first AS (
      SELECT DISTINCT ON (alone, CASE WHEN alone THEN id ELSE "contactId" END) * FROM due ORDER BY alone, CASE WHEN alone THEN id ELSE "contactId" END, "dueAt", id
    ), locked AS MATERIALIZED (
      SELECT f.* FROM first f JOIN "Notice" n ON n.id = f.id WHERE n.state = 'planned' ORDER BY f."dueAt", f.id LIMIT $2::int FOR UPDATE OF n SKIP LOCKED
    ), others AS MATERIALIZED (
      SELECT n.id, l.id AS first FROM locked l JOIN "Notice" n ON n."contactId" = l."contactId"
      WHERE NOT l.alone AND n.id <> l.id AND n.state = 'planned' AND n."dueAt" <= $1::timestamptz AND n.milestone NOT LIKE 'nudge:%' FOR UPDATE OF n SKIP LOCKED
    ), named AS (
      SELECT id, ($5::text[])[dense_rank() OVER (ORDER BY first)] AS message FROM (SELECT id, id AS first FROM locked UNION ALL SELECT id, first FROM others) AS mine
    )
    UPDATE "Notice" n SET state = 'claimed', token = $3, "leasedUntil" = ${LEASE('$4')}, "messageId" = m.message, "updatedAt" = $1::timestamptz FROM named m WHERE n.id = m.id
    RETURNING ${NOTICE_COLUMNS}`,
};

const BEGIN: Statement = { name: 'lotse_notice_begin', text: goText('sending') };
const SAY: Statement = { name: 'lotse_notice_say', text: goText('sent') };

/** Whoever still holds all rows goes; where some were cancelled meanwhile, the others are planned again and go on alone. */
function goText(state: 'sending' | 'sent'): string {
  return `WITH talk AS MATERIALIZED (SELECT id FROM "Conversation" WHERE id = $7 FOR NO KEY UPDATE),
    ${lookAgain('"messageId" = $1 AND (SELECT count(*) FROM talk) >= 0', state === 'sent')},
    mine AS MATERIALIZED (
      SELECT id FROM "Notice" WHERE "messageId" = $1 AND token = $2 AND state = 'claimed' AND "leasedUntil" > clock_timestamp() AND (SELECT count(*) FROM looked) >= 0 FOR UPDATE
    ), whole AS MATERIALIZED (SELECT count(*) = $3::int AS whole, min(id) AS first FROM mine),
    told AS (UPDATE "Conversation" c SET "noticeId" = $1 FROM talk t, whole w WHERE c.id = t.id AND w.whole)
    UPDATE "Notice" n SET state = CASE WHEN w.whole THEN '${state}' ELSE 'planned' END, "updatedAt" = $4::timestamptz,
      token = CASE WHEN w.whole AND '${state}' = 'sending' THEN n.token END, "leasedUntil" = CASE WHEN w.whole AND '${state}' = 'sending' THEN ${LEASE('$5')} END,
      reason = CASE WHEN w.whole THEN NULL ELSE n.reason END, "sentAt" = CASE WHEN w.whole AND '${state}' = 'sent' THEN $4::timestamptz END,
      route = CASE WHEN w.whole THEN $6 END, "conversationId" = CASE WHEN w.whole THEN $7 END, "spokenOn" = CASE WHEN w.whole AND n.id = w.first THEN $8::date END
    FROM mine m, whole w WHERE n.id = m.id RETURNING w.whole`;
}

/** The agreements of the rows, locked in order, and looked at again by the planner. */
export function lookAgain(rows: string, isEnd = true): string {
  const agreements = `SELECT "partnerId" FROM "Agreement" WHERE ${isEnd ? '' : 'false AND '}"partnerId" IN (SELECT subject FROM "Notice" WHERE ${rows}) ORDER BY "partnerId" FOR NO KEY UPDATE`;
  return `looked AS MATERIALIZED (${agreements}), again AS (UPDATE "Agreement" a SET "lookAt" = NULL FROM looked l WHERE a."partnerId" = l."partnerId" AND a."lookAt" IS NOT NULL)`;
}

/** What a post has shown counts whoever holds the rows by now, as long as nobody else has posted: a message's id is given once. */
const MARK: Statement = {
  name: 'lotse_notice_mark',
  text: `WITH ${lookAgain('"messageId" = $1')}
    UPDATE "Notice" n SET state = 'sent', reason = NULL, token = NULL, "leasedUntil" = NULL, "sentAt" = $2::timestamptz, "activityId" = $3, "updatedAt" = $2::timestamptz
    WHERE "messageId" = $1 AND state IN ('planned', 'sending', 'unknown') AND (SELECT count(*) FROM looked) >= 0 RETURNING id`,
};

const PUT_BACK: Statement = {
  name: 'lotse_notice_put_back',
  text: `WITH talk AS MATERIALIZED (SELECT id FROM "Conversation" WHERE id IN (SELECT "conversationId" FROM "Notice" WHERE "messageId" = $1) FOR NO KEY UPDATE),
    untold AS (UPDATE "Conversation" c SET "noticeId" = NULL FROM talk t WHERE c.id = t.id AND c."noticeId" = $1)
    UPDATE "Notice" n SET state = $2, "dueAt" = COALESCE($3::timestamptz, "dueAt"), reason = COALESCE($4, reason), "updatedAt" = $5::timestamptz, "spokenOn" = NULL, route = NULL, "conversationId" = NULL,
      "messageId" = COALESCE($6, "messageId"), token = $7, "leasedUntil" = CASE WHEN $7::text IS NOT NULL THEN ${LEASE('$8')} END, tries = tries + $9::int
    WHERE "messageId" = $1 AND state IN ('claimed', 'sending', 'unknown') AND (SELECT count(*) FROM talk) >= 0 RETURNING ${NOTICE_COLUMNS}`,
};

const END: Statement = {
  name: 'lotse_notice_end',
  text: `WITH ${lookAgain('"messageId" = $1')}
    UPDATE "Notice" n SET state = $2, reason = $3, "updatedAt" = $4::timestamptz, token = NULL, "leasedUntil" = NULL, "spokenOn" = CASE WHEN $2 = 'unknown' THEN "spokenOn" END
    WHERE "messageId" = $1 AND state IN ('claimed', 'sending') AND (SELECT count(*) FROM looked) >= 0 RETURNING id`,
};

/** Claims what is due for at most `ids.length` messages; each gets one of the ids. */
export async function claimNotices(database: Database, now: Date, token: string, leaseMs: number, ids: readonly string[]): Promise<NoticeRow[]> {
  const dueAt = await readNextDue(database);
  if (!dueAt || dueAt > now) return [];
  return database.run<Values<NoticeRow>>(CLAIM, [now, ids.length, token, leaseMs, ids]);
}

export function beginSending(database: Database, going: RowsGoing): Promise<'gone' | 'lost' | 'spokenToday'> {
  return go(() => database.run<{ whole: boolean }>(BEGIN, valuesOf(going)));
}

/** As part of a transaction that says the message itself. */
export async function markSaid(transaction: Transaction, going: RowsGoing): Promise<boolean> {
  const rows = await transaction.$queryRawUnsafe<{ whole: boolean }[]>(SAY.text, ...valuesOf(going));
  return rows[0]?.whole === true;
}

/** Runs what makes a message leave; the unique day of a contact is what tells that somebody has spoken already. */
export async function go(work: () => Promise<readonly { readonly whole: boolean }[]>): Promise<'gone' | 'lost' | 'spokenToday'> {
  try {
    return (await work())[0]?.whole ? 'gone' : 'lost';
  } catch (error) {
    if (isDayTaken(error)) return 'spokenToday';
    throw error;
  }
}

export async function markSent(database: Database, messageId: string, now: Date, activityId: string | null): Promise<number> {
  return (await database.run(MARK, [messageId, now, activityId])).length;
}

/** Planned again, or claimed anew under other ids where `anew` is given. */
export function putBack(database: Database, messageId: string, now: Date, { dueAt = null, reason = null, tries = 0, anew }: { dueAt?: Date | null; reason?: string | null; tries?: number; anew?: { messageId: string; token: string; leaseMs: number } }): Promise<NoticeRow[]> {
  return database.run<Values<NoticeRow>>(PUT_BACK, [messageId, anew ? 'claimed' : 'planned', dueAt, reason, now, anew?.messageId ?? null, anew?.token ?? null, anew?.leaseMs ?? null, tries]);
}

export async function endNotices(database: Database, messageId: string, state: string, reason: string, now: Date): Promise<number> {
  return (await database.run(END, [messageId, state, reason, now])).length;
}

const NEXT_DUE: Statement = { name: 'lotse_notice_next_due', text: `SELECT "dueAt" FROM "Notice" WHERE state = 'planned' ORDER BY "dueAt" LIMIT 1` };

export async function readNextDue(database: Database): Promise<Date | undefined> {
  return (await database.run<{ dueAt: Date }>(NEXT_DUE, []))[0]?.dueAt;
}

/** Rows as the driver types them: by name, each with any value. */
export type Values<Row> = Row & Record<string, unknown>;

function valuesOf({ messageId, token, rows, now, leaseMs, route, conversationId, spokenOn }: RowsGoing): unknown[] {
  return [messageId, token, rows, now, leaseMs, route, conversationId, spokenOn];
}

/** PostgreSQL's own error, or the same inside Prisma's. */
function isDayTaken(error: unknown): boolean {
  const { code, meta } = error as { code?: string; meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } };
  return code === '23505' || meta?.driverAdapterError?.cause?.originalCode === '23505';
}
