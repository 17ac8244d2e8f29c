/** Channels that speak the Bot Framework protocol: Teams, the web chat, and what local testing sends. */
import type { Activity } from 'botbuilder';
import type { Heard } from '../../dialogs/state';
import { plainText, type Message } from '../../dialogs/message';
import { languageOf } from '../../locales';
import { browserOf } from './browser';
import { cardOf } from './card';
import { pressOf, type Channel } from './channel';

const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** Teams shows text and card one below the other, so there the text goes into the card's fallback and the notification only. */
export function createBotFrameworkChannel(id: string): Channel {
  const hasText = id !== 'msteams';
  return {
    id,
    hear: hearActivity,
    render: (message) => {
      const text = plainText(message);
      return {
        type: 'message', locale: message.language, inputHint: 'acceptingInput',
        ...(hasText ? { text, textFormat: 'plain' } : { summary: shorten(text) }),
        attachments: [{ contentType: CARD_TYPE, content: cardOf(message) }],
        ...(hasText && { channelData: { lotse: { facts: message.facts, ...answersOf(message) } } }),
      };
    },
  };
}

/** The words of a message with the recipient's mention taken off; total on any JSON (promises F7). */
export function hearActivity(activity: Activity): Heard {
  const press = pressOf(activity.value);
  const locale = languageOf(activity.locale);
  const browser = browserOf(activity.channelData);
  return {
    text: withoutMention(activity), hasAttachments: hasFiles(activity.attachments),
    contact: contactOf(activity),
    ...(press && { press }), ...(locale && { locale }), ...(browser && { browser }),
  };
}

/** Teams sends formatted text a second time as an attachment; that is no file. */
function hasFiles(attachments: unknown): boolean {
  return Array.isArray(attachments) && attachments.some((each) => (each as { contentType?: unknown } | null)?.contentType !== 'text/html');
}

/** Who writes, qualified by the channel. In the web chat it is who holds the conversation's token, whatever name the client gives itself. */
function contactOf({ channelId, conversation, from }: Activity): string {
  return `${channelId}|${channelId === 'webchat' ? conversation?.id : from.aadObjectId ?? from.id}`;
}

function withoutMention(activity: Activity): string {
  let text = typeof activity.text === 'string' ? activity.text : '';
  for (const entity of Array.isArray(activity.entities) ? activity.entities : []) {
    const { type, mentioned, text: mention } = (entity ?? {}) as { type?: unknown; mentioned?: { id?: unknown }; text?: unknown };
    if (type === 'mention' && mentioned?.id === activity.recipient?.id && typeof mention === 'string' && mention !== '') text = text.replace(mention, '');
  }
  return text.trim();
}

/** What can be chosen, for programs that do not read cards. */
function answersOf(message: Message): { choices: { id: string; label: string }[]; card: string | undefined } {
  return { card: message.card, choices: message.choices.map(({ id, label }) => ({ id, label })) };
}

/** The beginning, for a notification: no character is halved, and what was isolated is closed again. */
function shorten(text: string): string {
  const cut = [...text].slice(0, 200).join('');
  return cut + '\u2069'.repeat(cut.split('\u2066').length - cut.split('\u2069').length);
}
