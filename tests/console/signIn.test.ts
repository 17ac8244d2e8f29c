/** Who gets into the console, and who does not: a directory that misbehaves in every way, and people who try what they can. */
import { createWorld, type World } from '../world';
import { ANSWER_FAULTS, CLIENT, startDirectory, TENANT, TOKEN_FAULTS, type FakeDirectory, type Fault } from '../fakes/oidc';
import { createBack } from './back';
import { Browser } from './browser';

const ANNA = { oid: '11111111-2222-4333-8444-555555555555', name: 'Muster, Anna (ALSO)', email: 'anna@also.example' };
const BEN = { oid: '99999999-2222-4333-8444-555555555555', name: 'Ben Beispiel', given_name: 'Ben', email: 'ben@also.example' };
let directory: FakeDirectory;
let world: World;

beforeAll(async () => {
  directory = await startDirectory(ANNA);
  world = await createWorld({ OIDC_ISSUER: directory.issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret, CONSOLE_FIRST_ADMIN: 'Anna@also.example', CONSOLE_SIGN_INS_PER_MINUTE: '1000' }, { console: createBack() });
});
afterAll(async () => {
  await world.stop();
  await directory.stop();
});
afterEach(() => { directory.fault = undefined; directory.person = ANNA; });

const sessions = () => world.lotse.database.prisma.agentSession.count();

/** As far as the directory's answer, which is not followed yet. */
async function away(browser: Browser): Promise<URL> {
  const out = await browser.get('/console/signin');
  expect(out.status).toBe(303);
  const back = await fetch(out.headers.location!, { redirect: 'manual' });
  return new URL(back.headers.get('location')!);
}

const comeBack = (browser: Browser, to: URL) => browser.ask('GET', `${to.pathname}${to.search}`, { headers: { 'sec-fetch-site': 'cross-site' } });

async function signIn(browser: Browser): Promise<void> {
  const answer = await comeBack(browser, await away(browser));
  expect([answer.status, answer.headers.location]).toEqual([303, '/console']);
  await browser.begin();
}

describe('somebody whom the directory knows', () => {
  it('who is the first administrator of the settings gets in as agent and admin, by the directory\'s own number and with a first name', async () => {
    const browser = new Browser(world.url);
    await signIn(browser);
    expect((await browser.get('/console/api/me')).json()).toMatchObject({ name: 'Muster, Anna (ALSO)', firstName: 'Anna', roles: ['agent', 'admin'], administrators: [] });
    expect(await world.lotse.services.agents.findBySender({ tenant: TENANT, id: ANNA.oid })).toMatchObject({ email: ANNA.email });
  });
  it('without a role gets no further than a page that says whom to ask', async () => {
    directory.person = BEN;
    const browser = new Browser(world.url);
    await signIn(browser);
    expect((await browser.get('/console/api/me')).json()).toMatchObject({ firstName: 'Ben', roles: [], administrators: ['Muster, Anna (ALSO)'] });
    expect((await browser.get('/console/api/queue')).json()).toMatchObject({ code: 'NoRole' });
  });
  it('is there to be called from the first sign-in on; who says otherwise stays away, and who was removed comes back as at the first time', async () => {
    directory.person = { oid: '77777777-2222-4333-8444-555555555555', name: 'Cora Neu', email: 'cora@also.example' };
    const { agents } = world.lotse.services;
    const cora = async () => (await agents.findBySender({ tenant: TENANT, id: directory.person.oid }))!;
    await signIn(new Browser(world.url));
    expect(await cora()).toMatchObject({ isAvailable: true, roles: [] });
    await agents.setProfile(await cora(), (await cora()).id, { isAvailable: false });
    await signIn(new Browser(world.url));
    const { id } = await cora();
    expect((await agents.find(id))?.isAvailable).toBe(false);
    const anna = { id: 'anna', name: 'Anna', firstName: 'Anna' };
    await agents.setRoles(anna, id, ['agent']);
    expect((await agents.find(id))?.isAvailable).toBe(false);
    await agents.remove(anna, id);
    const begun = await world.lotse.database.prisma.agentSession.count();
    const removed = new Browser(world.url);
    expect((await comeBack(removed, await away(removed))).headers.location).toBe('/console#signInFailed');
    expect((await removed.get('/console/api/me')).status).toBe(401);
    expect(await world.lotse.database.prisma.agentSession.count()).toBe(begun);
    await agents.setRoles(anna, id, ['agent']);
    expect(await agents.find(id)).toMatchObject({ isAvailable: true, isRemoved: false });
  });
  it('stands in the trail, once for each', async () => {
    directory.person = { oid: '88888888-2222-4333-8444-555555555555', name: 'Dario Frei', email: 'dario@also.example' };
    await signIn(new Browser(world.url));
    await signIn(new Browser(world.url));
    const { agents, audit } = world.lotse.services;
    const { id } = (await agents.findBySender({ tenant: TENANT, id: directory.person.oid }))!;
    expect((await audit.read({ subject: id }, 10)).rows.map(({ agentId, agentName, act, kind }) => [agentId, agentName, act, kind])).toEqual(Array(2).fill([id, 'Dario Frei', 'signIn', 'agent']));
  });
  it('stands in the trail with what somebody has changed of what they take, from what and to what, and only then', async () => {
    const { agents, audit } = world.lotse.services;
    const lena = await agents.signIn({ tenant: TENANT, subject: 'lena', name: 'Lena Lead' });
    await agents.setProfile(lena, lena.id, { isAvailable: false, languages: ['de', 'fr'], capacity: 5 });
    await agents.setProfile(lena, lena.id, { isAvailable: false, languages: ['de', 'fr'], topics: [] });
    await agents.setProfile(lena, lena.id, { topics: ['order'] });
    expect((await audit.read({ subject: lena.id }, 10)).rows.map(({ agentId, act, kind, before, after }) => [agentId, act, kind, before, after])).toEqual([
      [lena.id, 'setProfile', 'agent', { topics: [] }, { topics: ['order'] }],
      [lena.id, 'setProfile', 'agent', { isAvailable: true, languages: [] }, { isAvailable: false, languages: ['de', 'fr'] }],
    ]);
  });
  it('gets a new session each time, whatever the browser brought along, and the one before ends', async () => {
    const browser = new Browser(world.url);
    browser.cookies.set('lotse-console', 'a-session-that-somebody-else-has-chosen-before');
    await signIn(browser);
    const first = browser.cookies.get('lotse-console')!;
    expect(first).not.toContain('chosen');
    await signIn(browser);
    const thief = new Browser(world.url);
    thief.cookies.set('lotse-console', first);
    expect((await thief.get('/console/api/me')).status).toBe(401);
    expect(await world.lotse.database.prisma.agentSession.findMany({ where: { idHash: { contains: first } } })).toEqual([]);
  });
  it('carries what was agreed to the directory: PKCE, a state, a nonce and our own address', async () => {
    const out = new URL((await new Browser(world.url).get('/console/signin')).headers.location!);
    expect(Object.fromEntries(out.searchParams)).toMatchObject({ response_type: 'code', client_id: CLIENT.id, code_challenge_method: 'S256', redirect_uri: `${world.url}/console/callback`, state: expect.stringMatching(/^.{43}$/), nonce: expect.stringMatching(/^.{43}$/) });
  });
});

