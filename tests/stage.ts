/** Where transcripts are played: one Lotse that can be stopped and started again on its database, at the same address. */
import path from 'node:path';
import { readSettings } from '../bot/env';
import type { Understanding } from '../services/understanding/understanding';
import { wireLotse, type Lotse } from '../bot/wiring';
import type { Database } from '../prisma/database';
import { openTestDatabase } from './database';
import told from './understanding/told.json';
import { startConnector, type FakeConnector } from './fakes/connector';
import { startWebex, type FakeWebex } from './fakes/webex';

export interface Stage {
  readonly connector: FakeConnector;
  /** Where the stage has Webex. */
  readonly webex: FakeWebex | undefined;
  readonly url: string;
  readonly database: Database;
  /** Errors that Lotse logged: an apology must never be approved by a recording. */
  readonly errors: readonly string[];
  /** Brings in ALSO's partner list, without its first line. */
  importList(rows: readonly string[]): Promise<void>;
  restart(): Promise<void>;
  /** All that Lotse does in the background by now is done. */
  settle(): Promise<void>;
  /** The same, and what a tick would find, has been carried as well: what goes from one person to another. */
  carry(): Promise<void>;
  /** Whether somebody of support has a conversation: then Lotse may be silent. */
  isHandedOff(): Promise<boolean>;
  /** Lets somebody of support into the console, as a link of local mode does. */
  enterLink(): string;
  /** Somebody of support whom Teams knows. */
  addAgent(name: string, directory: { readonly tenant: string; readonly id: string }): Promise<void>;
  stop(): Promise<void>;
}

/** A stage learns its own address last, and finds Webex without webhooks. */
const BEGINNING = /"event":"webex (?:has no webhooks|webhook repaired)"/;

/** What free text is about is told here, not learnt: a model that is trained anew moves no transcript. All else is understood as nothing. */
const TOLD: Understanding = { guess: (text) => Object.entries((told as Readonly<Record<string, Readonly<Record<string, number>>>>)[text] ?? {}).map(([topic, confidence]) => ({ topic, confidence })) };

/** `now`: where the stage's clock begins, so that hours and days in a conversation are always the same. With Webex it is still local mode, which a token alone would end. */
export async function openStage(now?: string, has: { readonly webex?: boolean } = {}): Promise<Stage> {
  const base = { PORT: '0', ACCOUNT_MAIL: 'konten@also.example', SUPPORT_MAIL: 'support@also.example', HANDOFF_HUB_CHANNELS: 'omnichannel', CONTACT_MESSAGES_PER_10_SECONDS: '100000', CODE_PEPPER: 'the pepper of the tests, known to all' };
  const database = await openTestDatabase(readSettings(base).database);
  const errors: string[] = [];
  const writeLog = (line: string) => { if (line.includes('"level":"error"') && !BEGINNING.test(line)) errors.push(line); };
  const kept: Database = { ...database, close: async () => {} };
  // Webex goes by Lotse's clock: what is older than a day is not heard there.
  const webex = has.webex ? await startWebex({ clockMs: () => lotse.services.clock.now().getTime() }) : undefined;
  const ofWebex = webex && { token: webex.token, secret: 'the secret of the webhooks in tests', url: webex.url, checkMinutes: 60 };
  const start = (port: number): Promise<Lotse> => wireLotse({ ...readSettings({ ...base, PORT: String(port) }), webex: ofWebex }, {
    openDatabase: async () => kept, writeLog, understanding: TOLD, pagesFolder: path.resolve(__dirname, '../dist/bot/pages'),
    // A stage goes by its own clock: a minute that strikes meanwhile would make each play another one.
    ticking: () => ({ stop: async () => {} }),
  });
  let lotse = await start(0);
  const port = await lotse.listen();
  const connector = await startConnector();
  const url = `http://127.0.0.1:${port}`;
  if (now) await setClock(url, now);
  const tick = async () => { await lotse.jobs.tick(); await lotse.jobs.settle(); };
  if (webex) await tick();
  return {
    connector, webex, database, errors, url,
    importList: async (rows) => {
      const list = Buffer.from(['company;customer_number;country;canton;contact_name;contact_email;language;signatory;expires_on', ...rows].join('\n'));
      const said: string[] = [];
      const end = await lotse.services.partnerLists.import((async function* () { yield list; })(), { isDryRun: false, skipsRefused: false }, (line) => void said.push(line));
      if (end !== 0) throw new Error(`The list was not taken: ${said.join(' ')}`);
      await tick();
    },
    restart: async () => {
      await webex?.webhooks.idle();
      await lotse.stop();
      lotse = await start(port);
      await lotse.listen();
      await forgetDeadConnections(url);
      await tick();
    },
    settle: () => lotse.jobs.settle(),
    carry: async () => { await webex?.webhooks.idle(); await tick(); await lotse.jobs.settle(); },
    isHandedOff: async () => (await database.prisma.handoff.count({ where: { OR: [{ state: 'joined' }, { state: 'waiting', via: 'hub' }] } })) > 0,
    enterLink: () => lotse.consoleLinks!.make(),
    addAgent: async (name, { tenant, id }) => {
      const { agents } = lotse.services;
      const agent = await agents.signIn({ tenant, subject: id, name });
      await agents.setRoles(agent, agent.id, ['agent']);
      await agents.setProfile(agent, agent.id, { isAvailable: true });
    },
    stop: async () => {
      await lotse.stop();
      await connector.stop();
      await webex?.stop();
      await database.close();
    },
  };
}

async function setClock(url: string, now: string): Promise<void> {
  const answer = await fetch(`${url}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ now, asleep: true }) });
  if (answer.status !== 200) throw new Error(`The clock did not move to ${now}: ${await answer.text()}`);
}

/** A browser would connect anew by itself; fetch notices a closed connection only when it uses it. */
async function forgetDeadConnections(url: string): Promise<void> {
  for (let tries = 5; tries > 0; tries -= 1) if (await fetch(`${url}/livez`).then((answer) => answer.text(), () => '')) return;
}
