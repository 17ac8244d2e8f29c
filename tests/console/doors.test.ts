/** Every door of the console against everybody who could stand before it: made from the list of doors, so that no new one is forgotten. Figures for check:console where FIGURES is set. */
import { writeFileSync } from 'node:fs';
import type { Role } from '../../services/agents/agent';
import { createWorld, type World } from '../world';
import { createBack, KNOWN, type NotingBack } from './back';
import { Browser, type Answer } from './browser';

const HEADERS: Readonly<Record<string, string | RegExp>> = {
  'content-security-policy': /^default-src 'none';(?=.*frame-ancestors 'none')/, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': /geolocation=\(\)/, 'cache-control': 'no-store', 'strict-transport-security': /max-age=63072000/, 'x-frame-options': 'DENY',
};
/** Bodies that are in order, so that a refusal is one of the gate and not of the form. */
const BODY = {
  id: 'press-00001', text: 'words', to: KNOWN, agent: KNOWN, reason: 'solved', field: 'name', value: 'x', procedure: 'renewal', step: 'x', as: 'sent', title: 'x', topic: 'other', texts: { en: 'x' },
  roles: ['agent'], isAvailable: true, name: 'a.png', base64: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64'),
};
type Who = 'none' | 'expired' | 'removed' | 'noRole' | Role;
const WHO: readonly Who[] = ['none', 'expired', 'removed', 'noRole', 'agent', 'lead', 'admin', 'auditor'];
const ENDS_SESSION = '/console/api/signout';

let world: World;
let back: NotingBack;
const browsers = new Map<Who, Browser>();
const answers: Answer[] = [];
const counts = { doors: 0, tried: 0, unexpected: 0, answers: 0, withoutHeaders: 0 };

beforeAll(async () => {
  back = createBack();
  world = await createWorld({ CONSOLE_SIGN_INS_PER_MINUTE: '1000' }, { console: back });
  for (const who of WHO) browsers.set(who, await enter(who));
  // Sessions that are idle for too long; all others are used meanwhile.
  await world.lotse.database.prisma.agentSession.updateMany({ where: { agent: { subject: 'expired' } }, data: { seenAt: new Date(0) } });
});
afterAll(async () => {
  if (process.env.FIGURES) writeFileSync(process.env.FIGURES, JSON.stringify(counts));
  await world.stop();
});

async function enter(who: Who): Promise<Browser> {
  const browser = new Browser(world.url);
  if (who === 'none') return browser;
  await browser.enter(world.lotse.consoleLinks!.make(who, who === 'noRole' ? [] : who === 'expired' || who === 'removed' ? ['agent', 'admin'] : [who]));
  const { agents } = world.lotse.services;
  const agent = (await agents.list()).find(({ subject }) => subject === who.toLowerCase())!;
  if (who === 'removed') await agents.remove(agent, agent.id);
  return browser;
}

const isRole = (who: Who): who is Role => ['agent', 'lead', 'admin', 'auditor'].includes(who);

async function ask(browser: Browser, method: string, path: string): Promise<Answer> {
  const isList = path.startsWith('/console/api/import');
  const answer = method === 'get' ? await browser.get(path) : isList
    ? await browser.ask('POST', path, { body: 'nothing', headers: { 'content-type': 'text/csv', origin: world.url, 'x-csrf-token': browser.csrf } })
    : await browser.post(path, BODY);
  answers.push(answer);
  return answer;
}

/** A stream has no end: its head is enough. */
const doors = () => world.lotse.doors.filter(({ gate, path }) => gate === 'console' && path !== '/console/api/live');
const addressOf = (path: string, object: string) => `${path.replace(':id', object)}${/figures|export/.test(path) ? '?from=2027-01-01&to=2027-01-31&table=waiting' : path.endsWith('import') ? '?dryRun=1' : ''}`;

