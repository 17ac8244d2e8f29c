/**
 * Lets notices out, in the background: takes up what dead processes have left, plans what is to be planned, and says what is due, a few
 * at a time. One run at a time in a process; any number of processes beside each other.
 */
import type { ClaimedMessage, InterruptedMessage } from '../../services/notices/ledger';
import type { Channel, Post } from '../channels/channel';
import type { Job } from '../jobs';
import { createNoticeSender, type NoticeSenderParts } from './noticeSender';
import { createRuns } from '../runs';

export interface Noticing {
  /** Begins a run and does not wait for it: a tick must not take as long as saying all that is due. */
  readonly job: Job;
  /** Something may be due, or to be planned, now. */
  wake(): void;
  /** All that was due is out. */
  idle(): Promise<void>;
  /** Claims nothing more, finishes what is being said, and gives back the rest. */
  drain(): Promise<void>;
}

export interface NoticingParts extends Omit<NoticeSenderParts, 'settings'> {
  readonly settings: NoticingSettings;
  /** Writes what follows from agreements into the ledger. */
  readonly plan: () => Promise<unknown>;
  /** When there is something to plan next. */
  readonly nextPlan: () => Promise<Date | undefined>;
  /** What is to be known of all that was claimed, read at once. */
  readonly prepare?: (messages: readonly ClaimedMessage[]) => Promise<void>;
  /** Whether nothing may be said at all, as on a database that was put back from a copy. */
  readonly isPaused?: () => boolean;
}

export interface NoticingSettings {
  /** How many messages are claimed in one statement, and how many are on their way at once. */
  readonly batch: number;
  readonly atOnce: number;
  readonly perSecond: number;
  readonly tries: number;
}

/** So long a channel that does not answer is asked again, before nobody will ever know. */
const ASK_MS = 3_600_000;

export function createNoticing(parts: NoticingParts): Noticing {
  const { ledger, clock, log } = parts;
  const send = createNoticeSender(parts);
  const runs = createRuns((isInterrupted) => run(parts, send, isInterrupted).catch((error: unknown) => log.error('notices not said', { error })), clock);
  const isPaused = () => parts.isPaused?.() ?? false;
  return {
    job: {
      name: 'notices', runs: 'atEachTick', settle: runs.idle,
      run: async () => { if (!isPaused()) runs.begin(); },
      nextDue: async () => (isPaused() ? undefined : earliest(await ledger.nextDue(), await parts.nextPlan())),
    },
    wake: () => { if (!isPaused()) runs.wake(); },
    idle: runs.idle, drain: runs.drain,
  };
}

function earliest(one: Date | undefined, other: Date | undefined): Date | undefined {
  return one && other ? (one < other ? one : other) : one ?? other;
}

/** Ends when nothing is due any more, or when there may be something else to look at first. */
async function run(parts: NoticingParts, send: (message: ClaimedMessage) => Promise<void>, isInterrupted: () => boolean): Promise<void> {
  const { ledger, settings } = parts;
  await reap(parts);
  await parts.plan();
  const claims = createClaims(parts, isInterrupted);
  const sayOneByOne = async () => {
    for (let message = await claims.next(); message; message = await claims.next()) await send(message);
  };
  const ends = await Promise.allSettled(Array.from({ length: settings.atOnce }, sayOneByOne));
  for (const message of await claims.rest()) await ledger.putBack(message);
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken) throw broken.reason;
}

/** Hands out claimed messages, and claims more before the last of them is gone, so that nobody waits for the database. */
function createClaims({ ledger, settings, prepare, onStep }: NoticingParts, isInterrupted: () => boolean) {
  const waiting: ClaimedMessage[] = [];
  let isAllClaimed = false;
  let claiming: Promise<void> | undefined;

  async function claim(): Promise<void> {
    const claimed = await ledger.claim(settings.batch);
    isAllClaimed = claimed.length === 0;
    try {
      if (!isAllClaimed) await onStep?.('claimed');
      await prepare?.(claimed);
    } finally {
      waiting.push(...claimed);
    }
  }

  function claimMore(): void {
    claiming = claim().finally(() => { claiming = undefined; });
    // Whoever needs what is claimed waits for it, and hears of a failure; so long as nobody does, there is another try.
    claiming.catch(() => {});
  }

  async function next(): Promise<ClaimedMessage | undefined> {
    while (!isInterrupted()) {
      if (waiting.length < settings.atOnce && !isAllClaimed && !claiming) claimMore();
      const message = waiting.shift();
      if (message || !claiming) return message;
      await claiming;
    }
    return undefined;
  }

  return {
    next,
    rest: async () => {
      await claiming?.catch(() => {});
      return waiting;
    },
  };
}

/** What was only claimed is planned again by now; of what was being sent, a channel may know more than we do. */
async function reap(parts: NoticingParts): Promise<void> {
  const { ledger, channels, log, onStep } = parts;
  const { unknown, toAsk } = await ledger.reap([...channels.values()].filter((channel) => finderOf(channel) !== undefined).map(({ id }) => id));
  if (unknown > 0) log.info('notices interrupted', { unknown });
  await onStep?.('reaped');
  for (const message of toAsk) await ask(parts, message);
}

async function ask({ ledger, channels, clock, onStep }: NoticingParts, message: InterruptedMessage): Promise<void> {
  const { channel, address, since } = message;
  const found = address === undefined ? 'unknown' : await finderOf(channels.get(channel))!(address, message.id, since).catch(() => 'unknown' as const);
  await onStep?.('asked');
  const mayKnowLater = address !== undefined && clock.now().getTime() - since.getTime() < ASK_MS;
  if (found === 'there') await ledger.sent(message);
  else if (found === 'absent') await ledger.putBack(message);
  else if (!mayKnowLater) await ledger.end(message, 'unknown', 'interrupted');
  await onStep?.('answered');
}

/** Asks a channel for a message, where it can be asked. */
function finderOf(channel: Channel | undefined): Post['find'] {
  return channel?.way.kind === 'post' ? channel.way.find : undefined;
}
