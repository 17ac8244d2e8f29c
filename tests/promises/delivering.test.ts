/** How the replies of a turn fare beside each other: what becomes of the others when one is in doubt, held up, or cut short. */
import type { Delivery, Post, Reply } from '../../bot/channels/channel';
import { createCircuit, type Circuit } from '../../bot/circuit';
import { createMetrics } from '../../bot/metrics';
import { readSettings } from '../../bot/env';
import { createOutgoing, type Outgoing } from '../../bot/outgoing';
import type { Database } from '../../prisma/database';
import type { Clock } from '../../services/clock';
import { createPace, type Pace } from '../../services/pace';
import { createRandom } from '../../services/random';
import { momentsOf, stepsOf, type ReplyLimits } from '../../services/replyPace';
import { createTurns, type Paces, type Turns } from '../../services/turns';
import { openTestDatabase } from '../database';
import { runCheck } from '../noticeChecks';

const LIMITS: ReplyLimits = { everyMs: 1000, atOnce: 5, perHour: 1700 };
const START = Date.parse('2027-03-01T08:00:00Z');

let database: Database;
beforeAll(async () => { database = await openTestDatabase(readSettings({}).database); });
afterEach(async () => { await database.prisma.turn.deleteMany(); });
afterAll(() => database.close());

/** Time goes on only when it is told to, and then in small steps, so that whoever waits for a moment is woken at it. */
function createSlowClock(): Clock & { pass(ms: number): Promise<void> } {
  let nowMs = START;
  const waiting = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    now: () => new Date(nowMs), monotonicMs: () => nowMs,
    pauseUntil: (moment) => new Promise((resolve) => { waiting.add({ at: moment.getTime(), wake: resolve }); }),
    pass: async (ms) => {
      for (const end = nowMs + ms; nowMs < end; nowMs += 1000) {
        for (const each of waiting) if (each.at <= nowMs) { waiting.delete(each); each.wake(); }
        for (let round = 0; round < 4; round += 1) await database.ping();
        // A server answers others meanwhile, on connections of their own.
        await new Promise((resolve) => { setTimeout(resolve, 5); });
      }
    },
  };
}

interface Talk {
  readonly said: string[];
  readonly clock: ReturnType<typeof createSlowClock>;
  readonly outgoing: Outgoing;
  /** Minutes pass, each with its tick. */
  minutes(count: number): Promise<void>;
  /** Commits a turn, as a Lotse with this clock does, and sends its replies. */
  say(id: string, replies: readonly string[], now?: Date): Promise<{ readonly sent: Promise<boolean> }>;
}

let number = 0;
function begin(answer: (text: string, clock: Clock) => Delivery, instead: (turns: Turns) => Partial<Turns> = () => ({}), reserve?: (clock: Clock) => Pace['reserve'], circuit?: Circuit): Talk {
  const clock = createSlowClock();
  const said: string[] = [];
  const conversation = `msteams|talk-${(number += 1)}`;
  const way: Post = { kind: 'post', deliver: async (_address, { text }) => { said.push(String(text)); return answer(String(text), clock); } };
  const kept = createTurns(database, clock);
  const turns = { ...kept, ...instead(kept) };
  const shared = createPace(database, clock);
  const pace: Pace = { ...shared, ...(reserve && { reserve: reserve(clock) }) };
  const outgoing = createOutgoing({
    turns, channels: new Map([['msteams', { id: 'msteams', way, render: () => [] }]]), pace, circuit: circuit ?? createCircuit(pace, clock), clock, random: createRandom(),
    log: { info: () => {}, error: () => {} }, metrics: createMetrics(), limits: LIMITS, perSecond: 25, bury: async () => {}, missed: async () => {}, isAsked: async () => true,
  });
  let version = 0;
  return {
    said, clock, outgoing,
    minutes: async (count) => {
      for (let minute = 0; minute < count; minute += 1) {
        await clock.pass(60_000);
        await kept.flush();
        await outgoing.recovery.run();
      }
      await clock.pass(10_000);
      await kept.flush();
    },
    say: async (activityId, texts, at = clock.now()) => {
      const replies: Reply[] = texts.map((text) => ({ text }));
      const paces = await kept.commit({
        conversationId: conversation, activityId, channel: 'msteams', address: '{}', version, state: '{}', contact: { id: conversation, version: 0, isNew: false, language: 'en' },
        route: { heard: { isDirect: true, tenant: undefined, saidAt: at }, busyUntil: undefined, noticeId: undefined }, replies: JSON.stringify(replies), isSent: false, at, paceSteps: stepsOf(LIMITS, texts.length), log: [], effects: [], sayings: [],
      }) as Paces;
      version += 1;
      return { sent: outgoing.send({ conversationId: conversation, activityId, channel: 'msteams', address: '{}', ...(reserve && { tenant: 'tenant' }), replies, moments: momentsOf(LIMITS, texts.length, paces, at), said: 0, toSend: true }) };
    },
  };
}