describe('a sign-in that is not in order leaves no session', () => {
  const faults: readonly Fault[] = [...Object.keys(TOKEN_FAULTS) as Fault[], ...ANSWER_FAULTS];

  async function expectRefused(browser: Browser, to: URL): Promise<void> {
    const before = await sessions();
    const answer = await comeBack(browser, to);
    expect([answer.status, answer.headers.location]).toEqual([303, '/console#signInFailed']);
    expect(browser.cookies.has('lotse-console')).toBe(false);
    expect((await browser.get('/console/api/me')).status).toBe(401);
    expect(await sessions()).toBe(before);
  }

  // Keys are kept for a while by whoever has read them: without any, only a directory that was never asked can be tried.
  it.each(faults.filter((fault) => fault !== 'noKeys'))('the directory answers with %s', async (fault) => {
    const browser = new Browser(world.url);
    const back = await away(browser);
    directory.fault = fault;
    await expectRefused(browser, back);
  });
  it.each<[string, (to: URL, browser: Browser) => void | Promise<void>]>([
    ['no state', (to) => to.searchParams.delete('state')],
    ['another state', (to) => to.searchParams.set('state', 'another')],
    ['two states', (to) => to.searchParams.append('state', 'another')],
    ['no code', (to) => to.searchParams.delete('code')],
    ['another code', (to) => to.searchParams.set('code', 'another')],
    ['an error beside it', (to) => { to.searchParams.delete('code'); to.searchParams.set('error', 'access_denied'); }],
    ['another issuer', (to) => to.searchParams.set('iss', 'https://directory.example')],
    ['no attempt of this browser', (_to, browser) => void browser.cookies.clear()],
    ['an attempt that Lotse has not sealed', (_to, browser) => void browser.cookies.set('lotse-signin', `${browser.cookies.get('lotse-signin')!.slice(0, -2)}xx`)],
    ['the attempt of another browser', async (_to, browser) => { const other = new Browser(world.url); await away(other); browser.cookies.set('lotse-signin', other.cookies.get('lotse-signin')!); }],
    ['a token in the fragment instead', (to) => { to.search = '?id_token=a.b.c'; }],
    ['nothing at all', (to) => { to.search = ''; }],
  ])('the browser comes back with %s', async (_case, change) => {
    const browser = new Browser(world.url);
    const back = await away(browser);
    await change(back, browser);
    await expectRefused(browser, back);
  });
  it('the same answer of the directory a second time', async () => {
    const browser = new Browser(world.url);
    const back = await away(browser);
    const attempt = browser.cookies.get('lotse-signin')!;
    await comeBack(browser, back);
    const thief = new Browser(world.url);
    thief.cookies.set('lotse-signin', attempt);
    await expectRefused(thief, back);
  });
  it('somebody who comes back after eleven minutes', async () => {
    const browser = new Browser(world.url);
    const back = await away(browser);
    await world.advance('PT11M');
    await expectRefused(browser, back);
  });
});

describe('a directory that cannot be trusted, or is away', () => {
  it.each<[string, (issuer: string) => string]>([['calls itself otherwise', (issuer) => issuer.replace('/v2.0', '')], ['is not there', () => 'http://127.0.0.1:9/v2.0']])('%s: nobody is sent there, and Lotse goes on', async (_case, issuerOf) => {
    const other = await createWorld({ OIDC_ISSUER: issuerOf(directory.issuer), OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret }, { console: createBack() });
    expect((await new Browser(other.url).get('/console/signin')).headers.location).toBe('/console#signInFailed');
    expect((await fetch(`${other.url}/livez`)).status).toBe(200);
    await other.stop();
  });
  it('has no keys: nobody gets in', async () => {
    const other = await createWorld({ OIDC_ISSUER: directory.issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret }, { console: createBack() });
    const browser = new Browser(other.url);
    const back = await away(browser);
    directory.fault = 'noKeys';
    expect((await comeBack(browser, back)).headers.location).toBe('/console#signInFailed');
    await other.stop();
  });
});
