/** What a channel is: it puts what came in into Lotse's words, renders what is said, and carries it to where a conversation is. */
import type { Heard } from '../../dialogs/state';
import type { Speech } from '../../dialogs/message';
import type { Attached, Fetched } from '../../services/files';
import type { HubState } from '../../services/handoffs/hubRules';
import type { SaidBy } from '../../services/handoffs/saying';

/** A person as their own directory knows them: the same for as long as they are there, whatever they are called. */
export interface Sender {
  readonly tenant: string;
  readonly id: string;
  readonly name?: string;
}

/** What came in, in Lotse's words: all that a turn needs, and nothing that only one channel knows. */
export interface Incoming {
  /** Words or a press; other words in the place of earlier ones, or none any more; somebody has come to Lotse, or Lotse to them; Lotse was taken away; an engagement hub says what has become of a handoff. */
  readonly kind: 'message' | 'edit' | 'removal' | 'arrival' | 'departure' | 'status';
  /** The conversation as the channel names it, and where it can be reached. */
  readonly conversation: string;
  readonly address: string;
  /** The same each time the channel repeats it. */
  readonly id: string;
  readonly heard: Heard;
  /** Who it came from, where the channel proves it; undefined where anybody could have written it. */
  readonly from?: Sender;
  /** What the channel calls the message itself, so that a later edit or removal finds it. */
  readonly message?: string;
  /** Of an edit or a removal: what the channel calls the earlier message. */
  readonly of?: string;
  /** What was attached; absent where the channel takes no files. */
  readonly files?: readonly Attached[];
  /** When it was said, by the channel's own clock, ISO 8601; undefined where it does not say. */
  readonly saidAt?: string;
  /** The customer of the channel on whose account messages count, where the channel has such. */
  readonly tenant?: string;
  /** What a reply refers to, as the channel names it; undefined where replies refer to nothing. */
  readonly answering?: string;
  /** A pressed button: the message that it hangs on, as the channel names it, and the name of who pressed it. */
  readonly pressed?: { readonly on?: string; readonly by?: string };
  /** Of a status: what it says, and of which handoff where it names one; undefined where that is nothing that a hub can say. */
  readonly status?: { readonly state: HubState; readonly handoffId?: string };
  /** Somebody else than the contact has said it. */
  readonly isOverheard?: true;
  /** What is kept of it where clients read the conversation for themselves. */
  readonly record?: object;
}

/** A message as a channel shows it: plain JSON that is kept with the turn and that only its channel reads. */
export type Reply = Readonly<Record<string, unknown>>;

/** Where a message is to be said: rendered for it, since some channels write that into the message. */
export type Standing = Pick<Incoming, 'address' | 'answering'>;

/** How a reply ended: delivered, refused for good, certainly not delivered but worth another try later, or perhaps delivered (a gateway says that it does not know itself). */
export type Delivery =
  | { readonly kind: 'delivered'; readonly id?: string }
  | { readonly kind: 'refused'; readonly cause: Refusal }
  | { readonly kind: 'later'; readonly retryAfterMs?: number }
  | { readonly kind: 'ambiguous'; readonly cause: string; readonly isGateway?: true };

/** Nothing can be said in the conversation any more: Lotse was taken away there, somebody blocks it, it is not there any more. */
export type Death = 'uninstalled' | 'blocked' | 'gone';
/** Or only this message is refused. */
export type Refusal = Death | 'tooLarge' | 'refused';

export function isDeath(cause: Refusal): cause is Death {
  return cause !== 'tooLarge' && cause !== 'refused';
}

/** What an engagement hub is told of a conversation that it is to take over; plain JSON. */
export interface HandingOver {
  readonly about: Readonly<Record<string, string | boolean>>;
  readonly said: readonly { readonly by: SaidBy; readonly text: string; readonly at: Date; readonly id: string }[];
}

/** What was chosen on a card, when, in the contact's words, and where others see it by whom. */
export interface Chosen {
  readonly press: { readonly card: string; readonly choice: string };
  readonly when: string;
  readonly who?: string;
}

