/** POST /api/messages: Teams and whatever else speaks the Bot Framework protocol. */
import type { Activity } from 'botbuilder';
import type { Request } from 'restify';
import { answerJson, HttpError, type Route } from '../../answers';
import { parseBody } from '../../body';
import { checkActivity } from '../botFramework/activity';
import { tenantOf } from '../botFramework/hearing';
import type { BearerCheck } from './bearer';
import type { Channel } from '../channel';
import type { ChannelParts } from '../installation';
import { isServiceUrlAllowed, type ServiceUrlRule } from './serviceUrl';
import { createInvokes } from './invokes';
import { heardFromHub } from './hubChannel';
import { incomingOf } from './teamsChannel';
import type { Turns } from '../../turn';

export interface MessagesParts extends Pick<ChannelParts, 'readBody' | 'pace' | 'services'> {
  readonly turns: Turns;
  readonly channel: Channel;
  /** What comes through engagement hubs, by the names of their channels. */
  readonly hub: { readonly channel: Channel; readonly ids: readonly string[] };
  /** What local testing calls itself is no channel of ours; all of it is this one. */
  readonly testing: Channel;
  readonly rule: ServiceUrlRule;
  /** Undefined in local mode, which takes unsigned activities from this machine. */
  readonly bearer: BearerCheck | undefined;
  /** Tenants that may write; empty means all. */
  readonly tenants: readonly string[];
}

export function createMessagesRoute({ turns, channel, hub, testing, readBody, services, rule, bearer, tenants, pace }: MessagesParts): Route {
  const answerInvoke = createInvokes({ turns, services, pace });
  function prove(request: Request, activity: Activity): void {
    if (bearer && !bearer.isProven(authorizationOf(request), activity)) throw new HttpError(401, 'Unauthorized', 'The sender is not proven.');
    const isHub = hub.ids.includes(activity.channelId);
    if (bearer && activity.channelId !== channel.id && !isHub) throw new HttpError(403, 'Channel', 'Lotse is not on this channel.');
    if (!isServiceUrlAllowed(rule, activity.serviceUrl)) throw new HttpError(403, 'ServiceUrl', 'Replies may not go to this serviceUrl.');
    // Who comes through a hub may be of no tenant at all; who names one is held to it.
    const tenant = tenantOf(activity);
    if (bearer && tenants.length > 0 && !(isHub && tenant === undefined) && !tenants.includes(tenant ?? '')) throw new HttpError(403, 'Tenant', 'This tenant may not write here.');
  }

  return async (request, response) => {
    // Without anything that looks like a bearer, not even the body is read.
    if (bearer && !authorizationOf(request)?.startsWith('Bearer ')) throw new HttpError(401, 'Unauthorized', 'The sender is not proven.');
    const activity = checkActivity(parseBody(await readBody(request)));
    prove(request, activity);
    const isHub = hub.ids.includes(activity.channelId);
    const incoming = (isHub ? heardFromHub : incomingOf)(activity, services.random.uuid);
    const at = isHub ? hub.channel : activity.channelId === channel.id ? channel : testing;
    if (activity.type === 'invoke') {
      // Only Teams presses in this way.
      const answer = isHub ? undefined : await answerInvoke(activity, at);
      return answerJson(response, answer ? 200 : 501, answer ?? {});
    }
    // Typing, reactions and the like are no turns.
    if (!incoming) return answerJson(response, 200, {});
    // A contact who writes too often must not keep out what the hub says.
    pace(incoming.kind === 'status' ? `status|${incoming.conversation}` : incoming.conversation);
    const isAnswered = activity.deliveryMode === 'expectReplies';
    const turn = await turns.hear(incoming, at, isAnswered);
    if (isAnswered) answerJson(response, 200, { activities: turn.replies });
    else answerJson(response, 200, {});
  };
}

/** The header where it stands exactly once: of two, Node would show the first, and whoever checked before us may have looked at the other. */
function authorizationOf({ headersDistinct }: Request): string | undefined {
  const given = headersDistinct.authorization;
  return given?.length === 1 ? given[0] : undefined;
}
