/**
 * How fast replies may leave in one conversation (Teams lets a bot say 7 in a second, 8 in two, 60 in thirty and 1,800 in an hour): a few at
 * once, then one after the other, and fewer still over an hour. Each reply moves the conversation's paces on; how far they have come
 * says when the reply may leave. Kept with the conversation, and so shared by all instances. Pure.
 */
import type { Paces, PaceSteps } from './turns';

export interface ReplyLimits {
  /** 0 where nothing is limited. */
  readonly everyMs: number;
  /** So many may leave at once after a while of silence. */
  readonly atOnce: number;
  readonly perHour: number;
}

const HOUR_MS = 3_600_000;
/** This part of an hour's replies may come in one go; the others come evenly. */
const IN_ONE_GO = 1 / 6;

export function stepsOf(limits: ReplyLimits, replies: number): PaceSteps {
  return limits.everyMs === 0 ? { paceMs: 0, hourPaceMs: 0 } : { paceMs: limits.everyMs * replies, hourPaceMs: hourEveryMs(limits) * replies };
}

/** When each of so many replies may leave that were counted in just now. */
export function momentsOf(limits: ReplyLimits, replies: number, { paceAt, hourPaceAt }: Paces, now: Date): Date[] {
  if (limits.everyMs === 0) return Array.from({ length: replies }, () => now);
  const first = (at: Date, everyMs: number, atOnce: number) => at.getTime() - everyMs * replies - everyMs * (atOnce - 1);
  const soonest = first(paceAt, limits.everyMs, limits.atOnce);
  const hourSoonest = first(hourPaceAt, hourEveryMs(limits), Math.max(1, Math.floor(limits.perHour * IN_ONE_GO)));
  return Array.from({ length: replies }, (_, place) => new Date(Math.max(now.getTime(), soonest + place * limits.everyMs, hourSoonest + place * hourEveryMs(limits))));
}

/** Where the pace of the moment stands for a conversation in which nothing may leave until then. */
export function heldPace({ everyMs, atOnce }: ReplyLimits, until: Date): Date {
  return new Date(until.getTime() + everyMs * (atOnce - 1));
}

function hourEveryMs({ perHour }: ReplyLimits): number {
  return Math.ceil(HOUR_MS / (perHour * (1 - IN_ONE_GO)));
}
