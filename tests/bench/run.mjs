#!/usr/bin/env node
/**
 * `npm run bench`: what a turn and a notice cost, Lotse against a stock bot, in alternating rounds of one run. Progress goes to
 * standard error; the last line of standard output is the result as JSON. Options: --rounds N, --turns N, --users N, --warmup N,
 * --seed N, --short (about 1 min), --full (10,000 notices at the permitted pace, too), --only stock,lotsePostgres,lotseEmbedded,notices,
 * --profile FOLDER (V8 CPU profiles of Lotse).
 */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gatherBots, ROOT, startBot } from './bots.mjs';
import { startCluster, whyNoCluster } from './cluster.mjs';
import { gatherContacts, startConnector } from './connector.mjs';
import { chance, cpuOf, memoryOf, quantile, round, shuffle, summarise } from './measures.mjs';
import { benchNotices } from './notices.mjs';
import { clearUp, clearUpOnSignals, pinSelf, shareCores } from './processes.mjs';

const BOTS = ['stock', 'lotsePostgres', 'lotseEmbedded'];
const NOTICES = 'notices';
const DEFAULTS = { rounds: 3, turns: 2000, users: 16, warmup: 1200 };
const SHORT = { rounds: 1, turns: 600 };

/** Resolves with the result line's object; `isPinned` moves this process to the load's core for good. */
export async function runBench({ short = false, full = false, isPinned = false, only = [...BOTS, NOTICES], profile, say = () => {}, ...given } = {}) {
  const settings = { ...DEFAULTS, ...(short && SHORT), seed: Date.now() % 1_000_000, ...given };
  if (!existsSync(path.join(ROOT, 'dist/bot/index.js'))) throw new Error('Lotse is not built: npm run build');
  const cores = shareCores();
  if (isPinned) pinSelf(cores.load);
  try {
    const notMeasured = {};
    const missing = only.includes('lotsePostgres') ? whyNoCluster() : undefined;
    if (missing) say(`NOT MEASURED: lotsePostgres: ${notMeasured.lotsePostgres = missing}`);
    const cluster = only.includes('lotsePostgres') && !missing ? await startCluster(cores.postgres) : undefined;
    const bots = await gatherBots(cluster);
    const measured = await playRounds(bots, only.filter((name) => name in bots), { ...settings, cores, profile, say });
    const notices = only.includes(NOTICES) ? await measureNotices({ size: short ? 'short' : full ? 'full' : 'usual', cores, seed: settings.seed, profile, say }, measured, notMeasured) : null;
    return { ...resultOf(measured, { settings, cores, walk: bots.stock.walk.length, postgres: cluster?.version, notMeasured }), notices };
  } finally {
    await clearUp();
  }
}

/** Each round plays every bot once, in an order drawn from the seed, so that no bot always has the same neighbour. */
async function playRounds(bots, names, settings) {
  const random = chance(settings.seed);
  const connector = await startConnector();
  const measured = { rounds: Object.fromEntries(BOTS.map((name) => [name, []])), failures: [] };
  try {
    for (let number = 1; number <= settings.rounds; number++) {
      for (const name of shuffle(names, random)) await playBot({ name, bot: bots[name], number }, { ...settings, connector }, measured);
    }
  } finally {
    await connector.close();
  }
  return measured;
}

/** A bot that fails is told and the others still get their turn; the failure decides the exit code. */
async function playBot({ name, bot, number }, settings, measured) {
  try {
    const { figures, failures } = await measure(bot, { ...settings, run: `${name}_${number}`.toLowerCase() });
    measured.failures.push(...failures.map((failure) => `${name}: ${failure}`));
    if (figures) measured.rounds[name].push(figures);
    settings.say(`round ${number} ${name.padEnd(13)} ${figures ? `${figures.cpuMsPerTurn.toFixed(3)} CPU-ms/turn, ${figures.turnsPerSecond.toFixed(0)} turns/s, p50 ${figures.p50Ms.toFixed(1)} ms, p99 ${figures.p99Ms.toFixed(1)} ms` : 'FAILED'}`);
    [...new Set(failures)].slice(0, 2).forEach((failure) => settings.say(`  ${failure}`));
  } catch (error) {
    measured.failures.push(`${name}: ${error.message}`);
    settings.say(`round ${number} ${name} FAILED: ${error.message}`);
  }
}

