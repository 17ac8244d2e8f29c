/** Who may speak through an engagement hub where Lotse has credentials: whoever the Bot Framework signs for that very channel, and nobody as somebody of a directory. */
import { APP_ID, startEntra, TEAMS_URL, type FakeEntra, type Minting } from '../fakes/entra';
import { post } from '../process';
import { activityWith, TENANT } from '../tokenCases';
import { createWorld, type World } from '../world';

let entra: FakeEntra;
let world: World;
beforeAll(async () => {
  entra = await startEntra();
  world = await createWorld({
    MicrosoftAppId: APP_ID, MicrosoftAppPassword: 'secret', ALLOWED_TENANTS: TENANT, HOST: '127.0.0.1', BOT_OPENID_URL: entra.openIdUrl, BOT_LOGIN_URL: entra.loginUrl,
    HANDOFF_HUB_CHANNELS: 'directline', SUPPORT_MAIL: 'support@also.example', SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'lotse@also.example',
  });
});
afterAll(async () => {
  await world.stop();
  await entra.stop();
});

let number = 0;
const send = (changes: Record<string, unknown>, minting?: Minting | 'unsigned') => post(`${world.url}/api/messages`, activityWith(`hub-${(number += 1)}`, { channelId: 'directline', channelData: undefined, ...changes }),
  minting === 'unsigned' ? {} : { authorization: `Bearer ${entra.mint({}, minting)}` });
const STATUS = { type: 'event', name: 'handoff.status', value: { state: 'accepted' } };

it.each<[string, Record<string, unknown>, Minting | 'unsigned', number]>([
  ['nobody has signed', {}, 'unsigned', 401],
  ['a key has signed that does not stand for the channel', {}, { key: 'teams' }, 401],
  ['a stranger has signed', {}, { key: 'stranger' }, 401],
  ['is for another address', { serviceUrl: `${TEAMS_URL}elsewhere` }, { key: 'everything' }, 401],
  ['comes from a channel that is no hub', { channelId: 'skype' }, { key: 'everything' }, 403],
  ['names a tenant that may not write', { conversation: { id: 'c', tenantId: 'another' } }, { key: 'everything' }, 403],
  ['is proven', {}, { key: 'everything' }, 200],
  ['names a tenant that may write', { channelData: { tenant: { id: TENANT } } }, { key: 'everything' }, 200],
])('what %s', async (_, changes, minting, status) => {
  expect((await send(changes, minting)).status).toBe(status);
  expect((await send({ ...STATUS, ...changes }, minting)).status).toBe(status);
});

it('is answered plainly, and a press of Teams is not its own', async () => {
  const { activities } = JSON.parse((await send({}, { key: 'everything' })).body) as { activities: { channelId: string; text: string; attachments: unknown }[] };
  expect(activities[0]).toMatchObject({ channelId: 'directline', text: expect.stringContaining('What would you like to do') });
  expect(JSON.stringify(activities)).not.toContain('lotse.refresh');
  expect((await send({ type: 'invoke', name: 'adaptiveCard/action', value: { action: { data: { lotse: { card: 'c', choice: 'menu' } } } } }, { key: 'everything' })).status).toBe(501);
});
