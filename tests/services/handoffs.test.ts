/** Handoffs: asked for, taken by exactly one, spoken in by whoever has it, passed on, closed once; and what was said stays in order. */
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import { HandoffRefusal, type Actor, type NewHandoff } from '../../services/handoffs/handoff';
import { createHandoffs, type Handoffs } from '../../services/handoffs/handoffs';
import type { NewSaying } from '../../services/handoffs/saying';
import { createSayings, type Sayings } from '../../services/handoffs/sayings';
import type { Effect } from '../../services/turns';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';

const start = new Date('2026-12-01T08:00:00Z');
const nextMorning = new Date('2026-12-02T07:00:00Z');
let now = start;
let isOpen = true;
let turn = 0;
let database: Database;
let handoffs: Handoffs;
let sayings: Sayings;

const LUIS: Actor = { id: 'luis', name: 'Luis Favre', firstName: 'Luis' };
const MIA: Actor = { id: 'mia', name: 'Mia Keller', firstName: 'Mia' };
const asked = (id: string, fields: Partial<NewHandoff> = {}): NewHandoff => ({ id, contactId: 'ana', from: 'contact', topic: 'order', language: 'de', channel: 'webchat', question: 'Wo sind die Lizenzen?', ...fields });

beforeAll(async () => {
  database = await openTestDatabase(readSettings({}).database);
  sayings = createSayings(database);
  handoffs = createHandoffs({
    database, sayings, clock: clockAt(() => now), isOffered: true, hasHub: (channel) => channel === 'elsewhere', office: { isOpen: () => isOpen, opensAt: (at) => (isOpen ? at : nextMorning), zone: 'Europe/Zurich' },
    lookAt: () => null, ring: async () => {},
  });
});
afterAll(() => database.close());
beforeEach(async () => {
  [now, isOpen] = [start, true];
  for (const { id, name, firstName } of [LUIS, MIA]) await database.prisma.agent.create({ data: { id, tenant: 't', subject: id, name, firstName, updatedAt: now } });
  for (const id of ['c1', 'c2', 'c3']) await database.prisma.conversation.create({ data: { id, channel: 'webchat', address: '{}', contactId: 'ana', state: '{}', version: 1, updatedAt: now } });
});
afterEach(async () => {
  const { prisma } = database;
  for (const table of [prisma.saying, prisma.handoff, prisma.conversation, prisma.agent]) await (table.deleteMany as () => Promise<unknown>)();
});

/** Runs an effect as a turn of a conversation does; what it throws leaves nothing behind. */
const run = (effect: Effect, conversationId = 'c1') => database.prisma.$transaction((transaction) => effect(transaction, { conversationId, activityId: `a${(turn += 1)}`, at: now }));
const refusalOf = (effect: Effect) => run(effect).then(() => 'done', (error: unknown) => { if (error instanceof HandoffRefusal) return [error.why, error.by]; throw error; });
const events = async () => (await sayings.after('c1', '0', 100)).map(({ about, agentId }) => [about?.event, agentId]);
const note = (activityId: string, said: readonly NewSaying[]) => database.prisma.$transaction((transaction) => sayings.write(transaction, { conversationId: 'c1', activityId, at: now }, said));
const handoffOf = async (conversationId: string) => (await database.prisma.conversation.findUniqueOrThrow({ where: { id: conversationId } })).handoffId;

it('whoever asks waits, and hears how many were there before', async () => {
  await run(handoffs.open(asked('h1')));
  now = new Date(start.getTime() + 1000);
  await run(handoffs.open(asked('h2')), 'c2');
  expect(await handoffs.outlook('h1')).toEqual({ isOpen: true, ahead: 0 });
  expect(await handoffs.outlook('h2')).toEqual({ isOpen: true, ahead: 1 });
  expect(await handoffs.outlook()).toEqual({ isOpen: true, ahead: 2 });
  expect(await handoffs.findIn('c2')).toMatchObject({ id: 'h2', state: 'waiting', question: 'Wo sind die Lizenzen?' });
  expect(await handoffOf('c1')).toBe('h1');
});