it('what follows a reply that may have arrived is said all the same', async () => {
  const { said, say } = begin((text) => (text === 'one' ? { kind: 'ambiguous', cause: 'TIMEOUT' } : { kind: 'delivered' }));
  expect(await (await say('a', ['one', 'two', 'three'])).sent).toBe(true);
  expect(said).toEqual(['one', 'two', 'three']);
});

it('a database that is away between two replies makes nobody hear the first one again', async () => {
  let [isThrottled, isAway] = [true, false];
  const { said, clock, minutes, say } = begin((text) => {
    if (text !== 'two' || !isThrottled) return { kind: 'delivered' };
    [isThrottled, isAway] = [false, true];
    return { kind: 'later' };
  }, (turns) => {
    const orFail = <T>(work: () => Promise<T>) => (isAway ? Promise.reject(new Error('The database is away.')) : work());
    return { movePaces: (...given) => orFail(() => turns.movePaces(...given)), postpone: (...given) => orFail(() => turns.postpone(...given)) };
  });
  const { sent } = await say('a', ['one', 'two', 'three']);
  await clock.pass(3000);
  isAway = false;
  await sent;
  await minutes(2);
  expect(said).toEqual(['one', 'two', 'two', 'three']);
});

it('a database that is away right after a reply has left does not make anybody hear it twice', async () => {
  let isAway = false;
  const circuitAway = { note: async () => { if (isAway) throw new Error('The database is away.'); } };
  const { said, minutes, say } = begin(() => { isAway = true; return { kind: 'delivered' }; }, undefined, undefined, circuitAway);
  await (await say('once', ['hello'])).sent;
  isAway = false;
  await minutes(2);
  expect(said).toEqual(['hello']);
});

it('much that waited for the same patience leaves once that is over', async () => {
  let isHeld = true;
  const { said, minutes, say } = begin(() => (isHeld ? { kind: 'later', retryAfterMs: 120_000 } : { kind: 'delivered' }));
  await (await say('first', ['first'])).sent;
  isHeld = false;
  for (let place = 0; place < 100; place += 1) await (await say(`t${String(place).padStart(3, '0')}`, [`t${place}`])).sent;
  said.length = 0;
  await minutes(6);
  expect(said).toHaveLength(101);
}, 60_000);

it('a Lotse whose clock was once a day ahead silences nobody', async () => {
  const { said, clock, say } = begin(() => ({ kind: 'delivered' }));
  await say('wrong', ['from tomorrow'], new Date(START + 86_400_000));
  said.length = 0;
  const { sent } = await say('right', ['now']);
  await clock.pass(5000);
  await sent;
  expect(said).toContain('now');
});

it('a tenant whose limit is used up for a second at any time hears its answers all the same', async () => {
  const asked: Date[] = [];
  const { said, say, clock } = begin(() => ({ kind: 'delivered' }), undefined, ({ now }) => async () => {
    asked.push(now());
    return { slot: new Date(now().getTime() + 1000) };
  });
  const { sent } = await say('a', ['one', 'two', 'three']);
  await clock.pass(20_000);
  await sent;
  expect(said).toEqual(['one', 'two', 'three']);
  expect(asked).toHaveLength(3);
});

it('what is said next does not leave before what was refused may be tried again', async () => {
  const held: Date[] = [];
  const { said, clock, say } = begin(() => ({ kind: 'later' }), (turns) => ({ holdBack: (id, at) => { held.push(at); return turns.holdBack(id, at); } }));
  const { sent } = await say('a', ['one']);
  await clock.pass(30_000);
  expect(await sent).toBe(false);
  expect([said, held.length]).toEqual([['one', 'one', 'one', 'one'], 1]);
  expect(held[0]!.getTime()).toBeGreaterThan(clock.now().getTime() - 30_000);
});

// Several processes need a server. How fast it is depends on the machine, and is left to the check itself.
if (process.env.TEST_DATABASE_URL) {
  it('nothing that contacts and agents say through two processes is lost, doubled or out of order, though they are killed', async () => {
    const figures = await runCheck('checkRelay.mjs', { MESSAGES: '200', KILLS: '2', SAMPLES: '40', SEED: '7' });
    expect(figures).toMatchObject({ messages: 208, kills: 2, lost: 0, doubled: 0, disordered: 0, refused: 0, failed: 0, left: 0 });
  }, 120_000);
}
