/** Makes elements. What people wrote is always set as text, never as HTML. */

export type Child = Node | string | number | null | undefined | false;
type Value = string | number | boolean | null | undefined | ((event: never) => void);
export type Parts = Readonly<Record<string, Value>>;

/** Marks that turn the direction of what follows, and controls that show nothing: somebody could make a name look like another one. */
 
const TRICKS = /[\u202a-\u202e\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Words of people as they may be shown: what cannot be seen in them can be seen. */
export function plain(text: string): string {
  return text.replace(TRICKS, '\ufffd');
}

/** A new element; `on…` listens, true is an attribute without a value, and what is false or absent is left out. */
export function el<E extends HTMLElement = HTMLElement>(tag: string, parts: Parts = {}, ...children: readonly (Child | readonly Child[])[]): E {
  const element = document.createElement(tag) as E;
  for (const [name, value] of Object.entries(parts)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? '' : String(value));
  }
  fill(element, ...children);
  return element;
}

/** Puts these into an element, in place of what it holds. */
export function fill(element: Element, ...children: readonly (Child | readonly Child[])[]): void {
  const nodes = children.flat().filter((child): child is Node | string | number => child !== null && child !== undefined && child !== false);
  element.replaceChildren(...nodes.map((child) => child instanceof Node ? child : document.createTextNode(plain(String(child)))));
}

/** What people wrote, isolated from what stands beside it, in its own direction. */
export function own(text: string, className = ''): HTMLElement {
  return el('bdi', { class: className || null, dir: 'auto' }, text);
}

/** Replaces the contents but leaves the focus where it was, on what carries the same key. */
export function refill(element: Element, ...children: readonly (Child | readonly Child[])[]): void {
  const key = element.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.key : undefined;
  const open = new Set([...element.querySelectorAll<HTMLDetailsElement>('details[open]')].map((each) => each.dataset.key));
  fill(element, ...children);
  for (const each of element.querySelectorAll<HTMLDetailsElement>('details[data-key]')) if (open.has(each.dataset.key)) each.open = true;
  if (key) element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** Says something to a screen reader; the same words twice are said twice. */
export function announce(text: string): void {
  const announcer = document.getElementById('announcer');
  if (!announcer) return;
  announcer.textContent = '';
  setTimeout(() => { announcer.textContent = plain(text); }, 50);
}
