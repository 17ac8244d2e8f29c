/** What is attached to an activity: pictures, in the text as well, and files; cards, formatted text and quoted messages are none. Total on any JSON, and pure. */
import type { Activity } from 'botbuilder';
import type { Attached } from '../../../services/files';

/** Where a file lies, as it is kept until it is fetched: with the connector, or at an address that is good for whoever has it. */
export interface Source {
  readonly at: 'connector' | 'share';
  readonly url: string;
}

/** A file that somebody has shared, and one that lies where only its people can open it. */
const DOWNLOAD = 'application/vnd.microsoft.teams.file.download.info';
const REFERENCE = 'reference';
/** So much is looked at, however much somebody lists. */
const MOST = 30;
const LONGEST_URL = 8000;

/** Formatted text that is sent a second time, cards, and messages that are quoted are no files. */
export function isFile(contentType: unknown): boolean {
  if (typeof contentType !== 'string' || contentType === DOWNLOAD || contentType === REFERENCE) return true;
  return contentType.includes('/') && contentType !== 'text/html' && !contentType.startsWith('application/vnd.microsoft.');
}

export function attachedTo({ attachments }: Pick<Activity, 'attachments'>): Attached[] {
  const all = (Array.isArray(attachments) ? attachments as unknown[] : []).slice(0, MOST).filter((each): each is Record<string, unknown> => typeof each === 'object' && each !== null);
  const files = all.filter(({ contentType }) => isFile(contentType)).map(readFile);
  // Teams announces a picture in the text a second time as an attachment of its own, not always under the same address.
  const pictures = all.some(({ contentType }) => String(contentType).startsWith('image/')) ? [] : all.filter(({ contentType }) => contentType === 'text/html').flatMap(({ content }) => picturesIn(content));
  const seen = new Set<string>();
  return [...files, ...pictures].filter(({ source }) => source === undefined || (!seen.has(source) && seen.add(source)));
}

function readFile({ contentType, contentUrl, content, name }: Record<string, unknown>): Attached {
  const shared = contentType === DOWNLOAD ? (content ?? {}) as { downloadUrl?: unknown; fileType?: unknown } : undefined;
  const type = typeof contentType === 'string' && !shared && contentType !== REFERENCE ? contentType : undefined;
  const source = contentType === REFERENCE ? {} : sourceOf(shared ? 'share' : 'connector', shared ? shared.downloadUrl : contentUrl);
  return { ...(typeof name === 'string' && { name: named(name, shared?.fileType) }), ...(type !== undefined && { contentType: type }), ...source };
}

/** Teams says the ending of a file apart. */
function named(name: string, ending: unknown): string {
  return typeof ending === 'string' && /^\w{1,10}$/.test(ending) && !/\.\w{1,10}$/.test(name) ? `${name}.${ending}` : name;
}

function sourceOf(at: Source['at'], url: unknown): { source?: string } {
  if (typeof url !== 'string' || url.length > LONGEST_URL || !/^https?:\/\//i.test(url)) return {};
  return { source: JSON.stringify({ at, url } satisfies Source) };
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&quot;': '"', '&#39;': "'" };
const LONGEST_TAG = 9000;

/** Emoji and the like are pictures to Teams, but nobody's. */
function picturesIn(content: unknown): Attached[] {
  if (typeof content !== 'string') return [];
  return tagsIn(content).flatMap((tag) => {
    const attributes = new Map([...tag.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name, doubly, singly]) => [name!.toLowerCase(), doubly ?? singly ?? '']));
    const kind = attributes.get('itemtype')?.split('/').at(-1);
    const { source } = sourceOf('connector', attributes.get('src')?.replace(/&(?:amp|quot|#39);/g, (entity) => ENTITIES[entity]!));
    return source === undefined || (kind !== undefined && kind.toLowerCase() !== 'amsimage') ? [] : [{ contentType: 'image/*', source }];
  });
}

/** What stands in the first tags; read from left to right once, whatever somebody makes up. */
function tagsIn(content: string): string[] {
  const tags: string[] = [];
  const opening = /<img/gi;
  while (tags.length < MOST && opening.exec(content)) {
    const end = content.indexOf('>', opening.lastIndex);
    if (end < 0) break;
    tags.push(content.slice(opening.lastIndex, Math.min(end, opening.lastIndex + LONGEST_TAG)));
    opening.lastIndex = end;
  }
  return tags;
}
