/** Shortcuts. Single letters count only outside fields, and can be turned off for those who speak to their machine. */
import { el } from './element';
import { inform } from './modal';
import { preference } from './preferences';
import { word, type WordKey } from './words';

export interface Shortcut {
  readonly key: string;
  readonly name: WordKey;
  readonly run: () => void;
}

const layers: { shortcuts: readonly Shortcut[] }[] = [];

/** Adds the shortcuts of a view; what is given back takes them away. */
export function offer(shortcuts: readonly Shortcut[]): () => void {
  const layer = { shortcuts };
  layers.push(layer);
  return () => { layers.splice(layers.indexOf(layer), 1); };
}

export function hearKeys(): void {
  addEventListener('keydown', (event) => {
    if (preference('keys') !== 'on' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isWriting(event)) return;
    const found = layers.flatMap(({ shortcuts }) => shortcuts).findLast(({ key }) => key === event.key);
    if (!found) return;
    event.preventDefault();
    found.run();
  });
}

/** All that can be pressed here and now. */
export function showKeys(): void {
  const all = [...new Map(layers.flatMap(({ shortcuts }) => shortcuts).map((each) => [each.key, each])).values()];
  const rows = all.map(({ key, name }) => el('tr', {}, el('td', {}, el('kbd', {}, key === ' ' ? '␣' : key)), el('td', {}, word(name))));
  const fixed = (['send', 'line', 'leave'] as const).map((name) => el('tr', {}, el('td', {}, el('kbd', {}, word(`keys.${name}Key`))), el('td', {}, word(`keys.${name}`))));
  void inform(word('keys.title'), el('table', { class: 'keys' }, el('tbody', {}, ...rows, ...fixed)));
}

function isWriting(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  return target.matches('input, textarea, select, [contenteditable]') || document.querySelector('fluent-dialog[data-open]') !== null;
}
