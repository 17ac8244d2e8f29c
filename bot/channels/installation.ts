/** How a channel is built into Lotse: what it is given, what it serves, and what it does by itself. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Request } from 'restify';
import type { Services } from '../../services';
import type { Clock } from '../../services/clock';
import type { FileNetwork } from '../../services/network';
import type { Route } from '../answers';
import type { Check } from '../health';
import type { Job } from '../jobs';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import type { Origins } from '../origins';
import type { Turns } from '../turn';
import type { Channel } from './channel';

export interface ChannelParts {
  readonly isLocal: boolean;
  readonly services: Services;
  readonly network: FileNetwork;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly origins: Origins;
  /** The bytes of a body, bounded, of JSON only; throws a BodyError. */
  readonly readBody: (request: Request) => Promise<Buffer>;
  /** Throws where one conversation writes too often. */
  readonly pace: (key: string) => void;
  /** Where Lotse is reached from outside, once that is known. */
  readonly address: () => string | undefined;
}

/** One address that Lotse serves. Work is refused while it stops, so that what was taken is finished. */
export interface Door {
  readonly method: 'get' | 'post' | 'opts';
  readonly path: string;
  readonly route: Route;
  readonly isWork: boolean;
}

/** A channel, built in. */
export interface Installation {
  readonly channels: readonly Channel[];
  /** Once turns can be played. */
  serve(turns: Turns): Serving;
}

/** What a channel serves, and what it does by itself. */
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
