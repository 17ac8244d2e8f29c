/** The console as a tab of Teams: signs in through Teams, and where that fails says why and leads to the browser. */
import { bar, button } from './components';
import { el, fill } from './element';
import type * as TeamsHost from './teamsHost';
import { word } from './words';

const DOOR = '/console/tab';
/** A bundle of its own, which no browser fetches outside Teams. */
const HOST = '/console/console-teams.js';
/** Teams may show a dialog meanwhile, in which somebody reads what they consent to. */
const PATIENCE_MS = 120_000;
const LEFT = '#signedOut';

export type TabTrouble = 'noHost' | 'consent' | 'notSetUp' | 'refused' | 'tooOften' | 'away' | 'failed';

/** In a frame, which the server allows to Teams alone; on phones Teams shows a tab without one. */
export function isTab(): boolean {
  return window.parent !== window || 'nativeInterface' in window;
}

/** Whoever has signed out stays out until they press the button. */
export function hasLeft(): boolean {
  return location.hash === LEFT;
}

export function leaveTab(): void {
  history.replaceState(null, '', `${location.pathname}${LEFT}`);
  location.reload();
}

/** Undefined once the frame has a session. */
export async function enterByTab(): Promise<TabTrouble | undefined> {
  let token: string;
  try {
    const { askForToken } = await import(HOST) as typeof TeamsHost;
    token = await within(PATIENCE_MS, askForToken());
  } catch (error) {
    return troubleOf(error instanceof Error ? error.message : String(error));
  }
  const answer = await fetch(DOOR, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }), credentials: 'same-origin' }).catch(() => undefined);
  if (answer?.ok) return undefined;
  return !answer || answer.status >= 500 ? 'away' : answer.status === 429 ? 'tooOften' : 'refused';
}

/** What Teams says is made for developers, and differs between its clients: only the kind is told. */
function troubleOf(said: string): TabTrouble {
  if (/timed out|No Parent window/i.test(said)) return 'noHost';
  if (/consent|cancel|uiRequired|interaction/i.test(said)) return 'consent';
  if (/resource|manifest|origin|webApplicationInfo|not supported|AADSTS\d+|invalid_(?:client|grant|scope)/i.test(said)) return 'notSetUp';
  return 'failed';
}

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('timed out')), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

export function showTabTrouble(app: HTMLElement, trouble: TabTrouble): void {
  show(app, [bar('warning', word(`tab.${trouble}`)), el('p', {}, word('tab.inBrowser'))],
    button(word('tab.open'), () => window.open('/console', '_blank', 'noopener'), { look: 'primary', size: 'large', class: 'wide' }));
}

/** Begins anew: the page as it was stays as little as with a sign-in in the browser. */
export function showTabLeft(app: HTMLElement, told = word('tab.left')): void {
  show(app, [el('p', { role: 'status' }, told)], button(word('tab.again'), () => {
    if (hasLeft()) history.replaceState(null, '', location.pathname);
    location.reload();
  }, { look: 'primary', size: 'large', class: 'wide' }));
}

function show(app: HTMLElement, told: readonly HTMLElement[], go: HTMLElement): void {
  document.title = word('title');
  fill(app, el('main', { class: 'gate', id: 'main' }, el('div', { class: 'gateCard' },
    el('img', { src: '/console/favicon.svg', alt: '', width: 56, height: 56 }), el('h1', {}, word('signIn.title')), ...told, go)));
}
