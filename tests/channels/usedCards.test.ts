/** A card that was used shows what was chosen on it, in its place, once the answer is out; and nothing depends on that. */
import { see, type Seen } from '../person';
import { post, until } from '../process';
import { createWorld, type World } from '../world';

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

let number = 0;
const next = (name: string) => `${name}-${(number += 1)}`;
interface Talk { readonly conversation: { readonly id: string; readonly conversationType: string; readonly isGroup?: boolean }; readonly locale: string }
const personal = (locale = 'en-GB'): Talk => ({ conversation: { id: `a:${next('used')}`, conversationType: 'personal' }, locale });
const group = (): Talk => ({ conversation: { id: `19:${next('used')}@thread.v2`, conversationType: 'groupChat', isGroup: true }, locale: 'en-GB' });

async function send({ conversation, locale }: Talk, activity: Record<string, unknown>): Promise<Seen[]> {
  const before = world.connector.receivedIn(conversation.id).length;
  const body = { type: 'message', id: next('activity'), channelId: 'msteams', serviceUrl: world.connector.url, from: { id: '29:ana', name: 'Ana Muster' }, recipient: { id: '28:bot' }, locale, conversation, ...activity };
  expect((await post(`${world.url}/api/messages`, JSON.stringify(body))).status).toBe(200);
  return (await world.connector.waitFor(conversation.id, before)).map(see);
}
const press = (talk: Talk, on: Seen, title: string, more: Record<string, unknown> = {}) => {
  const button = on.buttons.find((each) => each.title === title);
  if (!button?.data) throw new Error(`There is no button "${title}", only: ${on.buttons.map((each) => each.title).join(' | ')}.`);
  return send(talk, { value: button.data, replyToId: 'message-1', ...more });
};
const replacedIn = ({ conversation }: Talk) => world.connector.replacedIn(conversation.id);
const cardIn = (by: object | undefined) => JSON.stringify((by as { attachments: { content: object }[] }).attachments[0]!.content);

it('shows what was chosen and when, without buttons and inputs, and keeps the rest', async () => {
  const talk = personal();
  const [menu] = await send(talk, { text: 'menu' });
  await press(talk, menu!, 'Register as a Cisco partner');
  await until(() => replacedIn(talk).length === 1, 'the card is replaced');
  const [{ message, by }] = replacedIn(talk) as [{ message: string; by: object }];
  expect(message).toBe('message-1');
  expect(cardIn(by)).toMatch(/✓ \u2068Register as a Cisco partner\u2069 · \u2068\d{1,2} \w+ \d{4},? (?:at )?\d\d:\d\d/);
  expect(cardIn(by)).not.toMatch(/Action\.Submit|Input\.|Ana/);
  expect(cardIn(by)).toContain('What would you like to do?');
  expect(by).toMatchObject({ type: 'message', conversation: { id: talk.conversation.id }, recipient: { id: '29:ana' }, from: { id: '28:bot' } });
  // After the answer, and once.
  const paths = world.connector.requests.filter(({ path }) => path.includes(encodeURIComponent(talk.conversation.id))).map(({ method }) => method);
  expect(paths).toEqual(['POST', 'POST', 'PUT']);
});

it('a second press on what an old client still shows is answered kindly and acts on nothing', async () => {
  const talk = personal();
  const [menu] = await send(talk, { text: 'menu' });
  const [first] = await press(talk, menu!, 'Register as a Cisco partner');
  await until(() => replacedIn(talk).length === 1, 'the card is replaced');
  const [again] = await press(talk, menu!, 'Set up Webex for a customer');
  expect(again!.text).toContain(first!.text.slice(0, 40));
  await new Promise((resolve) => { setTimeout(resolve, 200); });
  expect(replacedIn(talk)).toHaveLength(1);
});

it('names who it was where others see it', async () => {
  const talk = group();
  const [menu] = await send(talk, { text: 'menu' });
  await press(talk, menu!, 'Register as a Cisco partner');
  await until(() => replacedIn(talk).length === 1, 'the card is replaced');
  expect(cardIn(replacedIn(talk)[0]!.by)).toContain('✓ \u2068Ana Muster\u2069: \u2068Register as a Cisco partner\u2069');
});

it.each([['ar', 'true'], ['de-CH', 'false'], ['fr-CH', 'false'], ['ru', 'false']])('keeps to the language of the contact: %s', async (locale, rtl) => {
  const talk = personal(locale);
  const [menu] = await send(talk, { text: '👋' });
  const button = menu!.buttons.find(({ choice }) => choice === 'procedure:registration')!;
  await press(talk, menu!, button.title);
  await until(() => replacedIn(talk).length === 1, 'the card is replaced');
  expect(cardIn(replacedIn(talk)[0]!.by)).toContain(`✓ \u2068${button.title}\u2069 · \u2068`);
  expect(cardIn(replacedIn(talk)[0]!.by)).toContain(`"rtl":${rtl}`);
});

it.each([
  ['Teams refuses it', { kind: 'refuse', status: 404, code: 'ActivityNotFoundInConversation' }], ['Teams is throttling', { kind: 'refuse', status: 429 }], ['the connection is cut', { kind: 'cut' }], ['a gateway fails', { kind: 'acceptThenFail', status: 502 }],
] as const)('is tried once, and nothing comes of it where %s', async (_name, mood) => {
  const talk = personal();
  const [menu] = await send(talk, { text: 'menu' });
  const before = world.connector.requests.length;
  world.connector.mood({ kind: 'slow', ms: 0 }, mood);
  await press(talk, menu!, 'Register as a Cisco partner');
  await until(() => world.connector.requests.slice(before).some(({ method }) => method === 'PUT'), 'it was tried');
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  expect(world.connector.requests.slice(before).map(({ method }) => method)).toEqual(['POST', 'PUT']);
  expect(await world.lotse.database.prisma.conversation.findUniqueOrThrow({ where: { id: `msteams|${talk.conversation.id}` } })).toMatchObject({ deadAt: null });
  expect(await send(talk, { text: 'menu' })).toHaveLength(1);
});

it('is left as it is where Teams does not say which message it was, where what was said is not kept any more, and where its buttons still work', async () => {
  const talk = personal();
  const [menu] = await send(talk, { text: 'menu' });
  await press(talk, menu!, 'Help');
  await press(talk, menu!, 'Register as a Cisco partner', { replyToId: undefined });
  const [second] = await send(talk, { text: 'menu' });
  await world.lotse.database.prisma.turn.deleteMany({ where: { conversationId: `msteams|${talk.conversation.id}` } });
  await press(talk, second!, 'Register as a Cisco partner');
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  expect(replacedIn(talk)).toEqual([]);
});

it('keeps its buttons where the answer did not get out', async () => {
  const talk = personal();
  const [menu] = await send(talk, { text: 'menu' });
  const before = world.connector.requests.length;
  world.connector.mood({ kind: 'refuse', status: 400 });
  const { data } = menu!.buttons.find(({ title }) => title === 'Register as a Cisco partner')!;
  await post(`${world.url}/api/messages`, JSON.stringify({
    type: 'message', id: next('activity'), channelId: 'msteams', serviceUrl: world.connector.url, from: { id: '29:ana' }, recipient: { id: '28:bot' }, locale: talk.locale, conversation: talk.conversation, value: data, replyToId: 'message-1',
  }));
  await until(() => world.connector.requests.length > before, 'the answer was tried');
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  expect(world.connector.requests.slice(before).map(({ method }) => method)).toEqual(['POST']);
});
