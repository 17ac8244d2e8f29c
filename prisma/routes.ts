/** Conversations as routes for notices: which of them lives, and which is dead and why. */
import type { Database } from './database';

const BURY = {
  name: 'lotse_route_bury',
  text: `UPDATE "Conversation" SET "deadAt" = COALESCE("deadAt", $3::timestamptz), "deadCause" = $2 WHERE id = $1 AND ("deadAt" IS NULL OR "deadCause" <> $2)`,
};
/** What the channel has said of it before, and what comes later than a word that was said after it, changes nothing: somebody has come back since. */
const LEAVE = {
  name: 'lotse_route_leave',
  text: `UPDATE "Conversation" SET "deadAt" = COALESCE("deadAt", $3::timestamptz), "deadCause" = 'uninstalled', "leftAt" = $2::timestamptz
    WHERE id = $1 AND ("leftAt" IS NULL OR "leftAt" < $2::timestamptz) AND ("saidAt" IS NULL OR "saidAt" <= $2::timestamptz)`,
};
const FOLLOWS = 'SET "conversationId" = $2 WHERE "conversationId" IN (SELECT id FROM old)';
/** Under its new id the conversation is what it was, so that whoever answers there goes on where they were; one that is there already stays as it is, but for whoever is about to be there. What was said, attached, walked and handed over there goes along, and so do agents whose own chat it is. */
const MOVE = {
  name: 'lotse_route_move',
  text: `WITH was AS MATERIALIZED (SELECT * FROM "Conversation" WHERE id = $1 AND "deadAt" IS NULL FOR UPDATE),
    old AS (UPDATE "Conversation" c SET "deadAt" = $4::timestamptz, "deadCause" = 'gone', version = c.version + 1, "handoffId" = NULL FROM was WHERE c.id = was.id RETURNING c.id),
    said AS (UPDATE "Saying" ${FOLLOWS}), handed AS (UPDATE "Handoff" ${FOLLOWS}), attached AS (UPDATE "File" ${FOLLOWS}), walked AS (UPDATE "WalkStep" ${FOLLOWS}), misheard AS (UPDATE "Misunderstanding" ${FOLLOWS}),
    agents AS (UPDATE "Agent" ${FOLLOWS}), chats AS (UPDATE "HandoffChat" ${FOLLOWS})
    INSERT INTO "Conversation" (id, channel, address, "contactId", state, version, "updatedAt", "isDirect", tenant, "heardAt", "saidAt", "busyUntil", "noticeId", "handoffId")
    SELECT $2, channel, $3, "contactId", (state::jsonb || jsonb_build_object('movedFrom', $1::text))::text, 1, $4::timestamptz, "isDirect", tenant, "heardAt", "saidAt", "busyUntil", "noticeId", "handoffId" FROM was
    ON CONFLICT (id) DO UPDATE SET "handoffId" = EXCLUDED."handoffId", version = "Conversation".version + 1 WHERE "Conversation"."handoffId" IS NULL AND EXCLUDED."handoffId" IS NOT NULL`,
};
const LIVE = {
  name: 'lotse_route_live',
  text: `SELECT "contactId", id AS "conversationId", channel, address, tenant, "busyUntil", EXISTS (SELECT FROM "Handoff" h WHERE h.id = "Conversation"."handoffId" AND (h.state = 'joined' OR (h.state = 'waiting' AND h.via = 'hub'))) AS "isWithAgent" FROM "Conversation"
    WHERE "contactId" = ANY($1::text[]) AND "isDirect" AND "heardAt" IS NOT NULL AND "deadAt" IS NULL ORDER BY "heardAt" DESC`,
};

/** A conversation in which a contact can be told something. */
export interface LiveRoute {
  readonly contactId: string;
  readonly conversationId: string;
  readonly channel: string;
  readonly address: string;
  readonly tenant: string | null;
  readonly busyUntil: Date | null;
  /** A person of support is there at the moment. */
  readonly isWithAgent: boolean;
}

/** Nothing can be said there any more, until something is heard from there. */
export async function buryRoute(database: Database, conversationId: string, cause: string, at: Date): Promise<void> {
  await database.run(BURY, [conversationId, cause, at]);
}

/** Lotse was taken away there, at a moment by the channel's clock. */
export async function leaveRoute(database: Database, conversationId: string, saidAt: Date, at: Date): Promise<void> {
  await database.run(LEAVE, [conversationId, saidAt, at]);
}

/** A person is spoken to in another conversation from now on. */
export async function moveRoute(database: Database, from: string, to: string, address: string, at: Date): Promise<void> {
  await database.run(MOVE, [from, to, address, at]);
}

/** The contacts' direct conversations that are alive, the one last used first. */
export function readLiveRoutes(database: Database, contactIds: readonly string[]): Promise<LiveRoute[]> {
  return database.run<LiveRoute & Record<string, string | Date | boolean | null>>(LIVE, [contactIds]);
}
