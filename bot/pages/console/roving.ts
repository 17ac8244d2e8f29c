/** A list that is one stop of the Tab key; the arrows move within it. */

export function rove(list: HTMLElement, selector: string): void {
  const items = () => [...list.querySelectorAll<HTMLElement>(selector)];
  list.addEventListener('keydown', (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
  });
  list.addEventListener('focusin', (event) => {
    if (items().includes(event.target as HTMLElement)) settle(items(), event.target as HTMLElement);
  });
}

/** After the items were made anew: the current one, else the first one, is the stop. */
export function settleRoving(list: HTMLElement, selector: string): void {
  const all = [...list.querySelectorAll<HTMLElement>(selector)];
  const wanted = all.find((item) => item === document.activeElement) ?? all.find((item) => item.getAttribute('aria-current') === 'true') ?? all[0];
  if (wanted) settle(all, wanted);
}

function settle(all: readonly HTMLElement[], wanted: HTMLElement): void {
  for (const item of all) item.tabIndex = item === wanted ? 0 : -1;
}
