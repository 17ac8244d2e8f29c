/**
 * `npm run check:year`: a year of 1,000 partners, played by the real Lotse on a PostgreSQL server of its own with a fixed seed and a
 * fresh one, and on the embedded database. Ends with one JSON line; exit code 1 where anything went otherwise than the rules foretell,
 * or a year took a minute on PostgreSQL. PARTNERS, DAYS, SEED.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startCluster, whyNoCluster } from './bench/cluster.mjs';
import { clearUp, clearUpOnSignals, temporaryFolder } from './bench/processes.mjs';

const root = path.resolve(import.meta.dirname, '..');
const partners = Number(process.env.PARTNERS ?? 1000);
const days = Number(process.env.DAYS ?? 380);
const fixed = 20261121;
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const LIMIT_SECONDS = 60;

clearUpOnSignals();
const why = whyNoCluster();
if (why) console.error(`NOT MEASURED on PostgreSQL: ${why}`);
const server = why ? undefined : await (await startCluster()).createDatabase('year');
const postgres = server && play({ TEST_DATABASE_URL: server }, [...new Set([fixed, seed])]);
const embedded = play({}, [seed]);
await clearUp();
const { holds: _, ...figures } = postgres ?? embedded;
const holds = embedded.holds && (postgres === undefined || (postgres.holds && postgres.seconds < LIMIT_SECONDS));
console.log(JSON.stringify({ check: 'year', database: postgres ? 'postgres' : 'embedded', partners, days, ...figures, ...(postgres && { embedded }), ...(why && { notMeasured: { postgres: why } }), fixedSeed: fixed, seed, holds }));
process.exitCode = holds ? 0 : 1;

/** The sums of all seeds; of the seconds the most. */
function play(database, seeds) {
  const file = path.join(temporaryFolder(), 'figures.json');
  const { TEST_DATABASE_URL: _, ...env } = process.env;
  const { status } = spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', 'tests/promises/year.test.ts', '--silent'], {
    cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...env, ...database, PARTNERS: String(partners), DAYS: String(days), SEEDS: seeds.join(), FIGURES: file },
  });
  const runs = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const sum = (name) => runs.reduce((total, run) => total + run[name], 0);
  return {
    notices: sum('notices'), messages: sum('messages'), seconds: Math.max(0, ...runs.map((run) => run.seconds)), differences: sum('differences'), doubled: sum('doubled'), lost: sum('lost'),
    holds: status === 0 && runs.length === seeds.length,
  };
}
