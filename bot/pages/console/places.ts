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
  const token = /^#link=([\w.~-]+)$/.exec(location.hash)?.[1];
  if (token) history.replaceState(null, '', location.pathname);
  return token;
}
