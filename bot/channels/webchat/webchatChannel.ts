/** The web chat as a channel: what is said is written down with the turn, and whoever listens is told to read it. */
import type { Activity } from 'botbuilder';
import { isWord } from '../../../dialogs/message';
import { findSecret, REDACTED } from '../../../dialogs/secrets';
import { languageOf } from '../../../locales';
import type { Clock } from '../../../services/clock';
import { codesIn } from '../../../services/verification/codeText';
import { hearActivity } from '../botFramework/hearing';
import { activityFor } from '../botFramework/rendering';
import { plainWord } from '../botFramework/wordRendering';
import type { Channel, Incoming } from '../channel';
import { fetchCarried, filesIn, namesOf } from './carriedFiles';

export const WEBCHAT = 'webchat';
export const BOT = { id: 'lotse', name: 'Lotse', role: 'bot' };
export const CONTACT = 'contact';

interface Address {
  readonly conversation: string;
}

export function createWebchatChannel(wake: (conversationId: string) => void, clock: Clock): Channel {
  const conversationAt = (address: string) => (JSON.parse(address) as Address).conversation;
  return {
    id: WEBCHAT,
    render: (speech, { address, answering }) => {
      const at = { channel: WEBCHAT, conversation: conversationAt(address), bot: BOT.id, contact: CONTACT, answering };
      return isWord(speech) ? plainWord(speech, at) : [activityFor(speech, true, at)];
    },
    way: {
      kind: 'page',
      wake: (address) => wake(conversationAt(address)),
      fetchFile: async (source, limitBytes) => fetchCarried(source, limitBytes),
      written: ({ id, record }, replies) => {
        const timestamp = clock.now().toISOString();
        const said = replies.map((reply, index) => ({ ...reply, id: `${id}.${index}`, timestamp, from: { ...BOT, name: (reply as Partial<Activity>).from?.name ?? BOT.name } }));
        return record ? [record, ...said] : said;
      },
    },
  };
}

/** What a client sent. `textLimit`: longer words are not kept, in code points. */
export function incomingMessage(activity: Activity, textLimit: number): Incoming {
  const files = filesIn(activity.attachments);
  return { ...standing(activity.conversation.id), ...(files && { files }), kind: 'message', id: activity.id!, ...(activity.value === undefined && { message: activity.id! }), answering: activity.id!, heard: hearActivity(activity), saidAt: String(activity.timestamp), record: recordOf(activity, textLimit) };
}

/** Somebody has opened the page. */
export function incomingArrival(conversationId: string, locale: string | undefined, now: Date): Incoming {
  const language = languageOf(locale);
  return { ...standing(conversationId), kind: 'arrival', id: 'greeting', answering: 'greeting', heard: { text: '', hasAttachments: false, isDirect: true, ...(language && { locale: language }) }, saidAt: now.toISOString() };
}

function standing(conversation: string): Pick<Incoming, 'conversation' | 'address'> {
  return { conversation, address: JSON.stringify({ conversation } satisfies Address) };
}

/** What the contact wrote as it is kept: nothing but what a client must see again, never a code or a password, and nothing endless. */
function recordOf({ type, id, timestamp, channelId, conversation, from, locale, text, value, channelData, attachments }: Activity, textLimit: number): object {
  const { clientActivityID } = channelData as { clientActivityID?: string };
  const isUnkept = (words: unknown) => typeof words === 'string' && (words.length > textLimit * 2 || findSecret(words, 'choice') !== undefined || codesIn(words).length > 0);
  const names = namesOf(attachments);
  const typed = (value as { words?: unknown } | undefined)?.words;
  return {
    type, id, timestamp, channelId, conversation, from, ...(languageOf(locale) && { locale }), text: isUnkept(text) || isUnkept(typed) ? REDACTED : text, ...(names.length > 0 && { attachments: names }),
    ...(clientActivityID !== undefined && { channelData: { clientActivityID } }),
  };
}
