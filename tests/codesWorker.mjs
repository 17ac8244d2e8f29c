/** One of two processes of `npm run check:codes` that give wrong codes straight to the services, as fast as they are taken. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { readSettings } = require('../dist/bot/env.js');
const { openDatabase } = require('../dist/prisma/database.js');
const { createServices } = require('../dist/services/index.js');
const { createRandom } = require('../dist/services/random.js');

const { database: databaseSettings, codes } = readSettings(process.env);
const database = await openDatabase(databaseSettings);
let shiftMs = 0;
const clock = { now: () => new Date(Date.now() + shiftMs) };
const { verifications } = createServices({ database, clock, random: createRandom(), mail: undefined, mailbox: undefined, understanding: { guess: () => [] } }, {
  pepper: Buffer.from(codes.pepper), codes, mailLeaseMs: 60_000, onCodeLimit: () => {}, onMailFailure: () => {},
});

/** Every fourth code comes under the same name, as if one message could be many. */
const nameOf = (number) => (number % 4 === 0 ? 'the same' : `attempt-${process.pid}-${number}`);
let number = 0;

process.on('disconnect', () => process.exit());
process.on('message', async ({ contactId, challengeId, codes: wrong, clients, now }) => {
  shiftMs = now - Date.now();
  const kinds = {};
  const next = wrong.values();
  await Promise.all(Array.from({ length: clients }, async () => {
    for (const code of next) {
      const { kind } = await verifications.answer({ contactId, challengeId, activityId: nameOf(number += 1), code });
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
  }));
  process.send(kinds);
});
process.send('ready');
