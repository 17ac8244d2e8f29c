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
/** More than these fail for a reason of their own. */
const MOST_AGAIN = 6;
const totals = { passed: 0, failed: 0, skipped: 0 };
let isBroken = false;

mkdirSync(folder, { recursive: true });
run('the embedded database', {}, []);
// Tests that touch no database, or touch it no otherwise than many others, need no second run.
if (server) run('PostgreSQL', { TEST_DATABASE_URL: server }, ['--testPathIgnorePatterns', '/tests/rules/', '/tests/architecture', '/tests/walk', '/tests/browser/', '/tests/transcript', '/tests/channels/(?!commands|doctor|handoffAgents)', '/tests/services/(smtp|timeline|media)', '/tests/dialogs/(?!mailTrouble)', '/tests/promises/(addresses|canaries|codeSecrets|delivery)']);
else console.log('\nNot run: the tests on PostgreSQL, since TEST_DATABASE_URL is not set.');

console.log(`\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`);
process.exitCode = isBroken || totals.failed > 0 || totals.passed === 0 ? 1 : 0;

/** What failed while two files ran beside each other runs once more alone: so a slow machine is told from what is broken, and both are said. */
function run(name, env, args) {
  console.log(`\n== Tests on ${name}`);
  const asked = process.argv.slice(2);
  const first = jest(name, env, [...args, ...asked]);
  const failed = first.files.filter(({ hasPassed }) => !hasPassed);
  if (asked.length > 0 || failed.length === 0 || failed.length > MOST_AGAIN) return count(first.files, first.status);
  console.log(`\n== Once more, alone, on ${name}: ${failed.map(({ file }) => file).join(', ')}`);
  const second = jest(`${name} again`, env, ['--runInBand', '--runTestsByPath', ...failed.map(({ file }) => file)]);
  for (const { file, failures } of failed) {
    const again = second.files.find((each) => each.file === file);
    if (again?.hasPassed) console.log(`Failed beside another file and passed alone: ${file}: ${failures.join('; ') || 'did not run'}`);
  }
  count([...first.files.filter(({ hasPassed }) => hasPassed), ...second.files], second.files.length === failed.length ? second.status : 1);
}

function jest(name, env, args) {
  const report = path.join(folder, `report-${name.replace(/\W+/g, '-')}.json`);
  rmSync(report, { force: true });
  const { TEST_DATABASE_URL: _, ...rest } = process.env;
  const { status } = spawnSync(process.execPath, [
    '--experimental-vm-modules', '--no-warnings', path.join(root, 'node_modules/jest/bin/jest.js'), '--json', '--outputFile', report, ...args,
  ], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...rest, ...env } });
  return { status, files: existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults.map(readFile) : [] };
}

function readFile({ name, status, assertionResults: tests }) {
  const failures = tests.filter((test) => test.status === 'failed').map(({ fullName }) => fullName);
  return { file: path.relative(root, name), hasPassed: status !== 'failed', failures, passed: tests.filter((test) => test.status === 'passed').length, skipped: tests.filter((test) => test.status === 'pending').length };
}

function count(files, status) {
  if (status !== 0) isBroken = true;
  for (const { hasPassed, failures, passed, skipped } of files) {
    totals.passed += passed;
    totals.failed += failures.length || (hasPassed ? 0 : 1);
    totals.skipped += skipped;
  }
}
