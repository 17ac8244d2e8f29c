/** Builds dist/: the Prisma client, the TypeScript, the texts and migrations, the pages. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const dist = path.join(root, 'dist');
const node = (script, ...args) => execFileSync(process.execPath, [path.join(root, script), ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });

rmSync(dist, { recursive: true, force: true });
await import('./generate.mjs');
node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
copy('locales', (name) => name.endsWith('.json'));
copy('prisma/migrations', () => true);
await build({
  entryPoints: [path.join(root, 'bot/pages/chat.ts')], outfile: path.join(dist, 'bot/pages/chat.js'),
  bundle: true, minify: true, format: 'iife', target: 'es2022', legalComments: 'none', logLevel: 'warning',
});
for (const name of readdirSync(path.join(root, 'bot/pages'))) {
  if (/\.(html|css|svg)$/.test(name)) cpSync(path.join(root, 'bot/pages', name), path.join(dist, 'bot/pages', name));
}

function copy(folder, isWanted) {
  for (const entry of readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !isWanted(entry.name)) continue;
    const from = path.join(entry.parentPath ?? entry.path, entry.name);
    const to = path.join(dist, path.relative(root, from));
    mkdirSync(path.dirname(to), { recursive: true });
    cpSync(from, to);
  }
}
