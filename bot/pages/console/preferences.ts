/** What somebody has chosen on this machine. Nothing of a conversation is kept here. */

const DEFAULTS = { language: '', theme: 'auto', sound: 'on', keys: 'on', notify: 'on' };
export type Preference = keyof typeof DEFAULTS;
const kept = new Map<Preference, string>();

export function preference(name: Preference): string {
  return kept.get(name) ?? read(name) ?? DEFAULTS[name];
}

export function prefer(name: Preference, value: string): void {
  kept.set(name, value);
  try {
    localStorage.setItem(`lotse.console.${name}`, value);
  } catch { /* A browser that keeps nothing for a framed page: it holds until the page is closed. */ }
}

function read(name: Preference): string | null {
  try {
    return localStorage.getItem(`lotse.console.${name}`);
  } catch {
    return null;
  }
}
