/** The door to the present. Nothing else asks the machine what time it is. */
export interface Clock {
  now(): Date;
}

/** The machine's time. */
export function createClock(): Clock {
  return { now: () => new Date() };
}
