/** Understands what was typed: commands, yes and no, numbers and button labels, in all languages at once. Whole messages only. */
import { LANGUAGES, wordsOf, type Language } from '../locales';
import { normalise, toLatinDigits } from '../locales/folding';
import { PROCEDURE_IDS, type ProcedureId } from './procedures/procedure';

export const COMMANDS = ['menu', 'back', 'stop', 'help', 'restart', 'language', 'person', 'status', 'goOn', 'record', 'myData', 'deleteMyData', 'resend', 'dontKnow', 'myself', 'renewed', 'later', 'notMine', 'remindersOff', 'yes', 'fine', 'no', 'next', 'onward', 'trouble', 'greet', 'thanks', 'goodbye'] as const;
export type Command = (typeof COMMANDS)[number];

export interface Meaning {
  readonly command?: Command;
  /** The language that was named, such as "auf Deutsch". */
  readonly language?: Language;
  readonly procedure?: ProcedureId;
  /** Languages in which the words are known, for telling the language of a first message. */
  readonly languages: readonly Language[];
}

const NUMBER = /^(?:#|nr\.?|no\.?|n°|№)?\s*(\d{1,2})[.)]?$/u;
/** Signs that mean yes and no everywhere; a thumb says no more than "ok". */
const SIGNS = new Map<string, Command>([['👍', 'fine'], ['👌', 'fine'], ['✅', 'yes'], ['✔', 'yes'], ['👎', 'no'], ['❌', 'no']]);
/** "please" and the like before or after what is meant. */
const polite = LANGUAGES.flatMap((language) => wordsOf(language).polite as readonly string[]).map(normalise).join('|');
const POLITE = new RegExp(`^(?:${polite}) | (?:${polite})$`, 'gu');
const meanings = new Map<string, { command?: Command; language?: Language; procedure?: ProcedureId; languages: Language[] }>();
for (const language of LANGUAGES) learn(language);

/** What a whole message means as a command, a language or a procedure; undefined for free text. */
export function meaningOf(text: string): Meaning | undefined {
  const sign = SIGNS.get(text.trim().replace(/[\ufe0f\u{1f3fb}-\u{1f3ff}]/gu, ''));
  if (sign) return { command: sign, languages: [] };
  const words = normalise(text);
  return meanings.get(words) ?? meanings.get(words.replace(POLITE, ''));
}

/** The typed number of a choice, 1 or more, in any digits. */
export function numberOf(text: string): number | undefined {
  const digits = NUMBER.exec(toLatinDigits(text.normalize('NFKC').trim().toLowerCase()))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function learn(language: Language): void {
  const words = wordsOf(language);
  for (const command of COMMANDS) for (const form of words[command] as readonly string[]) know(language, form, { command });
  const named = words.languages as Readonly<Record<Language, readonly string[]>>;
  for (const name of LANGUAGES) for (const form of named[name] ?? []) know(language, form, { language: name });
  const procedures = words.procedures as Readonly<Record<ProcedureId, readonly string[]>>;
  for (const procedure of PROCEDURE_IDS) for (const form of procedures[procedure] ?? []) know(language, form, { procedure });
}

function know(language: Language, form: string, meaning: { command?: Command; language?: Language; procedure?: ProcedureId }): void {
  const key = normalise(form);
  const known = meanings.get(key);
  if (known) known.languages = [...new Set([...known.languages, language])];
  else meanings.set(key, { ...meaning, languages: [language] });
}
