/**
 * Where events wait that come faster than one conversation may write. Webex gives up webhooks that are refused, and tells nobody that a message
 * was not taken, so nothing is refused: what waits is taken in its order, as fast as is allowed.
 */
import { HttpError } from '../../answers';
import type { Log } from '../../log';
import type { Metrics } from '../../metrics';
import type { WebexEvent } from './event';

export interface LineParts {
  /** Throws a 429 where the conversation writes too often. */
  readonly pace: (key: string) => void;
  readonly take: (event: WebexEvent) => Promise<void>;
  /** One that waited could not be taken. */
  readonly onMissed: (error: unknown) => void;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Whether an event waits; what does not may be taken at once. */
export type Waits = (event: WebexEvent) => boolean;

/** No person has more to say in so little time. */
const LONGEST = 100;

export function createLine({ pace, take, onMissed, log, metrics }: LineParts): Waits {
  const lines = new Map<string, WebexEvent[]>();

  async function move(room: string, line: WebexEvent[]): Promise<void> {
    while (line.length > 0) {
      const waitMs = waitMsOf(pace, room);
      if (waitMs > 0) return later(room, line, waitMs);
      await take(line.shift()!).catch(onMissed);
    }
    lines.delete(room);
  }

  function later(room: string, line: WebexEvent[], waitMs: number): void {
    setTimeout(() => void move(room, line), waitMs).unref();
  }

  return (event) => {
    const room = event.roomId;
    const line = lines.get(room) ?? [];
    const waitMs = lines.has(room) ? 0 : waitMsOf(pace, room);
    if (!lines.has(room) && waitMs === 0) return false;
    if (line.length >= LONGEST) {
      metrics.count('lotse_refused_total', { status: '429' });
      log.error('message not taken', { conversation: room, cause: 'too many' });
      return true;
    }
    line.push(event);
    if (!lines.has(room)) {
      lines.set(room, line);
      log.info('messages wait', { conversation: room, cause: 'too many' });
      later(room, line, waitMs);
    }
    return true;
  };
}

function waitMsOf(pace: (key: string) => void, room: string): number {
  try {
    pace(room);
    return 0;
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 429) throw error;
    return Math.max(1, Number(error.headers?.['retry-after'])) * 1000;
  }
}
