/** Says one claimed message: on the route that is chosen for it, at most once, and notes in the ledger how that ended. */
import type { Clock } from '../../services/clock';
import type { Day } from '../../services/day';
import type { NewMail } from '../../services/mailQueue';
import type { ClaimedMessage, Going, Ledger } from '../../services/notices/ledger';
import type { NoticeReason } from '../../services/notices/notice';
import type { Pace } from '../../services/pace';
import type { Random } from '../../services/random';
import { limitKeyOf, type Channel, type Death, type Delivery, type Page, type Post, type Reply } from '../channels/channel';
import type { Circuit } from '../circuit';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import { settleBroken, settlePosted, settleStandstill, settleUnsaid, type Unsaid } from './noticeOutcome';

/** What is to become of a message, decided and put into words at the moment of sending. */
export type Composed =
  | Speech
  | ({ readonly kind: 'mail'; readonly mail: NewMail } & OnceADay)
  | { readonly kind: 'putOff'; readonly until: Date; readonly reason: NoticeReason }
  /** Some of its rows have ended meanwhile: the message is about the others only. */
  | { readonly kind: 'fewer'; readonly message: ClaimedMessage }
  | { readonly kind: 'end'; readonly state: 'skipped' | 'cancelled' | 'failed'; readonly reason: NoticeReason };

/** Said in a conversation, as its channel renders it; with a mail beside it where nobody may be looking. */
export interface Speech extends OnceADay {
  readonly kind: 'say';
  readonly channel: string;
  readonly address: string;
  readonly conversationId: string;
  readonly tenant?: string;
  /** More than one where it is too long for the channel. */
  readonly replies: readonly Reply[];
  readonly mail?: NewMail;
}

export interface OnceADay {
  /** The contact's day, where this counts as speaking to somebody. */
  readonly spokenOn?: Day;
  /** When it is said instead, where the contact was spoken to already on that day. */
  readonly nextDay?: Date;
}

/** Where tests end a process. */
export type NoticeStep = 'claimed' | 'composed' | 'beforeSending' | 'sending' | 'posted' | 'said' | 'marked' | 'reclaimed' | 'putBack' | 'ended' | 'reaped' | 'asked' | 'answered';

export interface NoticeSenderParts {
  readonly ledger: Ledger;
  readonly pace: Pace;
  readonly circuit: Circuit;
  readonly channels: ReadonlyMap<string, Channel>;
  /** `without`: conversations that have refused this message just now. */
  readonly compose: (message: ClaimedMessage, without: ReadonlySet<string>) => Promise<Composed>;
  /** Nothing can be said in a conversation any more. */
  readonly bury: (conversationId: string, cause: Death) => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly settings: { readonly perSecond: number; readonly tries: number };
  readonly onStep?: (step: NoticeStep) => void | Promise<void>;
}

/** Says a message; never throws. */
export type NoticeSender = (message: ClaimedMessage) => Promise<void>;

export function createNoticeSender(parts: NoticeSenderParts): NoticeSender {
  return (message) => say(parts, message, new Set());
}

/** What stands longer in the queue is planned again for when its turn comes. */
const LONGEST_WAIT_MS = 5000;
/** The moment itself may lie a little farther ahead. */
const LONGEST_PAUSE_MS = 6000;
/** Whoever is later than this at the reserved moment reserves another one, so that messages do not leave in a heap. */
const LATE_MS = 100;
const RESERVATIONS = 4;
/** So much farther ahead lies each further moment, for a machine that is slow. */
const READY_MS = 200;
/** Every route that there was has refused it. */
const REFUSED: Unsaid = { kind: 'end', state: 'failed', reason: 'refused' };

/** Nothing has left where this throws, so the message may be planned again. What comes after the post does not throw. */
async function say(parts: NoticeSenderParts, message: ClaimedMessage, without: Set<string>): Promise<void> {
  try {
    const composed = await parts.compose(message, without);
    await parts.onStep?.('composed');
    if (composed.kind === 'fewer') return await say(parts, composed.message, without);
    if (composed.kind === 'putOff') return await settleUnsaid(parts, message, composed);
    if (composed.kind === 'end') return await settleUnsaid(parts, message, composed.reason === 'unreachable' && without.size > 0 ? REFUSED : composed);
    if (composed.kind === 'mail') return await write(parts, message, composed, { route: 'mail' }, []);
    const channel = parts.channels.get(composed.channel);
    if (without.has(composed.conversationId)) return await settleUnsaid(parts, message, REFUSED);
    if (!channel) return await sayElsewhere(parts, message, without.add(composed.conversationId));
    if (channel.way.kind === 'page') await writeDown(parts, message, composed, channel.way);
    else await post(parts, message, composed, channel.way, without);
  } catch (error) {
    await settleBroken(parts, message, error);
  }
}

