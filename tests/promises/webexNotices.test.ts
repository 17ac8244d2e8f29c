/** Each notice once on Webex, whatever dies and whatever answer is lost: Webex is asked, by the number that the notice's buttons carry (promises R2). */
import type { Channel } from '../../bot/channels/channel';
import { createApi } from '../../bot/channels/webex/api';
import { addressOf, createDelivery } from '../../bot/channels/webex/delivery';
import { createFind } from '../../bot/channels/webex/finding';
import { renderWebex } from '../../bot/channels/webex/rendering';
import type { NoticeStep } from '../../bot/notices/noticeSender';
import type { NoticingParts } from '../../bot/notices/noticing';
import { cardOfMessage } from '../../dialogs/notices/ids';
import { createNetwork } from '../../services/network';
import { startWebex, type FakeWebex, type Somebody, type WebexMood } from '../fakes/webex';
import { createSendingWorld, stoppingAt, type SendingWorld } from '../noticeSending';

let world: SendingWorld;
let webex: FakeWebex;
let channel: Channel;
const network = createNetwork();

beforeAll(async () => {
  [world, webex] = [await createSendingWorld(), await startWebex({ pageSize: 3 })];
});
beforeEach(async () => {
  await world.forget();
  // One that has not been asked for patience yet.
  const api = createApi(network, world.clock, { url: webex.url, token: webex.token, timeoutMs: 400 });
  channel = { id: 'webex', render: renderWebex, way: { kind: 'post', deliver: createDelivery(api, { info: () => {}, error: () => {} }, { say: () => {} }), find: createFind(api, async () => ({ id: webex.bot.id, name: 'Lotse' })) } };
});
afterAll(async () => {
  network.close();
  await webex?.stop();
  await world?.stop();
});

const expire = () => world.database.prisma.$executeRaw`UPDATE "Notice" SET "leasedUntil" = clock_timestamp() - interval '3 minutes' WHERE "leasedUntil" IS NOT NULL`;
/** What the dialogs make of a notice, in short: its number on its buttons, its name in its text. */
const compose: NoticingParts['compose'] = async (message, without) => {
  const composed = await world.compose(message, without);
  if (composed.kind !== 'say') return composed;
  const said = { language: 'en' as const, text: message.notices.map(({ id }) => id).join(' '), choices: [{ id: 'renew', label: 'Renew' }], card: cardOfMessage(message.id), facts: [] };
  return { ...composed, replies: channel.render(said, { address: composed.address }) };
};
const sender = (parts: Partial<NoticingParts> = {}) => world.sender({ channels: new Map([['webex', channel]]), compose, ...parts });

let number = 0;
async function put(): Promise<{ readonly id: string; readonly ana: Somebody; readonly room: string }> {
  const ana = webex.person(`Ana ${number += 1}`);
  const room = webex.directRoom(ana).id;
  const id = `webex-${number}`;
  await world.put(id, ana.id, []);
  await world.database.prisma.notice.update({ where: { id }, data: { state: 'skipped' } });
  await world.database.prisma.conversation.create({ data: { id: `webex|${room}`, channel: 'webex', address: addressOf(room), contactId: ana.id, state: '{}', version: 1, updatedAt: world.clock.now(), isDirect: true, heardAt: world.clock.now() } });
  await world.database.prisma.notice.update({ where: { id }, data: { state: 'planned' } });
  return { id, ana, room };
}
const heard = (room: string, id: string) => webex.saidIn(room).filter(({ text }) => text?.split(/\s/).includes(id)).length;

async function sayAgain(): Promise<void> {
  for (let time = 0; time < 2; time += 1) {
    await expire();
    world.clock.move(120_000);
    const next = sender();
    next.wake();
    await next.idle();
  }
}

it.each<[NoticeStep, WebexMood[]]>([
  ['sending', []], ['posted', []], ['marked', []], ['posted', [{ kind: 'cut' }]], ['posted', [{ kind: 'acceptThenDrop' }]], ['ended', [{ kind: 'acceptThenDrop' }]], ['ended', [{ kind: 'acceptThenFail', status: 502 }]], ['ended', [{ kind: 'refuse', status: 503 }]],
])('a process that dies at "%s", with %j, leaves a notice that is said once and known to be', async (step, moods) => {
  const { id, ana, room } = await put();
  webex.mood(...moods);
  const { onStep, stopped } = stoppingAt(step);
  sender({ onStep }).wake();
  await stopped;
  for (let count = 0; count < 5; count += 1) webex.say(webex.directRoom(ana), ana, { text: 'noise' });
  await sayAgain();
  expect([(await world.find(id)).state, heard(room, id)]).toEqual(['sent', 1]);
});

it('a notice that may have arrived waits for as long as Webex cannot be asked', async () => {
  const { id, room } = await put();
  webex.mood({ kind: 'acceptThenDrop' }, { at: 'GET messages', kind: 'refuse', status: 500 }, { at: 'GET messages', kind: 'cut' });
  const first = sender();
  first.wake();
  await first.idle();
  await sayAgain();
  expect([(await world.find(id)).state, heard(room, id)]).toEqual(['sending', 1]);
  await sayAgain();
  expect([(await world.find(id)).state, heard(room, id)]).toEqual(['sent', 1]);
});
