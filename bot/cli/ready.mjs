/**
 * Makes a fresh clone ready: installs and builds what is missing or older than its sources. Plain Node, so that it
 * runs before anything is installed. Development dependencies are wanted whatever NODE_ENV says: the build needs them.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const SOURCES = ['bot', 'dialogs', 'services', 'prisma', 'locales'];
/** By the build itself. */
const MADE = ['prisma/client', 'services/understanding/trained'];
const BUILD_FILES = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'prisma.config.ts'];

install();
buildIfChanged();

function install() {
  const stamp = path.join(root, 'node_modules/.lotse-lock');
  const wanted = hashOf([path.join(root, 'package-lock.json')]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Installing packages (a minute or two, once) ...');
  // `ci` installs exactly the lock file; an npm that cannot make sense of it still installs the pinned versions.
  const options = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  if (!attempt(NPM, ['ci', ...options])) run(NPM, ['install', '--no-save', ...options]);
  writeFileSync(stamp, wanted);
}

function buildIfChanged() {
  const stamp = path.join(root, 'dist/.lotse-build');
  const wanted = hashOf([...SOURCES.flatMap((folder) => filesOf(path.join(root, folder))), ...BUILD_FILES.map((file) => path.join(root, file))]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Building ...');
  run(process.execPath, ['bot/cli/build.mjs']);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !MADE.some((made) => file.startsWith(path.join(root, made))))
    .sort();
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(path.relative(root, file)).update(readFileSync(file));
  return hash.digest('hex');
}

function run(command, args) {
  if (attempt(command, args)) return;
  console.error(`This did not work: ${command} ${args.join(' ')}\nThe reason stands above. Lotse needs Node 20.19 or newer, and the npm registry for the first start.`);
  process.exit(1);
}

function attempt(command, args) {
  try {
    const shell = process.platform === 'win32' && command.endsWith('.cmd');
    execFileSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, NODE_ENV: 'development', npm_config_yes: 'true' }, shell });
    return true;
  } catch {
    return false;
  }
}

function say(text) {
  console.error(text);
}