/** A channel to which Lotse carries what it says. */
export interface Post {
  readonly kind: 'post';
  /** Carries one reply there, in one post that is never repeated here. `mayStill` is asked right before it leaves: false keeps it back. */
  deliver(address: string, reply: Reply, mayStill?: () => boolean): Promise<Delivery>;
  /** Shows there that somebody is writing; soon over, however it ends, and nobody minds if it fails. `mayStill` is asked right before it leaves. Absent where that cannot be shown. */
  readonly typing?: (address: string, mayStill: () => boolean) => Promise<void>;
  /** Puts in the place of a message that same reply, with what was chosen on it instead of its buttons; one try. Absent where messages stay as they are. */
  readonly update?: (address: string, message: string, reply: Reply, chosen: Chosen) => Promise<void>;
  /** Puts another reply in the place of a message; one try, and whether it is there now. Absent where messages stay as they are. */
  readonly replace?: (address: string, message: string, reply: Reply) => Promise<boolean>;
  /** The same place outside of any thread. Absent where there are none. */
  readonly outside?: (address: string) => string;
  /** The reply with people called by name, by the ids of their directory. Absent where nobody can be called. */
  readonly mentioning?: (reply: Reply, people: readonly { readonly id: string; readonly name: string }[]) => Reply;
  /** Whether a message that carries the marker has arrived there since; absent where the channel cannot be asked. */
  readonly find?: (address: string, marker: string, since: Date) => Promise<'there' | 'absent' | 'unknown'>;
  /** Fetches what was attached, by what the channel wrote down of it; no more than so many bytes. Absent where nothing can be attached. */
  readonly fetchFile?: (source: string, limitBytes: number) => Promise<Fetched>;
}

/** A channel whose clients read for themselves what was said: it is written down in the turn's commit. */
export interface Page {
  readonly kind: 'page';
  written(incoming: Pick<Incoming, 'id' | 'record'>, replies: readonly Reply[]): object[];
  /** Something was written down: whoever looks at the page right now is told. */
  wake(address: string): void;
  /** As for a post. */
  readonly fetchFile?: (source: string, limitBytes: number) => Promise<Fetched>;
}

export interface Channel {
  readonly id: string;
  readonly way: Post | Page;
  /** A message as this channel shows it best, and a person's words to the letter: one reply, or several where one would be too long for it. */
  render(speech: Speech, at: Standing): readonly Reply[];
  /** Asks the hub behind the channel to take the conversation over: a reply like any other. Absent where there is no hub. */
  readonly handOver?: (over: HandingOver, at: Standing) => Reply;
  /** The handoff that a reply asks the hub to take over; undefined for all others. */
  readonly asksFor?: (reply: Reply) => string | undefined;
  /** Whether what came in is somebody else's than the contact's, as the kept address has them. Absent where others are told apart otherwise. */
  readonly isOverheard?: (kept: string, address: string) => boolean;
}

/** What came in is nothing that the channel sends; the sentence says what was expected. */
export class InputError extends Error {}

/** When something was said: as the channel has it, but for times that cannot be, or else when it came in. */
export function saidAt({ saidAt: text }: Pick<Incoming, 'saidAt'>, cameAt: Date): Date {
  const said = text === undefined ? Number.NaN : Date.parse(text);
  return said > 0 && said < cameAt.getTime() ? new Date(said) : cameAt;
}

/** The limits that a conversation counts against: those of its tenant, where the channel has such. */
export function limitKeyOf({ channel, tenant }: { readonly channel: string; readonly tenant?: string | undefined }): string {
  return tenant === undefined ? channel : `${channel}|${tenant}`;
}

/** The id under which a conversation is remembered, unique among all channels. */
export function rememberedAs(channel: string, conversation: string): string {
  return `${channel}|${conversation}`;
}

/** What lies in a pressed button, and how every channel finds it again. */
export interface PressData {
  readonly lotse: { readonly card: string; readonly choice: string };
  readonly words?: string;
}

/** The press inside what was sent, or undefined for anything else. */
export function pressOf(value: unknown): Heard['press'] {
  const data = (value as { lotse?: { card?: unknown; choice?: unknown }; words?: unknown } | undefined)?.lotse;
  if (typeof data?.card !== 'string' || typeof data.choice !== 'string') return undefined;
  const { words } = value as { words?: unknown };
  return { card: data.card.slice(0, 64), choice: data.choice.slice(0, 64), ...(typeof words === 'string' && { words }) };
}
