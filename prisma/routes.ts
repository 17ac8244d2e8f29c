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
const LIVE = {
  name: 'lotse_route_live',
  text: `SELECT "contactId", id AS "conversationId", channel, address, tenant, "busyUntil" FROM "Conversation"
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
}

/** Nothing can be said there any more, until something is heard from there. */
export async function buryRoute(database: Database, conversationId: string, cause: string, at: Date): Promise<void> {
  await database.run(BURY, [conversationId, cause, at]);
}

/** Lotse was taken away there, at a moment by the channel's clock. */
export async function leaveRoute(database: Database, conversationId: string, saidAt: Date, at: Date): Promise<void> {
  await database.run(LEAVE, [conversationId, saidAt, at]);
}

/** The contacts' direct conversations that are alive, the one last used first. */
export function readLiveRoutes(database: Database, contactIds: readonly string[]): Promise<LiveRoute[]> {
  return database.run<LiveRoute & Record<string, string | Date | null>>(LIVE, [contactIds]);
}
