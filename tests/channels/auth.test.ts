/** Who may speak to Lotse where it has credentials: only the Bot Framework, for this bot, this address and this channel. */
import { createHmac } from 'node:crypto';
import http from 'node:http';
import { APP_ID, BOT_ISSUER, startEntra, TEAMS_URL, type FakeEntra } from '../fakes/entra';
import { post, type Answer } from '../process';
import { createWorld, type World } from '../world';
import { trapConnections } from '../connections';

const EMULATOR_ISSUER = 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/';

let entra: FakeEntra;
let world: World;
let agent: http.Agent;
beforeAll(async () => {
  entra = await startEntra();
  world = await createWorld({ MicrosoftAppId: APP_ID, MicrosoftAppPassword: 'secret', HOST: '127.0.0.1', BOT_OPENID_URL: entra.openIdUrl, BOT_LOGIN_URL: entra.loginUrl });
  agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
});
afterAll(async () => {
  agent.destroy();
  await world.stop();
  await entra.stop();
});

const activity = (changes: Record<string, unknown> = {}) => JSON.stringify({
  type: 'message', id: 'auth-1', channelId: 'msteams', serviceUrl: TEAMS_URL, deliveryMode: 'expectReplies', text: 'menu',
  from: { id: 'ana' }, recipient: { id: 'bot' }, conversation: { id: 'auth' }, ...changes,
});
const send = (authorization?: string | string[], changes?: Record<string, unknown>): Promise<Answer> =>
  post(`${world.url}/api/messages`, activity(changes), authorization === undefined ? {} : { authorization: authorization as string }, { agent });

const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);
const claims = () => ({ iss: BOT_ISSUER, aud: APP_ID, exp: now() + 3600, serviceurl: TEAMS_URL });

/** A token with one byte of its third part turned. */
function altered(token: string): string {
  const [head, body, signature] = token.split('.') as [string, string, string];
  const bytes = Buffer.from(signature, 'base64url');
  bytes[10] = bytes[10]! ^ 1;
  return `${head}.${body}.${bytes.toString('base64url')}`;
}

type Case = readonly [name: string, authorization: () => string | string[] | undefined, changes?: Record<string, unknown>];
const asRow = ([name, authorization, changes]: Case) => ({ name, authorization, changes });
const bearer = (token: string) => `Bearer ${token}`;
const minted = (name: string, ...args: Parameters<FakeEntra['mint']>): Case => [name, () => bearer(entra.mint(...args))];

