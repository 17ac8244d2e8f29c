/** `npm run check:channels`: every transcript on every channel. Ends with one JSON line; exit code 1 where one is heard otherwise than approved. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const report = path.join(os.tmpdir(), `lotse-channels-${process.pid}.json`);
spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', 'tests/transcriptsOnChannels.test.ts', '--testTimeout', '300000', '--json', '--outputFile', report], {
  cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, TRANSCRIPTS: 'all', RECORD: '' },
});
const { numPassedTests: passed, numFailedTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(readFileSync(report, 'utf8'));
const chats = (folder) => readdirSync(path.join(root, 'tests/transcripts', folder), { recursive: true }).filter((file) => file.endsWith('.chat'));
const variants = chats('on').length;
const transcripts = chats('').length - variants;
const plays = testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ title }) => title.includes('.chat ')).length;
const failed = numFailedTests + numRuntimeErrorTestSuites;
const holds = failed === 0 && passed > 0 && plays === transcripts * 3;
console.log(JSON.stringify({ check: 'channels', transcripts, plays, variants, failed, holds }));
process.exitCode = holds ? 0 : 1;
