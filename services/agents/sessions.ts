/** Signed-in consoles: who holds the id of a session is who signed in, for a while. The id itself is never stored. */
import { createHash, createHmac } from 'node:crypto';
import type { Database } from '../../prisma/database';
import type { Audit } from '../audit';
import type { Clock } from '../clock';
import type { Random } from '../random';
import type { Agent } from './agent';
import { agentOf, type Agents } from './agents';

export interface Session {
  readonly agent: Agent;
  /** Tells sessions apart, in limits and streams; of no use to sign in with. */
  readonly key: string;
  /** What the page must send along with whatever changes something. */
  readonly csrf: string;
}

export interface Sessions {
  /** A new one at each sign-in, which is audited; so no id that somebody knew before is ever worth anything. */
  begin(agent: Pick<Agent, 'id' | 'name'>): Promise<string>;
  /** The session and the agent as they are now, or nothing: unknown, idle for too long, too old, signed out, or removed. */
  find(id: string): Promise<Session | undefined>;
  /** The same, without counting as use: for what goes on by itself. */
  look(id: string): Promise<Session | undefined>;
  end(id: string): Promise<void>;
  /** Those that are over. Returns how many went. */
  forget(): Promise<number>;
}

export interface SessionSettings {
  readonly idleMinutes: number;
  readonly hours: number;
}

const ID_BYTES = 32;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Use is noted at most so often. */
const NOTE_MS = 30_000;

export interface SessionParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly agents: Agents;
  readonly audit: Audit;
}

export function createSessions(parts: SessionParts, { idleMinutes, hours }: SessionSettings): Sessions {
  const { database, clock, agents } = parts;
  const { agentSession: rows } = database.prisma;

  async function look(id: string) {
    const now = clock.now();
    const row = await rows.findUnique({ where: { idHash: hashOf(id) }, include: { agent: true } });
    const isOver = !row || row.expiresAt <= now || row.seenAt.getTime() + idleMinutes * MINUTE_MS <= now.getTime() || row.agent.removedAt !== null;
    return isOver ? undefined : { row, now, session: { agent: agentOf(row.agent), key: row.idHash.slice(0, 16), csrf: csrfOf(id) } };
  }

  return {
    begin: (agent) => begin(parts, agent, hours),
    look: async (id) => (await look(id))?.session,
    find: async (id) => {
      const found = await look(id);
      if (found && found.now.getTime() - found.row.seenAt.getTime() >= NOTE_MS) {
        await rows.updateMany({ where: { idHash: found.row.idHash }, data: { seenAt: found.now } });
        await agents.seen(found.row.agentId, found.now);
      }
      return found?.session;
    },
    end: async (id) => {
      const row = await rows.findUnique({ where: { idHash: hashOf(id) } });
      if (!row) return;
      await rows.deleteMany({ where: { idHash: row.idHash } });
      await database.ring('sessions', row.agentId);
    },
    forget: async () => {
      const now = clock.now();
      return (await rows.deleteMany({ where: { OR: [{ expiresAt: { lt: now } }, { seenAt: { lt: new Date(now.getTime() - idleMinutes * MINUTE_MS) } }] } })).count;
    },
  };
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** Follows from the id, so that it belongs to this session and no other, and needs no place of its own. */
function csrfOf(id: string): string {
  return createHmac('sha256', id).update('csrf').digest('base64url');
}

async function begin({ database, clock, random, audit }: SessionParts, { id: agentId, name }: Pick<Agent, 'id' | 'name'>, hours: number): Promise<string> {
  const id = random.token(ID_BYTES);
  const at = clock.now();
  await database.prisma.$transaction(async (transaction) => {
    await transaction.agentSession.create({ data: { idHash: hashOf(id), agentId, createdAt: at, seenAt: at, expiresAt: new Date(at.getTime() + hours * HOUR_MS) } });
    await audit.write(transaction, { at, agentId, agentName: name, act: 'signIn', kind: 'agent', subject: agentId });
  });
  return id;
}
