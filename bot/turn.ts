/**
 * One turn, from what was heard, or from an occasion to speak first, to the replies. Turns of a conversation go one at a
 * time; a turn reads once, commits state, effects and replies together, and only then lets the replies out.
 */
import { momentsOf, type ReplyLimits } from '../services/replyPace';
import type { Services } from '../services';
import type { TurnKey, TurnStart } from '../services/turns';
import { rememberedAs, saidAt, type Channel, type Incoming, type Reply } from './channels/channel';
import type { Metrics } from './metrics';
import type { Outgoing } from './outgoing';
import { isAmendment, play, type Beginning, type Played, type Stage, type Telling } from './play';
import { createQueue } from './queue';
import { endOf } from './turnEnd';
import type { Typing } from './typing';
import type { UsedCard, UsedCards } from './usedCards';

export interface TurnSettings extends Stage {
  readonly channels: ReadonlyMap<string, Channel>;
  readonly outgoing: Outgoing;
  /** A turn has committed effects: what leaves the database may be due. */
  readonly onEffects: () => void;
  readonly metrics: Metrics;
  readonly typing: Typing;
  readonly usedCards: UsedCards;
  /** Turns beyond this number are refused. */
  readonly atOnce: number;
  /** So long at most a notice waits for the end of what is under way. */
  readonly holdMs: number;
  /** How fast replies may leave in one conversation. */
  readonly limits: ReplyLimits;
}

/** What came of a turn: its replies, ready for the channel, and whether they still have to be sent. */
export interface TurnResult {
  readonly conversationId: string;
  readonly activityId: string;
  readonly channel: string;
  readonly address: string;
  /** The customer of the channel on whose account they count. */
  readonly tenant?: string;
  readonly replies: readonly Reply[];
  /** When each of them may leave; those of earlier turns that are sent again are counted in when they leave. */
  readonly moments: readonly Date[];
  /** So many of them are out already. */
  readonly said: number;
  readonly toSend: boolean;
  /** It had happened before, and nothing of it happened now. */
  readonly isRepeated?: true;
  /** Nobody may hear it twice. */
  readonly isOnce?: boolean;
  /** It was left behind, and is sent by whoever has taken it up. */
  readonly isTakenUp?: true;
  /** The press that was heard was taken, and its card is over: that may be shown once the replies are out. */
  readonly used?: UsedCard;
}

/** Thrown when other turns of the same conversation were faster too often: the channel should repeat the activity. */
export class BusyError extends Error {}

/** Then the channel is asked to repeat: it does not wait for ever (Teams: 15 s). */
const LONGEST_TRYING_MS = 10_000;
const LONGEST_PAUSE_MS = 30;
/** Where Lotse speaks first, nobody has said anything. */
const UNHEARD: Omit<Incoming['heard'], 'isDirect'> = { text: '', hasAttachments: false };

export interface Turns {
  /** A turn for what came in. `isAnswered`: the replies go back with the answer and are not sent. */
  hear(incoming: Incoming, channel: Channel, isAnswered?: boolean): Promise<TurnResult>;
  /** A turn in which Lotse, or an agent, speaks first; `id` makes it happen once. Undefined where the conversation is gone, or dead. Throws where it did not happen: a TellingError, or what one of its effects has thrown. */
  tell(conversationId: string, id: string, telling: Telling): Promise<TurnResult | undefined>;
}

export function createTurns(settings: TurnSettings): Turns {
  const { services, channels } = settings;
  const queue = createQueue();
  let underWay = 0;

  /** `during`: what is done beside it, from when it waits until the replies leave. */
  async function taken(conversationId: string, work: Work, during = (turn: Work) => turn()): Promise<TurnResult | undefined> {
    if (underWay >= settings.atOnce) throw new BusyError('Too many turns at once: please try again.');
    underWay += 1;
    try {
      const result = await during(() => queue(conversationId, work));
      const sent = result?.toSend ? settings.outgoing.send(result) : Promise.resolve(true);
      if (result?.used) settings.usedCards.show(result.used, sent);
      return result;
    } finally {
      underWay -= 1;
    }
  }

  return {
    hear: async (incoming, channel, isAnswered = false) => {
      const { id: activityId, address } = incoming;
      const conversationId = rememberedAs(channel.id, incoming.conversation);
      const files = incoming.files && services.files.judge(incoming.files);
      const beginning = { incoming, channel, isAnswered, saidAt: saidAt(incoming, services.clock.now()), ...(files && { files }) };
      if (incoming.kind === 'departure') return (await taken(conversationId, () => leave(services, conversationId, beginning)))!;
      const during = incoming.kind === 'message' && !isAnswered ? (turn: Work) => settings.typing.during(channel, address, turn) : undefined;
      return (await taken(conversationId, () => take(settings, { conversationId, activityId }, ({ conversation }) => asOverheard(services, beginning, conversation, conversationId)), during))!;
    },
    tell: (conversationId, id, telling) => taken(conversationId, () => take(settings, { conversationId, activityId: id }, ({ conversation }) => {
      const channel = conversation && (!conversation.isDead || telling.mustCount) && channels.get(conversation.channel);
      if (!channel) return undefined;
      const { address, tenant, isDirect } = conversation;
      const incoming: Incoming = { kind: 'message', conversation: conversationId.slice(rememberedAs(channel.id, '').length), address, id, heard: { ...UNHEARD, isDirect }, ...(tenant !== undefined && { tenant }) };
      return { incoming, channel, isAnswered: conversation.isDead, saidAt: services.clock.now(), telling };
    })),
  };
}

