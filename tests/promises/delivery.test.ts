/** How often a reply is delivered when the connector is slow, throttles, fails, drops its answer or is not there. */
import http from 'node:http';
import type { Mood } from '../fakes/connector';
import { post, until } from '../process';
import { createWorld, type World } from '../world';

let world: World;
beforeAll(async () => { world = await createWorld({ SEND_TIMEOUT_MS: '600' }); });
afterAll(() => world.stop());

async function say(conversation: string, id: string, text = 'menu', serviceUrl = world.connector.url): Promise<void> {
  const body = { type: 'message', id, channelId: 'emulator', serviceUrl, text, from: { id: 'ana' }, recipient: { id: 'bot' }, conversation: { id: conversation } };
  expect((await post(`${world.url}/api/messages`, JSON.stringify(body))).status).toBe(200);
}

const heardIn = (conversation: string) => world.connector.receivedIn(conversation).map((reply) => reply.replyToId);
const isSent = async (conversation: string) => (await world.lotse.database.prisma.turn.count({ where: { conversationId: `emulator|${conversation}`, sentAt: null } })) === 0;
const settled = (conversation: string) => until(() => isSent(conversation), 'the turn is marked as sent');

/** What the connector does with the posts of one reply, and how often the contact sees it then. */
const CASES: { name: string; moods: Mood[]; seen: number; requests: number }[] = [
  { name: 'it is well', moods: [], seen: 1, requests: 1 },
  { name: 'it is slow', moods: [{ kind: 'slow', ms: 300 }], seen: 1, requests: 1 },
  { name: 'it is slower than Lotse waits: the reply may have come, so it is not said again', moods: [{ kind: 'slow', ms: 900 }], seen: 1, requests: 1 },
  { name: 'it throttles once', moods: [{ kind: 'refuse', status: 429, retryAfterSeconds: 1 }], seen: 1, requests: 2 },
  { name: 'it throttles by 412', moods: [{ kind: 'refuse', status: 412 }], seen: 1, requests: 2 },
  { name: 'its gateway fails once without having taken it', moods: [{ kind: 'refuse', status: 502 }], seen: 1, requests: 2 },
  { name: 'its gateway fails once and had taken it', moods: [{ kind: 'acceptThenFail', status: 502 }], seen: 2, requests: 2 },
  { name: 'its gateway fails twice', moods: [{ kind: 'refuse', status: 502 }, { kind: 'refuse', status: 504 }], seen: 0, requests: 2 },
  { name: 'it takes the reply and drops the answer', moods: [{ kind: 'acceptThenDrop' }], seen: 1, requests: 1 },
  { name: 'it fails inside', moods: [{ kind: 'refuse', status: 500 }], seen: 0, requests: 1 },
  { name: 'it forbids', moods: [{ kind: 'refuse', status: 403 }], seen: 0, requests: 1 },
  { name: 'it does not know the conversation', moods: [{ kind: 'refuse', status: 404 }], seen: 0, requests: 1 },
];

describe('a reply', () => {
  it.each(CASES)('is seen $seen times and posted $requests times when $name', async ({ name, moods, seen, requests }) => {
    const conversation = `case ${name}`;
    const before = world.connector.requests.length;
    world.connector.mood(...moods);
    await say(conversation, 'one');
    await settled(conversation);
    await until(() => heardIn(conversation).length >= seen, 'the connector is done');
    expect({ seen: heardIn(conversation).length, requests: world.connector.requests.length - before }).toEqual({ seen, requests });
  });

  it('waits as long as the connector asks for', async () => {
    const before = world.connector.requests.length;
    world.connector.mood({ kind: 'refuse', status: 429, retryAfterSeconds: 2 });
    await say('patience', 'one');
    await settled('patience');
    const [refused, accepted] = world.connector.requests.slice(before);
    expect(accepted!.at - refused!.at).toBeGreaterThanOrEqual(1990);
  });

  it('does not keep the contact of another conversation waiting', async () => {
    world.connector.mood({ kind: 'refuse', status: 429, retryAfterSeconds: 3 });
    await say('throttled', 'one');
    await until(() => world.connector.requests.some((request) => request.path.includes('throttled')), 'the first was refused');
    await say('beside', 'one');
    await until(() => heardIn('beside').length === 1, 'the other was answered', 1000);
    expect(heardIn('throttled')).toEqual([]);
    await settled('throttled');
  });

  it('comes after the one before it, however long that takes', async () => {
    world.connector.mood({ kind: 'refuse', status: 429, retryAfterSeconds: 1 });
    await say('in order', 'one');
    await say('in order', 'two', 'thanks');
    await settled('in order');
    expect(heardIn('in order')).toEqual(['one', 'two']);
  });

  it('goes to the conversation as an answer to what was said, with no bearer in local mode', async () => {
    await say('an/odd id?', 'a/b');
    await settled('an/odd id?');
    expect(world.connector.requests.at(-1)).toMatchObject({ path: '/v3/conversations/an%2Fodd%20id%3F/activities/a%2Fb', authorization: undefined });
  });
});

