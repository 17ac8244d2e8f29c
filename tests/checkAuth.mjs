/**
 * `npm run check:auth`: who may speak to Lotse, and where it speaks to, tried at the built Lotse as it runs in production, with Microsoft's side
 * and every allowed host played by the check: token cases, forged tokens by the hundred thousand, serviceUrls that lead elsewhere, in activities and
 * in what is stored, Webex bodies that were altered or repeated. A probe inside counts each connection, the memory and the delays.
 * Ends with one JSON line; exit code 1 where it does not hold. TOKENS, LARGE (of 9 KB), BODIES, REPLAYS, SEED; ONLY=tokens, flood, addresses or webex.
 */
import { randomInt } from 'node:crypto';
import http from 'node:http';
import pg from 'pg';
import { tsImport } from 'tsx/esm/api';
import { checkWebex } from './authWebex.mjs';
import { forEach, post, startLotse, startTrap } from './authStage.mjs';
import { startCluster, whyNoCluster } from './bench/cluster.mjs';
import { clearUp, clearUpOnSignals } from './bench/processes.mjs';
import { checkAddresses } from './authAddresses.mjs';

const { startEntra, APP_ID } = await tsImport('./fakes/entra.ts', import.meta.url);
const { MALFORMED, postLines, REFUSED, TAKEN, TENANT, activityWith, withinOneSecond } = await tsImport('./tokenCases.ts', import.meta.url);

const tokens = Number(process.env.TOKENS ?? 100_000);
const large = Number(process.env.LARGE ?? 20_000);
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const PARTS = { tokens: checkTokens, flood: checkFlood, addresses: (stage) => checkAddresses(stage, activityWith), webex: checkWebex };
/** Answers are awaited one after the other on so many connections. */
const CLIENTS = 2;
const ANSWER_LIMIT = 1024;
const HEAP_LIMIT = 20 * 1024 * 1024;
/** Of the processor's time; the wall's is told beside it. */
const P99_LIMIT_MS = 5;

let chance = seed || 1;
/** A number below a limit, from the seed (Park and Miller). */
const below = (limit) => (chance = (chance * 48_271) % 2_147_483_647) % limit;

const why = whyNoCluster();
if (why) {
  console.log(JSON.stringify({ check: 'auth', holds: false, why }));
  process.exit(1);
}
clearUpOnSignals();
const began = Date.now();
const [cluster, entra, trap] = [await startCluster(), await startEntra(), await startTrap()];
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
const env = { MicrosoftAppId: APP_ID, MicrosoftAppPassword: 'secret', ALLOWED_TENANTS: TENANT, BOT_OPENID_URL: entra.openIdUrl, BOT_LOGIN_URL: entra.loginUrl };
const parts = {};
for (const [name, check] of Object.entries(PARTS)) {
  if (process.env.ONLY !== undefined && process.env.ONLY !== name) continue;
  const url = await cluster.createDatabase(`auth_${name}`);
  const open = (more = {}) => startLotse({ url, trap, ...more, own: [Number(new URL(entra.openIdUrl).port), ...(more.own ?? [])], env: { ...env, ...more.env } });
  parts[name] = await check({ url, open, entra, trap, agent, below }).catch((error) => ({ holds: false, why: String(error.stack) }));
  console.error(name, JSON.stringify(parts[name]));
}
agent.destroy();
await Promise.all([entra.stop(), trap.stop()]);
await clearUp();
const holds = Object.values(parts).every((part) => part.holds);
console.log(JSON.stringify({ check: 'auth', ...parts, seconds: Math.round((Date.now() - began) / 1000), seed, holds }));
process.exitCode = holds ? 0 : 1;

function sendCase(lotse, { authorization, changes, isExact }, id) {
  const once = () => {
    const header = authorization(entra);
    return post(`${lotse.address}/api/messages`, activityWith(id, changes), header === undefined ? {} : { authorization: header }, agent);
  };
  return isExact ? withinOneSecond(once) : once();
}