/** Once a hub may have brought somebody in, whoever else speaks there is never taken for the contact, whoever has the handoff, or had it. Before, the first to be heard may be the channel itself. */
async function asOverheard({ handoffs }: Services, beginning: Beginning, conversation: TurnStart['conversation'], conversationId: string): Promise<Beginning> {
  const { incoming, channel } = beginning;
  if (!conversation || !channel.isOverheard?.(conversation.address, incoming.address)) return beginning;
  if (!conversation.handoff && !(await handoffs.wasIn(conversationId))) return beginning;
  return { ...beginning, incoming: { ...incoming, address: conversation.address, isOverheard: true } };
}

type Work = () => Promise<TurnResult | undefined>;

async function leave(services: Services, conversationId: string, { incoming: { id, address }, channel, saidAt: at }: Beginning): Promise<TurnResult> {
  await services.routes.leave(conversationId, at);
  return { conversationId, activityId: id, channel: channel.id, address, replies: [], moments: [], said: 0, toSend: false };
}

/** Plays the turn until it is committed, or repeats what was answered to the same activity before. */
async function take(settings: TurnSettings, { conversationId, activityId }: TurnKey, from: (start: TurnStart) => Beginning | undefined | Promise<Beginning>): Promise<TurnResult | undefined> {
  const { services, metrics } = settings;
  const untilMs = services.clock.monotonicMs() + LONGEST_TRYING_MS;
  for (let attempt = 0; ; attempt += 1) {
    const start = await services.turns.begin({ conversationId, activityId });
    const beginning = await from(start);
    if (!beginning) return undefined;
    const { channel, incoming: { address, tenant } } = beginning;
    const standing = { conversationId, activityId, channel: channel.id, address, ...(tenant !== undefined && { tenant }) };
    if (start.repeated) {
      metrics.count('lotse_turns_total', { outcome: 'repeated' });
      return { ...standing, isRepeated: true, ...(start.repeated.isOnce && { isOnce: true }), replies: JSON.parse(start.repeated.replies) as Reply[], moments: [], said: start.repeated.said, toSend: !start.repeated.isSent && await settings.outgoing.isLeftBehind({ conversationId, activityId }) };
    }
    if (await isForgotten(services, beginning, start, conversationId) || (isAmendment(beginning.incoming) && !start.conversation)) return { ...standing, replies: [], moments: [], said: 0, toSend: false };
    const played = await play(settings, beginning, start, activityId);
    const end = endOf(settings, beginning, start, played, { conversationId, activityId, at: services.clock.now() });
    const committed = await services.turns.commit(end);
    if ('cause' in committed) {
      if (services.clock.monotonicMs() > untilMs) {
        settings.log.error('turn overtaken too often', { conversation: conversationId, error: committed.cause });
        throw new BusyError('The conversation is busy: repeat the activity.');
      }
      // Two instances that answer the same conversation let each other through.
      await new Promise((resolve) => setTimeout(resolve, services.random.fraction() * Math.min(attempt, LONGEST_PAUSE_MS)));
      continue;
    }
    metrics.count('lotse_turns_total', { outcome: played.outcome });
    if (end.effects.length > 0) settings.onEffects();
    if (channel.way.kind === 'page') channel.way.wake(address);
    return { ...standing, ...(end.isOnce && { isOnce: true }), replies: played.replies, moments: momentsOf(settings.limits, played.replies.length, committed, services.clock.now()), said: 0, toSend: !end.isSent, ...usedIn(beginning, played, conversationId) };
  }
}

function usedIn({ incoming, channel }: Beginning, { isCardUsed, contact, language }: Played, conversationId: string): Pick<TurnResult, 'used'> {
  const { press } = incoming.heard;
  return press && isCardUsed ? { used: { conversationId, contactId: contact.id, language: language ?? 'en', press, incoming, channel } } : {};
}

/** What a channel brings late may have been said by somebody who was forgotten since. */
async function isForgotten({ erasures }: Services, { saidAt: at, telling }: Beginning, { conversation }: TurnStart, conversationId: string): Promise<boolean> {
  const isLate = conversation?.saidAt === undefined || at < conversation.saidAt;
  return !telling && isLate && await erasures.isForgotten(conversationId, at);
}
