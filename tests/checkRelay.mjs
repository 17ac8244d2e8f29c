/**
 * `npm run check:relay`: contacts and people of support talk through two Lotses on one PostgreSQL, 10,000 messages both ways, while a random one
 * of them is killed 100 times; everybody repeats what was not answered, under the same number, to whichever is there. In the end contacts have
 * heard what agents said, and agents see what contacts said: nothing lost, nothing twice, in order. Of a word of which nobody knows whether it
 * arrived the agent is told so. Before, without kills: how long it takes from a contact's word to the page of an agent at the other Lotse.
 * MESSAGES, KILLS, SAMPLES, SEED; DATABASE_URL (an empty database) instead of a cluster of its own. Ends with one JSON line; exit code 1 where
 * it does not hold.
 */
import { randomInt } from 'node:crypto';
import { startCluster, whyNoCluster } from './bench/cluster.mjs';
import { signIn } from './bench/consoles.mjs';
import { meetContact, startListening } from './bench/contacts.mjs';
import { ask, pause, startCrew } from './bench/crew.mjs';
import { createTables } from './bench/lotse.mjs';
import { quantile } from './bench/measures.mjs';
import { clearUp, clearUpOnSignals } from './bench/processes.mjs';
import { chanceFrom, openRows } from './noticesStage.mjs';

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const messages = number('MESSAGES', 10_000);
const kills = number('KILLS', 100);
const samples = number('SAMPLES', Math.min(1000, messages));
const seed = number('SEED', randomInt(1, 2 ** 31 - 1));
const below = chanceFrom(seed);
const server = process.env.DATABASE_URL;
const [INSTANCES, AGENTS] = [2, 8];
const CONVERSATIONS = Math.min(40, Math.max(8, Math.floor(messages / 50)));
const EACH = Math.ceil(messages / CONVERSATIONS / 2);
/** Nobody is called, or given up, for being slow: that is tested elsewhere. */
const ENV = { CODE_PEPPER: 'the pepper of the check', DATABASE_POOL_SIZE: '8', CONSOLE_SIGN_INS_PER_MINUTE: '1000', ...Object.fromEntries(['HANDOFF_CALL_AGAIN', 'HANDOFF_MAIL', 'HANDOFF_LEAD', 'HANDOFF_GIVE_UP', 'HANDOFF_AGENT_SILENT', 'HANDOFF_CONTACT_SILENT'].map((name, place) => [`${name}_MINUTES`, String(1000 + place)])) };
const LATENCY_P95_MS = 300;
const SAMPLES_A_SECOND = 25;
/** What the last kills left behind is taken up half a minute later: the clock of one of them is moved, so that nobody waits for it. */
const SETTLING_MS = 180_000;
const SETTLE_EVERY_MS = 3000;

clearUpOnSignals();
const why = server ? undefined : whyNoCluster();
if (why) {
  console.log(JSON.stringify({ check: 'relay', holds: false, why }));
  process.exit(1);
}
const counts = { repeated: 0, refused: 0, busy: 0, failed: 0 };
const onAgain = (status) => { counts[status === undefined ? 'repeated' : status === 500 ? 'failed' : 'busy'] += 1; };
const listening = await startListening();
const url = server ?? await createTables(await startCluster(), 'relay');
const begun = Date.now();
const crew = await startCrew(url, INSTANCES, ENV);
const anyone = () => crew.addressOf(below(INSTANCES));
const talks = await begin();
const latency = await measure();
const progress = { sent: 0, killed: 0 };
const killing = killAgainAndAgain();
await Promise.all(talks.flatMap((talk) => [contactTalks(talk), agentTalks(talk)]));
await killing;
const { rows, end } = openRows(url);
const left = await settle();
const figures = summed(await Promise.all(talks.map(judge)));
await end();
listening.close();
await clearUp();
const holds = figures.lost + figures.doubled + figures.disordered + counts.refused + counts.failed + left === 0 && figures.toContacts + figures.toAgents >= messages && progress.killed === kills && latency.p95 < LATENCY_P95_MS && figures.unknown <= kills * AGENTS;
console.log(JSON.stringify({ check: 'relay', instances: INSTANCES, agents: AGENTS, conversations: CONVERSATIONS, messages: figures.toContacts + figures.toAgents, kills: progress.killed, ...counts, ...figures, left, latencyMs: latency, seconds: Math.round((Date.now() - begun) / 1000), seed, holds }));
process.exitCode = holds ? 0 : 1;