/** Each case, between two proper senders who must be taken. */
async function checkTokens({ url, open }) {
  const lotse = await open();
  const taken = [];
  for (const each of TAKEN) taken.push({ name: each.name, ...await sendCase(lotse, each, `before ${each.name}`) });
  const fetchedBefore = entra.requests.length;
  await lotse.begin();
  const accepted = [];
  const odd = [];
  const answers = new Set();
  for (const each of REFUSED) {
    const { status, body } = await sendCase(lotse, each, 'auth');
    if (status < 400) accepted.push(each.name);
    if (status !== (each.status ?? 401) || body.length > ANSWER_LIMIT) odd.push(`${each.name}: ${status}, ${body.length} bytes`);
    if (status === 401) answers.add(body);
  }
  for (const { name, lines } of MALFORMED) {
    const { status } = await postLines(lotse.address, lines(entra.mint()), activityWith('auth'));
    if (status < 400) accepted.push(name);
    if (status !== 400) odd.push(`${name}: ${status}`);
  }
  const figures = await lotse.figures();
  const fetched = entra.requests.length - fetchedBefore;
  taken.push({ name: 'afterwards', ...await sendCase(lotse, TAKEN[0], 'afterwards') });
  await lotse.leave();
  const notTaken = taken.filter(({ status, body }) => status !== 200 || JSON.parse(body).activities?.length !== 1).map(({ name, status }) => `${name}: ${status}`);
  const cases = new Set([...REFUSED, ...MALFORMED].map(({ name }) => name)).size;
  const turns = await countTurns(url);
  const outbound = fetched + figures.outside.length + figures.allowed + figures.asked.length;
  const holds = cases >= 60 && accepted.length === 0 && odd.length === 0 && answers.size === 1 && outbound === 0 && notTaken.length === 0 && turns === taken.length;
  return { cases, accepted: accepted.length, turns, odd, answersOf401: answers.size, outbound, properSenders: taken.length, notTaken, holds };
}

async function countTurns(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows: [{ turns }] } = await client.query('SELECT count(*)::int AS turns FROM "Turn"');
  await client.end();
  return turns;
}

/** A token of which nothing is right but its form; half of them name a key that exists, so that the signature is really looked at. */
function forge(filling) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const hex = (length) => Array.from({ length }, () => below(16).toString(16)).join('');
  const tid = `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: below(2) ? 'https://api.botframework.com' : `https://sts.windows.net/${tid}/`, aud: APP_ID, tid, ver: '1.0', nbf: now, exp: now + 3600, serviceurl: 'https://smba.trafficmanager.net/emea/', filling };
  const signature = Buffer.concat([Buffer.from([0]), Buffer.from(hex(510), 'hex')]).toString('base64url');
  return `Bearer ${part({ alg: 'RS256', typ: 'JWT', kid: below(2) ? 'teams' : hex(8) })}.${part(claims)}.${signature}`;
}

async function flood(lotse, count, filling) {
  const statuses = {};
  const body = activityWith('forged');
  await forEach(count, CLIENTS, async () => {
    const { status } = await post(`${lotse.address}/api/messages`, body, { authorization: forge(filling) }, agent);
    statuses[status] = (statuses[status] ?? 0) + 1;
  });
  return statuses;
}

async function checkFlood({ open }) {
  const lotse = await open();
  await flood(lotse, 3000);
  await flood(lotse, 300, 'a'.repeat(7 * 1024));
  const result = {};
  for (const [name, count, filling] of [['random', tokens], ['large', large, 'a'.repeat(7 * 1024)]]) {
    const fetchedBefore = entra.requests.length;
    const before = await lotse.begin();
    const statuses = await flood(lotse, count, filling);
    const after = await lotse.figures();
    const heapGrowth = after.heapBytes - before.heapBytes;
    const outbound = entra.requests.length - fetchedBefore + after.outside.length + after.allowed + after.asked.length;
    const holds = statuses[401] === count && Object.keys(statuses).length === 1 && heapGrowth < HEAP_LIMIT && after.processorP99Ms < P99_LIMIT_MS && outbound === 0 && after.issuers === before.issuers && after.answered === count;
    result[name] = { tokens: count, bytes: forge(filling).length, statuses, heapGrowthBytes: heapGrowth, processorP99Ms: after.processorP99Ms, wallP99Ms: after.wallP99Ms, loopP99Ms: after.loopP99Ms, loopMostMs: after.loopMostMs, outbound, issuers: [before.issuers, after.issuers], holds };
  }
  const { status } = await sendCase(lotse, TAKEN[0], 'after the flood');
  await lotse.leave();
  return { ...result, properSenderAfterwards: status, holds: result.random.holds && result.large.holds && status === 200 };
}
