/** What a channel is: it reads what came in, renders what is said, and carries replies to where a conversation is. */
import type { Activity } from 'botbuilder';
import type { Heard } from '../../dialogs/state';
import type { Message } from '../../dialogs/message';

/** How a reply ended: delivered, refused for good, certainly not delivered but worth another try later, or perhaps delivered. */
export type Delivery =
  | { readonly kind: 'delivered'; readonly id?: string }
  | { readonly kind: 'refused'; readonly cause: Refusal }
  | { readonly kind: 'later'; readonly retryAfterMs?: number }
  | { readonly kind: 'ambiguous'; readonly cause: string };

/** Nothing can be said in the conversation any more: Lotse was taken away there, somebody blocks it, it is not there any more. */
export type Death = 'uninstalled' | 'blocked' | 'gone';
/** Or only this message is refused. */
export type Refusal = Death | 'tooLarge' | 'refused';

export function isDeath(cause: Refusal): cause is Death {
  return cause !== 'tooLarge' && cause !== 'refused';
}

export interface DeliverOptions {
  /** Posts at most once: whatever may have arrived is not posted again. */
  readonly once?: true;
  /** Asked right before a single post leaves: false keeps it back. */
  readonly mayStill?: () => boolean;
}

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
  /** The customer of the channel on whose account messages count, where the channel has such. */
  readonly tenantOf?: (activity: Activity) => string | undefined;
  /** Whether the activity says that Lotse was taken away: from then on nothing can be said there. */
  readonly hasLeft?: (activity: Activity) => boolean;
  /** Carries one reply there. Where clients read what was `written`, it only tells them. */
  deliver(address: string, reply: Partial<Activity>, options?: DeliverOptions): Promise<Delivery>;
  /** Whether a message that carries the marker has arrived there since; absent where the channel cannot be asked. */
  readonly find?: (address: string, marker: string, since: Date) => Promise<'there' | 'absent' | 'unknown'>;
  /** Where clients read what was said for themselves: what a turn's commit writes down for them. */
  readonly written?: (activity: Activity, replies: readonly Partial<Activity>[]) => object[];
}

/** When something was said: as the channel has it, but for times that cannot be, or else when it came in. */
export function saidAt({ timestamp }: Pick<Activity, 'timestamp'>, cameAt: Date): Date {
  const said = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  return said > 0 && said < cameAt.getTime() ? new Date(said) : cameAt;
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
