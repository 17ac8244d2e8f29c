/**
 * `npm run check:desk`: 200 contacts in open conversations write while 10 people of support work at their consoles for a minute, at one Lotse on
 * PostgreSQL with 100,000 partners: how long each read and each act takes. Then 200 different searches among the partners, there and on the
 * embedded database. CONVERSATIONS, AGENTS, SECONDS, PARTNERS, SEARCHES, EMBEDDED=0, SEED. Ends with one JSON line; exit code 1 where it does not hold.
 */
import { randomInt } from 'node:crypto';
import { startCluster, whyNoCluster } from './bench/cluster.mjs';
import { signIn } from './bench/consoles.mjs';
import { meetContact, startListening } from './bench/contacts.mjs';
import { pause, startCrew } from './bench/crew.mjs';
import { NAMES, seedEmbedded, seedServer, TRADES } from './bench/deskSeeds.mjs';
import { createTables } from './bench/lotse.mjs';
import { cpuOf, quantile } from './bench/measures.mjs';
import { clearUp, clearUpOnSignals, temporaryFolder } from './bench/processes.mjs';
import { chanceFrom } from './noticesStage.mjs';

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const [conversations, agents, seconds] = [number('CONVERSATIONS', 200), number('AGENTS', 10), number('SECONDS', 60)];
const [partners, searches] = [number('PARTNERS', 100_000), number('SEARCHES', 200)];
const seed = number('SEED', randomInt(1, 2 ** 31 - 1));
const below = chanceFrom(seed);
const ENV = { CODE_PEPPER: 'the pepper of the check', CONSOLE_SIGN_INS_PER_MINUTE: '1000' };
const ACTION_P99_MS = 500;
const SEARCH_MS = 200;
/** Each contact writes so often, and each agent pauses for so long before the next thing; twice that at most. */
const [WRITES_EVERY_MS, THINKS_MS] = [5000, 500];
/** As the page does (bot/pages/console/desk.ts): the queue is read again where something has changed, and not sooner than so long after the last time. */
const QUEUE_EVERY_MS = 2000;

clearUpOnSignals();
const why = whyNoCluster();
if (why) {
  console.log(JSON.stringify({ check: 'desk', holds: false, why }));
  process.exit(1);
}
const listening = await startListening();
const cluster = await startCluster();
const url = await createTables(cluster, 'desk');
await seedServer(url, { partners, seed, serviceUrl: listening.url });
const crew = await startCrew(url, 1, ENV);
const work = await workFor(seconds);
const search = await searchIn(crew);
await crew.leave();
const embedded = process.env.EMBEDDED === '0' ? undefined : await searchEmbedded();
listening.close();
await clearUp();
const isFast = (found) => found === undefined || (found.p95 < SEARCH_MS && found.max < SEARCH_MS && found.empty === 0);
const holds = work.actions.p99 < ACTION_P99_MS && work.failed === 0 && work.open >= conversations * 0.9 && isFast(search) && isFast(embedded);
console.log(JSON.stringify({ check: 'desk', agents, conversations, seconds, partners, work, search, ...(embedded && { embedded }), seed, holds }));
process.exitCode = holds ? 0 : 1;

function spread(times) {
  const of = (share) => Math.round(quantile(times, share) * 10) / 10;
  return { count: times.length, p50: of(0.5), p95: of(0.95), p99: of(0.99), max: of(1) };
}

/** How much of a core was worked: where the machine is busy with other things, times say little. */
function coresSince(before, after, length) {
  return Math.round((after - before) / length / 10) / 100;
}