it('of several companies of a contact it is about the one whose agreement hurries most, not one that is over', async () => {
  const { prisma } = database;
  await prisma.contact.create({ data: { id: 'ana', updatedAt: now } });
  for (const [id, expiresOn] of [['a', '2028-01-01'], ['b', '2020-01-01'], ['c', start.toISOString().slice(0, 10)], ['d', undefined]] as const) {
    await prisma.partner.create({ data: { id, company: id, updatedAt: now, memberships: { create: { contactId: 'ana' } }, ...(expiresOn && { agreement: { create: { expiresOn: new Date(expiresOn), from: 'also', updatedAt: now } } }) } });
  }
  await run(handoffs.open(asked('h1')));
  expect((await prisma.handoff.findUniqueOrThrow({ where: { id: 'h1' } })).partnerId).toBe('c');
  for (const table of [prisma.membership, prisma.agreement, prisma.partner, prisma.contact]) await (table.deleteMany as () => Promise<unknown>)();
});

it('outside office hours it waits since the office opens', async () => {
  isOpen = false;
  await run(handoffs.open(asked('h1')));
  expect(await handoffs.find('h1')).toMatchObject({ askedAt: start, waitingSince: nextMorning });
  expect(await handoffs.outlook('h1')).toEqual({ isOpen: false, opensAt: nextMorning, ahead: 0 });
});

it('of agents who take it at once exactly one has it, and all others are told who', async () => {
  await run(handoffs.open(asked('h1')));
  const ends = await Promise.all(Array.from({ length: 12 }, (_, place) => refusalOf(handoffs.join('h1', place % 2 ? LUIS : MIA, 'console'))));
  const { agentId } = (await handoffs.find('h1'))!;
  const winner = agentId === 'luis' ? LUIS : MIA;
  expect(ends.filter((end) => end === 'done')).toHaveLength(1);
  // Whoever has it may press again, and nobody hears of it.
  expect(ends.filter((end) => end[0] === 'yours')).toHaveLength(5);
  expect(ends.filter((end) => end[0] === 'taken')).toEqual(Array(6).fill(['taken', winner.name]));
  expect((await events()).filter(([event]) => event === 'joined')).toEqual([['joined', winner.id]]);
});

it('an agent who takes several at once, or begins one, has no more than they can have; whom a colleague passes one on to has it all the same', async () => {
  await database.prisma.agent.update({ where: { id: LUIS.id }, data: { capacity: 1 } });
  for (const [at, id] of ['h1', 'h2', 'h3'].entries()) await run(handoffs.open(asked(id)), `c${at + 1}`);
  const ends = await Promise.all(['h1', 'h2', 'h3'].map((id) => refusalOf(handoffs.join(id, LUIS, 'console'))));
  expect(ends.map(String).sort()).toEqual(['atCapacity,', 'atCapacity,', 'done']);
  const [own] = await database.prisma.handoff.findMany({ where: { state: 'joined' } });
  // Where they have it is theirs to choose, however many they have.
  expect(await refusalOf(handoffs.join(own!.id, LUIS, 'chat'))).toBe('done');
  const [next, last] = await database.prisma.handoff.findMany({ where: { state: 'waiting' } });
  await run(handoffs.pass(next!.id, undefined, LUIS, 'transferred'));
  expect(await handoffs.find(next!.id)).toMatchObject({ agentId: 'luis' });
  await run(handoffs.close(last!.id, { by: 'contact' }), last!.conversationId);
  await run(handoffs.open(asked('h4', { from: 'agent' })), last!.conversationId);
  expect(await refusalOf(handoffs.join('h4', LUIS, 'console'))).toEqual(['atCapacity', undefined]);
});

it('only whoever has it speaks, passes it on or closes it', async () => {
  await run(handoffs.open(asked('h1')));
  expect(await refusalOf(handoffs.say('h1', LUIS))).toEqual(['notYours', undefined]);
  await run(handoffs.join('h1', LUIS, 'console'));
  expect(await refusalOf(handoffs.say('h1', MIA))).toEqual(['taken', LUIS.name]);
  expect(await refusalOf(handoffs.close('h1', { by: 'agent', agent: MIA, reason: 'solved' }))).toEqual(['taken', LUIS.name]);
  await run(handoffs.pass('h1', LUIS, MIA, 'transferred'));
  expect(await refusalOf(handoffs.say('h1', LUIS))).toEqual(['taken', MIA.name]);
  await run(handoffs.say('h1', MIA));
  expect(await handoffs.find('h1')).toMatchObject({ agentId: 'mia', firstName: 'Mia', state: 'joined' });
});

