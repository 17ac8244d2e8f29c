/** What becomes of a notice for each answer of the connector: said once, again later, on another route, or nobody knows; and never in a heap. */
import type { Channel, Post } from '../../bot/channels/channel';
import { createWebchatChannel } from '../../bot/channels/webchat/webchatChannel';
import type { Composed } from '../../bot/notices/noticeSender';
import { createSendingWorld, SENDING, type SendingWorld } from '../noticeSending';
import type { Mood } from '../fakes/connector';
import { until } from '../process';

let world: SendingWorld;
beforeAll(async () => { world = await createSendingWorld(); });
beforeEach(() => world.forget());
afterAll(() => world.stop());

const routeOf = async (talk: string) => world.database.prisma.conversation.findUniqueOrThrow({ where: { id: `msteams|${talk}` } });
async function send(moods: readonly Mood[] = [], parts: Parameters<SendingWorld['sender']>[0] = {}): Promise<number> {
  const before = world.connector.requests.length;
  world.connector.mood(...moods);
  const noticing = world.sender(parts);
  noticing.wake();
  await noticing.idle();
  return world.connector.requests.length - before;
}

let number = 0;
/** Names of their own, since the connector remembers. */
const fresh = () => ({ id: `notice-${number += 1}`, talk: `talk-${number}` });
const refuse = (status: number, more: Partial<Extract<Mood, { kind: 'refuse' }>> = {}): Mood => ({ kind: 'refuse', status, ...more });

const CUT: Mood = { kind: 'cut' };

interface Case { readonly name: string; readonly mood: Mood; readonly state: string; readonly reason: string | null; readonly dead: string | null; readonly heard: number }
const ends = (state: string, reason: string | null, name: string, mood: Mood, { dead = null, heard = 0 }: { dead?: string | null; heard?: number } = {}): Case => ({ name, mood, state, reason, dead, heard });
const CASES: Case[] = [
  ends('planned', 'throttled', '429', refuse(429)), ends('planned', 'throttled', '412', refuse(412)),
  ends('failed', 'refused', '403 BotNotInConversationRoster', refuse(403), { dead: 'uninstalled' }),
  ends('failed', 'refused', '403 BotDisabledByAdmin', refuse(403, { code: 'BotDisabledByAdmin' }), { dead: 'uninstalled' }),
  ends('failed', 'refused', '403 ConversationBlockedByUser', refuse(403, { code: 'ConversationBlockedByUser' }), { dead: 'blocked' }),
  ends('failed', 'refused', '403 MessageWritesBlocked', refuse(403, { code: 'MessageWritesBlocked' }), { dead: 'blocked' }),
  ends('failed', 'refused', '403 ForbiddenOperationException', refuse(403, { code: 'ForbiddenOperationException' }), { dead: 'blocked' }),
  ends('failed', 'refused', '404', refuse(404), { dead: 'gone' }),
  ends('failed', 'refused', '413', refuse(413)), ends('failed', 'refused', '400', refuse(400)),
  ...[408, 500, 502, 503, 504].map((status) => ends('unknown', 'ambiguous', `${status}`, refuse(status))),
  ends('unknown', 'ambiguous', '502 after it was accepted', { kind: 'acceptThenFail', status: 502 }, { heard: 1 }),
  ends('unknown', 'ambiguous', 'an answer that is cut off', { kind: 'acceptThenDrop' }, { heard: 1 }),
  ends('unknown', 'ambiguous', 'a connection that is cut before', { kind: 'cut' }),
  ends('unknown', 'ambiguous', 'an answer that comes too late', { kind: 'slow', ms: 700 }, { heard: 1 }),
];

