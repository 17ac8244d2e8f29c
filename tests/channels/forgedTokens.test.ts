/** What thousands of forged tokens cost: no memory, no time, no request, and no issuer that the SDK would trust afterwards. */
import http from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { EmulatorValidation } from 'botframework-connector';
import { createBearerCheck, type BearerCheck } from '../../bot/channels/teams/bearer';
import { createNetwork, type Network } from '../../services/network';
import { clockAt } from '../clocks';
import { APP_ID, startEntra, TEAMS_URL, type FakeEntra } from '../fakes/entra';
import { post } from '../process';
import { createWorld, type World } from '../world';

const COUNT = 2000;
const NOW = new Date('2027-03-01T09:00:00Z');
const SECONDS = NOW.getTime() / 1000;
/** The array to which the SDK adds whatever tenant an unproven token names. */
const issuers = EmulatorValidation.ToBotFromEmulatorTokenValidationParameters.issuer as string[];

let entra: FakeEntra;
beforeAll(async () => { entra = await startEntra(); });
afterAll(() => entra.stop());

/** Half of them signed by a stranger under a known key's name, so that the signature is really looked at; each with a tenant of its own, every tenth of 9 KB. */
function forge(index: number): string {
  const filling = index % 10 === 0 ? 'a'.repeat(6 * 1024) : 'a';
  const tenant = `aaaaaaaa-0000-0000-0000-${String(index).padStart(12, '0')}`;
  return entra.mint({ tid: tenant, ver: '1.0', filling, ...(index % 2 === 0 && { iss: `https://sts.windows.net/${tenant}/` }) }, { key: 'stranger', header: { kid: 'teams' } });
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('the check itself', () => {
  let check: BearerCheck;
  let network: Network;
  beforeAll(async () => {
    network = createNetwork();
    check = createBearerCheck(network, clockAt(() => NOW), { appId: APP_ID, openIdUrl: entra.openIdUrl, timeoutMs: 2000 });
    await check.refresh();
  });
  afterAll(() => network.close());

  const activity = { serviceUrl: TEAMS_URL, channelId: 'msteams' };
  const isProven = (claims: Record<string, unknown>) => check.isProven(`Bearer ${entra.mint({ nbf: SECONDS - 60, exp: SECONDS + 3600, ...claims })}`, activity);

  it.each([
    [{ exp: SECONDS - 299 }, true], [{ exp: SECONDS - 301 }, false], [{ nbf: SECONDS + 299 }, true], [{ nbf: SECONDS + 301 }, false], [{ exp: SECONDS + 1 }, true], [{}, true],
  ])('clocks may differ by 300 seconds and no more: %j', (claims, proven) => expect(isProven(claims)).toBe(proven));

  it('proves nobody before it has keys', () => {
    const fresh = createBearerCheck(network, clockAt(() => NOW), { appId: APP_ID, openIdUrl: entra.openIdUrl, timeoutMs: 2000 });
    expect([fresh.hasKeys(), fresh.isProven(`Bearer ${entra.mint()}`, activity)]).toEqual([false, false]);
  });

  it('keeps its keys where fetching new ones fails', async () => {
    const reached = { request: network.request, close: () => {} };
    const own = createBearerCheck(reached, clockAt(() => NOW), { appId: APP_ID, openIdUrl: entra.openIdUrl, timeoutMs: 2000 });
    await own.refresh();
    reached.request = async () => ({ status: 503, headers: {}, body: '' });
    await expect(own.refresh()).rejects.toThrow('503');
    expect(own.hasKeys()).toBe(true);
  });

  it(`refuses ${COUNT} forged tokens, 99 of 100 within 5 ms of the processor`, () => {
    const headers = Array.from({ length: COUNT }, (_, index) => `Bearer ${forge(index)}`);
    const proven: boolean[] = [];
    // The processor's time and not the wall's, so that what else the machine does cannot fail the test.
    const times = headers.map((header) => {
      const before = process.cpuUsage();
      proven.push(check.isProven(header, activity));
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    expect(proven.filter(Boolean)).toEqual([]);
    expect(times.sort((a, b) => a - b)[Math.floor(COUNT * 0.99)]).toBeLessThan(5);
  });
});

describe('over HTTP', () => {
  let world: World;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  beforeAll(async () => {
    world = await createWorld({ MicrosoftAppId: APP_ID, MicrosoftAppPassword: 'secret', HOST: '127.0.0.1', BOT_OPENID_URL: entra.openIdUrl, BOT_LOGIN_URL: entra.loginUrl });
  });
  afterAll(async () => {
    agent.destroy();
    await world.stop();
  });

  const body = JSON.stringify({ type: 'message', id: 'f', channelId: 'msteams', serviceUrl: TEAMS_URL, text: 'menu', from: { id: 'ana' }, conversation: { id: 'forged' } });
  const flood = async (from: number, to: number) => {
    const statuses = new Set<number>();
    for (let index = from; index < to; index += 8) {
      const few = Array.from({ length: Math.min(8, to - index) }, (_, place) => post(`${world.url}/api/messages`, body, { authorization: `Bearer ${forge(index + place)}` }, { agent }));
      for (const { status } of await Promise.all(few)) statuses.add(status);
    }
    return [...statuses];
  };

  it(`${COUNT} forged tokens are all refused, fetch nothing, grow no list of issuers and little memory`, async () => {
    await flood(0, 300);
    const [fetched, trusted, heap] = [entra.requests.length, [...issuers], heapAfterCollection()];
    expect(await flood(300, 300 + COUNT)).toEqual([401]);
    expect(entra.requests.length).toBe(fetched);
    expect(issuers).toEqual(trusted);
    expect(heapAfterCollection() - heap).toBeLessThan(8 * 1024 * 1024);
  });

  it('the list of issuers is the one that the stock check would grow', () => {
    const before = issuers.length;
    EmulatorValidation.isTokenFromEmulator(`Bearer ${forge(9_999_999)}`);
    expect(issuers.splice(before).length).toBeGreaterThan(0);
  });
});
