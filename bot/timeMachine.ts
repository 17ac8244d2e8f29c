/** Local mode's clock: it can be moved forward, and on the way everything that comes due is done, as real time would. */
import type { Clock } from '../services/clock';
import { addDuration } from '../services/duration';
import type { Memory } from '../services/memory';
import type { Jobs } from './jobs';

export interface TimeMachine {
  readonly clock: Clock;
  /** Takes up the offset that an earlier run kept. */
  load(memory: Memory): Promise<void>;
  /** Moves to a time; stops at every due time on the way unless Lotse was `asleep` meanwhile. False for the past. */
  moveTo(target: Date, asleep: boolean, jobs: Jobs): Promise<boolean>;
}

const NAME = 'clock.shiftMs';
/** Beyond this year dates are of no use to anybody. */
const LAST_YEAR = 2199;

export function createTimeMachine(real: Clock): TimeMachine {
  let shiftMs = 0;
  let memory: Memory | undefined;
  const clock: Clock = { now: () => new Date(real.now().getTime() + shiftMs) };

  async function jump(target: Date): Promise<void> {
    const aheadMs = target.getTime() - clock.now().getTime();
    if (aheadMs > 0) shiftMs += aheadMs;
    await memory?.keep(NAME, String(shiftMs));
  }

  return {
    clock,
    load: async (from) => {
      memory = from;
      shiftMs = Number((await from.find(NAME)) ?? 0);
    },
    moveTo: async (target, asleep, jobs) => {
      if (target < clock.now() || target.getUTCFullYear() > LAST_YEAR) return false;
      for (let due = asleep ? undefined : await jobs.nextDue(target); due; due = await jobs.nextDue(target)) {
        await jump(due);
        await jobs.tick();
      }
      await jump(target);
      await jobs.tick();
      return true;
    },
  };
}

/** Where `{"now": ISO}` or `{"advance": "P30D"}` leads, or undefined where neither can be read. */
export function targetOf(body: Record<string, unknown>, now: Date): Date | undefined {
  if (typeof body.advance === 'string') return addDuration(now, body.advance);
  if (typeof body.now !== 'string' || !/^\d{4}-\d\d-\d\d(T|$)/.test(body.now)) return undefined;
  const date = new Date(body.now);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
