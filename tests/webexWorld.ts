/** The world of a test with Webex: a running Lotse, a fake Webex that it talks to over HTTP, and people who write there. */
import { readSettings } from '../bot/env';
import { wireLotse, type Lotse } from '../bot/wiring';
import type { Database } from '../prisma/database';
import { openTestDatabase } from './database';
import { startWebex, type FakeWebex, type Somebody, type WebexMessage, type WebexOptions } from './fakes/webex';

export const SECRET = 'the secret of the webhooks in tests';

export interface WebexWorld {
  readonly webex: FakeWebex;
  readonly logged: string[];
  readonly lotse: Lotse;
  readonly url: string;
  person(name: string): WebexPerson;
  /** Stops Lotse and starts it again at the same address, on the same database; `meanwhile` happens in between. */
  restart(meanwhile?: () => void): Promise<void>;
  /** A tick of the jobs, and what it began. */
  tick(): Promise<void>;
  /** A tick so much later: all that asks for the time hears another one. */
  later(ms: number): Promise<void>;
  stop(): Promise<void>;
}

const TIMERS = ['clearImmediate', 'clearInterval', 'clearTimeout', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout'] as const;

/** `before`: what happens on Webex before Lotse is there for the first time. */
export async function createWebexWorld(options: WebexOptions = {}, env: NodeJS.ProcessEnv = {}, before: (webex: FakeWebex) => void = () => {}): Promise<WebexWorld> {
  const webex = await startWebex(options);
  before(webex);
  const logged: string[] = [];
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = readSettings({
    PORT: String(port), HOST: '127.0.0.1', PUBLIC_URL: url, SHUTDOWN_GRACE_MS: '0', CONTACT_MESSAGES_PER_10_SECONDS: '100000', CODE_PEPPER: 'the pepper of the tests, known to all',
    WEBEX_ACCESS_TOKEN: webex.token, WEBEX_WEBHOOK_SECRET: SECRET, WEBEX_API_URL: webex.url, ...env,
  });
  const database = await openTestDatabase(settings.database);
  const kept: Database = { ...database, close: async () => {} };
  const start = () => wireLotse(settings, { openDatabase: async () => kept, writeLog: (line) => void logged.push(line), ticking: () => ({ stop: async () => {} }) });
  let lotse = await start();
  const tick = async () => { await lotse.jobs.tick(); await lotse.jobs.settle(); };
  const listen = async () => { await lotse.listen(); await tick(); };
  await listen();
  return {
    webex, logged, url, tick, get lotse() { return lotse; },
    person: (name) => new WebexPerson(webex, webex.person(name)),
    restart: async (meanwhile) => {
      await lotse.stop();
      meanwhile?.();
      await webex.webhooks.idle();
      lotse = await start();
      await listen();
    },
    later: async (ms) => {
      jest.useFakeTimers({ doNotFake: [...TIMERS], now: Date.now() + ms });
      await tick();
    },
    stop: async () => {
      jest.useRealTimers();
      await lotse.stop();
      await webex.stop();
      await database.close();
    },
  };
}

/** Somebody who writes on Webex, in the direct room with Lotse or in a group. */
export class WebexPerson {
  private room: string | undefined;

  constructor(private readonly webex: FakeWebex, readonly self: Somebody) {}

  get roomId(): string {
    return (this.room ??= this.webex.directRoom(this.self).id);
  }

  get last(): WebexMessage {
    const last = this.webex.saidIn(this.roomId).at(-1);
    if (!last) throw new Error(`${this.self.displayName} has heard nothing yet.`);
    return last;
  }

  /** Finds Lotse and hears its greeting. */
  async arrives(): Promise<WebexMessage[]> {
    return this.webex.waitFor(this.roomId, 0);
  }

  async says(text: string, parentId?: string): Promise<WebexMessage[]> {
    return this.hears(() => void this.webex.say(this.webex.directRoom(this.self), this.self, { text, ...(parentId !== undefined && { parentId }) }));
  }

  async presses(title: string, on: WebexMessage = this.last, inputs: object = {}): Promise<WebexMessage[]> {
    const button = buttonsOf(on).find((each) => each.title === title);
    if (!button) throw new Error(`No button "${title}", only: ${buttonsOf(on).map((each) => each.title).join(' | ')}.`);
    return this.hears(() => this.webex.press(on, this.self, { ...button.data, ...inputs }));
  }

  private async hears(act: () => void): Promise<WebexMessage[]> {
    const before = this.webex.saidIn(this.roomId).length;
    act();
    return this.webex.waitFor(this.roomId, before);
  }
}

export interface CardButton {
  readonly type: string;
  readonly title: string;
  readonly data?: { readonly lotse: { readonly card: string; readonly choice: string } };
  readonly url?: string;
}

export function buttonsOf(part: unknown): CardButton[] {
  if (Array.isArray(part)) return part.flatMap(buttonsOf);
  if (typeof part !== 'object' || part === null) return [];
  if (String((part as CardButton).type).startsWith('Action.')) return [part as CardButton];
  return Object.values(part).flatMap(buttonsOf);
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
