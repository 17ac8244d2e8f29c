/** A hundred thousand partners for whoever searches among them: those of partners.sql with numbers of their own, and with names and trades as companies have them. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from './bots.mjs';
import { openSeeds, seedPartners } from './noticeSeeds.mjs';

const require = createRequire(import.meta.url);

export const NAMES = ['Müller', 'Meier', 'Schneider', 'Réseaux', 'Genève', 'Bernasconi', 'Keller', 'Weber', 'Huber', 'Léman', 'Zürich', 'Favre', 'Rochat', 'Ferrari', 'Brunner', 'Baumann', 'Gerber', 'Frei', 'Moser', 'Lüthi'];
export const TRADES = ['Netzwerk', 'Informatik', 'Systems', 'Solutions', 'Télécom', 'Services', 'Consulting', 'Cloud', 'Security', 'Digital', 'Software', 'Data', 'Technik'];
const listOf = (words) => `ARRAY['${words.join('\', \'')}']`;
/** Nobody has to be told anything for a while. */
const NAMED = [
  `UPDATE "Partner" SET company = (${listOf(NAMES)})[1 + n % ${NAMES.length}] || ' ' || (${listOf(TRADES)})[1 + n / ${NAMES.length} % ${TRADES.length}] || ' ' || company, "customerNumber" = "listedNumber" FROM (SELECT id AS one, substr(id, 9)::int AS n FROM "Partner") AS each WHERE id = one`,
  `UPDATE "Contact" SET name = (${listOf(NAMES)})[1 + length(id) * 7 % ${NAMES.length}] || ' ' || name WHERE id LIKE 'contact-%'`,
  'UPDATE "Agreement" SET "lookAt" = now() + interval \'30 days\'',
];

export async function seedServer(url, given) {
  const client = await openSeeds(url);
  await seedPartners(client, { ...given, start: new Date() });
  for (const statement of NAMED) await client.query(statement);
  await client.query('VACUUM ANALYZE');
  await client.end();
}

/** One statement after the other: the embedded database takes them so. */
export async function seedEmbedded(folder, given) {
  const { openDatabase } = require(path.join(ROOT, 'dist/prisma/database.js'));
  const database = await openDatabase({ folder });
  const run = async (text) => { for (const statement of text.split(/;\s*$/m)) if (statement.trim() !== '') await database.run({ text: statement }, []); };
  await run('SET session_replication_role = replica');
  await seedPartners({ query: run }, { ...given, start: new Date() });
  for (const statement of NAMED) await run(statement);
  await run('VACUUM ANALYZE');
  await database.close();
}
