/** How fast messages may leave, over all instances together: a moment is reserved for each of them. Lotse's clock. */
import { holdBack, readFreeAt, reserveTime } from '../prisma/pace';
import type { Database } from '../prisma/database';
import type { Clock } from './clock';

/** Moments for so many messages, in order; or when the next one is free, where that is farther ahead than one wants to wait. */
export type Reservation = { readonly slots: readonly Date[] } | { readonly freeAt: Date };

export interface Pace {
  /** `aheadMs`: the first moment lies at least so far ahead, for those who need time to get ready for it. */
  reserve(key: string, count: number, limits: { readonly perSecond: number; readonly withinMs: number; readonly aheadMs?: number }): Promise<Reservation>;
  /** The other side has asked for patience: nothing leaves before. */
  holdBack(key: string, until: Date): Promise<void>;
}

/** So much slower than allowed, since what leaves evenly arrives a little unevenly. */
const MARGIN = 0.88;

export function createPace(database: Database, clock: Clock): Pace {
  return {
    reserve: async (key, count, { perSecond, withinMs, aheadMs = 0 }) => {
      const from = new Date(clock.now().getTime() + aheadMs);
      const spacingMs = Math.ceil(1000 / (perSecond * MARGIN));
      const end = await reserveTime(database, key, from, spacingMs * count, new Date(from.getTime() + withinMs));
      if (!end) return { freeAt: (await readFreeAt(database, key)) ?? from };
      return { slots: Array.from({ length: count }, (_, place) => new Date(end.getTime() - spacingMs * (count - place))) };
    },
    holdBack: (key, until) => holdBack(database, key, clock.now(), until),
  };
}
