/** The page's words in the language of the conversation. */
import { directionOf, findLanguage, type Language } from './language';

type Words = Readonly<Record<string, string>>;

const state: { language: Language; words: Words; wanted?: Language } = {
  language: findLanguage(document.documentElement.lang) ?? 'en', words: {},
};
const loaded = new Map<Language, Promise<Words>>();
const listeners: (() => void)[] = [];

export function currentLanguage(): Language {
  return state.language;
}

/** A word of the page; empty until the words have come, when chat.html's own stand. */
export function wordOf(key: string): string {
  return state.words[key] ?? '';
}

/** Calls the listener after every change of language. */
export function onLanguage(listener: () => void): void {
  listeners.push(listener);
}

/** Shows the page in this language, as soon as its words have come. */
export async function speak(language: Language): Promise<void> {
  state.wanted = language;
  const words = await load(language).catch(() => undefined);
  if (!words || state.wanted !== language || state.words === words) return;
  state.language = language;
  state.words = words;
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  relabel(document);
  for (const listener of listeners) listener();
}

/** Puts the words into every element that names one. */
export function relabel(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-text], [data-label], [data-placeholder]')) {
    const { text, label, placeholder } = element.dataset;
    if (text && wordOf(text)) element.textContent = wordOf(text);
    if (label && wordOf(label)) element.setAttribute('aria-label', wordOf(label));
    if (placeholder && wordOf(placeholder)) element.setAttribute('placeholder', wordOf(placeholder));
  }
}

function load(language: Language): Promise<Words> {
  const known = loaded.get(language);
  if (known) return known;
  const coming = fetchWords(language);
  loaded.set(language, coming);
  coming.catch(() => loaded.delete(language));
  return coming;
}

async function fetchWords(language: Language): Promise<Words> {
  const answer = await fetch(`/texts/${language}.json`, { signal: AbortSignal.timeout(15_000) });
  if (!answer.ok) throw new Error(`The words in "${language}" did not come: ${answer.status}`);
  return await answer.json() as Words;
}
