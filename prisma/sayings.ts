/** What was said in a conversation: the rows beside those that a turn's commit writes (turnCommit.ts), and finding them again. Not on the hot path. */
import type { Database, Statement, Transaction } from './database';
import type { SayingRow, TurnKey } from './turnStore';

const FIND: Statement = {
  name: 'lotse_saying_find',
  text: 'SELECT replies FROM "Turn" WHERE "conversationId" = $1 AND position($2 in replies) > 0 ORDER BY at DESC LIMIT 1',
};

export interface SayingRead extends SayingRow {
  readonly id: string;
  readonly conversationId: string;
  readonly contactId: string;
  readonly activityId: string;
  readonly at: Date;
  /** The label of what was pressed, where the saying with that card is still kept. */
  readonly pressed: string | null;
}

/** What is said after it is for Lotse alone again. */
export interface ClosedHandoff {
  readonly id: string;
  readonly closedAt: Date;
}

/** A press shows the words that stood on the button. */
const COLUMNS = `s.id::text, s."conversationId", s."contactId", s."by", s.text, s.about, s."agentId", s."handoffId", s."activityId", s.at,
  CASE WHEN s.about ? 'pressed' THEN (SELECT c->>'label' FROM "Saying" o, jsonb_array_elements(o.about->'choices') c
    WHERE o."conversationId" = s."conversationId" AND o.id < s.id AND o.about->>'card' = s.about->'pressed'->>'card' AND c->>'id' = s.about->'pressed'->>'choice' LIMIT 1) END AS pressed`;

/** What was said up to when a handoff was closed, and what belongs to it: its rating, and what became of earlier words since. */
const UP_TO = `($4::timestamptz IS NULL OR s.at <= $4::timestamptz OR s."handoffId" = $5 OR (s.about ? 'of'
  AND EXISTS (SELECT FROM "Saying" e WHERE e."conversationId" = s."conversationId" AND e.at <= $4::timestamptz AND s.about->>'of' IN (e.about->>'message', e."activityId"))))`;
const READ_AFTER: Statement = { name: 'lotse_sayings_after', text: `SELECT ${COLUMNS} FROM "Saying" s WHERE s."conversationId" = $1 AND s.id > $2::bigint AND ${UP_TO} ORDER BY s.id LIMIT $3` };
const READ_BEFORE: Statement = { name: 'lotse_sayings_before', text: `SELECT * FROM (SELECT ${COLUMNS}, s.id AS place FROM "Saying" s WHERE s."conversationId" = $1 AND ($2::bigint IS NULL OR s.id < $2::bigint) AND ${UP_TO} ORDER BY s.id DESC LIMIT $3) AS l ORDER BY l.place` };
/** The lock makes ids rise in the order in which they are committed: whoever reads after one misses none. */
const LOCK = 'SELECT 1 FROM "Conversation" WHERE id = $1 FOR UPDATE';

/** The replies of the last turn in a conversation that hold these words. */
export async function findSaying(database: Database, conversationId: string, words: string): Promise<string | undefined> {
  const [row] = await database.run<{ replies: string }>(FIND, [conversationId, words]);
  return row?.replies;
}

/** Those after a saying, oldest first. */
export function readSayingsAfter(database: Database, conversationId: string, after: string, limit: number, upTo?: ClosedHandoff): Promise<SayingRead[]> {
  return database.run<SayingRead & Record<string, unknown>>(READ_AFTER, [conversationId, after, limit, upTo?.closedAt ?? null, upTo?.id ?? null]);
}

/** The last ones before a saying, or of all, oldest first. */
export function readSayingsBefore(database: Database, conversationId: string, before: string | undefined, limit: number, upTo?: ClosedHandoff): Promise<SayingRead[]> {
  return database.run<SayingRead & Record<string, unknown>>(READ_BEFORE, [conversationId, before ?? null, limit, upTo?.closedAt ?? null, upTo?.id ?? null]);
}

/** Adds to what was said: `isOnce` writes nothing where something stands under that turn already, else it comes after that. */
export async function writeSayings(transaction: Transaction, { conversationId, activityId, at }: TurnKey & { readonly at: Date }, sayings: readonly SayingRow[], isOnce: boolean): Promise<void> {
  const [conversation] = await transaction.$queryRawUnsafe<unknown[]>(LOCK, conversationId);
  if (!conversation) return;
  const { _max: { place } } = await transaction.saying.aggregate({ where: { conversationId, activityId }, _max: { place: true } });
  if (isOnce && place !== null) return;
  await transaction.$executeRaw`INSERT INTO "Saying" ("conversationId", "contactId", "by", text, about, "agentId", "handoffId", "activityId", place, at)
    SELECT c.id, c."contactId", x.said->>'by', x.said->>'text', COALESCE(x.said->'about', '{}'), x.said->>'agentId', x.said->>'handoffId', ${activityId}, ${place ?? 0}::int + x.place::int, ${at}::timestamptz
    FROM "Conversation" c, jsonb_array_elements(${JSON.stringify(sayings)}::jsonb) WITH ORDINALITY AS x(said, place) WHERE c.id = ${conversationId} ORDER BY x.place`;
}
