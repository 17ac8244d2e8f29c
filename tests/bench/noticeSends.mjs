/** Sending notices: Lotse at the permitted pace, and as fast as it goes in alternating rounds with the stock loop, to the same slow connector. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTables, startLotse } from './lotse.mjs';
import { chance, cpuOf, median, round, shuffle } from './measures.mjs';
import { openSeeds, planForNow, seedPartners, setClock } from './noticeSeeds.mjs';
import { remove, start, stop, temporaryFolder } from './processes.mjs';
import { mostInASecond, startSlowConnector } from './slowConnector.mjs';

const STOCK = fileURLToPath(new URL('stockNotices.mjs', import.meta.url));
const LATENCY_MS = 50;
const AT_ONCE = 32;
/** So many go first and are not measured: code gets warm, connections are made. */
const WARMUP_SHARE = 0.25;
/** In more than four of five companies somebody has a conversation and wants reminders. */
const PARTNERS_PER_SEND = 1.25;
/** A working day at ten in Zurich. */
const MORNING = new Date('2027-02-04T09:00:00Z');
const FAST = { NOTICES_PER_SECOND: '10000', NOTICES_AT_ONCE: String(AT_ONCE) };
const PATIENCE_MS = 75_000;

export async function measureSends(stage) {
  const { sizes, say, seed } = stage;
  const connector = await startSlowConnector(LATENCY_MS);
  try {
    const paced = pacedFrom(await sendWithLotse({ ...stage, connector, run: 'paced' }, sizes.paced, {}));
    say(`notices: at the permitted pace ${paced.perSecond} a second, at most ${paced.mostInASecond} within one`);
    const message = connector.first();
    const rounds = { lotse: [], stock: [] };
    const random = chance(seed);
    for (let number = 1; number <= sizes.rounds; number += 1) {
      for (const name of shuffle(['lotse', 'stock'], random)) {
        const round_ = { ...stage, connector, run: `sends_${name}_${number}` };
        rounds[name].push(name === 'lotse' ? await sendWithLotse(round_, sizes.sends, FAST) : await sendWithStock(round_, sizes.sends, message));
        const { cpuMsPerSend, sendsPerSecond } = rounds[name].at(-1);
        say(`notices: round ${number} ${name.padEnd(5)} ${cpuMsPerSend.toFixed(3)} CPU-ms/send, ${sendsPerSecond.toFixed(0)} sends/s`);
      }
    }
    const [lotse, stock] = [middleOf(rounds.lotse), middleOf(rounds.stock)];
    return { latencyMs: LATENCY_MS, atOnce: AT_ONCE, paced, lotse, stock, ratio: round(lotse.cpuMsPerSend / stock.cpuMsPerSend) };
  } finally {
    await connector.close();
  }
}

function pacedFrom({ notices, sendsPerSecond, mostInASecond: most, cpuMsPerSend }) {
  return { notices, perSecond: round(sendsPerSecond), mostInASecond: most, cpuMsPerSend: round(cpuMsPerSend) };
}

function middleOf(rounds) {
  const middle = (name) => round(median(rounds.map((each) => each[name])));
  const cpu = rounds.map(({ cpuMsPerSend }) => cpuMsPerSend);
  return {
    notices: rounds[0].notices, sendsPerSecond: middle('sendsPerSecond'), cpuMsPerSend: middle('cpuMsPerSend'), cpuMsPerSendRange: [round(Math.min(...cpu)), round(Math.max(...cpu))],
    ...(rounds[0].postgresCpuMsPerSend !== undefined && { postgresCpuMsPerSend: middle('postgresCpuMsPerSend') }), bytesPerMessage: middle('bytesPerMessage'),
  };
}

