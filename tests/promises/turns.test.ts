/** One conversation, one turn at a time: whatever comes twice or at once, effects happen once and nothing is lost. */
import net from 'node:net';
import path from 'node:path';
import { openDatabase, type Database } from '../../prisma/database';
import { readSettings } from '../../bot/env';
import { wireLotse, type Lotse } from '../../bot/wiring';
import { getKept } from '../kept';
import { LANGUAGES, word } from '../../locales';
import { post, until } from '../process';
import { createWorld, type World } from '../world';

let world: World;
/** A second Lotse on the same database: another pool on a server, the same engine where it is embedded. */
let second: { lotse: Lotse; url: string };

beforeAll(async () => {
  world = await createWorld();
  const shared = world.lotse.database;
  const url = await urlOfDatabase(shared);
  const lotse = await wireLotse(readSettings({ PORT: '0', CONTACT_MESSAGES_PER_10_SECONDS: '100000' }), {
    writeLog: (line) => void world.logged.push(line), pagesFolder: path.resolve(__dirname, '../../dist/bot/pages'),
    openDatabase: async (settings) => (url ? openDatabase({ ...settings, url }) : { ...shared, close: async () => {} }),
  });
  second = { lotse, url: `http://127.0.0.1:${await lotse.listen()}` };
});
afterAll(async () => {
  await second.lotse.stop();
  await world.stop();
});

async function urlOfDatabase({ kind, prisma }: Database): Promise<string | undefined> {
  if (kind === 'embedded') return undefined;
  const [row] = await prisma.$queryRaw<{ name: string }[]>`SELECT current_database()::text AS name`;
  return Object.assign(new URL(process.env.TEST_DATABASE_URL!), { pathname: `/${row!.name}` }).href;
}

/** Sends one message; `mode` says whether the replies come in the answer or by the connector. */
async function say(url: string, conversation: string, id: string, text: string, mode: 'answered' | 'posted' = 'answered') {
  const body = {
    type: 'message', id, channelId: 'emulator', serviceUrl: world.connector.url, text, from: { id: 'ana' }, recipient: { id: 'bot' }, conversation: { id: conversation },
    ...(mode === 'answered' && { deliveryMode: 'expectReplies' }),
  };
  const answer = await post(`${url}/api/messages`, JSON.stringify(body));
  const replies = (JSON.parse(answer.body) as { activities?: { text: string }[] }).activities ?? [];
  return { status: answer.status, texts: replies.map((reply) => reply.text) };
}

const stored = (conversation: string) => getKept(world.lotse.database, `emulator|${conversation}`);

/** Into the procedure of orders, past what must be there before, to its first step. */
async function enterOrder(conversation: string): Promise<void> {
  for (const [index, text] of ['menu', '6', 'yes', 'yes'].entries()) {
    expect((await say(world.url, conversation, `enter-${index}`, text)).status).toBe(200);
  }
  expect((await stored(conversation)).state.journeys.order?.journey.place).toMatchObject({ step: 'open', view: { kind: 'step' } });
}

describe('a repeated activity', () => {
  for (const times of [1, 2, 3, 4]) {
    it(`that comes ${times} times, one after the other, has one effect and always the same replies`, async () => {
      const conversation = `after-${times}`;
      await enterOrder(conversation);
      const answers = [];
      for (let time = 0; time < times; time += 1) answers.push(await say([world.url, second.url][time % 2]!, conversation, 'once', 'next'));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(answers[0]!.texts).toHaveLength(1);
      const { version, state } = await stored(conversation);
      expect({ version, step: state.journeys.order?.journey.place.step }).toEqual({ version: 5, step: 'search' });
    });

    it(`that comes ${times} times at once, at two Lotses, has one effect and always the same replies`, async () => {
      const conversation = `at-once-${times}`;
      await enterOrder(conversation);
      const answers = await Promise.all(Array.from({ length: times }, (_, time) => say([world.url, second.url][time % 2]!, conversation, 'once', 'next')));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(answers[0]!.status).toBe(200);
      const { version, state } = await stored(conversation);
      expect({ version, step: state.journeys.order?.journey.place.step }).toEqual({ version: 5, step: 'search' });
    });
  }

  it('whose replies go by the connector is answered there once, however often it comes to two Lotses', async () => {
    await enterOrder('by-connector');
    await Promise.all(Array.from({ length: 60 }, (_, time) => say([world.url, second.url][time % 2]!, 'by-connector', 'once', 'next', 'posted')));
    await until(async () => (await unsent()) === 0, 'the replies are out');
    for (let time = 0; time < 10; time += 1) await say([world.url, second.url][time % 2]!, 'by-connector', 'once', 'next', 'posted');
    expect(world.connector.receivedIn('by-connector')).toHaveLength(1);
    expect((await stored('by-connector')).version).toBe(5);
  });

  it('of the web chat is one entry in its log', async () => {
    const opened = await post(`${world.url}/directline/conversations`, '{}');
    const { conversationId, token } = JSON.parse(opened.body) as { conversationId: string; token: string };
    const send = () => post(`${world.url}/directline/conversations/${conversationId}/activities`, JSON.stringify({ type: 'message', text: '6', channelData: { clientActivityID: 'one' } }), { authorization: `Bearer ${token}` });
    const answers = await Promise.all([send(), send(), send()]);
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    const log = await world.lotse.database.prisma.webchatActivity.findMany({ where: { conversationId: `webchat|${conversationId}` } });
    expect(log.filter((entry) => (JSON.parse(entry.activity) as { text?: string }).text === '6')).toHaveLength(1);
  });
});