describe('a notice', () => {
  it('is said once, noted with the channel\'s id, and not said again', async () => {
    const { id, talk } = fresh();
    await world.put(id, 'ana', [talk]);
    expect([await send(), await send()]).toEqual([1, 0]);
    expect(await world.find(id)).toMatchObject({ state: 'sent', route: 'msteams', conversationId: `msteams|${talk}`, activityId: expect.stringMatching(/^reply-\d+$/) });
    expect(world.connector.receivedIn(talk)).toMatchObject([{ text: id }]);
  });

  it.each(CASES)('that meets $name is $state, is posted once, and the route is then dead: $dead', async ({ mood, state, reason, dead, heard }) => {
    const { id, talk } = fresh();
    await world.put(id, 'ana', [talk]);
    expect(await send([mood])).toBe(1);
    expect(await world.find(id)).toMatchObject({ state, reason });
    expect((await routeOf(talk)).deadCause).toBe(dead);
    await until(() => world.heard(id) === heard, 'the connector is done');
    // At once again: nothing is posted, whatever the answer was.
    expect(await send()).toBe(0);
    expect(world.heard(id)).toBe(heard);
  });

  it.each([[1, 'sent', 2], [2, 'planned', 2]])('that meets 401 %i times is %s after %i posts: the bearer is fetched anew, once', async (times, state, posts) => {
    const { id, talk } = fresh();
    const forgotten = world.forgotten();
    await world.put(id, 'ana', [talk]);
    expect(await send(Array.from({ length: times }, () => refuse(401)))).toBe(posts);
    expect([(await world.find(id)).state, world.forgotten() - forgotten]).toEqual([state, times]);
  });

  describe('whose conversation is not there any more', () => {
    const putWithTenant = async (id: string, talk: string) => {
      await world.put(id, `ana-${talk}`, [talk]);
      const address = JSON.stringify({ ...JSON.parse((await routeOf(talk)).address) as object, tenant: 'tenant' });
      await world.database.prisma.conversation.update({ where: { id: `msteams|${talk}` }, data: { address } });
    };

    it('is said in the one that is opened for the same person, and the next one goes there at once', async () => {
      const { id, talk } = fresh();
      await putWithTenant(id, talk);
      expect(await send([refuse(404)])).toBe(3);
      const present = `a:with-ana-${talk}`;
      expect(world.connector.receivedIn(present)).toMatchObject([{ text: id }]);
      expect(await world.find(id)).toMatchObject({ state: 'sent' });
      expect([(await routeOf(talk)).deadCause, (await routeOf(present)).deadCause, (await routeOf(present)).noticeId]).toEqual(['gone', null, (await world.find(id)).messageId]);
      const next = fresh();
      await world.put(next.id, `ana-${talk}`, []);
      expect(await send()).toBe(1);
      expect(world.connector.receivedIn(present)).toHaveLength(2);
    });

    it.each([['is refused', refuse(403, { code: 'ForbiddenOperationException' }), 'blocked'], ['gets no answer', CUT, 'gone'], ['meets a broken gateway', refuse(502), 'gone']])('has failed here where opening one %s, and that is not tried again', async (_name, mood, dead) => {
      const { id, talk } = fresh();
      await putWithTenant(id, talk);
      expect(await send([refuse(404), mood])).toBe(2);
      expect(await world.find(id)).toMatchObject({ state: 'failed', reason: 'refused' });
      expect((await routeOf(talk)).deadCause).toBe(dead);
      expect(await send()).toBe(0);
    });

    it('is not posted again where the answer from the new one was lost', async () => {
      const { id, talk } = fresh();
      await putWithTenant(id, talk);
      world.connector.mood(refuse(404), { kind: 'slow', ms: 0 });
      expect(await send([{ kind: 'acceptThenDrop' }])).toBe(3);
      expect(await world.find(id)).toMatchObject({ state: 'unknown', reason: 'ambiguous' });
      expect(await send()).toBe(0);
    });
  });

  it('that meets a connector which is not there is said when it is back', async () => {
    const { id, talk } = fresh();
    await world.put(id, 'ana', [talk]);
    const { address } = await routeOf(talk);
    await world.database.prisma.conversation.update({ where: { id: `msteams|${talk}` }, data: { address: address.replace(world.connector.url, 'http://127.0.0.1:9') } });
    await send();
    expect(await world.find(id)).toMatchObject({ state: 'planned', reason: 'throttled', tries: 1 });
    await world.database.prisma.conversation.update({ where: { id: `msteams|${talk}` }, data: { address } });
    world.clock.move(5000);
    expect(await send()).toBe(1);
    expect(await world.find(id)).toMatchObject({ state: 'sent', tries: 1 });
  });

  it.each([
    ['30 seconds', { retryAfterSeconds: 30 }, 30_000], ['an hour, of which a quarter is kept', { retryAfterSeconds: 3600 }, 900_000],
    ['a date', { retryAfter: () => new Date(world.clock.now().getTime() + 120_000).toUTCString() }, 119_000],
  ])('waits as long as a 429 asks for: %s', async (_name, { retryAfter, ...more }: { retryAfter?: () => string; retryAfterSeconds?: number }, waitMs) => {
    const { id, talk } = fresh();
    await world.put(id, 'ana', [talk]);
    const now = world.clock.now().getTime();
    await send([refuse(429, { ...more, ...(retryAfter && { retryAfter: retryAfter() }) })]);
    const { dueAt } = await world.find(id);
    expect(dueAt.getTime() - now).toBeGreaterThanOrEqual(waitMs - 1000);
    expect(dueAt.getTime() - now).toBeLessThan(waitMs + 5000);
    // Others of the same tenant wait as long, and are not lost by it.
    const other = fresh();
    await world.put(other.id, 'luis', [other.talk]);
    expect(await send()).toBe(0);
    world.clock.move(dueAt.getTime() - now);
    await send();
    world.clock.move(1000);
    await send();
    expect([(await world.find(id)).state, (await world.find(other.id)).state]).toEqual(['sent', 'sent']);
  });

  it('goes on another route at once where one is dead, and never to that one again', async () => {
    const { id, talk } = fresh();
    await world.put(id, 'ana', [talk, `${talk}-older`]);
    expect(await send([refuse(403), refuse(404)])).toBe(2);
    expect(await world.find(id)).toMatchObject({ state: 'failed', reason: 'refused' });
    expect([(await routeOf(talk)).deadCause, (await routeOf(`${talk}-older`)).deadCause]).toEqual(['uninstalled', 'gone']);
    const next = fresh();
    await world.put(next.id, 'ana', []);
    expect(await send()).toBe(0);
    await world.database.prisma.conversation.update({ where: { id: `msteams|${talk}` }, data: { deadAt: null, deadCause: null } });
    const third = fresh();
    await world.put(third.id, 'ana', []);
    expect(await send()).toBe(1);
    expect(await world.find(third.id)).toMatchObject({ state: 'sent', conversationId: `msteams|${talk}` });
  });

  it('that is too large for one route goes on another, and both live', async () => {
    const { id, talk } = fresh();
    await world.put(id, 'ana', [talk, `${talk}-older`]);
    expect(await send([refuse(413)])).toBe(2);
    expect(await world.find(id)).toMatchObject({ state: 'sent', conversationId: `msteams|${talk}-older` });
    expect((await routeOf(talk)).deadAt).toBeNull();
  });

  it('is tried eight times where the channel has no time for it, later and later, and then counts as refused', async () => {
    const { id, talk } = fresh();
    await world.put(id, 'ana', [talk]);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      expect(await send([refuse(429)])).toBe(1);
      const { dueAt } = await world.find(id);
      waits.push(dueAt.getTime() - world.clock.now().getTime());
      world.clock.move(Math.max(0, waits.at(-1)!) + 1);
    }
    expect(await world.find(id)).toMatchObject({ state: 'failed', reason: 'refused', tries: 7 });
    for (const wait of waits.slice(0, 7)) expect(wait).toBeLessThanOrEqual(300_000);
  });

  it('that cannot be put into words is put off, and does not stand in the way of others', async () => {
    const [bad, good] = [fresh(), fresh()];
    await world.put(bad.id, 'ana', [bad.talk]);
    await world.put(good.id, 'luis', [good.talk]);
    const noticing = world.sender();
    const { compose } = world;
    await send([], { compose: async (message, without) => { if (message.contactId === 'ana') throw new Error('no words'); return compose(message, without); } });
    await noticing.drain();
    expect(await world.find(bad.id)).toMatchObject({ state: 'planned', reason: 'broken', tries: 1 });
    expect((await world.find(bad.id)).dueAt.getTime()).toBeGreaterThan(world.clock.now().getTime());
    expect(await world.find(good.id)).toMatchObject({ state: 'sent' });
    expect(world.logged).toContain('notice not sent: no words');
  });

  it('that can never be put into words is tried eight times, and then counts as failed', async () => {
    const { id, talk } = fresh();
    await world.put(id, 'ana', [talk]);
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      expect(await world.find(id)).toMatchObject({ state: 'planned', tries: attempt - 1 });
      await send([], { compose: async () => { throw new Error('no words'); } });
      world.clock.move(300_001);
    }
    expect(await world.find(id)).toMatchObject({ state: 'failed', reason: 'broken' });
  });
});

