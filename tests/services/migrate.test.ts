/** Migrations on a database that is in use. */
import { Client } from 'pg';
import { readSettings } from '../../bot/env';
import { migrate } from '../../prisma/migrate';
import { openTestDatabase } from '../database';

it('a migration that has to wait for a table lets others through, and is done when the table is free', async () => {
  const database = await openTestDatabase(readSettings({}).database);
  const { prisma } = database;
  const applied = async () => (await prisma.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM "_prisma_migrations"`)[0]!.count;
  const all = await applied();
  // Only there can somebody else hold a row.
  if (process.env.TEST_DATABASE_URL) {
    await prisma.$executeRaw`DELETE FROM "_prisma_migrations" WHERE migration_name LIKE '%_said_at'`;
    await prisma.$executeRaw`ALTER TABLE "Conversation" DROP COLUMN "saidAt"`;
    await prisma.$executeRaw`INSERT INTO "Conversation" (id, channel, address, "contactId", state, version, "updatedAt") VALUES ('c', 'emulator', '{}', 'ana', '{}', 1, now())`;
    const [{ name }] = await prisma.$queryRaw<[{ name: string }]>`SELECT current_database() AS name`;
    const client = new Client({ connectionString: Object.assign(new URL(process.env.TEST_DATABASE_URL), { pathname: `/${name}` }).href });
    await client.connect();
    let migrated: Promise<void> = Promise.resolve();
    await prisma.$transaction(async (transaction) => {
      await transaction.$executeRaw`UPDATE "Conversation" SET channel = 'emulator'`;
      migrated = migrate({ exec: (script) => client.query(script), query: (statement, values) => client.query(statement, values) });
      migrated.catch(() => {});
      await new Promise((resolve) => { setTimeout(resolve, 300); });
      // Within the time for which a statement waits for a lock.
      expect(await prisma.$queryRaw`SELECT id FROM "Conversation"`).toEqual([{ id: 'c' }]);
    });
    await migrated;
    await client.end();
  }
  expect(await applied()).toBe(all);
  await database.close();
});
