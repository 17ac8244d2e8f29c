/** `npm run check:console`: every door of the console against everybody, a directory that misbehaves, and the audit trail. Ends with one JSON line; exit code 1 where it does not hold. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const figures = path.join(os.tmpdir(), `lotse-console-${process.pid}.json`);
const report = path.join(os.tmpdir(), `lotse-console-report-${process.pid}.json`);
const tabFigures = path.join(os.tmpdir(), `lotse-console-tab-${process.pid}.json`);
const files = ['doors', 'signIn', 'tab', 'audit', 'live'].map((name) => `tests/console/${name}.test.ts`);
const { status } = spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--runInBand', '--silent', '--json', `--outputFile=${report}`, ...files], {
  cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, FIGURES: figures, TAB_FIGURES: tabFigures },
});
const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
const doors = read(figures) ?? {};
const tab = read(tabFigures) ?? {};
const tests = (read(report)?.testResults ?? []).flatMap(({ assertionResults }) => assertionResults);
const counted = (words) => tests.filter(({ ancestorTitles, title }) => words.test([...ancestorTitles, title].join(' ')));
const passed = (found) => found.filter((test) => test.status === 'passed').length;
const callbacks = counted(/leaves no session|cannot be trusted/);
const tokens = counted(/a token that is not in order gives no session it /);
const tampering = counted(/^finds /);
const holds = status === 0 && doors.tried > 0 && doors.answers > 0 && doors.unexpected === 0 && doors.withoutHeaders === 0 && callbacks.length >= 30 && passed(callbacks) === callbacks.length && tab.tabTried > 0 && tab.tabUnexpected === 0 && tokens.length >= 30 && passed(tokens) === tokens.length && tampering.length > 0 && passed(tampering) === tampering.length;
for (const file of [figures, tabFigures, report]) rmSync(file, { force: true });
console.log(JSON.stringify({ check: 'console', ...doors, ...tab, brokenCallbacks: callbacks.length, sessionsFromThem: callbacks.length - passed(callbacks), brokenTokens: tokens.length, sessionsFromTokens: tokens.length - passed(tokens), tampering: tampering.length, tamperingFound: passed(tampering), seed: 'none: every case is made from the list of doors', holds }));
process.exitCode = holds ? 0 : 1;
