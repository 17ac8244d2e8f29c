/** How long Webex asked for patience, per kind of request: it is never asked again before (429 and 423 with Retry-After). */
import type { Clock } from '../../../services/clock';

export interface Patience {
  /** Milliseconds until such a request may leave; 0 where nothing stands against it. */
  remainingMs(kind: string): number;
  /** An answer asked for patience; answers for how long. */
  ask(kind: string, retryAfter: string | undefined): number;
}

/** What is to be waited where Webex does not say. */
const USUAL_MS = 15_000;
/** Replies are given up after a day anyway. */
const LONGEST_MS = 86_400_000;

export function createPatience(clock: Clock): Patience {
  const until = new Map<string, number>();
  const remainingMs = (kind: string) => Math.max(0, Math.ceil((until.get(kind) ?? 0) - clock.monotonicMs()));
  return {
    remainingMs,
    ask: (kind, retryAfter) => {
      until.set(kind, Math.max(until.get(kind) ?? 0, clock.monotonicMs() + retryAfterMs(retryAfter, clock.now())));
      return remainingMs(kind);
    },
  };
}

/** Seconds or a date, as HTTP has it; nothing and nonsense mean the usual. */
function retryAfterMs(header: string | undefined, now: Date): number {
  const seconds = Number(header);
  const ms = seconds > 0 ? seconds * 1000 : Date.parse(header ?? '') - now.getTime();
  return ms > 0 ? Math.min(ms, LONGEST_MS) : USUAL_MS;
}
