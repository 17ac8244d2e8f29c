/** POST /api/messages: Teams and whatever else speaks the Bot Framework protocol. */
import type { Activity } from 'botbuilder';
import type { Request } from 'restify';
import { answerJson, HttpError, type Route } from '../answers';
import { checkActivity } from './activity';
import type { BearerCheck } from './bearer';
import type { Channel } from './channel';
import { isServiceUrlAllowed, type ServiceUrlRule } from './serviceUrl';
import type { Turns } from '../turn';

export interface MessagesSettings {
  readonly turns: Turns;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly readJson: (request: Request) => Promise<Record<string, unknown>>;
  readonly rule: ServiceUrlRule;
  /** Undefined in local mode, which takes unsigned activities from this machine. */
  readonly bearer: BearerCheck | undefined;
  /** Tenants that may write; empty means all. */
  readonly tenants: readonly string[];
  readonly pace: (key: string) => void;
}

/** The kinds of activity that the router knows (bot/router.ts). */
const ANSWERED = new Set(['message', 'conversationUpdate', 'installationUpdate']);

export function createMessagesRoute({ turns, channels, readJson, rule, bearer, tenants, pace }: MessagesSettings): Route {
  function prove(request: Request, activity: Activity): void {
    if (bearer && !bearer.isProven(request.headers.authorization, activity)) throw new HttpError(401, 'Unauthorized', 'The sender is not proven.');
    if (bearer && activity.channelId !== 'msteams') throw new HttpError(403, 'Channel', 'Lotse is not on this channel.');
    if (!isServiceUrlAllowed(rule, activity.serviceUrl)) throw new HttpError(403, 'ServiceUrl', 'Replies may not go to this serviceUrl.');
    const tenant = (activity.channelData as { tenant?: { id?: unknown } } | undefined)?.tenant?.id ?? activity.conversation.tenantId;
    if (bearer && tenants.length > 0 && !(typeof tenant === 'string' && tenants.includes(tenant))) throw new HttpError(403, 'Tenant', 'This tenant may not write here.');
  }

  return async (request, response) => {
    // Without anything that looks like a bearer, not even the body is read.
    if (bearer && !request.headers.authorization?.startsWith('Bearer ')) throw new HttpError(401, 'Unauthorized', 'The sender is not proven.');
    const activity = checkActivity(await readJson(request));
    prove(request, activity);
    // Typing, reactions and the like are no turns; an invoke would need an answer that nobody here gives yet.
    if (!ANSWERED.has(activity.type)) return answerJson(response, activity.type === 'invoke' ? 501 : 200, {});
    pace(activity.conversation.id);
    const channel = channels.get(activity.channelId === 'msteams' ? 'msteams' : 'emulator')!;
    const isAnswered = activity.deliveryMode === 'expectReplies';
    const turn = await turns.hear(activity, channel, isAnswered);
    if (isAnswered) answerJson(response, 200, { activities: turn.replies });
    else answerJson(response, 200, {});
  };
}
