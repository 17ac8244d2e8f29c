/**
 * Every word that Lotse says, per language. Texts are prepared once at start: labels and addresses are filled in,
 * the fact ids behind each sentence are taken off and kept, and Arabic gets its Latin runs isolated.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInstance, type i18n } from 'i18next';
import type answers from './en/answers.json';
import type common from './en/common.json';
import type handoff from './en/handoff.json';
import type identity from './en/identity.json';
import type mails from './en/mails.json';
import type notices from './en/notices.json';
import type prerequisites from './en/prerequisites.json';
import { formOf, LANGUAGES, type Language } from './languages';

export { isRightToLeft, LANGUAGES, languageOf, LOCALES, writeDay, type Language } from './languages';

type Leaves<T, Prefix extends string = ''> = { [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaves<T[K], `${Prefix}${K}.`> }[keyof T & string];
/** A text that counts is asked for without its plural form. */
type Singular<Key extends string> = Key extends `${infer Stem}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}` ? Stem : Key;
/** Keys of the shared texts; a key that does not exist does not compile. Texts of procedures are looked up by `findText`. */
export type TextKey = Singular<Leaves<typeof common> | `answers:${Leaves<typeof answers>}` | `prerequisites:${Leaves<typeof prerequisites>}` | `handoff:${Leaves<typeof handoff>}` | `identity:${Leaves<typeof identity>}` | `mails:${Leaves<typeof mails>}` | `notices:${Leaves<typeof notices>}`>;
export type Values = Readonly<Record<string, string | number>>;

/** A text ready to be said, with the ids of the facts that it stands on and the links it mentions. */
export interface Said {
  readonly text: string;
  readonly facts: readonly string[];
  readonly links: readonly string[];
}

/** A text with gaps between its pieces, one for each value. */
interface Pattern {
  readonly said: Said;
  readonly pieces: readonly string[];
  readonly gaps: readonly string[];
}

interface Words {
  readonly [command: string]: readonly string[] | Readonly<Record<string, readonly string[]>>;
}

