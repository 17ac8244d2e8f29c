/**
 * Cuts a text that is too long for one message: at a paragraph, else a line, a sentence, a word, a letter. No cut is silent, no letter
 * is halved, and what keeps foreign words together in a line (Unicode isolates) is closed in each part and opened again in the next. Pure.
 */

/** Where one may cut, the best first: the blank is left out, or what ends a sentence stays with it. */
const PLACES = [/\n[ \t]*\n\s*/gu, /\n\s*/gu, /(?<=[.!?…。؟])[ \t]+/gu, /\s+/gu] as const;
const OPENS = /[\u2066-\u2068]/u;
const CLOSE = '\u2069';
const ISOLATES = /[\u2066-\u2069]/gu;
const DEEPEST = 8;
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The parts, each of which `fits`; what fits needs no cut. Whatever is shorter than a text that fits must fit, too. */
export function partsOf(text: string, fits: (part: string) => boolean): string[] {
  const parts: string[] = [];
  // Nobody nests so deep in earnest, and closing and opening it all again would leave no room for words.
  let rest = depthsOf(text).some((depth) => depth > DEEPEST) ? text.replace(ISOLATES, '') : text;
  while (rest !== '' && !fits(closed(rest))) {
    const { part, next } = cut(rest, fits);
    if (part.trim() !== '') parts.push(closed(part));
    rest = opened(part) + next;
  }
  return rest.trim() === '' && parts.length > 0 ? parts : [...parts, closed(rest)];
}

function cut(text: string, fits: (part: string) => boolean): { part: string; next: string } {
  const most = longest(text, fits);
  const depths = depthsOf(text.slice(0, most + 1));
  for (const place of PLACES) {
    const gap = [...text.slice(0, most + 1).matchAll(place)].findLast(({ index }) => index > 0 && index <= most && depths[index] === 0);
    if (gap && text.slice(0, gap.index).trim() !== '') return { part: text.slice(0, gap.index), next: text.slice(gap.index).trimStart() };
  }
  return { part: text.slice(0, most), next: text.slice(most) };
}

/** How far the longest beginning of whole letters reaches that fits; where not even one does, of whole characters. Isolates that only open are no part: they would be opened again in the next for ever. */
function longest(text: string, fits: (part: string) => boolean): number {
  const opening = /^[\u2066-\u2068]*/u.exec(text)![0].length;
  const ends = endsOf(letters.segment(text), ({ segment }) => segment).filter((end) => end > opening);
  const count = highest(ends.length, (index) => fits(closed(text.slice(0, ends[index - 1]))));
  if (count > 0) return ends[count - 1]!;
  const points = endsOf(text.slice(0, ends[0]), (point) => point).filter((end) => end > opening);
  return points[Math.max(0, highest(points.length, (index) => fits(closed(text.slice(0, points[index - 1])))) - 1)] ?? text.length;
}

function endsOf<T>(pieces: Iterable<T>, textOf: (piece: T) => string): number[] {
  let end = 0;
  return Array.from(pieces, (piece) => (end += textOf(piece).length));
}

/** The highest count up to `most` that holds, where every lower one holds, too; 0 where none does. */
function highest(most: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** In how many isolates each place of a text lies. */
function depthsOf(text: string): number[] {
  let depth = 0;
  return [0, ...Array.from({ length: text.length }, (_, index) => {
    const letter = text[index]!;
    depth = OPENS.test(letter) ? depth + 1 : letter === CLOSE ? Math.max(0, depth - 1) : depth;
    return depth;
  })];
}

/** What is still open at the end, outermost first. */
function opened(text: string): string {
  const open: string[] = [];
  for (const letter of text) {
    if (OPENS.test(letter)) open.push(letter);
    else if (letter === CLOSE) open.pop();
  }
  return open.join('');
}

function closed(text: string): string {
  return text + CLOSE.repeat(opened(text).length);
}
