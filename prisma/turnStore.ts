/** The hot path: a turn's one read and its one write. Plain prepared SQL, no ORM. */
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
  readonly repeated: { readonly replies: string; readonly isSent: boolean; readonly said: number; readonly isOnce: boolean } | undefined;
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
  /** Whether nobody else reads along. */
  readonly isDirect: boolean;
  /** The handoff that is waiting or joined there. */
  readonly handoff: HandoffStart | undefined;
}

export interface HandoffStart {
  readonly id: string;
  readonly state: 'waiting' | 'joined';
  readonly agentId?: string;
  readonly firstName?: string;
  /** An engagement hub has it, or is asked to. */
  readonly isAtHub?: true;
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
  /** Its replies may be heard once and never twice: one of which nobody knows whether it arrived is not said again. */
  readonly isOnce?: boolean;
  /** What was said in it, in order: what people read later. */
  readonly sayings: readonly SayingRow[];
  readonly at: Date;
  /** How far its replies move the paces of the conversation on, in milliseconds. */
  readonly paceSteps: PaceSteps;
  /** Activities of a web chat's log, in order. */
  readonly log: readonly string[];
  readonly effects: readonly Effect[];
  /** Where walks have moved to. */
  readonly moves?: readonly MoveRow[];
}

/** That a walk has moved to a step, or has ended there (services/desk/walkSteps.ts). */
export interface MoveRow {
  readonly walkId: string;
  readonly procedure: string;
  readonly step: string;
  readonly problem?: string;
  readonly language: string;
  readonly status: string;
}

/** One thing that was said, as it is kept (services/handoffs/saying.ts). */
export interface SayingRow {
  readonly by: string;
  readonly text: string;
  readonly about?: object;
  readonly agentId?: string;
  readonly handoffId?: string;
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

const BEGIN: Statement = {
  name: 'lotse_turn_begin',
  text: `SELECT c.state, c.version, c.channel, c.address, c.tenant, c."deadAt", c."busyUntil", c."noticeId", c."saidAt", c."isDirect", h.id AS "handoffId", h.state AS "handoffState", h.via, h."agentId", a."firstName", p.id AS "contactId", p.state AS "contactState", p.version AS "contactVersion", t.replies, t."sentAt", t.said, t."isOnce",
      array_remove(ARRAY(SELECT DISTINCT n."messageId" FROM "Notice" n WHERE n."contactId" = p.id AND n.state = 'unknown'), NULL) AS unknown
    FROM (SELECT 1) AS one LEFT JOIN "Conversation" c ON c.id = $1
    LEFT JOIN "Contact" p ON p.id = c."contactId"
    LEFT JOIN "Handoff" h ON h.id = c."handoffId" AND h.state <> 'closed'
    LEFT JOIN "Agent" a ON a.id = h."agentId"
    LEFT JOIN "Turn" t ON t."conversationId" = $1 AND t."activityId" = $2`,
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
  readonly isDirect: boolean | null;
  readonly handoffId: string | null;
  readonly handoffState: 'waiting' | 'joined' | null;
  readonly via: string | null;
  readonly agentId: string | null;
  readonly firstName: string | null;
  readonly contactId: string | null;
  readonly contactState: string | null;
  readonly contactVersion: number | null;
  readonly replies: string | null;
  readonly sentAt: Date | null;
  readonly said: number | null;
  readonly isOnce: boolean | null;
  readonly unknown: readonly string[];
}

export async function beginTurn(database: Database, { conversationId, activityId }: TurnKey): Promise<TurnStart> {
  const [row] = await database.run<BeginRow & Record<string, unknown>>(BEGIN, [conversationId, activityId]);
  return {
    conversation: row?.state == null ? undefined : { state: row.state, channel: row.channel!, address: row.address!, tenant: row.tenant ?? undefined, isDead: row.deadAt !== null, isBusy: row.busyUntil !== null, noticeId: row.noticeId ?? undefined, saidAt: row.saidAt ?? undefined, isDirect: row.isDirect === true, handoff: handoffOf(row) },
    version: row?.version ?? 0,
    contact: row?.contactId == null ? undefined : { id: row.contactId, state: row.contactState!, version: row.contactVersion!, unknownNotices: row.unknown },
    repeated: row?.replies == null ? undefined : { replies: row.replies, isSent: row.sentAt !== null, said: row.said!, isOnce: row.isOnce === true },
  };
}

function handoffOf({ handoffId, handoffState, via, agentId, firstName }: BeginRow): HandoffStart | undefined {
  if (handoffId === null) return undefined;
  return { id: handoffId, state: handoffState!, ...(agentId !== null && { agentId }), ...(firstName !== null && { firstName }), ...(via === 'hub' && { isAtHub: true as const }) };
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
