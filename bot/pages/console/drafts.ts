/** What was begun and not sent, and where somebody was: kept for this tab, so that a reload or a new sign-in loses nothing; whoever signs out takes it along. */
import { go } from './places';

const DRAFT = 'lotse.console.draft.';
const PLACE = 'lotse.console.place';
/** Where the browser keeps nothing for a framed page, it holds until the page is closed. */
const kept = new Map<string, string>();

/** `owner`: the agent who wrote it; nobody else at this screen finds it. */
export function draft(owner: string, key: string): string {
  return find(`${DRAFT}${owner} ${key}`) ?? '';
}

export function keepDraft(owner: string, key: string, words: string): void {
  keep(`${DRAFT}${owner} ${key}`, words);
}

/** The session is over: whoever signs in again comes back to where they were. */
export function keepPlace(): void {
  if (location.hash.startsWith('#/')) keep(PLACE, location.hash);
}

export function returnToPlace(): void {
  const [, view, id] = find(PLACE)?.split('/') ?? [];
  keep(PLACE, '');
  if (view && location.hash === '') go(view, id && decodeURIComponent(id));
}

export function forgetAll(): void {
  kept.clear();
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith('lotse.console.')) sessionStorage.removeItem(name);
  } catch { /* Nothing is kept there. */ }
}

function find(name: string): string | undefined {
  try {
    return sessionStorage.getItem(name) ?? kept.get(name);
  } catch {
    return kept.get(name);
  }
}

function keep(name: string, words: string): void {
  if (words === '') kept.delete(name); else kept.set(name, words);
  try {
    if (words === '') sessionStorage.removeItem(name); else sessionStorage.setItem(name, words);
  } catch { /* It is in the page's own memory. */ }
}
