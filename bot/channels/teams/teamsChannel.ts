/** A channel behind the Bot Connector service: Teams, or what local testing sends. */
import type { Activity } from 'botbuilder';
import { kindOf, hearActivity, tenantOf } from '../botFramework/hearing';
import { activityFor } from '../botFramework/rendering';
import type { Channel, Incoming } from '../channel';
import type { Connector } from './connector';

/** Where a conversation can be reached through the Bot Connector. */
interface Address {
  /** As the sender calls its channel; local testing may use any name. */
  readonly channel: string;
  readonly serviceUrl: string;
  readonly conversation: string;
  readonly bot: string;
  readonly contact: string;
}

export const TEAMS = 'msteams';

export function createTeamsChannel(id: string, connector: Connector): Channel {
  return {
    id,
    // Teams shows text and card one below the other.
    render: (message, { address, answering }) => [activityFor(message, id !== TEAMS, { ...readAddress(address), answering })],
    way: { kind: 'post', deliver: (address, reply, mayStill) => connector.send(readAddress(address), reply, mayStill) },
  };
}

function readAddress(address: string): Address {
  return JSON.parse(address) as Address;
}

/** What came in; undefined for what is no turn. `newId` names what nobody has named. */
export function incomingOf(activity: Activity, newId: () => string): Incoming | undefined {
  const { channelId, serviceUrl, conversation, recipient, from, id, timestamp } = activity;
  const kind = kindOf(activity);
  const tenant = tenantOf(activity);
  const address: Address = { channel: channelId, serviceUrl, conversation: conversation.id, bot: recipient?.id ?? 'lotse', contact: from.id };
  return kind && {
    kind, conversation: conversation.id, address: JSON.stringify(address), id: id ?? newId(), heard: hearActivity(activity),
    ...(id !== undefined && { answering: id }), ...(typeof timestamp === 'string' && { saidAt: timestamp }), ...(tenant !== undefined && { tenant }),
  };
}
