/**
 * `npm run check:limits`: 5,000 people are told a notice while 20 chats are busy, by three Lotses on one PostgreSQL, against a connector with
 * the documented windows: nothing is ever over a limit. Then the same in a storm in which 30 % of all posts are refused with 429: nothing is
 * lost, nothing comes twice, and nobody comes back before the patience that was asked for is over. RECIPIENTS, CHATS, MESSAGES and SEED change
 * it. Ends with one JSON line; exit code 1 where it does not hold.
 */
import { randomInt } from 'node:crypto';
import { startCluster, whyNoCluster } from './bench/cluster.mjs';
import { createTables, startLotse } from './bench/lotse.mjs';
import { openSeeds, planForNow, seedPartners, setClock } from './bench/noticeSeeds.mjs';
import { clearUp, clearUpOnSignals } from './bench/processes.mjs';
import { chanceFrom, openRows, pause, startFake } from './noticesStage.mjs';

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const recipients = number('RECIPIENTS', 5000);
const stormed = Math.ceil(recipients * 0.4);
const chats = number('CHATS', 20);
const messages = number('MESSAGES', 60);
const seed = number('SEED', randomInt(1, 2 ** 31 - 1));
const below = chanceFrom(seed);
const INSTANCES = 3;
/** A steady load comes close to the limit of a tenant; in a storm each refusal keeps a tenant waiting, so there are more of them. */
const [STEADY_TENANTS, STORM_TENANTS] = [5, 200];
/** A Wednesday morning on which notices may be said. */
const NOW = new Date('2027-03-10T09:30:00Z');
const ENV = { CODE_PEPPER: 'the pepper of the check', REPLY_EVERY_MS: '1000', NOTICE_TRIES: '20', DATABASE_POOL_SIZE: '5' };
const PER_TENANT_SECOND = 25;
const TIMEOUT_MS = 600_000;

clearUpOnSignals();
const why = whyNoCluster();
if (why) {
  console.log(JSON.stringify({ check: 'limits', holds: false, why }));
  process.exit(1);
}
const cluster = await startCluster();
const steady = await run('steady', recipients, STEADY_TENANTS, 0);
const storm = await run('storm', stormed, STORM_TENANTS, 30);
await clearUp();
const isWhole = ({ lost, doubled, open, unanswered, unknown }) => lost + doubled + open + unanswered + unknown === 0;
const holds = isWhole(steady) && isWhole(storm) && steady.overConversation + steady.overTenant + steady.throttled + storm.overConversation + storm.overTenant + storm.undercut === 0 && storm.throttled > 0;
console.log(JSON.stringify({ check: 'limits', instances: INSTANCES, chats, messages, perTenantSecond: PER_TENANT_SECOND, seed, steady, storm, holds }));
process.exitCode = holds ? 0 : 1;

async function run(name, people, tenants, throttledPercent) {
  const url = await createTables(cluster, name);
  const fake = await startFake({ tenants, perTenantSecond: PER_TENANT_SECOND, seed }, 'fakes/windowedConnector.mjs');
  await fake.ask({ throttledPercent });
  const client = await openSeeds(url);
  await seedPartners(client, { partners: Math.ceil(people * 1.4), seed, start: new Date(NOW.getTime() - 100 * 86_400_000), serviceUrl: fake.url });
  const planned = await planForNow(client, people, NOW);
  if (planned !== people) throw new Error(`Only ${planned} of ${people} notices could be planned.`);
  await client.query(`UPDATE "Conversation" SET tenant = 'tenant-' || substring(id FROM '[0-9]+$')::int % ${tenants}`);
  await setClock(client, NOW);
  await client.end();
  const begun = Date.now();
  const lotses = [];
  for (let place = 0; place < INSTANCES; place += 1) lotses.push(await startLotse(url, { env: ENV }));
  const { rows, end } = openRows(url);
  const sent = Promise.all(Array.from({ length: chats }, (_, chat) => chatWith(lotses, fake.url, chat, tenants)));
  const openNotices = async () => (await rows(`SELECT count(*)::int AS open FROM "Notice" WHERE state IN ('planned', 'claimed', 'sending') AND "dueAt" < $1::timestamptz + interval '1 hour'`, [NOW]))[0].open;
  const openTurns = async () => (await rows('SELECT count(*)::int AS open FROM "Turn" WHERE "sentAt" IS NULL'))[0].open;
  await sent;
  const giveUp = Date.now() + TIMEOUT_MS;
  while (Date.now() < giveUp && (await openNotices() > 0 || await openTurns() > 0)) await pause(500);
  const open = await openNotices();
  const states = Object.fromEntries((await rows('SELECT state, count(*)::int AS count FROM "Notice" GROUP BY state')).map(({ state, count }) => [state, count]));
  const { accepted, ...figures } = await fake.ask('tally');
  const notices = Object.entries(accepted).filter(([key]) => key.startsWith('conversation-'));
  const replies = Object.entries(accepted).filter(([key]) => key.startsWith('chat-'));
  for (const lotse of lotses) await lotse.leave();
  await end();
  await fake.stop();
  return {
    recipients: people, tenants, seconds: Math.round((Date.now() - begun) / 1000), ...figures, open, states, unknown: states.unknown ?? 0,
    lost: people - notices.length, doubled: [...notices, ...replies].filter(([, times]) => times > 1).length, unanswered: chats * messages - replies.length,
  };
}

/** Somebody who writes and writes, to whichever Lotse is there; what is not taken is sent again, as Teams does. */
async function chatWith(lotses, serviceUrl, chat, tenants) {
  const conversation = `chat-${chat}`;
  for (let place = 0; place < messages; place += 1) {
    const body = JSON.stringify({
      type: 'message', id: `${conversation}-${place}`, channelId: 'msteams', serviceUrl, text: 'menu', locale: 'en', from: { id: `person-${chat}` }, recipient: { id: 'bot' },
      conversation: { id: conversation, conversationType: 'personal', tenantId: `tenant-${chat % tenants}` },
    });
    while (!(await post(lotses[below(lotses.length)].address, body))) await pause(100);
    await pause(200 + below(600));
  }
}

function post(address, body) {
  return fetch(`${address}/api/messages`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then(async (answer) => { await answer.text(); return answer.status === 200; }, () => false);
}
