/** The people of support: known by the sign-in service, given their roles here. */
import type { Database, Transaction } from '../../prisma/database';
import type { Audit } from '../audit';
import type { Clock } from '../clock';
import type { Actor } from '../handoffs/handoff';
import type { Random } from '../random';
import { firstNameOf, plainName, ROLES, type Agent, type Identity, type Profile, type Role } from './agent';

export interface Agents {
  /** Whoever has proven who they are; available from the first time on, until they say otherwise, and without a role until somebody gives them one. The first administrator of the settings becomes it while there is none. */
  signIn(identity: Identity): Promise<Agent>;
  find(id: string): Promise<Agent | undefined>;
  /** The agent who writes on a channel, by what the channel has proven of the sender. */
  findBySender(sender: { readonly tenant: string; readonly id: string }): Promise<Agent | undefined>;
  list(): Promise<readonly Agent[]>;
  /** False for the last administrator, who must stay one, and where there is no such agent. Somebody who was removed comes back with it. */
  setRoles(by: Actor, id: string, roles: readonly Role[]): Promise<boolean>;
  setProfile(by: Actor, id: string, profile: Profile): Promise<void>;
  /** The conversation of their own with Lotse in which they take part. */
  setConversation(id: string, conversationId: string | null): Promise<void>;
  /** Whoever gets true deals with what the agent has sent, alone on all instances, until they say that it is done, or do not say for a while that they still do. By the database's clock. */
  deal(id: string, token: string): Promise<boolean>;
  /** They still do: to be said again and again. */
  dealStill(id: string, token: string): Promise<void>;
  dealt(id: string, token: string): Promise<void>;
  seen(id: string, at: Date): Promise<void>;
  /** Takes all roles and sessions away; false as above. */
  remove(by: Actor, id: string): Promise<boolean>;
  /** Who was removed before a day and is still known by name; a few at a time. */
  removedBefore(day: Date): Promise<readonly Pick<Agent, 'id' | 'conversationId'>[]>;
  /** Takes away who somebody was, if still removed: history says "former agent" from now on. Somebody who comes back is somebody new. */
  forget(id: string): Promise<void>;
}

export interface AgentsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly audit: Audit;
  /** An object id or a mail address; empty where nobody is named. */
  readonly firstAdmin: string;
}

/** Two who sign in, or lose a role, at once: one after the other. */
const LOCK = 72707372;
const FORGOTTEN = '';
const FORGOTTEN_AT_ONCE = 1000;
/** Shorter than anybody waits for their turn (bot/handoffs/dealing.ts), so that whoever comes after one that has died still comes before the next. A time farther ahead was written by a clock that went wrong. */
const DEAL_MS = 5000;
const FIRST_ROLES: readonly Role[] = ['agent', 'admin'];

export function createAgents(parts: AgentsParts): Agents {
  const { database, clock } = parts;
  const { agent: rows } = database.prisma;
  const found = (row: AgentRow | null) => (row ? agentOf(row) : undefined);
  return {
    signIn: (identity) => database.prisma.$transaction((transaction) => signIn(parts, transaction, identity)),
    find: async (id) => found(await rows.findUnique({ where: { id } })),
    findBySender: async ({ tenant, id }) => {
      const agent = found(await rows.findUnique({ where: { tenant_subject: { tenant, subject: id } } }));
      return agent?.isRemoved ? undefined : agent;
    },
    list: async () => (await rows.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] })).map(agentOf),
    setRoles: (by, id, roles) => change(parts, by, id, 'roles', { roles: ROLES.filter((role) => roles.includes(role)), removedAt: null }),
    remove: (by, id) => change(parts, by, id, 'removed', { roles: [], removedAt: clock.now(), isAvailable: false }),
    setProfile: (by, id, profile) => setProfile(parts, by, id, profile),
    removedBefore: (day) => rows.findMany({ where: { removedAt: { lt: day }, name: { not: FORGOTTEN } }, select: { id: true, conversationId: true }, orderBy: { id: 'asc' }, take: FORGOTTEN_AT_ONCE }),
    forget: async (id) => {
      await rows.updateMany({ where: { id, removedAt: { not: null } }, data: { tenant: '', subject: id, name: FORGOTTEN, firstName: '', email: null, conversationId: null, languages: [], topics: [], seenAt: null, updatedAt: clock.now() } });
    },
    setConversation: async (id, conversationId) => { await rows.update({ where: { id }, data: { conversationId, updatedAt: clock.now() } }); },
    deal: async (id, token) => await database.prisma.$executeRaw`UPDATE "Agent" SET "dealtWithBy" = ${token}, "dealtWithUntil" = clock_timestamp() + ${DEAL_MS}::int * interval '1 millisecond'
      WHERE id = ${id} AND ("dealtWithUntil" IS NULL OR "dealtWithUntil" NOT BETWEEN clock_timestamp() AND clock_timestamp() + ${DEAL_MS}::int * interval '1 millisecond')` === 1,
    dealStill: async (id, token) => {
      await database.prisma.$executeRaw`UPDATE "Agent" SET "dealtWithUntil" = clock_timestamp() + ${DEAL_MS}::int * interval '1 millisecond' WHERE id = ${id} AND "dealtWithBy" = ${token}`;
    },
    dealt: async (id, dealtWithBy) => { await rows.updateMany({ where: { id, dealtWithBy }, data: { dealtWithBy: null, dealtWithUntil: null } }); },
    seen: async (id, at) => { await rows.updateMany({ where: { id }, data: { seenAt: at } }); },
  };
}

