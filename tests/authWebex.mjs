/** The part of `npm run check:auth` about Webex: bodies that were altered after they were signed, or never were, and events that come again and again. */
import { createHmac, randomBytes } from 'node:crypto';
import http from 'node:http';
import pg from 'pg';
import { forEach, post } from './authStage.mjs';

const bodies = Number(process.env.BODIES ?? 10_000);
const replays = Number(process.env.REPLAYS ?? 1000);
const SECRET = 'the secret of a webhook, which Webex and Lotse share';
const BOT = 'BOT-PERSON';
const ORGANISATION = 'ORGANISATION';
const HOUR_MS = 3_600_000;
const CLIENTS = 16;
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** An hour more than a day ago. */
const yesterday = () => new Date(Date.now() - 25 * HOUR_MS).toISOString();

/** Webex's side: it gives out every message that is asked for, and notes who asks and what is posted. */
async function startWebex() {
  const asked = [];
  const posted = [];
  const created = () => new Date().toISOString();
  const bot = { id: BOT, emails: ['lotse@webex.bot'], displayName: 'Lotse', type: 'bot', orgId: ORGANISATION };
  const messageOf = (id) => ({
    id, roomId: id.replace('message', 'room'), roomType: 'direct', text: 'menu', created: id === 'message-old' ? yesterday() : created(),
    ...(id === 'message-own' ? { personId: BOT, personEmail: 'lotse@webex.bot' } : { personId: 'ANA', personEmail: 'ana@firma.example' }),
  });
  const webhooks = [];
  const answer = (method, path, body) => {
    const [, collection, id] = path.replace(/^\/v1(?=\/)/, '').split('?')[0].split('/');
    if (collection === 'people') return id === 'me' || id === BOT ? bot : { ...bot, id, type: 'person', emails: ['ana@firma.example'] };
    if (collection === 'webhooks' && method === 'POST') { webhooks.push({ id: `webhook-${webhooks.length}`, status: 'active', created: created(), ...body }); return webhooks.at(-1); }
    if (collection === 'webhooks') return id ? webhooks.find((each) => each.id === id) ?? {} : { items: webhooks };
    if (collection === 'messages' && method === 'POST') { posted.push(body); return { ...messageOf(`sent-${posted.length}`), ...body, personId: BOT }; }
    if (collection === 'messages' && id) { asked.push(id); return messageOf(id); }
    if (collection === 'rooms' && id) return { id, type: 'direct', created: created() };
    return { items: [] };
  };
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer(request.method, request.url, text.startsWith('{') ? JSON.parse(text) : {})));
    });
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { port: server.address().port, asked, posted, stop: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }) };
}

function eventOf(name, { data = {}, ...more } = {}) {
  const created = new Date().toISOString();
  return JSON.stringify({
    id: 'webhook-0', name: 'Lotse, ä message', targetUrl: 'https://lotse.example/api/webex', resource: 'messages', event: 'created', orgId: ORGANISATION, createdBy: BOT, appId: 'APP', ownedBy: 'creator', status: 'active', created, actorId: 'ANA',
    data: { id: `message-${name}`, roomId: `room-${name}`, roomType: 'direct', personId: 'ANA', personEmail: 'ana@firma.example', created, ...data }, ...more,
  });
}

const sign = (body, secret = SECRET, algorithm = 'sha1', encoding = 'hex') => createHmac(algorithm, secret).update(body).digest(encoding);
const spark = (signature) => (signature === undefined ? {} : { 'x-spark-signature': signature });

/** One bit turned, anywhere. */
function flip(bytes, below) {
  const copy = Buffer.from(bytes);
  copy[below(copy.length)] ^= 1 << below(8);
  return copy;
}

