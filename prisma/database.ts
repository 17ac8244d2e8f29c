/** Opens the database: embedded in a folder by default, a PostgreSQL server with a URL. The only place that makes a PrismaClient. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import { Client, escapeIdentifier, Pool, types, type QueryResultRow } from 'pg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { forgetEntries, type TrailQuery } from './auditTrail';
import { channelOf, listenOnServer, RING, TOPICS, type Heard, type Listening, type Topic } from './bell';
import { PrismaClient } from './client/client';
import { lockFolder, type Door } from './folderLock';
import { migrate } from './migrate';

export type { Heard, Listening, PrismaClient, Topic };
/** The client inside a transaction: everything through it is committed together or not at all. */
export type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];

/** A statement of the hot path; the name lets PostgreSQL keep its plan. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export interface Database {
  readonly kind: 'embedded' | 'postgres';
  readonly prisma: PrismaClient;
  /** Runs one prepared statement. bigint comes back as string, timestamptz as Date. */
  run<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
  /** What this database is, whatever is in it: another one after an older copy was put in its place. */
  identity(): Promise<string>;
  /** Answers within a second, or rejects. */
  ping(): Promise<void>;
  /** Rings for all processes on this database; within a transaction, when that is committed. */
  ring(topic: Topic, payload: string, transaction?: Transaction): Promise<void>;
  /** Hears what is rung, here and elsewhere, from now on. The same ring may be heard more than once. */
  listen(heard: Heard): Promise<Listening>;
  /** Tells commands that find the embedded folder held where to ask instead; on a server they need nobody. */
  announce(door: Door): void;
  close(): Promise<void>;
}

export interface DatabaseSettings {
  /** postgres: or postgresql: address of a server; without it the database is embedded in `folder`. */
  readonly url?: string;
  /** A second role that owns the tables and migrates; without it the serving role does. */
  readonly migrateUrl?: string;
  /** For so long the audit trail is kept, where a role of its own owns it. */
  readonly auditMonths?: number;
  /** Where the embedded database lives; undefined keeps it in memory (tests). */
  readonly folder?: string;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly idleInTransactionTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** A prepared engine in memory that is somebody else's and stays open (tests). */
  readonly engine?: PGlite;
}

const EMBEDDED_WAIT_MS = 60_000;

export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  return settings.url === undefined ? openEmbedded(settings) : openServer(settings, settings.url);
}

async function openEmbedded({ folder, engine: lent }: DatabaseSettings): Promise<Database> {
  const lock = folder === undefined ? undefined : lockFolder(folder);
  let engine: PGlite;
  try {
    engine = lent ?? await PGlite.create(folder === undefined ? {} : { dataDir: path.join(folder, 'database') });
    await migrate(engine);
  } catch (error) {
    lock?.release();
    throw error;
  }
  // One connection: whoever comes during a long transaction waits for it.
  const prisma = new PrismaClient({ adapter: new PrismaPGlite(engine), transactionOptions: { maxWait: EMBEDDED_WAIT_MS, timeout: EMBEDDED_WAIT_MS } });
  return {
    kind: 'embedded',
    prisma,
    run: async <Row>({ text }: Statement, values: readonly unknown[]) => (await engine.query<Row>(text, [...values], { parsers: { [types.builtins.INT8]: String } })).rows,
    // A folder that was put back from a copy is another folder.
    identity: async () => (folder === undefined ? 'memory' : identityOfFolder(path.join(folder, 'database'))),
    ping: async () => { await engine.query('SELECT 1'); },
    ring: async (topic, payload, transaction) => { await (transaction ? ringIn(transaction, topic, payload) : engine.query(RING.text, [channelOf(topic), payload])); },
    listen: async (heard) => {
      const ends = await Promise.all(TOPICS.map((topic) => engine.listen(channelOf(topic), (payload) => heard(topic, payload))));
      // An engine that is closed tells nobody any more.
      return { isRinging: () => true, stop: async () => { if (!engine.closed) await Promise.all(ends.map((end) => end().catch(() => {}))); } };
    },
    announce: (door) => lock?.announce(door),
    close: async () => {
      await prisma.$disconnect();
      if (!lent) await engine.close();
      lock?.release();
    },
  };
}

