/**
 * Carries the replies of one turn to their channel: one after the other, each when the limits of its conversation and of its tenant
 * allow it. What the other side certainly has not taken is tried again, after the patience that it asks for; what may have arrived is not
 * said again, but for a gateway's answer, once.
 */
import type { Clock } from '../services/clock';
import type { Pace } from '../services/pace';
import type { Random } from '../services/random';
import { heldPace, momentsOf, stepsOf, type ReplyLimits } from '../services/replyPace';
import type { Turns } from '../services/turns';
import { isDeath, limitKeyOf, type Channel, type Death, type Delivery, type Post, type Reply } from './channels/channel';
import type { Circuit } from './circuit';
import type { Log } from './log';
import type { Metrics } from './metrics';
import { isOnceOnly } from './onceOnly';
import { surely } from './surely';
import type { TurnResult } from './turn';

export interface DeliveringParts {
  readonly turns: Turns;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly pace: Pace;
  readonly circuit: Circuit;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits: ReplyLimits;
  /** So many messages may leave in a second for one tenant, over all instances. */
  readonly perSecond: number;
  /** What may be heard once only has not arrived, or nobody knows whether it has: told before it counts as done. */
  readonly missed: (turn: Pick<TurnResult, 'conversationId' | 'activityId'>, how: 'undelivered' | 'unknown') => Promise<void>;
  /** Whether a hub is still to be asked to take a handoff. */
  readonly isAsked: (handoffId: string) => Promise<boolean>;
  /** Nothing can be said in a conversation any more, and why. */
  readonly bury: (conversationId: string, cause: Death) => Promise<void>;
}

/** Turns that wait for this long, and Lotse stops, are left to whoever comes next. */
export type Patience = (moment: Date) => Promise<'passed' | 'stopping'>;

/** So long others leave a turn alone that was not sent. */
export const WAIT_MS = 30_000;
const TRIES = 4;
const GATEWAY_PAUSE_MS = 500;
const LEAST_PAUSE_MS = 250;
/** Whoever has to wait longer is not waited for in memory. */
const LONGEST_WAIT_MS = 15_000;
/** A moment that was missed by more is over. */
const LATE_MS = 200;
/** A database that is slow for a while makes a slot late each time. */
const RESERVATIONS = 4;

/** So long what was said before is waited for; whoever waits longer is taken up again in order. */
const EARLIER_MS = 3000;
const LOOK_EVERY_MS = 50;
const DAY_MS = 86_400_000;

/** What is to become of a reply that was tried; `isUnknown` where nobody knows whether what may be said once only arrived; `elsewhere` where another instance says it, and the turn is that one's; `needless` where nobody wants it any more. */
type Fate = { readonly kind: 'out'; readonly isUnknown?: true } | { readonly kind: 'over' | 'elsewhere' | 'needless' } | { readonly kind: 'waits'; readonly until: Date };

/** Whether all that it says is out. */
export async function deliverTurn(parts: DeliveringParts, turn: TurnResult, patience: Patience): Promise<boolean> {
  const { turns, channels, log, clock } = parts;
  const { way, asksFor } = channels.get(turn.channel) ?? {};
  if (way?.kind !== 'post') {
    log.info('reply waits', { conversation: turn.conversationId, channel: turn.channel });
    return false;
  }
  if (turn.isOnce && await isOvertaking(parts, turn)) return leave(parts, turn, clock.now(), turn.said);
  const fates: Fate[] = turn.said > 0 && isOnceOnly(turn, asksFor, turn.said - 1) ? [{ kind: 'out', isUnknown: true }] : [];
  for (const [place, reply] of turn.replies.entries()) {
    if (place < turn.said) continue;
    // Where the database is away between two replies, those that are out must not be said again once it is back.
    const fate = await deliver(parts, turn, way, { place, reply, moment: turn.moments[place] }, patience).catch((error: unknown): Fate => {
      log.error('reply failed', { conversation: turn.conversationId, error });
      return { kind: 'waits', until: clock.now() };
    });
    if (fate.kind === 'waits') return leave(parts, turn, fate.until, place);
    if (fate.kind === 'elsewhere') return false;
    fates.push(fate);
    if (fate.kind === 'over') break;
  }
  const isRefused = fates.at(-1)?.kind === 'over';
  const isUnknown = fates.some((fate) => fate.kind === 'out' && fate.isUnknown);
  if (turn.isOnce && (isRefused || isUnknown)) await parts.missed(turn, isRefused ? 'undelivered' : 'unknown');
  turns.sent(turn);
  return !isRefused;
}

async function leave({ turns, log }: DeliveringParts, turn: TurnResult, until: Date, place: number): Promise<false> {
  log.info('reply waits', { conversation: turn.conversationId });
  await surely(() => turns.postpone(turn, until, place, WAIT_MS));
  return false;
}

