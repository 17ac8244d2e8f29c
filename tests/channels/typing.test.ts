/** That somebody is writing is shown where an answer takes longer than a moment, and never after it. */
import type { Channel, Post } from '../../bot/channels/channel';
import { createTyping } from '../../bot/typing';
import { post, until } from '../process';
import { createWorld, type World } from '../world';

describe('typing', () => {
  const stage = (typing: Post['typing']) => {
    const due: (() => void)[] = [];
    const later = (work: () => void, ms: number) => { expect(ms).toBe(500); due.push(work); return () => void due.splice(0); };
    const channel = { id: 'c', render: () => [], way: { kind: 'post', deliver: async () => ({ kind: 'delivered' }), ...(typing && { typing }) } } as Channel;
    return { due, typing: createTyping({ afterMs: 500, later }), channel };
  };

  it('is called off where the answer is faster', async () => {
    const shown: string[] = [];
    const { due, typing, channel } = stage(async (address) => void shown.push(address));
    await expect(typing.during(channel, 'here', async () => 7)).resolves.toBe(7);
    expect([due.length, shown]).toEqual([0, []]);
  });

  it('is shown where it is slower, and the answer waits until that is out', async () => {
    const order: string[] = [];
    let arrive = () => {};
    const { due, typing, channel } = stage(() => new Promise((resolve) => { arrive = () => { order.push('typing'); resolve(); }; }));
    const answer = typing.during(channel, 'here', async () => { due[0]!(); }).then(() => order.push('answer'));
    await new Promise((resolve) => { setImmediate(resolve); });
    arrive();
    await answer;
    expect(order).toEqual(['typing', 'answer']);
  });

  it('that fails costs nothing, and a turn that fails calls it off', async () => {
    const { due, typing, channel } = stage(async () => { throw new Error('no'); });
    await expect(typing.during(channel, 'here', async () => { due[0]!(); return 7; })).resolves.toBe(7);
    await expect(typing.during(channel, 'here', async () => { throw new Error('the turn'); })).rejects.toThrow('the turn');
    expect(due).toEqual([]);
  });

  it('holds no answer for longer than a second, and leaves no more then', async () => {
    let mayLeave = () => true;
    const { due, typing, channel } = stage((_address, mayStill) => new Promise(() => { mayLeave = mayStill; }));
    const before = performance.now();
    await typing.during(channel, 'here', async () => { due[0]!(); expect(mayLeave()).toBe(true); });
    expect([performance.now() - before < 2000, mayLeave()]).toEqual([true, false]);
  });

  it('is nothing for a channel that cannot show it', async () => {
    const { due, typing, channel } = stage(undefined);
    await typing.during(channel, 'here', async () => { expect(due).toEqual([]); });
  });
});

describe('on Teams', () => {
  let world: World;
  beforeAll(async () => { world = await createWorld({ TYPING_AFTER_MS: '100' }); });
  afterAll(() => world.stop());
  afterEach(() => jest.restoreAllMocks());

  const says = (conversation: string, text: string) => post(`${world.url}/api/messages`, JSON.stringify({
    type: 'message', id: `${conversation}-${text}`, channelId: 'msteams', serviceUrl: world.connector.url, text, from: { id: '29:ana' }, recipient: { id: '28:bot' }, conversation: { id: conversation, conversationType: 'personal' },
  }));
  /** The next turn takes so long. */
  const slow = (ms: number) => {
    const { turns } = world.lotse.services;
    const commit = turns.commit.bind(turns);
    jest.spyOn(turns, 'commit').mockImplementationOnce(async (end) => { await new Promise((resolve) => { setTimeout(resolve, ms); }); return commit(end); });
  };
  const arrivals = (conversation: string) => world.connector.requests.filter(({ path }) => path.includes(encodeURIComponent(conversation)));

  it('is shown once in a slow turn, before its reply, however slowly Teams takes it or refuses it', async () => {
    await says('a:slow', 'menu');
    await world.connector.waitFor('a:slow', 0);
    const shown = world.connector.typedIn('a:slow');
    for (const [text, mood] of [['help', { kind: 'slow', ms: 300 }], ['thanks', { kind: 'refuse', status: 403 }]] as const) {
      slow(400);
      const before = arrivals('a:slow').length;
      world.connector.mood(mood);
      const heard = world.connector.receivedIn('a:slow').length;
      expect((await says('a:slow', text)).status).toBe(200);
      await world.connector.waitFor('a:slow', heard);
      const [typing, reply, ...more] = arrivals('a:slow').slice(before);
      expect(more).toEqual([]);
      expect([typing!.path, reply!.path.startsWith('/v3/conversations/a%3Aslow/activities/a%3Aslow-')]).toEqual(['/v3/conversations/a%3Aslow/activities', true]);
      expect(reply!.at - typing!.at).toBeGreaterThanOrEqual(mood.kind === 'slow' ? 295 : 0);
    }
    expect(world.connector.typedIn('a:slow') - shown).toBe(1);
    await until(async () => (await world.lotse.database.prisma.conversation.findUniqueOrThrow({ where: { id: 'msteams|a:slow' } })).deadAt === null, 'typing that is refused ends nothing');
  });
});
