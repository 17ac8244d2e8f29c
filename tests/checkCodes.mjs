/**
 * `npm run check:codes`: a million wrong codes from 200 clients at once against one contact, over days that pass, at two Lotses on
 * a PostgreSQL server of their own; then 200 right ones at once, a thousand repeats, a dump, and the time that an answer takes.
 * Ends with one JSON line; exit code 1 where it does not hold. ATTEMPTS, HTTP (how many of them over HTTP), TIMED (asks of each kind; 0 leaves them out), SEED.
 */
import { fork, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import pg from 'pg';
import { startCluster, whyNoCluster } from './bench/cluster.mjs';
import { clearUp, clearUpOnSignals, freePort, start, temporaryFolder, waitUntil } from './bench/processes.mjs';

const root = path.resolve(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
const { codeOf } = require('../dist/services/verification/rules.js');
const { word } = require('../dist/locales/index.js');

const attempts = Number(process.env.ATTEMPTS ?? 1_000_000);
const overHttp = Math.min(attempts, Number(process.env.HTTP ?? 20_000));
const timed = Number(process.env.TIMED ?? 5000);
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const CLIENTS = 200;
const REPEATS = 1000;
const PEPPER = 'the pepper of a check, which nothing but its processes may hold';
const VICTIM = 'victim@firma.example';
/** New codes are asked for so often, and each time hours pass: the limits allow some, and the lock comes on the way. */
const HTTP_CODES = 5;
const SERVICE_CODES = 20;
const HOURS_BETWEEN = 5;

let chance = seed;
/** A number below a limit, from the seed (Park and Miller). */
const below = (limit) => (chance = (chance * 48_271) % 2_147_483_647 || 1) % limit;
const anyCodeBut = (right) => { for (;;) { const code = String(below(1_000_000)).padStart(6, '0'); if (code !== right) return code; } };

const why = whyNoCluster();
if (why) {
  console.log(JSON.stringify({ check: 'codes', holds: false, why }));
  process.exit(1);
}
clearUpOnSignals();
const cluster = await startCluster();
const url = await cluster.createDatabase('codes');
const compared = path.join(temporaryFolder(), 'compared');
writeFileSync(compared, '');
const COUNTING = ['-r', path.join(root, 'tests/countComparisons.cjs')];
const env = { COMPARISONS_FILE: compared, PATH: process.env.PATH, DATABASE_URL: url, CODE_PEPPER: PEPPER, CONTACT_MESSAGES_PER_10_SECONDS: '100000', REQUESTS_IN_FLIGHT: '400' };
const lotses = [];
for (let index = 0; index < 2; index += 1) lotses.push(await startLotse());
const db = new pg.Pool({ connectionString: url, max: 2 });
db.on('error', () => {});
const rows = async (text, values = []) => (await db.query(text, values)).rows;
// Retention forgets tries after a day; what is counted here stays.
await db.query(`CREATE TABLE counted (name text); CREATE FUNCTION count_try() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO counted VALUES (NEW."challengeId"); RETURN NEW; END';
  CREATE TRIGGER counted AFTER INSERT ON "CodeTry" FOR EACH ROW EXECUTE FUNCTION count_try()`);
const workers = await Promise.all([startWorker(), startWorker()]);
const began = Date.now();
const figures = { ...(await attack()), ...(await succeed()), ...timing() };
await db.end();
for (const worker of workers) worker.disconnect();
await clearUp();
const areas = Object.values(figures.areas ?? {});
const holds = figures.attempts === attempts && figures.comparisons > 0 && figures.comparisons <= 100 && figures.counted >= figures.comparisons && figures.wrongSuccesses === 0 && figures.isLocked && figures.leaks === 0
  && figures.successes === 1 && figures.changesByRepeats === 0 && figures.refusals === 0 && (timed === 0 || areas.length > 0 && areas.every((area) => Math.abs(area - 0.5) <= 0.02));
console.log(JSON.stringify({ check: 'codes', ...figures, seconds: Math.round((Date.now() - began) / 1000), seed, holds }));
process.exitCode = holds ? 0 : 1;

async function startLotse() {
  const [folder, port] = [temporaryFolder(), await freePort()];
  mkdirSync(path.join(folder, 'data'));
  const process_ = start([process.execPath, ...COUNTING, path.join(root, 'dist/bot/index.js')], { env: { ...env, PORT: String(port), DATA_DIR: path.join(folder, 'data') }, cwd: folder, log: path.join(folder, 'log') });
  const address = `http://127.0.0.1:${port}`;
  await waitUntil(() => fetch(`${address}/readyz`).then(({ status }) => status === 200, () => false), process_);
  return address;
}

async function startWorker() {
  const worker = fork(path.join(root, 'tests/codesWorker.mjs'), { execArgv: COUNTING, env: { ...env, DATABASE_POOL_SIZE: '20' } });
  worker.on('exit', (code) => { if (code !== 0) throw new Error('A process that gave codes has ended.'); });
  await new Promise((resolve) => { worker.once('message', resolve); });
  return worker;
}

/** Somebody in a web chat of their own. */
async function openChat() {
  const opened = await (await fetch(`${lotses[0]}/directline/conversations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"locale":"en"}' })).json();
  let sent = 0;
  const say = (text, id = `said-${sent += 1}`, lotse = lotses[sent % 2]) => fetch(`${lotse}/directline/conversations/${opened.conversationId}/activities`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${opened.token}` }, body: JSON.stringify({ type: 'message', text, locale: 'en', channelData: { clientActivityID: id } }),
  }).then(async (answer) => { await answer.arrayBuffer(); return answer.status; }, () => 0);
  return { say, conversation: `webchat|${opened.conversationId}` };
}

/** Lets hours pass at both Lotses; resolves with their time. */
async function pass(hours) {
  const moved = await Promise.all(lotses.map(async (lotse) => (await fetch(`${lotse}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ advance: `PT${hours}H` }) })).json()));
  return Date.parse(moved[0].now);
}

/** The code that a contact waits for, and what it proves. */
async function findChallenge(emailKey) {
  const [found] = await rows('SELECT id AS "challengeId", "contactId", "emailKey" FROM "Challenge" WHERE "emailKey" = $1 ORDER BY "createdAt" DESC LIMIT 1', [emailKey]);
  return found && { ...found, right: codeOf(Buffer.from(PEPPER), found) };
}

async function attack() {
  const eve = await openChat();
  const ask = async () => { await eve.say(VICTIM); await eve.say('my status'); await eve.say(VICTIM); };
  let now = await pass(1);
  await ask();
  let target = await findChallenge(VICTIM);
  const { contactId } = target;
  const leaks = await leaksOf(target.right);
  const tally = { http: 0, services: 0, right: 0, asks: 1 };
  for (let round = 0; round < HTTP_CODES + SERVICE_CODES; round += 1) {
    if (round > 0) {
      now = await pass(HOURS_BETWEEN);
      await ask();
      tally.asks += 1;
    }
    target = await findChallenge(VICTIM) ?? target;
    if (round < HTTP_CODES) tally.http += await giveOverHttp(eve, target, share(overHttp, HTTP_CODES, round));
    else await giveToServices(target, now, share(attempts - overHttp, SERVICE_CODES, round - HTTP_CODES), tally);
    console.error(`${tally.http + tally.services} wrong codes after ${Math.round((Date.now() - began) / 1000)} s`);
  }
  const comparisons = new Set(readFileSync(compared, 'utf8').split('\n').filter(Boolean)).size;
  const [{ counted }] = await rows('SELECT count(*)::int AS counted FROM counted');
  const [contact] = await rows('SELECT "failedCodes", "lockedAt", "verifiedAt" FROM "Contact" WHERE id = $1', [contactId]);
  return {
    attempts: tally.http + tally.services, overHttp: tally.http, comparisons, counted, probability: comparisons / 1_000_000, codesAskedFor: tally.asks,
    wrongSuccesses: tally.right + (contact?.verifiedAt ? 1 : 0), isLocked: contact?.lockedAt != null, leaks,
  };
}

function share(all, parts, index) {
  return Math.floor((all * (index + 1)) / parts) - Math.floor((all * index) / parts);
}

/** What is not taken for too many at once is sent again: it counts only once it was answered. */
async function giveOverHttp(eve, { right }, count) {
  let left = count;
  let answered = 0;
  await Promise.all(Array.from({ length: CLIENTS }, async (_, client) => {
    while (left > 0) {
      left -= 1;
      if (await eve.say(anyCodeBut(right), undefined, lotses[client % 2]) === 200) answered += 1;
      else left += 1;
    }
  }));
  return answered;
}

async function giveToServices({ challengeId, contactId, right }, now, count, tally) {
  const given = await Promise.all(workers.map((worker, index) => new Promise((resolve) => {
    worker.once('message', resolve);
    worker.send({ challengeId, contactId, now, clients: CLIENTS / workers.length, codes: Array.from({ length: share(count, workers.length, index) }, () => anyCodeBut(right)) });
  })));
  for (const kinds of given) for (const [kind, number] of Object.entries(kinds)) {
    tally.services += number;
    if (kind === 'right') tally.right += number;
  }
}

/** The right code 200 times at once, and what was right a thousand times more. */
async function succeed() {
  const email = 'luis@firma.example';
  const luis = await openChat();
  await luis.say('my status');
  await luis.say(email);
  const { right } = await findChallenge(email);
  const statuses = await Promise.all(Array.from({ length: CLIENTS }, (_, client) => luis.say(right, `right-${client}`, lotses[client % 2])));
  const confirmed = async () => (await rows('SELECT activity FROM "WebchatActivity" WHERE "conversationId" = $1', [luis.conversation])).map(({ activity }) => JSON.parse(activity)).filter(({ text }) => text?.includes(word('en', 'identity:verify.done', { email })));
  const state = async () => JSON.stringify([await rows('SELECT * FROM "Contact" WHERE "emailKey" = $1', [email]), await rows('SELECT * FROM "Challenge" WHERE "emailKey" = $1', [email]), await rows('SELECT count(*) FROM "QueuedMail"')]);
  const [winner] = await confirmed();
  const before = await state();
  const name = winner?.id.replace(/^c\./, '').replace(/\.\d+$/, '');
  for (let round = 0; round < REPEATS / 100; round += 1) statuses.push(...await Promise.all(Array.from({ length: 100 }, (_, client) => luis.say(right, name, lotses[client % 2]))));
  return { successes: (await confirmed()).length, repeats: REPEATS, changesByRepeats: before === await state() ? 0 : 1, refusals: statuses.filter((status) => status !== 200).length };
}

/** How often a living code or the pepper is in a dump; local mode's mails are there to be read. */
async function leaksOf(code) {
  const { stdout, status, stderr } = spawnSync(`/usr/lib/postgresql/${cluster.version}/bin/pg_dump`, ['--data-only', '--exclude-table-data', 'public."LocalMail"', url], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0 || !stdout.includes(VICTIM)) throw new Error(`No dump: ${stderr}`);
  return [new RegExp(`(?<!\\d)${code}(?!\\d)`), new RegExp(`(?<!\\d)${code.slice(0, 3)}\\W${code.slice(3)}(?!\\d)`)].filter((spelling) => spelling.test(stdout)).length + (stdout.includes(PEPPER) ? 1 : 0);
}

/** The long form of the test that tells known from unknown addresses by the time. */
function timing() {
  if (timed === 0) return {};
  const file = path.join(temporaryFolder(), 'figures.json');
  spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', 'tests/promises/codeSecrets.test.ts', '--silent'], {
    cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, TEST_DATABASE_URL: url, TIMED: String(timed), MARGIN: '0.02', FIGURES: file },
  });
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
