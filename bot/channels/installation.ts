/** How a channel is built into Lotse: what it is given, what it serves, and what it does by itself. */
import type { Request } from 'restify';
import type { Services } from '../../services';
import type { Clock } from '../../services/clock';
import type { FileNetwork } from '../../services/network';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import type { Origins } from '../origins';
import type { Serving } from '../serving';
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

/** A channel, built in. */
export interface Installation {
  readonly channels: readonly Channel[];
  /** Once turns can be played. */
  serve(turns: Turns): Serving;
}
