/** What a person of support says: their name above, their words to the letter, what they send below. */
import type { Activity, Attachment } from './directline';
import { make } from './elements';
import { isSafe } from './links';

/** Addresses in a text are pressed often enough to be links; what stands around them is text. */
const LINK = /https?:\/\/[^\s<>"\u2066-\u2069\u202a-\u202e]*[^\s<>".,;:!?)\]\u2066-\u2069\u202a-\u202e]/gu;

export function makePersonBubble({ text = '', locale, attachments = [] }: Activity, name: string): HTMLElement {
  // The name stands where the page's lines begin, in whatever letters it is written.
  const who = make('span', 'who', [make('bdi', '', name)]);
  const words = make('p', 'words');
  words.dir = 'auto';
  words.append(...piecesOf(text));
  const body = make('div', 'bubble', [who, ...(text === '' ? [] : [words]), ...attachments.flatMap(fileOf)]);
  if (locale) body.lang = locale;
  return make('article', 'message bot person', [body]);
}

function piecesOf(text: string): Node[] {
  const pieces: Node[] = [];
  let from = 0;
  for (const { 0: url, index } of text.matchAll(LINK)) {
    pieces.push(document.createTextNode(text.slice(from, index)), linkTo(url, url));
    from = index + url.length;
  }
  return [...pieces, document.createTextNode(text.slice(from))];
}

function linkTo(url: string, words: string): HTMLElement {
  if (!isSafe(url)) return make('span', '', words);
  const link = make('a', '', words);
  link.href = url;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.dir = 'auto';
  return link;
}

/** Files come from Lotse, whatever it is called outside: the page asks for nothing else. */
function fileOf({ contentType, contentUrl = '', name = '' }: Attachment): HTMLElement[] {
  const address = URL.canParse(contentUrl, location.href) ? new URL(contentUrl, location.href) : undefined;
  if (!address?.pathname.startsWith('/media/')) return [];
  const path = address.pathname + address.search;
  if (!contentType.startsWith('image/')) {
    const link = linkTo(new URL(path, location.href).href, name || '…');
    link.className = 'file';
    return [link];
  }
  const picture = make('img', 'picture');
  picture.src = path;
  picture.alt = name;
  return [picture];
}
