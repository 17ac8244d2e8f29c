/**
 * `npm run check:exactly-once`: thousands of notices, three processes that say them through a connector that loses answers, fails, cuts and
 * throttles; processes are killed all the while, PostgreSQL ends at once and comes back. Then the same on a channel that can be asked.
 * Ends with one JSON line; exit code 1 where it does not hold. NOTICES, WORKERS, KILLS, RESTARTS, SEED; DATABASE_URL (an empty database,
 * which is not restarted) instead of a cluster of its own; ASKED=0 or 1 for one of the parts only.
 */
import { randomInt } from 'node:crypto';
import { clearUp, clearUpOnSignals } from './bench/processes.mjs';
import { chanceFrom, fillLedger, judge, kill, openDatabases, openRows, pause, RATES, SETTINGS, startFake, startWorker, waitUntilDone } from './noticesStage.mjs';

const notices = Number(process.env.NOTICES ?? 10_000);
const workers = Number(process.env.WORKERS ?? 3);
const kills = Number(process.env.KILLS ?? 200);
const restarts = process.env.DATABASE_URL ? 0 : Number(process.env.RESTARTS ?? 4);
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const below = chanceFrom(seed);
const TIMEOUT_MS = 10 * 60_000;

clearUpOnSignals();
const databases = await openDatabases('exactly-once');
const began = Date.now();
const parts = {};
for (const [name, asked] of [['notAsked', false], ['asked', true]]) {
  if (process.env.ASKED !== undefined && (process.env.ASKED === '1') !== asked) continue;
  parts[name] = await play(name, asked);
  console.error(name, JSON.stringify(parts[name]));
}
await clearUp();
const holds = Object.values(parts).every((part) => part.holds);
console.log(JSON.stringify({ check: 'exactly-once', workers, kills, restarts, ...parts, seconds: Math.round((Date.now() - began) / 1000), seed, holds }));
process.exitCode = holds ? 0 : 1;

async function play(name, asked) {
  const url = await databases.create(name);
  const fake = await startFake({ rates: { ...RATES, ...(asked && { askFailed: 1 }) }, seed: below(2 ** 31) });
  const settings = { ...SETTINGS, database: { ...SETTINGS.database, url }, serviceUrl: fake.url, asked };
  const { rows, end } = openRows(url);
  const crew = [await startWorker({ ...settings, waits: true })];
  for (let index = 1; index < workers; index += 1) crew.push(await startWorker({ ...settings, waits: true }));
  await fillLedger(rows, fake.url, notices);
  const start = Date.now();
  for (const worker of crew) worker.send('begin');
  const disturbed = await disturb(crew, { settings, fake });
  await waitUntilDone(rows, TIMEOUT_MS);
  const figures = { ...await judge(rows, await fake.tally()), ...disturbed, seconds: Math.round((Date.now() - start) / 1000) };
  await Promise.all(crew.map((worker) => kill(worker, 'SIGTERM')));
  await end();
  await fake.stop();
  const { faults, open, lost, doubled, unexplained, unknown } = figures;
  const bound = asked ? 0 : figures.killed + faults.lost + faults.gateway + faults.cut + workers * figures.restarted;
  const holds = figures.notices === notices && open === 0 && lost === 0 && doubled === 0 && unexplained === 0 && faults.early === 0 && unknown <= bound && figures.killed === kills && figures.restarted === restarts;
  return { ...figures, bound, holds };
}

/** Kills one process after the other, and the database now and then, spread over the whole work. A new process stands ready for each that dies. */
async function disturb(crew, { settings, fake }) {
  let standby = startWorker({ ...settings, waits: true });
  const disturbances = kills + restarts;
  let killed = 0;
  let restarted = 0;
  for (let number = 1; number <= disturbances; number += 1) {
    await progressOf(fake, (notices * 0.9 * number) / (disturbances + 1));
    await pause(below(60));
    if (restarted < restarts && number >= ((restarted + 0.5) * disturbances) / restarts) {
      await databases.crash();
      restarted += 1;
      continue;
    }
    const victim = below(crew.length);
    void kill(crew[victim]);
    killed += 1;
    crew[victim] = await standby;
    crew[victim].send('begin');
    standby = startWorker({ ...settings, waits: true });
  }
  await kill(await standby);
  return { killed, restarted };
}

async function progressOf(fake, wanted) {
  const giveUp = Date.now() + 60_000;
  while ((await fake.count()).accepted < wanted && Date.now() < giveUp) await pause(20);
}
