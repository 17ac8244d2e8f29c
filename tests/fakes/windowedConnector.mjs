/**
 * The Bot Connector service as a process of its own that keeps to its limits: "per bot per thread" 7 in 1 s, 8 in 2 s, 60 in 30 s and 1,800
 * in an hour, and so many a second for one app in one tenant (Microsoft's "Rate limiting" for bots has 50, older copies 30). What is over a
 * limit is counted and refused with 429 and Retry-After, as the page has it. It can throttle at random on top of that, and counts who
 * comes back before the patience that was asked for is over. Forked with its settings as JSON in the first argument; tells its port when
 * it listens; answers `{ rates }` (sets them) and "tally".
 */
import http from 'node:http';

/** A conversation is called NAME-NUMBER; it belongs to the tenant of that number, of so many. */
const { tenants, perTenantSecond, seed = 1 } = JSON.parse(process.argv[2]);
const WINDOWS = [[1000, 7], [2000, 8], [30_000, 60], [3_600_000, 1800]];
/** What comes so soon after a refusal was on its way already, from another process. */
const ON_THE_WAY_MS = 300;
let throttledPercent = 0;
let chance = seed;
const below = (limit) => (chance = (chance * 48_271) % 2_147_483_647 || 1) % limit;

const inConversation = new Map();
const inTenant = new Map();
const patience = new Map();
const accepted = new Map();
const counts = { requests: 0, overConversation: 0, overTenant: 0, throttled: 0, undercut: 0, mostInTenantSecond: 0 };

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('utf8')));
  request.on('error', () => {});
});

function answer(request, response, body) {
  const conversation = decodeURIComponent(/^\/v3\/conversations\/([^/]+)\/activities/.exec(request.url)?.[1] ?? '');
  const now = performance.now();
  counts.requests += 1;
  const { from = now, until = 0 } = patience.get(conversation) ?? {};
  if (now > from + ON_THE_WAY_MS && now < until) counts.undercut += 1;
  const tenant = Number(/\d+$/.exec(conversation)?.[0] ?? 0) % tenants;
  const arrivals = noted(inConversation, conversation, now, 3_600_000);
  const isOver = WINDOWS.some(([ms, most]) => arrivals.filter((at) => at > now - ms).length > most);
  const second = noted(inTenant, tenant, now, 1000);
  counts.mostInTenantSecond = Math.max(counts.mostInTenantSecond, second.length);
  if (isOver) counts.overConversation += 1;
  if (second.length > perTenantSecond) counts.overTenant += 1;
  if (isOver || second.length > perTenantSecond) return throttle(response, conversation);
  if (below(10_000) < throttledPercent * 100) {
    counts.throttled += 1;
    return throttle(response, conversation);
  }
  const { type, replyToId = '' } = JSON.parse(body);
  const key = `${conversation}|${replyToId}`;
  if (type === 'message') accepted.set(key, (accepted.get(key) ?? 0) + 1);
  reply(response, 201, { id: `activity-${counts.requests}` });
}

/** What came of a key within that time, this one too. */
function noted(arrivals, key, now, ms) {
  const kept = (arrivals.get(key) ?? []).filter((at) => at > now - ms);
  kept.push(now);
  arrivals.set(key, kept);
  return kept;
}

function throttle(response, conversation) {
  const seconds = 1 + below(3);
  patience.set(conversation, { from: performance.now(), until: performance.now() + seconds * 1000 });
  reply(response, 429, { error: { code: 'TooManyRequests', message: 'Slow down.' } }, { 'retry-after': String(seconds) });
}

function reply(response, status, content, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(content));
}

process.on('message', (message) => {
  if (message === 'tally') process.send({ ...counts, accepted: Object.fromEntries(accepted) });
  else {
    throttledPercent = message.throttledPercent;
    process.send('set');
  }
});
process.on('disconnect', () => process.exit());
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
