/** An agent's words as activities of the Bot Framework: plain text wherever that is text, and on Teams the few marks of HTML that make a name stand out, with everything else made harmless. Pure. */
import type { Activity, Attachment } from 'botbuilder';
import type { Word } from '../../../dialogs/message';
import { isPicture, lettersOf, linesOf, nameAbove, nameOf } from '../word';
import { partsOf } from '../webex/parts';
import { shorten, type Envelope } from './rendering';

type WordFile = NonNullable<Word['files']>[number];

/** Teams takes about 28 KB of everything that belongs to a message. */
const TEAMS_LIMIT_BYTES = 16_000;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** For clients that show text as it is, and tell by the sender and by `person` that nobody but a person says it. */
export function plainWord(word: Word, { channel, conversation, bot, contact, answering }: Envelope): Partial<Activity>[] {
  const files = word.files ?? [];
  return [{
    ...standing(word, { channel, conversation, bot, contact, answering }), text: lettersOf(word), textFormat: 'plain',
    ...(files.length > 0 && { attachments: files.map(attached) }), channelData: { lotse: { facts: [], choices: [], person: nameOf(word) } },
  }];
}

/** For Teams, which would read plain text as Markdown: the name in bold, the words below it, and what can only be saved as a link. */
export function teamsWord(word: Word, at: Envelope): Partial<Activity>[] {
  const files = word.files ?? [];
  const [pictures, others] = [files.filter(isPicture), files.filter((file) => !isPicture(file))];
  const parts = partsOf(lettersOf(word), (part) => Buffer.byteLength(htmlOf(part)) <= TEAMS_LIMIT_BYTES);
  const name = `<b>${escaped(nameAbove(word))}</b>`;
  return parts.map((part, place) => {
    const isLast = place === parts.length - 1;
    const lines = [name, ...(part === '' ? [] : [htmlOf(part)]), ...(isLast ? others.map(linkOf) : [])];
    return {
      ...standing(word, at), text: lines.join('<br>'), textFormat: 'xml', summary: shorten(`${nameOf(word)}: ${part}`),
      ...(isLast && pictures.length > 0 && { attachments: pictures.map(attached) }),
    };
  });
}

function standing(word: Word, { channel, conversation, bot, contact, answering }: Envelope): Partial<Activity> {
  return {
    type: 'message', locale: word.language, channelId: channel, conversation: { id: conversation } as Activity['conversation'],
    from: { id: bot, name: nameOf(word) }, recipient: { id: contact } as Activity['recipient'], ...(answering && { replyToId: answering }),
  };
}

/** Spaces in a row are said, too. */
function htmlOf(text: string): string {
  return linesOf(text).map((line) => escaped(line).replace(/^ | (?= )/gu, '&nbsp;').replaceAll('\t', '&nbsp; &nbsp; ')).join('<br>');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/gu, (letter) => ENTITIES[letter]!);
}

function linkOf({ path, name }: WordFile): string {
  return `<a href="${escaped(path)}">${escaped(name)}</a>`;
}

function attached({ path, name, contentType }: WordFile): Attachment {
  return { contentType, contentUrl: path, name };
}
