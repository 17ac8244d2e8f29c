/** What is served: doors, each with its gate, and what a part of Lotse does by itself while it serves. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Role } from '../services/agents/agent';
import type { Route } from './answers';
import type { Check } from './health';
import type { Job } from './jobs';

/**
 * What stands between the network and a route. `open`: pages of this origin and programs. `work`: the same, and refused
 * while Lotse stops, so that what was taken is finished. `console`: headers of its own, and whoever `access` names.
 */
export type Gate = 'open' | 'work' | 'console';

/** Who may pass into the console: everybody (its page, the way in), whoever has signed in, or people with one of these roles. */
export type Access = 'anybody' | 'signedIn' | readonly Role[];

/** One address that Lotse serves. */
export interface Door {
  readonly method: 'get' | 'post' | 'opts';
  readonly path: string;
  readonly route: Route;
  readonly gate: Gate;
  /** Doors of the console say whom they are for; all checks of the console are made from this list. */
  readonly access?: Access;
}

/** What a channel or the console serves, and what it does by itself. */
export interface Serving {
  readonly doors: readonly Door[];
  readonly jobs?: readonly Job[];
  /** What must be well for Lotse to be ready. */
  readonly checks?: readonly Check[];
  /** Takes over connections that are to be more than HTTP. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Before the port is open; does not throw. */
  readonly begin?: () => Promise<void>;
  /** Nothing more by itself: Lotse stops. */
  readonly end?: () => void;
}
