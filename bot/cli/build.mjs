/** Builds dist/: the Prisma client, the TypeScript, the texts and migrations, the pages. Beside the old one, then swapped, so that nobody meets half a build. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const dist = path.join(root, 'dist');
const fresh = path.join(root, `dist.${process.pid}`);

await import('./generate.mjs');
execFileSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', fresh], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
// Beside the sources, so that tests find the same model, and the next build one that still holds.
execFileSync(process.execPath, [path.join(root, 'bot/cli/train.mjs'), path.relative(root, fresh)], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
copy('services/understanding/trained', (name) => name.endsWith('.bin'));
copy('locales', (name) => name.endsWith('.json'));
copy('prisma/migrations', () => true);
copy('services/fonts', () => true);
copy('bot/teams-app', (name) => /\.(json|svg)$/.test(name));
copy('bot/pages', (name, folder) => /\.(html|css|svg)$/.test(name) && !folder.includes(path.join('pages', 'console')));
cpSync(path.join(root, 'bot/pages/console/console.html'), path.join(fresh, 'bot/pages/console.html'));
for (const { from, to, ...more } of [
  { from: 'chat.ts', to: 'chat.js' }, { from: 'console/console.ts', to: 'console.js' }, { from: 'console/console.css', to: 'console.css' },
  // Fetched by the console in a frame of Teams only.
  { from: 'console/teamsHost.ts', to: 'console-teams.js', format: 'esm', inject: [path.join(root, 'bot/pages/console/noFetch.ts')] },
]) await build({
  entryPoints: [path.join(root, 'bot/pages', from)], outfile: path.join(fresh, 'bot/pages', to),
  bundle: true, minify: true, format: 'iife', target: 'es2022', legalComments: 'none', logLevel: 'warning', ...more,
});
swap();

function copy(folder, isWanted) {
  for (const entry of readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
    const within = entry.parentPath ?? entry.path;
    if (!entry.isFile() || !isWanted(entry.name, within)) continue;
    const from = path.join(within, entry.name);
    const to = path.join(fresh, path.relative(root, from));
    mkdirSync(path.dirname(to), { recursive: true });
    cpSync(from, to);
  }
}

function swap() {
  const old = `${fresh}.old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
}
