/** What stays: the rail with the views, who sits here, whether the line stands; and in it the view that the address names. */
import { count } from './alerts';
import { openAgents } from './agents';
import { openAudit } from './audit';
import { openCanned } from './cannedPage';
import { bar } from './components';
import { desk, has, onNews } from './desk';
import { announce, el, fill } from './element';
import { openFigures } from './figures/view';
import { icon, type IconName } from './icons';
import { offer, showKeys } from './keys';
import { openPartners } from './partners/view';
import { addressOf, go, here, onPlace } from './places';
import { openQueue } from './queue';
import { openSettings } from './settings';
import { presence } from './presence';
import { word, type WordKey } from './words';
import type { Role } from '../../console/api';

/** What a view gives back: how it ends, and whether it can go to another object itself, without being made anew. */
export interface View {
  readonly close: () => void;
  readonly move?: (id: string | undefined) => void;
}

interface Entry {
  readonly view: string;
  readonly name: WordKey;
  readonly icon: IconName;
  readonly key: string;
  readonly roles: readonly Role[];
  readonly open: (root: HTMLElement, id: string | undefined) => View;
}

const ENTRIES: readonly Entry[] = [
  { view: 'queue', name: 'nav.queue', icon: 'queue', key: 'q', roles: ['agent', 'lead', 'admin'], open: openQueue },
  { view: 'partners', name: 'nav.partners', icon: 'partners', key: 'p', roles: ['agent', 'lead', 'admin', 'auditor'], open: openPartners },
  { view: 'figures', name: 'nav.figures', icon: 'figures', key: 'w', roles: ['lead', 'admin', 'auditor'], open: openFigures },
  { view: 'canned', name: 'nav.canned', icon: 'canned', key: 'b', roles: ['agent', 'lead', 'admin'], open: openCanned },
  { view: 'agents', name: 'nav.agents', icon: 'agents', key: 'g', roles: ['lead', 'admin'], open: openAgents },
  { view: 'audit', name: 'nav.audit', icon: 'audit', key: 'h', roles: ['admin', 'auditor'], open: openAudit },
  { view: 'settings', name: 'nav.settings', icon: 'settings', key: 'o', roles: ['agent', 'lead', 'admin', 'auditor'], open: openSettings },
];

/** More has no room above its picture. */
const MOST_COUNTED = 99;

const shown: { entry?: Entry; view?: View; undo: (() => void)[] } = { undo: [] };

/** Nothing of it hears a key or the news any more. */
export function closeShell(): void {
  shown.view?.close();
  delete shown.view;
  delete shown.entry;
  for (const undo of shown.undo.splice(0)) undo();
}

/** Also after a change of the language: everything is made anew. */
export function openShell(app: HTMLElement): void {
  closeShell();
  const entries = ENTRIES.filter(({ roles }) => has(...roles));
  const main = el('main', { id: 'main', tabindex: -1 });
  const banner = el('div', { class: 'banner' });
  const rail = railOf(entries);
  fill(app, el('a', { class: 'skip', href: '#main', onclick: (event: Event) => { event.preventDefault(); main.focus(); } }, word('skip')), rail, el('div', { class: 'stage' }, banner, main));
  const show = () => follow(entries, main, rail);
  shown.undo.push(
    onNews(({ kind }) => { if (kind === 'connection') tellOfLine(banner); if (kind === 'queue') tellCounts(rail); }),
    offer([...entries.map(({ key, name, view }) => ({ key, name, run: () => go(view) })), { key: '?', name: 'keys.help', run: showKeys }]),
  );
  if (!app.dataset.follows) onPlace(() => app.dispatchEvent(new Event('place')));
  app.dataset.follows = 'yes';
  app.addEventListener('place', show);
  shown.undo.push(() => app.removeEventListener('place', show));
  tellCounts(rail);
  show();
}

function railOf(entries: readonly Entry[]): HTMLElement {
  const links = entries.map(({ view, name, icon: picture, key }) => el('li', {}, el('a', { href: addressOf(view), 'data-view': view, title: `${word(name)} (${key})` },
    icon(picture), el('span', {}, word(name)), view === 'queue' && el('span', { class: 'count', hidden: true }))));
  return el('header', { class: 'rail' }, el('a', { class: 'mark', href: addressOf('queue'), 'aria-label': word('title') }, el('img', { src: '/console/favicon.svg', alt: '', width: 32, height: 32 })),
    navOf(el('ul', {}, ...links)), presence());
}

/** Where not all views have room beside each other: at which ends there are more. */
function navOf(list: HTMLElement): HTMLElement {
  const nav = el('nav', { 'aria-label': word('nav.label') }, list);
  const tell = () => { nav.dataset.more = [nav.scrollLeft > 1 && 'left', nav.scrollLeft + nav.clientWidth < nav.scrollWidth - 1 && 'right'].filter(Boolean).join(' '); };
  nav.addEventListener('scroll', tell, { passive: true });
  const size = new ResizeObserver(tell);
  size.observe(nav);
  shown.undo.push(() => size.disconnect());
  return nav;
}

function follow(entries: readonly Entry[], main: HTMLElement, rail: HTMLElement): void {
  const { view: name, id } = here();
  const entry = entries.find(({ view }) => view === name) ?? entries[0];
  if (!entry) return;
  for (const link of rail.querySelectorAll<HTMLElement>('[data-view]')) link.toggleAttribute('aria-current', false);
  const link = rail.querySelector(`[data-view="${entry.view}"]`);
  link?.setAttribute('aria-current', 'page');
  link?.scrollIntoView({ inline: 'center', block: 'nearest' });
  if (shown.entry === entry && shown.view?.move) { shown.view.move(id); return; }
  shown.view?.close();
  shown.entry = entry;
  main.className = `view ${entry.view}`;
  fill(main);
  shown.view = entry.open(main, id);
  tellCounts(rail);
}

function tellOfLine(banner: HTMLElement): void {
  const wasBroken = banner.childElementCount > 0;
  fill(banner, !desk.isConnected && bar('warning', word('offline')));
  if (desk.isConnected === wasBroken) announce(word(desk.isConnected ? 'online' : 'offline'));
}

function tellCounts(rail: HTMLElement): void {
  const waiting = desk.queue.waiting.filter(({ isForMe }) => isForMe).length + desk.unread.size;
  const mark = rail.querySelector<HTMLElement>('.count');
  if (mark) {
    mark.hidden = waiting === 0;
    fill(mark, el('span', { 'aria-hidden': 'true' }, waiting > MOST_COUNTED ? `${MOST_COUNTED}+` : waiting), el('span', { class: 'unseen' }, word('nav.new', { count: waiting })));
  }
  count(waiting, `${word(shown.entry?.name ?? 'nav.queue')} – ${word('title')}`);
}
