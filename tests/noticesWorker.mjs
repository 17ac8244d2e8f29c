/**
 * A process that says notices, for the checks of exactly-once: the real ledger, pace and noticing from dist/, the real connector over
 * HTTP, and a few words of its own. It can be told to end itself at a step, and to shift its clock. Forked with its settings as JSON in
 * the first argument; tells when it begins, and stops gently on SIGTERM.
 */
import { createRequire } from 'node:module';

const settings = JSON.parse(process.argv[2]);
const require = createRequire(new URL('../dist/', import.meta.url));
const { createCircuit } = require('./bot/circuit.js');
const { createNoticing } = require('./bot/notices/noticing.js');
const { createTeamsChannel } = require('./bot/channels/teams/teamsChannel.js');
const { createConnector } = require('./bot/channels/teams/connector.js');
const { openDatabase } = require('./prisma/database.js');
const { createLedger } = require('./services/notices/ledger.js');
const { createNetwork } = require('./services/network.js');
const { createPace } = require('./services/pace.js');
const { createRandom } = require('./services/random.js');
const { createRoutes } = require('./services/routes.js');

const WAKE_MS = 100;
const { serviceUrl, asked, fault, ledger: ledgerSettings, noticing: noticingSettings, postTimeoutMs = 1500 } = settings;
let shiftMs = 0;
const now = () => new Date(Date.now() + shiftMs);
const clock = { now, monotonicMs: () => performance.now(), pauseUntil: (moment) => new Promise((resolve) => { setTimeout(resolve, Math.max(0, moment.getTime() - now().getTime())); }) };
// A database that is just coming up: whoever started us does so again.
const database = await openDatabase(settings.database).catch(() => process.exit(1));
const network = createNetwork();
const random = createRandom();
const log = { info: () => {}, error: (event, fields) => { if (settings.logs) console.error(process.pid, event, fields); } };
const connector = createConnector(network, { rule: { isLocal: true, hosts: [] }, timeoutMs: postTimeoutMs, token: async () => undefined, forgetToken: () => {}, now });
const channel = createTeamsChannel('msteams', connector);
const addressOf = (conversation) => JSON.stringify({ channel: 'msteams', serviceUrl, conversation, bot: 'lotse', contact: conversation });

async function find(address, marker) {
  const { conversation } = JSON.parse(address);
  const { status, body } = await network.request({ method: 'GET', url: `${serviceUrl}/v3/conversations/${encodeURIComponent(conversation)}/activities`, timeoutMs: postTimeoutMs });
  if (status !== 200) return 'unknown';
  return JSON.parse(body).markers.includes(marker) ? 'there' : 'absent';
}

/** Contacts whose number ends in 7 have an older conversation, too, in which Lotse is not any more. */
async function compose(message, without) {
  const { contactId, notices } = message;
  const conversation = contactId.endsWith('7') && settings.dead && !without.has(`msteams|forbidden-${contactId}`) ? `forbidden-${contactId}` : contactId;
  return {
    kind: 'say', channel: 'msteams', address: addressOf(conversation), conversationId: `msteams|${conversation}`, tenant: `t${contactId.slice(-settings.tenantDigits || contactId.length)}`,
    replies: [{ type: 'message', text: JSON.stringify({ notices: notices.map(({ id }) => id), marker: message.id }) }],
    spokenOn: '2027-01-31', nextDay: new Date(now().getTime() + 1000),
  };
}

let passes = fault?.skip ?? 0;
async function onStep(step) {
  if (!fault || step !== fault.at) return;
  if (passes > 0) { passes -= 1; return; }
  // In the middle of what comes next, or right here.
  if (fault.delayMs > 0) setTimeout(() => process.kill(process.pid, 'SIGKILL'), fault.delayMs);
  else process.kill(process.pid, 'SIGKILL');
}

const pace = createPace(database, clock);
const noticing = createNoticing({
  ledger: createLedger({ database, clock, random, queueMail: undefined, ...ledgerSettings }), pace, circuit: createCircuit(pace, clock), channels: new Map([['msteams', asked ? { ...channel, way: { ...channel.way, find } } : channel]]),
  compose, bury: createRoutes(database, clock).bury, clock, random, log, metrics: { count: () => {} }, settings: noticingSettings, plan: async () => {}, nextPlan: async () => undefined,
  ...(fault && { onStep }),
});

let timer;
function begin() {
  noticing.wake();
  timer ??= setInterval(() => noticing.wake(), WAKE_MS);
}

process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  if (message === 'begin') begin();
  if (typeof message.shiftMs === 'number') ({ shiftMs } = message);
});
process.on('SIGTERM', async () => {
  clearInterval(timer);
  await noticing.drain();
  await database.close();
  process.exit(0);
});
process.send('ready');
if (!settings.waits) begin();
