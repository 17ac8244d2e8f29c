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
  readonly route: string;
  readonly conversationId: string | null;
  readonly spokenOn: string | null;
}

export interface GoingAt {
  readonly now: Date;
  readonly leaseMs: number;
}

/** On its way; not ours any more; or the contact was spoken to on that day already. */
export type Gone = 'gone' | 'lost' | 'spokenToday';

const SPOKEN_ON = 'Notice_contactId_spokenOn_key';
export const NOTICE_COLUMNS = ['id', 'subject', 'cycle', 'milestone', 'contactId', 'state', 'dueAt', 'reason', 'payload', 'messageId', 'tries', 'route', 'conversationId', 'sentAt'].map((name) => `n."${name}"`).join(', ');
const LEASE = (place: string) => `clock_timestamp() + ${place}::int * interval '1 millisecond'`;

/**
 * The earliest due row of each contact stands for all of them: whoever locks it gets the others, too, so that two instances
 * do not share a contact. A nudge is a message of its own. Of a hundred thousand that are due at the same moment only so many
 * are looked at: their order among each other is the index's.
 */
const CLAIM: Statement = {
  name: 'lotse_notice_claim',
  text: `WITH due AS MATERIALIZED (
      SELECT id, "contactId", "dueAt", milestone LIKE 'nudge:%' AS alone FROM "Notice" WHERE state = 'planned' AND "dueAt" <= $1::timestamptz ORDER BY "dueAt" LIMIT $2::int * 20
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
const SAY = goText('sent');

/** Each message of which all rows are still held goes; where some were cancelled meanwhile, the others are planned again and go on alone. */
function goText(state: 'sending' | 'sent'): string {
  return `WITH going AS MATERIALIZED (SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[]) AS g(message, token, rows, route, conversation, day)),
    talk AS MATERIALIZED (SELECT id FROM "Conversation" WHERE id = ANY($5::text[]) ORDER BY id FOR NO KEY UPDATE),
    ${lookAgain('"messageId" = ANY($1::text[]) AND (SELECT count(*) FROM talk) >= 0', state === 'sent')},
    mine AS MATERIALIZED (
      SELECT n.id, n."messageId" FROM going g JOIN "Notice" n ON n."messageId" = g.message
      WHERE n.token = g.token AND n.state = 'claimed' AND n."leasedUntil" > clock_timestamp() AND (SELECT count(*) FROM looked) >= 0 ORDER BY n.id FOR UPDATE OF n
    ), whole AS MATERIALIZED (
      SELECT g.message, g.route, g.conversation, g.day, count(m.id) = g.rows AS whole, min(m.id) AS first FROM going g JOIN mine m ON m."messageId" = g.message GROUP BY g.message, g.route, g.conversation, g.day, g.rows
    ), told AS (UPDATE "Conversation" c SET "noticeId" = w.message FROM talk t, whole w WHERE c.id = t.id AND w.conversation = c.id AND w.whole)
    UPDATE "Notice" n SET state = CASE WHEN w.whole THEN '${state}' ELSE 'planned' END, "updatedAt" = $7::timestamptz,
      token = CASE WHEN w.whole AND '${state}' = 'sending' THEN n.token END, "leasedUntil" = CASE WHEN w.whole AND '${state}' = 'sending' THEN ${LEASE('$8')} END,
      reason = CASE WHEN w.whole THEN NULL ELSE n.reason END, "sentAt" = CASE WHEN w.whole AND '${state}' = 'sent' THEN $7::timestamptz END,
      route = CASE WHEN w.whole THEN w.route END, "conversationId" = CASE WHEN w.whole THEN w.conversation END, "spokenOn" = CASE WHEN w.whole AND n.id = w.first THEN w.day::date END
    FROM mine m, whole w WHERE n.id = m.id AND w.message = m."messageId" RETURNING w.message, w.whole`;
}

/** The agreements of the rows, locked in order, and looked at again by the planner. */
export function lookAgain(rows: string, isEnd = true): string {
  const agreements = `SELECT "partnerId" FROM "Agreement" WHERE ${isEnd ? '' : 'false AND '}"partnerId" IN (SELECT subject FROM "Notice" WHERE ${rows}) ORDER BY "partnerId" FOR NO KEY UPDATE`;
  return `looked AS MATERIALIZED (${agreements}), again AS (UPDATE "Agreement" a SET "lookAt" = NULL FROM looked l WHERE a."partnerId" = l."partnerId" AND a."lookAt" IS NOT NULL)`;
}

/** What a post has shown counts whoever holds the rows by now, as long as nobody else has posted: a message's id is given once. */
const MARK: Statement = {
  name: 'lotse_notice_mark',
  text: `WITH ${lookAgain('"messageId" = ANY($1::text[])')}, posted AS MATERIALIZED (
      SELECT n.id, s.activity FROM unnest($1::text[], $2::text[]) AS s(message, activity) JOIN "Notice" n ON n."messageId" = s.message
      WHERE n.state IN ('planned', 'sending', 'unknown') AND (SELECT count(*) FROM looked) >= 0 ORDER BY n.id FOR UPDATE OF n
    )
    UPDATE "Notice" n SET state = 'sent', reason = NULL, token = NULL, "leasedUntil" = NULL, "sentAt" = $3::timestamptz, "activityId" = p.activity, "updatedAt" = $3::timestamptz
    FROM posted p WHERE n.id = p.id`,
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

/** What became of each message that was to leave, in their order. Throws where one of several has spoken on that day already: nothing of what stood beside it is done either. */
export async function beginSending(database: Database, going: readonly RowsGoing[], { now, leaseMs }: GoingAt): Promise<Gone[]> {
  try {
    const rows = await database.run<WholeRow>(BEGIN, valuesOf(going, { now, leaseMs }));
    return going.map(({ messageId }) => (isWhole(rows, messageId) ? 'gone' : 'lost'));
  } catch (error) {
    if (going.length === 1 && isDayTaken(error)) return ['spokenToday'];
    throw error;
  }
}

/** As part of a transaction that says the message itself. */
export async function markSaid(transaction: Transaction, going: RowsGoing, at: GoingAt): Promise<boolean> {
  const rows = await transaction.$queryRawUnsafe<WholeRow[]>(SAY, ...valuesOf([going], at));
  return isWhole(rows, going.messageId);
}

export async function markSent(database: Database, posted: readonly { readonly messageId: string; readonly activityId: string | null }[], now: Date): Promise<void> {
  await database.run(MARK, [posted.map(({ messageId }) => messageId), posted.map(({ activityId }) => activityId), now]);
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

interface WholeRow {
  readonly [name: string]: unknown;
  readonly message: string;
  readonly whole: boolean;
}

function isWhole(rows: readonly WholeRow[], messageId: string): boolean {
  return rows.some(({ message, whole }) => message === messageId && whole);
}

function valuesOf(going: readonly RowsGoing[], { now, leaseMs }: GoingAt): unknown[] {
  const all = <Name extends keyof RowsGoing>(name: Name) => going.map((each) => each[name]);
  return [all('messageId'), all('token'), all('rows'), all('route'), all('conversationId'), all('spokenOn'), now, leaseMs];
}

/** The unique day of a contact is what tells that somebody has spoken already: PostgreSQL's own error, or the same inside Prisma's. */
export function isDayTaken(error: unknown): boolean {
  const { constraint, message, meta } = error as { constraint?: string; message?: string; meta?: unknown };
  return constraint === SPOKEN_ON || (message ?? '').includes(SPOKEN_ON) || JSON.stringify(meta ?? '').includes(SPOKEN_ON);
}