describe('beside others', () => {
  it('three senders let no more leave than the limit in any second', async () => {
    for (let place = 0; place < 50; place += 1) await world.put(fresh().id, `c${place}`, [`talk-${number}`]);
    const left: number[] = [];
    const channel = world.channel();
    const way = channel.way as Post;
    const watched: Channel = { ...channel, way: { ...way, deliver: (...args) => { left.push(performance.now()); return way.deliver(...args); } } };
    const senders = Array.from({ length: 3 }, () => world.sender({ settings: { ...SENDING, perSecond: 25 }, channels: new Map([['msteams', watched]]) }));
    for (const sender of senders) sender.wake();
    await Promise.all(senders.map((sender) => sender.idle()));
    expect(left).toHaveLength(50);
    const most = Math.max(...left.map((first) => left.filter((each) => each >= first && each < first + 1000).length));
    expect(most).toBeLessThanOrEqual(25);
    expect(most).toBeGreaterThan(10);
  });

  it('a tick does not wait for what is being said, a second run does not begin beside it, and what comes meanwhile is said', async () => {
    const [first, second] = [fresh(), fresh()];
    await world.put(first.id, 'ana', [first.talk]);
    world.connector.mood({ kind: 'slow', ms: 300 });
    let plans = 0;
    const noticing = world.sender({ plan: async () => { plans += 1; } });
    const began = performance.now();
    await noticing.job.run();
    expect(performance.now() - began).toBeLessThan(100);
    await world.put(second.id, 'luis', [second.talk]);
    await noticing.job.run();
    await noticing.job.settle!();
    expect([(await world.find(first.id)).state, (await world.find(second.id)).state, plans]).toEqual(['sent', 'sent', 2]);
  });

  it('a stopping process finishes what it is saying and gives back the rest', async () => {
    for (let place = 0; place < 6; place += 1) await world.put(fresh().id, `c${place}`, [`talk-${number}`]);
    world.connector.mood({ kind: 'slow', ms: 200 });
    const noticing = world.sender({ settings: { ...SENDING, atOnce: 1 } });
    noticing.wake();
    await until(async () => await world.database.prisma.notice.count({ where: { state: 'sending' } }) === 1, 'the first one is on its way');
    await noticing.drain();
    expect(await world.database.prisma.notice.groupBy({ by: ['state'], _count: true, orderBy: { state: 'asc' } })).toEqual([{ state: 'planned', _count: 5 }, { state: 'sent', _count: 1 }]);
    noticing.wake();
    await noticing.idle();
    expect(await world.database.prisma.notice.count({ where: { state: 'planned' } })).toBe(5);
  });

  it('nothing is said while that is not wished', async () => {
    const { id, talk } = fresh();
    await world.put(id, 'ana', [talk]);
    expect(await send([], { isPaused: () => true })).toBe(0);
    expect(await world.sender({ isPaused: () => true }).job.nextDue(new Date(0))).toBeUndefined();
    expect(await world.sender().job.nextDue(new Date(0))).toEqual((await world.find(id)).dueAt);
    const soon = new Date(0);
    expect(await world.sender({ nextPlan: async () => soon }).job.nextDue(new Date(0))).toEqual(soon);
  });
});

