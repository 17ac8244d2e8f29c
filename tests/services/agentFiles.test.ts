/** What agents upload before they say it: so much of each, and not for ever. */
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import { createAgentFiles, type AgentFiles } from '../../services/agents/agentFiles';
import { createRandom } from '../../services/random';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const MOST = 50;
let now = new Date('2027-01-11T09:00:00Z');
let database: Database;
let files: AgentFiles;

beforeAll(async () => {
  database = await openTestDatabase(readSettings({}).database);
  files = createAgentFiles({ database, clock: clockAt(() => now), random: createRandom() }, { kinds: ['png'], limitBytes: 1000 });
});
afterAll(() => database.close());
beforeEach(() => database.prisma.file.deleteMany());

const keep = (agent: string) => files.keep(agent, 'dot.png', PICTURE);
const kept = async () => (await database.prisma.file.findMany({ orderBy: { agentId: 'asc' } })).map(({ agentId }) => agentId);

it('so many wait to be said by one agent, however they come, and others are not kept from theirs', async () => {
  const ends = await Promise.all(Array.from({ length: MOST + 3 }, () => keep('luis')));
  expect(ends.filter(({ kind }) => kind === 'kept')).toHaveLength(MOST);
  expect(ends.filter((end) => end.kind === 'refused' && end.reason === 'tooMany')).toHaveLength(3);
  expect(await keep('mia')).toMatchObject({ kind: 'kept' });
  expect(await kept()).toHaveLength(MOST + 1);
});

it('what was said makes room, and what nobody has said for two days is gone; what was said stays', async () => {
  const first = await keep('luis');
  if (first.kind !== 'kept') throw new Error(first.reason);
  await database.prisma.$transaction((transaction) => files.attach('luis', [first.file.id], { contactId: 'ana', channel: 'webchat' })(transaction, { conversationId: 'talk', activityId: 'say|1', at: now }) as Promise<void>);
  await keep('luis');
  await keep('mia');
  now = new Date('2027-01-13T08:00:00Z');
  expect(await files.forget()).toBe(0);
  now = new Date('2027-01-13T10:00:00Z');
  await keep('luis');
  expect(await kept()).toEqual(['luis', 'luis', 'mia']);
  expect(await files.forget()).toBe(1);
  expect((await database.prisma.file.findMany({ orderBy: { at: 'asc' } })).map(({ agentId, conversationId }) => [agentId, conversationId])).toEqual([['luis', 'talk'], ['luis', '']]);
});
