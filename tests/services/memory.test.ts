/** What an installation remembers: whoever keeps something hears what was kept right before, however many come at once. */
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import { createAudit } from '../../services/audit';
import { createCallPlaces } from '../../services/handoffs/callPlace';
import type { Actor } from '../../services/handoffs/handoff';
import { createMemory, type Memory } from '../../services/memory';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';
import { until } from '../process';

let database: Database;
let memory: Memory;

beforeAll(async () => { database = await openTestDatabase(readSettings({}).database); memory = createMemory(database); });
afterAll(() => database.close());

const put = (name: string, value: string) => database.prisma.$transaction((transaction) => memory.put(transaction, name, value));

it('what is put answers with what was kept before', async () => {
  expect([await put('a', '1'), await put('a', '2'), await put('b', '3'), await memory.find('a')]).toEqual([undefined, '1', undefined, '2']);
});

it('each of those who choose a place to be called in at once takes the place of the one before, in the trail, too', async () => {
  const audit = createAudit(database);
  const places = createCallPlaces({ database, memory, audit, clock: clockAt(() => new Date('2026-12-01T08:00:00Z')) });
  const agent = { id: 'anna', name: 'Anna' } as Actor;
  await Promise.all(['one', 'two', 'three', 'four'].map((conversation) => places.choose(agent, { channel: 'msteams', address: '{}', conversation })));
  const rows = (await audit.read({ subject: 'callPlace' }, 10)).rows.toReversed() as readonly { before: { conversation: string } | null; after: { conversation: string } }[];
  expect(rows.map(({ before }) => before?.conversation)).toEqual([undefined, ...rows.slice(0, -1).map(({ after }) => after.conversation)]);
  expect((await places.find())!.conversation).toBe(rows.at(-1)!.after.conversation);
});

// Only there can somebody else hold a row.
if (process.env.TEST_DATABASE_URL) {
  it.each([['the first', undefined], ['another', '0']])('whoever comes while %s is being kept waits, and hears of it', async (_what, first) => {
    const name = `held ${String(first)}`;
    if (first !== undefined) await put(name, first);
    let second: Promise<string | undefined> = Promise.resolve('nothing');
    await database.prisma.$transaction(async (transaction) => {
      expect(await memory.put(transaction, name, '1')).toBe(first);
      second = put(name, '2');
      await until(async () => (await database.prisma.$queryRaw<unknown[]>`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).length > 0, 'it waits');
    });
    expect([await second, await memory.find(name)]).toEqual(['1', '2']);
  });
}
