/** Lets the replies of committed turns out, in order per conversation, and sends later what could not be sent at once. */
import type { Turns } from '../services/turns';
import { isDeath, type Channel, type Death, type Reply } from './channels/channel';
import type { Job } from './jobs';
import type { Log } from './log';
import type { Metrics } from './metrics';
import { createQueue } from './queue';
import type { TurnResult } from './turn';

export interface Outgoing {
  /** Sends in the background; `drain` waits for it. */
  send(turn: TurnResult): void;
  /** Begins to send the replies of turns that a crash or an unreachable channel left behind. */
  readonly recovery: Job;
  drain(): Promise<void>;
}

export interface OutgoingParts {
  readonly turns: Turns;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Nothing can be said in a conversation any more, and why. */
  readonly bury?: (conversationId: string, cause: Death) => Promise<void>;
}

/** Long enough that a turn which is just being sent by another instance is over. */
const WAIT_MS = 30_000;
/** What could not be said for a day is not worth saying any more. */
const GIVE_UP_AFTER_MS = 86_400_000;
/** Well within the wait, so that a slow channel does not make another instance say the same. */
const HOLD_EVERY_MS = 10_000;

export function createOutgoing(parts: OutgoingParts): Outgoing {
  const { turns, log } = parts;
  const queue = createQueue();
  const underWay = new Map<string, { turn: TurnResult; work: Promise<void> }>();
  const holding = setInterval(() => {
    const held = [...underWay.values()].map(({ turn }) => turn);
    if (held.length > 0) turns.hold(held).catch((error: unknown) => log.error('turns not held', { error }));
  }, HOLD_EVERY_MS).unref();

  /** A turn whose replies are just leaving is not sent a second time because the channel repeats its activity. */
  function track(turn: TurnResult): Promise<void> {
    const key = `${turn.conversationId}|${turn.activityId}`;
    const known = underWay.get(key);
    if (known) return known.work;
    const work = queue(turn.conversationId, () => deliver(parts, turn))
      .catch((error: unknown) => log.error('reply failed', { conversation: turn.conversationId, error }))
      .finally(() => underWay.delete(key));
    underWay.set(key, { turn, work });
    return work;
  }

  return {
    send: (turn) => void track(turn),
    recovery: {
      name: 'replies', runs: 'atEachTick', nextDue: async () => undefined,
      run: async () => {
        const unsent = await turns.takeUnsent(WAIT_MS, GIVE_UP_AFTER_MS);
        for (const { replies, ...turn } of unsent) void track({ ...turn, replies: JSON.parse(replies) as Reply[], toSend: true });
      },
    },
    drain: async () => {
      while (underWay.size > 0) await Promise.all([...underWay.values()].map(({ work }) => work));
      clearInterval(holding);
      await turns.flush();
    },
  };
}

/** One reply after the other; what cannot be reached waits for the job, what may have arrived is not said again. */
async function deliver({ turns, channels, log, metrics, bury }: OutgoingParts, turn: TurnResult): Promise<void> {
  const channel = channels.get(turn.channel);
  if (channel?.way.kind !== 'post') return log.info('reply waits', { conversation: turn.conversationId, channel: turn.channel });
  for (const reply of turn.replies) {
    const delivery = await channel.way.deliver(turn.address, reply);
    metrics.count('lotse_replies_total', { delivery: delivery.kind });
    if (delivery.kind === 'later') return log.info('reply waits', { conversation: turn.conversationId });
    if (delivery.kind !== 'delivered') log.info('reply not confirmed', { conversation: turn.conversationId, delivery: delivery.kind, cause: delivery.cause });
    if (delivery.kind === 'refused') {
      if (isDeath(delivery.cause)) await bury?.(turn.conversationId, delivery.cause);
      break;
    }
  }
  turns.sent(turn);
}
