/** A second Lotse beside a world's own, on the same database: another pool on a server, the same engine where it is embedded. */
import path from 'node:path';
import { openDatabase } from '../prisma/database';
import { readSettings } from '../bot/env';
import { wireLotse, type Lotse } from '../bot/wiring';
import { urlOf } from './dump';
import type { World } from './world';

/** Its clock is its own: who moves one must move the other. */
export async function startSecond(world: World, env: NodeJS.ProcessEnv): Promise<{ readonly lotse: Lotse; readonly url: string }> {
  const shared = world.lotse.database;
  const url = await urlOf(shared);
  const lotse = await wireLotse(readSettings({ PORT: '0', SHUTDOWN_GRACE_MS: '0', CONTACT_MESSAGES_PER_10_SECONDS: '100000', ...env }), {
    writeLog: (line) => void world.logged.push(line), pagesFolder: path.resolve(__dirname, '../dist/bot/pages'),
    openDatabase: async (settings) => (url ? openDatabase({ ...settings, url }) : { ...shared, close: async () => {} }),
  });
  return { lotse, url: `http://127.0.0.1:${await lotse.listen()}` };
}
