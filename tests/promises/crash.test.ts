/** Ends that nobody wished for: killed in the middle of turns, started twice, told to stop. The real process each time. */
import net from 'node:net';
import { openDatabase } from '../../prisma/database';
import { readSettings } from '../../bot/env';
import { keptOf } from '../kept';
import { startConnector, type FakeConnector } from '../fakes/connector';
import { createHome, post, runLotse, startLotse, until, type Home, type LotseProcess } from '../process';

/** A short form; `npm run check:crash` kills more often. */
const KILLS = Number(process.env.KILLS ?? 3);
const CONTACTS = 4;

let home: Home;
let connector: FakeConnector;
beforeAll(async () => {
  home = await createHome();
  connector = await startConnector();
});
afterAll(async () => {
  await connector.stop();
  await home.remove();
});

/** To the first step of an order and then up and down its steps, so that each further turn moves the place. */
const textOf = (turn: number) => (turn < 4 ? ['menu', '6', 'yes', 'yes'][turn]! : Math.floor((turn - 4) / 5) % 2 === 0 ? 'next' : 'back');
const STEPS = ['open', 'search', 'details', 'banner', 'assign', 'find'];
/** The step at which a contact stands after this many turns. */
function stepAfter(turns: number): string {
  const moves = turns - 4;
  const within = moves % 10;
  return STEPS[within <= 5 ? within : 10 - within]!;
}

/** Writes turn after turn, and the same one again until it is acknowledged, as channels do. */
class Contact {
  acknowledged = 0;
  isStopped = false;
  constructor(readonly name: string) {}

  async write(url: () => string, turns: number): Promise<void> {
    while (this.acknowledged < turns && !this.isStopped) {
      const body = { type: 'message', id: `${this.name}-${this.acknowledged}`, channelId: 'emulator', serviceUrl: connector.url, text: textOf(this.acknowledged), from: { id: this.name }, recipient: { id: 'bot' }, conversation: { id: this.name } };
      const status = await post(`${url()}/api/messages`, JSON.stringify(body)).then((answer) => answer.status, () => 0);
      if (status === 200) this.acknowledged += 1;
      else await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
  }
}

/** What the database holds of the contacts' conversations once nobody has it open. */
async function readStored(names: readonly string[]) {
  const database = await openDatabase({ ...readSettings({}).database, ...home.database });
  try {
    const rows = (await keptOf(database, 'emulator|')).filter(({ id }) => names.includes(id.slice('emulator|'.length)));
    const unsent = await database.prisma.turn.count({ where: { sentAt: null } });
    return { unsent, places: rows.map((row) => ({ turns: row.version, step: row.state.journeys.order?.journey.place.step })) };
  } finally {
    await database.close();
  }
}

it(`${KILLS} kills in the middle of turns lose no acknowledged turn, do none twice, and every reply is said`, async () => {
  const contacts = Array.from({ length: CONTACTS }, (_, index) => new Contact(`killed-${index}`));
  let lotse = await startLotse(home);
  const writing = Promise.all(contacts.map((contact) => contact.write(() => lotse.url, Infinity)));
  const total = () => contacts.reduce((sum, contact) => sum + contact.acknowledged, 0);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = total();
    await until(() => total() > before + 2, 'turns are under way');
    // A moment that differs from kill to kill, to hit the read, the commit, the answer and the posts in turn.
    await new Promise((resolve) => { setTimeout(resolve, (kill * 7) % 23); });
    await lotse.end('SIGKILL');
    lotse = await startLotse(home);
  }
  await until(() => contacts.every(({ acknowledged }) => acknowledged >= 4), 'everybody has come to the first step');
  const reached = total();
  await until(() => total() > reached + CONTACTS, 'the last Lotse serves');
  for (const contact of contacts) contact.isStopped = true;
  await writing;
  await post(`${lotse.url}/local/clock`, JSON.stringify({ advance: 'PT1M' }));
  expect(await lotse.end('SIGTERM')).toEqual({ code: 0, signal: null });
  const { places, unsent } = await readStored(contacts.map((contact) => contact.name));
  expect(places).toEqual(contacts.map(({ acknowledged }) => ({ turns: acknowledged, step: stepAfter(acknowledged) })));
  expect(unsent).toBe(0);
  for (const { name, acknowledged } of contacts) {
    const answered = connector.receivedIn(name).map((reply) => reply.replyToId);
    expect([...new Set(answered)].sort()).toEqual(Array.from({ length: acknowledged }, (_, turn) => `${name}-${turn}`).sort());
    // A reply that was just leaving may be said again: once per kill, not as a habit.
    expect(answered.length - acknowledged).toBeLessThanOrEqual(KILLS * 2);
  }
}, 120_000);

