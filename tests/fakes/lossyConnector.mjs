/**
 * The Bot Connector service as a process of its own that outlives its callers: takes messages, loses answers, fails after having
 * accepted, cuts connections before, throttles; and knows of every notice how often it was really accepted. It can also be asked
 * what lies in a conversation, as Webex can. Forked with its settings as JSON in the first argument; tells its port when it listens.
 */
import http from 'node:http';

/** `rates`: how many of a hundred requests meet which fault. Lotse is not in conversations that are called forbidden. */
const { rates = {}, seed = 1, retryAfterSeconds = 1 } = JSON.parse(process.argv[2] ?? '{}');
const accepted = new Map();
const inConversations = new Map();
const faults = { lost: 0, gateway: 0, cut: 0, throttled: 0, askFailed: 0, forbidden: 0, early: 0 };
const arrivals = [];
/** Until when a conversation was asked to wait. */
const patience = new Map();
let chance = seed;
const percent = () => ((chance = (chance * 48_271) % 2_147_483_647 || 1) % 10_000) / 100;

function faultOf(names) {
  let rest = percent();
  for (const name of names) {
    if (rest < (rates[name] ?? 0)) return name;
    rest -= rates[name] ?? 0;
  }
  return undefined;
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('utf8')));
  request.on('error', () => {});
});

function answer(request, response, body) {
  if (request.url === '/tally') return reply(response, 200, tally());
  const conversation = decodeURIComponent(/^\/v3\/conversations\/([^/]+)/.exec(request.url)?.[1] ?? '');
  if (request.method === 'GET') return find(request, response, conversation);
  arrivals.push(performance.now());
  if (conversation.includes('forbidden')) {
    faults.forbidden += 1;
    return reply(response, 403, { error: { code: 'BotNotInConversationRoster', message: 'The bot is not part of the conversation roster.' } });
  }
  if (performance.now() < (patience.get(conversation) ?? 0)) faults.early += 1;
  const fault = faultOf(['lost', 'gateway', 'cut', 'throttled']);
  if (fault) faults[fault] += 1;
  if (fault === 'cut') return request.socket.destroy();
  if (fault === 'throttled') return throttle(response, conversation);
  const { notices, marker } = said(JSON.parse(body).text);
  for (const notice of notices) accepted.set(notice, (accepted.get(notice) ?? 0) + 1);
  inConversations.set(conversation, [...(inConversations.get(conversation) ?? []), marker]);
  if (fault === 'gateway') return reply(response, 502, { error: { code: 'BadGateway', message: 'failed' } });
  // Half of the lost answers never come, half are cut off.
  if (fault === 'lost') return percent() < 50 ? undefined : request.socket.destroy();
  reply(response, 201, { id: `activity-${arrivals.length}` });
}

/** Which notices a message speaks for, and what it can be found by; any other text stands for itself. */
function said(text) {
  return text.startsWith('{') ? JSON.parse(text) : { notices: [text], marker: text };
}

function throttle(response, conversation) {
  const asks = percent() < 50;
  if (asks) patience.set(conversation, performance.now() + retryAfterSeconds * 1000);
  reply(response, 429, { error: { code: 'TooManyRequests', message: 'Slow down.' } }, asks ? { 'retry-after': String(retryAfterSeconds) } : {});
}

function find(request, response, conversation) {
  if (faultOf(['askFailed'])) {
    faults.askFailed += 1;
    return request.socket.destroy();
  }
  reply(response, 200, { markers: inConversations.get(conversation) ?? [] });
}

function reply(response, status, content, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(content));
}

function tally() {
  return { accepted: Object.fromEntries(accepted), faults, requests: arrivals.length, mostPerSecond: mostWithin(1000) };
}

/** How many requests came in the busiest window of so many milliseconds. */
function mostWithin(ms) {
  let most = 0;
  for (let first = 0, last = 0; last < arrivals.length; last += 1) {
    while (arrivals[last] - arrivals[first] >= ms) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

process.on('message', (message) => {
  if (message === 'count') process.send({ accepted: accepted.size, requests: arrivals.length });
  if (message === 'tally') process.send(tally());
});
process.on('disconnect', () => process.exit());
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
