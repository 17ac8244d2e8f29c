/** A database of its own for each world: embedded in memory, or a fresh one on the server of TEST_DATABASE_URL. */
import { openAsBlob } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { openDatabase, type Database, type DatabaseSettings } from '../prisma/database';

export async function openTestDatabase(settings: DatabaseSettings): Promise<Database> {
  const server = process.env.TEST_DATABASE_URL;
  if (server) return openOnServer(server, settings);
  const { folder: _folder, ...inMemory } = settings;
  return openDatabase({ ...inMemory, template: await openAsBlob(process.env.LOTSE_TEST_TEMPLATE!) });
}

/** Creates a database on the server and drops it when it is closed. */
async function openOnServer(server: string, settings: DatabaseSettings): Promise<Database> {
  const name = `lotse_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database = await openDatabase({ ...settings, url: url.href });
  return {
    ...database,
    close: async () => {
      await database.close();
      await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
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
