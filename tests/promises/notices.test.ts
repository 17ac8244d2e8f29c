/**
 * Each notice once, whatever dies: a process at any of its steps, for good or for longer than its lease. The ledger and the channel
 * are real; where a server is at hand, so are the processes and the kills (npm run check:exactly-once, crash-points, clock do it at length).
 */
import type { Channel, Post } from '../../bot/channels/channel';
import type { NoticeStep } from '../../bot/notices/noticeSender';
import { runCheck } from '../noticeChecks';
import { createSendingWorld, stoppingAt, type SendingWorld } from '../noticeSending';
import type { Mood } from '../fakes/connector';

let world: SendingWorld;
beforeAll(async () => { world = await createSendingWorld(); });
beforeEach(() => world.forget());
afterAll(() => world.stop());

/** Longer than any lease and the reaper's wait, by the database's clock. */
const expire = () => world.database.prisma.$executeRaw`UPDATE "Notice" SET "leasedUntil" = clock_timestamp() - interval '3 minutes' WHERE "leasedUntil" IS NOT NULL`;
const channelsOf = (asked: boolean) => new Map([['msteams', world.channel(asked)]]);

async function run(asked: boolean): Promise<void> {
  const sender = world.sender({ channels: channelsOf(asked) });
  sender.wake();
  await sender.idle();
}

let number = 0;
async function put(): Promise<string> {
  const id = `once-${number += 1}`;
  await world.put(id, 'ana', [`talk-${number}`, `talk-${number}-older`]);
  return id;
}

interface Death { readonly step: NoticeStep; readonly moods?: Mood[]; readonly heard: number; readonly state: string }
const SAID = { heard: 1, state: 'sent' };
const DEATHS: Death[] = [
  { step: 'reaped', ...SAID }, { step: 'claimed', ...SAID }, { step: 'composed', ...SAID }, { step: 'beforeSending', ...SAID },
  { step: 'sending', heard: 0, state: 'unknown' }, { step: 'posted', heard: 1, state: 'unknown' }, { step: 'marked', ...SAID },
  { step: 'reclaimed', moods: [{ kind: 'refuse', status: 403 }], ...SAID }, { step: 'putBack', moods: [{ kind: 'refuse', status: 429 }], ...SAID },
  { step: 'posted', moods: [{ kind: 'refuse', status: 429 }], heard: 0, state: 'unknown' }, { step: 'ended', moods: [{ kind: 'acceptThenDrop' }], heard: 1, state: 'unknown' },
];
/** A channel that can be asked leaves nothing in the dark. */
const ASKED_DEATHS: Death[] = DEATHS.map((death) => ({ ...death, ...SAID }));

describe.each([['cannot', false, DEATHS], ['can', true, ASKED_DEATHS]] as const)('on a channel that %s be asked, a process that dies', (_name, asked, deaths) => {
  it.each(deaths)('at "$step" leaves the notice $state, heard $heard times', async ({ step, moods = [], heard, state }) => {
    const id = await put();
    world.connector.mood(...moods);
    const { onStep, stopped } = stoppingAt(step);
    world.sender({ channels: channelsOf(asked), onStep }).wake();
    await stopped;
    for (let time = 0; time < 2; time += 1) {
      await expire();
      world.clock.move(60_000);
      await run(asked);
    }
    expect({ state: (await world.find(id)).state, heard: world.heard(id) }).toEqual({ state, heard });
    if (state === 'unknown') expect((await world.find(id)).reason).toMatch(/^(interrupted|ambiguous)$/);
  });
});

it.each(['asked', 'answered'] as const)('a process that dies at "%s", while it asks for what another one left, leaves it to a third', async (step) => {
  const [said, unsaid] = [await put(), await put()];
  for (const [id, at] of [[said, 'posted'], [unsaid, 'sending']] as const) {
    await world.database.prisma.notice.updateMany({ where: { id: { not: id }, state: 'planned' }, data: { state: 'skipped' } });
    const first = stoppingAt(at);
    world.sender({ channels: channelsOf(true), onStep: first.onStep }).wake();
    await first.stopped;
    await world.database.prisma.notice.updateMany({ where: { state: 'skipped' }, data: { state: 'planned' } });
  }
  await expire();
  const second = stoppingAt(step);
  world.sender({ channels: channelsOf(true), onStep: second.onStep }).wake();
  await second.stopped;
  await expire();
  await run(true);
  expect([(await world.find(said)).state, (await world.find(unsaid)).state, world.heard(said), world.heard(unsaid)]).toEqual(['sent', 'sent', 1, 1]);
});

it.each(['claimed', 'beforeSending', 'sending', 'posted'] as const)('a process that stands still at "%s" for longer than its lease says nothing that another one has said', async (step) => {
  const id = await put();
  const paused = stoppingAt(step);
  const LEASE_MS = 400;
  const sender = world.sender({ channels: channelsOf(true), onStep: paused.onStep }, { leaseMs: LEASE_MS });
  sender.wake();
  await paused.stopped;
  await new Promise((resolve) => { setTimeout(resolve, LEASE_MS + 50); });
  await expire();
  await run(true);
  expect([(await world.find(id)).state, world.heard(id)]).toEqual(['sent', 1]);
  paused.wake();
  await sender.idle();
  expect([(await world.find(id)).state, world.heard(id)]).toEqual(['sent', 1]);
});

it('a channel that cannot say is asked again, and in the end nobody knows', async () => {
  const id = await put();
  const { onStep, stopped } = stoppingAt('posted');
  world.sender({ channels: channelsOf(true), onStep }).wake();
  await stopped;
  let asks = 0;
  const asked = world.channel(true);
  const silent: Channel = { ...asked, way: { ...asked.way as Post, find: async () => { asks += 1; throw new Error('no answer'); } } };
  const askOnce = async () => {
    await expire();
    const sender = world.sender({ channels: new Map([['msteams', silent]]) });
    sender.wake();
    await sender.idle();
    return (await world.find(id)).state;
  };
  expect([await askOnce(), await askOnce()]).toEqual(['sending', 'sending']);
  world.clock.move(3_600_000);
  expect([await askOnce(), await askOnce()]).toEqual(['unknown', 'unknown']);
  expect(asks).toBe(3);
  expect(world.heard(id)).toBe(1);
});

// Several processes need a server.
if (process.env.TEST_DATABASE_URL) {
  it.each([
    ['checkExactlyOnce.mjs', { NOTICES: '200', WORKERS: '2', KILLS: '4', ASKED: '0', SEED: '7' }],
    ['checkCrashPoints.mjs', { KILLS: '1', LANES: '2', ASKED: '0', STEPS: 'claimed,sending,posted,marked', SEED: '7' }],
  ])('%s holds in a short form, with real processes that are killed', async (file, env) => {
    expect(await runCheck(file, env)).toMatchObject({ holds: true });
  }, 120_000);
}
