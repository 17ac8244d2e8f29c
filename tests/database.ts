/** A database of its own for each world: embedded in memory, or a fresh one on the server of TEST_DATABASE_URL. */
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { openDatabase, type Database, type DatabaseSettings } from '../prisma/database';
import { EMPTY, lendEngine, SHAPE } from './engines';

const PATIENCE_MS = 5000;

export async function openTestDatabase(settings: DatabaseSettings): Promise<Database> {
  const server = process.env.TEST_DATABASE_URL;
  if (server) return openOnServer(server, settings);
  const { folder: _folder, ...inMemory } = settings;
  const lent = await lendEngine();
  const database = await openDatabase({ ...inMemory, engine: lent.engine });
  return {
    ...database,
    close: async () => {
      await database.close();
      await lent.giveBack();
    },
  };
}

const idle: string[] = [];
let isEnding = false;

// What is given back after this, by the hooks of the file itself, is dropped then.
afterAll(async () => {
  isEnding = true;
  for (const name of idle.splice(0)) await drop(process.env.TEST_DATABASE_URL!, name);
});

/** A database on the server, as empty as new; whoever closes it hands it on. */
async function openOnServer(server: string, settings: DatabaseSettings): Promise<Database> {
  const name = idle.pop() ?? await create(server);
  const database = await openDatabase({ ...settings, url: urlOf(server, name) });
  const [before] = await database.run<{ shape: string }>({ name: 'shape', text: SHAPE }, []);
  return {
    ...database,
    close: async () => {
      await database.close();
      if (!isEnding && await isEmptied(server, name, before!.shape)) idle.push(name);
      else await drop(server, name);
    },
  };
}

async function create(server: string): Promise<string> {
  const name = `lotse_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${process.env.LOTSE_TEST_TEMPLATE_DATABASE!}`);
  return name;
}

/** Nobody may write there any more, and nothing but rows may have been altered. */
async function isEmptied(server: string, name: string, shape: string): Promise<boolean> {
  const client = new Client({ connectionString: urlOf(server, name), statement_timeout: PATIENCE_MS });
  try {
    await client.connect();
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()');
    await client.query(EMPTY);
    return (await client.query<{ shape: string }>(SHAPE)).rows[0]!.shape === shape;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

async function drop(server: string, name: string): Promise<void> {
  await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
}

function urlOf(server: string, name: string): string {
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}

export async function onServer(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
