/** Finds the six digits of our code in what somebody typed or pasted, even in the whole text of our mail. Pure. */
import { LANGUAGES, wordsOf } from '../../locales';
import { normalise, toLatinDigits } from '../../locales/folding';

const LOOKED_AT = 20_000;
const AT_MOST = 3;
const JOINT = '(?:[\\t ]{1,2}|[\\t ]?[-‐‒-―][\\t ]?)';
const CODE = `\\d{6}|\\d{3}${JOINT}\\d{3}|\\d{2}${JOINT}\\d{2}${JOINT}\\d{2}|\\d(?:${JOINT}\\d){5}`;
/** Nothing else on the line but quotation marks, brackets and signs of emphasis. */
const ALONE = new RegExp(`^[^\\p{L}\\p{N}+]*(?<code>${CODE})[^\\p{L}\\p{N}%€$£]*$`, 'u');
/** Groups of digits that belong together; what touches letters, decimals, times, dates or further signs of a longer number is none. */
const RUN = new RegExp(`(?<![\\p{L}\\p{N}_/+]|\\p{N}[.,:'’]|[\\p{L}\\p{N}][-‐])\\d+(?:${JOINT}\\d+)*(?![\\p{L}\\p{N}_/%]|[-‐.,:'’][\\p{L}\\p{N}])`, 'gu');
const WHOLE = new RegExp(`^(?:${CODE})$`, 'u');
/** "26-11-21" in a sentence is a day. */
const DATE = /^\d\d[-‐]\d\d[-‐]\d\d$/;
/** Mail addresses, web addresses and telephone numbers hold digits, too. */
const ADDRESS = /\S{0,254}@\S+|\b(?:https?:\/\/|www\.)\S+|\+\d[\d ()/.-]*/giu;
const NOUNS = LANGUAGES.flatMap((language) => wordsOf(language).code as readonly string[]).map(normalise).map((noun) => ` ${noun} `);

interface Candidate { readonly code: string; readonly rank: number }

/**
 * Six digits each, the likeliest first: only the first is worth a try, since each try counts. Codes that stand alone on
 * their line hide all others; then come those whose line calls them a code, then others as they stand in the text, last
 * those beside other numbers. At most three.
 */
export function codesIn(text: string): string[] {
  const plain = toLatinDigits(text.slice(0, LOOKED_AT).normalize('NFKC')).replace(/\p{Cf}/gu, '').replace(/[^\S\r\n\u2028\u2029]/g, ' ');
  const lines = plain.replace(ADDRESS, ' address ').split(/[\r\n\u2028\u2029]+/u);
  const alone = lines.flatMap((line) => ALONE.exec(line)?.groups?.code ?? []).map(digitsOf);
  if (alone.length > 0) return firstOf(alone);
  return firstOf(lines.flatMap(candidatesIn).sort((a, b) => a.rank - b.rank).map(({ code }) => code));
}

function candidatesIn(line: string): Candidate[] {
  return [...line.matchAll(RUN)].flatMap((match): Candidate[] => {
    const run = match[0];
    const rank = isCalledCode(line.slice(0, match.index)) ? 0 : 1;
    if (WHOLE.test(run)) return DATE.test(run) ? [] : [{ code: digitsOf(run), rank }];
    // A year or a time that follows the code without a word between.
    return run.split(/\s+/).filter((group) => /^\d{6}$/.test(group)).map((code) => ({ code, rank: rank + 2 }));
  });
}

/** Whether the words before name a code, with no other number in between. */
function isCalledCode(before: string): boolean {
  const words = ` ${normalise(before.replace(/^.*\d/, ''))} `;
  return NOUNS.some((noun) => words.includes(noun));
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

function firstOf(codes: readonly string[]): string[] {
  return [...new Set(codes)].slice(0, AT_MOST);
}
