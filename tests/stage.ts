/** Where transcripts are played: one Lotse that can be stopped and started again on its database, at the same address. */
import path from 'node:path';
import { readSettings } from '../bot/env';
import { wireLotse, type Lotse } from '../bot/wiring';
import type { Database } from '../prisma/database';
import { openTestDatabase } from './database';
import { startConnector, type FakeConnector } from './fakes/connector';

export interface Stage {
  readonly connector: FakeConnector;
  readonly url: string;
  readonly database: Database;
  /** Errors that Lotse logged: an apology must never be approved by a recording. */
  readonly errors: readonly string[];
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** `now`: where the stage's clock begins, so that hours and days in a conversation are always the same. */
export async function openStage(now?: string): Promise<Stage> {
  const base = { PORT: '0', CONTACT_MESSAGES_PER_10_SECONDS: '100000', CODE_PEPPER: 'the pepper of the tests, known to all' };
  const database = await openTestDatabase(readSettings(base).database);
  const errors: string[] = [];
  const writeLog = (line: string) => { if (line.includes('"level":"error"')) errors.push(line); };
  const kept: Database = { ...database, close: async () => {} };
  const start = (port: number): Promise<Lotse> => wireLotse(readSettings({ ...base, PORT: String(port) }), {
    openDatabase: async () => kept, writeLog, pagesFolder: path.resolve(__dirname, '../dist/bot/pages'),
  });
  let lotse = await start(0);
  const port = await lotse.listen();
  const connector = await startConnector();
  const url = `http://127.0.0.1:${port}`;
  if (now) await setClock(url, now);
  return {
    connector, database, errors, url,
    restart: async () => {
      await lotse.stop();
      lotse = await start(port);
      await lotse.listen();
      await forgetDeadConnections(url);
    },
    stop: async () => {
      await lotse.stop();
      await connector.stop();
      await database.close();
    },
  };
}

async function setClock(url: string, now: string): Promise<void> {
  const answer = await fetch(`${url}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ now }) });
  if (answer.status !== 200) throw new Error(`The clock did not move to ${now}: ${await answer.text()}`);
}

/** A browser would connect anew by itself; fetch notices a closed connection only when it uses it. */
async function forgetDeadConnections(url: string): Promise<void> {
  for (let tries = 5; tries > 0; tries -= 1) if (await fetch(`${url}/livez`).then((answer) => answer.text(), () => '')) return;
}
