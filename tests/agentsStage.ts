/** Agents in Teams and contacts anywhere, on one database: a running Lotse for the contacts, and beside it the parts that agents speak to, as a second instance would have them. */
import type { Activity } from 'botbuilder';
import { speechWithAddresses } from '../bot/addresses';
import { TurnAdapter } from '../bot/channels/adapter';
import type { Channel } from '../bot/channels/channel';
import { createConnector } from '../bot/channels/teams/connector';
import { createTeamsChannel, incomingOf, TEAMS } from '../bot/channels/teams/teamsChannel';
import { createWebchatChannel } from '../bot/channels/webchat/webchatChannel';
import { createCircuit } from '../bot/circuit';
import type { ActAnswer } from '../bot/console/api';
import { createAgentPlaces, type AgentPlaces, type AgentPlacesParts } from '../bot/handoffs/agentPlaces';
import { createLog } from '../bot/log';
import { createMetrics } from '../bot/metrics';
import { createOutgoing } from '../bot/outgoing';
import type { Telling } from '../bot/play';
import { createTurns, type Turns } from '../bot/turn';
import { createTyping } from '../bot/typing';
import { createUsedCards } from '../bot/usedCards';
import type { Speech } from '../dialogs/message';
import { HandoffRefusal } from '../services/handoffs/handoff';
import { createNetwork } from '../services/network';
import { see, type Seen } from './person';
import { createWorld, type World } from './world';

const LIMITS = { everyMs: 0, atOnce: 1000, perHour: 100_000 };
const FAR = 'https://lotse.example';

