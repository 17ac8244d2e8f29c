/** What somebody said on Webex, in Lotse's words: the bot's mention taken off; total on any JSON. Pure. */
import type { Heard } from '../../../dialogs/state';
import type { Attached } from '../../../services/files';
import { pressOf } from '../channel';
import { textOf, type Self, type WebexMessage, type WebexPress } from './resources';

export function hearMessage(message: WebexMessage, self: Self): Heard {
  const isDirect = message.roomType === 'direct';
  return { text: withoutMention(message, self, isDirect), hasAttachments: Array.isArray(message.files) && message.files.length > 0, isDirect };
}

/** So much is looked at, however much a message lists. */
const MOST_FILES = 30;

/** The number of a file is the last part of its address; what it is called is said only when it is fetched. */
export function filesOf({ files }: WebexMessage): Attached[] {
  return (Array.isArray(files) ? files as unknown[] : []).slice(0, MOST_FILES).map((file) => {
    const [, source] = /\/contents\/([\w=-]{1,300})(?:[?#]|$)/.exec(textOf(file) ?? '') ?? [];
    return source === undefined ? {} : { source };
  });
}

/** Undefined where it was no button of Lotse's. */
export function hearPress({ inputs }: WebexPress, isDirect: boolean): Heard | undefined {
  const press = pressOf(inputs ?? undefined);
  return press && { text: '', hasAttachments: false, isDirect, press };
}

/** The words that Webex marks as the bot's mention; in a group, where it marks nothing, the bot's name in front of the text. */
function withoutMention({ text: raw, html }: WebexMessage, self: Self, isDirect: boolean): string {
  const text = textOf(raw) ?? '';
  const mentions = mentionsIn(textOf(html) ?? '', self.id);
  if (mentions.length > 0) return mentions.reduce((rest, mention) => rest.replace(mention, ''), text).replace(/^[\s,:]+/, '').trim();
  return (isDirect ? text : withoutName(text, self.name)).trim();
}

const MENTION = /<spark-mention\b([^>]{0,400})>([^<]{0,200})<\/spark-mention>/giu;
const MENTIONED = /\bdata-object-id\s*=\s*["']?([^"'\s>]{1,300})/iu;
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** How the bot is called where it is mentioned: people may shorten its name. */
function mentionsIn(html: string, id: string): string[] {
  return [...html.slice(0, 50_000).matchAll(MENTION)].flatMap(([, attributes = '', name = '']) => {
    const mentioned = MENTIONED.exec(attributes)?.[1];
    const plain = name.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]!);
    return mentioned !== undefined && (mentioned === id || mentioned === bareId(id)) && plain.trim() !== '' ? [plain] : [];
  });
}

/** Ids of Webex are a URI in base64; its clients know the last part of it. */
function bareId(id: string): string | undefined {
  return Buffer.from(id, 'base64').toString('utf8').split('/').at(-1);
}

/** The name, or its first words, in front of the text. */
function withoutName(text: string, name: string): string {
  const words = name.trim().split(/\s+/);
  const start = text.trimStart();
  for (let count = words.length; count > 0; count -= 1) {
    const called = words.slice(0, count).join(' ');
    const rest = start.slice(called.length);
    if (called !== '' && start.slice(0, called.length).toLowerCase() === called.toLowerCase() && !/^[\p{L}\p{N}]/u.test(rest)) return rest.replace(/^[\s,:]+/, '');
  }
  return text;
}
