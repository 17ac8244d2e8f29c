/** Where in the console somebody is: the part of the address behind #, so that a link, Back and a reload lead there again. */

export interface Place {
  readonly view: string;
  readonly id: string | undefined;
}

export function here(): Place {
  const [view = '', id] = location.hash.replace(/^#\/?/, '').split('/');
  return { view: view || 'queue', id: id ? decodeURIComponent(id) : undefined };
}

export function addressOf(view: string, id?: string): string {
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ''}`;
}

export function go(view: string, id?: string): void {
  location.hash = addressOf(view, id);
}

export function onPlace(listener: () => void): void {
  addEventListener('hashchange', listener);
}

/** The token of a one-time link, which is taken out of the address bar and the history before anything else happens. */
export function takeLink(): string | undefined {
  const token = linkIn(location.hash);
  if (token) history.replaceState(null, '', location.pathname);
  return token;
}

/** Where the console is open in this tab already, a link that is opened here changes what stands behind # and nothing else: the page begins anew with it. */
export function hearLinks(): void {
  addEventListener('hashchange', (event) => {
    if (linkIn(location.hash) === undefined) return;
    event.stopImmediatePropagation();
    location.reload();
  });
}

function linkIn(hash: string): string | undefined {
  return /^#link=([\w.~-]+)$/.exec(hash)?.[1];
}
