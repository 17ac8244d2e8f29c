/** Tells the language of a first message: by its script, by words that only one of the languages has, by its small words. */
import { LANGUAGES, wordsOf, type Language } from '../locales';
import { normalise } from '../locales/folding';
import { meaningOf } from './choices';

const SMALL_WORDS = Object.fromEntries(LANGUAGES.map((language) => [language, new Set((wordsOf(language).small as readonly string[]).map(normalise))])) as Record<Language, Set<string>>;
/** What a language is called in all of them, folded; two letters alone say too little within a sentence. */
const NAMES = Object.fromEntries(LANGUAGES.map((named) => [named, LANGUAGES.flatMap((language) => (wordsOf(language).languages as Readonly<Record<Language, readonly string[]>>)[named] ?? []).map(normalise).filter((name) => name.length > 2)])) as Record<Language, string[]>;
/** A letter share above which the script decides. */
const SCRIPT_SHARE = 0.2;

/** The language, or undefined where the words do not tell; then the client's locale counts. */
export function languageOfFirstMessage(text: string): Language | undefined {
  return byScript(text) ?? byKnownWords(text) ?? bySmallWords(text);
}

function byScript(text: string): Language | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return undefined;
  const share = (script: RegExp) => (text.match(script)?.length ?? 0) / letters;
  if (share(/\p{Script=Arabic}/gu) > SCRIPT_SHARE) return 'ar';
  return share(/\p{Script=Cyrillic}/gu) > SCRIPT_SHARE ? 'ru' : undefined;
}

function byKnownWords(text: string): Language | undefined {
  const languages = meaningOf(text)?.languages ?? [];
  return languages.length === 1 ? languages[0] : undefined;
}

function bySmallWords(text: string): Language | undefined {
  const typed = normalise(text).split(' ');
  const scores = LANGUAGES.map((language) => ({ language, score: typed.filter((part) => SMALL_WORDS[language].has(part)).length })).sort((a, b) => b.score - a.score);
  return scores[0]!.score > scores[1]!.score ? scores[0]!.language : undefined;
}

/** The one language that a text names, such as "könnten wir das auf Französisch machen"; undefined for none, or several. */
export function languageNamedIn(text: string): Language | undefined {
  const words = ` ${normalise(text)} `;
  const named = LANGUAGES.filter((language) => NAMES[language].some((name) => words.includes(` ${name} `)));
  return named.length === 1 ? named[0] : undefined;
}
