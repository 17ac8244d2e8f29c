/** Two people of support who reach for the same contact on two instances, and an instance that is killed between the taking and the first word. */
import { Browser } from '../console/browser';
import { startConnector, type FakeConnector } from '../fakes/connector';
import { Person } from '../person';
import { createHome, startLotse, until, type Home, type LotseProcess } from '../process';
import { startSecond } from '../secondLotse';
import type { Actor } from '../../services/handoffs/handoff';
import { createWorld } from '../world';

/** On the embedded database both instances share one engine, and so never meet in it. */
const ROUNDS = process.env.TEST_DATABASE_URL ? 50 : 8;
const IS_HERE = 'is here now';

it(`of two who accept at once on two instances exactly one has it, the other is told who, and the contact hears it once (${ROUNDS} times)`, async () => {
  const world = await createWorld();
  const second = await startSecond(world, {});
  const { agents } = world.lotse.services;
  const agentsThere = await Promise.all(['Luis Favre', 'Mia Keller'].map((name) => agents.signIn({ tenant: 't', subject: name, name })));
  const [luis, mia]: readonly [Actor, Actor] = [agentsThere[0]!, agentsThere[1]!];
  await Promise.all([luis, mia].map((agent) => agents.setProfile(agent, agent.id, { capacity: ROUNDS })));
  const taken = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const ana = world.person(`ana-${round}`, { locale: 'en', channel: round % 2 === 0 ? 'webchat' : 'msteams' });
    await ana.arrives();
    await ana.says('talk to a person');
    await ana.says(`question ${round}`);
    const handoff = await world.lotse.database.prisma.handoff.findFirstOrThrow({ where: { question: `question ${round}` } });
    const presses: [Actor, typeof world.lotse][] = [[luis, world.lotse], [mia, second.lotse]];
    // Each is the first now and then, and who presses twice is still one.
    const answers = await Promise.all((round % 3 === 0 ? presses.reverse() : presses).flatMap(([by, lotse]) => [1, 2].map(async () => ({ by, answer: await lotse.acts.accept(by, handoff.id, { id: `${by.id}-${round}` }) }))));
    const { agentId } = await world.lotse.database.prisma.handoff.findUniqueOrThrow({ where: { id: handoff.id } });
    const [has, other] = agentId === luis.id ? [luis, mia] : [mia, luis];
    for (const { by, answer } of answers) expect([round, answer]).toEqual([round, by === has ? { kind: 'done', watermark: expect.any(String) } : { kind: 'taken', by: has.name }]);
    expect(await second.lotse.acts.say(other, handoff.id, { id: `no-${round}`, text: 'Not from me' })).toEqual({ kind: 'taken', by: has.name });
    expect(await second.lotse.acts.say(has, handoff.id, { id: `yes-${round}`, text: 'From me' })).toMatchObject({ kind: 'done' });
    const heard: string[] = [];
    await until(async () => { heard.push(...(await ana.reads()).map(({ text }) => text)); return heard.some((text) => text.includes('From me')); }, `contact ${round} hears the first word`);
    expect([round, heard.filter((text) => text.includes(IS_HERE)).map((text) => text.split(' ')[0])]).toEqual([round, [has.firstName]]);
    expect(heard.filter((text) => text.includes('me')).length).toBe(1);
    taken.set(has.name, (taken.get(has.name) ?? 0) + 1);
  }
  await second.lotse.stop();
  await world.stop();
  expect([...taken.values()].reduce((sum, count) => sum + count, 0)).toBe(ROUNDS);
}, 240_000);

describe('an instance that is killed right after somebody has taken a contact', () => {
  let home: Home;
  let connector: FakeConnector;
  let lotse: LotseProcess;
  let luis: Browser;
  beforeAll(async () => {
    home = await createHome();
    connector = await startConnector();
    lotse = await startLotse(home);
    luis = new Browser(lotse.url);
    await luis.enter(/#link=[\w.~-]+/.exec(lotse.written.output)![0], 'Luis Favre');
  }, 60_000);
  afterAll(async () => {
    await lotse.end('SIGKILL');
    await connector.stop();
    await home.remove();
  });

  const startAgain = async () => { lotse = await startLotse(home, { PORT: new URL(lotse.url).port }); };
  /** The page asks again under the same number until it is answered. */
  const surely = async (deed: string, body: object) => {
    let last = '';
    await until(async () => {
      const answer = await luis.post(`/console/api/handoffs/${deed}`, body).catch(() => undefined);
      last = answer?.text ?? last;
      return answer?.status === 200;
    }, `${deed} is answered`).catch((error: unknown) => { throw new Error(`${(error as Error).message} ${last}`); });
  };
  const clock = (advance: string) => fetch(`${lotse.url}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ advance }) });

  it.each([
    ['webchat', 'at once', 0], ['webchat', 'a moment later', 12], ['webchat', 'once it was answered', undefined], ['msteams', 'while the channel asks for patience', undefined],
  ] as const)('on %s, %s: the contact hears once that somebody is there, and the first word once', async (channel, when, afterMs) => {
    const press = `${channel}-${when.replaceAll(' ', '-')}`;
    const ana = new Person(`ana-${press}`, lotse.url, connector, { channel, locale: 'en' });
    await ana.arrives();
    await ana.says('talk to a person');
    await ana.says('My licences are gone');
    const { waiting } = (await luis.get('/console/api/queue')).json<{ waiting: { id: string }[] }>();
    const { id } = waiting[0]!;
    if (channel === 'msteams') connector.mood({ kind: 'refuse', status: 429, retryAfterSeconds: 12 });
    const accept = { id: `accept-${press}` };
    const pressed = luis.post(`/console/api/handoffs/${id}/accept`, accept).catch(() => undefined);
    await (afterMs === undefined ? pressed : new Promise((resolve) => setTimeout(resolve, afterMs)));
    if (channel === 'msteams') await until(() => connector.requests.length > 0 && connector.requests.at(-1)!.path.includes(ana.name), 'the channel was asked');
    await lotse.end('SIGKILL');
    await startAgain();
    await surely(`${id}/accept`, accept);
    await surely(`${id}/accept`, accept);
    const word = { id: `word-${press}`, text: 'Hello, which order is it?' };
    await surely(`${id}/say`, word);
    await surely(`${id}/say`, word);
    await clock('PT1M');
    const heard: string[] = [];
    await until(async () => { heard.push(...(await ana.reads()).map(({ text }) => text)); return heard.some((text) => text.includes('which order')); }, 'the first word arrives');
    await clock('PT2M');
    heard.push(...(await ana.reads()).map(({ text }) => text));
    expect(heard.filter((text) => text.includes(IS_HERE))).toHaveLength(1);
    expect(heard.filter((text) => text.includes('which order'))).toHaveLength(1);
    expect(heard.findIndex((text) => text.includes(IS_HERE))).toBeLessThan(heard.findIndex((text) => text.includes('which order')));
    await surely(`${id}/close`, { id: `close-${press}`, reason: 'solved' });
  }, 90_000);
});
