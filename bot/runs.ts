/** Work in the background that comes again and again: one run at a time, and those who ask for one soon after each other share it. */
import type { Clock } from '../services/clock';

export interface Runs {
  /** Begins one now, or once the present one is over. */
  begin(): void;
  /** Begins one soon. */
  wake(): void;
  /** Nothing is under way or asked for any more. */
  idle(): Promise<void>;
  /** No further run begins, and the present one comes to its end. */
  drain(): Promise<void>;
}

const GATHER_MS = 250;
/** A long run ends before its time where another one is asked for, since there may be something else to look at first. */
const LONG_MS = 1000;

/** `work` does not reject, and asks now and then whether it is to end. */
export function createRuns(work: (isInterrupted: () => boolean) => Promise<void>, clock: Clock): Runs {
  const state = { isAsked: false, isDraining: false, beganAt: -GATHER_MS };
  let current: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const isInterrupted = () => state.isDraining || (state.isAsked && clock.monotonicMs() - state.beganAt > LONG_MS);

  function begin(): void {
    clearTimeout(timer);
    timer = undefined;
    state.isAsked = current !== undefined;
    if (current || state.isDraining) return;
    state.beganAt = clock.monotonicMs();
    current = work(isInterrupted).finally(() => {
      current = undefined;
      if (state.isAsked) wake();
    });
  }

  function wake(): void {
    state.isAsked = true;
    if (!current && !state.isDraining) timer ??= setTimeout(begin, Math.max(0, state.beganAt + GATHER_MS - clock.monotonicMs())).unref();
  }

  return {
    begin, wake,
    idle: async () => {
      while (current || timer) {
        if (timer) begin();
        await current;
      }
    },
    drain: async () => {
      state.isDraining = true;
      await current;
    },
  };
}
