/** The part of `npm run check:auth` about where Lotse speaks to: addresses in proven activities, and the same ones in what is stored. */
import pg from 'pg';
import { tsImport } from 'tsx/esm/api';
import { forEach, post } from './authStage.mjs';

const { variants } = await tsImport('./serviceUrls.ts', import.meta.url);

const CONTROL = 'https://smba.trafficmanager.net/emea/';
/** Unsent turns are taken a hundred at a tick, and a start ticks. */
const TAKEN_AT_A_TICK = 100;
/** Longer than the pauses between the tries of one reply together. */
const QUIET_MS = 5000;
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

export async function checkAddresses({ url, open, entra, trap, agent }, activityWith) {
  const all = variants();
  const names = Object.fromEntries(all.filter(({ resolvesTo }) => resolvesTo).map(({ address, resolvesTo }) => [new URL(address).hostname, resolvesTo]));
  const db = new pg.Pool({ connectionString: url, max: 1 });
  db.on('error', () => {});
  try {
    const sent = await speak({ open, names, all, entra, agent, trap, activityWith });
    const stored = await recover({ open, names, all, db, trap });
    return { variants: all.length, sent, stored, holds: all.length >= 500 && sent.holds && stored.holds };
  } finally {
    await db.end();
  }
}

/** A proven sender with each address: most are refused, and whatever is taken is answered nowhere but at the allowed host. */
async function speak({ open, names, all, entra, agent, trap, activityWith }) {
  const lotse = await open({ names, env: { ALLOWED_TENANTS: '' } });
  const say = async (serviceUrl, id) => {
    const authorization = `Bearer ${entra.mint({ serviceurl: serviceUrl })}`;
    return (await post(`${lotse.address}/api/messages`, activityWith(id, { serviceUrl, deliveryMode: undefined, channelData: { tenant: { id: `tenant of ${id}` } } }), { authorization }, agent)).status;
  };
  await lotse.begin();
  const control = await say(CONTROL, 'control');
  const statuses = {};
  await forEach(all.length, 8, async (index) => {
    const status = await say(all[index].address, `variant-${index}`);
    statuses[status] = (statuses[status] ?? 0) + 1;
  });
  await quiet(lotse);
  const { outside, asked, allowed } = await lotse.figures();
  await lotse.leave();
  const controls = arrivals(trap, 'control');
  const redirects = trap.requests.filter((path) => /^\/30\d\//.test(path)).length;
  const expectedRedirects = all.filter(({ isRedirected }) => isRedirected).length;
  const odd = Object.keys(statuses).filter((status) => !['200', '400', '401', '403'].includes(status));
  return { statuses, outside: outside.length, firstOutside: outside[0], askedElsewhere: asked, allowedConnections: allowed, control, controls, redirects, holds: outside.length === 0 && asked.length === 0 && odd.length === 0 && control === 200 && controls === 1 && redirects >= expectedRedirects && statuses[403] >= 300 };
}

/** The same addresses where a conversation is stored, each with a turn whose reply never left: the recovery of a start says it. */
async function recover({ open, names, all, db, trap }) {
  await db.query('UPDATE "Turn" SET "sentAt" = now() WHERE "sentAt" IS NULL');
  const addresses = [...all.map(({ address }) => address), '', 7, null, [CONTROL], { href: CONTROL }];
  for (const [index, serviceUrl] of addresses.entries()) await store(db, `stored-${index}`, serviceUrl);
  await store(db, 'stored-control', CONTROL);
  const total = { outside: [], asked: [], allowed: 0, starts: 0 };
  for (;;) {
    const [{ left }] = (await db.query('SELECT count(*)::int AS left FROM "Turn" WHERE "sentAt" IS NULL AND "takenAt" IS NULL')).rows;
    if (left === 0 || total.starts > 2 * Math.ceil(addresses.length / TAKEN_AT_A_TICK)) break;
    const lotse = await open({ names, env: { ALLOWED_TENANTS: '' } });
    await quiet(lotse);
    const { outside, asked, allowed } = await lotse.figures();
    Object.assign(total, { outside: [...total.outside, ...outside], asked: [...total.asked, ...asked], allowed: total.allowed + allowed, starts: total.starts + 1 });
    await lotse.leave();
  }
  const [{ left, waiting }] = (await db.query('SELECT (count(*) FILTER (WHERE "takenAt" IS NULL))::int AS left, count(*)::int AS waiting FROM "Turn" WHERE "sentAt" IS NULL')).rows;
  const controls = arrivals(trap, 'stored-control');
  return { references: addresses.length, outside: total.outside.length, firstOutside: total.outside[0], askedElsewhere: total.asked, allowedConnections: total.allowed, starts: total.starts, notTried: left, waiting, controls, holds: total.outside.length === 0 && total.asked.length === 0 && left === 0 && controls === 1 };
}

/** A conversation as the control's, but elsewhere. */
async function store(db, id, serviceUrl) {
  const address = JSON.stringify({ channel: 'msteams', serviceUrl, conversation: id, bot: 'bot', contact: 'ana' });
  const copied = async (table, changes) => {
    const { rows: [row] } = await db.query(`SELECT * FROM "${table}" WHERE "${table === 'Turn' ? 'conversationId' : 'id'}" = 'msteams|control' LIMIT 1`);
    const copy = { ...row, ...changes };
    const columns = Object.keys(copy);
    await db.query(`INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')})`, Object.values(copy));
  };
  // Each of a tenant of its own: one that cannot be reached closes its tenant for a while.
  await copied('Conversation', { id: `msteams|${id}`, address, tenant: `tenant of ${id}` });
  await copied('Turn', { conversationId: `msteams|${id}`, sentAt: null, takenAt: null, at: new Date(Date.now() - 60_000) });
}

function arrivals({ requests }, conversation) {
  return requests.filter((path) => path.includes(`/v3/conversations/${conversation}/`)).length;
}

/** Until no connection was made for a while. */
async function quiet(lotse) {
  const count = async () => { const { allowed, outside } = await lotse.figures(); return allowed + outside.length; };
  for (let before = -1, now = await count(); before !== now; before = now, now = await count()) await pause(QUIET_MS);
}
