/** The door to the present. Nothing else asks the machine what time it is. */
export interface Clock {
  now(): Date;
}

/** The machine's time, moved forward by what `shiftMs` says (0 outside local mode). */
export function createClock(shiftMs: () => number = () => 0): Clock {
  return { now: () => new Date(Date.now() + shiftMs()) };
}
