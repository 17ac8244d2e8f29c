/** The components of Fluent UI that the console uses, and its colours: a Teams tab looks like one. */
import '@fluentui/web-components/avatar/define.js';
import '@fluentui/web-components/badge/define.js';
import '@fluentui/web-components/button/define.js';
import '@fluentui/web-components/dialog/define.js';
import '@fluentui/web-components/dialog-body/define.js';
import '@fluentui/web-components/spinner/define.js';
import '@fluentui/web-components/switch/define.js';
import { setTheme } from '@fluentui/web-components/theme/set-theme.js';
import { webDarkTheme, webLightTheme } from '@fluentui/tokens';
import { el, type Child, type Parts } from './element';
import { icon, type IconName } from './icons';
import { preference } from './preferences';
import { word, type WordKey } from './words';

const dark = matchMedia('(prefers-color-scheme: dark)');

export function isDark(): boolean {
  const theme = preference('theme');
  return theme === 'auto' ? dark.matches : theme === 'dark';
}

/** Shows the colours that were chosen, else those of the machine, also when it changes them. */
export function paint(): void {
  setTheme(isDark() ? webDarkTheme : webLightTheme);
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
}
dark.addEventListener('change', paint);

type Look = 'primary' | 'outline' | 'subtle';

export function button(label: string, onclick: () => void, parts: Parts & { readonly look?: Look; readonly icon?: IconName } = {}): HTMLElement {
  const { look, icon: name, ...rest } = parts;
  return el('fluent-button', { appearance: look ?? 'outline', type: 'button', onclick, ...rest }, name && icon(name, 'start'), label);
}

/** A button that is only a picture; its name is said, and shown when pointed at. */
export function iconButton(name: IconName, label: string, onclick: () => void, parts: Parts = {}): HTMLElement {
  return el('fluent-button', { appearance: 'subtle', type: 'button', 'icon-only': true, 'aria-label': label, title: label, onclick, ...parts }, icon(name));
}

type Tint = 'brand' | 'danger' | 'warning' | 'success' | 'informative' | 'subtle';

export function badge(text: string, color: Tint = 'informative', parts: Parts = {}): HTMLElement {
  return el('fluent-badge', { appearance: 'tint', color, size: 'medium', ...parts }, text);
}

/** A note across the view, such as what went wrong. */
export function bar(intent: 'info' | 'warning' | 'error' | 'success', ...children: readonly Child[]): HTMLElement {
  return el('div', { class: `bar ${intent}`, role: intent === 'error' ? 'alert' : null }, icon(intent === 'success' ? 'accept' : intent === 'info' ? 'info' : 'warning'), el('span', {}, ...children));
}

export function spinner(): HTMLElement {
  return el('div', { class: 'loading' }, el('fluent-spinner', { size: 'small', role: 'progressbar', 'aria-label': word('loading') }));
}

/** A switch with its words beside it. */
export function toggle(label: string, isOn: boolean, onchange: (isOn: boolean) => void, key: string): HTMLElement {
  const box = el<HTMLElement & { checked: boolean }>('fluent-switch', { checked: isOn, role: 'switch', 'aria-checked': String(isOn), 'aria-label': label, 'data-key': key, onchange: () => { box.setAttribute('aria-checked', String(box.checked)); onchange(box.checked); } });
  return el('span', { class: 'toggle' }, box, el('span', { 'aria-hidden': 'true', onclick: () => box.click() }, label));
}

/** A field with its label above; what it holds is read from the control. */
export function field(label: WordKey | { readonly text: string }, control: HTMLElement, hint?: string): HTMLElement {
  return el('label', { class: 'field' }, el('span', {}, typeof label === 'string' ? word(label) : label.text), control, hint && el('small', {}, hint));
}

export function select(options: readonly (readonly [value: string, label: string])[], value: string, parts: Parts = {}): HTMLSelectElement {
  const control = el<HTMLSelectElement>('select', { ...parts }, ...options.map(([each, label]) => el('option', { value: each }, label)));
  control.value = value;
  return control;
}
