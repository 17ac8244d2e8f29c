/**
 * What Teams asks for an answer at once: a press by Action.Execute, and the sight of a card that may be over by now
 * (docs/decisions/015). Each is answered within its request, in the form that an `adaptiveCard/action` wants.
 */
import type { Activity } from 'botbuilder';
import { readState } from '../../../dialogs/state';
import type { Services } from '../../../services';
import type { Turns } from '../../turn';
import { cardIn, refreshOf } from '../botFramework/rendering';
import { pressOf, rememberedAs, type Channel } from '../channel';
import { findSaidWith } from '../saidCard';
import { withoutButtons } from '../usedCard';
import { incomingOf } from './teamsChannel';

export interface InvokesParts {
  readonly turns: Turns;
  readonly services: Pick<Services, 'turns' | 'random'>;
  readonly pace: (key: string) => void;
}

interface Answer { readonly statusCode: number; readonly type: string; readonly value: unknown }

/** Sign-in is not Lotse's; Teams only wants to hear that it was heard. */
const IGNORED = new Set<unknown>(['signin/verifyState']);
const CARD = 'application/vnd.microsoft.card.adaptive';
const WORDS = 'application/vnd.microsoft.activity.message';
const ERROR = 'application/vnd.microsoft.error';

/** The answer, or undefined for what Lotse does not do. */
export function createInvokes({ turns, services, pace }: InvokesParts): (activity: Activity, channel: Channel) => Promise<object | undefined> {
  return async (activity, channel) => {
    if (IGNORED.has(activity.name)) return {};
    if (activity.name !== 'adaptiveCard/action') return undefined;
    const { action, trigger } = Object(activity.value) as { action?: unknown; trigger?: unknown };
    const { data } = Object(action) as { data?: unknown };
    const press = pressOf(data);
    // Whatever Teams does by itself, nobody has pressed.
    const seen = refreshOf(data) ?? (trigger === 'automatic' ? press?.card : undefined);
    const conversationId = rememberedAs(channel.id, activity.conversation.id);
    if (seen !== undefined) {
      pace(`refresh|${activity.conversation.id}`);
      return refresh(services, conversationId, seen);
    }
    if (!press || trigger === 'automatic') return failed(400, 'BadRequest', 'The action is not one of Lotse\'s.');
    pace(activity.conversation.id);
    return hear(turns, services, { ...activity, type: 'message', value: data }, channel);
  };
}

/** The same press as by Action.Submit: its replies are messages of their own. */
async function hear(turns: Turns, services: InvokesParts['services'], activity: Activity, channel: Channel): Promise<Answer> {
  const { conversationId, replies, used } = await turns.hear(incomingOf(activity, services.random.uuid)!, channel);
  const content = used && cardIn(await findSaidWith(services, conversationId, used.press.card));
  if (content) return { statusCode: 200, type: CARD, value: withoutButtons(content) };
  const { summary, text = '' } = (replies[0] ?? {}) as Partial<Activity>;
  return { statusCode: 200, type: WORDS, value: summary ?? text };
}

/** The card as it is now: with its buttons only while they do something. */
async function refresh(services: InvokesParts['services'], conversationId: string, card: string): Promise<Answer> {
  const content = cardIn(await findSaidWith(services, conversationId, card));
  if (!content) return failed(404, 'NotFound', 'The card is not known any more.');
  const { conversation, contact } = await services.turns.begin({ conversationId, activityId: '' });
  const { cards, spokeIn } = readState(conversation?.state, contact?.state);
  const isLive = cards.includes(card) && (spokeIn === undefined || spokeIn.conversation === conversationId);
  return { statusCode: 200, type: CARD, value: isLive ? content : withoutButtons(content) };
}

function failed(statusCode: number, code: string, message: string): Answer {
  return { statusCode, type: ERROR, value: { code, message } };
}
