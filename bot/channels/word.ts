/** What a person of support says, to the letter: whose words they are stands in front, and nothing in them turns the letters around it. Pure. */
import type { Word } from '../../dialogs/message';

type WordFile = NonNullable<Word['files']>[number];

/** What is no letter and no space, but would hide or break what stands beside it; a line and its tabs stay. */
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu;
/** What turns letters around, or ends what does. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const FROM_RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const MARK = '\u200f';
const [ISOLATE, CLOSE] = ['\u2068', '\u2069'];
const NAME_LIMIT = 60;

/** A name is one line of letters. */
export function nameOf({ by }: Word): string {
  return by.name.replace(UNSEEN, ' ').replace(TURNS, '').replace(/\s+/gu, ' ').trim().slice(0, NAME_LIMIT);
}

/** The words in lines of one kind. */
export function lettersOf({ text }: Word): string {
  return text.replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n').replace(UNSEEN, '');
}

/** Each line runs in the direction of its own first letter wherever it stands, and what would turn letters around ends with it. */
export function linesOf(text: string): string[] {
  return text.split('\n').map((line) => (FROM_RIGHT.test(line) || line.search(TURNS) >= 0 ? `${ISOLATE}${line}${CLOSE}` : line));
}

/** The name as it stands above the words: on their side, where the client lays a message out by its first letter. */
export function nameAbove(word: Word): string {
  const first = /\p{L}/u.exec(word.text)?.[0];
  return first !== undefined && FROM_RIGHT.test(first) ? `${MARK}${nameOf(word)}` : nameOf(word);
}

/** Pictures that every client shows; all else is for saving. */
export function isPicture({ contentType }: Pick<WordFile, 'contentType'>): boolean {
  return /^image\/(?:png|jpeg|gif|webp)$/.test(contentType);
}
