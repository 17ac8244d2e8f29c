/** What Webex needs again and again: a look at the webhooks, and reading back what was said while they were not well. Each instance looks for itself. */
import type { Clock } from '../../../services/clock';
import type { Memory } from '../../../services/memory';
import type { Job } from '../../jobs';
import type { Log } from '../../log';
import type { ReadBack, Reach } from './catchUp';
import type { CheckWebhooks } from './webhooks';

export interface UpkeepParts {
  readonly check: CheckWebhooks;
  readonly catchUp: (since: Date, reach: Reach, isEnded: () => boolean) => Promise<ReadBack>;
  /** Where webhooks are to lead; undefined where Lotse cannot be reached. */
  readonly targetUrl: () => string | undefined;
  readonly clock: Clock;
  readonly memory: Memory;
  readonly log: Log;
  readonly everyMinutes: number;
}

export interface Upkeep {
  readonly job: Job;
  /** An event could not be taken. */
  readonly missed: () => void;
  readonly end: () => void;
}

/** Up to this moment, all that was announced has been heard. */
const HEARD_UNTIL = 'webex.heardUntil';
/** What is announced while somebody looks may be read a second time, but never not at all; and two clocks need not agree. */
const MARGIN_MS = 15 * 60_000;
const SOON_MS = 15_000;
/** A tick that comes a moment early must not cost another minute. */
const HALF_TICK_MS = 30_000;

export function createUpkeep(parts: UpkeepParts): Upkeep {
  const { clock, log } = parts;
  // At the start nobody knows what was said meanwhile.
  const state = { isBehind: true, dueAt: 0, missedMs: Infinity, lookedMs: 0, isEnded: false };
  let current: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  function begin(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    return (current ??= look(parts, state).catch((error: unknown) => log.error('webex upkeep failed', { error })).finally(() => { current = undefined; }));
  }

  return {
    job: {
      name: 'webex', runs: 'atEachTick', nextDue: async () => undefined, settle: async () => current,
      run: async () => { if (state.isBehind || clock.now().getTime() >= state.dueAt) void begin(); },
    },
    missed: () => {
      state.isBehind = true;
      state.missedMs = Math.min(state.missedMs, clock.now().getTime());
      if (!state.isEnded) timer ??= setTimeout(() => void begin(), SOON_MS).unref();
    },
    end: () => {
      state.isEnded = true;
      clearTimeout(timer);
    },
  };
}

interface State {
  isBehind: boolean;
  dueAt: number;
  /** Since when this instance has missed something; others may have heard all since then. */
  missedMs: number;
  /** Up to here, this instance knows of every direct room what happened there. */
  lookedMs: number;
  readonly isEnded: boolean;
}

async function look(parts: UpkeepParts, state: State): Promise<void> {
  const { check, targetUrl, clock, memory, everyMinutes } = parts;
  const began = clock.now();
  const target = targetUrl();
  let failure: Error | undefined;
  // Where no webhook leads here, or nobody knows whether one does, reading back is the only way to hear anything.
  const isDeaf = target === undefined || await check(target).then((repaired) => repaired > 0, (error: Error) => { failure = error; return true; });
  if (failure === undefined) state.dueAt = began.getTime() + everyMinutes * 60_000 - HALF_TICK_MS;
  const isWhole = await (state.isBehind || isDeaf ? readAll(parts, state, began) : readUnheard(parts, state));
  if (failure !== undefined) throw failure;
  if (state.isBehind) return;
  if (!isWhole) return void (state.dueAt = 0);
  state.lookedMs = began.getTime();
  await memory.keep(HEARD_UNTIL, began.toISOString());
}

async function readAll({ catchUp, memory, log }: UpkeepParts, state: State, began: Date): Promise<true> {
  const { missedMs } = state;
  // What is missed from here on makes another reading.
  Object.assign(state, { isBehind: false, missedMs: Infinity });
  try {
    const heardUntil = new Date(await memory.begin(HEARD_UNTIL, began.toISOString()));
    const { messages } = await catchUp(new Date(Math.min(heardUntil.getTime(), missedMs) - MARGIN_MS), 'all', () => state.isEnded);
    log.info('webex read back', { messages });
    return true;
  } catch (error) {
    Object.assign(state, { isBehind: true, missedMs: Math.min(missedMs, state.missedMs) });
    throw error;
  }
}

/** Webhooks that are well lose events all the same: whoever was not answered is found where more happened than was announced. What is left is for the next tick. */
async function readUnheard({ catchUp, log }: UpkeepParts, state: State): Promise<boolean> {
  try {
    const { messages, left } = await catchUp(new Date(state.lookedMs - MARGIN_MS), 'unheard', () => state.isEnded);
    if (messages > 0) log.info('webex read back', { messages, left });
    return left === 0;
  } catch (error) {
    // Nothing moves on, so that the next tick reads the same rooms.
    state.dueAt = 0;
    throw error;
  }
}
