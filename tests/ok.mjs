/** `npm run ok`: all checks but the tests. Runs every check even when one fails, and says at the end which did. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const checks = [
  ['types', ['node_modules/typescript/bin/tsc', '-p', '.']],
  ['types of the pages', ['node_modules/typescript/bin/tsc', '-p', 'bot/pages']],
  ['lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']],
  ['architecture', ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', 'tests/architecture.test.ts']],
  ['drift of the migrations', ['prisma/author.mjs']],
];

const failed = checks.filter(([name, args]) => {
  console.log(`\n== ${name}`);
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0;
});
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.map(([name]) => name).join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
