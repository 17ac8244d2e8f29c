/** What happens is on the page at once: rung in the database, told by a stream that ends when the session does. */
import type { Database } from '../../prisma/database';
import { listenOnServer } from '../../prisma/bell';
import { createWorld, type World } from '../world';
import { until } from '../process';
import { createBack } from './back';
import { Browser, listenLive } from './browser';

let world: World;
beforeAll(async () => { world = await createWorld({}, { console: createBack() }); });
afterAll(() => world.stop());

async function enter(name: string, roles: Parameters<NonNullable<World['lotse']['consoleLinks']>['make']>[1]): Promise<Browser> {
  const browser = new Browser(world.url);
  await browser.enter(world.lotse.consoleLinks!.make(name, roles));
  return browser;
}

const say = (conversationId: string, activityId: string) => world.lotse.database.prisma.saying.create({ data: { conversationId, contactId: 'c', by: 'contact', text: 'x', activityId, place: 0, at: new Date() } });

it('tells pages of agents what was said and what changed, and auditors nothing of conversations', async () => {
  const [agent, auditor] = [await enter('luis', ['agent']), await enter('vera', ['auditor'])];
  const [heard, overheard] = [listenLive(agent), listenLive(auditor)];
  expect([await heard.status, await overheard.status]).toEqual([200, 200]);
  const { id } = await say('webchat|1', 'a1');
  await world.lotse.database.prisma.$transaction(async (transaction) => {
    await world.lotse.database.ring('sayings', 'webchat|1', transaction);
    await world.lotse.database.ring('handoffs', 'h1', transaction);
  });
  await until(() => heard.events.length >= 2 && overheard.events.length >= 1, 'what was rung');
  expect(heard.events).toEqual(expect.arrayContaining([{ kind: 'sayings', conversationId: 'webchat|1', watermark: String(id) }, { kind: 'queue' }]));
  expect(overheard.events.map(({ kind }) => kind)).toEqual(['queue']);
  await world.lotse.services.bell.call({ handoffId: 'h1', role: 'lead' });
  await world.lotse.services.bell.call({ handoffId: 'h2' });
  await until(() => heard.events.length >= 3, 'the call');
  expect(heard.events.at(-1)).toEqual({ kind: 'called', handoffId: 'h2' });
  heard.close();
  overheard.close();
});

it('rings only when what it is about is committed', async () => {
  const heard: string[] = [];
  const listening = await world.lotse.database.listen((topic, payload) => void heard.push(`${topic} ${payload}`));
  await world.lotse.database.prisma.$transaction(async (transaction) => {
    await world.lotse.database.ring('handoffs', 'never', transaction);
    throw new Error('rolled back');
  }).catch(() => {});
  await world.lotse.database.ring('handoffs', 'after');
  await until(() => heard.length > 0, 'the ring');
  expect(heard).toEqual(['handoffs after']);
  await listening.stop();
});

it('ends a stream with its session at once, and takes three of one session at most', async () => {
  const browser = await enter('short', ['agent']);
  const streams = [listenLive(browser), listenLive(browser), listenLive(browser)];
  for (const { status } of streams) expect(await status).toBe(200);
  expect((await browser.get('/console/api/live')).status).toBe(429);
  await browser.post('/console/api/signout');
  await Promise.all(streams.map(({ ended }) => ended));
  // What has changed since the listening began may be told as well.
  for (const { events } of streams) expect(events.filter(({ kind }) => kind !== 'queue')).toEqual([{ kind: 'signedOut' }]);
});

it('does not keep Lotse from stopping', async () => {
  const other = await createWorld({}, { console: createBack() });
  const browser = new Browser(other.url);
  await browser.enter(other.lotse.consoleLinks!.make());
  const stream = listenLive(browser);
  expect(await stream.status).toBe(200);
  const began = Date.now();
  await other.stop();
  await stream.ended;
  expect(Date.now() - began).toBeLessThan(8000);
});

const server = process.env.TEST_DATABASE_URL;
(server ? describe : describe.skip)('on a server', () => {
  let database: Database;
  beforeAll(async () => { database = world.lotse.database; });

  it('what is rung elsewhere is heard, also after the line broke', async () => {
    const heard: string[] = [];
    const listening = await database.listen((_topic, payload) => void heard.push(payload));
    await database.ring('handoffs', 'one');
    expect(listening.isRinging()).toBe(true);
    await until(() => heard.includes('one'), 'the first ring');
    await database.run({ name: 'break', text: 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = \'lotse_bell\'' }, []);
    await say('webchat|lost', 'lost');
    await until(() => heard.includes('webchat|lost'), 'what was said while the line was broken');
    await until(async () => { await database.ring('handoffs', 'again'); return heard.includes('again'); }, 'a ring on the new line');
    await listening.stop();
  });

  it('where nobody can ring through, it is looked for', async () => {
    const heard: string[] = [];
    const query = async (text: string, values: readonly unknown[]) => database.run<Record<string, unknown>>({ name: text.slice(0, 60), text }, values);
    const listening = await listenOnServer({ connect: () => { throw new Error('a pooler'); }, query }, (_topic, payload) => void heard.push(payload));
    await say('webchat|pooled', 'pooled');
    await until(() => heard.includes('webchat|pooled'), 'what was said');
    expect(listening.isRinging()).toBe(false);
    await listening.stop();
  });
});

