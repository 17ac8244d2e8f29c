/**
 * `npm run check:redelivery`: 200 contacts walk through a procedure by its buttons, 100 turns each, at three Lotses on one PostgreSQL, of which one
 * is killed again and again. Every activity comes one to four times, to any of them, at once or seconds later among all others; half of the
 * repeats under an id of their own, with the same button of the same card, as Teams does. Each walk must go as it goes for somebody who is
 * alone with one Lotse: no step twice, none left out, none out of order. CONTACTS, TURNS, KILLS and SEED change it. Ends with one JSON
 * line; exit code 1 where it does not hold.
 */
import { randomInt } from 'node:crypto';
import http from 'node:http';
import { startCluster, whyNoCluster } from './bench/cluster.mjs';
import { askUntilTaken, pause, startCrew } from './bench/crew.mjs';
import { createTables } from './bench/lotse.mjs';
import { clearUp, clearUpOnSignals } from './bench/processes.mjs';
import { chanceFrom, openRows } from './noticesStage.mjs';

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const contacts = number('CONTACTS', 200);
const turns = number('TURNS', 100);
const kills = number('KILLS', 20);
const seed = number('SEED', randomInt(1, 2 ** 31 - 1));
const below = chanceFrom(seed);
const INSTANCES = 3;
const PROCEDURE = 'procedure:order';
const ENV = { CODE_PEPPER: 'the pepper of the check', DATABASE_POOL_SIZE: '8' };
/** After a kill what was left behind is taken up by a tick, half a minute later at the earliest. */
const PATIENCE_MS = 180_000;
const LONGEST_DELAY_MS = 3000;
const BETWEEN_KILLS_MS = 2500;

clearUpOnSignals();
const why = whyNoCluster();
if (why) {
  console.log(JSON.stringify({ check: 'redelivery', holds: false, why }));
  process.exit(1);
}
const counts = { turns: 0, deliveries: 0, repeats: 0, underOwnIds: 0, retried: 0, repliesTwice: 0 };
const violations = [];
const connector = await startConnector();
const url = await createTables(await startCluster(), 'redelivery');
const crew = await startCrew(url, INSTANCES, ENV);
const begun = Date.now();
const reference = await walkAlone();
const repeats = new Set();
let isOver = false;
const killing = killAgainAndAgain();
await Promise.all(Array.from({ length: contacts }, (_, place) => walk(`walker-${place}`)));
await Promise.all(repeats);
isOver = true;
const killed = await killing;
await pause(2000);
const { rows, end } = openRows(url);
const states = await rows(`SELECT c.id, k.state FROM "Conversation" c JOIN "Contact" k ON k.id = c."contactId"`);
const placeOf = ({ state }) => JSON.stringify(Object.entries(JSON.parse(state).journeys ?? {}).map(([id, { status, journey: { place, trail } }]) => [id, status, place, trail.length]));
const expected = placeOf(states.find(({ id }) => id.endsWith('|alone')));
const elsewhere = states.filter((each) => placeOf(each) !== expected).length;
await end();
connector.close();
await clearUp();
const holds = violations.length === 0 && elsewhere === 0 && states.length === contacts + 1 && killed === kills && counts.underOwnIds > 0;
console.log(JSON.stringify({ check: 'redelivery', instances: INSTANCES, contacts, ...counts, kills: killed, violations: violations.length, examples: violations.slice(0, 3), elsewhere, seconds: Math.round((Date.now() - begun) / 1000), seed, holds }));
process.exitCode = holds ? 0 : 1;

/** What somebody hears who writes once each time and waits for the answer, and what they press. */
async function walkAlone() {
  const said = [];
  for (let place = 0; place < turns; place += 1) {
    const activity = next(said.at(-1));
    const before = connector.in('alone').length;
    await deliver(activityOf('alone', `alone-${place}`, activity));
    said.push(await heard('alone', before, () => true));
  }
  return said.map(({ text }) => text);
}

/** "menu" where nothing leads on; else the procedure, and then whatever is the plain way on. */
function next(last) {
  const choices = last?.choices ?? [];
  const chosen = choices.find(({ id }) => id === PROCEDURE) ?? choices.find(({ main }) => main);
  return chosen ? { value: { lotse: { card: last.card, choice: chosen.id } } } : { text: 'menu' };
}

async function walk(name) {
  let last;
  for (let place = 0; place < turns && violations.length < 20; place += 1) {
    const activity = next(last);
    const before = connector.in(name).length;
    const body = activityOf(name, `${name}-${place}`, activity);
    const copies = 1 + below(4);
    for (let copy = 1; copy < copies; copy += 1) repeat(body, activity, copy);
    await deliver(body);
    counts.turns += 1;
    last = await heard(name, before, ({ text }) => text === reference[place]);
    if (!last) return void violations.push({ name, place, expected: reference[place].slice(0, 80), heard: connector.in(name).slice(before).map(({ text }) => text.slice(0, 80)) });
  }
}

/** A button may come again under another id, words only under their own: people do say the same thing twice. */
function repeat(body, activity, copy) {
  const isOwn = activity.value !== undefined && below(2) === 0;
  counts.repeats += 1;
  if (isOwn) counts.underOwnIds += 1;
  const again = isOwn ? { ...body, id: `${body.id}-again-${copy}` } : body;
  const done = pause(below(LONGEST_DELAY_MS)).then(() => deliver(again)).finally(() => repeats.delete(done));
  repeats.add(done);
}

function activityOf(name, id, activity) {
  return { type: 'message', id, channelId: 'emulator', serviceUrl: connector.url, locale: 'en', from: { id: name }, recipient: { id: 'bot' }, conversation: { id: name }, ...activity };
}

/** To any of them, until one has taken it. */
async function deliver(body) {
  const anyone = () => {
    counts.deliveries += 1;
    return crew.addressOf(below(INSTANCES));
  };
  await askUntilTaken(anyone, 'POST', '/api/messages', { body }, () => { counts.retried += 1; });
}

/** The first such reply that comes; undefined where none does. */
async function heard(name, before, isMeant) {
  const giveUp = Date.now() + PATIENCE_MS;
  while (Date.now() < giveUp) {
    const found = connector.in(name).slice(before).find(isMeant);
    if (found) return found;
    await pause(10);
  }
  return undefined;
}

async function killAgainAndAgain() {
  let count = 0;
  while (!isOver && count < kills) {
    await pause(BETWEEN_KILLS_MS);
    await crew.replace(below(INSTANCES));
    count += 1;
  }
  return count;
}

async function startConnector() {
  const received = new Map();
  const ids = new Set();
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const { type, conversation, replyToId, text, channelData, attachments } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end('{"id":"reply"}');
      if (type !== 'message') return;
      const { card, choices } = channelData.lotse;
      const mains = JSON.stringify(attachments);
      if (ids.has(replyToId)) counts.repliesTwice += 1;
      ids.add(replyToId);
      const said = received.get(conversation.id) ?? [];
      received.set(conversation.id, said);
      said.push({ text, card, choices: choices.map((choice) => ({ ...choice, main: mains.includes(`"choice":"${choice.id}"}},"style":"positive"`) })) });
    });
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { url: `http://127.0.0.1:${server.address().port}`, in: (name) => received.get(name) ?? [], close: () => { server.close(); server.closeAllConnections(); } };
}
