/** What Teams asks for an answer at once: a press by Action.Execute acts once, the sight of an old card acts never. */
import { see } from '../person';
import { post } from '../process';
import { createWorld, type World } from '../world';

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

let number = 0;
const next = (name: string) => `${name}-${(number += 1)}`;
const personal = () => ({ id: `a:${next('invoke')}`, conversationType: 'personal', tenantId: 'tenant-1' });
type Talk = ReturnType<typeof personal>;

async function send(conversation: Talk, activity: Record<string, unknown>) {
  const body = { id: next('activity'), channelId: 'msteams', serviceUrl: world.connector.url, from: { id: '29:ana', name: 'Ana' }, recipient: { id: '28:bot' }, locale: 'en-GB', conversation, ...activity };
  const { status, body: text } = await post(`${world.url}/api/messages`, JSON.stringify(body));
  return { status, answer: JSON.parse(text) as { statusCode?: number; type?: string; value?: unknown } };
}
async function says(conversation: Talk, text: string) {
  const before = world.connector.receivedIn(conversation.id).length;
  await send(conversation, { type: 'message', text });
  return see((await world.connector.waitFor(conversation.id, before))[0]!);
}
const execute = (conversation: Talk, data: unknown, more: Record<string, unknown> = {}) =>
  send(conversation, { type: 'invoke', name: 'adaptiveCard/action', replyToId: 'message-1', value: { action: { type: 'Action.Execute', verb: 'v', data }, trigger: 'manual', ...more } });
const buttonOn = (seen: Awaited<ReturnType<typeof says>>, title: string) => seen.buttons.find((each) => each.title === title)!.data!;
const refreshOn = (seen: Awaited<ReturnType<typeof says>>) => seen.card!.refresh as { action: { type: string; data: unknown }; userIds: string[] };
const turnsOf = ({ id }: Talk) => world.lotse.database.prisma.turn.count({ where: { conversationId: `msteams|${id}` } });
const heardIn = ({ id }: Talk) => world.connector.receivedIn(id).length;

describe('a press by Action.Execute', () => {
  it('is the same press: its reply is said, and the card comes back without buttons', async () => {
    const talk = personal();
    const menu = await says(talk, 'menu');
    const { status, answer } = await execute(talk, buttonOn(menu, 'Register as a Cisco partner'));
    expect([status, answer.statusCode, answer.type]).toEqual([200, 200, 'application/vnd.microsoft.card.adaptive']);
    expect(JSON.stringify(answer.value)).toContain('What would you like to do?');
    expect(JSON.stringify(answer.value)).not.toMatch(/Action\.Submit|refresh/);
    const said = await world.connector.waitFor(talk.id, 1);
    expect(said).toHaveLength(1);
    // Asked again, as Teams does, under another id: nothing happens twice, and a kind word is the answer.
    const again = await execute(talk, buttonOn(menu, 'Register as a Cisco partner'));
    expect(again.answer).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: expect.stringContaining('That button belongs to an earlier message') as string });
    const state = await world.lotse.database.prisma.conversation.findUniqueOrThrow({ where: { id: `msteams|${talk.id}` } });
    expect((JSON.parse(state.state) as { dialogs: { id: string }[] }).dialogs.map(({ id }) => id)).toEqual(['menu', 'procedure']);
  });

  it('repeats its answer where Teams repeats the same one', async () => {
    const talk = personal();
    const menu = await says(talk, 'menu');
    const same = { type: 'invoke', id: next('same'), name: 'adaptiveCard/action', value: { action: { type: 'Action.Execute', data: buttonOn(menu, 'Help') }, trigger: 'manual' } };
    expect((await send(talk, same)).status).toBe(200);
    await world.connector.waitFor(talk.id, 1);
    expect((await send(talk, same)).answer).toMatchObject({ statusCode: 200 });
    expect([heardIn(talk), await turnsOf(talk)]).toEqual([2, 2]);
  });

  it.each([
    ['nothing', undefined], ['null', null], ['a number', 7], ['words', 'yes'], ['a list', [1]], ['half a press', { lotse: { card: 'x' } }], ['a press of numbers', { lotse: { card: 1, choice: 2 } }], ['an empty refresh', { lotse: { refresh: '' } }],
  ])('with %s is answered and does nothing', async (_name, data) => {
    const talk = personal();
    expect((await execute(talk, data)).answer).toMatchObject({ statusCode: 400, type: 'application/vnd.microsoft.error' });
    expect([heardIn(talk), await turnsOf(talk)]).toEqual([0, 0]);
  });
});

describe('the sight of a card', () => {
  it('asks for it only where one person is alone with Lotse on Teams, and not where they may be writing into it', async () => {
    const talk = personal();
    const menu = await says(talk, 'menu');
    expect(refreshOn(menu)).toMatchObject({ action: { type: 'Action.Execute' }, userIds: ['29:ana'] });
    expect((await says(talk, 'my status')).card!.refresh).toBeUndefined();
    const group = { id: `19:${next('group')}@thread.v2`, conversationType: 'groupChat', tenantId: 'tenant-1', isGroup: true };
    expect((await says(group, 'menu')).card!.refresh).toBeUndefined();
    for (const channel of ['webchat', 'emulator'] as const) {
      const person = world.person(next('ana'), { channel });
      await person.arrives();
      expect(JSON.stringify((await person.says('menu'))[0]!.card)).not.toContain('Action.Execute');
    }
  });

  it('shows the buttons while they do something, and not after that; it acts on nothing', async () => {
    const talk = personal();
    const menu = await says(talk, 'menu');
    const look = () => execute(talk, refreshOn(menu).action.data, { trigger: 'automatic' });
    expect((await look()).answer).toEqual({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: menu.card });
    await execute(talk, buttonOn(menu, 'Register as a Cisco partner'));
    await world.connector.waitFor(talk.id, 1);
    const before = [heardIn(talk), await turnsOf(talk)];
    expect(JSON.stringify((await look()).answer.value)).not.toMatch(/Action\.Submit|"refresh"/);
    // Even if somebody puts a press where only a look belongs.
    const other = await says(talk, 'menu');
    expect((await execute(talk, buttonOn(other, 'Set up Webex for a customer'), { trigger: 'automatic' })).answer).toMatchObject({ type: 'application/vnd.microsoft.card.adaptive' });
    expect([heardIn(talk), await turnsOf(talk)]).toEqual(before.map((count) => count + 1));
  });

  it('of a card that nobody knows is answered with an error, so that it stays as it is', async () => {
    const talk = personal();
    await says(talk, 'menu');
    expect((await execute(talk, { lotse: { refresh: 'ffffffffffffffffffffffffffffffff' } }, { trigger: 'automatic' })).answer).toMatchObject({ statusCode: 404, type: 'application/vnd.microsoft.error' });
  });
});

it.each([['task/fetch', 501], ['composeExtension/query', 501], ['', 501], ['signin/verifyState', 200]])('an invoke of %s is answered with %i and is no turn', async (name, status) => {
  const talk = personal();
  expect((await send(talk, { type: 'invoke', name, value: { state: '123456' } })).status).toBe(status);
  expect([heardIn(talk), await turnsOf(talk)]).toEqual([0, 0]);
});