async function post(parts: NoticeSenderParts, message: ClaimedMessage, speech: Speech, way: Post, without: Set<string>): Promise<void> {
  const { ledger, clock } = parts;
  const key = limitKeyOf(speech);
  const turn = await waitForTurn(parts, key);
  if ('kind' in turn) return settleUnsaid(parts, message, turn);
  await parts.onStep?.('beforeSending');
  const begun = await ledger.begin(message, { ...goingOf(speech), conversationId: speech.conversationId });
  if (typeof begun === 'string') return settleStandstill(parts, message, begun, speech);
  await parts.onStep?.('sending');
  // A database that took its time has cost the turn.
  const late = isLate(turn, clock) ? await waitForTurn(parts, key) : turn;
  if ('kind' in late) return settleUnsaid(parts, message, late);
  const delivery = await postAll(way, speech, () => clock.monotonicMs() < begun.untilMs)
    .catch((error: unknown): Delivery => { parts.log.error('channel failed', { message: message.id, error }); return { kind: 'ambiguous', cause: 'failed' }; });
  await settlePosted(parts, { message, speech, way, delivery, without, elsewhere: () => sayElsewhere(parts, message, without) });
}

/** What has partly arrived is not said again, whatever became of the rest. */
async function postAll(way: Post, { address, replies }: Speech, mayStill: () => boolean): Promise<Delivery> {
  let delivery: Delivery = { kind: 'refused', cause: 'refused' };
  for (const [place, reply] of replies.entries()) {
    delivery = await way.deliver(address, reply, mayStill);
    if (delivery.kind !== 'delivered') return place === 0 ? delivery : { kind: 'ambiguous', cause: 'cutShort' };
  }
  return delivery;
}

/** Waits for a moment that is free over all instances, and says which; where that is far, until when to put it off. */
async function waitForTurn({ pace, clock, settings }: NoticeSenderParts, key: string): Promise<Date | Unsaid> {
  for (let attempt = 1; ; attempt += 1) {
    const reservation = await pace.reserve(key, { perSecond: settings.perSecond, withinMs: LONGEST_WAIT_MS, aheadMs: (attempt - 1) * READY_MS });
    if ('freeAt' in reservation) return { kind: 'putOff', until: reservation.freeAt, reason: 'throttled' };
    const { slot } = reservation;
    // Never longer, even if the clock has just been put back.
    await clock.pauseUntil(new Date(Math.min(slot.getTime(), clock.now().getTime() + LONGEST_PAUSE_MS)));
    if (attempt === RESERVATIONS || !isLate(slot, clock)) return slot;
  }
}

function isLate(slot: Date, clock: Clock): boolean {
  return clock.now().getTime() - slot.getTime() > LATE_MS;
}

/** On the next route, under another id: what was refused here has certainly not been said. */
async function sayElsewhere(parts: NoticeSenderParts, message: ClaimedMessage, without: Set<string>): Promise<void> {
  const anew = await parts.ledger.reclaim(message);
  await parts.onStep?.('reclaimed');
  if (anew) await say(parts, anew, without);
}

/** Nobody may be looking at a page: what is said there is written with the mark, and whoever looks is told. */
async function writeDown(parts: NoticeSenderParts, message: ClaimedMessage, speech: Speech, page: Page): Promise<void> {
  const log = page.written({ id: message.id }, speech.replies).map((entry) => JSON.stringify(entry));
  await write(parts, message, speech, { ...goingOf(speech), conversationId: speech.conversationId }, log);
  page.wake(speech.address);
}

async function write(parts: NoticeSenderParts, message: ClaimedMessage, { mail, spokenOn, nextDay }: Pick<Speech, 'mail'> & OnceADay, going: Going, log: readonly string[]): Promise<void> {
  const result = await parts.ledger.say(message, { ...going, log, ...(spokenOn !== undefined && { spokenOn }), ...(mail && { mail }) });
  await parts.onStep?.('said');
  if (result !== 'said') return settleStandstill(parts, message, result, { ...(nextDay && { nextDay }) });
  parts.metrics.count('lotse_notices_total', { outcome: 'sent', route: going.route });
}

function goingOf({ channel, spokenOn }: Speech): Going {
  return { route: channel, ...(spokenOn !== undefined && { spokenOn }) };
}
