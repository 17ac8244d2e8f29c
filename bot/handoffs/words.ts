/** What people of support are told in chats and channels of their own: in the language of support. Pure. */
import de from '../../locales/agents/de.json';
import en from '../../locales/agents/en.json';
import fr from '../../locales/agents/fr.json';
import type { Language } from '../../locales';

export type AgentWords = typeof en;

export interface AgentTexts {
  readonly language: Language;
  readonly words: AgentWords;
}

const WORDS: Readonly<Record<string, AgentWords>> = { de, en, fr };

/** English where support has no texts in its language. */
export function agentTexts(language: Language): AgentTexts {
  const words = WORDS[language];
  return words ? { language, words } : { language: 'en', words: en };
}

export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
