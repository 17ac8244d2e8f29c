/** Whoever takes Lotse away is not written to there any more, whatever was still on its way when they did. */
import { post, until } from '../process';
import { startSecond } from '../secondLotse';
import { createWorld, type World } from '../world';

let world: World;
let second: Awaited<ReturnType<typeof startSecond>>;
beforeAll(async () => {
  world = await createWorld();
  second = await startSecond(world, { CODE_PEPPER: 'the pepper of the tests, known to all' });
});
afterAll(async () => {
  await second.lotse.stop();
  await world.stop();
});
afterEach(() => jest.restoreAllMocks());

const send = async (url: string, conversation: string, activity: Record<string, unknown>) => {
  const body = { channelId: 'msteams', serviceUrl: world.connector.url, from: { id: 'ana' }, recipient: { id: 'bot' }, conversation: { id: conversation }, ...activity };
  return (await post(`${url}/api/messages`, JSON.stringify(body))).status;
};
const says = (conversation: string, id: string, more: Record<string, unknown> = {}, url = world.url) => send(url, conversation, { type: 'message', text: 'menu', id, ...more });
const leaves = (conversation: string, more: Record<string, unknown> = {}, url = world.url) => send(url, conversation, { type: 'installationUpdate', action: 'remove', id: 'left', ...more });
const deadCauseOf = async (conversation: string) => (await world.lotse.database.prisma.conversation.findUniqueOrThrow({ where: { id: `msteams|${conversation}` } })).deadCause;

/** Holds the next turn of the first Lotse where it has been played and is not committed yet. */
function holdTurn(): { readonly held: Promise<void>; goOn(): void } {
  const { turns } = world.lotse.services;
  const commit = turns.commit.bind(turns);
  let goOn = () => {};
  const may = new Promise<void>((resolve) => { goOn = resolve; });
  const held = new Promise<void>((resolve) => {
    jest.spyOn(turns, 'commit').mockImplementationOnce(async (end) => { resolve(); await may; return commit(end); });
  });
  return { held, goOn: () => goOn() };
}

it.each([['at the same Lotse', () => world.url], ['at another one', () => second.url]])('a word that is being answered when the app is removed %s does not bring the route back', async (name, url) => {
  const conversation = `in flight ${name}`;
  await says(conversation, 'one');
  const { held, goOn } = holdTurn();
  const answered = says(conversation, 'two');
  await held;
  const left = leaves(conversation, {}, url());
  await Promise.race([left, new Promise((resolve) => { setTimeout(resolve, 300); })]);
  goOn();
  expect([await answered, await left]).toEqual([200, 200]);
  await until(async () => (await world.lotse.database.prisma.turn.count({ where: { sentAt: null } })) === 0, 'the replies are out');
  expect(await deadCauseOf(conversation)).toBe('uninstalled');
});

it('a word from before that is delivered only afterwards does not bring it back, one from after that does', async () => {
  await says('late', 'one', { timestamp: '2026-03-01T08:00:00.000Z' });
  await leaves('late', { timestamp: '2026-03-01T08:00:05.000Z' });
  await says('late', 'two', { timestamp: '2026-03-01T08:00:04.000Z' });
  expect(await deadCauseOf('late')).toBe('uninstalled');
  await says('late', 'three', { timestamp: '2026-03-01T09:00:00.000Z' });
  expect(await deadCauseOf('late')).toBeNull();
  // The channel repeats what it has said before.
  await leaves('late', { timestamp: '2026-03-01T08:00:05.000Z' });
  expect(await deadCauseOf('late')).toBeNull();
});

it('a removal from before that is delivered only after a later word does not end the route', async () => {
  await says('back again', 'one', { timestamp: '2026-03-01T08:00:00.000Z' });
  await says('back again', 'two', { timestamp: '2026-03-01T08:00:09.000Z' });
  await leaves('back again', { timestamp: '2026-03-01T08:00:05.000Z' });
  expect(await deadCauseOf('back again')).toBeNull();
  // Nor does a word from before that say that nobody has been there since.
  await says('back again', 'three', { timestamp: '2026-03-01T08:00:01.000Z' });
  await leaves('back again', { timestamp: '2026-03-01T08:00:06.000Z' });
  expect(await deadCauseOf('back again')).toBeNull();
  await leaves('back again', { timestamp: '2026-03-01T08:00:10.000Z' });
  expect(await deadCauseOf('back again')).toBe('uninstalled');
});

it('a channel that says no times, or odd ones, is taken at the order of its words', async () => {
  for (const timestamp of [undefined, 'yesterday', 17, '9999-01-01T00:00:00Z']) {
    const conversation = `no time ${timestamp}`;
    await says(conversation, 'one', { timestamp });
    await leaves(conversation, { timestamp });
    expect(await deadCauseOf(conversation)).toBe('uninstalled');
    await says(conversation, 'two', { timestamp });
    expect(await deadCauseOf(conversation)).toBeNull();
  }
});
