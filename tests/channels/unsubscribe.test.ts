/** /unsubscribe from outside: who opens it, who presses, and whoever only pretends to. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'restify';
import { guarded, HttpError, setCommonHeaders, type Route } from '../../bot/answers';
import { createLog } from '../../bot/log';
import { createMetrics } from '../../bot/metrics';
import { createOrigins } from '../../bot/origins';
import { createUnsubscribeRoutes } from '../../bot/notices/unsubscribe';
import { LANGUAGES, word, type Language } from '../../locales';
import { createUnsubscribing } from '../../services/unsubscribing';
import { post } from '../process';
import { createWorld } from '../world';

const unsubscribing = createUnsubscribing({ key: Buffer.alloc(32, 7) });
const languages = new Map<string, Language>(LANGUAGES.map((language) => [`contact-${language}`, language]));
const optedOut: string[] = [];
const stopped = new Set<string>();
let breaks = false;
const routes = createUnsubscribeRoutes({
  unsubscribing, find: async (contactId) => ({ language: languages.get(contactId), mayWriteFirst: languages.has(contactId) ? !stopped.has(contactId) : undefined }),
  optOut: async (contactId) => { if (breaks) throw Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' }); optedOut.push(contactId); return contactId !== 'gone'; },
});
let server: Server;
let url: string;
beforeAll(async () => {
  const log = createLog(() => new Date(), () => {});
  const origins = createOrigins([], 'https://lotse.example', false);
  // As bot/server.ts does.
  const plain = (route: Route): Route => guarded(async (request, response) => {
    setCommonHeaders(response);
    if (!origins.isAllowed(request)) throw new HttpError(403, 'Origin', 'Not from there.');
    await route(request, response);
  }, log, createMetrics());
  server = createServer({ name: '' });
  server.get('/unsubscribe', plain(routes.show));
  server.post('/unsubscribe', plain(routes.act));
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
beforeEach(() => { optedOut.length = 0; stopped.clear(); breaks = false; });
afterAll(() => new Promise<void>((resolve) => { server.close(() => resolve()); }));

const ONE_CLICK = 'List-Unsubscribe=One-Click';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const addressOf = (contactId: string) => `${url}${unsubscribing.sign(contactId)}`;
async function get(address: string, headers: http.OutgoingHttpHeaders = {}): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }> {
  const [response] = await once(http.get(address, { agent: false, headers }), 'response') as [http.IncomingMessage];
  return { status: response.statusCode!, headers: response.headers, body: Buffer.concat(await response.toArray() as Buffer[]).toString('utf8') };
}
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('\'', '&#39;');

describe('whoever opens the address', () => {
  it.each(LANGUAGES)('sees in %s what it means, and a button', async (language) => {
    const { status, headers, body } = await get(addressOf(`contact-${language}`), { 'accept-language': 'it' });
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'text/html; charset=utf-8', 'no-store']);
    expect(body).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`);
    for (const key of ['title', 'text', 'consequence', 'button'] as const) expect(body).toContain(escaped(word(language, `mails:unsubscribe.${key}`)));
    expect(body.match(/<form method="post">/g)).toHaveLength(1);
  });
  it('has changed nothing, however often: mail gateways open every link', async () => {
    for (let time = 0; time < 5; time += 1) await get(addressOf('contact-de'));
    expect(optedOut).toEqual([]);
  });
  it('after it has stopped, sees that it has, and no button', async () => {
    stopped.add('contact-de');
    const { status, body } = await get(addressOf('contact-de'));
    expect([status, body.includes(word('de', 'mails:unsubscribe.doneTitle')), body.includes('<form')]).toEqual([200, true, false]);
  });
  it('after the data was deleted, sees that there is nothing to stop', async () => {
    const { status, body } = await get(addressOf('gone'), { 'accept-language': 'de' });
    expect([status, body.includes(word('de', 'mails:unsubscribe.gone')), body.includes('<form')]).toEqual([410, true, false]);
  });
  it('gets a page that runs no script, fetches nothing, and lets its button say where it stands', async () => {
    const { headers, body } = await get(addressOf('contact-en'));
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/);
    expect(headers['referrer-policy']).toBe('strict-origin');
    expect(body).not.toMatch(/<script|src=|https?:|\son\w+=/i);
  });
});

describe('whoever presses', () => {
  it.each([
    ['our own button', ONE_CLICK, { ...FORM, origin: 'https://lotse.example' }],
    ['a mail program', ONE_CLICK, FORM],
    ['a mail program that sends it as parts', `--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n`, { 'content-type': 'multipart/form-data; boundary=x' }],
    ['a mail program that leaves the body out', '', {}],
  ])('%s: the reminders stop, and a page says so', async (_, body, headers) => {
    const answer = await post(addressOf('contact-fr'), body, headers);
    expect([answer.status, optedOut]).toEqual([200, ['contact-fr']]);
    expect(answer.body).toContain(escaped(word('fr', 'mails:unsubscribe.done')));
    expect(answer.body).not.toContain('<form');
  });
  it('twice is as good as once', async () => {
    const answers = await Promise.all([post(addressOf('contact-ru'), ONE_CLICK, FORM), post(addressOf('contact-ru'), ONE_CLICK, FORM)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });
  it('is told the same where nothing is known any more, in the language of the browser', async () => {
    const { status, body } = await post(addressOf('somebody-gone'), ONE_CLICK, { ...FORM, 'accept-language': 'it-CH,de-CH;q=0.8,en;q=0.5' });
    expect([status, body.includes('<html lang="de"')]).toEqual([200, true]);
  });
  it('is told that there is nothing to stop where the data was deleted', async () => {
    const { status, body } = await post(addressOf('gone'), ONE_CLICK, { ...FORM, 'accept-language': 'de' });
    expect([status, body.includes(word('de', 'mails:unsubscribe.gone')), body.includes(word('de', 'mails:unsubscribe.wrong'))]).toEqual([410, true, false]);
  });
  it('is not told that it is done where it is not', async () => {
    breaks = true;
    expect(await post(addressOf('contact-de'), ONE_CLICK, FORM)).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  });
});

describe('whoever pretends', () => {
  it.each(['/unsubscribe', '/unsubscribe?c=contact-de', `/unsubscribe?c=contact-de&s=${'A'.repeat(43)}`, '/unsubscribe?c=contact-de&s=%00', '/unsubscribe?c=%E0%A4%A&s='])('%s: a kind page, and nothing changes', async (path) => {
    for (const answer of [await get(url + path, { 'accept-language': 'ar' }), await post(url + path, ONE_CLICK, { ...FORM, 'accept-language': 'ar' })]) {
      expect([answer.status, answer.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
      expect(answer.body).toContain(word('ar', 'mails:unsubscribe.wrong'));
      expect(answer.body).not.toContain('contact-de');
    }
    expect(optedOut).toEqual([]);
  });
  it('with a body that does not end, is cut off', async () => {
    expect(await post(addressOf('contact-de'), 'x'.repeat(5000), FORM)).toMatchObject({ status: 413 });
    expect(await post(addressOf('contact-de'), 'x'.repeat(5000), FORM, { chunked: true })).toMatchObject({ status: 413 });
    expect(optedOut).toEqual([]);
  });
  it('from another page, is refused', async () => {
    expect(await post(addressOf('contact-de'), ONE_CLICK, { ...FORM, origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    expect(optedOut).toEqual([]);
  });
});


it('in a running Lotse the reminders stop, what was planned is off, and a second press is as good', async () => {
  const world = await createWorld();
  try {
    const { database, services } = world.lotse;
    const now = services.clock.now();
    const { id: contactId } = await database.prisma.contact.create({ data: { name: 'Ana', language: 'ru', mayWriteFirst: true, remindersSince: now, updatedAt: now } });
    const { id: partnerId } = await database.prisma.partner.create({ data: { company: 'Alpha AG', updatedAt: now, memberships: { create: { contactId } }, agreement: { create: { expiresOn: new Date(now.getTime() + 40 * 86_400_000), from: 'also', since: now, updatedAt: now } } } });
    await database.prisma.conversation.create({ data: { id: 'emulator|ana', channel: 'emulator', address: '{}', contactId, state: '{}', version: 1, updatedAt: now, heardAt: now, isDirect: true } });
    await services.planner.planDue();
    const address = `${world.url}${services.unsubscribing.sign(contactId)}`;
    expect((await get(address)).body).toContain('<html lang="ru"');
    expect(await database.prisma.notice.count({ where: { subject: partnerId, state: 'planned' } })).toBe(1);
    for (let time = 0; time < 2; time += 1) expect((await post(address, ONE_CLICK, FORM)).body).toContain(word('ru', 'mails:unsubscribe.done'));
    await services.planner.planDue();
    expect(await database.prisma.contact.findUnique({ where: { id: contactId } })).toMatchObject({ mayWriteFirst: false });
    expect(await database.prisma.notice.findMany({ where: { contactId, state: 'planned' } })).toEqual([]);
    expect((await post(`${world.url}/unsubscribe?c=${contactId}&s=x`, ONE_CLICK, FORM)).status).toBe(403);
  } finally {
    await world.stop();
  }
});
