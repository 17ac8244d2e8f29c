/** The door to the present. Nothing else asks the machine what time it is, or waits for a moment of Lotse's time. */
export interface Clock {
  now(): Date;
  /** Waits until Lotse's time has come so far; at once where it has. */
  pauseUntil(moment: Date): Promise<void>;
  /** Milliseconds that only rise, whatever is done to the machine's time; for telling how long something took. */
  monotonicMs(): number;
}

/** The machine's time. */
export function createClock(): Clock {
  return {
    now: () => new Date(),
    pauseUntil: (moment) => new Promise((resolve) => { setTimeout(resolve, Math.max(0, moment.getTime() - Date.now())).unref(); }),
    monotonicMs: () => performance.now(),
  };
}
