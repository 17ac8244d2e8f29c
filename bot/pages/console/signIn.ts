/** Pages for whoever is not in: not signed in, or signed in without a role. */
import { bar, button } from './components';
import { announce, el, fill, own } from './element';
import { icon } from './icons';
import { hearWayIn, wayIn } from './server';
import { word } from './words';

/** Where the server begins a sign-in; a link, since it leads to another host. */
const SIGN_IN = '/console/signin';
const LINK = '/console/link';

/** A one-time link is given back to the server by a POST: whoever only fetches an address, such as a preview, uses nothing up. */
export async function enterWithLink(app: HTMLElement, token: string): Promise<boolean> {
  const answer = await fetch(LINK, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }), credentials: 'same-origin' }).catch(() => undefined);
  if (answer?.ok) return true;
  if (answer) hearWayIn(answer);
  showSignIn(app, word(answer ? 'signIn.usedUp' : 'errors.offline'));
  return false;
}

export function showSignIn(app: HTMLElement, trouble?: string): void {
  document.title = word('title');
  if (trouble) announce(trouble);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
  const go = button(word('signIn.go'), () => location.assign(SIGN_IN), { look: 'primary', size: 'large', class: 'wide' });
  fill(app, el('main', { class: 'gate', id: 'main' }, el('div', { class: 'gateCard' },
    el('img', { src: '/console/favicon.svg', alt: '', width: 56, height: 56 }), el('h1', {}, word('signIn.title')), el('p', {}, word('signIn.text')),
    trouble && bar('warning', trouble), wayIn.hasDirectory && go, isLocal && el('p', { class: 'soft' }, word('signIn.local')))));
}

/** `administrators`: whom to ask, by name. */
export function showNotAllowed(app: HTMLElement, administrators: readonly string[] = []): void {
  document.title = word('title');
  fill(app, el('main', { class: 'gate', id: 'main' }, el('div', { class: 'gateCard' },
    el('span', { class: 'gateMark' }, icon('note')), el('h1', {}, word('signIn.noRole')), el('p', {}, word('signIn.noRoleText')), administrators.length > 0 && el('ul', {}, ...administrators.map((name) => el('li', {}, own(name)))),
    button(word('signIn.again'), () => location.reload(), { class: 'wide' }))));
}