/** Notices that fail leave the figures of the turns as they are; a bar that is missed is a figure and no failure. */
async function measureNotices(settings, measured, notMeasured) {
  const missing = whyNoCluster();
  if (missing) {
    settings.say(`NOT MEASURED: notices: ${notMeasured.notices = missing}`);
    return null;
  }
  try {
    const notices = await benchNotices(settings);
    notices.missed.forEach((name) => settings.say(`notices: the bar of "${name}" is missed`));
    return notices;
  } catch (error) {
    measured.failures.push(`notices: ${error.message}`);
    settings.say(`notices FAILED: ${error.stack}`);
    return null;
  }
}

async function measure(bot, { connector, users, warmup, turns, cores, run, seed, profile }) {
  const running = await startBot(bot, { core: cores.bot, run, profile });
  const contacts = gatherContacts({ users, walk: bot.walk, port: running.port, connector, run: `${seed}-${run}` });
  try {
    const warmed = await contacts.walkOn(warmup);
    if (warmed.failures.length > 0) return warmed;
    const before = snapshot(running.pid, bot.cluster);
    const walked = await contacts.walkOn(turns);
    const figures = figuresOf(walked, before, snapshot(running.pid, bot.cluster), memoryOf(running.pid));
    return { figures: walked.failures.length === 0 ? figures : undefined, failures: walked.failures };
  } finally {
    contacts.leave();
    await running.leave();
  }
}

function snapshot(pid, cluster) {
  return { bot: cpuOf(pid), postgres: cluster?.cpu(), load: process.cpuUsage() };
}

function figuresOf({ latencies, seconds }, before, after, memory) {
  const turns = latencies.length;
  const load = (after.load.user + after.load.system - before.load.user - before.load.system) / 1e6;
  return {
    cpuMsPerTurn: (after.bot.exact - before.bot.exact) / turns,
    cpuMsPerTurnByTicks: (after.bot.ticks - before.bot.ticks) / turns,
    turnsPerSecond: turns / seconds,
    p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99),
    peakRssMb: memory.peak, rssMb: memory.now,
    ...(after.postgres !== undefined && { postgresCpuMsPerTurn: (after.postgres - before.postgres) / turns }),
    loadCpuShare: load / seconds, // near 1, the load is the bound and not the bot
  };
}

function resultOf({ rounds, failures }, { settings, cores, walk, postgres, notMeasured }) {
  const figures = Object.fromEntries(BOTS.map((name) => [name, summarise(rounds[name])]));
  const ratio = (name) => (figures[name] && figures.stock ? round(figures[name].cpuMsPerTurn / figures.stock.cpuMsPerTurn) : null);
  return {
    bench: 'turns', seed: settings.seed, node: process.version, users: settings.users, turns: settings.turns, rounds: settings.rounds,
    warmup: settings.warmup, walk, cores, postgresVersion: postgres ?? null, ...figures,
    ratio: { postgres: ratio('lotsePostgres'), embedded: ratio('lotseEmbedded') }, notMeasured, failures: failures.length,
  };
}

function readOptions() {
  const text = { type: 'string' };
  const { values } = parseArgs({ options: { rounds: text, turns: text, users: text, warmup: text, seed: text, only: text, profile: text, short: { type: 'boolean' }, full: { type: 'boolean' } } });
  const { short, full, only, profile, ...numbers } = values;
  const known = [...BOTS, NOTICES];
  for (const [name, value] of Object.entries(numbers)) if (!/^[1-9]\d*$/.test(value)) throw new Error(`--${name} wants a whole number above 0, not "${value}".`);
  const unknown = only?.split(',').find((name) => !known.includes(name));
  if (unknown) throw new Error(`--only knows ${known.join(', ')}, not "${unknown}".`);
  return { short, full, ...(only && { only: only.split(',') }), ...(profile && { profile: path.resolve(profile) }), ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)])) };
}

async function main() {
  clearUpOnSignals();
  const result = await runBench({ ...readOptions(), isPinned: true, say: (line) => console.error(line) });
  console.log(JSON.stringify(result));
  process.exitCode = result.failures > 0 ? 1 : 0;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => { console.error(error.message); process.exitCode = 1; });
}
