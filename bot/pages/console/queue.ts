/** The desk: what waits, what is mine, what others have, what was closed; beside it the conversation and its dossier. */
import type { HandoffRow, Queue } from '../../console/api';
import { openConversation, type OpenConversation } from './conversation/view';
import { button, spinner } from './components';
import { desk, onNews, refreshQueue } from './desk';
import { el, fill, refill } from './element';
import { offer } from './keys';
import { overview } from './overview';
import { go } from './places';
import { queueRow } from './queueRow';
import { unlessPressed } from './pressing';
import { rove, settleRoving } from './roving';
import { textOf, read } from './server';
import type { View } from './shell';
import { word } from './words';

type Tab = keyof Queue;
const TABS: readonly Tab[] = ['waiting', 'mine', 'others', 'closed'];
/** How often "4 min" is counted anew. */
const TICK_MS = 20_000;
const state: { tab: Tab; search: string; found?: readonly HandoffRow[] } = { tab: 'waiting', search: '' };

export function openQueue(root: HTMLElement, id: string | undefined): View {
  const list = el('ul', { class: 'rows', 'aria-label': word('queue.title') });
  const tabs = el('div', { class: 'tabs', role: 'group', 'aria-label': word('queue.which') });
  const pane = el('div', { class: 'pane' });
  let open: OpenConversation | undefined;
  let current = id;
  const { run: show, stop } = unlessPressed(root, () => { showTabs(tabs, show); showRows(list, current); if (!current && desk.isQueueRead) refill(pane, overview()); });
  const move = (to: string | undefined) => {
    if (open && to === current) return;
    current = to;
    showTabOf(to);
    open?.close();
    open = undefined;
    root.dataset.open = to ? 'yes' : 'no';
    if (to) { desk.unread.delete(to); open = openConversation(pane, to); } else fill(pane, desk.isQueueRead ? overview() : spinner());
    show();
  };
  fill(root, el('section', { class: 'side', 'aria-label': word('queue.title') }, el('h1', { class: 'unseen' }, word('queue.title')), searchField(show), tabs, list), pane);
  rove(list, 'a.row');
  move(id);
  let tabBefore = '';
  const follow = () => { const tab = TABS.find((each) => desk.queue[each].some((row) => row.id === current)) ?? ''; if (tab !== tabBefore) showTabOf(current); tabBefore = tab; };
  const stops = [stop, onNews(({ kind }) => { if (kind === 'queue') follow(); if (kind === 'queue' || kind === 'me') show(); }), offer([...moves(list), { key: '/', name: 'keys.search', run: () => root.querySelector<HTMLElement>('.search input')?.focus() }])];
  const timer = setInterval(show, TICK_MS);
  const onFocus = () => { if (current) desk.unread.delete(current); show(); };
  addEventListener('focus', onFocus);
  return { move, close() { clearInterval(timer); removeEventListener('focus', onFocus); open?.close(); for (const stop of stops) stop(); } };
}

/** The list shows what is open: after "accept" it is among mine. */
function showTabOf(id: string | undefined): void {
  const tab = TABS.find((each) => desk.queue[each].some((row) => row.id === id));
  if (tab && !state.found) state.tab = tab;
}

function showTabs(tabs: HTMLElement, show: () => void): void {
  refill(tabs, ...TABS.map((tab) => {
    const total = tab === 'closed' ? 0 : desk.queue[tab].length;
    return el('button', { type: 'button', class: 'tab', 'aria-pressed': String(state.tab === tab), 'data-key': `tab-${tab}`, onclick: () => { state.tab = tab; show(); } },
      word(`queue.${tab}`), total > 0 && el('span', { class: 'tabCount' }, total));
  }));
}

function showRows(list: HTMLElement, current: string | undefined): void {
  const rows = state.found ?? desk.queue[state.tab];
  const items = rows.map((row) => el('li', {}, queueRow(row, row.id === current, desk.unread.has(row.id))));
  refill(list, ...items, !desk.isQueueRead && el('li', {}, spinner()), desk.isQueueRead && rows.length === 0 && el('li', { class: 'none' }, word(state.found ? 'queue.nothingFound' : `queue.${state.tab}None`)));
  settleRoving(list, 'a.row');
}

/** Searches what was said in all conversations, once somebody has stopped typing. */
function searchField(show: () => void): HTMLElement {
  const input = el<HTMLInputElement>('input', { type: 'search', placeholder: word('queue.search'), 'aria-label': word('queue.search'), value: state.search, dir: 'auto' });
  let timer = 0;
  const search = async () => {
    state.search = input.value.trim();
    if (state.search.length < 2) { delete state.found; show(); return; }
    const asked = state.search;
    const found = await read<readonly HandoffRow[]>('search', { words: asked }).catch((error: unknown) => { note.textContent = textOf(error); return undefined; });
    if (found && asked === state.search) { state.found = found; note.textContent = word('queue.found', { count: found.length }); show(); }
  };
  input.addEventListener('input', () => { clearTimeout(timer); note.textContent = ''; timer = setTimeout(() => void search(), 250); });
  input.addEventListener('keydown', (event) => { if (event.key === 'Escape' && input.value) { event.preventDefault(); input.value = ''; void search(); } });
  const note = el('small', { role: 'status' });
  return el('div', { class: 'search' }, input, note);
}

function moves(list: HTMLElement): { key: string; name: 'keys.next' | 'keys.previous' | 'keys.refresh'; run: () => void }[] {
  const by = (step: number) => () => {
    const all = [...list.querySelectorAll<HTMLElement>('a.row')];
    const at = all.findIndex((each) => each === document.activeElement || each.getAttribute('aria-current') === 'true');
    const to = all[Math.max(0, Math.min(all.length - 1, at + step))];
    to?.focus();
    if (to?.dataset.key) go('queue', to.dataset.key.slice(4));
  };
  return [{ key: 'j', name: 'keys.next', run: by(1) }, { key: 'k', name: 'keys.previous', run: by(-1) }, { key: 'R', name: 'keys.refresh', run: () => void refreshQueue() }];
}

/** Back to the list, where there is room for one thing only. */
export function backToList(): HTMLElement {
  return button(word('back'), () => go('queue'), { look: 'subtle', icon: 'back', class: 'back' });
}
