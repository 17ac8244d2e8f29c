/** The hot path: a turn's one read, its one write, and the mark that its replies are out. Plain prepared SQL, no ORM. */
import type { Database, Statement, Transaction } from './database';
import { commitOf } from './turnCommit';
import { findOvertaking, type Overtaken } from './overtaken';
import type { Paces, PaceSteps } from './conversationPace';

/** What a turn begins with: where the conversation and its contact stand; `repeated` holds the stored turn where this activity was answered before. */
export interface TurnStart {
  /** Undefined for a conversation that nobody has begun yet. */
  readonly conversation: ConversationStart | undefined;
  readonly version: number;
  readonly contact: ContactStart | undefined;
  readonly repeated: { readonly replies: string; readonly isSent: boolean; readonly said: number } | undefined;
}

export interface ConversationStart {
  readonly state: string;
  readonly channel: string;
  readonly address: string;
  /** On whose account what is said there counts. */
  readonly tenant: string | undefined;
  /** Nothing can be said there until something is heard from there. */
  readonly isDead: boolean;
  /** Notices waited for the end of a dialog here. */
  readonly isBusy: boolean;
  /** The notice that was said after the contact's last words. */
  readonly noticeId: string | undefined;
  /** When the contact last said something, by the channel's own clock. */
  readonly saidAt: Date | undefined;
}

export interface ContactStart {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  /** Messages with notices of which nobody knows whether they arrived: the next word settles them. */
  readonly unknownNotices: readonly string[];
}

/** What a turn ends with; committed together with its effects or not at all. */
export interface TurnEnd extends TurnKey {
  readonly channel: string;
  readonly address: string;
  /** The version that was read; the commit fails where another turn was faster. */
  readonly version: number;
  readonly state: string;
  /** Whose conversation it is; without a `state` the contact stays as it was. */
  readonly contact: { readonly id: string; readonly version: number; readonly isNew: boolean; readonly state?: string; readonly language: string | undefined };
  readonly route: RouteEnd;
  readonly replies: string;
  readonly isSent: boolean;
  readonly at: Date;
  /** How far its replies move the paces of the conversation on, in milliseconds. */
  readonly paceSteps: PaceSteps;
  /** Activities of a web chat's log, in order. */
  readonly log: readonly string[];
  readonly effects: readonly Effect[];
}

/** What a turn says of the conversation as a route for notices. */
export interface RouteEnd {
  /** What was heard there, and when it was said; undefined where Lotse spoke first. Whatever was said after Lotse was last taken away revives a route. */
  readonly heard: { readonly isDirect: boolean; readonly tenant: string | undefined; readonly saidAt: Date } | undefined;
  readonly busyUntil: Date | undefined;
  /** The notice that was known when the turn began: it has been heard of now. */
  readonly noticeId: string | undefined;
}

/** Something that a turn changes beside its conversation, made by the service that owns the table; it runs in the turn's own commit. */
export type Effect = (transaction: Transaction, turn: TurnKey & { readonly at: Date }) => Promise<unknown>;

export interface TurnKey {
  readonly conversationId: string;
  readonly activityId: string;
}

export interface UnsentTurn extends TurnKey {
  readonly channel: string;
  readonly address: string;
  readonly tenant: string | null;
  readonly replies: string;
  /** So many of the replies are out. */
  readonly said: number;
}

