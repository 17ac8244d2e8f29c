/** Where replies may go: every way to write an address that looks allowed and is not, and none of them is connected to. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConnector } from '../../bot/channels/teams/connector';
import { isServiceUrlAllowed } from '../../bot/channels/teams/serviceUrl';
import { createNetwork } from '../../services/network';
import { APP_ID, startEntra, type FakeEntra } from '../fakes/entra';
import { post } from '../process';
import { REFUSED_SIGNED, TEAMS, variants } from '../serviceUrls';
import { createWorld, type World } from '../world';
import { trapConnections } from '../connections';

const SIGNED = { isLocal: false, hosts: ['smba.trafficmanager.net', '*.botframework.com'] };
const LOCAL = { isLocal: true, hosts: SIGNED.hosts };

const ALLOWED_SIGNED = [
  `https://${TEAMS}/emea/`, `https://${TEAMS}`, `https://${TEAMS}:443/ch/`, `https://SMBA.TrafficManager.NET/emea/`, `HTTPS://${TEAMS}/`,
  'https://europe.webchat.botframework.com/', 'https://a.b.botframework.com/x',
];

const ALLOWED_LOCAL = [
  'http://127.0.0.1:3979/', 'http://localhost:3979', 'https://localhost/', 'http://[::1]:80/', 'http://127.0.0.1/', 'http://127.255.255.254:1/', 'http://LOCALHOST:1/', 'http://127.1:9/', 'http://2130706433:9/', 'http://0x7f.0.0.1/', 'http://0177.0.0.1/', 'http://[0:0:0:0:0:0:0:1]/',
];

const REFUSED_LOCAL: unknown[] = [
  `https://${TEAMS}/`, 'https://x.botframework.com/', 'http://evil.example/', 'http://127.0.0.1.evil.example/', 'http://127.0.0.1.nip.io/', 'http://localhost.evil.example/', 'http://evil.localhost/', 'http://localhost./', 'http://localhosts/', 'http://1localhost/',
  'http://127.0.0.1@evil.example/', 'http://user@127.0.0.1/', 'http://user:pass@localhost/', 'http://evil.example#127.0.0.1', 'http://127.0.0.1/#x', 'http://evil.example\\@127.0.0.1/', 'http://evil.example/127.0.0.1',
  'http://0.0.0.0/', 'http://0/', 'http://128.0.0.1/', 'http://126.255.255.255/', 'http://10.0.0.1/', 'http://192.168.1.1/', 'http://169.254.169.254/', 'http://2130706432.1/', 'http://3232235521/', 'http://0x80000001/', 'http://[::]/', 'http://[::2]/', 'http://[::ffff:10.0.0.1]/', 'http://[fe80::1]/',
  'http://lоcalhost/', 'http://127.0.0.1:99999/', 'http://127.0.0.256/', 'http://127.0.0.1%00.evil.example/', 'ftp://127.0.0.1/', 'ws://127.0.0.1/', 'file:///etc/passwd', 'unix:/tmp/socket', 'http:', 'http://', '127.0.0.1', 'localhost:80', undefined, null, 7, {}, [], '',
];

const shown = (address: unknown) => ({ shown: (JSON.stringify(address) ?? 'undefined').slice(0, 80), address });

it('the tables hold at least a hundred addresses that must be refused', () => {
  expect(new Set([...REFUSED_SIGNED, ...REFUSED_LOCAL]).size).toBeGreaterThanOrEqual(100);
});

describe('the rule in signed mode', () => {
  it('lets nothing through that a URL parser would not lead to an allowed host, of five hundred more', () => {
    const all = variants();
    const hosts = all.filter(({ address }) => isServiceUrlAllowed(SIGNED, address)).map(({ address }) => new URL(address).hostname);
    expect(new Set(all.map(({ address }) => address)).size).toBeGreaterThanOrEqual(500);
    expect(hosts.filter((host) => host !== TEAMS && !host.endsWith('.botframework.com'))).toEqual([]);
    // Those whose name or answer leads elsewhere pass the rule: the door to the network is there for them.
    expect(all.length - hosts.length).toBeGreaterThanOrEqual(500);
  });

  it.each(ALLOWED_SIGNED.map(shown))('allows $shown', ({ address }) => expect(isServiceUrlAllowed(SIGNED, address)).toBe(true));
  it.each(REFUSED_SIGNED.map(shown))('refuses $shown', ({ address }) => expect(isServiceUrlAllowed(SIGNED, address)).toBe(false));
});

describe('the rule in local mode', () => {
  it.each(ALLOWED_LOCAL.map(shown))('allows $shown', ({ address }) => expect(isServiceUrlAllowed(LOCAL, address)).toBe(true));
  it.each(REFUSED_LOCAL.map(shown))('refuses $shown', ({ address }) => expect(isServiceUrlAllowed(LOCAL, address)).toBe(false));
});

it.each([...REFUSED_SIGNED.filter((address) => typeof address === 'string')].map(shown))('a stored reference to $shown is not sent to either', async ({ address }) => {
  const asked: string[] = [];
  const network = { request: async ({ url }: { url: string }) => { asked.push(url); return { status: 200, headers: {}, body: '' }; }, close: () => {} };
  const connector = createConnector(network, { rule: SIGNED, timeoutMs: 1000, token: async () => 'token', forgetToken: () => {}, now: () => new Date() });
  await expect(connector.send({ serviceUrl: address as string, conversation: 'c' }, {})).resolves.toEqual({ kind: 'refused', cause: 'refused' });
  expect(asked).toEqual([]);
});

it('an allowed host that answers that the message should go elsewhere is not followed', async () => {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url!);
    response.writeHead(Number(request.url!.slice(1, 4)), { location: '/elsewhere' });
    response.end();
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const network = createNetwork();
  const connector = createConnector(network, { rule: LOCAL, timeoutMs: 1000, token: async () => undefined, forgetToken: () => {}, now: () => new Date() });
  const { port } = server.address() as AddressInfo;
  for (const status of [301, 302, 303, 307, 308]) {
    await expect(connector.send({ serviceUrl: `http://127.0.0.1:${port}/${status}`, conversation: 'c' }, {})).resolves.toEqual({ kind: 'refused', cause: 'refused' });
  }
  expect(asked).toEqual([301, 302, 303, 307, 308].map((status) => `/${status}/v3/conversations/c/activities`));
  network.close();
  await new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); });
});

/** Every connection that this process opens while `work` runs, except those to Lotse itself. */
async function connectionsDuring(own: string, work: () => Promise<void>): Promise<string[]> {
  const trap = trapConnections(own);
  try {
    await work();
  } finally {
    trap.restore();
  }
  return trap.opened;
}

