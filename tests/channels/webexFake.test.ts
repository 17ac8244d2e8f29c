/** The fake Webex keeps to what the documentation says, so that Lotse is not tested against something kinder. */
import { startWebex, type FakeWebex, type Somebody } from '../fakes/webex';
import { EDIT_LIMIT, TEXT_LIMIT_BYTES } from '../fakes/webexRules';

let webex: FakeWebex;
let ana: Somebody;
beforeEach(async () => { webex = await startWebex({ pageSize: 2 }); ana = webex.person('Ana'); });
afterEach(() => webex?.stop());

async function ask(method: string, path: string, body?: object, token = webex.token) {
  const answer = await fetch(path.startsWith('http') ? path : webex.url + path, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, link: answer.headers.get('link'), retryAfter: answer.headers.get('retry-after'), body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> & { id: string; items: { text: string }[] } };
}
const card = (more: object = {}) => ({ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', version: '1.3', body: [], ...more } });

it('wants its token', async () => expect([(await ask('GET', '/people/me', undefined, 'another')).status, (await ask('GET', '/people/me')).body.id]).toEqual([401, webex.bot.id]));

it.each<[string, object, number]>([
  ['a text', { text: 'é'.repeat(TEXT_LIMIT_BYTES >> 1) }, 200], ['one byte too many', { text: 'a'.repeat(TEXT_LIMIT_BYTES + 1) }, 400], ['too many bytes of Markdown', { text: 'a', markdown: 'é'.repeat(4000) }, 400], ['nothing', {}, 400],
  ['a card', { text: 'a', attachments: [card()] }, 200], ['a card without text', { attachments: [card()] }, 400], ['two cards', { text: 'a', attachments: [card(), card()] }, 400],
  ['a card of 1.4', { text: 'a', attachments: [card({ version: '1.4' })] }, 400], ['a direction', { text: 'a', attachments: [card({ rtl: true })] }, 400],
  ['Action.Execute', { text: 'a', attachments: [card({ actions: [{ type: 'Action.Execute' }] })] }, 400], ['six buttons', { text: 'a', attachments: [card({ actions: Array(6).fill({ type: 'Action.Submit', title: 'x' }) })] }, 400],
  ['a parent elsewhere', { text: 'a', parentId: 'elsewhere' }, 400],
])('%s', async (_what, draft, status) => {
  expect((await ask('POST', '/messages', { roomId: webex.directRoom(ana).id, ...draft })).status).toBe(status);
});

it('finds a person by id and by address, and no room in which the bot is not', async () => {
  const byMail = await ask('POST', '/messages', { toPersonEmail: ana.emails[0], text: 'a' });
  const byId = await ask('POST', '/messages', { toPersonId: ana.id, text: 'b' });
  expect(byMail.body.roomId).toBe(byId.body.roomId);
  const theirs = webex.group('Theirs', [ana]);
  expect([(await ask('POST', '/messages', { roomId: theirs.id, text: 'a' })).status, (await ask('GET', `/rooms/${theirs.id}`)).status]).toEqual([404, 404]);
});

it('lists page by page, the newest first, and in groups only what mentions the bot', async () => {
  const room = webex.directRoom(ana);
  for (const text of ['1', '2', '3']) webex.say(room, ana, { text });
  const first = await ask('GET', `/messages?roomId=${room.id}&max=2`);
  const next = /^<([^>]+)>; rel="next"$/.exec(first.link ?? '')![1]!;
  const second = await ask('GET', next);
  expect([...first.body.items, ...second.body.items].map(({ text }) => text)).toEqual(['3', '2', '1']);
  expect(second.link).toBeNull();
  const group = webex.group('Team', [ana, webex.bot]);
  const aside = webex.say(group, ana, { text: 'aside' });
  webex.say(group, ana, { text: 'Lotse', mentionedPeople: [webex.bot.id] });
  expect((await ask('GET', `/messages?roomId=${group.id}`)).status).toBe(403);
  expect((await ask('GET', `/messages?roomId=${group.id}&mentionedPeople=me`)).body.items.map(({ text }) => text)).toEqual(['Lotse']);
  expect((await ask('GET', `/messages/${aside.id}`)).status).toBe(404);
});

it('edits texts ten times, and nothing with a card', async () => {
  const roomId = webex.directRoom(ana).id;
  const { body: { id } } = await ask('POST', '/messages', { roomId, text: 'a' });
  for (let edit = 1; edit <= EDIT_LIMIT; edit += 1) expect((await ask('PUT', `/messages/${id}`, { roomId, text: `a${edit}` })).status).toBe(200);
  expect((await ask('PUT', `/messages/${id}`, { roomId, text: 'once more' })).status).toBe(400);
  const shown = await ask('POST', '/messages', { roomId, text: 'a', attachments: [card()] });
  expect((await ask('PUT', `/messages/${shown.body.id}`, { roomId, text: 'b' })).status).toBe(400);
});

it('asks for patience once there is too much, and notices who is early', async () => {
  webex.limit(2, 1000);
  const roomId = webex.directRoom(ana).id;
  const post = () => ask('POST', '/messages', { roomId, text: 'a' });
  expect([(await post()).status, (await post()).status]).toEqual([200, 200]);
  expect(await post()).toMatchObject({ status: 429, retryAfter: '1' });
  await post();
  expect(webex.counts.early).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 1050));
  expect((await post()).status).toBe(200);
});

it('gives up a webhook whose target does not answer, and takes it back when it is set active', async () => {
  const { body: { id } } = await ask('POST', '/webhooks', { name: 'a', targetUrl: 'http://127.0.0.1:9/x', resource: 'messages', event: 'created', secret: 's' });
  const room = webex.directRoom(ana);
  for (let count = 0; count < 5; count += 1) { webex.say(room, ana, { text: 'a' }); await webex.webhooks.idle(); }
  expect(webex.webhooks.find(id)!.status).toBe('inactive');
  expect((await ask('PUT', `/webhooks/${id}`, { name: 'a', targetUrl: 'http://127.0.0.1:9/x', status: 'active' })).body.status).toBe('active');
  expect((await ask('DELETE', `/webhooks/${id}`)).status).toBe(204);
});