describe('a connector that is not there', () => {
  it('gets all that was said, each once, when it is back', async () => {
    const { port, close } = await listen(0);
    await close();
    const ids = Array.from({ length: 12 }, (_, index) => `away-${index}`);
    for (const id of ids) await say('away', id, 'thanks', `http://127.0.0.1:${port}`);
    await until(() => world.logged.filter((line) => line.includes('reply waits')).length > 0, 'the first was given up for now', 15_000);
    const back = await listen(port);
    // Those that are tried until now find it back; the rest waits for the tick after half a minute.
    await until(async () => (await unsentIn('away')) <= 1, 'the others have left', 60_000);
    await world.advance('PT1M');
    await until(async () => (await unsentIn('away')) === 0, 'all are out');
    expect([...back.heard].sort()).toEqual([...ids].sort());
    await back.close();
  });

  it('gets everything in the order in which it was said when Lotse takes up what waited', async () => {
    const back = await listen(0);
    const ids = Array.from({ length: 30 }, (_, index) => `late-${String(index).padStart(2, '0')}`);
    // As a killed process leaves them: committed and not sent.
    const send = jest.spyOn(world.lotse.services.turns, 'takeUnsent');
    for (const [index, id] of ids.entries()) await leaveUnsent('late', id, back.port, index);
    await world.advance('PT2M');
    await until(async () => (await unsentIn('late')) === 0, 'all are out');
    expect(send).toHaveBeenCalled();
    expect(back.heard).toEqual(ids);
    await back.close();
  });
});

it('what was not sent is taken up in the order in which it was committed, however the database has it', async () => {
  const { database, services } = world.lotse;
  const { prisma } = database;
  const now = services.clock.now().getTime();
  const talks = Array.from({ length: 4 }, (_, index) => `nowhere|${index}`);
  await prisma.conversation.createMany({ data: talks.map((id) => ({ id, channel: 'nowhere', address: '{}', contactId: id, state: '{}', version: 1, updatedAt: new Date(now) })) });
  const turns = talks.flatMap((conversationId) => Array.from({ length: 20 }, (_, place) => ({ conversationId, activityId: `${(place * 7) % 20}`, replies: '[]', at: new Date(now - 60_000 + place * 1000) })));
  await prisma.turn.createMany({ data: turns.sort((a, b) => (a.activityId < b.activityId ? -1 : 1)) });
  // A database joins as it likes; here as it does where there is much.
  await prisma.$executeRawUnsafe('SET enable_nestloop = off');
  const taken = (await services.turns.takeUnsent(0, 86_400_000)).filter(({ conversationId }) => talks.includes(conversationId));
  for (const talk of talks) expect(taken.filter(({ conversationId }) => conversationId === talk).map(({ activityId }) => activityId)).toEqual(Array.from({ length: 20 }, (_, place) => `${(place * 7) % 20}`));
  await prisma.$executeRawUnsafe('RESET enable_nestloop');
  await prisma.turn.deleteMany({ where: { conversationId: { in: talks } } });
});

const unsentIn = (conversation: string) => world.lotse.database.prisma.turn.count({ where: { conversationId: `emulator|${conversation}`, sentAt: null } });

/** Written in another order than they were said, since a database returns rows as it likes. */
async function leaveUnsent(conversation: string, activityId: string, port: number, index: number): Promise<void> {
  const { now } = (await (await fetch(`${world.url}/local/clock`)).json()) as { now: string };
  const place = (index * 7) % 30;
  const id = activityId.replace(/\d+$/, String(place).padStart(2, '0'));
  const conversationId = `emulator|${conversation}`;
  const address = JSON.stringify({ serviceUrl: `http://127.0.0.1:${port}`, conversation, bot: 'bot', contact: 'ana' });
  const kept = { channel: 'emulator', address, contactId: conversation, state: '{}', version: 1, updatedAt: new Date(now) };
  await world.lotse.database.prisma.conversation.upsert({ where: { id: conversationId }, create: { id: conversationId, ...kept }, update: kept });
  await world.lotse.database.prisma.turn.create({
    data: {
      conversationId, activityId: id, at: new Date(Date.parse(now) - 60_000 + place * 1000),
      replies: JSON.stringify([{ type: 'message', text: id, conversation: { id: conversation }, replyToId: id }]),
    },
  });
}

/** A connector that only notes to what it was answered. */
async function listen(port: number): Promise<{ port: number; heard: string[]; close: () => Promise<void> }> {
  const heard: string[] = [];
  const server = http.createServer((request, response) => {
    heard.push(decodeURIComponent(request.url!.split('/').at(-1)!));
    request.resume().on('end', () => { response.writeHead(200); response.end('{}'); });
  });
  await new Promise<void>((resolve) => { server.listen(port, '127.0.0.1', resolve); });
  return {
    heard, port: (server.address() as { port: number }).port,
    close: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
}
