/** Teams as it really is: its three scopes, what it says when Lotse comes and goes, and what it answers to what is said. */
import { see } from '../person';
import { post, until } from '../process';
import { createWorld, type World } from '../world';

let world: World;
beforeAll(async () => { world = await createWorld({ SEND_TIMEOUT_MS: '600' }); });
afterAll(() => world.stop());

let number = 0;
const next = (name: string) => `${name}-${(number += 1)}`;
const BOT = { id: '28:bot', name: 'Lotse' };

interface Sent { readonly status: number; readonly body: string }
/** An activity as Teams writes it; in a group or channel with the mention without which Teams delivers none. */
async function send(conversation: Record<string, unknown>, activity: Record<string, unknown>): Promise<Sent> {
  const body = {
    id: next('activity'), channelId: 'msteams', serviceUrl: world.connector.url, from: { id: '29:ana', name: 'Ana', aadObjectId: 'ana' }, recipient: BOT, locale: 'en-GB',
    conversation: { tenantId: 'tenant-1', ...conversation }, channelData: { tenant: { id: 'tenant-1' } }, ...activity,
  };
  return post(`${world.url}/api/messages`, JSON.stringify(body));
}
const mention = (text: string) => ({ type: 'message', text: `<at>Lotse</at>&nbsp;${text}`, entities: [{ type: 'mention', mentioned: BOT, text: '<at>Lotse</at>' }, { type: 'clientInfo', locale: 'en-GB' }] });
const personal = (name: string) => ({ id: `a:${next(name)}`, conversationType: 'personal' });
const routeOf = (id: string) => world.lotse.database.prisma.conversation.findUnique({ where: { id: `msteams|${id}` } });
const settled = () => until(async () => (await world.lotse.database.prisma.turn.count({ where: { sentAt: null } })) === 0, 'the replies are out');
async function answerTo(conversation: { readonly id: string }, activity: Record<string, unknown>) {
  const before = world.connector.receivedIn(conversation.id).length;
  expect((await send(conversation, activity)).status).toBe(200);
  return (await world.connector.waitFor(conversation.id, before)).map(see);
}

describe('a scope', () => {
  it.each([
    ['a personal chat', { id: 'a:1abc', conversationType: 'personal' }, true],
    ['a group chat', { id: '19:abc@thread.v2', conversationType: 'groupChat', isGroup: true }, false],
    ['a meeting\'s chat', { id: '19:meeting_abc@thread.v2', conversationType: 'groupChat', isGroup: true }, false],
    ['a thread of a channel', { id: '19:abc@thread.tacv2;messageid=1700000000000', conversationType: 'channel', isGroup: true }, false],
    ['two people who have Lotse beside them', { id: '19:a_b@unq.gbl.spaces', conversationType: 'personal' }, false],
    ['local testing', { id: 'f3b1' }, true],
  ])('%s is answered where it is; conversation %j, a route for reminders: %s', async (_name, conversation, isRoute) => {
    const [menu] = await answerTo(conversation, mention('menu'));
    expect(menu!.text).toContain('What would you like to do?');
    expect(menu!.activity.conversation).toEqual({ id: conversation.id });
    expect(await routeOf(conversation.id)).toMatchObject({ isDirect: isRoute, tenant: 'tenant-1' });
    const [status] = await answerTo(conversation, mention('my status'));
    expect(/This concerns only you: please write to me in a private chat/.test(status!.text)).toBe(!isRoute);
  });

  it('keeps the address of the last activity, whatever it was', async () => {
    const conversation = personal('moves');
    await answerTo(conversation, { type: 'message', text: 'menu' });
    const moved = `${world.connector.url}/emea/`;
    await send(conversation, { type: 'conversationUpdate', membersAdded: [BOT], serviceUrl: moved });
    expect(JSON.parse((await routeOf(conversation.id))!.address)).toMatchObject({ serviceUrl: moved });
  });
});

const ADD = { type: 'installationUpdate', action: 'add' };
const REMOVE = { type: 'installationUpdate', action: 'remove' };
const BOT_ADDED = { type: 'conversationUpdate', membersAdded: [BOT] };
const BOT_REMOVED = { type: 'conversationUpdate', membersRemoved: [BOT] };

describe('Lotse is added', () => {
  it.each([[[ADD]], [[BOT_ADDED]], [[ADD, BOT_ADDED]], [[BOT_ADDED, ADD, ADD]]])('and greets once: %j', async (events) => {
    const conversation = personal('added');
    for (const event of events) expect((await send(conversation, event)).status).toBe(200);
    await settled();
    expect(world.connector.receivedIn(conversation.id)).toHaveLength(1);
    expect(see(world.connector.receivedIn(conversation.id)[0]!).text).toContain('Lotse');
  });

  it('to a group, and says nothing when others join it', async () => {
    const conversation = { id: `19:${next('group')}@thread.v2`, conversationType: 'groupChat', isGroup: true };
    await send(conversation, { type: 'conversationUpdate', membersAdded: [{ id: '29:luis' }] });
    await settled();
    expect(world.connector.receivedIn(conversation.id)).toEqual([]);
    await answerTo(conversation, BOT_ADDED);
  });

  it('nothing is said when it is only upgraded, and nothing ends', async () => {
    const conversation = personal('upgraded');
    await answerTo(conversation, { type: 'message', text: 'menu' });
    for (const action of ['remove-upgrade', 'add-upgrade']) await send(conversation, { type: 'installationUpdate', action });
    await settled();
    expect(world.connector.receivedIn(conversation.id)).toHaveLength(1);
    expect((await routeOf(conversation.id))!.deadAt).toBeNull();
  });
});

describe('Lotse is taken away', () => {
  it.each([[[REMOVE]], [[BOT_REMOVED]], [[REMOVE, BOT_REMOVED, REMOVE]]])('and says nothing there until it is added again: %j', async (events) => {
    const conversation = personal('removed');
    await answerTo(conversation, { type: 'message', text: 'menu' });
    const id = `msteams|${conversation.id}`;
    // What had not left by then stays here.
    await world.lotse.database.prisma.turn.updateMany({ where: { conversationId: id }, data: { sentAt: null, at: new Date(Date.now() - 60_000) } });
    for (const event of events) await send(conversation, event);
    expect((await routeOf(conversation.id))!.deadCause).toBe('uninstalled');
    const told = await world.lotse.services.routes.of([(await routeOf(conversation.id))!.contactId]);
    expect([...told.values()].flat()).toEqual([]);
    expect((await world.lotse.services.turns.takeUnsent(30_000, 86_400_000)).filter(({ conversationId }) => conversationId === id)).toEqual([]);
    expect(world.connector.receivedIn(conversation.id)).toHaveLength(1);
    await world.lotse.database.prisma.turn.updateMany({ where: { conversationId: id }, data: { sentAt: new Date() } });
    await send(conversation, ADD);
    expect((await routeOf(conversation.id))!.deadCause).toBeNull();
  });
});
