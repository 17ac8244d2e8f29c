/** A channel behind the Bot Connector service: Teams, or what local testing sends. */
import type { Activity } from 'botbuilder';
import { isWord, type Message } from '../../../dialogs/message';
import { messageOfCard } from '../../../dialogs/notices/ids';
import { attachedTo } from '../botFramework/attached';
import { kindOf, hearActivity, NAME_LIMIT, senderOf, statusOf, tenantOf } from '../botFramework/hearing';
import { activityFor, typingFor, usedActivity, withRefresh } from '../botFramework/rendering';
import { plainWord, teamsWord } from '../botFramework/wordRendering';
import { isHandoffCard } from '../../handoffs/cards';
import type { Channel, Incoming, Post, Standing } from '../channel';
import { createDelivery, type Moved } from './anew';
import type { Connector } from './connector';
import { outsideThread, readAddress, type Address } from './address';
import { withMentions } from './mentions';

export const TEAMS = 'msteams';
/** The answer waits for it no longer, so that it never comes after that. */
const TYPING_TIMEOUT_MS = 1000;

export interface TeamsChannelParts extends Pick<Post, 'fetchFile'> {
  /** A person is spoken to in another conversation from now on. */
  readonly moved?: Moved;
}

export function createTeamsChannel(id: string, connector: Connector, { moved = async () => {}, fetchFile }: TeamsChannelParts = {}): Channel {
  return {
    id,
    render: (speech, standing) => {
      if (!isWord(speech)) return [renderMessage(id, speech, standing)];
      const at = { ...readAddress(standing.address), answering: standing.answering };
      return id === TEAMS ? teamsWord(speech, at) : plainWord(speech, at);
    },
    way: {
      kind: 'post', deliver: createDelivery(id, connector, moved), ...(fetchFile && { fetchFile }),
      // Programs that test would take it for the answer.
      ...(id === TEAMS && { typing: (address: string, mayStill: () => boolean) => connector.hint(readAddress(address), typingFor(readAddress(address)), TYPING_TIMEOUT_MS, mayStill) }),
      replace: (address, message, reply) => connector.replace(readAddress(address), message, reply),
      outside: outsideThread, mentioning: withMentions,
      update: async (address, message, reply, chosen) => {
        const used = usedActivity(reply, chosen);
        if (used) await connector.replace(readAddress(address), message, used);
      },
    },
  };
}

function renderMessage(id: string, message: Message, { address, answering }: Standing): Partial<Activity> {
  const at = readAddress(address);
  // Teams shows text and card one below the other.
  const activity = activityFor(message, id !== TEAMS, { ...at, answering });
  // A notice is not said in a turn, so nobody would find it again; and a card of support stands for no step.
  const isFound = message.card !== undefined && messageOfCard(message.card) === undefined && !isHandoffCard(message.card);
  return id === TEAMS && at.tenant !== undefined && isFound ? withRefresh(activity, message, at.contact) : activity;
}

/** What came in; undefined for what is no turn. `newId` names what nobody has named. */
export function incomingOf(activity: Activity, newId: () => string): Incoming | undefined {
  const { channelId, serviceUrl, conversation, recipient, from, id, timestamp, replyToId } = activity;
  const kind = kindOf(activity);
  const sender = senderOf(activity);
  const tenant = tenantOf(activity);
  const heard = hearActivity(activity);
  const files = attachedTo(activity);
  const status = kind === 'status' ? statusOf(activity) : undefined;
  const address: Address = { channel: channelId, serviceUrl, conversation: conversation.id, bot: recipient?.id ?? 'lotse', contact: from.id, ...(heard.isDirect && tenant !== undefined && { tenant }) };
  const pressed = heard.press && { ...(typeof replyToId === 'string' && { on: replyToId }), ...(typeof from.name === 'string' && { by: from.name.slice(0, NAME_LIMIT) }) };
  return kind && {
    kind, conversation: conversation.id, address: JSON.stringify(address), ...namesOf(kind, activity, newId), ...(sender && { from: sender }), heard: { ...heard, hasAttachments: heard.hasAttachments || files.length > 0 }, ...(pressed && { pressed }), ...(status && { status }),
    ...(files.length > 0 && { files }),
    ...(id !== undefined && { answering: id }), ...(typeof timestamp === 'string' && { saidAt: timestamp }), ...(tenant !== undefined && { tenant }),
  };
}

/** An edit and a removal come under the name of the message that they change: only the moment makes them turns of their own. */
function namesOf(kind: Incoming['kind'], { id, timestamp, value }: Activity, newId: () => string): Pick<Incoming, 'id' | 'message' | 'of'> {
  if (id === undefined) return { id: newId() };
  if (kind === 'edit' || kind === 'removal') return { id: `${id}|${kind}|${String(timestamp ?? '')}`, of: id };
  return { id, ...(kind === 'message' && value === undefined && { message: id }) };
}