/** Everybody asks for a person, and each agent takes some of them. */
async function begin() {
  const agents = [];
  for (let place = 0; place < AGENTS; place += 1) agents.push(await signIn(crew.addressOf(0), await crew.linkOf(0), `Agent ${String.fromCharCode(65 + place)}`));
  const contacts = await Promise.all(Array.from({ length: CONVERSATIONS }, async (_, place) => {
    const name = `contact-${place}`;
    const contact = await meetContact(place, { name, addressNow: anyone, listening, onAgain });
    await contact.say(`${name}-begins`, 'talk to a person');
    await contact.say(`${name}-asks`, `It is about ${name} and nothing else`);
    return contact;
  }));
  const { waiting } = await agents[0].read(anyone, 'queue');
  return Promise.all(contacts.map(async (contact, place) => {
    const agent = agents[place % AGENTS];
    const row = waiting.find(({ question }) => question.includes(`${contact.name} and`));
    if (!row) throw new Error(`${contact.name} (${contact.kind}) does not wait for anybody.`);
    const answer = await agent.act(anyone, `handoffs/${row.id}/accept`);
    if (answer.kind !== 'done') throw new Error(`${agent.name} could not take ${contact.name}: ${JSON.stringify(answer)}`);
    return { contact, agent, handoffId: row.id, conversationId: row.conversationId, watermark: answer.watermark, asked: [], answered: [], at: agents.indexOf(agent) % INSTANCES };
  }));
}

/** Steady talk without kills; each agent's page listens at one Lotse, and the contacts speak to the other one. */
async function measure() {
  const taken = [];
  const waiting = new Map();
  const streams = await Promise.all([...new Set(talks.map(({ agent }) => agent))].map((agent) => {
    const own = talks.filter((talk) => talk.agent === agent);
    const address = crew.addressOf(own[0].at);
    return agent.listen(address, (event) => {
      const talk = event.kind === 'sayings' && own.find(({ conversationId }) => conversationId === event.conversationId);
      if (talk) void look(talk, address);
    });
  }));
  /** As the page does: one look at a time, and once more where it was told meanwhile. */
  async function look(talk, address) {
    talk.isTold = true;
    if (talk.isLooking) return;
    talk.isLooking = true;
    while (talk.isTold) {
      talk.isTold = false;
      const { sayings, watermark } = await talk.agent.read(() => address, `handoffs/${talk.handoffId}/sayings?after=${talk.watermark}`);
      for (const { text } of sayings) if (waiting.has(text)) { taken.push(performance.now() - waiting.get(text)); waiting.delete(text); }
      talk.watermark = watermark;
    }
    talk.isLooking = false;
  }
  const said = [];
  for (let place = 0; place < samples; place += 1) {
    const talk = talks[place % talks.length];
    said.push((async () => {
      await talk.last;
      const [id, text] = [`${talk.contact.name}-early-${place}`, `early ${place} of ${talk.contact.name}`];
      waiting.set(text, performance.now());
      await talk.contact.say(id, text, () => crew.addressOf((talk.at + 1) % INSTANCES));
    })());
    talk.last = said.at(-1);
    if (place % 2 === 0) said.push(talk.agent.act(anyone, `handoffs/${talk.handoffId}/say`, { text: `early answer ${place}` }, onAgain));
    await pause(1000 / SAMPLES_A_SECOND);
  }
  await Promise.all(said);
  for (let tries = 0; waiting.size > 0 && tries < 100; tries += 1) await pause(50);
  for (const stream of streams) stream.close();
  const of = (share) => Math.round(quantile(taken, share));
  return { samples: taken.length, unseen: waiting.size, p50: of(0.5), p95: waiting.size > 0 ? Infinity : of(0.95), p99: of(0.99), max: of(1) };
}

