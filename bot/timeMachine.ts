/** Local mode's clock: it can be moved forward, and on the way everything that comes due is done, as real time would. */
import type { Clock } from '../services/clock';
import { addDuration } from '../services/duration';
import type { Memory } from '../services/memory';
import type { Jobs } from './jobs';

export interface TimeMachine {
  readonly clock: Clock;
  /** Takes up the offset that an earlier run kept. */
  load(memory: Memory): Promise<void>;
  /** Moves to a time; stops at every due time on the way unless Lotse was `asleep` meanwhile. False for the past, and for what is too far. */
  moveTo(target: Date, asleep: boolean, jobs: Jobs): Promise<boolean>;
}

const NAME = 'clock.shiftMs';
/** Beyond this year dates are of no use to anybody. */
const LAST_YEAR = 2199;
/** Everything that comes due on the way is done, which takes its time. */
const LONGEST_MOVE_YEARS = 10;
/** What is still due after a tick waits for the next one, as in real time; what nobody can do is asked for less and less often. */
const TICK_MS = 60_000;
const LONGEST_TICK_MS = 86_400_000;

export function createTimeMachine(real: Clock): TimeMachine {
  let shiftMs = 0;
  let memory: Memory | undefined;
  let isMoving = false;
  const now = () => new Date(real.now().getTime() + shiftMs);
  const skipTo = (moment: Date) => { shiftMs += Math.max(0, moment.getTime() - now().getTime()); };
  const clock: Clock = {
    now, monotonicMs: real.monotonicMs,
    // While the clock is being moved nobody waits for it: what is paced by Lotse's time is paced by the moved one.
    pauseUntil: async (moment) => (isMoving ? skipTo(moment) : real.pauseUntil(new Date(moment.getTime() - shiftMs))),
  };

  return {
    clock,
    load: async (from) => {
      memory = from;
      shiftMs = Number((await from.find(NAME)) ?? 0);
    },
    moveTo: async (target, asleep, jobs) => {
      if (target < now() || target.getUTCFullYear() > LAST_YEAR) return false;
      if (!asleep && target.getUTCFullYear() - now().getUTCFullYear() > LONGEST_MOVE_YEARS) return false;
      isMoving = true;
      try {
        // What is just leaving leaves now, and not late.
        await jobs.settle();
        if (!asleep) await stopOnTheWay(target, jobs, now, skipTo);
        skipTo(target);
        await memory?.keep(NAME, String(shiftMs));
        await tick(jobs);
      } finally {
        isMoving = false;
      }
      return true;
    },
  };
}

/** Does what comes due before a time, at its time. */
async function stopOnTheWay(target: Date, jobs: Jobs, now: () => Date, skipTo: (moment: Date) => void): Promise<void> {
  let waitMs = TICK_MS;
  for (let due = await jobs.nextDue(target); due && now() < target; due = await jobs.nextDue(target)) {
    const isOverdue = due <= now();
    const next = isOverdue ? new Date(now().getTime() + waitMs) : due;
    waitMs = isOverdue ? Math.min(waitMs * 2, LONGEST_TICK_MS) : TICK_MS;
    skipTo(next < target ? next : target);
    await tick(jobs);
  }
}

async function tick(jobs: Jobs): Promise<void> {
  await jobs.tick();
  await jobs.settle();
}

/** Where `{"now": ISO}` or `{"advance": "P30D"}` leads, or undefined where neither can be read. */
export function targetOf(body: Record<string, unknown>, now: Date): Date | undefined {
  if (typeof body.advance === 'string') return addDuration(now, body.advance);
  if (typeof body.now !== 'string' || !/^\d{4}-\d\d-\d\d(T|$)/.test(body.now)) return undefined;
  const date = new Date(body.now);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