const FACTS = /\s*\[\[([^\]]+)\]\]/g;
/** Latin words and numbers that belong together, without the punctuation that ends them. */
const LATIN_RUN = /[A-Za-z0-9@#](?:[\w@#’'&]|[.:/+-](?=[\w@#])|(?: - | |, )(?=[A-Za-z0-9@#])| \([A-Za-z0-9][\w .-]*\))*/g;
const addresses = readJson('addresses.json') as Readonly<Record<string, string>>;

/** Stands in no text, so that i18next leaves the places of values alone. */
const NEVER = '\u0000';
const engine: i18n = createInstance();
/** Texts that were asked for before, by language, key and plural form: looking one up costs more than the rest of a turn's wording. */
const ready = new Map<string, Pattern | null>();
const meaning = new Map<string, { facts: string[]; links: string[] }>();
const words = {} as Record<Language, Words>;
void engine.init({
  lng: 'en', fallbackLng: false, initAsync: false, defaultNS: 'common', resources: prepareAll(),
  interpolation: { escapeValue: false }, returnNull: false, showSupportNotice: false,
} as Parameters<i18n['init']>[0]);
const translators = Object.fromEntries(LANGUAGES.map((language) => [language, engine.getFixedT(language)])) as Record<Language, (key: string, values?: Values) => string>;

/** A shared text in a language. Throws where the key is missing: a hole in a text is a defect, not a word. */
export function say(language: Language, key: TextKey, values?: Values): Said {
  const said = findText(language, key, values);
  if (!said) throw new Error(`No text "${key}" in ${language}: add it to locales/${language}.`);
  return said;
}

/** The bare words of a shared text, for buttons and titles. */
export function word(language: Language, key: TextKey, values?: Values): string {
  return say(language, key, values).text;
}

/** A text that may be missing, such as a step's warning: `webex:steps.role.warning`. */
export function findText(language: Language, key: string, values?: Values): Said | undefined {
  const form = typeof values?.count === 'number' ? formOf(language, values.count) : '';
  const name = `${language}|${key}|${form}`;
  let pattern = ready.get(name);
  if (pattern === undefined) ready.set(name, pattern = preparePattern(language, key, values));
  if (pattern === null || !values || pattern.gaps.length === 0) return pattern?.said;
  return { ...pattern.said, text: fillIn(language, pattern, values) };
}

/** What a text says without its values, and where they go. Null for a text that is not there. */
function preparePattern(language: Language, key: string, values: Values | undefined): Pattern | null {
  const count = values?.count;
  const options = typeof count === 'number' ? { count } : {};
  if (!engine.exists(key, { lng: language, ...options })) return null;
  const name = `${language}|${key.includes(':') ? key : `common:${key}`}`;
  const { facts, links } = meaning.get(name) ?? meaning.get(`${name}_other`) ?? { facts: [], links: [] };
  // i18next chooses the plural form and puts nested texts together; each value gets a gap of its own.
  const text = translators[language](key, { ...options, interpolation: { prefix: NEVER, suffix: NEVER } } as unknown as Values);
  const parts = text.split(/\{\{(\w+)\}\}/);
  return { said: { text, facts, links }, pieces: parts.filter((_, index) => index % 2 === 0), gaps: parts.filter((_, index) => index % 2 === 1) };
}

function fillIn(language: Language, { pieces, gaps }: Pattern, values: Values): string {
  let text = pieces[0]!;
  gaps.forEach((gap, index) => { text += shownAs(language, values[gap]) + pieces[index + 1]!; });
  return text;
}

/** Latin names inside Arabic keep together. */
function shownAs(language: Language, value: string | number | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' && language === 'ar' && !/\p{Script=Arabic}|\u2066/u.test(value) ? isolate(value) : String(value);
}

/** What people type for a command, in one language; see locales/<language>/words.json. */
export function wordsOf(language: Language): Words {
  return words[language];
}

/** The address that a fact carries, such as `TRB-9`. */
export function addressOf(fact: string): string {
  const address = addresses[fact];
  if (address === undefined) throw new Error(`No address is known for ${fact}: see locales/addresses.json.`);
  return address;
}

/** Keeps a left-to-right run together inside right-to-left text (Unicode isolates). */
export function isolate(text: string): string {
  return `\u2066${text}\u2069`;
}

function prepareAll(): Record<string, Record<string, object>> {
  return Object.fromEntries(LANGUAGES.map((language): [string, Record<string, object>] => {
    const labels = readJson(language, 'labels.json') as Record<string, { main: string; also?: string }>;
    const procedures = readdirSync(path.join(__dirname, language, 'procedures')).filter((file) => file.endsWith('.json')).sort();
    words[language] = readJson(language, 'words.json') as Words;
    const spaces = [
      ...['answers', 'common', 'handoff', 'identity', 'mails', 'notices', 'prerequisites'].map((space) => [space, readJson(language, `${space}.json`)] as const),
      ...procedures.map((file) => [path.basename(file, '.json'), readJson(language, 'procedures', file)] as const),
    ];
    return [language, Object.fromEntries(spaces.map(([space, texts]): [string, object] => [space, prepare(language, `${language}|${space}:`, texts, labels)]))];
  }));
}

/** Fills in labels and addresses, takes off fact ids, isolates Latin runs; walks down nested texts. */
function prepare(language: Language, prefix: string, texts: object, labels: Record<string, { main: string; also?: string }>): object {
  return Object.fromEntries(Object.entries(texts).map(([key, value]): [string, object | string] => {
    if (typeof value !== 'string') return [key, prepare(language, `${prefix}${key}.`, value as object, labels)];
    const links: string[] = [];
    const facts: string[] = [];
    const text = value
      .replace(FACTS, (_, ids: string) => { facts.push(...ids.split(',').map((id) => id.trim())); return ''; })
      .split(/(\{\{.*?\}\}|\{label:\w+\}|\{link:[\w-]+\}|\{\w+\}|\$t\(.*?\))/)
      .map((part) => fill(language, part, labels, links)).join('').trim();
    meaning.set(`${prefix}${key}`, { facts: [...new Set(facts)], links });
    return [key, nest(prefix, key, text)];
  }));
}

function fill(language: Language, part: string, labels: Record<string, { main: string; also?: string }>, links: string[]): string {
  const label = /^\{label:(\w+)\}$/.exec(part)?.[1];
  if (label) {
    const entry = labels[label];
    if (!entry) throw new Error(`No label "${label}" in locales/${language}/labels.json.`);
    return `**${isolateLatin(language, entry.main)}**${entry.also ? ` (${isolateLatin(language, entry.also)})` : ''}`;
  }
  const fact = /^\{link:([\w-]+)\}$/.exec(part)?.[1];
  if (fact) {
    links.push(fact);
    return language === 'ar' ? isolate(addressOf(fact)) : addressOf(fact);
  }
  return /^(\{|\$t\()/.test(part) ? part : isolateLatin(language, part);
}

function isolateLatin(language: Language, text: string): string {
  return language === 'ar' ? text.replace(LATIN_RUN, (run) => isolate(run)) : text;
}

/** `$t(leaving)` means the text of that name in the same file; its facts count for the text that contains it. */
function nest(prefix: string, key: string, text: string): string {
  const inner = /^\$t\((\w+)\)$/.exec(text)?.[1];
  if (!inner) return text;
  const [language, rest] = prefix.split('|') as [string, string];
  const space = rest.split(':')[0]!;
  const outer = meaning.get(`${language}|${space}:${inner}`);
  if (outer) meaning.set(`${prefix}${key}`, outer);
  return `$t(${space}:${inner})`;
}

function readJson(...parts: string[]): object {
  return JSON.parse(readFileSync(path.join(__dirname, ...parts), 'utf8')) as object;
}
