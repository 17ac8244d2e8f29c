/** Replies on their way to Webex: what is tried again, what never is, and how long Webex is left alone. */
import { createApi } from '../../bot/channels/webex/api';
import { addressOf, createDelivery } from '../../bot/channels/webex/delivery';
import { createFind } from '../../bot/channels/webex/finding';
import { renderWebex } from '../../bot/channels/webex/rendering';
import { createClock } from '../../services/clock';
import { createNetwork, type FileNetwork } from '../../services/network';
import { until } from '../process';
import { startWebex, type FakeWebex, type Somebody, type WebexMood } from '../fakes/webex';

let webex: FakeWebex;
let network: FileNetwork;
let ana: Somebody;
let errors: string[];

beforeEach(async () => {
  webex = await startWebex({ pageSize: 5 });
  network = createNetwork();
  ana = webex.person('Ana');
  errors = [];
});
afterEach(async () => { network.close(); await webex.stop(); });

function channel(token = webex.token, url = webex.url) {
  const api = createApi(network, createClock(), { url, token, timeoutMs: 400 });
  const log = { info: () => {}, error: (event: string) => void errors.push(event) };
  const deliver = createDelivery(api, log, { say: () => {} });
  return { api, deliver, find: createFind(api, async () => ({ id: webex.bot.id, name: 'Lotse' })) };
}
const room = () => webex.directRoom(ana).id;
const posts = () => webex.requests.filter(({ kind }) => kind === 'POST messages').length;
const notice = (id: string) => renderWebex({ language: 'en', text: 'Your agreement ends soon.', choices: [{ id: 'renew', label: 'Renew' }], card: `notice.${id}`, facts: [] }, {})[0]!;

it('delivers with the id that Webex gave', async () => {
  const delivery = await channel().deliver(addressOf(room()), { text: 'Hello' });
  expect(delivery).toEqual({ kind: 'delivered', id: webex.saidIn(room())[0]!.id });
});

it.each<[string, WebexMood, object]>([
  ['a gateway that failed does not know', { kind: 'refuse', status: 502 }, { kind: 'ambiguous', cause: '502', isGateway: true }],
  ['an error that says nothing is ambiguous', { kind: 'acceptThenFail', status: 500 }, { kind: 'ambiguous', cause: '500' }],
  ['so is an answer that was lost', { kind: 'acceptThenDrop' }, { kind: 'ambiguous', cause: 'ECONNRESET' }],
  ['and one that does not come', { kind: 'slow', ms: 900 }, { kind: 'ambiguous', cause: 'TIMEOUT' }],
  ['a message that is too large is refused', { kind: 'refuse', status: 413 }, { kind: 'refused', cause: 'tooLarge' }],
  ['a message that is wrong is refused', { kind: 'refuse', status: 400 }, { kind: 'refused', cause: 'refused' }],
  ['a room in which one may not speak blocks', { kind: 'refuse', status: 403 }, { kind: 'refused', cause: 'blocked' }],
  ['a room that is not there is gone', { kind: 'refuse', status: 404 }, { kind: 'refused', cause: 'gone' }],
])('%s', async (_what, mood, delivery) => {
  const at = addressOf(room());
  webex.mood(mood);
  expect(await channel().deliver(at, { text: 'Hello' })).toEqual(delivery);
  await until(() => posts() >= 1, 'the fake has answered');
  expect(posts()).toBe(1);
});

it.each<[string, WebexMood, number]>([
  ['as long as it says', { kind: 'refuse', status: 429, retryAfterSeconds: 7 }, 7000], ['fifteen seconds where it does not say', { kind: 'refuse', status: 429 }, 15_000],
  ['fifteen seconds where it says nonsense', { kind: 'refuse', status: 429, retryAfter: 'soon' }, 15_000], ['until the date that it names', { kind: 'refuse', status: 429, retryAfter: new Date(Date.now() + 600_000).toUTCString() }, 598_000],
])('Webex is left alone %s, by every message, and the answer says how long', async (_what, mood, ms) => {
  const { deliver } = channel();
  const at = addressOf(room());
  webex.mood(mood);
  for (const text of ['one', 'two']) {
    const delivery = await deliver(at, { text }) as { kind: string; retryAfterMs: number };
    expect(delivery.kind).toBe('later');
    expect(delivery.retryAfterMs).toBeGreaterThan(Math.min(ms, 590_000) - 2000);
    expect(delivery.retryAfterMs).toBeLessThanOrEqual(ms + 2000);
  }
  expect([posts(), webex.counts.early]).toEqual([1, 0]);
});