async function openServer(settings: DatabaseSettings, url: string): Promise<Database> {
  await migrateServer(settings, url);
  const pool = new Pool({
    connectionString: url, max: settings.poolSize, connectionTimeoutMillis: settings.connectTimeoutMs, keepAlive: true,
    statement_timeout: settings.statementTimeoutMs, lock_timeout: settings.lockTimeoutMs,
    idle_in_transaction_session_timeout: settings.idleInTransactionTimeoutMs, query_timeout: settings.statementTimeoutMs + 1000,
  });
  // An idle connection that the server closes is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => {});
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions: { maxWait: settings.connectTimeoutMs * 2, timeout: settings.statementTimeoutMs } });
  return {
    kind: 'postgres',
    prisma,
    run: async <Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]) => (await pool.query<Row>({ ...statement, values: [...values] })).rows,
    identity: async () => (await pool.query<{ identity: string }>(IDENTITY)).rows[0]!.identity,
    ping: async () => { await pool.query('SELECT 1'); },
    ring: async (topic, payload, transaction) => { await (transaction ? ringIn(transaction, topic, payload) : pool.query({ ...RING, values: [channelOf(topic), payload] })); },
    listen: (heard) => listenOnServer({
      connect: () => new Client({ connectionString: url, connectionTimeoutMillis: settings.connectTimeoutMs, keepAlive: true, application_name: 'lotse_bell' }),
      query: async (text, values) => (await pool.query<Record<string, unknown>>(text, [...values])).rows,
    }, heard),
    announce: () => {},
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

async function ringIn(transaction: Transaction, topic: Topic, payload: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_notify(${channelOf(topic)}, ${payload})`;
}

/** The cluster, its history (which a restore to an earlier time forks), the database in it and its tables (which a restored dump makes anew). */
const IDENTITY = `SELECT concat_ws('-', (SELECT system_identifier FROM pg_control_system()), (SELECT timeline_id FROM pg_control_checkpoint()),
  (SELECT oid FROM pg_database WHERE datname = current_database()), '"Notice"'::regclass::oid::text) AS identity`;

/** Where a file system does not know when a folder was made, Node gives the time of its last change instead, which is of no use. */
function identityOfFolder(folder: string): string {
  const { ino, birthtimeMs, ctimeMs } = statSync(folder);
  return birthtimeMs === ctimeMs ? String(ino) : `${ino}-${Math.round(birthtimeMs)}`;
}

/** Migrates with the owning role where there is one; the serving role then gets rows, but no tables of its own, and can only add to the audit trail. */
async function migrateServer({ migrateUrl, connectTimeoutMs, auditMonths }: DatabaseSettings, url: string): Promise<void> {
  const client = new Client({ connectionString: migrateUrl ?? url, connectionTimeoutMillis: connectTimeoutMs });
  await client.connect();
  try {
    await migrate({ exec: (script) => client.query(script), query: (statement, values) => client.query(statement, values) });
    if (migrateUrl === undefined) return;
    await client.query(grantsFor(decodeURIComponent(new URL(url).username)));
    if (auditMonths !== undefined) await forgetTrail(client, auditMonths);
  } finally {
    await client.end();
  }
}

/** Only the owning role can: for the serving role the trail only grows. */
async function forgetTrail(client: Client, months: number): Promise<void> {
  const query: TrailQuery = async (text, values) => (await client.query<Record<string, unknown>>(text, [...values])).rows;
  await client.query('BEGIN');
  const [moment] = await query('SELECT now() AS now, now() - make_interval(months => $1::int) AS before', [months]) as { now: Date; before: Date }[];
  await forgetEntries(query, moment!.before, moment!.now);
  await client.query('COMMIT');
}

function grantsFor(role: string): string {
  const name = escapeIdentifier(role);
  return `GRANT USAGE ON SCHEMA public TO ${name};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${name};
    REVOKE ALL ON "_prisma_migrations" FROM ${name};
    REVOKE UPDATE, DELETE, TRUNCATE ON "AuditEntry" FROM ${name}`;
}
