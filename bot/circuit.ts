/**
 * What an answer tells about the next messages to the same tenant. A conversation's own limits are never reached here, so patience that is
 * asked for is asked of the tenant; and where nothing arrives any more, nothing is tried for a while. Held back is held back on all instances.
 */
import type { Clock } from '../services/clock';
import type { Pace } from '../services/pace';
import type { Delivery } from './channels/channel';

export interface Circuit {
  note(key: string, delivery: Delivery): Promise<void>;
}

const FAILED_IN_A_ROW = 10;
/** So long nothing is tried then. */
const OPEN_MS = 30_000;

export function createCircuit(pace: Pace, clock: Clock): Circuit {
  const failures = new Map<string, number>();
  const holdBack = (key: string, ms: number) => pace.holdBack(key, new Date(clock.now().getTime() + ms));
  return {
    note: async (key, delivery) => {
      if (delivery.kind === 'later' && delivery.retryAfterMs !== undefined) return holdBack(key, delivery.retryAfterMs);
      const count = delivery.kind === 'later' || delivery.kind === 'ambiguous' ? (failures.get(key) ?? 0) + 1 : 0;
      if (count > 0 && count < FAILED_IN_A_ROW) failures.set(key, count);
      else failures.delete(key);
      if (count === FAILED_IN_A_ROW) await holdBack(key, OPEN_MS);
    },
  };
}