it('after its time, Webex is asked again', async () => {
  const { deliver } = channel();
  const at = addressOf(room());
  webex.mood({ kind: 'refuse', status: 429, retryAfterSeconds: 1 });
  const delivery = await deliver(at, { text: 'one' }) as { retryAfterMs: number };
  // A timer may strike a moment early.
  await new Promise((resolve) => setTimeout(resolve, delivery.retryAfterMs + 20));
  expect(await deliver(at, { text: 'one' })).toMatchObject({ kind: 'delivered' });
  expect(webex.counts.early).toBe(0);
});

it('a refused token is an alarm and no reason to hammer', async () => {
  const at = addressOf(room());
  expect(await channel('another').deliver(at, { text: 'Hello' })).toEqual({ kind: 'later' });
  expect(errors).toEqual(['webex refuses the token']);
  expect(posts()).toBe(1);
});

it('nobody there means later', async () => {
  await webex.stop();
  expect(await channel().deliver(addressOf('room'), { text: 'Hello' })).toEqual({ kind: 'later' });
});

it('nothing leaves that may not leave any more', async () => {
  const at = addressOf(room());
  expect(await channel().deliver(at, { text: 'Hello' }, () => false)).toEqual({ kind: 'later' });
  expect(webex.saidIn(room())).toEqual([]);
});

describe('a notice whose answer was lost', () => {
  const since = () => new Date(Date.now() - 1000);

  it('is found by its number where it arrived, many pages back', async () => {
    const { deliver, find } = channel();
    const at = addressOf(room());
    const began = since();
    webex.mood({ kind: 'acceptThenDrop' });
    expect(await deliver(at, notice('4711'))).toMatchObject({ kind: 'ambiguous' });
    for (let count = 0; count < 12; count += 1) webex.say(webex.directRoom(ana), ana, { text: `noise ${count}` });
    expect(await find(at, '4711', began)).toBe('there');
    expect(await find(at, '4712', began)).toBe('absent');
  });

  it('is absent where it was cut off before', async () => {
    const { deliver, find } = channel();
    const at = addressOf(room());
    webex.mood({ kind: 'cut' });
    expect(await deliver(at, notice('4711'))).toMatchObject({ kind: 'ambiguous' });
    expect(await find(at, '4711', since())).toBe('absent');
  });

  it('is not taken for what somebody else wrote', async () => {
    const at = addressOf(room());
    webex.say(webex.directRoom(ana), ana, { text: 'notice.4711' });
    expect(await channel().find(at, '4711', since())).toBe('absent');
  });

  it.each<[string, WebexMood]>([['Webex fails', { at: 'GET messages', kind: 'refuse', status: 500 }], ['Webex wants to be left alone', { at: 'GET messages', kind: 'refuse', status: 429, retryAfterSeconds: 60 }], ['the answer is lost', { at: 'GET messages', kind: 'cut' }]])('is unknown where %s', async (_what, mood) => {
    const at = addressOf(room());
    webex.mood(mood);
    expect(await channel().find(at, '4711', since())).toBe('unknown');
  });

  it('is unknown in a group, where bots may not list what they said', async () => {
    const group = webex.group('Team', [ana, webex.bot]);
    expect(await channel().find(addressOf(group.id), '4711', since())).toBe('unknown');
  });

  it('is asked of no other host, whatever a page names as the next', async () => {
    const { api } = channel(webex.token, webex.url.replace('127.0.0.1', 'localhost'));
    const room = webex.directRoom(ana);
    for (let count = 0; count < 12; count += 1) webex.say(room, ana, { text: 'noise' });
    const read = async () => { for await (const page of api.pages(`/messages?roomId=${room.id}`, 10, () => {})) expect(page.length).toBeGreaterThan(0); };
    await read();
    const foreign = createApi({ ...network, request: async () => ({ status: 200, headers: { link: '<https://evil.example/v1/messages>; rel="next"' }, body: '{"items":[{}]}' }) }, createClock(), { url: webex.url, token: 'token', timeoutMs: 100 });
    let cuts = 0;
    for await (const page of foreign.pages('/messages', 10, () => { cuts += 1; })) expect(page).toHaveLength(1);
    expect(cuts).toBe(1);
  });
});
