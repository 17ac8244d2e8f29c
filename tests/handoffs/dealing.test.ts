/** What an agent sends on two instances, one of which dies, is slow, or has a clock that is wrong: dealt with alone, and in order. */
import { readSettings } from '../../bot/env';
import { createDealing, type Dealing } from '../../bot/handoffs/dealing';
import type { Database } from '../../prisma/database';
import { createAgents, type Agents } from '../../services/agents/agents';
import { createClock } from '../../services/clock';
import { createRandom } from '../../services/random';
import { openTestDatabase } from '../database';

const HOUR_MS = 3_600_000;
let database: Database;
const agentsBy = (offMs: number): Agents => createAgents({ database, clock: { ...createClock(), now: () => new Date(Date.now() + offMs) }, random: createRandom(), audit: { write: async () => {} } as never, firstAdmin: '' });
const dealingOf = (agents: Agents): Dealing => createDealing({ services: { agents, clock: createClock(), random: createRandom() } });
const pause = (ms: number) => new Promise<void>((resolve) => { setTimeout(resolve, ms); });

beforeAll(async () => { database = await openTestDatabase(readSettings({}).database); });
afterAll(() => database.close());

let number = 0;
async function agent(): Promise<string> {
  const id = `agent-${(number += 1)}`;
  await database.prisma.agent.create({ data: { id, tenant: 't', subject: id, name: 'Anna', firstName: 'Anna', updatedAt: new Date() } });
  return id;
}

it('a press that comes after an instance has died over something is dealt with before the words that follow it, and is not refused', async () => {
  const [id, agents] = [await agent(), agentsBy(0)];
  expect(await agents.deal(id, 'dead')).toBe(true);
  const [dealing, done] = [dealingOf(agents), [] as string[]];
  await pause(1000);
  const sent = ['press', 'words'].map((what) => dealing(id, async () => void done.push(what)));
  expect((await Promise.allSettled(sent)).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  expect(done).toEqual(['press', 'words']);
}, 20_000);

it('whoever takes long over something, and is alive, is waited for', async () => {
  const id = await agent();
  const [here, there, done] = [dealingOf(agentsBy(0)), dealingOf(agentsBy(0)), [] as string[]];
  const slow = here(id, async () => { await pause(7000); done.push('slow'); });
  await pause(200);
  await Promise.all([slow, there(id, async () => void done.push('next'))]);
  expect(done).toEqual(['slow', 'next']);
}, 20_000);

it.each([['fast', HOUR_MS], ['slow', -HOUR_MS]])('an instance whose clock is %s by an hour deals with nothing beside another, and is not waited for longer', async (_, offMs) => {
  const id = await agent();
  const [ours, off] = [agentsBy(0), agentsBy(offMs)];
  expect(await ours.deal(id, 'ours')).toBe(true);
  expect(await off.deal(id, 'off')).toBe(false);
  await ours.dealt(id, 'ours');
  expect(await off.deal(id, 'off')).toBe(true);
  expect(await ours.deal(id, 'ours')).toBe(false);
  await off.dealStill(id, 'ours');
  await off.dealt(id, 'off');
  expect(await ours.deal(id, 'ours')).toBe(true);
});

it('of many at once one deals with it', async () => {
  const [id, agents] = [await agent(), agentsBy(0)];
  const taken = await Promise.all(Array.from({ length: 20 }, (_, each) => agents.deal(id, `token-${each}`)));
  expect(taken.filter(Boolean)).toHaveLength(1);
});