/** Something that Webex has signed, and how it is altered: body and headers that must not be taken. */
const ALTERATIONS = [
  (body, { below }) => [flip(body, below), spark(sign(body))],
  (body, { below }) => [flip(body, below), spark(sign(body))],
  (body) => [body.replace('"ANA"', '"EVE"'), spark(sign(body))],
  (body) => [body, spark(sign(body, randomBytes(24).toString('hex')))],
  (body) => [body, spark(sign(body, ''.padStart(1)))],
  (body) => [body, spark(sign(body, `${SECRET} `))],
  (body) => [body, spark(sign(body, SECRET.toUpperCase()))],
  (body) => [body, {}],
  (body) => [body, spark('')],
  (body, { other }) => [body, spark(sign(other))],
  (body) => [JSON.stringify(JSON.parse(body), null, 2), spark(sign(body))],
  (body) => [JSON.stringify(JSON.parse(body)).replaceAll('":', '": '), spark(sign(body))],
  (body) => [JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body)).reverse())), spark(sign(body))],
  (body) => [body.replaceAll('a', '\\u0061'), spark(sign(body))],
  (body) => [body.replace('ä', '\\u00e4'), spark(sign(body))],
  (body) => [body.replace('ä', 'a\u0308'), spark(sign(body))],
  (body) => [body.replaceAll('/', '\\/'), spark(sign(body))],
  (body) => [`${body}\n`, spark(sign(body))],
  (body) => [` ${body}`, spark(sign(body))],
  (body) => [`\ufeff${body}`, spark(sign(body))],
  (body) => [body + body, spark(sign(body))],
  (body) => [body.slice(0, -1), spark(sign(body))],
  (body) => [body.replace('{', '{"data":{},'), spark(sign(body))],
  (body) => [Buffer.from(body, 'latin1'), spark(sign(body))],
  (body, { below }) => [body, spark(sign(body).slice(0, below(40)))],
  (body) => [body, spark(sign(body).slice(1))],
  (body) => [body, spark(sign(body) + sign(body))],
  (body) => [body, spark(`${sign(body)}, ${sign(body)}`)],
  (body) => [body, spark([sign(body), sign(body)])],
  (body) => [body, spark([sign(body, 'another'), sign(body)])],
  (body) => [body, spark(`${sign(body)}0`)],
  (body) => [body, spark(`sha1=${sign(body)}`)],
  (body, { below }) => [body, spark(flip(Buffer.from(sign(body), 'hex'), below).toString('hex'))],
  (body) => [body, spark(sign(body, SECRET, 'sha1', 'base64'))],
  (body) => [body, spark(sign(body, SECRET, 'sha256'))],
  (body) => [body, spark(sign(body, SECRET, 'md5'))],
  (body) => [body, spark(`${sign(body).slice(0, 20)} ${sign(body).slice(20)}`)],
  (body) => [body, spark('z'.repeat(40))],
  (body) => [body, spark('\u00e9'.repeat(40))],
  (body) => [body, spark('0'.repeat(40))],
  (body) => [body, spark('undefined')],
  (body) => [body, { 'x-webex-signature': `sha256=${sign(body, SECRET, 'sha256')}` }],
  (body) => [body, { ...spark(sign(body)), 'x-webex-signature': `sha256=${sign(body, 'another', 'sha256')}` }],
  (body) => [body, { ...spark(sign(body, 'another')), 'x-webex-signature': `sha256=${sign(body, SECRET, 'sha256')}` }],
];

export async function checkWebex({ url, open, agent, below }) {
  const webex = await startWebex();
  const db = new pg.Pool({ connectionString: url, max: 1 });
  db.on('error', () => {});
  const env = { WEBEX_ACCESS_TOKEN: 'token', WEBEX_WEBHOOK_SECRET: SECRET, WEBEX_API_URL: `http://127.0.0.1:${webex.port}/v1`, PUBLIC_URL: 'https://lotse.example' };
  const lotses = [await open({ own: [webex.port], env }), await open({ own: [webex.port], env })];
  const stage = {
    webex, below,
    send: (body, headers, index = 0) => post(`${lotses[index % lotses.length].address}/api/webex`, body, headers, agent).then(({ status }) => status),
    turns: async () => (await db.query('SELECT count(*)::int AS turns FROM "Turn"')).rows[0].turns,
    /** Until nothing more is posted. */
    settle: async () => { for (let before = -1; before !== webex.posted.length;) { before = webex.posted.length; await pause(1500); } },
  };
  try {
    const genuine = await takeGenuine(stage);
    const altered = await alter(stage);
    const repeated = await repeat(stage, genuine.repliesOfOne);
    const outside = (await Promise.all(lotses.map((lotse) => lotse.figures()))).reduce((sum, figures) => sum + figures.outside.length + figures.asked.length, 0);
    return { genuine, altered, repeated, outside, holds: genuine.holds && altered.holds && repeated.holds && outside === 0 };
  } finally {
    for (const lotse of lotses) await lotse.leave();
    await db.end();
    await webex.stop();
  }
}

