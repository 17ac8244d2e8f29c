/** The bots that are compared: how each is started, on what database, and which conversation is walked with it. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, remove, start, stop, temporaryFolder, waitUntil } from './processes.mjs';
import { lotseWalk, stockWalk } from './walks.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STOCK = fileURLToPath(new URL('stockBot.mjs', import.meta.url));
export const LOTSE = path.join(ROOT, 'dist/bot/index.js');

/** The stock bot gets as many turns as Lotse's walk has. */
export async function gatherBots(cluster) {
  const walk = await lotseWalk(ROOT);
  return {
    stock: { file: STOCK, walk: stockWalk(walk.length), settings: () => ({ TURNS: String(walk.length) }), ready: { path: '/', status: undefined } },
    ...(cluster && { lotsePostgres: { file: LOTSE, walk, cluster, settings: async (run) => ({ DATABASE_URL: await cluster.createDatabase(run) }), ready: { path: '/readyz', status: 200 } } }),
    lotseEmbedded: { file: LOTSE, walk, settings: () => ({}), ready: { path: '/readyz', status: 200 } },
  };
}

/** Lotse runs with its settings as they come. Starts a bot in an empty folder with nothing of our environment, so that no .env and no credentials reach it. */
export async function startBot({ file, settings, ready }, { core, run, profile }) {
  const folder = temporaryFolder();
  const port = await freePort();
  const data = path.join(folder, 'data');
  mkdirSync(data);
  const env = { PATH: process.env.PATH, HOME: folder, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: data, ...(await settings(run)) };
  const node = [process.execPath, ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${run}.cpuprofile`] : []), file];
  const bot = start(node, { env, cwd: folder, log: path.join(folder, 'log'), core });
  await waitUntil(() => isReady(port, ready), bot);
  return { pid: bot.pid, port, leave: async () => { await stop(bot); await remove(folder); } };
}

async function isReady(port, { path: route, status }) {
  const response = await fetch(`http://127.0.0.1:${port}${route}`).catch(() => undefined);
  return response !== undefined && (status === undefined || response.status === status);
}
