/** Finds and makes elements. Text is always set as text, never as HTML. */

/** The element with this id, which chat.html promises. */
export function elementOf<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (!element) throw new Error(`chat.html has no element with the id "${id}".`);
  return element as E;
}

/** A new element with a class, and a text or children. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, className = '', content: string | readonly Node[] = ''): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (typeof content === 'string') element.textContent = content;
  else element.append(...content);
  return element;
}

/** A new element whose text is one of the page's words and changes with its language. */
export function makeWord<K extends keyof HTMLElementTagNameMap>(tag: K, word: string, className = ''): HTMLElementTagNameMap[K] {
  const element = make(tag, className);
  element.dataset.text = word;
  return element;
}

/** Says something to a screen reader; the same words twice are said twice. */
export function announce(text: string): void {
  const announcer = elementOf('announcer');
  announcer.textContent = '';
  setTimeout(() => { announcer.textContent = text; }, 50);
}
