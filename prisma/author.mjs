/**
 * Compares schema.prisma with the migrations, on an embedded database in memory. `npm run migration` prints the drift
 * and exits with 0 (none) or 2; `npm run migration -- NAME` writes it as a new migration. Stands on Prisma's own
 * schema engine as WebAssembly, since the native one is not in the npm registry (docs/decisions/003).
 */
import { readdirSync, readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = path.join(here, 'migrations');
const name = process.argv[2];

const { SchemaEngine } = await loadEngine();
const schema = { path: path.join(here, 'schema.prisma'), content: readFileSync(path.join(here, 'schema.prisma'), 'utf8') };
const connect = async () => new PrismaPGlite(await PGlite.create()).connect();
const factory = { provider: 'postgres', adapterName: 'pglite', connect, connectToShadowDb: connect };
const engine = await SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
const lockfile = { path: 'migration_lock.toml', content: readFileSync(path.join(folder, 'migration_lock.toml'), 'utf8') };
const { stdout, exitCode } = await engine.diff({
  from: { tag: 'migrations', baseDir: here, shadowDbInitScript: '', lockfile, migrationDirectories: migrations() },
  to: { tag: 'schemaDatamodel', files: [schema] },
  script: true, exitCode: true, filters: { externalTables: [], externalEnums: [] },
});
report(stdout, exitCode);

async function loadEngine() {
  const require = createRequire(import.meta.url);
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = path.join(path.dirname(require.resolve('@prisma/schema-engine-wasm')), 'schema_engine_bg.wasm');
  const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}

function migrations() {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  return folders.map((entry) => ({
    path: path.join(folder, entry),
    migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: readFileSync(path.join(folder, entry, 'migration.sql'), 'utf8') } },
  }));
}

function report(script, code) {
  if (code === 0) {
    console.log('Migrations and schema agree.');
    process.exit(0);
  }
  if (!name) {
    console.error(`The schema has changed since the last migration; run: npm run migration -- NAME\n\n${script}`);
    process.exit(2);
  }
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const target = path.join(folder, `${stamp}_${name}`);
  mkdirSync(target);
  writeFileSync(path.join(target, 'migration.sql'), script);
  console.log(`Wrote prisma/migrations/${stamp}_${name}/migration.sql`);
  process.exit(0);
}
