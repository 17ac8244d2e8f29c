/**
 * A message on Webex: a card, and the whole text for clients and ears that do not show it. `text` is never read as Markdown. What is too
 * long for one message comes in several; the buttons then stand under the last, which shows only what it says itself. Pure.
 */
import { plainText, type Message } from '../../../dialogs/message';
import { isRightToLeft } from '../../../locales';
import type { Reply, Standing } from '../channel';
import { linesTowardsLeft } from './direction';
import { partsOf } from './parts';
import { webexCard } from './webexCard';

/** "The maximum message length is 7439 bytes" (developer.webex.com, "Create a Message"). */
export const TEXT_LIMIT_BYTES = 7439;
const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';
const GAP = '\n\n';

/** In a thread the reply goes there, too. */
export function renderWebex(message: Message, { answering }: Pick<Standing, 'answering'>): readonly Reply[] {
  const thread = answering === undefined ? {} : { parentId: answering };
  return repliesOf(message).map((reply) => ({ ...reply, ...thread }));
}

function repliesOf(message: Message): Reply[] {
  const write = isRightToLeft(message.language) ? linesTowardsLeft : (text: string) => text;
  const whole = write(plainText(message));
  if (isShort(whole)) return [withCard(whole, message)];
  const { said, offered } = halves(message);
  const parts = partsOf(said, (part) => isShort(write(part) + (offered && GAP + write(offered))));
  const last = parts.pop()!;
  return [
    ...parts.map((part): Reply => ({ text: write(part) })),
    withCard(write([last, offered].filter(Boolean).join(GAP)), rest(message, last)),
  ];
}

/** What is told, and what can be chosen, which stays together; unless that alone is too much. */
function halves(message: Message): { readonly said: string; readonly offered: string } {
  const offered = plainText({ language: message.language, text: '', choices: message.choices, facts: [] });
  if (offered === '' || Buffer.byteLength(offered) > TEXT_LIMIT_BYTES / 3) return { said: plainText(message), offered: '' };
  return { said: plainText({ ...message, choices: [] }), offered };
}

function rest({ language, choices, card, question, links, facts }: Message, text: string): Message {
  return { language, text, choices, facts, ...(card !== undefined && { card }), ...(question && { question }), ...(links && { links }) };
}

function withCard(text: string, message: Message): Reply {
  return { text, attachments: [{ contentType: CARD_TYPE, content: webexCard(message) }] };
}

function isShort(text: string): boolean {
  return Buffer.byteLength(text) <= TEXT_LIMIT_BYTES;
}
