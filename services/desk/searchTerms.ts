/** What an agent types into a search, as the database looks for it: words by how they begin, all of them. Pure. */

const MOST_WORDS = 8;
const LONGEST = 60;

/** Undefined where nothing is asked for. The database folds case and accents of both sides in the same way (lotse_words). */
export function searchTerms(text: string): string | undefined {
  const words = text.normalize('NFKC').replace(/\p{Cf}/gu, '').split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '').slice(0, MOST_WORDS);
  // Nothing but letters and digits is left: nothing can be mistaken for a sign of the search.
  return words.length === 0 ? undefined : words.map((word) => [...word].slice(0, LONGEST).join('')).join(' ');
}