async function unsent(): Promise<number> {
  return world.lotse.database.prisma.turn.count({ where: { sentAt: null } });
}

describe('200 turns of one conversation at once', () => {
  /** Eight of them lead one step on; the others say thanks, which changes nothing of the place. */
  const texts = Array.from({ length: 200 }, (_, index) => (index % 25 === 7 ? 'next' : 'thanks'));
  const steps = ['open', 'search', 'details', 'banner', 'assign', 'find', 'select', 'virtualAccount'];

  it.each([['one Lotse', 1], ['two Lotses on one database', 2]])('are all applied, each once: %s', async (_name, count) => {
    const conversation = `flood-${count}`;
    await enterOrder(conversation);
    const urls = [world.url, second.url].slice(0, count);
    const answers = await Promise.all(texts.map((text, index) => say(urls[index % count]!, conversation, `flood-${index}`, text)));
    expect(answers.filter((answer) => answer.status !== 200)).toEqual([]);
    const { version, state } = await stored(conversation);
    const { place, trail } = state.journeys.order!.journey;
    expect({ version, step: place.step, trail: trail.slice(-8).map((passed) => passed.step) }).toEqual({ version: 4 + texts.length, step: 'terms', trail: steps });
  });

  it('are answered in the order in which they arrived', async () => {
    const order = texts.slice(0, 60).map((_, index) => `in-order-${index}`);
    await enterOrder('in-order');
    const body = (id: string) => JSON.stringify({ type: 'message', id, channelId: 'emulator', serviceUrl: world.connector.url, text: 'thanks', from: { id: 'ana' }, recipient: { id: 'bot' }, conversation: { id: 'in-order' } });
    const request = (id: string) => `POST /api/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body(id))}\r\n\r\n${body(id)}`;
    // All on one connection without waiting for answers, so that they are all there at once and still have an order.
    const socket = net.connect(Number(new URL(world.url).port), '127.0.0.1');
    socket.resume().write(order.map(request).join(''));
    await until(() => world.connector.receivedIn('in-order').length >= order.length, 'all replies came', 40_000);
    socket.destroy();
    expect(world.connector.receivedIn('in-order').map((reply) => reply.replyToId)).toEqual(order);
  });
});

describe('a turn that breaks', () => {
  it('apologises in the language of the conversation, keeps the place, and the next turn goes on', async () => {
    await enterOrder('broken');
    const before = (await stored('broken')).state;
    jest.spyOn(world.lotse.services.random, 'token').mockImplementationOnce(() => { throw new Error('no chance today'); });
    const apology = await say(world.url, 'broken', 'breaks', 'next');
    expect(apology.texts[0]).toContain(word('en', 'error'));
    expect((await stored('broken')).state).toEqual(before);
    expect((await say(world.url, 'broken', 'breaks', 'next')).texts).toEqual(apology.texts);
    await say(world.url, 'broken', 'goes-on', 'next');
    expect((await stored('broken')).state.journeys.order?.journey.place.step).toBe('search');
    expect(world.logged.filter((line) => line.includes('turn failed')).join()).not.toContain('chance');
  });

  it.each(LANGUAGES.map((language) => ({ language })))('speaks $language where the client does, from the very first turn', async ({ language }) => {
    jest.spyOn(world.lotse.services.random, 'token').mockImplementationOnce(() => { throw new Error('no chance today'); });
    const body = { type: 'message', id: 'first', locale: language, channelId: 'emulator', serviceUrl: world.connector.url, text: '…', from: { id: 'ana' }, conversation: { id: `broken-${language}` }, deliveryMode: 'expectReplies' };
    const answer = await post(`${world.url}/api/messages`, JSON.stringify(body));
    expect(answer.body).toContain(JSON.stringify(word(language, 'error')).slice(1, -1));
  });

  it('means by its numbers what it lists, not what the place had offered', async () => {
    await enterOrder('numbers');
    jest.spyOn(world.lotse.services.random, 'token').mockImplementationOnce(() => { throw new Error('no chance today'); });
    const [apology] = (await say(world.url, 'numbers', 'breaks', 'next')).texts;
    const listsNumbers = /^1\. /m.test(apology!);
    await say(world.url, 'numbers', 'one', '1');
    // Where it lists none, the 1 is that of the place's message above it, which leads a step on.
    expect((await stored('numbers')).state.journeys.order?.journey.place.step).toBe(listsNumbers ? 'open' : 'search');
  });

  it('at the database is a failure to the channel, leaves nothing, and works when it is sent again', async () => {
    await enterOrder('database');
    jest.spyOn(world.lotse.database, 'run').mockRejectedValueOnce(new Error('the server is away'));
    expect((await say(world.url, 'database', 'again', 'next')).status).toBe(500);
    expect((await stored('database')).version).toBe(4);
    expect((await say(world.url, 'database', 'again', 'next')).status).toBe(200);
    expect((await stored('database')).state.journeys.order?.journey.place.step).toBe('search');
  });
});