describe('a second process on the same embedded folder', () => {
  // A server takes any number of processes, so these use the folder whatever the tests run on.
  const embedded = () => ({ ...home, env: { DATA_DIR: `${home.folder}/embedded`, TMPDIR: home.temp } });

  it('refuses to start, says which process holds it, and leaves that one alone; a killed one holds nothing', async () => {
    const first = await startLotse(embedded());
    const refused = await runLotse(embedded(), {});
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain(`process ${first.pid}`);
    expect(refused.errors).not.toMatch(/\n\s+at /);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    await first.end('SIGKILL');
    const next = await startLotse(embedded());
    expect(await next.end('SIGTERM')).toEqual({ code: 0, signal: null });
  }, 120_000);
});

describe('SIGTERM', () => {
  let lotse: LotseProcess;
  beforeEach(async () => { lotse = await startLotse(home); });
  afterEach(() => lotse.end('SIGKILL'));

  const body = (name: string) => JSON.stringify({ type: 'message', id: `${name}-t`, channelId: 'emulator', serviceUrl: connector.url, text: 'menu', from: { id: name }, recipient: { id: 'bot' }, conversation: { id: name } });

  /** A turn whose body is only half there yet; `finish` sends the rest, `answer` is what came back. */
  async function beginTurn(name: string): Promise<{ finish: () => void; answer: Promise<string> }> {
    const text = body(name);
    const socket = net.connect(Number(new URL(lotse.url).port), '127.0.0.1');
    let came = '';
    socket.on('data', (part) => { came += part.toString('utf8'); });
    const answer = new Promise<string>((resolve) => { socket.once('close', () => resolve(came)); socket.on('error', () => resolve(came)); });
    await new Promise<void>((resolve) => { socket.write(`POST /api/messages HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text.slice(0, 20)}`, () => resolve()); });
    // The server has read the half as soon as it answers somebody who came later.
    await fetch(`${lotse.url}/livez`);
    return { finish: () => void socket.write(text.slice(20)), answer };
  }

  it('finishes the turn under way, sends its reply, and ends with 0 soon', async () => {
    const turn = await beginTurn('finished');
    const before = Date.now();
    const exited = lotse.end('SIGTERM');
    await until(async () => (await fetch(`${lotse.url}/readyz`).catch(() => ({ status: 0 }))).status !== 200, 'the stop has begun');
    turn.finish();
    expect(await turn.answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(await exited).toEqual({ code: 0, signal: null });
    expect(Date.now() - before).toBeLessThan(5000);
    expect(connector.receivedIn('finished').map((reply) => reply.replyToId)).toEqual(['finished-t']);
  });

  it('says 503 at /readyz to a balancer that asks, while the last turn is finished', async () => {
    const turn = await beginTurn('balanced');
    const exited = lotse.end('SIGTERM');
    const asked: number[] = [];
    await until(async () => { asked.push((await fetch(`${lotse.url}/readyz`).catch(() => ({ status: 0 }))).status); return asked.at(-1) !== 200; }, 'the stop has begun');
    expect(asked.at(-1)).toBe(503);
    turn.finish();
    expect(await exited).toEqual({ code: 0, signal: null });
  });
});

it('a restart keeps the conversation at its step and the clock where it was moved', async () => {
  const contact = new Contact('restarted');
  const first = await startLotse(home);
  await contact.write(() => first.url, 7);
  await post(`${first.url}/local/clock`, JSON.stringify({ advance: 'P30D' }));
  await first.end('SIGTERM');
  const second = await startLotse(home);
  const { now } = (await (await fetch(`${second.url}/local/clock`)).json()) as { now: string };
  expect(Date.parse(now) - Date.now()).toBeGreaterThan(29.9 * 86_400_000);
  await contact.write(() => second.url, 8);
  await second.end('SIGTERM');
  expect((await readStored(['restarted'])).places).toEqual([{ turns: 8, step: stepAfter(8) }]);
}, 120_000);
