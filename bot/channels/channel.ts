/** What a channel is: it reads what came in, renders what is said, and carries replies to where a conversation is. */
import type { Activity } from 'botbuilder';
import type { Heard } from '../../dialogs/state';
import type { Message } from '../../dialogs/message';

/** How a reply ended: delivered, refused for good, perhaps delivered, or certainly not and worth another try later. */
export type Delivery = 'delivered' | 'refused' | 'ambiguous' | 'unreachable';

export interface Channel {
  readonly id: string;
  /** The activity in Lotse's words; total on any JSON that has type, conversation and from. */
  hear(activity: Activity): Heard;
  /** The message as this channel shows it best. */
  render(message: Message): Partial<Activity>;
  /** Where the conversation of an activity can be reached, as text that only this channel reads again. */
  addressOf(activity: Activity): string;
  /** An activity that stands at an address, for what Lotse says first. */
  activityAt(address: string): Activity;
  /** Carries one reply there. Where clients read what was `written`, it only tells them. */
  deliver(address: string, reply: Partial<Activity>): Promise<Delivery>;
  /** Where clients read what was said for themselves: what a turn's commit writes down for them. */
  readonly written?: (activity: Activity, replies: readonly Partial<Activity>[]) => object[];
}

/** The id under which a conversation is remembered, unique among all channels. */
export function conversationIdOf(activity: Pick<Activity, 'channelId' | 'conversation'>): string {
  return rememberedAs(activity.channelId, activity.conversation.id);
}

export function rememberedAs(channel: string, id: string): string {
  return `${channel}|${id}`;
}

/** A rendered reply, addressed to where the activity came from. */
export function addressed(reply: Partial<Activity>, activity: Activity): Partial<Activity> {
  return {
    ...reply, channelId: activity.channelId, conversation: { id: activity.conversation.id } as Activity['conversation'],
    from: activity.recipient ?? { id: 'lotse', name: 'Lotse' }, recipient: activity.from, ...(activity.id && { replyToId: activity.id }),
  };
}

/** What lies in a pressed button, and how every channel finds it again. */
export interface PressData {
  readonly lotse: { readonly card: string; readonly choice: string };
  readonly words?: string;
}

/** The press inside an activity's value, or undefined for anything else. */
export function pressOf(value: unknown): Heard['press'] {
  const data = (value as { lotse?: { card?: unknown; choice?: unknown }; words?: unknown } | undefined)?.lotse;
  if (typeof data?.card !== 'string' || typeof data.choice !== 'string') return undefined;
  const { words } = value as { words?: unknown };
  return { card: data.card.slice(0, 64), choice: data.choice.slice(0, 64), ...(typeof words === 'string' && { words }) };
}