it('lets through who may, and nobody else, at every door', async () => {
  const wrong: string[] = [];
  for (const { method, path, access = 'anybody' } of doors()) {
    counts.doors += 1;
    if (access === 'anybody' || path === ENDS_SESSION) continue;
    for (const who of WHO) for (const object of path.includes(':id') ? [KNOWN, 'absent'] : [KNOWN]) {
      counts.tried += 1;
      const before = back.asked.length;
      const answer = await ask(browsers.get(who)!, method, addressOf(path, object));
      const isLetIn = isRole(who) ? access === 'signedIn' || access.includes(who) : who === 'noRole' && access === 'signedIn';
      const isDone = answer.status < 300 && !answer.text.includes('"kind":"over"');
      const said = `${who} ${method} ${path} ${object}: ${answer.status}`;
      if (isDone && (!isLetIn || (object === 'absent' && path.includes(':id')))) wrong.push(said);
      if (!isLetIn && ![401, 403].includes(answer.status)) wrong.push(`${said} instead of a refusal`);
      if (!isLetIn && back.asked.length > before) wrong.push(`${said}, but it was asked behind the door`);
      if (isLetIn && [401, 403].includes(answer.status)) wrong.push(`${said} though allowed`);
    }
  }
  counts.unexpected = wrong.length;
  expect(wrong).toEqual([]);
  expect(counts.tried).toBeGreaterThan(250);
}, 120_000);

it('takes nothing that changes something from another page, from a form, or without the token of the session', async () => {
  const admin = browsers.get('admin')!;
  const wrong: string[] = [];
  for (const { path, access } of doors().filter(({ method }) => method === 'post')) {
    const address = addressOf(path, KNOWN);
    const json = { 'content-type': 'application/json', origin: world.url, 'x-csrf-token': admin.csrf };
    const forged: [string, Record<string, string>][] = [
      ['a foreign origin', { ...json, origin: 'https://evil.example' }], ['no origin', { 'content-type': 'application/json', 'x-csrf-token': admin.csrf }], ['an origin null', { ...json, origin: 'null' }],
      ['another site', { ...json, 'sec-fetch-site': 'cross-site' }], ['a sister of this host', { ...json, 'sec-fetch-site': 'same-site' }], ['another host', { ...json, host: 'evil.example', origin: 'http://evil.example' }],
      ...(access === 'anybody' ? [] : [['no token', { 'content-type': 'application/json', origin: world.url }], ['the token of another', { ...json, 'x-csrf-token': browsers.get('agent')!.csrf }]] as [string, Record<string, string>][]),
      ['a form', { ...json, 'content-type': 'application/x-www-form-urlencoded' }], ['plain text', { ...json, 'content-type': 'text/plain' }],
    ];
    for (const [what, headers] of forged) {
      const before = back.asked.length;
      const answer = await admin.ask('POST', address, { body: JSON.stringify(BODY), headers });
      answers.push(answer);
      counts.tried += 1;
      if (![403, 415].includes(answer.status) || back.asked.length > before) wrong.push(`${path} with ${what}: ${answer.status}`);
    }
  }
  counts.unexpected += wrong.length;
  expect(wrong).toEqual([]);
}, 120_000);

it('has no GET that does what a POST does, and no other methods', async () => {
  const admin = browsers.get('admin')!;
  for (const { path } of doors().filter(({ method }) => method === 'post')) {
    if (doors().some((door) => door.path === path && door.method === 'get')) continue;
    const before = back.asked.filter((asked) => /^(?:acts|desk)/.test(asked)).length;
    const answer = await ask(admin, 'get', addressOf(path, KNOWN));
    expect([path, answer.status >= 400, back.asked.filter((asked) => /^(?:acts|desk)/.test(asked)).length]).toEqual([path, true, before]);
  }
  for (const method of ['PUT', 'DELETE', 'PATCH']) answers.push(await admin.ask(method, '/console/api/me', {}));
  expect(answers.slice(-3).every(({ status }) => status >= 400)).toBe(true);
});

it('ends a session at its sign-out, for all who hold its cookie', async () => {
  const browser = await enter('lead');
  const thief = new Browser(world.url);
  for (const [name, value] of browser.cookies) thief.cookies.set(name, value);
  expect((await ask(browser, 'post', ENDS_SESSION)).status).toBe(200);
  expect((await ask(thief, 'get', '/console/api/me')).status).toBe(401);
});