describe('where clients read for themselves', () => {
  it('it is written with the mark, and whoever looks is told after that', async () => {
    const { id, talk } = fresh();
    await world.put(id, 'ana', []);
    const woken: [string, string][] = [];
    const told = new Promise<void>((resolve) => {
      const webchat = createWebchatChannel((conversation) => void world.find(id).then(({ state }) => { woken.push([conversation, state]); resolve(); }), world.clock);
      const compose = async (): Promise<Composed> => ({ kind: 'say', channel: 'webchat', address: JSON.stringify({ conversation: talk }), conversationId: `webchat|${talk}`, replies: [{ type: 'message', text: 'Guten Tag' }] });
      void send([], { channels: new Map([['webchat', webchat]]), compose });
    });
    await told;
    expect(woken).toEqual([[talk, 'sent']]);
    const [activity, ...others] = await world.database.prisma.webchatActivity.findMany({ where: { conversationId: `webchat|${talk}` } });
    const { messageId } = await world.find(id);
    expect(JSON.parse(activity!.activity)).toMatchObject({ text: 'Guten Tag', id: `${messageId}.0`, from: { id: 'lotse' } });
    expect(others).toEqual([]);
  });

  it('a second word on the same day waits for the day that is named', async () => {
    const compose = async (): Promise<Composed> => ({ kind: 'say', channel: 'webchat', address: '{"conversation":"w"}', conversationId: 'webchat|w', replies: [{ type: 'message', text: 'Guten Tag' }], spokenOn: '2027-01-31', nextDay: new Date('2037-02-01T08:00:00Z') });
    const parts = { channels: new Map([['webchat', createWebchatChannel(() => {}, world.clock)]]), compose };
    const [one, two] = [fresh(), fresh()];
    await world.put(one.id, 'ana', []);
    await send([], parts);
    await world.put(two.id, 'ana', []);
    await send([], parts);
    expect(await world.find(one.id)).toMatchObject({ state: 'sent' });
    expect(await world.find(two.id)).toMatchObject({ state: 'planned', reason: 'spokenToday', dueAt: new Date('2037-02-01T08:00:00Z') });
  });
});

it('counts what was sent and what was not, by route', async () => {
  const text = await world.metrics.text();
  expect(text).toMatch(/lotse_notices_total\{outcome="sent",route="msteams"\} \d+/);
  expect(text).toMatch(/lotse_notices_total\{outcome="unknown",route="msteams"\} \d+/);
});
