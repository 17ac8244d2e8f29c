/** How fast messages may leave, over all instances together: a moment is reserved for each of them. Lotse's clock. */
import { holdBack, readFreeAt, reserveTime } from '../prisma/pace';
import type { Database } from '../prisma/database';
import type { Clock } from './clock';
import { createGathering, type Gathering } from './gathering';

/** A moment for a message; or when the next one is free, where that is farther ahead than one wants to wait. */
export type Reservation = { readonly slot: Date } | { readonly freeAt: Date };

export interface Limits {
  readonly perSecond: number;
  readonly withinMs: number;
  /** The moment lies at least so far ahead, for those who need time to get ready for it. */
  readonly aheadMs?: number;
}

export interface Pace {
  reserve(key: string, limits: Limits): Promise<Reservation>;
  /** The other side has asked for patience: nothing leaves before. */
  holdBack(key: string, until: Date): Promise<void>;
}

/** So much slower than allowed, since what leaves evenly arrives a little unevenly. */
const MARGIN = 0.88;
/** Those who ask at once get their moments in one statement, but never for longer than this, so that other instances come in between. */
const LONGEST_STRETCH_MS = 250;
const GATHERED = { soonestMs: 0, latestMs: 25 };

export function createPace(database: Database, clock: Clock): Pace {
  const asking = new Map<string, Gathering<Limits, Reservation>>();

  /** All that is asked of one limit at nearly the same time. */
  function askingOf(key: string, perSecond: number): Gathering<Limits, Reservation> {
    const name = `${perSecond}|${key}`;
    const known = asking.get(name) ?? createGathering((each: readonly Limits[]) => reserve(key, each), { ...GATHERED, limit: Math.max(1, Math.floor((perSecond * LONGEST_STRETCH_MS) / 1000)) });
    asking.set(name, known);
    return known;
  }

  async function reserve(key: string, each: readonly Limits[]): Promise<readonly Reservation[]> {
    const [{ perSecond }] = each as readonly [Limits];
    const from = new Date(clock.now().getTime() + Math.max(...each.map(({ aheadMs = 0 }) => aheadMs)));
    const spacingMs = Math.ceil(1000 / (perSecond * MARGIN));
    const latest = new Date(from.getTime() + Math.min(...each.map(({ withinMs }) => withinMs)));
    const end = await reserveTime(database, key, from, spacingMs * each.length, latest);
    if (end) return each.map((_, place) => ({ slot: new Date(end.getTime() - spacingMs * (each.length - place)) }));
    const freeAt = (await readFreeAt(database, key)) ?? from;
    return each.map(() => ({ freeAt }));
  }

  return {
    reserve: (key, limits) => askingOf(key, limits.perSecond).add(limits),
    holdBack: (key, until) => holdBack(database, key, clock.now(), until),
  };
}
