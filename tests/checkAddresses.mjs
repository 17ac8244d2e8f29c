/** `npm run check:addresses`: 20,000 hostile addresses with a fixed seed, and 20,000 with a fresh one. Ends with one JSON line; exit code 1 where it does not hold. */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const count = Number(process.env.ADDRESSES ?? 20_000);
const fresh = Number(process.env.SEED ?? randomInt(2 ** 31));
const figures = path.join(os.tmpdir(), `lotse-addresses-${process.pid}.json`);
const { status } = spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', 'tests/promises/addresses.test.ts', '--silent'], {
  cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ADDRESSES: String(count), SEEDS: `20261121,${fresh}`, FIGURES: figures },
});
const runs = existsSync(figures) ? JSON.parse(readFileSync(figures, 'utf8')) : [];
rmSync(figures, { force: true });
const sum = (name) => runs.reduce((total, run) => total + run[name], 0);
const holds = status === 0 && runs.length === 2;
console.log(JSON.stringify({ check: 'addresses', addresses: sum('addresses'), accepted: sum('accepted'), extraRecipients: sum('extraRecipients'), extraHeaders: sum('extraHeaders'), crashes: sum('crashes'), fixedSeed: 20261121, seed: fresh, holds }));
process.exitCode = holds ? 0 : 1;
