/** Teams as it really is: its three scopes, what it says when Lotse comes and goes, and what it answers to what is said. */
import type { Mood } from '../fakes/connector';
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

it('who asks for a person is called by support as their directory calls them, where no name is known', async () => {
  const chat = personal('asks');
  await answerTo(chat, { type: 'message', text: 'talk to a person' });
  await answerTo(chat, { type: 'message', text: 'Directory question' });
  expect(await world.lotse.database.prisma.handoff.findFirst({ where: { question: 'Directory question' } })).toMatchObject({ calledName: 'Ana' });
});

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

const refuse = (status: number, code?: string, more: Partial<Extract<Mood, { kind: 'refuse' }>> = {}): Mood => ({ kind: 'refuse', status, ...(code !== undefined && { code }), ...more });
const CUT: Mood = { kind: 'cut' };
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();
const postsTo = (id: string) => world.connector.requests.filter(({ path }) => path.startsWith(`/v3/conversations/${encodeURIComponent(id)}/`)).length;
/** An old address, of which the tenant was not kept: nobody can be found anew by it. */
const NOWHERE = { channelData: {} };

/** What the connector says, what Lotse then does: how often it posts, how often that is seen, and why the conversation is dead. */
const ANSWERS: [name: string, moods: () => Mood[], posts: number, seen: number, dead: string | null][] = [
  ['403 BotNotInConversationRoster', () => [refuse(403)], 1, 0, 'uninstalled'], ['403 BotDisabledByAdmin', () => [refuse(403, 'BotDisabledByAdmin')], 1, 0, 'uninstalled'],
  ['403 ConversationBlockedByUser', () => [refuse(403, 'ConversationBlockedByUser')], 1, 0, 'blocked'], ['403 MessageWritesBlocked', () => [refuse(403, 'MessageWritesBlocked')], 1, 0, 'blocked'],
  ['403 ForbiddenOperationException', () => [refuse(403, 'ForbiddenOperationException')], 1, 0, 'blocked'],
  ['404 ConversationNotFound, where nobody can be found anew', () => [refuse(404)], 1, 0, 'gone'],
  ['404 of the message only that is answered', () => [refuse(404, 'ActivityNotFoundInConversation')], 2, 1, null],
  ['412', () => [refuse(412)], 2, 1, null], ['413', () => [refuse(413)], 1, 0, null], ['400', () => [refuse(400, 'BadArgument')], 1, 0, null],
  ['429 with seconds', () => [refuse(429, undefined, { retryAfterSeconds: 1 })], 2, 1, null], ['429 with a date', () => [refuse(429, undefined, { retryAfter: inSeconds(1) })], 2, 1, null], ['429 with nothing', () => [refuse(429)], 2, 1, null],
  ['401 once: the bearer is fetched anew', () => [refuse(401)], 2, 1, null], ['401 again: then it is tried again later', () => [refuse(401), refuse(401)], 3, 1, null],
  ['500', () => [refuse(500)], 1, 0, null], ['502', () => [refuse(502)], 2, 1, null], ['503', () => [refuse(503)], 2, 1, null], ['504 twice', () => [refuse(504), refuse(504)], 2, 0, null],
];

describe('a reply', () => {
  it.each(ANSWERS)('that meets %s is posted, seen and then the conversation is dead as it says', async (_name, moods, posts, seen, dead) => {
    const conversation = { id: `a:${next('status')}`, conversationType: 'personal', tenantId: undefined };
    world.connector.mood(...moods());
    await send(conversation, { type: 'message', text: 'menu', ...NOWHERE });
    await until(() => postsTo(conversation.id) >= posts, 'it was posted');
    await until(async () => (await routeOf(conversation.id))!.deadCause === dead, 'the death is noted');
    await new Promise((resolve) => { setTimeout(resolve, 700); });
    expect({ posts: postsTo(conversation.id), seen: world.connector.receivedIn(conversation.id).length, dead: (await routeOf(conversation.id))!.deadCause }).toEqual({ posts, seen, dead });
    // What still waited is sent no more where it is dead, and after that whatever is heard is answered.
    if (dead === null) return;
    await world.lotse.jobs.tick();
    await world.lotse.jobs.settle();
    expect(postsTo(conversation.id)).toBe(posts);
    await answerTo(conversation, { type: 'message', text: 'menu', ...NOWHERE });
    expect((await routeOf(conversation.id))!.deadCause).toBeNull();
  });
});