async function workFor(length) {
  const address = () => crew.addressOf(0);
  const times = new Map();
  const counts = { failed: 0, taken: 0, refused: 0, words: 0 };
  const onAgain = () => { counts.failed += 1; };
  const people = await Promise.all(Array.from({ length: conversations }, (_, place) => meetContact(place, { name: `contact-at-desk-${place}`, addressNow: address, listening, onAgain })));
  const byName = new Map(people.map((contact) => [contact.name, contact]));
  let numbers = 0;
  const says = (contact, text) => contact.say(`${contact.name}-${(numbers += 1)}`, text);
  const asksForSomebody = async (contact) => {
    await says(contact, 'talk to a person');
    await says(contact, `It is about ${contact.name} and nothing else`);
  };
  for (let first = 0; first < people.length; first += 20) await Promise.all(people.slice(first, first + 20).map(asksForSomebody));
  const crowd = [];
  for (let place = 0; place < agents; place += 1) {
    crowd.push(await signIn(address(), await crew.linkOf(0), `Agent ${place}`));
    await crowd[place].act(address, 'me', { capacity: 50 });
  }
  const end = performance.now() + length * 1000;
  const isOver = () => performance.now() > end;
  const timed = async (name, what) => {
    const begun = performance.now();
    const result = await what;
    if (!times.has(name)) times.set(name, []);
    times.get(name).push(performance.now() - begun);
    return result;
  };

  async function contactWrites(contact) {
    await pause(below(WRITES_EVERY_MS));
    for (let place = 0; !isOver(); place += 1) {
      await timed('contact', says(contact, `word ${place} of ${contact.name}: the wizard shows another company than ours`));
      counts.words += 1;
      await pause(WRITES_EVERY_MS + below(WRITES_EVERY_MS));
    }
  }

  async function agentWorks(agent) {
    const page = { queue: undefined, isReading: false, isWanted: false, shown: undefined };
    const readQueue = async () => { page.queue = await timed('queue', agent.read(address, 'queue', onAgain)); };
    const refresh = async () => {
      page.isWanted = true;
      if (page.isReading) return;
      page.isReading = true;
      while (page.isWanted && !isOver()) {
        page.isWanted = false;
        await readQueue();
        await pause(QUEUE_EVERY_MS);
      }
      page.isReading = false;
    };
    const readOn = async (row) => { row.watermark = (await timed('sayings', agent.read(address, `handoffs/${row.id}/sayings${row.watermark ? `?after=${row.watermark}` : ''}`, onAgain))).watermark; };
    const stream = await agent.listen(address(), (event) => {
      if (isOver()) return;
      void refresh();
      if (event.kind === 'sayings' && event.conversationId === page.shown?.conversationId) void readOn(page.shown);
    });
    await readQueue();
    while (!isOver()) {
      const free = page.queue.waiting.slice(0, agents * 2);
      if (free.length > 0) await act(free[below(free.length)], 'accept');
      const mine = page.queue.mine;
      page.shown = mine.length === 0 ? undefined : { ...mine[below(mine.length)] };
      if (page.shown) await workOn(page.shown);
      await pause(THINKS_MS + below(THINKS_MS));
    }
    stream.close();

    async function act(row, deed, body) {
      const { kind } = await timed(deed, agent.act(address, `handoffs/${row.id}/${deed}`, body, onAgain));
      if (kind !== 'done') counts[kind === 'taken' || kind === 'over' ? 'taken' : 'refused'] += 1;
      return kind === 'done';
    }

    async function workOn(row) {
      await Promise.all([timed('open', agent.read(address, `handoffs/${row.id}`, onAgain)), readOn(row)]);
      const drawn = below(10);
      if (drawn < 6) await act(row, 'say', { text: 'Please choose the company with your own number in the list, then press Next.' });
      else if (drawn < 8) await act(row, 'note', { text: 'sounds like the wrong Smart Account' });
      else if (await act(row, 'close', { reason: 'solved' })) await asksForSomebody(byName.get(/about (\S+)/.exec(row.question)[1]));
    }
  }

  const before = { lotse: cpuOf(crew.pidOf(0)).exact, postgres: cluster.cpu() };
  await Promise.all([...people.map(contactWrites), ...crowd.map(agentWorks)]);
  const cores = { lotse: coresSince(before.lotse, cpuOf(crew.pidOf(0)).exact, length), postgres: coresSince(before.postgres, cluster.cpu(), length) };
  const queue = await crowd[0].read(address, 'queue');
  const open = queue.waiting.length + queue.mine.length + queue.others.length;
  const others = {};
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  for (const [name, path] of Object.entries({ figures: `figures?from=${day(-28)}&to=${day(0)}`, audit: 'audit', agents: 'agents', canned: 'canned', words: 'search?words=another%20company', dueSoon: 'partners?state=dueSoon', unreachable: 'partners?unreachable=1', all: 'partners?page=1999' })) {
    const begun = performance.now();
    await crowd[0].read(address, path);
    others[name] = Math.round(performance.now() - begun);
  }
  const { contact, ...byAction } = Object.fromEntries([...times].map(([name, all]) => [name, spread(all)]));
  const actions = spread([...times].flatMap(([name, all]) => (name === 'contact' ? [] : all)));
  return { ...counts, open, cores, actions, byAction, contact, othersMs: others };
}

/** 200 different ones as people type them: numbers, names, addresses, one word that many have, two that few have. */
function wordsFor(place) {
  const n = 1 + below(partners);
  const kinds = [
    () => String(1_000_000 + n), () => String(1_000_000 + n).slice(0, 4 + below(3)), () => `Firma ${n}`, () => `${NAMES[below(NAMES.length)]} ${n}`, () => NAMES[below(NAMES.length)].toLowerCase().slice(0, 3 + below(3)),
    () => `${TRADES[below(TRADES.length)]} ${NAMES[below(NAMES.length)]}`, () => `contact-${n * 3}@firma`, () => `Contact ${n * 3}`, () => TRADES[below(TRADES.length)].toUpperCase(), () => `${TRADES[below(TRADES.length)]} ag`,
  ];
  return kinds[place % kinds.length]();
}

async function searchIn({ addressOf, linkOf }) {
  const agent = await signIn(addressOf(0), await linkOf(0), 'Searcher');
  const times = [];
  const asked = new Set();
  const slow = [];
  let empty = 0;
  for (let place = 0; asked.size < searches; place += 1) {
    const words = wordsFor(place);
    if (asked.has(words)) continue;
    asked.add(words);
    const begun = performance.now();
    const { total } = await agent.read(() => addressOf(0), `partners?search=${encodeURIComponent(words)}`);
    times.push(performance.now() - begun);
    if (times.at(-1) >= SEARCH_MS) slow.push(`${words}: ${total} in ${Math.round(times.at(-1))} ms`);
    if (total === 0 && !/^\d+$|@| \d/.test(words)) empty += 1;
  }
  return { ...spread(times), empty, ...(slow.length > 0 && { slow: slow.slice(0, 5) }) };
}

async function searchEmbedded() {
  const data = temporaryFolder();
  await seedEmbedded(data, { partners, seed, serviceUrl: listening.url });
  const alone = await startCrew(undefined, 1, ENV, data);
  const found = await searchIn(alone);
  await alone.leave();
  return found;
}
