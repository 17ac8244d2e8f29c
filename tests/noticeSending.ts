/** A ledger, the real connector channel in front of a connector that misbehaves, and as many senders beside each other as a test wants. */
import { readSettings } from '../bot/env';
import { createTeamsChannel } from '../bot/channels/teams/teamsChannel';
import type { Channel, Post } from '../bot/channels/channel';
import { createCircuit } from '../bot/circuit';
import { createConnector } from '../bot/channels/teams/connector';
import { createMetrics, type Metrics } from '../bot/metrics';
import type { Composed, NoticeStep } from '../bot/notices/noticeSender';
import { createNoticing, type Noticing, type NoticingParts } from '../bot/notices/noticing';
import type { Database } from '../prisma/database';
import type { Clock } from '../services/clock';
import { createNetwork } from '../services/network';
import { createLedger, type Ledger, type LedgerParts } from '../services/notices/ledger';
import { createPace } from '../services/pace';
import { createRandom } from '../services/random';
import { createRoutes } from '../services/routes';
import { openTestDatabase } from './database';
import { startConnector, type FakeConnector } from './fakes/connector';

export interface SendingWorld {
  readonly database: Database;
  readonly connector: FakeConnector;
  readonly clock: Clock & { move(ms: number): void };
  readonly metrics: Metrics;
  readonly logged: string[];
  readonly forgotten: () => number;
  /** What the senders say where a test does not say otherwise: the ids of the notices, on the route last used. */
  readonly compose: NoticingParts['compose'];
  ledger(parts?: Partial<LedgerParts>): Ledger;
  sender(parts?: Partial<NoticingParts>, leases?: Partial<LedgerParts>): Noticing;
  /** The connector channel, which may be asked where `asked`. */
  channel(asked?: boolean): Channel;
  /** A notice that is due, for a contact with these direct conversations, the first one last used. */
  put(id: string, contactId: string, conversations?: readonly string[]): Promise<void>;
  find(id: string): ReturnType<Database['prisma']['notice']['findUniqueOrThrow']>;
  /** How often a notice was accepted, wherever. */
  heard(id: string): number;
  forget(): Promise<void>;
  stop(): Promise<void>;
}

export const SENDING = { batch: 10, atOnce: 4, perSecond: 1000, tries: 8 };
const POST_TIMEOUT_MS = 400;

export async function createSendingWorld(): Promise<SendingWorld> {
  const database = await openTestDatabase(readSettings({}).database);
  const connector = await startConnector();
  const network = createNetwork();
  const random = createRandom();
  const logged: string[] = [];
  const conversations = new Set<string>();
  let shiftMs = 0;
  let forgotten = 0;
  let number = 0;
  const now = () => new Date(Date.now() + shiftMs);
  const clock = { now, monotonicMs: () => performance.now(), move: (ms: number) => { shiftMs += ms; }, pauseUntil: (moment: Date) => new Promise<void>((resolve) => { setTimeout(resolve, Math.max(0, moment.getTime() - now().getTime())); }) };
  const metrics = createMetrics();
  const log = { info: (event: string) => void logged.push(event), error: (event: string, { error }: { error?: unknown } = {}) => void logged.push(`${event}: ${error instanceof Error ? error.message : ''}`) };
  const routes = createRoutes(database, clock);
  const door = createConnector(network, { rule: { isLocal: true, hosts: [] }, timeoutMs: POST_TIMEOUT_MS, token: async () => 'bearer', forgetToken: () => { forgotten += 1; }, now });
  const plain = createTeamsChannel('msteams', door, { moved: routes.move });
  const receivedIn = (address: string) => connector.receivedIn((JSON.parse(address) as { conversation: string }).conversation);
  const askable: Channel = { ...plain, way: { ...plain.way as Post, find: async (address, marker) => (receivedIn(address).some(({ name }) => name === marker) ? 'there' : 'absent') } };
  const ledger = (parts: Partial<LedgerParts> = {}) => createLedger({ database, clock, random, queueMail: undefined, leaseMs: 60_000, reaperWaitMs: 60_000, ...parts });

  const pacing = () => { const pace = createPace(database, clock); return { pace, circuit: createCircuit(pace, clock) }; };

  async function compose(message: Parameters<NoticingParts['compose']>[0], without: ReadonlySet<string>): Promise<Composed> {
    const [route] = (await routes.of([message.contactId])).get(message.contactId)!.filter(({ conversationId }) => !without.has(conversationId));
    if (!route) return { kind: 'end', state: 'skipped', reason: 'unreachable' };
    const replies = [{ type: 'message', name: message.id, text: message.notices.map(({ id }) => id).join(' ') }];
    return { kind: 'say', channel: route.channel, address: route.address, conversationId: route.conversationId, replies, ...(route.tenant !== null && { tenant: route.tenant }) };
  }

  return {
    database, connector, clock, metrics, logged, ledger, compose, forgotten: () => forgotten, channel: (asked = false) => (asked ? askable : plain),
    sender: (parts = {}, leases = {}) => createNoticing({
      ledger: ledger(leases), ...pacing(), channels: new Map([['msteams', plain]]), compose, bury: routes.bury, clock, random, log, metrics, settings: SENDING,
      plan: async () => {}, nextPlan: async () => undefined, ...parts,
    }),
    put: async (id, contactId, talks = [contactId]) => {
      for (const [place, talk] of talks.entries()) {
        conversations.add(talk);
        const address = JSON.stringify({ channel: 'msteams', serviceUrl: connector.url, conversation: talk, bot: 'lotse', contact: contactId });
        await database.prisma.conversation.createMany({ skipDuplicates: true, data: [{ id: `msteams|${talk}`, channel: 'msteams', address, contactId, state: '{}', version: 1, updatedAt: now(), isDirect: true, tenant: 'tenant', heardAt: new Date(now().getTime() - (place + 1) * 1000 - (number += 1)) }] });
      }
      // Last, since a sender that is at work takes it at once.
      await database.prisma.notice.create({ data: { id, subject: id, cycle: '2027-03-31', milestone: 'T-7', contactId, state: 'planned', dueAt: now(), createdAt: now(), updatedAt: now() } });
    },
    find: (id) => database.prisma.notice.findUniqueOrThrow({ where: { id } }),
    heard: (id) => [...conversations].flatMap((talk) => connector.receivedIn(talk)).filter(({ text }) => text?.split(' ').includes(id)).length,
    forget: async () => {
      for (const table of ['notice', 'conversation', 'pace'] as const) await (database.prisma[table] as { deleteMany(): Promise<unknown> }).deleteMany();
    },
    stop: async () => {
      network.close();
      await connector.stop();
      await database.close();
    },
  };
}

/** What a sender gets whose process stops at a step: from there on it does nothing, until it is woken, if ever. */
export function stoppingAt(step: NoticeStep): { readonly onStep: NoticingParts['onStep']; readonly stopped: Promise<void>; wake(): void } {
  let stop: () => void = () => {};
  let wake: () => void = () => {};
  const stopped = new Promise<void>((resolve) => { stop = resolve; });
  const woken = new Promise<void>((resolve) => { wake = resolve; });
  return { stopped, wake: () => wake(), onStep: async (at) => { if (at === step) { stop(); await woken; } } };
}
