/**
 * `npm test`: everything on the embedded database, and again on PostgreSQL where TEST_DATABASE_URL is set. Arguments go
 * to jest. Ends with one line counted from what really ran.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'tests/.artifacts');
const server = process.env.TEST_DATABASE_URL;
const totals = { passed: 0, failed: 0, skipped: 0 };
let isBroken = false;

mkdirSync(folder, { recursive: true });
run('the embedded database', {}, []);
// Tests that touch no database, or touch it no otherwise than many others, need no second run.
if (server) run('PostgreSQL', { TEST_DATABASE_URL: server }, ['--testPathIgnorePatterns', '/tests/rules/', '/tests/architecture', '/tests/walk', '/tests/browser/', '/tests/transcript', '/tests/channels/(?!commands|doctor|handoffAgents)', '/tests/services/(smtp|timeline|media)', '/tests/dialogs/(?!mailTrouble)', '/tests/promises/(addresses|canaries|codeSecrets|delivery)']);
else console.log('\nNot run: the tests on PostgreSQL, since TEST_DATABASE_URL is not set.');

console.log(`\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`);
process.exitCode = isBroken || totals.failed > 0 || totals.passed === 0 ? 1 : 0;

function run(name, env, args) {
  console.log(`\n== Tests on ${name}`);
  const report = path.join(folder, `report-${name.replace(/\W+/g, '-')}.json`);
  rmSync(report, { force: true });
  const { TEST_DATABASE_URL: _, ...rest } = process.env;
  const { status } = spawnSync(process.execPath, [
    '--experimental-vm-modules', '--no-warnings', path.join(root, 'node_modules/jest/bin/jest.js'), '--json', '--outputFile', report, ...args, ...process.argv.slice(2),
  ], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...rest, ...env } });
  if (status !== 0) isBroken = true;
  if (!existsSync(report)) return;
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  totals.passed += numPassedTests;
  totals.failed += numFailedTests + numRuntimeErrorTestSuites;
  totals.skipped += numPendingTests;
}
