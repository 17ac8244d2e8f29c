/** What the ledger notes of a message once it was tried to say it. What a post has shown is noted again and again until it stands. */
import type { ClaimedMessage, Standstill } from '../../services/notices/ledger';
import type { Random } from '../../services/random';
import { isDeath, limitKeyOf, type Delivery, type Post } from '../channels/channel';
import { surely } from '../surely';
import type { Composed, NoticeSenderParts, OnceADay, Speech } from './noticeSender';

export type Unsaid = Extract<Composed, { readonly kind: 'putOff' | 'end' }>;

export interface Posted {
  readonly message: ClaimedMessage;
  readonly speech: Speech;
  readonly way: Post;
  readonly delivery: Delivery;
  readonly without: Set<string>;
  /** Says it on another route. */
  readonly elsewhere: () => Promise<void>;
}

const DAY_MS = 86_400_000;
const LEAST_BACKOFF_MS = 2000;
const MOST_BACKOFF_MS = 300_000;

export async function settleUnsaid({ ledger, metrics, onStep }: NoticeSenderParts, message: ClaimedMessage, unsaid: Unsaid): Promise<void> {
  if (unsaid.kind === 'putOff') await ledger.putBack(message, unsaid.reason, unsaid.until);
  else await ledger.end(message, unsaid.state, unsaid.reason);
  metrics.count('lotse_notices_total', { outcome: unsaid.kind === 'putOff' ? 'putOff' : unsaid.state, route: 'none' });
  await onStep?.(unsaid.kind === 'putOff' ? 'putBack' : 'ended');
}

/** Somebody else has the rows now, or nobody; or the contact was spoken to on that day. */
export async function settleStandstill(parts: NoticeSenderParts, message: ClaimedMessage, standstill: Standstill, { nextDay }: OnceADay): Promise<void> {
  if (standstill === 'lost') return;
  await settleUnsaid(parts, message, { kind: 'putOff', reason: 'spokenToday', until: nextDay ?? new Date(parts.clock.now().getTime() + DAY_MS) });
}

/** Does not throw: whatever becomes of the note, what was posted is not posted again. */
export async function settlePosted(parts: NoticeSenderParts, posted: Posted): Promise<void> {
  const { message, delivery, speech } = posted;
  try {
    await parts.onStep?.('posted');
    parts.metrics.count('lotse_notices_total', { outcome: OUTCOMES[delivery.kind], route: speech.channel });
    if (delivery.kind !== 'delivered') parts.log.info('notice not delivered', { message: message.id, conversation: speech.conversationId, ...delivery });
    await parts.circuit.note(limitKeyOf(speech), delivery).catch((error: unknown) => parts.log.error('patience not kept', { error }));
    await surely(() => note(parts, posted));
  } catch (error) {
    parts.log.error('notice not noted', { message: message.id, delivery: delivery.kind, error });
  }
}

const OUTCOMES: Readonly<Record<Delivery['kind'], string>> = { delivered: 'sent', refused: 'refused', later: 'later', ambiguous: 'unknown' };

async function note(parts: NoticeSenderParts, { message, way, delivery, without, speech, elsewhere }: Posted): Promise<void> {
  const { ledger, bury, onStep } = parts;
  switch (delivery.kind) {
    case 'delivered':
      await ledger.sent(message, delivery.id);
      return onStep?.('marked');
    case 'refused':
      if (isDeath(delivery.cause)) await bury(speech.conversationId, delivery.cause);
      without.add(speech.conversationId);
      return elsewhere();
    case 'later':
      return waitOrGoElsewhere(parts, message, speech, delivery.retryAfterMs ?? 0, without, elsewhere);
    case 'ambiguous':
      // Where the channel can be asked it is, once whatever is still on its way has arrived.
      if (!way.find) await ledger.end(message, 'unknown', 'ambiguous');
      return onStep?.('ended');
  }
}

async function waitOrGoElsewhere({ ledger, clock, random, settings, onStep }: NoticeSenderParts, message: ClaimedMessage, speech: Speech, retryAfterMs: number, without: Set<string>, elsewhere: () => Promise<void>): Promise<void> {
  const tries = triesOf(message);
  const now = clock.now().getTime();
  // Where nothing has left this house, as when the sign-in is down, the route is not to blame: it is tried until it is too late to say.
  if (retryAfterMs > 0 && tries >= settings.tries) {
    without.add(speech.conversationId);
    return elsewhere();
  }
  await ledger.postpone(message, new Date(now + Math.max(retryAfterMs, jitterMs(random, tries))), 'throttled');
  return onStep?.('putBack');
}

/** With this one. */
export function triesOf({ notices }: ClaimedMessage): number {
  return Math.max(...notices.map(({ tries }) => tries)) + 1;
}

/** Nothing has left, and not because of a route: tried again later and later, until it is plain that it will not be said. */
export async function settleBroken({ ledger, clock, random, settings, metrics, log }: NoticeSenderParts, message: ClaimedMessage, error: unknown): Promise<void> {
  log.error('notice not sent', { message: message.id, error });
  const tries = triesOf(message);
  try {
    if (tries < settings.tries) return await ledger.postpone(message, new Date(clock.now().getTime() + jitterMs(random, tries)), 'broken');
    await ledger.end(message, 'failed', 'broken');
    metrics.count('lotse_notices_total', { outcome: 'failed', route: 'none' });
  } catch (failure) {
    log.error('notice left to its lease', { message: message.id, error: failure });
  }
}

/** Full jitter, so that what was refused together does not come back together. */
export function jitterMs(random: Random, tries: number): number {
  return LEAST_BACKOFF_MS + random.fraction() * (Math.min(MOST_BACKOFF_MS, LEAST_BACKOFF_MS * 2 ** tries) - LEAST_BACKOFF_MS);
}
