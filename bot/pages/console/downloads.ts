/** In a frame a browser fetches what is to be saved without the cookie of the frame: so the page fetches it, and hands it over. */
import { announce, el } from './element';
import { fetchFile, textOf } from './server';

const API = '/console/api/';
/** Long enough for the browser to have taken it. */
const KEPT_MS = 60_000;

export function carryDownloads(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[download]') : null;
    if (!link || link.origin !== location.origin || !link.pathname.startsWith(API)) return;
    event.preventDefault();
    void carry(link);
  });
}

async function carry({ href, download }: HTMLAnchorElement): Promise<void> {
  try {
    const address = URL.createObjectURL(await fetchFile(href));
    el('a', { href: address, download }).click();
    setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
  } catch (error) {
    announce(textOf(error));
  }
}
