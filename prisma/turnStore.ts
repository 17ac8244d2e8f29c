/** The hot path: a turn's one read, its one write, and the mark that its replies are out. Plain prepared SQL, no ORM. */
import type { Database, Statement } from './database';

/** What a turn begins with; `repeated` holds the stored turn where this activity was answered before. */
export interface TurnStart {
  readonly state: string | undefined;
  readonly version: number;
  readonly repeated: { readonly replies: string; readonly isSent: boolean } | undefined;
}

/** What a turn ends with; committed together or not at all. */
export interface TurnEnd {
  readonly conversationId: string;
  readonly channel: string;
  /** The version that was read; the commit fails where another turn was faster. */
  readonly version: number;
  readonly state: string;
  readonly activityId: string;
  readonly serviceUrl: string | undefined;
  readonly replies: string;
  readonly isSent: boolean;
  readonly at: Date;
  readonly consents: readonly object[];
  /** Activities of a web chat's log, in order. */
  readonly log: readonly string[];
}

export interface TurnKey {
  readonly conversationId: string;
  readonly activityId: string;
}

export interface UnsentTurn extends TurnKey {
  readonly serviceUrl: string;
  readonly replies: string;
}

const BEGIN: Statement = {
  name: 'lotse_turn_begin',
  text: `SELECT c.state, c.version, t.replies, t."sentAt"
    FROM (SELECT 1) AS one LEFT JOIN "Conversation" c ON c.id = $1
    LEFT JOIN "Turn" t ON t."conversationId" = $1 AND t."activityId" = $2`,
};

const COMMIT_PLAIN: Statement = { name: 'lotse_turn_commit', text: commitText('') };
const COMMIT_FULL: Statement = {
  name: 'lotse_turn_commit_full',
  text: commitText(`, consent AS (
    INSERT INTO "Consent" (id, "conversationId", contact, procedure, step, language, "textVersion", text, at)
    SELECT r.id, c.id, r.contact, r.procedure, r.step, r.language, r."textVersion", r.text, $8
    FROM c, jsonb_to_recordset($10::jsonb) AS r(id text, contact text, procedure text, step text, language text, "textVersion" text, text text)
  ), log AS (
    INSERT INTO "WebchatActivity" ("conversationId", activity, at)
    SELECT c.id, l.activity, $8
    FROM c, unnest($11::text[]) WITH ORDINALITY AS l(activity, place) ORDER BY l.place
  )`),
};

const MARK_SENT: Statement = {
  name: 'lotse_turn_sent',
  text: `UPDATE "Turn" t SET "sentAt" = $3 FROM unnest($1::text[], $2::text[]) AS s(conversation, activity)
    WHERE t."conversationId" = s.conversation AND t."activityId" = s.activity`,
};

const HOLD: Statement = {
  name: 'lotse_turn_hold',
  text: `UPDATE "Turn" t SET "takenAt" = $3 FROM unnest($1::text[], $2::text[]) AS s(conversation, activity)
    WHERE t."conversationId" = s.conversation AND t."activityId" = s.activity AND t."sentAt" IS NULL`,
};

/** A turn that was taken is left alone by other instances for the same while as a fresh one. */
const TAKE_UNSENT: Statement = {
  name: 'lotse_turn_take_unsent',
  text: `UPDATE "Turn" t SET "takenAt" = $1 FROM (
      SELECT "conversationId", "activityId" FROM "Turn"
      WHERE "sentAt" IS NULL AND at > $3 AND COALESCE("takenAt", at) < $2
      ORDER BY at LIMIT 100 FOR UPDATE SKIP LOCKED) AS u
    WHERE t."conversationId" = u."conversationId" AND t."activityId" = u."activityId"
    RETURNING t."conversationId", t."activityId", t."serviceUrl", t.replies`,
};

export async function beginTurn(database: Database, conversationId: string, activityId: string): Promise<TurnStart> {
  const [row] = await database.run<{ state: string | null; version: number | null; replies: string | null; sentAt: Date | null }>(BEGIN, [conversationId, activityId]);
  return {
    state: row?.state ?? undefined,
    version: row?.version ?? 0,
    repeated: row?.replies == null ? undefined : { replies: row.replies, isSent: row.sentAt !== null },
  };
}

/** True when the turn was committed; false when another turn of the conversation came first. */
export async function commitTurn(database: Database, end: TurnEnd): Promise<boolean> {
  const values: unknown[] = [end.conversationId, end.channel, end.state, end.version, end.activityId, end.serviceUrl ?? null, end.replies, end.at, end.isSent];
  const isFull = end.consents.length > 0 || end.log.length > 0;
  if (isFull) values.push(JSON.stringify(end.consents), end.log);
  return (await database.run(isFull ? COMMIT_FULL : COMMIT_PLAIN, values)).length === 1;
}

export async function markSent(database: Database, turns: readonly TurnKey[], at: Date): Promise<void> {
  await database.run(MARK_SENT, [turns.map((turn) => turn.conversationId), turns.map((turn) => turn.activityId), at]);
}

/** Says of turns whose replies are still leaving that they are looked after. */
export async function holdTurns(database: Database, turns: readonly TurnKey[], at: Date): Promise<void> {
  await database.run(HOLD, [turns.map((turn) => turn.conversationId), turns.map((turn) => turn.activityId), at]);
}

/** Takes turns whose replies did not go out, committed after `since` and before `until`; each is taken by one instance only. */
export async function takeUnsent(database: Database, now: Date, until: Date, since: Date): Promise<UnsentTurn[]> {
  return database.run<UnsentTurn & Record<string, string>>(TAKE_UNSENT, [now, until, since]);
}

function commitText(extra: string): string {
  return `WITH c AS (
    INSERT INTO "Conversation" AS k (id, channel, state, version, "updatedAt") VALUES ($1, $2, $3, 1, $8)
    ON CONFLICT (id) DO UPDATE SET state = $3, version = k.version + 1, "updatedAt" = $8 WHERE k.version = $4
    RETURNING k.id, k.version
  ), t AS (
    INSERT INTO "Turn" ("conversationId", "activityId", "serviceUrl", replies, at, "sentAt")
    SELECT c.id, $5, $6, $7, $8, CASE WHEN $9::boolean THEN $8::timestamptz END FROM c
  )${extra} SELECT version FROM c`;
}
