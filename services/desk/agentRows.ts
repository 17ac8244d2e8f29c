/** The people of support as leads see them, with how much each has open. */
import type { Database } from '../../prisma/database';
import { queryOf } from '../../prisma/noticeFacts';
import type { AgentRecord } from './records';

export interface AgentRows {
  /** Those who are there first, by name. */
  list(): Promise<readonly AgentRecord[]>;
}

const AGENTS = `SELECT a.id, a.name, a.email, coalesce(a.roles, '{}') AS roles, coalesce(a.languages, '{}') AS languages, coalesce(a.topics, '{}') AS topics, a.capacity, a."isAvailable", a."seenAt", a."removedAt" IS NOT NULL AS "isRemoved",
    (SELECT count(*)::int FROM "Handoff" h WHERE h."agentId" = a.id AND h.state = 'joined') AS open
  FROM "Agent" a ORDER BY a."removedAt" IS NOT NULL, a.name, a.id`;

export function createAgentRows(database: Database): AgentRows {
  const query = queryOf(database);
  return { list: () => query(AGENTS, []) };
}
