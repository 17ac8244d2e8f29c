/** Lets the replies of committed turns out, in order per conversation, and sends later what could not be sent at once. */
import { momentsOf, stepsOf } from '../services/replyPace';
import type { GivenUpTurn, UnsentTurn } from '../services/turns';
import type { Reply } from './channels/channel';
import { deliverTurn, WAIT_MS, type DeliveringParts, type Patience } from './delivering';
import type { Job } from './jobs';
import { createQueue } from './queue';
import type { TurnResult } from './turn';

export interface Outgoing {
  /** Sends in the background; `drain` waits for it. Ends once nothing more leaves for now, and tells whether all of it is out; does not throw. */
  send(turn: TurnResult): Promise<boolean>;
  /** Whether the replies of a turn, whose activity came again, were left behind: else they are out, or whoever committed them is just sending them. */
  isLeftBehind(turn: Pick<TurnResult, 'conversationId' | 'activityId'>): Promise<boolean>;
  /** Begins to send the replies of turns that a crash or an unreachable channel left behind. */
  readonly recovery: Job;
  drain(): Promise<void>;
}

/** What could not be said for a day is not worth saying any more; an agent's word is told to have failed then. */
const GIVE_UP_AFTER_MS = 86_400_000;
/** Well within the wait, so that a slow channel does not make another instance say the same. */
const HOLD_EVERY_MS = 10_000;
/** Whoever waits for less than this when Lotse stops goes on. */
const SHORT_MS = 1000;

export function createOutgoing(parts: DeliveringParts): Outgoing {
  const { turns, log } = parts;
  const stop = createStop(parts.clock);
  const queue = createQueue();
  const underWay = new Map<string, { turn: TurnResult; work: Promise<boolean> }>();
  const holding = setInterval(() => {
    const held = [...underWay.values()].map(({ turn }) => turn);
    if (held.length > 0) turns.hold(held).catch((error: unknown) => log.error('turns not held', { error }));
  }, HOLD_EVERY_MS).unref();

  /** A turn whose replies are just leaving is not sent a second time. */
  function track(turn: TurnResult): Promise<boolean> {
    const key = `${turn.conversationId}|${turn.activityId}`;
    const known = underWay.get(key);
    if (known) return known.work;
    const work = queue(turn.conversationId, () => deliverTurn(parts, turn, stop.patience))
      .catch((error: unknown) => { log.error('reply failed', { conversation: turn.conversationId, error }); return false; })
      .finally(() => underWay.delete(key));
    underWay.set(key, { turn, work });
    return work;
  }

  // What is out is noted, too: else whoever moves the clock then makes of it something that was left behind.
  const settle = async () => { while (underWay.size > 0) await Promise.all([...underWay.values()].map(({ work }) => work)); await turns.flush(); };

  return {
    send: track,
    isLeftBehind: (turn) => turns.takeUp(turn, WAIT_MS),
    recovery: {
      name: 'replies', runs: 'atEachTick', nextDue: async () => undefined,
      run: async () => {
        for (const turn of await turns.takeUnsent(WAIT_MS, GIVE_UP_AFTER_MS)) void track(await resultOf(parts, turn));
        for (const turn of await turns.takeGivenUp(WAIT_MS, GIVE_UP_AFTER_MS)) await giveUp(parts, turn).catch((error: unknown) => log.error('not told that it did not arrive', { conversation: turn.conversationId, error }));
      },
      settle,
    },
    drain: async () => { stop.now(); await settle(); clearInterval(holding); },
  };
}

/** Somebody's words do not vanish: whoever said them is told before they count as done. */
async function giveUp({ turns, missed }: DeliveringParts, turn: GivenUpTurn): Promise<void> {
  await missed(turn, turn.said > 0 ? 'unknown' : 'undelivered');
  turns.sent(turn);
}

/** A turn that was left behind, its replies counted in anew. */
async function resultOf({ turns, limits, clock }: DeliveringParts, { replies: kept, tenant, ...turn }: UnsentTurn): Promise<TurnResult> {
  const replies = JSON.parse(kept) as Reply[];
  const waiting = replies.length - turn.said;
  const paces = limits.everyMs === 0 ? undefined : await turns.movePaces(turn.conversationId, stepsOf(limits, waiting));
  const moments = paces ? momentsOf(limits, waiting, paces, clock.now()) : [];
  return { ...turn, replies, moments: [...replies.slice(0, turn.said).map(() => clock.now()), ...moments], toSend: true, isTakenUp: true, ...(tenant !== null && { tenant }) };
}

/** Waiting that ends early when Lotse stops. */
function createStop(clock: DeliveringParts['clock']): { now(): void; readonly patience: Patience } {
  let stop = () => {};
  const stopped = new Promise<'stopping'>((resolve) => { stop = () => resolve('stopping'); });
  return {
    now: () => stop(),
    patience: async (moment) => {
      const ms = moment.getTime() - clock.now().getTime();
      if (ms <= 0) return 'passed';
      const passed = clock.pauseUntil(moment).then(() => 'passed' as const);
      return ms < SHORT_MS ? passed : Promise.race([passed, stopped]);
    },
  };
}
