/**
 * Once per run: an empty embedded database as a file, and one on the server of TEST_DATABASE_URL, migrated as far as what
 * is built knows, from which every test's own is made.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';

const folder = path.resolve(import.meta.dirname, '.artifacts');
const built = path.resolve(import.meta.dirname, '../dist/prisma/migrate.js');
const migrations = path.resolve(import.meta.dirname, '../prisma/migrations');

export default async function setup() {
  await makeFile();
  const server = process.env.TEST_DATABASE_URL;
  if (server) await makeDatabase(server);
}

async function makeFile() {
  const scripts = readdirSync(migrations, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => readFileSync(path.join(migrations, entry.name, 'migration.sql')));
  const file = path.join(folder, `template-${createHash('sha256').update(Buffer.concat(scripts)).digest('hex').slice(0, 16)}.tar`);
  process.env.LOTSE_TEST_TEMPLATE = file;
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  const engine = await PGlite.create();
  // What is built may be older than the sources: each test lays what is missing itself (prisma/migrate.ts).
  if (existsSync(built)) await (await import(built)).default.migrate(engine);
  const dump = await engine.dumpDataDir('none');
  writeFileSync(file, Buffer.from(await dump.arrayBuffer()));
  await engine.close();
}

async function makeDatabase(server) {
  const name = `lotse_template_${randomUUID().replaceAll('-', '')}`;
  process.env.LOTSE_TEST_TEMPLATE_DATABASE = name;
  await on(server, (client) => client.query(`CREATE DATABASE ${name}`));
  if (!existsSync(built)) return;
  const { default: { migrate } } = await import(built);
  await on(Object.assign(new URL(server), { pathname: `/${name}` }).href, (client) => migrate({ exec: (script) => client.query(script), query: (statement, values) => client.query(statement, values) }));
}

async function on(url, act) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}