it('what goes back to the queue waits anew, and may be taken by anybody', async () => {
  await run(handoffs.open(asked('h1')));
  await run(handoffs.join('h1', LUIS, 'console'));
  now = new Date(start.getTime() + 60_000);
  await run(handoffs.pass('h1', LUIS, undefined, 'transferred'));
  expect(await handoffs.find('h1')).toMatchObject({ state: 'waiting', waitingSince: now });
  expect((await handoffs.find('h1'))!.agentId).toBeUndefined();
  expect(await refusalOf(handoffs.join('h1', MIA, 'console'))).toBe('done');
});

it('is closed once, frees the conversation, and is rated afterwards', async () => {
  await run(handoffs.open(asked('h1')));
  await run(handoffs.join('h1', LUIS, 'console'));
  await run(handoffs.close('h1', { by: 'contact' }));
  await run(handoffs.close('h1', { by: 'silence' }));
  expect(await handoffs.find('h1')).toMatchObject({ state: 'closed', closedBy: 'contact' });
  expect(await handoffOf('c1')).toBeNull();
  expect(await handoffs.findIn('c1')).toBeUndefined();
  expect(await refusalOf(handoffs.say('h1', LUIS))).toEqual(['over', undefined]);
  await run(handoffs.rate('h1', 4, 'rasch'));
  expect(await handoffs.find('h1')).toMatchObject({ rating: 4 });
  expect((await events()).map(([event]) => event)).toEqual(['asked', 'joined', 'closed', 'rated']);
});

it('closing one leaves another one of the same contact alone', async () => {
  await run(handoffs.open(asked('h1')));
  await run(handoffs.open(asked('h2')), 'c2');
  await run(handoffs.close('h1', { by: 'nobody' }));
  expect([await handoffOf('c1'), await handoffOf('c2')]).toEqual([null, 'h2']);
});

it('sayings written at once get numbers that rise in the order in which they can be read: whoever reads after the last one misses none', async () => {
  const seen: string[] = [];
  let watermark = '0';
  const read = async () => { for (const { id, text } of await sayings.after('c1', watermark, 100)) { seen.push(text); watermark = id; } };
  const writing = Promise.all(Array.from({ length: 60 }, (_, place) => note(`n${place}`, [{ by: 'note', text: `note ${place}` }])));
  let isDone = false;
  void writing.then(() => { isDone = true; });
  while (!isDone) await read();
  await read();
  expect([...seen].sort()).toEqual(Array.from({ length: 60 }, (_, place) => `note ${place}`).sort());
});

it('a press shows what stood on the button', async () => {
  await note('n', [{ by: 'lotse', text: 'Where?', about: { card: 'k1', choices: [{ id: 'a', label: 'Here' }] } }]);
  await note('p', [{ by: 'contact', text: '', about: { pressed: { card: 'k1', choice: 'a' } } }]);
  expect((await sayings.before('c1', undefined, 10)).map(({ text }) => text)).toEqual(['Where?', 'Here']);
});

it('of words that did not arrive the agent is told at once, which they were, and once', async () => {
  const rung: string[] = [];
  const listening = await database.listen((topic, payload) => rung.push(`${topic} ${payload}`));
  await note('say|1', [{ by: 'agent', text: 'Press Next', agentId: 'luis', handoffId: 'h1' }]);
  await note('say|2', [{ by: 'agent', text: 'Done?', agentId: 'luis', handoffId: 'h1' }]);
  for (let time = 0; time < 2; time += 1) await sayings.missed({ conversationId: 'c1', activityId: 'say|1' }, 'unknown', now);
  expect((await sayings.after('c1', '0', 10)).slice(2)).toMatchObject([{ by: 'event', text: 'Press Next', about: { event: 'unknown', of: 'say|1' }, agentId: 'luis', handoffId: 'h1' }]);
  for (let tries = 0; tries < 100 && rung.length < 2; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  await listening.stop();
  expect(rung).toEqual(expect.arrayContaining(['sayings c1', 'handoffs h1']));
});