const repliesIn = ({ posted }, name) => posted.filter(({ roomId }) => roomId === `room-${name}`).length;

/** What Webex itself sends is taken, in every spelling that it may have; what is too old or our own has no effect. */
async function takeGenuine({ webex, send, turns, settle }) {
  const spelt = {
    plain: (body) => spark(sign(body)), capitals: (body) => spark(sign(body).toUpperCase()),
    both: (body) => ({ ...spark(sign(body)), 'x-webex-signature': `sha256=${sign(body, SECRET, 'sha256')}` }),
  };
  const statuses = {};
  for (const [name, headers] of Object.entries(spelt)) { const body = eventOf(name); statuses[name] = await send(body, headers(body)); }
  await settle();
  const before = await turns();
  for (const body of [eventOf('old', { created: yesterday(), data: { created: yesterday() } }), eventOf('own', { actorId: BOT, data: { personId: BOT, personEmail: 'lotse@webex.bot' } })]) await send(body, spark(sign(body)));
  await settle();
  const replies = Object.keys(spelt).map((name) => repliesIn(webex, name));
  const idle = await turns() - before;
  const holds = Object.values(statuses).every((status) => status >= 200 && status < 300) && before === replies.length && replies.every((count) => count === replies[0] && count > 0) && idle === 0;
  return { statuses, turns: before, repliesOfOne: replies[0], turnsOfOldAndOwn: idle, holds };
}

async function alter({ webex, below, send, turns, settle }) {
  const [turnsBefore, askedBefore, postedBefore] = [await turns(), webex.asked.length, webex.posted.length];
  const statuses = {};
  const accepted = {};
  await forEach(bodies, CLIENTS, async (index) => {
    const kind = index % ALTERATIONS.length;
    const [body, headers] = ALTERATIONS[kind](eventOf(`altered-${index}`), { below, other: eventOf('other') });
    const status = await send(body, headers, index);
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status !== 401) accepted[kind] = status;
  });
  await settle();
  const effects = { turns: await turns() - turnsBefore, fetched: webex.asked.length - askedBefore, posted: webex.posted.length - postedBefore };
  const holds = statuses[401] === bodies && Object.values(effects).every((count) => count === 0);
  return { bodies, kinds: ALTERATIONS.length, statuses, notRefusedByKind: accepted, ...effects, holds };
}

/** One event, signed, many times at once to two Lotses; every tenth as another webhook would send it. */
async function repeat({ webex, send, turns, settle }, repliesOfOne) {
  const before = await turns();
  const statuses = {};
  const [body, other] = [eventOf('repeated'), eventOf('repeated', { id: 'webhook-1', name: 'another webhook' })];
  await forEach(replays, 32, async (index) => {
    const said = index % 10 === 9 ? other : body;
    const status = await send(said, spark(sign(said)), index);
    statuses[status] = (statuses[status] ?? 0) + 1;
  });
  await settle();
  for (let again = 0; again < 10; again += 1) await send(body, spark(sign(body)), again);
  await settle();
  const [played, replies] = [await turns() - before, repliesIn(webex, 'repeated')];
  return { replays: replays + 10, statuses, turns: played, replies, holds: played === 1 && replies === repliesOfOne && replies > 0 };
}