/** An instance that has died, or is slow, may still hold what was said before: what an agent says comes after it. */
async function isOvertaking({ turns, clock }: DeliveringParts, turn: TurnResult): Promise<boolean> {
  const untilMs = clock.monotonicMs() + EARLIER_MS;
  while (await turns.isAfterUnsent(turn, DAY_MS)) {
    if (clock.monotonicMs() > untilMs) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}

interface Due {
  readonly place: number;
  readonly reply: Reply;
  /** When its conversation allows it, where that is known already. */
  readonly moment: Date | undefined;
}

async function deliver(parts: DeliveringParts, turn: TurnResult, way: Post, due: Due, patience: Patience): Promise<Fate> {
  const { metrics, log, clock } = parts;
  const asksFor = parts.channels.get(turn.channel)?.asksFor?.(due.reply);
  const isOnce = isOnceOnly(turn, parts.channels.get(turn.channel)?.asksFor, due.place);
  let moment = due.moment;
  let hasGatewayFailed = false;
  for (let attempt = 1; ; attempt += 1) {
    const isPatient = turn.isTakenUp === true && attempt === 1;
    const waits = await wait(parts, turn, moment ?? await momentOf(parts, turn), isPatient, patience);
    if (waits) return { kind: 'waits', until: waits };
    if (isOnce && !(await parts.turns.risk(turn, { place: due.place, isAgain: attempt > 1, asksFor }))) return { kind: asksFor === undefined || await parts.isAsked(asksFor) ? 'elsewhere' : 'needless' };
    const delivery = await way.deliver(turn.address, due.reply);
    metrics.count('lotse_replies_total', { delivery: delivery.kind });
    // A database that is away now must not make anybody hear again what is out.
    await noteFor(parts, turn, delivery).catch((error: unknown) => log.error('patience not kept', { conversation: turn.conversationId, error }));
    if (delivery.kind === 'delivered') return { kind: 'out' };
    const mayRepeat = delivery.kind === 'later' || (delivery.kind === 'ambiguous' && !isOnce && delivery.isGateway === true && !hasGatewayFailed);
    if (!mayRepeat) {
      log.info('reply not confirmed', { conversation: turn.conversationId, delivery: delivery.kind, cause: delivery.cause });
      // Of what may have arrived the contact must hear the rest, which says how to go on.
      return delivery.kind === 'refused' ? { kind: 'over' } : { kind: 'out', ...(isOnce && { isUnknown: true }) };
    }
    hasGatewayFailed ||= delivery.kind === 'ambiguous';
    const again = new Date(clock.now().getTime() + pauseMs(delivery, attempt, parts.random));
    if (attempt === TRIES) {
      // What is said there next must not overtake it.
      await parts.turns.holdBack(turn.conversationId, heldPace(parts.limits, again));
      return { kind: 'waits', until: again };
    }
    moment = new Date(Math.max(again.getTime(), (await momentOf(parts, turn)).getTime()));
  }
}

/** What an answer tells about the next ones. */
async function noteFor({ circuit, bury, turns, limits, clock }: DeliveringParts, turn: TurnResult, delivery: Delivery): Promise<void> {
  if (delivery.kind === 'later' && delivery.retryAfterMs !== undefined) await turns.holdBack(turn.conversationId, heldPace(limits, new Date(clock.now().getTime() + delivery.retryAfterMs)));
  if (delivery.kind === 'refused' && isDeath(delivery.cause)) await bury(turn.conversationId, delivery.cause);
  await circuit.note(limitKeyOf(turn), delivery);
}

function pauseMs(delivery: Delivery, attempt: number, random: Random): number {
  if (delivery.kind !== 'later') return GATEWAY_PAUSE_MS;
  return delivery.retryAfterMs ?? LEAST_PAUSE_MS * 2 ** attempt * (0.5 + random.fraction() / 2);
}

/** When the conversation's own limits allow one more reply. */
async function momentOf({ turns, limits, clock }: DeliveringParts, { conversationId }: TurnResult): Promise<Date> {
  const paces = limits.everyMs === 0 ? undefined : await turns.movePaces(conversationId, stepsOf(limits, 1));
  return paces ? momentsOf(limits, 1, paces, clock.now())[0]! : clock.now();
}

/** Waits until the conversation's limits allow it, and those of the tenant; until when it is to be left alone where that takes too long. */
async function wait(parts: DeliveringParts, turn: TurnResult, first: Date, isPatient: boolean, patience: Patience): Promise<Date | undefined> {
  const { clock, limits } = parts;
  // Whoever missed the moment asks for another one, so that what was held up together does not leave in a heap.
  for (let moment = first; ; moment = await momentOf(parts, turn)) {
    const tooFar = await passes(parts, moment, isPatient, patience);
    if (tooFar) return tooFar;
    if (limits.everyMs === 0 || !isLate(clock, moment)) return slotPasses(parts, turn, patience);
  }
}

function isLate(clock: Clock, moment: Date): boolean {
  return clock.now().getTime() - moment.getTime() > LATE_MS;
}

/** Nothing once the moment has come; the moment itself where nobody waits for it here. `isPatient`: what was left to the database before and counted in anew would else be left to it again and again, and never leave. */
async function passes({ clock }: DeliveringParts, moment: Date, isPatient: boolean, patience: Patience): Promise<Date | undefined> {
  const isFar = !isPatient && moment.getTime() - clock.now().getTime() > LONGEST_WAIT_MS;
  return isFar || await patience(moment) === 'stopping' ? moment : undefined;
}

/** Who has no tenant has no limits of that kind, and where nothing is limited nobody has. */
async function slotPasses(parts: DeliveringParts, turn: TurnResult, patience: Patience): Promise<Date | undefined> {
  if (turn.tenant === undefined || parts.limits.everyMs === 0) return undefined;
  const key = limitKeyOf(turn);
  for (let attempt = 1; ; attempt += 1) {
    const reservation = await parts.pace.reserve(key, { perSecond: parts.perSecond, withinMs: LONGEST_WAIT_MS, aheadMs: (attempt - 1) * LATE_MS });
    // What is free then is nobody's yet.
    if ('freeAt' in reservation) return reservation.freeAt;
    const tooFar = await passes(parts, reservation.slot, false, patience);
    if (tooFar || attempt === RESERVATIONS || !isLate(parts.clock, reservation.slot)) return tooFar;
  }
}
