/** A handoff at an engagement hub, in the database: one of many statuses at once counts, and what is said of it is committed with it. */
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import type { HandoffRefusal, NewHandoff } from '../../services/handoffs/handoff';
import { createHandoffs, type Handoffs } from '../../services/handoffs/handoffs';
import type { HubDeed, HubState } from '../../services/handoffs/hubRules';
import { createSayings } from '../../services/handoffs/sayings';
import type { Effect } from '../../services/turns';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';

const NOW = new Date('2026-11-18T08:00:00Z');
const ANNA = { id: 'anna', name: 'Anna Keller', firstName: 'Anna' };
const HANDOFF: NewHandoff = { id: 'h1', contactId: 'ana', from: 'contact', topic: 'order', language: 'de', channel: 'elsewhere', question: 'Wo sind die Lizenzen?' };
let database: Database;
let handoffs: Handoffs;
let rung: string[];
let number = 0;

const does = (...effects: readonly Effect[]) => database.prisma.$transaction(async (transaction) => {
  const turn = { conversationId: 'c1', activityId: `turn-${(number += 1)}`, at: NOW };
  for (const effect of effects) await effect(transaction, turn);
});
const heeds = (status: HubState, deed: HubDeed) => does(handoffs.hub.heed('h1', status, deed));
const row = () => database.prisma.handoff.findUniqueOrThrow({ where: { id: 'h1' } });
const events = async () => (await database.prisma.saying.findMany({ orderBy: { id: 'asc' } })).map(({ about }) => (about as { event: string }).event);

beforeAll(async () => { database = await openTestDatabase(readSettings({}).database); });
afterAll(() => database.close());
beforeEach(async () => {
  const { prisma } = database;
  for (const table of ['notice', 'handoff', 'saying', 'conversation', 'agent', 'contact'] as const) await (prisma[table] as { deleteMany(): Promise<unknown> }).deleteMany();
  rung = [];
  handoffs = createHandoffs({
    database, sayings: createSayings(database), clock: clockAt(() => NOW), isOffered: true, hasHub: (channel) => channel === 'elsewhere', office: { isOpen: () => true, opensAt: (at) => at, zone: 'Europe/Zurich' },
    lookAt: () => null, ring: async (_, { id }) => void rung.push(id),
  });
  await prisma.contact.create({ data: { id: 'ana', updatedAt: NOW } });
  await prisma.agent.create({ data: { id: 'anna', tenant: 't', subject: 'anna', name: 'Anna Keller', firstName: 'Anna', updatedAt: NOW } });
  await prisma.conversation.create({ data: { id: 'c1', channel: 'elsewhere', address: '{}', contactId: 'ana', state: '{}', version: 1, updatedAt: NOW } });
  await does(handoffs.open(HANDOFF));
});

it('is nobody\'s to take here, and counts for nobody who waits here', async () => {
  expect(await handoffs.waiting(10)).toEqual([]);
  expect(await handoffs.outlook()).toEqual({ isOpen: true, ahead: 0 });
  for (const effect of [handoffs.join('h1', ANNA, 'console'), handoffs.pass('h1', undefined, ANNA, 'transferred', ANNA), handoffs.open({ ...HANDOFF, id: 'h2', from: 'agent' })]) {
    await expect(does(effect)).rejects.toMatchObject({ why: 'atHub' } satisfies Partial<HandoffRefusal>);
  }
  await expect(does(handoffs.close('h1', { by: 'agent', agent: ANNA }))).rejects.toMatchObject({ why: 'notYours' });
});

it('of many who say at once that they have it, one has it; and of many ends one counts', async () => {
  const joins = await Promise.allSettled(Array.from({ length: 6 }, () => heeds('accepted', 'join')));
  expect(joins.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(joins.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Error).name] : []))).toEqual(Array(5).fill('HubMoved'));
  const ends = await Promise.allSettled(Array.from({ length: 6 }, () => heeds('completed', 'close')));
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await events()).toEqual(['asked', 'joined', 'closed']);
  expect(await row()).toMatchObject({ state: 'closed', closedBy: 'agent', via: 'hub', agentId: null, ratingAsks: 1 });
  expect(await database.prisma.conversation.findUniqueOrThrow({ where: { id: 'c1' } })).toMatchObject({ handoffId: null });
});

it('a hub that takes it at the very moment at which it is taken back: one of the two comes first, and what follows is judged anew', async () => {
  await Promise.allSettled([does(handoffs.hub.takeBack('h1')), heeds('accepted', 'join')]);
  const { state, via } = await row();
  expect([['waiting', null], ['joined', 'hub']]).toContainEqual([state, via]);
  expect(await handoffs.hub.judge('h1', 'accepted')).toBe(state === 'joined' ? 'already' : 'join');
});

it('what comes back waits like what was asked for just now, and takes part in the queue', async () => {
  await heeds('failed', 'takeBack');
  expect(await row()).toMatchObject({ state: 'waiting', via: null, waitingSince: NOW, stage: 0 });
  expect((await handoffs.waiting(10)).map(({ id }) => id)).toEqual(['h1']);
  expect(rung.length).toBeGreaterThan(0);
  expect(await handoffs.hub.judge('h1', 'accepted')).toBe('givenUp');
  await expect(does(handoffs.hub.takeBack('h1'))).rejects.toMatchObject({ name: 'HubMoved' });
  expect(await events()).toEqual(['asked', 'released']);
});

it.each<[string, HubState, HubDeed]>([['its end', 'completed', 'close'], ['its failing', 'failed', 'takeBack']])('what was not to be said meanwhile is said after %s', async (_, status, deed) => {
  await database.prisma.notice.create({ data: { id: 'n1', subject: 's', cycle: 'c', milestone: 'm', contactId: 'ana', state: 'planned', reason: 'held', dueAt: new Date('2026-12-01'), createdAt: NOW, updatedAt: NOW } as never });
  await heeds(status, deed);
  expect(await database.prisma.notice.findFirstOrThrow()).toMatchObject({ dueAt: NOW });
});
