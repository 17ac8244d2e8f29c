/** The console as a tab of Teams: whom its door lets in, and what the cookie of the frame is good for. Figures for check:console where TAB_FIGURES is set. */
import { writeFileSync } from 'node:fs';
import type http from 'node:http';
import type { Role } from '../../services/agents/agent';
import { startEntra, type FakeEntra } from '../fakes/entra';
import { CLIENT, startDirectory, TENANT, type FakeDirectory } from '../fakes/oidc';
import { BROKEN, OTHER_FORMS, tabToken } from '../fakes/tabTokens';
import { createWorld, type World } from '../world';
import { createBack, KNOWN, type NotingBack } from './back';
import { Browser, listenLive, type Answer } from './browser';

const PUBLIC = 'https://lotse.example';
const TAB = '__Host-lotse-tab';
const ANNA = { oid: '11111111-2222-4333-8444-555555555555', name: 'Muster, Anna (ALSO)', email: 'anna@also.example' };
const OURS = { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' };
const BODY = { id: 'press-00001', text: 'words', to: KNOWN, reason: 'solved', roles: ['agent'], isAvailable: true };
let directory: FakeDirectory;
let entra: FakeEntra;
let world: World;
let back: NotingBack;
const counts = { tabDoors: 0, tabTried: 0, tabUnexpected: 0 };

beforeAll(async () => {
  [directory, entra] = [await startDirectory(ANNA), await startEntra()];
  back = createBack();
  world = await open();
});
afterAll(async () => {
  if (process.env.TAB_FIGURES) writeFileSync(process.env.TAB_FIGURES, JSON.stringify(counts));
  await world.stop();
  await Promise.all([directory.stop(), entra.stop()]);
});

function open(env: NodeJS.ProcessEnv = {}): Promise<World> {
  return createWorld({
    MicrosoftAppId: 'the-bot', MicrosoftAppPassword: 'secret', HOST: '127.0.0.1', BOT_OPENID_URL: entra.openIdUrl, BOT_LOGIN_URL: entra.loginUrl, PUBLIC_URL: PUBLIC,
    OIDC_ISSUER: directory.issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret, CONSOLE_FIRST_ADMIN: ANNA.oid, CONSOLE_FRAME_ANCESTORS: 'https://teams.microsoft.com,https://*.cloud.microsoft',
    CONSOLE_SIGN_INS_PER_MINUTE: '1000', CONSOLE_CALLS_PER_MINUTE: '100000', ...env,
  }, { console: back });
}

const sessions = () => world.lotse.database.prisma.agentSession.count();
const knock = (browser: Browser, token: unknown, headers: http.OutgoingHttpHeaders = {}) => browser.post('/console/tab', { token }, { ...OURS, origin: PUBLIC, 'x-csrf-token': '', ...headers });

async function enter(person = ANNA, browser = new Browser(world.url)): Promise<Browser> {
  const answer = await knock(browser, tabToken(directory, person));
  if (answer.status !== 200) throw new Error(`Not let in: ${answer.status} ${answer.text}`);
  browser.csrf = (await browser.get('/console/api/me', OURS)).json<{ csrf: string }>().csrf;
  return browser;
}

async function enterAs(role: Role): Promise<Browser> {
  const person = { oid: `00000000-0000-4000-8000-${role.padStart(12, '0')}`, name: role, email: `${role}@also.example` };
  const browser = await enter(person);
  const { agents } = world.lotse.services;
  const [anna, agent] = await Promise.all([ANNA, person].map(({ oid }) => agents.findBySender({ tenant: TENANT, id: oid })));
  await agents.setRoles(anna!, agent!.id, [role]);
  return browser;
}

const doors = () => world.lotse.doors.filter(({ gate }) => gate === 'console');
const addressOf = (path: string) => `${path.replace(':id', KNOWN)}${/figures|export/.test(path) ? '?from=2027-01-01&to=2027-01-31&table=waiting' : path.endsWith('import') ? '?dryRun=1' : ''}`;

describe('whom Teams knows', () => {
  it('gets in, as whoever signs in with the same account in a browser, with a cookie of the frame and no other', async () => {
    const browser = new Browser(world.url);
    const answer = await knock(browser, tabToken(directory, ANNA));
    expect([answer.status, answer.json()]).toEqual([200, {}]);
    expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-lotse-tab=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=None; Partitioned$/)]);
    expect((await browser.get('/console/api/me', OURS)).json()).toMatchObject({ name: ANNA.name, firstName: 'Anna', roles: ['agent', 'admin'] });
    expect(await world.lotse.services.agents.findBySender({ tenant: TENANT, id: ANNA.oid })).toMatchObject({ email: ANNA.email });
    expect(world.logged.some((line) => line.includes('signed in'))).toBe(true);
  });
  it.each(Object.entries(OTHER_FORMS))('gets in with a token that has %s', async (_form, make) => {
    expect((await knock(new Browser(world.url), make(directory, ANNA))).status).toBe(200);
  });
  it('keeps the name that a token does not say', async () => {
    await enter();
    const token = tabToken(directory, ANNA, ({ claims: { name: _name, preferred_username: _email, ...claims } }) => ({ claims }));
    expect((await knock(new Browser(world.url), token)).status).toBe(200);
    expect(await world.lotse.services.agents.findBySender({ tenant: TENANT, id: ANNA.oid })).toMatchObject({ name: ANNA.name, firstName: 'Anna', email: ANNA.email });
  });
  it('without a role gets no further than a page that says whom to ask', async () => {
    const browser = await enter({ oid: '99999999-2222-4333-8444-555555555555', name: 'Ben Beispiel', email: 'ben@also.example' });
    expect((await browser.get('/console/api/me', OURS)).json()).toMatchObject({ roles: [], administrators: [ANNA.name] });
    expect((await browser.get('/console/api/queue', OURS)).json()).toMatchObject({ code: 'NoRole' });
  });
  it('gets a new session each time, whatever the frame brought along, and the one before ends', async () => {
    const browser = new Browser(world.url);
    browser.cookies.set(TAB, 'a-session-that-somebody-else-has-chosen-before');
    await enter(ANNA, browser);
    const first = browser.cookies.get(TAB)!;
    expect(first).not.toContain('chosen');
    await enter(ANNA, browser);
    const thief = new Browser(world.url);
    thief.cookies.set(TAB, first);
    expect((await thief.get('/console/api/me', OURS)).status).toBe(401);
  });
  it('is asked of the directory once: its keys are kept', async () => {
    await enter();
    directory.requests.length = 0;
    await enter();
    expect(directory.requests).toEqual([]);
  });
});