const bodyWith = (serviceUrl: unknown, id: string) => JSON.stringify({
  type: 'message', id, channelId: 'msteams', serviceUrl, text: 'menu', from: { id: 'ana' }, recipient: { id: 'bot' }, conversation: { id: 'c' },
});

describe('over HTTP', () => {
  let entra: FakeEntra;
  let local: World;
  let signed: World;
  beforeAll(async () => {
    entra = await startEntra();
    [local, signed] = await Promise.all([
      createWorld(), createWorld({ MicrosoftAppId: APP_ID, MicrosoftAppPassword: 'secret', HOST: '127.0.0.1', BOT_OPENID_URL: entra.openIdUrl, BOT_LOGIN_URL: entra.loginUrl }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([local.stop(), signed.stop()]);
    await entra.stop();
  });

  it.each(REFUSED_LOCAL.filter((address) => typeof address === 'string').map(shown))('local mode answers 403 to $shown and connects to nobody', async ({ address }) => {
    const opened = await connectionsDuring(local.url, async () => {
      expect((await post(`${local.url}/api/messages`, bodyWith(address, 'l'))).status).toBe(403);
    });
    expect(opened).toEqual([]);
    expect(await local.lotse.database.prisma.turn.count()).toBe(0);
  });

  it.each(REFUSED_SIGNED.filter((address) => typeof address === 'string').slice(0, 60).map(shown))('a proven sender with $shown gets 403, and nobody is connected to', async ({ address }) => {
    const authorization = `Bearer ${entra.mint({ serviceurl: address })}`;
    const opened = await connectionsDuring(signed.url, async () => {
      expect((await post(`${signed.url}/api/messages`, bodyWith(address, 's'), { authorization })).status).toBe(403);
    });
    expect(opened).toEqual([]);
    expect(await signed.lotse.database.prisma.turn.count()).toBe(0);
  });

  it('the trap is worth something: a reply to an allowed address is seen by it', async () => {
    const opened = await connectionsDuring(local.url, async () => {
      expect((await post(`${local.url}/api/messages`, bodyWith(local.connector.url, 'x'))).status).toBe(200);
      await local.connector.waitFor('c', 0);
    });
    expect(opened).toEqual([new URL(local.connector.url).host]);
  });
});
