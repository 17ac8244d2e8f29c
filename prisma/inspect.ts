/** Looks at a database without changing it: what it is, and which migrations it has. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import type { DatabaseSettings } from './database';
import { ringsThrough } from './bell';
import { lockFolder } from './folderLock';
import { readMigrations } from './migrate';

export interface Inspection {
  /** Of PostgreSQL. */
  readonly version: string;
  readonly role: string;
  readonly sizeBytes: number;
  /** Whether the serving role could change tables. */
  readonly mayChangeTables: boolean;
  /** Undefined where no Lotse has ever started on it. */
  readonly migrations?: { readonly pending: readonly string[]; readonly failed: readonly string[]; readonly edited: readonly string[]; readonly unknown: readonly string[] };
  /** Of the pepper that it was begun with. */
  readonly fingerprint?: string;
  /** Whether processes can ring each other through it; undefined for the embedded one, which rings in its own process. */
  readonly rings?: boolean;
}

type Ask = <Row>(statement: string) => Promise<Row[]>;
interface Applied {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

const READ_ONLY = 'SET default_transaction_read_only = on';
const STATE = `SELECT current_setting('server_version') AS version, current_user AS role, pg_database_size(current_database())::text AS size,
  has_schema_privilege(current_user, 'public', 'CREATE') AS "mayChangeTables", to_regclass('public."_prisma_migrations"') IS NOT NULL AS "isBegun", to_regclass('public."Memory"') IS NOT NULL AS "hasMemory"`;
const APPLIED = 'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL';
const FINGERPRINT = 'SELECT value FROM "Memory" WHERE name = \'pepper\'';

/** Undefined where there is no embedded database yet. Throws where it cannot be opened. */
export async function inspectDatabase(settings: DatabaseSettings): Promise<Inspection | undefined> {
  const { url, migrateUrl, folder, connectTimeoutMs } = settings;
  if (url === undefined) return folder !== undefined && existsSync(path.join(folder, 'database')) ? inspectFolder(folder) : undefined;
  const rings = ringsThrough(new Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs }));
  const found = await asking(url, connectTimeoutMs, (ask) => (migrateUrl === undefined ? inspect(ask, ask) : asking(migrateUrl, connectTimeoutMs, (askOwner) => inspect(ask, askOwner)))).finally(() => rings);
  return { ...found, rings: await rings };
}

async function inspectFolder(folder: string): Promise<Inspection> {
  const lock = lockFolder(folder);
  try {
    const engine = await PGlite.create({ dataDir: path.join(folder, 'database') });
    try {
      await engine.exec(READ_ONLY);
      const ask: Ask = async <Row>(statement: string) => (await engine.query<Row>(statement)).rows;
      return await inspect(ask, ask);
    } finally {
      await engine.close();
    }
  } finally {
    lock.release();
  }
}

async function asking<T>(connectionString: string, timeoutMs: number, look: (ask: Ask) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs });
  // A server that goes away in the middle is told by the query that fails.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(READ_ONLY);
    return await look(async <Row>(statement: string) => (await client.query(statement)).rows as Row[]);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The serving role may not read which migrations there are, where another one owns them. */
async function inspect(ask: Ask, askOwner: Ask): Promise<Inspection> {
  const [state] = await ask<{ version: string; role: string; size: string; mayChangeTables: boolean; isBegun: boolean; hasMemory: boolean }>(STATE);
  const { version, role, size, mayChangeTables, isBegun, hasMemory } = state!;
  const [kept] = hasMemory ? await ask<{ value: string }>(FINGERPRINT) : [];
  return {
    version, role, sizeBytes: Number(size), mayChangeTables,
    ...(isBegun && { migrations: compare(await askOwner<Applied>(APPLIED)) }), ...(kept && { fingerprint: kept.value }),
  };
}

function compare(applied: readonly Applied[]): Inspection['migrations'] {
  const wanted = readMigrations();
  const found = (name: string) => applied.find((each) => each.migration_name === name);
  return {
    pending: wanted.filter(({ name }) => !found(name)).map(({ name }) => name),
    failed: applied.filter((each) => each.finished_at === null).map((each) => each.migration_name),
    edited: wanted.filter(({ name, checksum }) => (found(name)?.checksum ?? checksum) !== checksum).map(({ name }) => name),
    unknown: applied.filter((each) => !wanted.some(({ name }) => name === each.migration_name)).map((each) => each.migration_name),
  };
}
