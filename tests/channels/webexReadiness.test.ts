/** When Webex counts against Lotse, and where its API begins. */
import { createApi } from '../../bot/channels/webex/api';
import { webexLook } from '../../bot/channels/webex/looks';
import { createReadiness } from '../../bot/channels/webex/readiness';
import { createSelf } from '../../bot/channels/webex/self';
import { createClock } from '../../services/clock';
import { NetworkError, type NetworkAnswer } from '../../services/network';

let asked: string[];
let ms: number;
beforeEach(() => { asked = []; ms = 1000; });
const clock = { ...createClock(), monotonicMs: () => ms };
const BOT = '{"id":"bot","displayName":"Lotse","type":"bot","items":[]}';

/** Webex whose API lies under so a path, answering so. */
function webex(url: string, { under = '/v1', status = () => 200 }: { under?: string; status?: () => number } = {}) {
  const network = { request: async ({ url: target }: { url: string }): Promise<NetworkAnswer> => {
    asked.push(new URL(target).pathname);
    if (status() === 0) throw new NetworkError('ECONNREFUSED', true);
    return { status: new URL(target).pathname.startsWith(`${under}/`) ? status() : 404, headers: {}, body: BOT };
  } } as never;
  const api = createApi(network, clock, { url, token: 'token', timeoutMs: 100 });
  const self = createSelf(api);
  return { api, self, network, ready: createReadiness(self, api, clock) };
}

it('silence counts for the first minute only, so that the other channels are reached', async () => {
  let status = 0;
  const { ready } = webex('https://webex.example/v1', { status: () => status });
  expect(await ready()).toBe('Webex has not answered yet.');
  ms += 61_000;
  expect(await ready()).toBeUndefined();
  status = 200;
  expect(await ready()).toBeUndefined();
});

it('a token that is refused counts, whenever it is, until it is taken', async () => {
  let status = 200;
  const { api, ready } = webex('https://webex.example/v1', { status: () => status });
  expect(await ready()).toBeUndefined();
  ms += 61_000;
  status = 401;
  await expect(api.find('/rooms/r')).rejects.toThrow('401');
  expect(await ready()).toBe('Webex refuses WEBEX_ACCESS_TOKEN.');
  status = 200;
  await api.find('/rooms/r');
  expect(await ready()).toBeUndefined();
});

it('an address without a path means its version, for the channel and for the doctor', async () => {
  const { api, self, network } = webex('https://webex.example/');
  expect((await self.find()).id).toBe('bot');
  await api.find('/rooms/r');
  await api.send('POST', '/messages', {});
  expect(asked).toEqual(['/people/me', '/v1/people/me', '/v1/rooms/r', '/v1/messages']);
  asked = [];
  const findings = await webexLook(network, { token: 'token', url: 'https://webex.example' }, 'https://lotse.example')();
  expect([findings[0]!.state, ...asked]).toEqual(['ok', '/people/me', '/v1/people/me', '/v1/webhooks']);
});

it.each([['an address with a path', 'https://webex.example/v2', ['/v2/people/me']], ['a host that is no Webex at all', 'https://webex.example', ['/people/me', '/v1/people/me']]])('%s is taken at its word', async (_what, url, paths) => {
  const { self, network } = webex(url, { under: '/nowhere' });
  await expect(self.find()).rejects.toThrow('people/me');
  expect(asked).toEqual(paths);
  expect(await webexLook(network, { token: 'token', url }, undefined)()).toMatchObject([{ state: 'wrong' }]);
});
