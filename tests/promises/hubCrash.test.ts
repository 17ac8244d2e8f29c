/** Killed between the commit in which a person was asked for and the post that tells the hub: the hub is told once, and the handoff is there. The real process. */
import { startConnector, type FakeConnector } from '../fakes/connector';
import { createHome, post, startLotse, until, type Home, type LotseProcess } from '../process';

const CONVERSATION = 'talk';
let home: Home;
let connector: FakeConnector;
let lotse: LotseProcess | undefined;
beforeAll(async () => {
  home = await createHome();
  connector = await startConnector();
});
afterAll(async () => {
  await lotse?.end('SIGKILL');
  await connector.stop();
  await home.remove();
});

const start = async () => { lotse = await startLotse(home, { HANDOFF_HUB_CHANNELS: 'omnichannel' }); };
const send = (id: string, activity: object) => post(`${lotse!.url}/api/messages`, JSON.stringify({ id, channelId: 'omnichannel', serviceUrl: connector.url, from: { id: 'ana' }, recipient: { id: 'bot' }, conversation: { id: CONVERSATION }, ...activity }));
const says = (id: string, text: string) => send(id, { type: 'message', text });
const asked = () => connector.receivedIn(CONVERSATION).filter(({ name }) => name === 'handoff.initiate');
const advance = async () => { expect((await post(`${lotse!.url}/local/clock`, JSON.stringify({ advance: 'PT2M' }))).status).toBe(200); };

it('a kill right after the commit loses no call to the hub, and doubles none', async () => {
  await start();
  await says('one', 'hello');
  await says('two', 'talk to a person');
  await connector.waitFor(CONVERSATION, 1);
  // The words before it are on their way for as long as it takes to be killed.
  connector.mood({ kind: 'slow', ms: 3000 });
  expect((await says('three', 'It is about order 4711')).status).toBe(200);
  await lotse!.end('SIGKILL');
  expect(asked()).toEqual([]);
  await start();
  await advance();
  await until(() => asked().length > 0, 'the hub is asked', 20_000);
  // The channel, which had no answer, may repeat; and so may time.
  expect((await says('three', 'It is about order 4711')).status).toBe(200);
  await advance();
  expect(asked()).toHaveLength(1);
  expect((await send('four', { type: 'event', name: 'handoff.status', value: { state: 'completed' }, from: { id: 'hub' } })).status).toBe(200);
  await until(() => connector.receivedIn(CONVERSATION).some(({ text }) => text?.includes('Support has ended the conversation') === true), 'it comes back', 20_000);
}, 120_000);
