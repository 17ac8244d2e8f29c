/**
 * How often a contact may write: a sliding window per key, on Lotse's clock. Each process counts for itself, so that N instances let N times as much
 * pass: to count together would cost a statement for each message that a flood brings, which is what is to be kept from the database.
 */
import type { Clock } from '../services/clock';
import { HttpError } from './answers';

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

/** Whoever was told so is not told again for a while. */
const TOLD_MS = 600_000;

/** Refuses what comes too often under one key, with the time to wait. `onSlowed` hears of a key that is refused, and not again for ten minutes. */
export function createPace(clock: Clock, messagesPer10Seconds: number, onSlowed: (key: string) => void = () => {}): (key: string) => void {
  const limit = createLimit(clock, messagesPer10Seconds, 10_000);
  const told = createLimit(clock, 1, TOLD_MS);
  return (key) => {
    const seconds = limit.waitSeconds(key);
    if (seconds === 0) return;
    if (told.waitSeconds(key) === 0) onSlowed(key);
    throw new HttpError(429, 'TooMany', `Too many messages: please wait ${seconds} s.`, { 'retry-after': String(seconds) });
  };
}