describe('a personal chat that is not there any more', () => {
  const goes = async (who: string, ...moods: Mood[]) => {
    const conversation = personal('gone');
    const from = { id: who, name: 'Ana' };
    await answerTo(conversation, { type: 'message', text: 'menu', from });
    const opened = world.connector.opened.length;
    world.connector.mood(refuse(404), ...moods);
    await send(conversation, { type: 'message', text: 'help', from });
    await until(async () => (await routeOf(conversation.id))!.deadAt !== null, 'it is dead');
    return { conversation, from, opened: world.connector.opened.slice(opened) };
  };

  it('is opened anew once, and the contact goes on there where they were', async () => {
    const who = `29:${next('moved')}`;
    const { conversation, from, opened } = await goes(who);
    expect(opened).toEqual([{ bot: { id: BOT.id }, isGroup: false, members: [{ id: who }], tenantId: 'tenant-1', channelData: { tenant: { id: 'tenant-1' } } }]);
    const present = { id: `a:with-${who}`, conversationType: 'personal' };
    expect(world.connector.receivedIn(present.id)).toMatchObject([{ conversation: { id: present.id }, recipient: { id: who } }]);
    expect(world.connector.receivedIn(present.id)[0]).not.toHaveProperty('replyToId');
    const [before, after] = [await routeOf(conversation.id), await routeOf(present.id)];
    expect([before!.deadCause, after!.deadCause, after!.contactId]).toEqual(['gone', null, before!.contactId]);
    expect(JSON.parse(after!.address)).toMatchObject({ conversation: present.id, tenant: 'tenant-1', contact: who });
    expect([...(await world.lotse.services.routes.of([before!.contactId])).values()].flat().map(({ conversationId }) => conversationId)).toEqual([`msteams|${present.id}`]);
    // A button that was shown there works, and nobody hears that they have gone on elsewhere.
    const [help] = world.connector.receivedIn(present.id).map(see);
    const [menu] = await answerTo(present, { type: 'message', value: help!.buttons.find(({ title }) => title === 'Menu')!.data, from });
    expect(menu!.text).toContain('What would you like to do?');
    expect(menu!.text).not.toMatch(/elsewhere|already/i);
    expect((await routeOf(present.id))!.contactId).toBe(before!.contactId);
  });

  it.each([
    ['a refusal', refuse(403, 'ForbiddenOperationException'), 'blocked'], ['another refusal', refuse(403), 'uninstalled'], ['a person who is not there', refuse(404), 'gone'],
    ['a request that is not understood', refuse(400), 'gone'], ['a gateway that fails', refuse(502), 'gone'], ['a connection that is cut', CUT, 'gone'],
  ])('stays dead after %s, and is not asked for again', async (_name, mood, dead) => {
    const before = world.connector.requests.length;
    const { conversation } = await goes(`29:${next('refused')}`, mood);
    expect((await routeOf(conversation.id))!.deadCause).toBe(dead);
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    expect(world.connector.requests.slice(before).filter(({ path }) => path === '/v3/conversations')).toHaveLength(1);
  });

  it('is not opened for a group', async () => {
    const conversation = { id: `19:${next('group')}@thread.v2`, conversationType: 'groupChat', isGroup: true };
    const opened = world.connector.opened.length;
    world.connector.mood(refuse(404));
    await send(conversation, mention('menu'));
    await until(async () => (await routeOf(conversation.id))!.deadCause === 'gone', 'it is dead');
    expect(world.connector.opened).toHaveLength(opened);
  });
});
