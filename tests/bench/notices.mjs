/**
 * What notices cost: a tick in which nothing is due among very many planned ones, planning all agreements anew, and sending, at
 * the permitted pace and as fast as it goes, beside the stock loop. On PostgreSQL, with the real process.
 */
import pg from 'pg';
import { startCluster } from './cluster.mjs';
import { createTables, startLotse } from './lotse.mjs';
import { cpuOf, quantile, round } from './measures.mjs';
import { openSeeds, planForLater, seedPartners, setClock } from './noticeSeeds.mjs';
import { measureSends } from './noticeSends.mjs';

const SIZES = {
  short: { planned: 100_000, partners: 10_000, ticks: 10, paced: 100, sends: 1000, rounds: 1 },
  usual: { planned: 1_000_000, partners: 100_000, ticks: 20, paced: 500, sends: 5000, rounds: 3 },
  full: { planned: 1_000_000, partners: 100_000, ticks: 20, paced: 10_000, sends: 10_000, rounds: 3 },
};
/** Nobody is awake anywhere, so that nothing but planning goes on. */
const NIGHT = new Date('2027-02-01T01:30:00Z');
const SETTINGS = { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_planning': 'on', max_wal_size: '4GB' };
/** So much may they take, as promised: database milliseconds of a tick, seconds of a plan for 100,000, the stock loop's CPU. */
const BARS = { tickMs: 10, planSeconds: 60, ratio: 0.5, perSecond: 25 };

/** Resolves with the object under "notices" of the result line. `bars`: those that are missed, by name; the short form has no bars. */
export async function benchNotices({ cores, size, seed, profile, say }) {
  const sizes = SIZES[size];
  const cluster = await startCluster(cores.postgres, SETTINGS);
  const stage = { cluster, cores, seed, profile, say, sizes };
  const quiet = await measureQuietTicks(stage);
  say(`notices: a tick among ${sizes.planned} planned ones ${quiet.databaseMs} ms of the database`);
  const planning = await measurePlanning(stage);
  say(`notices: ${planning.agreements} agreements planned in ${planning.seconds} s, ${planning.cpuMsPerAgreement} CPU-ms each`);
  const sending = await measureSends(stage);
  const missed = size === 'short' ? [] : [
    quiet.databaseMs > BARS.tickMs && 'quiet tick', planning.seconds > BARS.planSeconds && 'planning', sending.ratio > BARS.ratio && 'CPU per send', sending.paced.mostInASecond > BARS.perSecond && 'pace',
  ].filter(Boolean);
  return { quiet, planning, sending, missed };
}

async function measureQuietTicks({ cluster, cores, seed, sizes: { planned, partners, ticks }, profile }) {
  const url = await createTables(cluster, 'quiet');
  const client = await openSeeds(url);
  await seedPartners(client, { partners, seed, start: NIGHT, serviceUrl: 'http://127.0.0.1:9' });
  await planForLater(client, planned, NIGHT);
  await setClock(client, NIGHT);
  await client.end();
  const lotse = await startLotse(url, { core: cores.bot, profile, run: 'quiet' });
  const statements = await openStatements(url);
  const spent = [];
  for (let tick = 0; tick < ticks; tick += 1) {
    await statements.forget();
    const before = cpuOf(lotse.pid).exact;
    await (await fetch(`${lotse.address}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"advance":"PT1M","asleep":true}' })).arrayBuffer();
    spent.push({ ...(await statements.read()), cpuMs: cpuOf(lotse.pid).exact - before });
  }
  await statements.close();
  await lotse.leave();
  const middle = (name) => round(quantile(spent.map((each) => each[name]), 0.5));
  return { planned, ticks, databaseMs: middle('databaseMs'), worstDatabaseMs: round(Math.max(...spent.map(({ databaseMs }) => databaseMs))), statements: middle('statements'), cpuMs: middle('cpuMs'), slowest: spent[0].slowest };
}

/** What the statements in a database cost, by PostgreSQL's own account: planning and execution. Asked from another database, so that asking does not count. */
async function openStatements(url) {
  const name = new URL(url).pathname.slice(1);
  const client = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href });
  await client.connect();
  await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  return {
    forget: () => client.query('SELECT pg_stat_statements_reset()'),
    read: async () => {
      const { rows } = await client.query('SELECT query, calls::int, total_exec_time + total_plan_time AS ms FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = $1) ORDER BY 3 DESC', [name]);
      const sum = (pick) => rows.reduce((total, row) => total + pick(row), 0);
      return { databaseMs: sum(({ ms }) => ms), statements: sum(({ calls }) => calls), slowest: `${round(rows[0].ms)} ms: ${rows[0].query.replace(/\s+/g, ' ').slice(0, 120)}` };
    },
    close: () => client.end(),
  };
}

async function measurePlanning({ cluster, cores, seed, sizes: { partners }, profile }) {
  const url = await createTables(cluster, 'planning');
  const client = await openSeeds(url);
  await seedPartners(client, { partners, seed, start: NIGHT, serviceUrl: 'http://127.0.0.1:9' });
  await setClock(client, NIGHT);
  const lotse = await startLotse(url, { core: cores.bot, profile, run: 'planning' });
  const before = { at: performance.now(), cpu: cpuOf(lotse.pid).exact, postgres: cluster.cpu() };
  const left = async () => Number((await client.query('SELECT count(*) FROM "Agreement" WHERE "lookAt" IS NULL')).rows[0].count);
  const atStart = await left();
  while (await left() > 0) await new Promise((resolve) => { setTimeout(resolve, 100); });
  const seconds = (performance.now() - before.at) / 1000;
  const figures = { cpuMsPerAgreement: round((cpuOf(lotse.pid).exact - before.cpu) / atStart), postgresCpuMsPerAgreement: round((cluster.cpu() - before.postgres) / atStart) };
  const { rows: [{ count }] } = await client.query('SELECT count(*) FROM "Notice"');
  await client.end();
  await lotse.leave();
  // Some were planned while the process was still coming up.
  return { agreements: partners, notices: Number(count), seconds: round(seconds * partners / atStart), ...figures };
}
