/** What a hand-off must know of what comes in: who wrote it, what it is called, and that it was changed or taken back. */
import { incomingOf } from '../../bot/channels/teams/teamsChannel';
import type { Activity } from 'botbuilder';
import { see } from '../person';
import { post, until } from '../process';
import { createWebexWorld, type WebexWorld } from '../webexWorld';
import { createWorld, type World } from '../world';

const activityOf = (more: Record<string, unknown>) => ({
  type: 'message', id: '17', text: 'menu', channelId: 'msteams', serviceUrl: 'https://smba.trafficmanager.net/emea/', timestamp: '2026-11-22T08:00:00.000Z', from: { id: '29:ana', name: 'Ana', aadObjectId: 'ana-oid' },
  recipient: { id: '28:bot' }, conversation: { id: 'a:1', conversationType: 'personal', tenantId: 'tenant-1' }, channelData: { tenant: { id: 'tenant-1' } }, ...more,
}) as unknown as Activity;
const heardOf = (more: Record<string, unknown>) => incomingOf(activityOf(more), () => 'new');

describe('on Teams', () => {
  it('a sender is who Entra ID says, in their tenant, and nobody without both', () => {
    expect(heardOf({})!.from).toEqual({ tenant: 'tenant-1', id: 'ana-oid', name: 'Ana' });
    expect(heardOf({ from: { id: '29:ana', name: 'Ana' } })!.from).toBeUndefined();
    expect(heardOf({ from: { id: '29:ana', aadObjectId: { id: 'ana-oid' } } })!.from).toBeUndefined();
    expect(heardOf({ channelData: {}, conversation: { id: 'a:1' } })!.from).toBeUndefined();
  });

  it('a message has a name of its own, a press has none', () => {
    expect(heardOf({})!.message).toBe('17');
    expect(heardOf({ value: { lotse: { card: 'a', choice: 'b' } } })!.message).toBeUndefined();
  });

  it('each change of a message is a turn of its own, and the same change told twice is one', () => {
    const edit = { type: 'messageUpdate', text: 'other words', channelData: { tenant: { id: 'tenant-1' }, eventType: 'editMessage' } };
    expect(heardOf(edit)).toMatchObject({ kind: 'edit', id: '17|edit|2026-11-22T08:00:00.000Z', of: '17', heard: { text: 'other words' } });
    expect(heardOf(edit)!.id).toBe(heardOf(edit)!.id);
    expect(heardOf({ ...edit, timestamp: '2026-11-22T08:00:01.000Z' })!.id).not.toBe(heardOf(edit)!.id);
    expect(heardOf({ type: 'messageDelete', text: undefined })).toMatchObject({ kind: 'removal', of: '17', heard: { text: '' } });
    expect(heardOf({ ...edit, id: undefined })).toBeUndefined();
  });
});

describe('played on Teams', () => {
  let world: World;
  beforeAll(async () => { world = await createWorld(); });
  afterAll(() => world?.stop());

  it('what is changed or taken back is no word to which Lotse answers', async () => {
    const send = (more: Record<string, unknown>) => post(`${world.url}/api/messages`, JSON.stringify(activityOf({ serviceUrl: world.connector.url, ...more })));
    await send({});
    const [menu] = (await world.connector.waitFor('a:1', 0)).map(see);
    expect(menu!.text).toContain('What would you like to do?');
    for (const type of ['messageUpdate', 'messageUpdate', 'messageDelete']) expect((await send({ type, text: '1' })).status).toBe(200);
    await send({ id: '18', text: '1' });
    const news = await world.connector.waitFor('a:1', 1);
    expect(news.map(see).map(({ text }) => text.includes('Step 1 of 5'))).toEqual([true]);
    const turns = await world.lotse.database.prisma.turn.findMany({ where: { conversationId: 'msteams|a:1' }, select: { activityId: true } });
    expect(turns.map(({ activityId }) => activityId).filter((id) => id.includes('|')).sort()).toEqual(['17|edit|2026-11-22T08:00:00.000Z', '17|removal|2026-11-22T08:00:00.000Z']);
  });
});

describe('on Webex', () => {
  let world: WebexWorld;
  beforeAll(async () => { world = await createWebexWorld(); });
  afterAll(() => world?.stop());

  it('what is changed or taken back is fetched, believed only where Webex agrees, and never answered', async () => {
    const { webex } = world;
    const ana = world.person('Ana Keller');
    await ana.arrives();
    const room = webex.directRoom(ana.self);
    const message = webex.say(room, ana.self, { text: 'menu' });
    await webex.waitFor(room.id, 1);
    const changed = webex.change(message, '1');
    await webex.webhooks.idle();
    webex.takeBack(changed);
    await webex.webhooks.idle();
    const found = async () => (await world.lotse.database.prisma.turn.findMany({ where: { conversationId: `webex|${room.id}` } })).map(({ activityId }) => activityId);
    await until(async () => (await found()).includes(`messages|deleted|${message.id}`), 'it was taken back');
    expect(await found()).toContain(`messages|updated|${message.id}|${changed.updated}`);
    expect(webex.saidIn(room.id)).toHaveLength(2);
    // An event that says so of what is still there is not believed.
    const other = webex.say(room, ana.self, { text: 'menu' });
    await webex.waitFor(room.id, 2);
    webex.webhooks.announce('messages', 'deleted', { id: other.id, roomId: room.id, personId: ana.self.id });
    await webex.webhooks.idle();
    expect(await found()).not.toContain(`messages|deleted|${other.id}`);
  });
});
