/**
 * `npm run check:clock`: clocks that jump by a day and to and fro by hours, processes that stand still for longer than their lease, a
 * database whose connections fall silent for a minute. Nothing may be lost or said twice, and it must go on soon.
 * Ends with one JSON line; exit code 1 where it does not hold. NOTICES, STOPS, SILENT_SECONDS, SEED.
 */
import { randomInt } from 'node:crypto';
import { clearUp, clearUpOnSignals } from './bench/processes.mjs';
import { startProxy } from './halfOpenProxy.mjs';
import { chanceFrom, fillLedger, judge, kill, openCount, openDatabases, openRows, pause, RATES, SETTINGS, startFake, startWorker, waitUntilDone } from './noticesStage.mjs';

const notices = Number(process.env.NOTICES ?? 2000);
const stops = Number(process.env.STOPS ?? 10);
const silentSeconds = Number(process.env.SILENT_SECONDS ?? 60);
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const below = chanceFrom(seed);
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Longer than the lease and the reaper's wait together. */
const STOP_MS = 9000;
const HEALED_WITHIN_S = 90;
const TIMEOUT_MS = 5 * 60_000;

clearUpOnSignals();
const databases = await openDatabases('clock');
const began = Date.now();
const parts = {};
for (const [name, play, asked] of [['jumps', jump, false], ['stops', stand, false], ['stopsAsked', stand, true], ['halfOpen', fallSilent, false]]) {
  parts[name] = await onStage(name, play, asked);
  console.error(name, JSON.stringify(parts[name]));
}
await clearUp();
const holds = Object.values(parts).every((part) => part.holds);
console.log(JSON.stringify({ check: 'clock', ...parts, seconds: Math.round((Date.now() - began) / 1000), seed, holds }));
process.exitCode = holds ? 0 : 1;

/** `play` answers with figures of its own and how many messages may have become unknown by what it did. */
async function onStage(name, play, asked) {
  const url = await databases.create(name);
  const proxy = await startProxy(url);
  const fake = await startFake({ rates: RATES, seed: below(2 ** 31) });
  const { rows, end } = openRows(url);
  const settings = { ...SETTINGS, database: { ...SETTINGS.database, url: proxy.url }, serviceUrl: fake.url, asked };
  const crew = [];
  for (let index = 0; index < 3; index += 1) crew.push(await startWorker({ ...settings, waits: true }));
  await fillLedger(rows, fake.url, notices);
  for (const worker of crew) worker.send('begin');
  const { mayBeUnknown, ...own } = await play({ crew, rows, fake, proxy, settings });
  await waitUntilDone(rows, TIMEOUT_MS);
  const figures = { ...await judge(rows, await fake.tally()), ...own };
  await Promise.all(crew.map((worker) => kill(worker, 'SIGTERM')));
  proxy.stop();
  await end();
  await fake.stop();
  const { faults, open, lost, doubled, unexplained, unknown, healedAfterSeconds = 0 } = figures;
  const bound = asked ? 0 : mayBeUnknown + faults.lost + faults.gateway + faults.cut;
  return { ...figures, bound, holds: open === 0 && lost === 0 && doubled === 0 && unexplained === 0 && unknown <= bound && healedAfterSeconds <= HEALED_WITHIN_S };
}

/** The first one's clock jumps by a day and back; the second one's goes to and fro by two hours; the third one's stays. Some notices are due tomorrow. */
async function jump({ crew, rows, fake }) {
  await fillLedger(rows, fake.url, notices / 4, { name: 'tomorrow', dueInMs: DAY_MS - HOUR_MS });
  const [jumping, strobing] = crew;
  let jumps = 0;
  while (await openCount(rows) > notices / 4 || jumps < 20) {
    jumping.send({ shiftMs: [DAY_MS, 0, -DAY_MS, 0][jumps % 4] });
    for (let strobe = 0; strobe < 6; strobe += 1) {
      strobing.send({ shiftMs: (strobe % 2 === 0 ? 1 : -1) * 2 * HOUR_MS });
      await pause(100);
    }
    jumps += 1;
    if (jumps > 500) break;
  }
  for (const worker of crew) worker.send({ shiftMs: DAY_MS });
  return { jumps, mayBeUnknown: 0 };
}

async function stand({ crew, rows, fake }) {
  let stopped = 0;
  for (; stopped < stops; stopped += 1) {
    if (await openCount(rows) < notices / 4) await fillLedger(rows, fake.url, notices / 2, { from: notices * (stopped + 2) });
    const worker = crew[below(crew.length)];
    await pause(below(300));
    worker.kill('SIGSTOP');
    await pause(STOP_MS);
    worker.kill('SIGCONT');
  }
  return { stopped, mayBeUnknown: stopped };
}

/** All of them lose the database at once, and nobody tells them. */
async function fallSilent({ crew, rows, proxy, fake }) {
  await pause(500 + below(500));
  const begin = Date.now();
  proxy.fallSilent();
  await pause(silentSeconds * 1000);
  const { at: latest } = (await rows('SELECT max("sentAt") AS at FROM "Notice"'))[0];
  await fillLedger(rows, fake.url, 100, { name: 'after' });
  proxy.speakAgain();
  const isHealed = async () => (await rows(`SELECT 1 FROM "Notice" WHERE "sentAt" > $1 LIMIT 1`, [latest])).length > 0;
  while (!(await isHealed()) && Date.now() - begin < TIMEOUT_MS) await pause(100);
  return { silentSeconds, healedAfterSeconds: Math.round((Date.now() - begin) / 1000), mayBeUnknown: crew.length };
}