const BEGIN: Statement = {
  name: 'lotse_turn_begin',
  text: `SELECT c.state, c.version, c.channel, c.address, c.tenant, c."deadAt", c."busyUntil", c."noticeId", c."saidAt", p.id AS "contactId", p.state AS "contactState", p.version AS "contactVersion", t.replies, t."sentAt", t.said,
      array_remove(ARRAY(SELECT DISTINCT n."messageId" FROM "Notice" n WHERE n."contactId" = p.id AND n.state = 'unknown'), NULL) AS unknown
    FROM (SELECT 1) AS one LEFT JOIN "Conversation" c ON c.id = $1
    LEFT JOIN "Contact" p ON p.id = c."contactId"
    LEFT JOIN "Turn" t ON t."conversationId" = $1 AND t."activityId" = $2`,
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

/** For a turn whose activity is repeated: only one instance gets it, and only when nobody has looked after it for a while. */
const TAKE_UP: Statement = {
  name: 'lotse_turn_take_up',
  text: `UPDATE "Turn" SET "takenAt" = $3 WHERE "conversationId" = $1 AND "activityId" = $2 AND "sentAt" IS NULL AND COALESCE("takenAt", at) < $4 RETURNING "activityId"`,
};

/** A turn that was taken is left alone by other instances for the same while as a fresh one. It goes where the conversation is now, and nowhere where that is dead, but for one whose contact is spoken to in another one since: the channel finds that. An update returns its rows in any order. */
const TAKE_UNSENT: Statement = {
  name: 'lotse_turn_take_unsent',
  text: `WITH taken AS (UPDATE "Turn" t SET "takenAt" = $1 FROM (
      SELECT o."conversationId", o."activityId" FROM "Turn" o JOIN "Conversation" l ON l.id = o."conversationId" AND (l."deadAt" IS NULL OR (l."deadCause" = 'gone' AND l."isDirect"
        AND EXISTS (SELECT FROM "Conversation" n WHERE n."contactId" = l."contactId" AND n.channel = l.channel AND n."isDirect" AND n."deadAt" IS NULL)))
      WHERE o."sentAt" IS NULL AND o.at > $3 AND COALESCE(o."takenAt", o.at) < $2
      ORDER BY o.at LIMIT 100 FOR UPDATE OF o SKIP LOCKED) AS u, "Conversation" c
    WHERE t."conversationId" = u."conversationId" AND t."activityId" = u."activityId" AND c.id = u."conversationId"
    RETURNING t."conversationId", t."activityId", c.channel, c.address, c.tenant, t.replies, t.said, t.at)
    SELECT "conversationId", "activityId", channel, address, tenant, replies, said FROM taken ORDER BY at`,
};

/** What cannot leave yet is left alone until then, and what is out is not said again. */
const POSTPONE: Statement = {
  name: 'lotse_turn_postpone',
  text: 'UPDATE "Turn" SET "takenAt" = $3, said = $4 WHERE "conversationId" = $1 AND "activityId" = $2 AND "sentAt" IS NULL',
};

interface BeginRow {
  readonly state: string | null;
  readonly version: number | null;
  readonly channel: string | null;
  readonly address: string | null;
  readonly tenant: string | null;
  readonly deadAt: Date | null;
  readonly busyUntil: Date | null;
  readonly noticeId: string | null;
  readonly saidAt: Date | null;
  readonly contactId: string | null;
  readonly contactState: string | null;
  readonly contactVersion: number | null;
  readonly replies: string | null;
  readonly sentAt: Date | null;
  readonly said: number | null;
  readonly unknown: readonly string[];
}

export async function beginTurn(database: Database, { conversationId, activityId }: TurnKey): Promise<TurnStart> {
  const [row] = await database.run<BeginRow & Record<string, unknown>>(BEGIN, [conversationId, activityId]);
  return {
    conversation: row?.state == null ? undefined : { state: row.state, channel: row.channel!, address: row.address!, tenant: row.tenant ?? undefined, isDead: row.deadAt !== null, isBusy: row.busyUntil !== null, noticeId: row.noticeId ?? undefined, saidAt: row.saidAt ?? undefined },
    version: row?.version ?? 0,
    contact: row?.contactId == null ? undefined : { id: row.contactId, state: row.contactState!, version: row.contactVersion!, unknownNotices: row.unknown },
    repeated: row?.replies == null ? undefined : { replies: row.replies, isSent: row.sentAt !== null, said: row.said! },
  };
}

/** Where the paces stand when the turn was committed; what came first when another turn of the conversation or of its contact did, so that this one is to be played again. */
export async function commitTurn(database: Database, end: TurnEnd): Promise<Paces | Overtaken> {
  const { statement, values } = commitOf(end);
  try {
    const [row] = end.effects.length === 0 ? await database.run<Paces & Record<string, Date>>(statement, values) : await database.prisma.$transaction(async (transaction) => {
      const rows = await transaction.$queryRawUnsafe<Paces[]>(statement.text, ...values);
      for (const effect of end.effects) await effect(transaction, end);
      return rows;
    });
    return { paceAt: row!.paceAt, hourPaceAt: row!.hourPaceAt };
  } catch (error) {
    const overtaken = findOvertaking(error);
    if (!overtaken) throw error;
    return overtaken;
  }
}

export async function postponeTurn(database: Database, { conversationId, activityId }: TurnKey, takenAt: Date, said: number): Promise<void> {
  await database.run(POSTPONE, [conversationId, activityId, takenAt, said]);
}

export async function markSent(database: Database, turns: readonly TurnKey[], at: Date): Promise<void> {
  await database.run(MARK_SENT, [turns.map((turn) => turn.conversationId), turns.map((turn) => turn.activityId), at]);
}

/** Says of turns whose replies are still leaving that they are looked after. */
export async function holdTurns(database: Database, turns: readonly TurnKey[], at: Date): Promise<void> {
  await database.run(HOLD, [turns.map((turn) => turn.conversationId), turns.map((turn) => turn.activityId), at]);
}

/** Takes turns whose replies did not go out, committed after `since` and before `until`, in that order; each is taken by one instance only. */
export async function takeUnsent(database: Database, now: Date, until: Date, since: Date): Promise<UnsentTurn[]> {
  return database.run<UnsentTurn & Record<string, string | number | null>>(TAKE_UNSENT, [now, until, since]);
}

/** Takes one turn whose replies did not go out, where nobody has taken it or said that it is looked after since `until`. */
export async function takeUp(database: Database, { conversationId, activityId }: TurnKey, now: Date, until: Date): Promise<boolean> {
  return (await database.run(TAKE_UP, [conversationId, activityId, now, until])).length > 0;
}
