/** The app's own words: what people read of Lotse in Teams before they write to it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES, type Language } from '../../locales';

/** What may be chosen from the list of commands. Teams sends the title as if it had been typed. */
export const COMMANDS = ['menu', 'status', 'record', 'language', 'person', 'help'] as const;
export type Command = (typeof COMMANDS)[number];

export interface AppTexts {
  readonly name: string;
  readonly fullName: string;
  readonly brief: string;
  readonly description: string;
  /** The page of support, beside the chat. */
  readonly console: string;
  readonly commands: Readonly<Record<Command, { readonly title: string; readonly description: string }>>;
}

export function readTexts(): Record<Language, AppTexts> {
  const read = (language: Language) => JSON.parse(readFileSync(path.join(__dirname, `${language}.json`), 'utf8')) as AppTexts;
  return Object.fromEntries(LANGUAGES.map((language) => [language, read(language)])) as Record<Language, AppTexts>;
}
