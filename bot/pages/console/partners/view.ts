/** All partners: found by a few letters, by state, by who cannot be reached; each opens beside the list. */
import type { PartnerList } from '../../../console/api';
import { bar, button, select, spinner } from '../components';
import { has } from '../desk';
import { el, fill, refill } from '../element';
import { number } from '../format';
import { offer } from '../keys';
import { rove, settleRoving } from '../roving';
import { addressOf, read, textOf } from '../server';
import type { View } from '../shell';
import { word, wordFor } from '../words';
import { openImport } from './importing';
import { openPartner } from './page';
import { partnerTable } from './table';

const STATES = ['active', 'renewalOpen', 'dueSoon', 'grace', 'lapsed', 'unknown'];
const PAGE = 50;
/** What was looked for last, also after another view. */
const asked = { search: '', state: '', isUnreachable: false, page: 0 };

export function openPartners(root: HTMLElement, id: string | undefined): View {
  const list = el('div', { class: 'tableBox' });
  const pane = el('div', { class: 'detail' });
  let current = id;
  let got: PartnerList | undefined;
  let turn = 0;
  const show = () => { if (got) showList(list, got, current, load); };
  const load = async () => {
    const mine = turn += 1;
    try {
      const found = await read<PartnerList>('partners', { search: asked.search, state: asked.state, unreachable: asked.isUnreachable ? 1 : undefined, page: asked.page });
      if (mine !== turn) return;
      got = found;
      show();
    } catch (error) {
      if (mine === turn) fill(list, bar('error', textOf(error)));
    }
  };
  const move = (to: string | undefined) => {
    current = to;
    root.dataset.open = to ? 'yes' : 'no';
    if (to) openPartner(pane, to, () => void load()); else fill(pane);
    show();
  };
  const filters = filtersOf(() => void load());
  fill(root, el('section', { class: 'wide', 'aria-label': word('nav.partners') }, el('header', { class: 'viewHead' }, el('h1', {}, word('nav.partners')), el('div', { class: 'actions' }, ...actions(() => void load()))), filters, list), pane);
  fill(list, spinner());
  rove(list, 'a.cellLink');
  move(id);
  void load();
  const stop = offer([{ key: '/', name: 'keys.search', run: () => filters.querySelector('input')?.focus() }]);
  return { move, close: stop };
}

function filtersOf(load: () => void): HTMLElement {
  let timer = 0;
  const search = el<HTMLInputElement>('input', { type: 'search', value: asked.search, placeholder: word('partners.search'), 'aria-label': word('partners.search'), dir: 'auto', class: 'grow' });
  const state = select([['', word('partners.allStates')], ...STATES.map((each) => [each, wordFor('states', each)] as const)], asked.state, { 'aria-label': word('partners.state') });
  const unreachable = el<HTMLInputElement>('input', { type: 'checkbox', checked: asked.isUnreachable });
  const change = () => { Object.assign(asked, { search: search.value.trim(), state: state.value, isUnreachable: unreachable.checked, page: 0 }); load(); };
  search.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(change, 200); });
  state.addEventListener('change', change);
  unreachable.addEventListener('change', change);
  return el('div', { class: 'filters', role: 'search' }, search, state, el('label', { class: 'check' }, unreachable, word('partners.unreachableOnly')));
}

function actions(load: () => void): (HTMLElement | false)[] {
  return [
    has('admin') && button(word('partners.import'), () => void openImport(load), { icon: 'upload' }),
    has('lead', 'admin') && el('a', { class: 'buttonLink', href: addressOf('partners/export.csv'), download: 'partners.csv' }, word('partners.export')),
  ];
}

function showList(box: HTMLElement, got: PartnerList, current: string | undefined, load: () => Promise<void>): void {
  const pages = Math.max(1, Math.ceil(got.total / PAGE));
  const turnTo = (page: number) => { asked.page = page; void load(); };
  refill(box, el('p', { class: 'soft', role: 'status' }, word('partners.total', { count: got.total, total: number(got.total) })),
    got.rows.length === 0 ? el('p', { class: 'none' }, word('partners.none')) : partnerTable(got.rows, current),
    pages > 1 && el('nav', { class: 'pages', 'aria-label': word('partners.pages') }, button(word('partners.before'), () => turnTo(got.page - 1), { disabled: got.page === 0, 'data-key': 'before' }), el('span', {}, word('partners.page', { page: number(got.page + 1), pages: number(pages) })), button(word('partners.after'), () => turnTo(got.page + 1), { disabled: got.page + 1 >= pages, 'data-key': 'after' })));
  settleRoving(box, 'a.cellLink');
}