it('takes a role away with the next request', async () => {
  const browser = new Browser(world.url);
  await browser.enter(world.lotse.consoleLinks!.make('short', ['lead']));
  expect((await browser.get('/console/api/figures?from=2027-01-01&to=2027-01-31')).status).toBe(200);
  const short = (await world.lotse.services.agents.list()).find(({ name }) => name === 'short')!;
  expect((await browsers.get('admin')!.post(`/console/api/agents/${short.id}/roles`, { roles: ['agent'] })).status).toBe(200);
  expect((await browser.get('/console/api/figures?from=2027-01-01&to=2027-01-31')).status).toBe(403);
});

it('lets a link in once, and what is asked for wrongly is refused with what was expected', async () => {
  const fragment = world.lotse.consoleLinks!.make('once', ['agent']);
  const browser = new Browser(world.url);
  await browser.enter(fragment);
  await expect(new Browser(world.url).enter(fragment)).rejects.toThrow('UsedUp');
  const wrong = await browser.post(`/console/api/handoffs/${KNOWN}/close`, { id: 'press-00002', reason: 'tired' });
  expect([wrong.status, wrong.json<{ message: string }>().message]).toEqual([400, 'reason is one of solved, answered, referred, notOurs, noReply, spam.']);
  expect((await browser.get('/console/api/agents')).json<object[]>()).toEqual([expect.objectContaining({ name: 'Luis', email: null })]);
});

it('leads whoever signs in where there is no directory back to the page', async () => {
  expect(await new Browser(world.url).get('/console/signin')).toMatchObject({ status: 303, headers: { location: '/console#signInFailed' } });
});

it('asks for nothing that is only there where the web chat is open', async () => {
  const browser = new Browser(world.url);
  const named = await Promise.all(['/console', '/console/console.js'].map(async (path) => [...(await browser.get(path)).text.matchAll(/["'`](\/[\w/.-]+\.(?:svg|png|css|js))["'`]/g)].map(([, address]) => address!)));
  expect(named.every((addresses) => addresses.includes('/console/favicon.svg'))).toBe(true);
  for (const address of new Set(named.flat())) expect([address, address.startsWith('/console/'), (await browser.get(address)).status]).toEqual([address, true, 200]);
});

it('gives out tables in which no cell is a formula', async () => {
  const { text, headers } = await browsers.get('lead')!.get('/console/api/figures.csv?table=waiting&from=2027-01-01&to=2027-01-31');
  expect(text).toBe('\u{feff}day;minutes\r\n\'=1+1;3\r\n"\'@b;""c""";\r\n');
  expect(headers['content-disposition']).toBe('attachment; filename="waiting-2027-01-01-2027-01-31.csv"');
});

it('carries all headers on every answer, also where nothing is found', async () => {
  const browser = new Browser(world.url);
  for (const path of ['/console', '/console/console.js', '/console/nothing', '/console/api/nothing', '/console/', '/console/api/handoffs/%00', '/console/..%2flivez']) answers.push(await browser.get(path));
  answers.push(await browser.ask('PUT', '/console', {}), await browser.ask('POST', '/console/link', { body: 'x'.repeat(300_000), headers: { 'content-type': 'application/json', origin: world.url } }));
  const wrong = answers.flatMap((answer) => Object.entries(HEADERS).flatMap(([name, expected]) => {
    const value = String(answer.headers[name] ?? '');
    const holds = typeof expected === 'string' ? value === expected : expected.test(value) || (name === 'content-security-policy' && value.includes('sandbox'));
    return holds ? [] : [`${name}: ${value} (${answer.status})`];
  }));
  Object.assign(counts, { answers: answers.length, withoutHeaders: wrong.length });
  expect([...new Set(wrong)]).toEqual([]);
  expect(answers.every(({ headers }) => headers.server === undefined && headers['x-powered-by'] === undefined)).toBe(true);
});
