/** Conversations that come through an engagement hub: heard and answered like any other behind the Bot Connector, and handed over to the hub where a person is asked for (docs/decisions/022). */
import type { Activity } from 'botbuilder';
import { rememberedAs, type Channel, type Incoming, type Post, type Reply } from '../channel';
import { handingOver, handoffAskedIn } from '../botFramework/handoffEvents';
import { readAddress } from './address';
import type { Connector } from './connector';
import { createTeamsChannel, incomingOf } from './teamsChannel';

const HUB = 'engagementHub';

export function createHubChannel(connector: Connector, parts: Pick<Post, 'fetchFile'>): Channel {
  const channel = createTeamsChannel(HUB, connector, parts);
  const { way } = channel;
  if (way.kind !== 'post') return channel;
  const { deliver, update, fetchFile } = way;
  return {
    ...channel, render: (speech, at) => channel.render(speech, at).map(bridged),
    way: { kind: 'post', deliver, ...(update && { update }), ...(fetchFile && { fetchFile }) },
    handOver: (over, { address, answering }) => handingOver(over, { ...readAddress(address), answering }),
    asksFor: handoffAskedIn,
    isOverheard: (kept, address) => readAddress(kept).contact !== readAddress(address).contact,
  };
}

/** Dynamics 365 shows contacts nothing that is not marked so (its page "Enable a bot to escalate and end conversation"); nobody else reads it. */
function bridged(reply: Reply): Reply {
  return { ...reply, channelData: { ...(reply.channelData as object | undefined), deliveryMode: 'bridged' } };
}

/**
 * What came in from a hub. Two hubs may call their conversations alike. Who somebody is, and of which tenant, only Teams proves: through a hub anybody
 * may have written it, so nobody is a person of support there, and nobody is looked for in another conversation.
 */
export function heardFromHub(activity: Activity, newId: () => string): Incoming | undefined {
  const from: Activity['from'] = { ...activity.from, aadObjectId: undefined };
  const conversation: Activity['conversation'] = { ...activity.conversation, tenantId: undefined };
  const incoming = incomingOf({ ...activity, from, conversation, channelData: undefined }, newId);
  return incoming && { ...incoming, conversation: rememberedAs(activity.channelId, incoming.conversation) };
}
