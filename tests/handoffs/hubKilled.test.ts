/** An instance that is killed while it hands a conversation over to an engagement hub: the contact hears what Lotse says, and the hub is asked at most once. */
import { startConnector, type FakeConnector } from '../fakes/connector';
import { createHome, post, startLotse, until, type Home, type LotseProcess } from '../process';

const ENV = { HANDOFF_HUB_CHANNELS: 'omnichannel', SUPPORT_MAIL: 'support@also.example', SUPPORT_LANGUAGE: 'en' };
let home: Home;
let connector: FakeConnector;
let lotse: LotseProcess;
beforeAll(async () => {
  home = await createHome();
  connector = await startConnector();
  lotse = await startLotse(home, ENV);
}, 60_000);
afterAll(async () => {
  await lotse.end('SIGKILL');
  await connector.stop();
  await home.remove();
});

const says = (conversation: string, id: number, text: string) => post(`${lotse.url}/api/messages`, JSON.stringify({
  type: 'message', id: `${conversation}-${id}`, channelId: 'omnichannel', serviceUrl: connector.url, locale: 'en-GB', from: { id: 'ana' }, recipient: { id: 'bot' }, conversation: { id: conversation }, text,
}));
const posts = (conversation: string) => connector.requests.filter(({ path }) => path.includes(`/${conversation}/`)).length;
const heard = (conversation: string) => connector.receivedIn(conversation).map(({ type, name }) => name ?? type);

it.each<[string, number, readonly string[]]>([
  ['what is said before it', 1, ['message', 'message', 'handoff.initiate']],
  ['the event', 2, ['message', 'handoff.initiate']],
])('killed while %s is on its way: what Lotse says is heard, and the hub asked once', async (what, place, expected) => {
  const conversation = what.replaceAll(' ', '-');
  await says(conversation, 1, 'talk to a person');
  await until(() => heard(conversation).length > 0, 'Lotse asks what it is about');
  const [before, asked] = [posts(conversation), heard(conversation).length];
  // They are taken all the same: nobody here hears of it any more.
  connector.mood(...(place === 2 ? [{ kind: 'slow', ms: 0 } as const] : []), { kind: 'slow', ms: 1000 });
  await says(conversation, 2, 'It is about order 4711');
  await until(() => posts(conversation) === before + place, 'it is under way');
  await lotse.end('SIGKILL');
  await until(() => heard(conversation).length === asked + place, 'it was taken');
  lotse = await startLotse(home, { ...ENV, PORT: new URL(lotse.url).port });
  await fetch(`${lotse.url}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ advance: 'PT1M' }) });
  await until(() => heard(conversation).length >= asked + expected.length, 'the rest is heard').catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(heard(conversation).slice(asked)).toEqual(expected);
}, 60_000);