async function contactTalks(talk) {
  const { contact, asked } = talk;
  for (let place = 0; place < EACH; place += 1) {
    await mayGoOn();
    await contact.say(`${contact.name}-${place}`, `word ${place} of ${contact.name}`);
    asked.push(place);
    progress.sent += 1;
  }
}

async function agentTalks(talk) {
  const { agent, contact, handoffId, answered } = talk;
  for (let place = 0; place < EACH; place += 1) {
    await mayGoOn();
    const { kind, id } = await agent.act(anyone, `handoffs/${handoffId}/say`, { text: `answer ${place} for ${contact.name}` }, onAgain);
    if (kind === 'done') answered.push({ place, id });
    else counts.refused += 1;
    progress.sent += 1;
  }
}

/** The talk is spread over all kills, so that each comes into the middle of it. */
async function mayGoOn() {
  while (progress.sent >= (EACH * CONVERSATIONS * 2 * (progress.killed + 1)) / (kills + 1)) await pause(5);
}

async function killAgainAndAgain() {
  for (; progress.killed < kills; progress.killed += 1) {
    const wanted = (EACH * CONVERSATIONS * 2 * (progress.killed + below(80) / 100)) / (kills + 1);
    while (progress.sent < wanted) await pause(2);
    await pause(below(20));
    await crew.replace(below(INSTANCES));
  }
}

/** Until everything that was committed has left; resolves with how much has not. */
async function settle() {
  const giveUp = Date.now() + SETTLING_MS;
  for (;;) {
    await pause(SETTLE_EVERY_MS);
    const [{ open }] = await rows('SELECT count(*)::int AS open FROM "Turn" WHERE "sentAt" IS NULL');
    if (open === 0 || Date.now() > giveUp) return open;
    await ask(crew.addressOf(0), 'POST', '/local/clock', { body: { advance: 'PT31S' } }).catch(() => {});
  }
}

/** What was said against what was heard, both ways. */
async function judge({ contact, agent, handoffId, asked, answered }) {
  const transcript = await agent.transcript(anyone, handoffId);
  const numbersIn = (texts, pattern) => texts.flatMap((text) => pattern.exec(text)?.[1] ?? []).map(Number);
  const seen = numbersIn(transcript.filter(({ by }) => by === 'contact').map(({ text }) => text), /^word (\d+) of/);
  const kept = numbersIn(transcript.filter(({ by }) => by === 'agent').map(({ text }) => text), /^answer (\d+) for/);
  const heard = numbersIn(await contact.heard(), /\banswer (\d+) for/);
  const fates = new Set(transcript.filter(({ about }) => about.event === 'unknown' || about.event === 'undelivered').map(({ about }) => about.of));
  const isDoubtful = ({ id }) => fates.has(`say|${id}`);
  const places = answered.map(({ place }) => place);
  return {
    toAgents: asked.length, toContacts: answered.length,
    lost: missing(asked, seen) + missing(places, kept) + missing(answered.filter((each) => !isDoubtful(each)).map(({ place }) => place), heard),
    doubled: twice(seen) + twice(kept) + twice(heard), disordered: disorder(seen) + disorder(kept) + disorder(heard),
    unknown: answered.filter(isDoubtful).length, unknownHeard: answered.filter((each) => isDoubtful(each) && heard.includes(each.place)).length,
  };
}

function missing(wanted, found) {
  const there = new Set(found);
  return wanted.filter((each) => !there.has(each)).length;
}

function twice(found) {
  return found.length - new Set(found).size;
}

function disorder(found) {
  return found.filter((each, place) => place > 0 && each < found[place - 1]).length;
}

function summed(each) {
  return each.reduce((sum, one) => Object.fromEntries(Object.keys(one).map((name) => [name, (sum[name] ?? 0) + one[name]])), {});
}
