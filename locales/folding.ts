/** Folds what people type, so that it meets what is written: case, accents, Arabic spellings, digits, punctuation. Pure. */
const folded = new Map<string, string>();
const FOLDED_LIMIT = 5000;

/** Folds case, accents, Arabic spellings, punctuation and spaces, so that what people type meets what is written. */
export function normalise(text: string): string {
  const known = folded.get(text);
  if (known !== undefined) return known;
  const result = fold(text);
  // Labels come again and again; long texts do not, and are not kept.
  if (folded.size >= FOLDED_LIMIT) folded.clear();
  if (text.length <= 80) folded.set(text, result);
  return result;
}

function fold(text: string): string {
  return toLatinDigits(text.normalize('NFKD'))
    .toLowerCase()
    .replace(/[\p{M}\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/[أإآٱ]/g, 'ا').replace(/ى/g, 'ي').replace(/ة/g, 'ه').replace(/ё/g, 'е').replace(/ß/g, 'ss').replace(/œ/g, 'oe').replace(/æ/g, 'ae')
    .replace(/['’`´]/g, "'")
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
}

export function toLatinDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