const CASES: Case[] = [
  ['no header', () => undefined], ['an empty header', () => ''], ['Bearer and nothing', () => 'Bearer'], ['Bearer and a space', () => 'Bearer '], ['Bearer and words', () => 'Bearer words'],
  ['two headers', () => [bearer(entra.mint({}, { key: 'stranger' })), bearer(entra.mint())]], ['two tokens in one header', () => `${bearer(entra.mint({}, { key: 'stranger' }))}, ${bearer(entra.mint())}`],
  ['Basic', () => `Basic ${part('bot:secret')}`], ['bearer in small letters', () => `bearer ${entra.mint()}`], ['a token without Bearer', () => entra.mint()], ['two spaces', () => `Bearer  ${entra.mint()}`],
  ['alg none', () => bearer(`${part({ alg: 'none', typ: 'JWT', kid: 'teams' })}.${part(claims())}.`)], ['alg None with a signature', () => bearer(`${part({ alg: 'None', kid: 'teams' })}.${part(claims())}.${part('x')}`)],
  ['HS256 keyed with the public key', () => { const text = `${part({ alg: 'HS256', typ: 'JWT', kid: 'teams' })}.${part(claims())}`; return bearer(`${text}.${createHmac('sha256', entra.publicPem('teams')).update(text).digest('base64url')}`); }],
  minted('HS256 keyed with a guess', {}, { algorithm: 'HS256', secret: 'secret-secret-secret-secret-secret' }),
  minted('ES256 by a published curve', {}, { key: 'curve', algorithm: 'ES256' }), minted('RS384', {}, { algorithm: 'RS384' }), minted('RS512', {}, { algorithm: 'RS512' }), minted('PS256', {}, { algorithm: 'PS256' }),
  minted('another issuer', { iss: 'https://evil.example' }), minted('no issuer', { iss: undefined }), minted('a list of issuers', { iss: [BOT_ISSUER] }), minted('an issuer with a slash more', { iss: `${BOT_ISSUER}/` }),
  minted('the emulator as issuer', { iss: EMULATOR_ISSUER, appid: APP_ID, ver: '1.0' }), minted('the emulator as issuer, version 2', { iss: 'https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0', azp: APP_ID, ver: '2.0' }),
  minted('a tenant as issuer', { iss: 'https://sts.windows.net/aaaaaaaa-0000-0000-0000-000000000001/', tid: 'aaaaaaaa-0000-0000-0000-000000000001', ver: '1.0', appid: APP_ID }), minted('a skill', { iss: 'https://sts.windows.net/x/', ver: '1.0', appid: 'another-bot', tid: 'x' }),
  minted('another audience', { aud: 'another-bot' }), minted('no audience', { aud: undefined }), minted('an empty audience', { aud: '' }), minted('the connector as audience', { aud: BOT_ISSUER }),
  minted('an unknown kid', {}, { header: { kid: 'nobody' } }), minted('no kid', {}, { header: { kid: undefined } }), minted('a kid that is an object\'s own word', {}, { header: { kid: '__proto__' } }), minted('a stranger under a known kid', {}, { key: 'stranger', header: { kid: 'teams' } }),
  minted('a stranger that brings its key', {}, { key: 'stranger', header: { jku: 'https://evil.example/keys', x5u: 'https://evil.example/cert', kid: 'teams' } }),
  minted('expired', { exp: 1 }), minted('expired 320 seconds ago', { exp: now() - 320 }), minted('not valid for a day', { nbf: now() + 86_400 }), minted('no expiry', { exp: undefined }),
  minted('no serviceurl', { serviceurl: undefined }), minted('another serviceurl', { serviceurl: 'https://smba.trafficmanager.net/amer/' }), minted('a serviceurl in other letters', { serviceurl: TEAMS_URL.toUpperCase() }), minted('an empty serviceurl', { serviceurl: '' }), minted('a list as serviceurl', { serviceurl: [TEAMS_URL] }),
  ['no serviceurl on either side', () => bearer(entra.mint({ serviceurl: undefined })), { serviceUrl: undefined }],
  minted('a key that endorses nothing', {}, { key: 'bare' }), ['a channel that is not endorsed', () => bearer(entra.mint()), { channelId: 'webchat' }], ['the channel AseChannel', () => bearer(entra.mint()), { channelId: 'AseChannel' }],
  ['AseChannel without a serviceurl', () => bearer(entra.mint({ serviceurl: undefined, iss: EMULATOR_ISSUER })), { channelId: 'AseChannel' }], ['the channel emulator', () => bearer(entra.mint({ serviceurl: undefined })), { channelId: 'emulator' }], ['the channel in capitals', () => bearer(entra.mint()), { channelId: 'MSTeams' }],
  ['9 KB of nothing', () => bearer('a'.repeat(9 * 1024))], ['a signed token of 9 KB', () => bearer(entra.mint({ filling: 'a'.repeat(7 * 1024) }))], ['garbage with dots', () => 'Bearer a.b.c'], ['dots', () => 'Bearer ..'],
  ['a header that is no JSON', () => bearer(`${part('{')}.${part(claims())}.${part('x')}`)], ['a payload that is no JSON', () => bearer(`${part({ alg: 'RS256', typ: 'JWT', kid: 'teams' })}.${part('{')}.${part('x')}`)],
  ['a payload that is a number', () => bearer(`${part({ alg: 'RS256', typ: 'JWT', kid: 'teams' })}.${part('7')}.${part('x')}`)], ['a header that is null', () => bearer(`${part('null')}.${part(claims())}.${part('x')}`)],
  ['a signature altered by one bit', () => bearer(altered(entra.mint()))], ['a signature taken away', () => bearer(entra.mint().split('.').slice(0, 2).join('.') + '.')], ['claims exchanged under a good signature', () => { const [head, , signature] = entra.mint().split('.'); return bearer(`${head}.${part({ ...claims(), sub: 'x' })}.${signature}`); }],
];

describe('a sender who is not proven', () => {
  it('there are at least forty ways to try', () => expect(CASES.length).toBeGreaterThanOrEqual(40));

  it.each(CASES.map(asRow))('is refused: $name', async ({ authorization, changes }) => {
    const requestsBefore = entra.requests.length;
    const trap = trapConnections(world.url);
    try {
      const answer = await send(authorization(), changes);
      expect([401, 403]).toContain(answer.status);
      if (answer.status === 401) expect(JSON.parse(answer.body)).toEqual({ code: 'Unauthorized', message: 'The sender is not proven.' });
      expect(answer.body.length).toBeLessThan(1024);
    } finally {
      trap.restore();
    }
    expect({ fetched: entra.requests.slice(requestsBefore), opened: trap.opened }).toEqual({ fetched: [], opened: [] });
  });

  it('has left no turn behind and no failure in the log', async () => {
    expect(await world.lotse.database.prisma.turn.count({ where: { conversationId: { contains: 'auth' } } })).toBe(0);
    expect(world.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

describe('a proven sender', () => {
  it('is answered in Teams, and the turn is committed', async () => {
    const answer = await send(bearer(entra.mint()), { conversation: { id: 'proven' } });
    expect(answer.status).toBe(200);
    expect((JSON.parse(answer.body) as { activities: unknown[] }).activities).toHaveLength(1);
    expect(await world.lotse.database.prisma.turn.count({ where: { conversationId: 'msteams|proven' } })).toBe(1);
  });

  it('is refused on a channel that Lotse does not serve by credentials, though the key endorses it', async () => {
    // The web chat is Lotse's own; a proven Direct Line client of somebody else must not reach its conversations.
    expect((await send(bearer(entra.mint({}, { key: 'everything' })), { channelId: 'webchat', conversation: { id: 'foreign' } })).status).toBe(403);
    expect(await world.lotse.database.prisma.turn.count({ where: { conversationId: 'webchat|foreign' } })).toBe(0);
  });
});
