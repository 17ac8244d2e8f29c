/**
 * The world of a test: a running Lotse on a real HTTP port with a database of its own, a connector that misbehaves as
 * the real one does, and people who write. Real parts but for the Bot Connector, which cannot be had here.
 */
import path from 'node:path';
import { readSettings } from '../bot/env';
import { wireLotse, type Instead, type Lotse } from '../bot/wiring';
import type { Understanding } from '../services/understanding/understanding';
import { startConnector, type FakeConnector } from './fakes/connector';
import { openTestDatabase } from './database';
import { Person, type PersonOptions } from './person';

export interface World {
  readonly lotse: Lotse;
  readonly url: string;
  readonly connector: FakeConnector;
  /** Lines that Lotse logged, newest last. */
  readonly logged: string[];
  /** A contact in a conversation of its own. `webchat` speaks Direct Line, all others the Bot Framework protocol. */
  person(name: string, options?: PersonOptions): Person;
  /** Moves Lotse's clock forward, as the time machine of local mode does. */
  advance(duration: string): Promise<void>;
  stop(): Promise<void>;
}

/** What is learnt anew must move no other test: whoever wants Lotse to understand free text says so. */
export const UNDERSTANDS_NOTHING: Understanding = { guess: () => [] };

export async function createWorld(env: NodeJS.ProcessEnv = {}, instead: Instead = {}): Promise<World> {
  const logged: string[] = [];
  const settings = readSettings({ PORT: '0', SHUTDOWN_GRACE_MS: '0', CONTACT_MESSAGES_PER_10_SECONDS: '100000', CODE_PEPPER: 'the pepper of the tests, known to all', ...env });
  const lotse = await wireLotse(settings, {
    openDatabase: openTestDatabase, writeLog: (line) => void logged.push(line), pagesFolder: path.resolve(__dirname, '../dist/bot/pages'), understanding: UNDERSTANDS_NOTHING, ...instead,
  });
  const connector = await startConnector();
  const url = `http://127.0.0.1:${await lotse.listen()}`;
  return {
    lotse, url, connector, logged,
    person: (name, options = {}) => new Person(name, url, connector, options),
    advance: async (duration) => {
      const answer = await fetch(`${url}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ advance: duration }) });
      if (answer.status !== 200) throw new Error(`The clock did not move: ${await answer.text()}`);
    },
    stop: async () => {
      await lotse.stop();
      await connector.stop();
    },
  };
}
