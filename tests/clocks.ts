/** Clocks of tests: they stand until they are moved, and nobody waits for them. */
import type { Clock } from '../services/clock';

/** A clock that shows what the test says. */
export function clockAt(now: () => Date): Clock {
  return { now: () => new Date(now()), pauseUntil: async () => {}, monotonicMs: () => 0 };
}

export function standingClock(start = Date.UTC(2027, 0, 31, 9)): Clock & { move(ms: number): void; set(time: Date): void } {
  let now = start;
  return {
    now: () => new Date(now), monotonicMs: () => now, move: (ms) => { now += ms; }, set: (time) => { now = time.getTime(); },
    pauseUntil: async (moment) => { now = Math.max(now, moment.getTime()); },
  };
}
