/**
 * `npm run check:crash-points`: a process that says notices is killed at every step that it takes, right there or in the middle of what
 * comes next, again and again; whatever it leaves is taken up by the ones after it. On a channel that cannot be asked, and on one that can.
 * Ends with one JSON line; exit code 1 where it does not hold. KILLS (at each step), LANES (processes side by side), SEED, ASKED=0 or 1
 * for one of the parts only, STEPS (between commas) for some of the steps; DATABASE_URL (an empty database) instead of a cluster of its own.
 */
import { randomInt } from 'node:crypto';
import { clearUp, clearUpOnSignals } from './bench/processes.mjs';
import { chanceFrom, fillLedger, judge, kill, openCount, openDatabases, openRows, SETTINGS, startFake, startWorker, waitUntilDone } from './noticesStage.mjs';

const kills = Number(process.env.KILLS ?? 50);
const lanes = Number(process.env.LANES ?? 4);
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const below = chanceFrom(seed);
const STEPS = ['claimed', 'composed', 'beforeSending', 'sending', 'posted', 'marked', 'reclaimed', 'putBack', 'ended', 'reaped'];
const ASKED_STEPS = [...STEPS.filter((step) => step !== 'ended'), 'asked', 'answered'];
/** Faults are frequent, so that each step is reached soon; leases are short, so that what is left is found soon. */
const ratesFor = (steps) => ({ lost: 4, gateway: 4, cut: 4, throttled: steps.includes('putBack') ? 10 : 0 });
const LEASES = { ledger: { leaseMs: 1000, reaperWaitMs: 2500 }, postTimeoutMs: 400 };
const LONGEST_LIFE_MS = 20_000;
const TOP_UP = 60;
const LONGEST_DELAY_MS = 5;

clearUpOnSignals();
const databases = await openDatabases('crash-points');
const began = Date.now();
const parts = {};
for (const [name, asked] of [['notAsked', false], ['asked', true]]) {
  if (process.env.ASKED !== undefined && (process.env.ASKED === '1') !== asked) continue;
  parts[name] = await play(name, asked);
  console.error(name, JSON.stringify(parts[name]));
}
await clearUp();
const holds = Object.values(parts).every((part) => part.holds);
console.log(JSON.stringify({ check: 'crash-points', killsPerStep: kills, ...parts, seconds: Math.round((Date.now() - began) / 1000), seed, holds }));
process.exitCode = holds ? 0 : 1;

async function play(name, asked) {
  const url = await databases.create(name);
  const wanted = process.env.STEPS?.split(',') ?? (asked ? ASKED_STEPS : STEPS);
  const fake = await startFake({ rates: ratesFor(wanted), seed: below(2 ** 31) });
  const settings = { ...SETTINGS, ...LEASES, database: { ...SETTINGS.database, url }, serviceUrl: fake.url, asked, dead: true };
  const { rows, end } = openRows(url);
  // The first one lays the tables.
  await kill(await startWorker({ ...settings, waits: true }), 'SIGTERM');
  const steps = await killAtEach(wanted, { settings, rows, fake });
  const last = await startWorker(settings);
  await waitUntilDone(rows, 120_000);
  const figures = { ...await judge(rows, await fake.tally()), steps };
  await kill(last, 'SIGTERM');
  await end();
  await fake.stop();
  const { faults, open, lost, doubled, unexplained, unknown } = figures;
  const killed = Object.values(steps).reduce((sum, count) => sum + count, 0);
  const bound = asked ? 0 : killed + faults.lost + faults.gateway + faults.cut;
  const holds = open === 0 && lost === 0 && doubled === 0 && unexplained === 0 && unknown <= bound && Object.values(steps).every((count) => count === kills);
  return { ...figures, killed, bound, holds };
}

/** Some processes side by side, each until it comes to the step at which it dies. */
async function killAtEach(steps, stage) {
  const counts = Object.fromEntries(steps.map((step) => [step, 0]));
  const deaths = shuffled(steps.flatMap((at) => Array.from({ length: kills }, (_, number) => ({ at, skip: below(3), delayMs: number % 2 === 0 ? 0 : 1 + below(LONGEST_DELAY_MS) }))));
  let filled = 0;
  const topUp = async () => {
    if (await openCount(stage.rows) >= TOP_UP) return;
    await fillLedger(stage.rows, stage.fake.url, TOP_UP, { from: (filled += TOP_UP) });
  };
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (let fault = deaths.pop(); fault; fault = deaths.pop()) {
      await topUp();
      if (await dies(await startWorker({ ...stage.settings, fault }))) counts[fault.at] += 1;
      else deaths.unshift({ ...fault, skip: 0 });
    }
  }));
  return counts;
}

/** False for one that never came to its step. */
async function dies(worker) {
  let wasInTime = true;
  const late = setTimeout(() => { wasInTime = false; worker.kill('SIGKILL'); }, LONGEST_LIFE_MS);
  await worker.ended;
  clearTimeout(late);
  return wasInTime;
}

function shuffled(items) {
  return items.map((item) => [below(2 ** 30), item]).sort(([a], [b]) => a - b).map(([, item]) => item);
}
