/** `npm run check:crash`: the crash test with 50 kills instead of 5. Ends with one JSON line; exit code 1 where it does not hold. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const kills = Number(process.env.KILLS ?? 50);
const report = path.join(os.tmpdir(), `lotse-crash-${process.pid}.json`);
spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', 'tests/promises/crash.test.ts', '--testTimeout', '900000', '--json', '--outputFile', report], {
  cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, KILLS: String(kills) },
});
const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, 'utf8'));
const holds = failed === 0 && passed > 0;
console.log(JSON.stringify({ check: 'crash', kills, database: process.env.TEST_DATABASE_URL ? 'postgres' : 'embedded', passed, failed, holds }));
process.exitCode = holds ? 0 : 1;
