/** Understands what was typed: commands, yes and no, numbers and button labels, in all languages at once. Whole messages only. */
import { findText, LANGUAGES, word, wordsOf, type Language, type TextKey } from '../locales';
import { normalise, toLatinDigits } from '../locales/folding';
import { PROCEDURES } from './procedures';
import { PROCEDURE_IDS, type ProcedureId } from './procedures/procedure';

export const COMMANDS = ['menu', 'back', 'stop', 'help', 'restart', 'language', 'person', 'withdraw', 'endTalk', 'changedMind', 'status', 'goOn', 'orderProblems', 'record', 'myData', 'deleteMyData', 'resend', 'dontKnow', 'myself', 'renewed', 'later', 'notMine', 'remindersOff', 'yes', 'fine', 'no', 'next', 'onward', 'trouble', 'greet', 'thanks', 'goodbye'] as const;
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
/** What is written on Lotse's own buttons means the same when it is typed, wherever that is. */
const LABELS: Partial<Record<Command, readonly TextKey[]>> = {
  menu: ['buttons.menu'], back: ['buttons.back'], stop: ['buttons.stop'], help: ['buttons.help'], restart: ['buttons.restart'], language: ['buttons.language'], person: ['buttons.person'], withdraw: ['handoff:buttons.withdraw'], endTalk: ['handoff:buttons.end'], status: ['buttons.status'],
  goOn: ['buttons.goOn'], orderProblems: ['menu.orderProblems'], record: ['buttons.record'], myData: ['buttons.myData'], next: ['buttons.next', 'buttons.finish'], trouble: ['buttons.trouble'],
  renewed: ['notices:choice.renewed'], later: ['notices:choice.later'], notMine: ['notices:choice.notMine'], remindersOff: ['notices:choice.optOut'],
};
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
  for (const procedure of PROCEDURE_IDS) for (const form of [...procedures[procedure] ?? [], ...titlesOf(language, procedure)]) know(language, form, { procedure });
  for (const command of COMMANDS) for (const key of LABELS[command] ?? []) know(language, word(language, key), { command });
  know(language, word(language, 'notices:choice.renew'), { procedure: 'renewal' });
  know(language, word(language, 'notices:choice.apply'), { procedure: 'registration' });
}

/** On the buttons that begin a procedure or go on with it, also with one of its problems that it was begun with. */
function titlesOf(language: Language, procedure: ProcedureId): string[] {
  const title = findText(language, `${procedure}:title`)!.text;
  const problems = Object.keys(PROCEDURES[procedure].problems).map((problem) => findText(language, `${procedure}:problems.${problem}.title`)!.text);
  return [title, ...[title, ...problems].map((each) => word(language, 'menu.goOn', { title: each }))];
}

function know(language: Language, form: string, meaning: { command?: Command; language?: Language; procedure?: ProcedureId }): void {
  const key = normalise(form);
  const known = meanings.get(key);
  if (known) known.languages = [...new Set([...known.languages, language])];
  else meanings.set(key, { ...meaning, languages: [language] });
}
