/** The event by which the Bot Framework asks an engagement hub to take a conversation over, as EventFactory of the SDK makes it, but without its own clock and chance. Pure. */
import type { Activity, ConversationReference } from 'botbuilder';
import type { HandingOver } from '../channel';
import type { Envelope } from './rendering';

/** A connector takes about 256 KB of an activity; a hub shows less. */
const TRANSCRIPT_LIMIT_BYTES = 64_000;

const INITIATE = 'handoff.initiate';

export function handingOver({ about, said }: HandingOver, at: Envelope & { readonly serviceUrl: string }): Partial<Activity> {
  const { channel, serviceUrl, conversation: id, bot, contact, answering } = at;
  const conversation = { id } as Activity['conversation'];
  const relatesTo = { channelId: channel, serviceUrl, conversation, bot: { id: bot, name: 'Lotse' }, user: { id: contact }, ...(answering && { activityId: answering }) } as ConversationReference;
  const activities = latest(said.map((line) => messageOf(line, at)));
  return {
    type: 'event', name: INITIATE, channelId: channel, serviceUrl, conversation, from: { id: bot, name: 'Lotse' }, recipient: { id: contact } as Activity['recipient'], relatesTo, value: about,
    attachments: [{ contentType: 'application/json', name: 'Transcript', content: { activities } }], ...(answering && { replyToId: answering }),
  };
}

/** Which handoff a reply asks for; undefined where it asks for none. */
export function handoffAskedIn({ name, value }: Readonly<Record<string, unknown>>): string | undefined {
  const { handoffId } = (value ?? {}) as Partial<HandingOver['about']>;
  return name === INITIATE && typeof handoffId === 'string' ? handoffId : undefined;
}

function messageOf({ by, text, at, id }: HandingOver['said'][number], { channel, conversation, bot, contact }: Envelope): object {
  const from = by === 'contact' ? { id: contact, role: 'user' } : { id: by === 'lotse' ? bot : by, name: by === 'lotse' ? 'Lotse' : by, role: 'bot' };
  return { type: 'message', id, timestamp: at.toISOString(), channelId: channel, conversation: { id: conversation }, from, text };
}

/** The last ones that fit. */
function latest(activities: readonly object[]): readonly object[] {
  let bytes = 0;
  const from = activities.findLastIndex((activity) => (bytes += Buffer.byteLength(JSON.stringify(activity)) + 1) > TRANSCRIPT_LIMIT_BYTES);
  return activities.slice(from + 1);
}
