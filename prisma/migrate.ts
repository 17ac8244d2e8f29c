/**
 * Applies prisma/migrations in order, on both kinds of database, and writes Prisma's own table `_prisma_migrations`,
 * so that `prisma migrate deploy` on a networked machine finds what it expects.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A dedicated connection: `exec` runs a script of statements, `query` one statement with parameters. */
export interface MigrationConnection {
  exec(script: string): Promise<unknown>;
  query(statement: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

interface Applied {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

/** The lock that Prisma's own engine takes, so that two instances that start together migrate once. */
const ADVISORY_LOCK = 72707369;
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/** So long a migration waits for a table, since everybody who comes after it waits, too; then it lets them through and tries again. */
const LOCK_WAIT = '2s';
const LOCK_PAUSE_MS = 1000;
/** A list that is being applied may hold its rows for minutes. */
const LOCK_TRIES = 300;
const LOCK_NOT_GIVEN = '55P03';

/** Brings the database to the newest schema. Throws where an earlier migration failed or was edited after it was applied. */
export async function migrate(connection: MigrationConnection): Promise<void> {
  await connection.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
  try {
    await connection.exec(TABLE);
    const { rows } = await connection.query('SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL');
    const applied = new Map((rows as Applied[]).map((row) => [row.migration_name, row]));
    for (const migration of readMigrations()) await apply(connection, migration, applied.get(migration.name));
  } finally {
    await connection.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK]);
  }
}

async function apply(connection: MigrationConnection, { name, script, checksum }: Migration, known?: Applied): Promise<void> {
  if (known && known.finished_at === null) throw new Error(`Migration ${name} failed earlier: resolve it, then delete its row in _prisma_migrations.`);
  if (known && known.checksum !== checksum) throw new Error(`Migration ${name} was edited after it was applied: restore the file and write a new migration.`);
  if (known) return;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run(connection, { name, script, checksum });
    } catch (error) {
      const isHeld = (error as { code?: string }).code === LOCK_NOT_GIVEN;
      if (!isHeld || attempt === LOCK_TRIES) throw new Error(`Migration ${name} failed and left nothing behind: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      await new Promise((resolve) => { setTimeout(resolve, LOCK_PAUSE_MS); });
    }
  }
}

/** One transaction: a process that is killed in the middle leaves nothing behind that somebody would have to resolve. */
async function run(connection: MigrationConnection, { name, script, checksum }: Migration): Promise<void> {
  await connection.exec(`BEGIN; SET LOCAL lock_timeout = '${LOCK_WAIT}'`);
  try {
    await connection.exec(script);
    await connection.query('INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)', [randomUUID(), checksum, name]);
    await connection.exec('COMMIT');
  } catch (error) {
    await connection.exec('ROLLBACK');
    throw error;
  }
}

export interface Migration {
  readonly name: string;
  readonly script: string;
  readonly checksum: string;
}

/** In the order in which they are applied. */
export function readMigrations(): Migration[] {
  const folder = path.join(__dirname, 'migrations');
  const names = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'migration.sql'))).sort();
  return names.map((name) => {
    const script = readFileSync(path.join(folder, name, 'migration.sql'), 'utf8');
    return { name, script, checksum: createHash('sha256').update(script).digest('hex') };
  });
}