describe('a token that is not in order gives no session', () => {
  const ANSWER = [403, { code: 'NotSignedIn', message: 'Not signed in: open the console in a browser.' }];
  async function expectRefused(token: unknown): Promise<void> {
    const before = await sessions();
    const browser = new Browser(world.url);
    const answer = await knock(browser, token);
    expect([answer.status, answer.json(), answer.headers['set-cookie']]).toEqual([...ANSWER, undefined]);
    expect(browser.cookies.size).toBe(0);
    expect(await sessions()).toBe(before);
  }

  it.each(Object.entries(BROKEN))('it has %s', async (_fault, make) => expectRefused(make(directory, ANNA)));
  it.each([['a number', 7], ['a list', [1]], ['nothing', undefined], ['null', null]])('it is %s', async (_kind, token) => expectRefused(token));
  it('it is of an agent who was removed', async () => {
    const cora = { oid: '77777777-2222-4333-8444-555555555555', name: 'Cora Neu', email: 'cora@also.example' };
    await enter(cora);
    const { agents } = world.lotse.services;
    const [anna, agent] = await Promise.all([ANNA, cora].map(({ oid }) => agents.findBySender({ tenant: TENANT, id: oid })));
    await agents.remove(anna!, agent!.id);
    await expectRefused(tabToken(directory, cora));
    expect((await agents.find(agent!.id))?.name).toBe('Cora Neu');
  });
  it('and says in the log why, without a word of the token', async () => {
    world.logged.length = 0;
    const token = BROKEN['a foreign client']!(directory, ANNA);
    await expectRefused(token);
    const line = world.logged.find((each) => each.includes('sign-in refused'))!;
    expect(line).toContain('client');
    expect(world.logged.join()).not.toContain(token.split('.')[1]!.slice(0, 40));
  });
  it('does not make Lotse ask the directory for its keys each time that somebody invents one', async () => {
    await knock(new Browser(world.url), BROKEN['an unknown key id']!(directory, ANNA));
    directory.requests.length = 0;
    for (let tries = 0; tries < 20; tries++) await knock(new Browser(world.url), BROKEN['an unknown key id']!(directory, ANNA));
    expect(directory.requests.length).toBeLessThanOrEqual(1);
  });
});

