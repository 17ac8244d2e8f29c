/** The real Lotse on a database of the bench, for measures that have no conversation. */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { LOTSE, ROOT } from './bots.mjs';
import { freePort, remove, start, stop, temporaryFolder, waitUntil } from './processes.mjs';

const require = createRequire(import.meta.url);

/** A new database with Lotse's tables. */
export async function createTables(cluster, name) {
  const url = await cluster.createDatabase(name);
  const { openDatabase } = require(path.join(ROOT, 'dist/prisma/database.js'));
  const { readSettings } = require(path.join(ROOT, 'dist/bot/env.js'));
  const database = await openDatabase(readSettings({ DATABASE_URL: url }).database);
  await database.close();
  return url;
}

/** Starts it with nothing of our environment; it is ready when this resolves, and its first tick has begun. Without a `url` on the embedded database, in `data` where that is given. */
export async function startLotse(url, { core, data, env = {}, profile, run = 'lotse' }) {
  const folder = temporaryFolder();
  const port = await freePort();
  mkdirSync(path.join(folder, 'data'));
  const node = [process.execPath, ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${run}.cpuprofile`] : []), LOTSE];
  const lotse = start(node, { env: { PATH: process.env.PATH, HOME: folder, PORT: String(port), DATA_DIR: data ?? path.join(folder, 'data'), ...(url !== undefined && { DATABASE_URL: url }), ...env }, cwd: folder, log: path.join(folder, 'log'), core });
  const address = `http://127.0.0.1:${port}`;
  await waitUntil(() => fetch(`${address}/livez`).then(() => true, () => false), lotse);
  return { pid: lotse.pid, address, process: lotse, leave: async () => { await stop(lotse); await remove(folder); } };
}
