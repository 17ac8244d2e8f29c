/** Fills a database of the bench: partners from partners.sql, and planned notices. No trigger runs: what they would bring about is written here. */
import { readFileSync } from 'node:fs';
import pg from 'pg';

const SCRIPT = readFileSync(new URL('partners.sql', import.meta.url), 'utf8');
const DAY_MS = 86_400_000;
const SPREAD_DAYS = 365;

/** Resolves with a client for more, and with what ends it. Tables are there already. */
export async function openSeeds(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('SET session_replication_role = replica');
  return client;
}

/** Nobody has looked at their agreements yet. */
export async function seedPartners(client, { partners, seed, start, serviceUrl }) {
  const values = { partners, seed, serviceUrl, start: start.toISOString(), firstDay: dayOf(start), days: SPREAD_DAYS };
  await client.query(SCRIPT.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]));
  await client.query('ANALYZE');
}

/** So many notices planned for days to come, and every agreement looked at: nothing is due for a day. */
export async function planForLater(client, notices, start) {
  const later = new Date(start.getTime() + DAY_MS).toISOString();
  await client.query(`UPDATE "Agreement" SET "lookAt" = $1::timestamptz + random() * ${SPREAD_DAYS} * interval '1 day'`, [later]);
  await client.query(`INSERT INTO "Notice" (id, subject, cycle, milestone, "contactId", state, "dueAt", "createdAt", "updatedAt")
    SELECT 'notice-' || i, 'partner-' || i, '2027-06-30', 'T-30', 'contact-' || i * 3, 'planned', $1::timestamptz + random() * ${SPREAD_DAYS} * interval '1 day', $1, $1 FROM generate_series(1, $2::int) AS i`, [later, notices]);
  await client.query('VACUUM ANALYZE');
}

/** One notice each for so many partners, to a contact who has a conversation and wants reminders, is due at a time; all agreements expire 30 days after. Returns how many there are. */
export async function planForNow(client, notices, now) {
  const expiresOn = dayOf(new Date(now.getTime() + 30 * DAY_MS));
  await client.query(`UPDATE "Agreement" SET "expiresOn" = $1::date, since = $2::timestamptz - interval '100 days', "lookAt" = $2::timestamptz + interval '30 days'`, [expiresOn, now]);
  await client.query(`UPDATE "Contact" SET "timeZone" = 'Europe/Zurich', language = 'en', "remindersSince" = $1::timestamptz - interval '100 days'`, [now]);
  // All of one customer of the channel, whose limits count.
  await client.query('UPDATE "Conversation" SET tenant = \'tenant\'');
  const { rowCount } = await client.query(`INSERT INTO "Notice" (id, subject, cycle, milestone, "contactId", state, "dueAt", "createdAt", "updatedAt")
    SELECT DISTINCT ON (m."partnerId") 'notice-' || m."partnerId", m."partnerId", $1, 'T-30', m."contactId", 'planned', $2::timestamptz - interval '1 minute', $2::timestamptz, $2::timestamptz
    FROM "Membership" m JOIN "Contact" k ON k.id = m."contactId" WHERE k."mayWriteFirst" AND EXISTS (SELECT FROM "Conversation" c WHERE c."contactId" = k.id) ORDER BY m."partnerId", m."contactId" LIMIT $3::int`, [expiresOn, now, notices]);
  await client.query('VACUUM ANALYZE');
  return rowCount;
}

/** The Lotse that is started next lives at that time. */
export async function setClock(client, now) {
  await client.query('INSERT INTO "Memory" (name, value) VALUES (\'clock.shiftMs\', $1)', [String(now.getTime() - Date.now())]);
}

function dayOf(date) {
  return date.toISOString().slice(0, 10);
}
