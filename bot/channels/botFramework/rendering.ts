/** A message as an activity of the Bot Framework, as Teams, the web chat and local testing read it. */
import type { Activity } from 'botbuilder';
import { plainText, type Message } from '../../../dialogs/message';
import { cardOf } from '../card';
import type { Chosen } from '../channel';
import { usedCard } from '../usedCard';

const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** Who speaks to whom, and what the message refers to. */
export interface Envelope {
  readonly channel: string;
  readonly conversation: string;
  readonly bot: string;
  readonly contact: string;
  readonly answering: string | undefined;
}

/** `hasText`: the client shows the text or the card. Teams shows both, one below the other, so there the text goes into the card's fallback and the notification only. */
export function activityFor(message: Message, hasText: boolean, { channel, conversation, bot, contact, answering }: Envelope): Partial<Activity> {
  const text = plainText(message);
  return {
    type: 'message', locale: message.language, inputHint: 'acceptingInput',
    channelId: channel, conversation: { id: conversation } as Activity['conversation'], from: { id: bot, name: 'Lotse' }, recipient: { id: contact } as Activity['recipient'], ...(answering && { replyToId: answering }),
    ...(hasText ? { text, textFormat: 'plain' } : { summary: shorten(text) }),
    attachments: [{ contentType: CARD_TYPE, content: cardOf(message, text) }],
    ...(hasText && { channelData: { lotse: { facts: message.facts, ...answersOf(message) } } }),
  };
}

/** Makes the contact's client ask what has become of the card when they see it again. Not where they may be writing into it. */
export function withRefresh(activity: Partial<Activity>, { card, question }: Message, contact: string): Partial<Activity> {
  const content = cardIn(activity);
  if (!content || card === undefined || question) return activity;
  const refresh = { action: { type: 'Action.Execute', verb: 'lotse.refresh', data: { lotse: { refresh: card } } }, userIds: [contact] };
  return { ...activity, attachments: [{ contentType: CARD_TYPE, content: { ...content, refresh } }] };
}

/** The number of the card that somebody's client asks for. */
export function refreshOf(data: unknown): string | undefined {
  const { refresh } = Object((data as { lotse?: unknown } | null | undefined)?.lotse) as { refresh?: unknown };
  return typeof refresh === 'string' && refresh !== '' ? refresh.slice(0, 64) : undefined;
}

/** The card of a message. */
export function cardIn(activity: Partial<Activity> | undefined): Readonly<Record<string, unknown>> | undefined {
  const [attachment] = activity?.attachments ?? [];
  return attachment?.contentType === CARD_TYPE ? attachment.content as Readonly<Record<string, unknown>> : undefined;
}

/** A message whose card was used; undefined where nothing of that can be shown. */
export function usedActivity({ replyToId: _answered, channelData: _choices, ...reply }: Partial<Activity>, chosen: Chosen): Partial<Activity> | undefined {
  const content = cardIn(reply);
  const card = content && usedCard(content, chosen);
  return card && { ...reply, attachments: [{ contentType: CARD_TYPE, content: card }] };
}

/** Somebody is writing. */
export function typingFor({ channel, conversation, bot, contact }: Omit<Envelope, 'answering'>): Partial<Activity> {
  return { type: 'typing', channelId: channel, conversation: { id: conversation } as Activity['conversation'], from: { id: bot, name: 'Lotse' }, recipient: { id: contact } as Activity['recipient'] };
}

/** What can be chosen, for programs that do not read cards. */
function answersOf(message: Message): { choices: { id: string; label: string }[]; card: string | undefined } {
  return { card: message.card, choices: message.choices.map(({ id, label }) => ({ id, label })) };
}

/** The beginning, for a notification: no character is halved, and what was isolated is closed again. */
export function shorten(text: string): string {
  const cut = [...text].slice(0, 200).join('');
  const count = (marks: RegExp) => cut.match(marks)?.length ?? 0;
  return cut + '\u2069'.repeat(Math.max(0, count(/[\u2066-\u2068]/g) - count(/\u2069/g)));
}
