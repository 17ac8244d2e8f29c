/** What the checks of exactly-once share: a ledger full of notices, processes that say them and die, and the count of who heard what. */
import { fork, spawnSync } from 'node:child_process';
import path from 'node:path';
import pg from 'pg';
import { startCluster, whyNoCluster } from './bench/cluster.mjs';

const tests = import.meta.dirname;
const DATABASE = { poolSize: 4, statementTimeoutMs: 10_000, lockTimeoutMs: 3000, idleInTransactionTimeoutMs: 15_000, connectTimeoutMs: 3000 };
/** A lease that dead processes do not hold for long, and posts that fit into it. */
export const SETTINGS = { database: DATABASE, ledger: { leaseMs: 4000, reaperWaitMs: 4000 }, noticing: { batch: 10, atOnce: 1, perSecond: 10_000, tries: 8 }, postTimeoutMs: 1500, tenantDigits: 2 };
/** So many times a process is started anew that does not come up. */
const STARTS = 100;
/** So many of a hundred messages. */
export const RATES = { lost: 1, gateway: 1, cut: 1, throttled: 2 };

/** A process that is stopped or that outlives us dies with us. */
const withUs = spawnSync('setpriv', ['--version']).status === 0 ? { execPath: 'setpriv', execArgv: ['--pdeathsig', 'KILL', process.execPath] } : {};
const children = new Set();
process.on('exit', () => { for (const child of children) child.kill('SIGKILL'); });

/** Empty databases on a cluster of our own, or the one of DATABASE_URL emptied each time; without either the check ends here. */
export async function openDatabases(check) {
  const server = process.env.DATABASE_URL;
  const why = server ? undefined : whyNoCluster();
  if (why) {
    console.log(JSON.stringify({ check, holds: false, why }));
    process.exit(1);
  }
  if (!server) {
    const cluster = await startCluster();
    return { create: (name) => cluster.createDatabase(name.toLowerCase()), crash: cluster.crash };
  }
  const create = async () => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await client.end();
    return server;
  };
  return { create, crash: undefined };
}

function launch(file, settings) {
  const child = fork(path.join(tests, file), [JSON.stringify(settings)], { ...withUs, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  children.add(child);
  child.ended = new Promise((resolve) => { child.once('exit', (code, signal) => { children.delete(child); resolve({ code, signal }); }); });
  child.on('error', () => {});
  return child;
}

const nextOf = (child) => new Promise((resolve) => { child.once('message', resolve); });
export const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

export async function startFake(settings, file = 'fakes/lossyConnector.mjs') {
  const child = launch(file, settings);
  const { port } = await nextOf(child);
  const ask = (question) => { const answer = nextOf(child); child.send(question); return answer; };
  return { url: `http://127.0.0.1:${port}`, ask, count: () => ask('count'), tally: () => ask('tally'), stop: () => { child.disconnect(); return child.ended; } };
}

/** Resolves once it is ready; one that could not start, since the database is just coming up, is started again. */
export async function startWorker(settings) {
  for (let attempt = 1; ; attempt += 1) {
    const child = launch('noticesWorker.mjs', settings);
    const answer = await Promise.race([nextOf(child), child.ended]);
    if (answer === 'ready') return child;
    // A database is up again in seconds; what never starts is broken, and the check fails instead of waiting for ever.
    if (attempt === STARTS) throw new Error(`No process that says notices could be started (${JSON.stringify(answer)}): see above.`);
    await pause(100);
  }
}

export function kill(worker, signal = 'SIGKILL') {
  worker.kill(signal);
  return worker.ended;
}

/** A number below a limit, from the seed (Park and Miller). */
export function chanceFrom(seed) {
  let chance = seed % 2_147_483_647 || 1;
  return (limit) => (chance = (chance * 48_271) % 2_147_483_647 || 1) % limit;
}

/** A database that restarts is asked again. */
export function openRows(url) {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => {});
  const rows = async (text, values = []) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await pool.query(text, values)).rows;
      } catch (error) {
        if (attempt === 100) throw error;
        await pause(100);
      }
    }
  };
  return { rows, end: () => pool.end() };
}

/** Due now, so many to a contact that some are told together; with the conversations of each contact, one of which Lotse is not in any more. */
export async function fillLedger(rows, serviceUrl, count, { from = 0, dueInMs = 0, name = 'n' } = {}) {
  await rows(`INSERT INTO "Notice" (id, subject, cycle, milestone, "contactId", state, "dueAt", "createdAt", "updatedAt")
    SELECT $3 || g, $3 || g, '2027-12-01', 'T-1', $3 || 'c' || (g * 9 / 10), 'planned', now() + $4::int * interval '1 millisecond', now(), now() FROM generate_series($1::int, $2::int) g`, [from, from + count - 1, name, dueInMs]);
  // Where channels can be asked, they are asked at the address of the conversation.
  await rows(`INSERT INTO "Conversation" (id, channel, address, "contactId", state, version, "updatedAt")
    SELECT DISTINCT 'msteams|' || k.conversation, 'msteams', json_build_object('channel', 'msteams', 'serviceUrl', $1::text, 'conversation', k.conversation, 'bot', 'lotse', 'contact', n."contactId")::text, n."contactId", '{}', 1, now()
    FROM "Notice" n, unnest(ARRAY[n."contactId", 'forbidden-' || n."contactId"]) AS k(conversation) ON CONFLICT DO NOTHING`, [serviceUrl]);
}

export const openCount = async (rows) => (await rows(`SELECT count(*)::int AS open FROM "Notice" WHERE state IN ('planned', 'claimed', 'sending')`))[0].open;

export async function waitUntilDone(rows, timeoutMs) {
  const giveUp = Date.now() + timeoutMs;
  while (await openCount(rows) > 0 && Date.now() < giveUp) await pause(200);
}

/** What stands in the ledger against what was really accepted. */
export async function judge(rows, { accepted, faults, ...tally }) {
  const ledger = await rows('SELECT id, state, reason, "messageId" FROM "Notice"');
  const heard = (id) => accepted[id] ?? 0;
  const unknown = ledger.filter(({ state }) => state === 'unknown');
  return {
    notices: ledger.length,
    sent: ledger.filter(({ state }) => state === 'sent').length,
    // Noted as said, or as ended, though nobody heard it; or forgotten on the way.
    lost: ledger.filter(({ id, state }) => state !== 'unknown' && heard(id) === 0).length,
    doubled: ledger.filter(({ id }) => heard(id) > 1).length,
    open: ledger.filter(({ state }) => ['planned', 'claimed', 'sending'].includes(state)).length,
    unknown: new Set(unknown.map(({ messageId }) => messageId)).size,
    unknownHeard: new Set(unknown.filter(({ id }) => heard(id) > 0).map(({ messageId }) => messageId)).size,
    unexplained: unknown.filter(({ reason }) => !['ambiguous', 'interrupted'].includes(reason)).length,
    reasons: Object.fromEntries(['ambiguous', 'interrupted'].map((reason) => [reason, new Set(unknown.filter((row) => row.reason === reason).map(({ messageId }) => messageId)).size])),
    faults, ...tally,
  };
}
