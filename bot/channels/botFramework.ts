/** Channels that speak the Bot Framework protocol: Teams, the web chat, and what local testing sends. */
import type { Activity } from 'botbuilder';
import type { Heard } from '../../dialogs/state';
import { plainText, type Message } from '../../dialogs/message';
import { languageOf } from '../../locales';
import { browserOf } from './browser';
import { cardOf } from './card';
import { pressOf, type Channel } from './channel';
import type { Connector } from './connector';

const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** Where a conversation can be reached through the Bot Connector. */
interface Address {
  /** As the conversation is remembered; local testing may use any name. */
  readonly channel: string;
  readonly serviceUrl: string;
  readonly conversation: string;
  readonly bot: string;
  readonly contact: string;
}

/** A channel behind the Bot Connector service. */
export function createBotFrameworkChannel(id: string, connector: Connector): Channel {
  return {
    id, hear: hearActivity, render: renderFor(id), tenantOf, hasLeft,
    addressOf: ({ channelId, serviceUrl, conversation, recipient, from }) => {
      const address: Address = { channel: channelId, serviceUrl, conversation: conversation.id, bot: recipient?.id ?? 'lotse', contact: from.id };
      return JSON.stringify(address);
    },
    activityAt: (address) => {
      const { channel, serviceUrl, conversation, bot, contact } = JSON.parse(address) as Address;
      return { type: 'event', channelId: channel ?? id, serviceUrl, conversation: { id: conversation }, recipient: { id: bot, name: 'Lotse' }, from: { id: contact } } as Activity;
    },
    deliver: (address, reply, options) => connector.send((JSON.parse(address) as Address).serviceUrl, reply, options),
  };
}

function tenantOf({ channelData, conversation }: Activity): string | undefined {
  const tenant = (channelData as { tenant?: { id?: unknown } } | undefined)?.tenant?.id ?? conversation.tenantId;
  return typeof tenant === 'string' && tenant !== '' ? tenant.slice(0, 64) : undefined;
}

/** Teams says it in either way, and sometimes in both. */
function hasLeft({ type, action, membersRemoved, recipient }: Activity): boolean {
  const removed = Array.isArray(membersRemoved) ? (membersRemoved as ({ id?: unknown } | null)[]) : [];
  return (type === 'installationUpdate' && action === 'remove') || (type === 'conversationUpdate' && removed.some((member) => member?.id === recipient?.id));
}

/** Teams shows text and card one below the other, so there the text goes into the card's fallback and the notification only. */
export function renderFor(id: string): Channel['render'] {
  const hasText = id !== 'msteams';
  return (message) => {
    const text = plainText(message);
    return {
      type: 'message', locale: message.language, inputHint: 'acceptingInput',
      ...(hasText ? { text, textFormat: 'plain' } : { summary: shorten(text) }),
      attachments: [{ contentType: CARD_TYPE, content: cardOf(message, text) }],
      ...(hasText && { channelData: { lotse: { facts: message.facts, ...answersOf(message) } } }),
    };
  };
}

/** The words of a message with the recipient's mention taken off; total on any JSON (promises F7). */
export function hearActivity(activity: Activity): Heard {
  const press = pressOf(activity.value);
  const locale = languageOf(activity.locale);
  const browser = browserOf(activity.channelData);
  return {
    text: withoutMention(activity), hasAttachments: hasFiles(activity.attachments),
    isDirect: activity.conversation.isGroup !== true && ['personal', undefined].includes(activity.conversation.conversationType),
    ...(press && { press }), ...(locale && { locale }), ...(browser && { browser }),
  };
}

/** Teams sends formatted text a second time as an attachment; that is no file. */
function hasFiles(attachments: unknown): boolean {
  return Array.isArray(attachments) && attachments.some((each) => (each as { contentType?: unknown } | null)?.contentType !== 'text/html');
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
