/** The words of the console in the language that was chosen, else the browser's. */
import de from '../../../locales/console/de.json';
import en from '../../../locales/console/en.json';
import fr from '../../../locales/console/fr.json';
import { prefer, preference } from './preferences';

export const SPOKEN = ['de', 'fr', 'en'] as const;
export type Spoken = (typeof SPOKEN)[number];

type Paths<T> = { [K in keyof T & string]: T[K] extends string ? K : T[K] extends { other: string } ? K | `${K}.${keyof T[K] & string}` : `${K}.${Paths<T[K]>}` }[keyof T & string];
/** A sentence of locales/console, such as `queue.title`. */
export type WordKey = Paths<typeof en>;
export type Values = Readonly<Record<string, string | number>>;

const ALL: Readonly<Record<Spoken, object>> = { de, en, fr };
const LOCALES: Readonly<Record<Spoken, string>> = { de: 'de-CH', fr: 'fr-CH', en: 'en-GB' };

export function spoken(): Spoken {
  const wanted = [preference('language'), ...navigator.languages.map((each) => each.slice(0, 2).toLowerCase())];
  return wanted.find((each): each is Spoken => SPOKEN.some((known) => known === each)) ?? 'de';
}

/** For Intl. */
export function locale(): string {
  return LOCALES[spoken()];
}

export function speak(language: Spoken): void {
  prefer('language', language);
}

/** A sentence with its values. Where it has forms, `count` says which. */
export function word(key: WordKey, values: Values = {}): string {
  const found = find(key);
  if (found === undefined) return key;
  const text = typeof found === 'string' ? found : formOf(found, Number(values.count));
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A sentence for a word that comes from outside; without one it is shown as it is. */
export function wordFor(group: string, name: string): string {
  const found = find(`${group}.${name}`);
  return typeof found === 'string' ? found : name;
}

type Forms = Readonly<Record<string, string>>;

function formOf(forms: Forms, count: number): string {
  return forms[new Intl.PluralRules(locale()).select(count)] ?? forms.other ?? '';
}

function find(key: string): string | Forms | undefined {
  let found: unknown = ALL[spoken()];
  for (const name of key.split('.')) found = found !== null && typeof found === 'object' && Object.hasOwn(found, name) ? (found as Record<string, unknown>)[name] : undefined;
  return found as string | Forms | undefined;
}
