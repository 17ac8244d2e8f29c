/** How often a contact may write: a sliding window per key, on Lotse's clock. */
import type { Clock } from '../services/clock';

export interface Limit {
  /** Seconds to wait, or 0 when this one may pass. */
  waitSeconds(key: string): number;
}

const KEYS_KEPT = 20_000;

export function createLimit(clock: Clock, count: number, windowMs: number): Limit {
  const passed = new Map<string, number[]>();
  return {
    waitSeconds: (key) => {
      const now = clock.now().getTime();
      const recent = (passed.get(key) ?? []).filter((at) => at > now - windowMs);
      passed.delete(key);
      if (passed.size >= KEYS_KEPT) passed.delete(passed.keys().next().value!);
      const isOver = recent.length >= count;
      passed.set(key, isOver ? recent : [...recent, now]);
      return isOver ? Math.max(1, Math.ceil((recent[0]! + windowMs - now) / 1000)) : 0;
    },
  };
}
