/** Once per run: an empty, migrated embedded database as a file, from which every test's own is loaded in under a second. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';

const folder = path.resolve(import.meta.dirname, '.artifacts');
const migrations = path.resolve(import.meta.dirname, '../prisma/migrations');

export default async function setup() {
  const scripts = readdirSync(migrations, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => readFileSync(path.join(migrations, entry.name, 'migration.sql')));
  const file = path.join(folder, `template-${createHash('sha256').update(Buffer.concat(scripts)).digest('hex').slice(0, 16)}.tar`);
  process.env.LOTSE_TEST_TEMPLATE = file;
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  // The schema itself is laid by prisma/migrate.ts in each test; the file only spares each of them PostgreSQL's own birth.
  const engine = await PGlite.create();
  const dump = await engine.dumpDataDir('none');
  writeFileSync(file, Buffer.from(await dump.arrayBuffer()));
  await engine.close();
}
