/** What the business knows and does; built once from the doors, handed to dialogs and to the edge. */
import type { Database } from '../prisma/database';
import type { Clock } from './clock';
import { createConsents, type Consents } from './consents';
import { createMemory, type Memory } from './memory';
import type { Random } from './random';
import { createTurns, type Turns } from './turns';
import { createWebchats, type Webchats } from './webchats';

export interface Doors {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Services {
  readonly clock: Clock;
  readonly random: Random;
  readonly turns: Turns;
  readonly consents: Consents;
  readonly webchats: Webchats;
  readonly memory: Memory;
}

export function createServices({ database, clock, random }: Doors): Services {
  return {
    clock, random,
    turns: createTurns(database, clock),
    consents: createConsents(),
    webchats: createWebchats(database, clock, random),
    memory: createMemory(database),
  };
}
