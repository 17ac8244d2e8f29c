/** What words look like to the classifier: whole words, pairs of them, and pieces of three to five letters, so that a slip of the finger or a missing accent changes little. Pure. */
import { toLatinDigits } from '../../locales/folding';

/** As many places as a feature can fall on; two on one place cost less than a larger model does. */
export const BUCKETS = 2 ** 17;

/** Places and weights, each place once; the weights have the length 1 together. */
export interface Features {
  readonly places: Int32Array;
  readonly weights: Float32Array;
}

const PIECES = { shortest: 3, longest: 5 };
const WEIGHTS = { word: 1, pair: 0.7, piece: 0.5 };
/** Longer texts say what they are about in fewer words than these. */
const MOST_LETTERS = 600;

/** Russian is read in Latin letters, as many type it. */
const LATIN: Readonly<Record<string, string>> = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'h', ц: 'c', ч: 'ch', ш: 'sh', щ: 'sh', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya',
};

export function featuresOf(text: string): Features {
  const found = new Map<number, number>();
  const add = (feature: string, weight: number) => {
    const place = placeOf(feature);
    found.set(place, (found.get(place) ?? 0) + weight);
  };
  const words = foldSpelling(text).split(' ');
  for (const word of words) {
    add(`w${word}`, WEIGHTS.word);
    addPieces(`^${word}$`, add);
  }
  const bounded = ['^', ...words, '$'];
  for (let index = 0; index + 1 < bounded.length; index += 1) add(`p${bounded[index]} ${bounded[index + 1]}`, WEIGHTS.pair);
  return normed(found);
}

function addPieces(word: string, add: (feature: string, weight: number) => void): void {
  for (let length = PIECES.shortest; length <= PIECES.longest; length += 1) {
    for (let at = 0; at + length <= word.length; at += 1) add(`c${word.slice(at, at + length)}`, WEIGHTS.piece);
  }
}

/** One spelling for the many in which the same is typed: case, accents, ae and ä, ё, Arabic letters, doubled letters, all digits alike. */
export function foldSpelling(text: string): string {
  return toLatinDigits(text.slice(0, MOST_LETTERS).normalize('NFKC')).toLowerCase()
    .replace(/[а-яё]/g, (letter) => LATIN[letter]!)
    .normalize('NFD').replace(/[\p{M}ـ\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/ß/g, 'ss').replace(/[أإآٱ]/g, 'ا').replace(/ة/g, 'ه').replace(/[ىئ]/g, 'ي').replace(/ؤ/g, 'و')
    .replace(/ae|æ/g, 'a').replace(/oe|œ/g, 'o').replace(/ue/g, 'u')
    .replace(/(\p{L})\1+/gu, '$1').replace(/\d+/g, '0')
    .replace(/[^\p{L}\p{N}?!؟]+/gu, ' ').replace(/([?!؟])[?!؟ ]*/g, ' $1 ')
    .trim().replace(/ +/g, ' ');
}

function normed(found: ReadonlyMap<number, number>): Features {
  const length = Math.sqrt([...found.values()].reduce((sum, weight) => sum + weight * weight, 0));
  return { places: Int32Array.from(found.keys()), weights: Float32Array.from(found.values(), (weight) => weight / length) };
}

/** FNV-1a, mixed once more, since only the lower bits are used. */
function placeOf(feature: string): number {
  let hash = 2166136261;
  for (let index = 0; index < feature.length; index += 1) hash = Math.imul(hash ^ feature.charCodeAt(index), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822519);
  return (hash ^ (hash >>> 13)) & (BUCKETS - 1);
}