async function signIn({ clock, random, firstAdmin, audit }: AgentsParts, transaction: Transaction, identity: Identity): Promise<Agent> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK}::bigint)`;
  const { tenant, subject, email = null } = identity;
  const name = plainName(identity.name) || email || subject;
  const at = clock.now();
  const data = { name, firstName: firstNameOf({ ...identity, name }), email, seenAt: at, updatedAt: at };
  const row = await transaction.agent.upsert({ where: { tenant_subject: { tenant, subject } }, create: { id: random.uuid(), tenant, subject, isAvailable: true, ...data }, update: data });
  if (!isNamed(firstAdmin, identity) || await countAdmins(transaction) > 0) return agentOf(row);
  const roles = [...FIRST_ROLES];
  await audit.write(transaction, { at, agentName: 'Lotse', act: 'roles', kind: 'agent', subject: row.id, before: { roles: row.roles }, after: { roles } });
  return agentOf(await transaction.agent.update({ where: { id: row.id }, data: { roles, removedAt: null } }));
}

function isNamed(firstAdmin: string, { subject, email = '' }: Identity): boolean {
  return firstAdmin !== '' && (subject === firstAdmin || email.toLowerCase() === firstAdmin.toLowerCase());
}

function countAdmins(transaction: Transaction, besides?: string): Promise<number> {
  return transaction.agent.count({ where: { roles: { has: 'admin' }, removedAt: null, ...(besides !== undefined && { id: { not: besides } }) } });
}

/** A house without an administrator could never get one again. */
async function change({ database, clock, audit }: AgentsParts, by: Actor, id: string, act: string, data: { roles: Role[]; removedAt: Date | null; isAvailable?: boolean }): Promise<boolean> {
  return database.prisma.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK}::bigint)`;
    const row = await transaction.agent.findUnique({ where: { id } });
    // Who is not known any more has nobody to come back.
    if (!row || row.name === FORGOTTEN) return false;
    const isLast = row.roles.includes('admin') && !data.roles.includes('admin') && await countAdmins(transaction, id) === 0;
    if (isLast) return false;
    const at = clock.now();
    // Whoever comes back is there as at the first time, and is called.
    await transaction.agent.update({ where: { id }, data: { ...(row.removedAt !== null && { isAvailable: true }), ...data, updatedAt: at } });
    // Whoever holds a stream open is looked at again at once.
    await database.ring('sessions', id, transaction);
    await audit.write(transaction, { at, agentId: by.id, agentName: by.name, act, kind: 'agent', subject: id, before: { roles: row.roles, isRemoved: row.removedAt !== null }, after: { roles: data.roles, isRemoved: data.removedAt !== null } });
    return true;
  });
}

/** Whom nobody is given any more, or who takes less than others, is seen later: what has changed is audited, from what and to what. */
async function setProfile({ database, clock, audit }: AgentsParts, by: Actor, id: string, profile: Profile): Promise<void> {
  await database.prisma.$transaction(async (transaction) => {
    // Two at once: the second says what the first has left.
    await transaction.$executeRaw`SELECT 1 FROM "Agent" WHERE id = ${id} FOR UPDATE`;
    const { isAvailable, languages, topics, capacity } = await transaction.agent.findUniqueOrThrow({ where: { id } });
    const now: Readonly<Record<string, unknown>> = { isAvailable, languages, topics, capacity };
    const changed = Object.entries(profile).filter(([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(now[name]));
    if (changed.length === 0) return;
    const at = clock.now();
    await transaction.agent.update({ where: { id }, data: { ...Object.fromEntries(changed), updatedAt: at } });
    const before = Object.fromEntries(changed.map(([name]) => [name, now[name]]));
    await audit.write(transaction, { at, agentId: by.id, agentName: by.name, act: 'setProfile', kind: 'agent', subject: id, before, after: Object.fromEntries(changed) });
  });
}

export interface AgentRow extends Omit<Agent, 'roles' | 'isRemoved'> {
  readonly roles: readonly string[];
  readonly removedAt: Date | null;
}

/** As it stands in its table. */
export function agentOf({ id, tenant, subject, name, firstName, email, roles, languages, topics, capacity, isAvailable, seenAt, conversationId, removedAt }: AgentRow): Agent {
  return { id, tenant, subject, name, firstName, email, roles: ROLES.filter((role) => roles.includes(role)), languages, topics, capacity, isAvailable, seenAt, conversationId, isRemoved: removedAt !== null };
}