/** All are due when it starts; the ledger must say of each that it is sent, and the connector must have each once. */
async function sendWithLotse({ cluster, cores, connector, profile, run, seed }, sends, env) {
  const url = await createTables(cluster, run);
  const client = await openSeeds(url);
  await seedPartners(client, { partners: Math.ceil(sends * (1 + WARMUP_SHARE) * PARTNERS_PER_SEND) + 20, seed, start: MORNING, serviceUrl: connector.url });
  const notices = await planForNow(client, Math.round(sends * (1 + WARMUP_SHARE)), MORNING);
  await setClock(client, MORNING);
  connector.forget();
  const lotse = await startLotse(url, { core: cores.bot, env, profile, run });
  const isDone = async () => Number((await client.query('SELECT count(*) FROM "Notice" WHERE state IN (\'planned\', \'claimed\', \'sending\') AND milestone = \'T-30\'')).rows[0].count) === 0;
  try {
    const figures = await measureFrom({ pid: lotse.pid, connector, notices, isDone, cluster });
    const { rows: [{ sent }] } = await client.query('SELECT count(*) AS sent FROM "Notice" WHERE state = \'sent\'');
    if (Number(sent) !== notices) throw new Error(`Of ${notices} notices the ledger says "sent" of ${sent}.`);
    return figures;
  } finally {
    await client.end();
    await lotse.leave();
  }
}

/** The same messages to as many conversations. */
async function sendWithStock({ cores, connector, run, profile }, sends, message) {
  const folder = temporaryFolder();
  const file = path.join(folder, 'messages.json');
  const notices = Math.round(sends * (1 + WARMUP_SHARE));
  const activities = Array.from({ length: notices }, (_, index) => ({
    type: 'message', id: `heard-${index}`, channelId: 'emulator', serviceUrl: connector.url, conversation: { id: `stock-${index}` }, from: { id: `contact-${index}`, name: `Contact ${index}` }, recipient: { id: 'bot', name: 'Bot' },
  }));
  const { text, attachments: [{ content: card }] } = message;
  writeFileSync(file, JSON.stringify({ activities, text, card }));
  connector.forget();
  const node = [process.execPath, ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${run}.cpuprofile`] : []), STOCK];
  const stock = start(node, { env: { PATH: process.env.PATH, HOME: folder, MESSAGES: file, AT_ONCE: String(AT_ONCE) }, cwd: folder, log: path.join(folder, 'log'), core: cores.bot });
  try {
    return await measureFrom({ pid: stock.pid, connector, notices, isDone: async () => true });
  } finally {
    await stop(stock);
    await remove(folder);
  }
}

/** From the end of the warm-up until all has come and is done. */
async function measureFrom({ pid, connector, notices, isDone, cluster }) {
  const warmup = Math.round(notices * WARMUP_SHARE / (1 + WARMUP_SHARE));
  await untilCame(connector, warmup);
  const from = connector.arrivals.length;
  const before = { cpu: cpuOf(pid).exact, postgres: cluster?.cpu(), at: performance.now() };
  await untilCame(connector, notices);
  const seconds = (performance.now() - before.at) / 1000;
  while (!(await isDone())) await pause(20);
  const after = { cpu: cpuOf(pid).exact, postgres: cluster?.cpu() };
  // Whatever comes now is one message too many.
  await pause(300);
  const measured = connector.arrivals.slice(from);
  if (connector.arrivals.length !== notices || new Set(connector.arrivals.map(({ conversation }) => conversation)).size !== notices) throw new Error(`Of ${notices} messages ${connector.arrivals.length} came, to ${new Set(connector.arrivals.map(({ conversation }) => conversation)).size} conversations.`);
  return {
    notices: measured.length, sendsPerSecond: measured.length / seconds, cpuMsPerSend: (after.cpu - before.cpu) / measured.length, mostInASecond: mostInASecond(connector.arrivals),
    ...(cluster && { postgresCpuMsPerSend: (after.postgres - before.postgres) / measured.length }),
    bytesPerMessage: measured.reduce((sum, { bytes }) => sum + bytes, 0) / measured.length,
  };
}

/** A Lotse that has stopped to send waits for its next tick. */
async function untilCame({ arrivals }, count) {
  for (let [known, since] = [arrivals.length, Date.now()]; arrivals.length < count; ) {
    await pause(5);
    if (arrivals.length > known) [known, since] = [arrivals.length, Date.now()];
    else if (Date.now() - since > PATIENCE_MS) throw new Error(`Only ${known} of ${count} messages came.`);
  }
}

function pause(ms) {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}
