/** `npm run check:canaries`: canaries with a fixed seed, and with fresh ones in a rougher world. Ends with one JSON line; exit code 1 where one was heard. */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const rounds = Number(process.env.ROUNDS ?? 5);
const fresh = Number(process.env.SEED ?? randomInt(2 ** 31));
const seeds = [20261121, ...Array.from({ length: rounds - 1 }, (_, round) => fresh + round)];
const figures = path.join(os.tmpdir(), `lotse-canaries-${process.pid}.json`);
const { status } = spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', 'tests/promises/canaries.test.ts', '--silent'], {
  cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, SEEDS: seeds.join(), FIGURES: figures },
});
const runs = existsSync(figures) ? JSON.parse(readFileSync(figures, 'utf8')) : [];
rmSync(figures, { force: true });
const sum = (name) => runs.reduce((total, run) => total + run[name], 0);
// A round counts its canaries in each of its parts; those of the longest part are all of it.
const canaries = seeds.reduce((total, seed) => total + Math.max(0, ...runs.filter((run) => run.seed === seed).map((run) => run.canaries)), 0);
const holds = status === 0 && runs.length === seeds.length * 4 && sum('hits') === 0;
console.log(JSON.stringify({ check: 'canaries', database: process.env.TEST_DATABASE_URL ? 'postgres' : 'embedded', canaries, flows: sum('flows'), hits: sum('hits'), seeds, holds }));
process.exitCode = holds ? 0 : 1;