describe('the door', () => {
  it('is not there without a frame, nor in local mode', async () => {
    for (const env of [{ CONSOLE_FRAME_ANCESTORS: '' }, { MicrosoftAppId: '', MicrosoftAppPassword: '' }]) {
      const other = await open(env);
      expect((await new Browser(other.url).post('/console/tab', { token: tabToken(directory, ANNA) }, { origin: 'MicrosoftAppId' in env ? other.url : PUBLIC })).status).toBe(404);
      expect(other.lotse.doors.some(({ path }) => path === '/console/tab')).toBe(false);
      await other.stop();
    }
  });
  it.each<[string, http.OutgoingHttpHeaders]>([
    ['another page', { origin: 'https://evil.example' }], ['Teams itself', { origin: 'https://teams.microsoft.com' }], ['nobody', { origin: undefined }], ['an origin null', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }], ['a sister of this host', { 'sec-fetch-site': 'same-site' }], ['a form', { 'content-type': 'application/x-www-form-urlencoded' }], ['plain text', { 'content-type': 'text/plain' }],
  ])('takes nothing from %s', async (_who, headers) => {
    const before = await sessions();
    const given = Object.fromEntries(Object.entries({ ...OURS, 'content-type': 'application/json', origin: PUBLIC, ...headers }).filter(([, value]) => value !== undefined));
    const answer = await new Browser(world.url).ask('POST', '/console/tab', { body: JSON.stringify({ token: tabToken(directory, ANNA) }), headers: given });
    expect([403, 415]).toContain(answer.status);
    expect(await sessions()).toBe(before);
  });
  it('counts what is tried, as the other ways in do', async () => {
    const other = await open({ CONSOLE_SIGN_INS_PER_MINUTE: '3' });
    const tries: number[] = [];
    for (let nth = 0; nth < 5; nth++) tries.push((await knock(new Browser(other.url), 'let me in')).status);
    expect(tries).toEqual([403, 403, 403, 429, 429]);
    expect((await new Browser(other.url).get('/console/signin')).status).toBe(429);
    await other.stop();
  });
  it('lets whoever is inside open the tab again as often as they like, and somebody else in their place', async () => {
    const other = await open({ CONSOLE_SIGN_INS_PER_MINUTE: '1' });
    const browser = new Browser(other.url);
    const ben = { oid: '88888888-2222-4333-8444-555555555555', name: 'Ben Beispiel', email: 'ben@also.example' };
    const tries: number[] = [];
    for (const person of [ANNA, ANNA, ANNA, ben]) tries.push((await knock(browser, tabToken(directory, person))).status);
    expect(tries).toEqual([200, 200, 200, 200]);
    expect((await browser.get('/console/api/me', OURS)).json()).toMatchObject({ name: ben.name });
    expect((await knock(new Browser(other.url), tabToken(directory, ben))).status).toBe(429);
    await other.stop();
  });
  it('takes away the cookie of a browser that was there before, and would go before the frame\'s', async () => {
    const browser = new Browser(world.url);
    browser.cookies.set('__Host-lotse', 'a-session-of-somebody-who-sat-there-before');
    const answer = await knock(browser, tabToken(directory, ANNA));
    expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-lotse-tab=[\w-]{43};/), expect.stringMatching(/^__Host-lotse=;.*Max-Age=0$/)]);
  });
  it('says that it cannot now where the directory is away', async () => {
    const other = await open({ OIDC_ISSUER: 'http://127.0.0.1:9/v2.0' });
    const answer = await knock(new Browser(other.url), tabToken(directory, ANNA));
    expect([answer.status, answer.headers['set-cookie']]).toEqual([503, undefined]);
    await other.stop();
  });
});

