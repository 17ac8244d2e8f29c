/** Who may speak to Lotse where it has credentials: only the Bot Framework, for this bot, this address and this channel. */
import http from 'node:http';
import { APP_ID, startEntra, type FakeEntra } from '../fakes/entra';
import { post, type Answer } from '../process';
import { activityWith, MALFORMED, postLines, REFUSED, TAKEN, TENANT, withinOneSecond, type TokenCase } from '../tokenCases';
import { createWorld, type World } from '../world';
import { trapConnections } from '../connections';

let entra: FakeEntra;
let world: World;
let agent: http.Agent;
beforeAll(async () => {
  entra = await startEntra();
  world = await createWorld({ MicrosoftAppId: APP_ID, MicrosoftAppPassword: 'secret', ALLOWED_TENANTS: TENANT, HOST: '127.0.0.1', BOT_OPENID_URL: entra.openIdUrl, BOT_LOGIN_URL: entra.loginUrl });
  agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
});
afterAll(async () => {
  agent.destroy();
  await world.stop();
  await entra.stop();
});

const send = ({ authorization, changes, isExact }: TokenCase, id: string): Promise<Answer> => {
  const once = () => {
    const header = authorization(entra);
    return post(`${world.url}/api/messages`, activityWith(id, changes), header === undefined ? {} : { authorization: header as string }, { agent });
  };
  return isExact ? withinOneSecond(once) : once();
};

describe('a sender who is not proven', () => {
  it('there are at least sixty ways to try, each of its own', () => expect(new Set(REFUSED.map(({ name }) => name)).size).toBeGreaterThanOrEqual(60));

  it.each(REFUSED)('is refused: $name', async (tried) => {
    const requestsBefore = entra.requests.length;
    const trap = trapConnections(world.url);
    try {
      const answer = await send(tried, 'auth');
      expect(answer.status).toBe(tried.status ?? 401);
      if (answer.status === 401) expect(JSON.parse(answer.body)).toEqual({ code: 'Unauthorized', message: 'The sender is not proven.' });
      expect(answer.body.length).toBeLessThan(1024);
    } finally {
      trap.restore();
    }
    expect({ fetched: entra.requests.slice(requestsBefore), opened: trap.opened }).toEqual({ fetched: [], opened: [] });
  });

  it.each(MALFORMED)('is not listened to: $name', async ({ lines }) => {
    expect((await postLines(world.url, lines(entra.mint()), activityWith('auth'))).status).toBe(400);
  });

  it('has left no turn behind and no failure in the log', async () => {
    expect(await world.lotse.database.prisma.turn.count()).toBe(0);
    expect(world.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

describe('a proven sender', () => {
  it('is taken in the way in which malformed headers are sent', async () => {
    expect((await postLines(world.url, `Authorization: Bearer ${entra.mint()}\r\n`, activityWith('proven lines'))).status).toBe(200);
  });

  it.each(TAKEN)('is answered, and the turn is committed: $name', async (tried) => {
    const id = `proven ${tried.name}`;
    const requestsBefore = entra.requests.length;
    const answer = await send(tried, id);
    expect(answer.status).toBe(200);
    expect((JSON.parse(answer.body) as { activities: unknown[] }).activities).toHaveLength(1);
    expect(await world.lotse.database.prisma.turn.count({ where: { conversationId: `msteams|${id}` } })).toBe(1);
    expect(entra.requests.length).toBe(requestsBefore);
  });
});