export interface HandoffStage {
  readonly world: World;
  readonly support: AgentPlaces;
  /** The same on another instance, which knows nothing of what this one does. */
  readonly elsewhere: AgentPlaces;
  readonly turns: Turns;
  /** What Teams sends from a person, as it writes it; answers once Lotse has. */
  send(from: { readonly oid: string; readonly name: string }, conversation: string, activity: Record<string, unknown>, to?: AgentPlaces): Promise<void>;
  /** What was said in a conversation of Teams. */
  saidIn(conversation: string): Seen[];
  /** Somebody of support who has written to Lotse in a chat of their own. */
  agent(name: string): Promise<{ readonly id: string; readonly oid: string; readonly name: string; readonly chat: string }>;
  /** A contact who has asked for a person: their conversation, and the handoff. */
  asks(conversationId: string, question: string): Promise<string>;
  /** What a tick does about replies that were left behind. */
  readonly recover: () => Promise<unknown>;
  /** All that is to leave has left. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

let number = 0;

export async function createHandoffStage(): Promise<HandoffStage> {
  const world = await createWorld({ SUPPORT_LANGUAGE: 'en' });
  const { services, database } = world.lotse;
  const network = createNetwork();
  const [log, metrics] = [createLog(() => new Date(), (line) => void world.logged.push(line)), createMetrics()];
  const connector = createConnector(network, { rule: { isLocal: true, hosts: [] }, timeoutMs: 10_000, token: async () => undefined, forgetToken: () => {}, now: () => services.clock.now() });
  const teams = createTeamsChannel(TEAMS, connector);
  const channels = new Map<string, Channel>([teams, createWebchatChannel(() => {}, services.clock)].map((channel) => [channel.id, channel]));
  const outgoing = createOutgoing({
    turns: services.turns, channels, pace: services.pace, circuit: createCircuit(services.pace, services.clock), clock: services.clock, random: services.random, log, metrics, limits: LIMITS, perSecond: 100, bury: services.routes.bury,
    isAsked: services.handoffs.hub.isAsked, missed: (turn, how) => support.missed(turn, how),
  });
  const never = async () => { throw new Error('Nobody asks the dialogs here.'); };
  const playing = {
    adapter: new TurnAdapter(), services, channels, outgoing, log, metrics, typing: createTyping({ afterMs: 10_000 }), usedCards: createUsedCards({ services, log }), atOnce: 100, holdMs: 0, limits: LIMITS,
    route: async () => {}, tell: never, finish: <Said extends Speech>(said: Said) => speechWithAddresses(said, FAR), textLimit: 4000, onEffects: () => {},
  };
  const turns = createTurns(playing);
  const parts: AgentPlacesParts = { services, acts: actsOver(world, turns), turns, channels, log, address: () => FAR, language: 'en', zone: 'Europe/Zurich' };
  const [support, elsewhere] = [createAgentPlaces(parts), createAgentPlaces({ ...parts, turns: createTurns(playing) })];
  const send: HandoffStage['send'] = async ({ oid, name }, conversation, activity, to = support) => {
    const isChannel = conversation.startsWith('19:');
    const incoming = incomingOf({
      type: 'message', id: `activity-${(number += 1)}`, channelId: TEAMS, serviceUrl: world.connector.url, timestamp: new Date().toISOString(), from: { id: `29:${oid}`, name, aadObjectId: oid }, recipient: { id: '28:bot', name: 'Lotse' },
      conversation: { id: conversation, conversationType: isChannel ? 'channel' : 'personal', ...(isChannel && { isGroup: true }), tenantId: 'tenant-1' }, channelData: { tenant: { id: 'tenant-1' } }, ...activity,
    } as unknown as Activity, () => 'unnamed');
    await to.turns.hear(incoming!, teams);
  };
  const settled = async () => {
    for (let rounds = 0; rounds < 400; rounds += 1) {
      await services.turns.flush();
      if (await database.prisma.turn.count({ where: { sentAt: null, conversationId: { startsWith: TEAMS } } }) === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('Something did not leave.');
  };
  return {
    world, support, elsewhere, turns, send, settled, recover: async () => outgoing.recovery.run(),
    saidIn: (conversation) => world.connector.receivedIn(conversation).map(see),
    agent: async (name) => {
      const oid = `oid-${name}-${(number += 1)}`;
      const person = { id: `agent-${oid}`, oid, name, chat: `a:${oid}` };
      await database.prisma.agent.create({ data: { id: person.id, tenant: 'tenant-1', subject: oid, name, firstName: name.split(' ')[0]!, roles: ['agent'], isAvailable: true, updatedAt: new Date() } });
      await send(person, person.chat, { text: 'hello' });
      return person;
    },
    asks: async (conversationId, question) => {
      const { contactId } = await database.prisma.conversation.findUniqueOrThrow({ where: { id: conversationId } });
      const id = `handoff-${(number += 1)}`;
      await turns.tell(conversationId, `open|${id}`, { effects: [services.handoffs.open({ id, contactId, from: 'contact', topic: 'order', language: 'en', channel: conversationId.split('|')[0]!, question })] });
      return id;
    },
    stop: async () => { await outgoing.drain(); network.close(); await world.stop(); },
  };
}

/** The acts of the console, as far as chats need them: each is one turn, and refused as a whole. */
function actsOver({ lotse: { services: { handoffs } } }: World, turns: Turns): AgentPlacesParts['acts'] {
  const act = async (handoffId: string, id: string, telling: (language: 'en') => Telling): Promise<ActAnswer> => {
    const handoff = (await handoffs.find(handoffId))!;
    try {
      return await turns.tell(handoff.conversationId, id, telling('en')) ? { kind: 'done', watermark: '0' } : { kind: 'refused', why: 'unreachable' };
    } catch (error) {
      if (!(error instanceof HandoffRefusal)) throw error;
      return error.why === 'taken' ? { kind: 'taken', by: error.by ?? '' } : error.why === 'over' ? { kind: 'over' } : { kind: 'refused', why: error.why === 'yours' ? 'notYours' : error.why };
    }
  };
  return {
    accept: (by, id, asked) => act(id, `accept|${asked.id}`, () => ({ effects: [handoffs.join(id, by, asked.via ?? 'console', asked.saidAt)], mustCount: true })),
    say: (by, id, asked) => act(id, `say|${asked.id}`, (language) => ({ word: { by: { name: by.firstName }, language, text: asked.text }, sayings: [{ by: 'agent', text: asked.text, agentId: by.id, handoffId: id }], effects: [handoffs.say(id, by, asked.saidAt)], isOnce: true })),
    note: (by, id, asked) => act(id, `note|${asked.id}`, () => ({ sayings: [{ by: 'note', text: asked.text, agentId: by.id, handoffId: id }], effects: [handoffs.act(id, by, asked.saidAt)], mustCount: true })),
    transfer: (by, id, asked) => act(id, `transfer|${asked.id}`, () => ({ effects: [handoffs.pass(id, by, undefined, 'transferred')], mustCount: true })),
    close: (by, id, asked) => act(id, `close|${asked.id}`, () => ({ effects: [handoffs.close(id, { by: 'agent', agent: by, reason: asked.reason })], mustCount: true })),
  };
}