describe('the cookie of the frame', () => {
  const FOREIGN: readonly [string, Record<string, string>][] = [
    ['another site', { ...OURS, 'sec-fetch-site': 'cross-site' }], ['a sister of this host', { ...OURS, 'sec-fetch-site': 'same-site' }], ['an address that was typed', { ...OURS, 'sec-fetch-site': 'none' }], ['a browser that says nothing', {}],
    ['a page of its own', { ...OURS, 'sec-fetch-dest': 'document' }], ['a frame', { ...OURS, 'sec-fetch-dest': 'iframe' }], ['an object', { ...OURS, 'sec-fetch-dest': 'object' }],
  ];
  const ask = (browser: Browser, method: string, path: string, headers: Record<string, string>) => {
    const isList = path.startsWith('/console/api/import');
    return method === 'get' ? browser.ask('GET', path, { headers }) : browser.ask('POST', path, { body: isList ? 'nothing' : JSON.stringify(BODY), headers: { 'content-type': isList ? 'text/csv' : 'application/json', origin: PUBLIC, 'x-csrf-token': browser.csrf, ...headers } });
  };

  it('opens no door to whom the console\'s own page does not ask: every door, made from the list', async () => {
    const admin = await enterAs('admin');
    const wrong: string[] = [];
    for (const { method, path, access = 'anybody' } of doors()) {
      counts.tabDoors += 1;
      if (access === 'anybody') continue;
      const forged = method === 'get' ? FOREIGN : [...FOREIGN, ['a foreign origin', { ...OURS, origin: 'https://evil.example' }], ['Teams', { ...OURS, origin: 'https://teams.microsoft.com' }], ['no token', { ...OURS, 'x-csrf-token': '' }]] as const;
      for (const [who, headers] of forged) {
        counts.tabTried += 1;
        const before = back.asked.length;
        const { status } = await ask(admin, method, addressOf(path), headers);
        if (status !== 403 || back.asked.length > before) wrong.push(`${who} ${method} ${path}: ${status}`);
      }
    }
    counts.tabUnexpected += wrong.length;
    expect(wrong).toEqual([]);
    expect(doors().map(({ path }) => path)).toContain('/console/tab');
  }, 120_000);

  it('opens to its own page what the roles allow, and nothing else', async () => {
    const wrong: string[] = [];
    for (const role of ['agent', 'lead', 'admin', 'auditor'] as const) {
      const browser = await enterAs(role);
      for (const { method, path, access = 'anybody' } of doors()) {
        if (access === 'anybody' || path.endsWith('/signout') || path.endsWith('/live')) continue;
        counts.tabTried += 1;
        const before = back.asked.length;
        const { status } = await ask(browser, method, addressOf(path), OURS);
        const isLetIn = access === 'signedIn' || access.includes(role);
        if (isLetIn ? [401, 403].includes(status) : status !== 403 || back.asked.length > before) wrong.push(`${role} ${method} ${path}: ${status}`);
      }
    }
    counts.tabUnexpected += wrong.length;
    expect(wrong).toEqual([]);
  }, 120_000);

  it('opens the stream to its own page alone, which ends with the session', async () => {
    const browser = await enterAs('agent');
    const foreign: Answer = await browser.get('/console/api/live', { accept: 'text/event-stream', 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'empty' });
    expect(foreign.status).toBe(403);
    const stream = listenLive(browser, OURS);
    expect(await stream.status).toBe(200);
    const out = await browser.post('/console/api/signout', {}, { ...OURS, origin: PUBLIC });
    expect([out.status, out.headers['set-cookie']]).toEqual([200, ['__Host-lotse-tab=; Path=/; HttpOnly; Secure; SameSite=None; Partitioned; Max-Age=0']]);
    await stream.ended;
    expect(browser.cookies.has(TAB)).toBe(false);
  });

  it('is worth nothing once it was left, nor after a while without use', async () => {
    const [left, idle] = [await enter(), await enter()];
    const thief = new Browser(world.url);
    thief.cookies.set(TAB, left.cookies.get(TAB)!);
    await left.post('/console/api/signout', {}, { ...OURS, origin: PUBLIC });
    expect((await thief.get('/console/api/me', OURS)).status).toBe(401);
    await world.lotse.database.prisma.agentSession.updateMany({ data: { seenAt: new Date(0) } });
    expect((await idle.get('/console/api/me', OURS)).status).toBe(401);
  });

  it('loses a role with the next request', async () => {
    const browser = await enterAs('lead');
    const { agents } = world.lotse.services;
    const [anna, lead] = await Promise.all([ANNA.oid, `00000000-0000-4000-8000-${'lead'.padStart(12, '0')}`].map((id) => agents.findBySender({ tenant: TENANT, id })));
    expect((await browser.get('/console/api/figures?from=2027-01-01&to=2027-01-31', OURS)).status).toBe(200);
    await agents.setRoles(anna!, lead!.id, ['agent']);
    expect((await browser.get('/console/api/figures?from=2027-01-01&to=2027-01-31', OURS)).status).toBe(403);
  });

  it('leaves the one of the browser as it is: Strict, and the first where both are there', async () => {
    const browser = new Browser(world.url);
    const out = await browser.get('/console/signin');
    const to = new URL((await fetch(out.headers.location!, { redirect: 'manual' })).headers.get('location')!);
    const answer = await browser.ask('GET', `${to.pathname}${to.search}`, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(answer.headers['set-cookie']).toContainEqual(expect.stringMatching(/^__Host-lotse=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/));
    browser.cookies.set(TAB, 'a-session-that-was-never-begun-by-anybody');
    expect((await browser.get('/console/api/me')).status).toBe(200);
  });
});

it('lets Teams alone show the page, and says so on every answer', async () => {
  for (const path of ['/console', '/console/console-teams.js', '/console/api/me', '/console/nothing']) {
    const { headers } = await new Browser(world.url).get(path);
    expect([path, headers['content-security-policy'], headers['x-frame-options']]).toEqual([path, expect.stringMatching(/frame-ancestors https:\/\/teams\.microsoft\.com https:\/\/\*\.cloud\.microsoft$/), undefined]);
  }
});
