/** The picture of the week: each figure as a chart, as a table and as a file. */
import type { Figures, FigureTable } from '../../../console/api';
import { bar, select, spinner } from '../components';
import { el, fill } from '../element';
import { day } from '../format';
import { addressOf, read, textOf } from '../server';
import type { View } from '../shell';
import { spoken, word, wordFor } from '../words';
import { chartOf, isEmpty } from './chart';
import { tableOf } from './table';

const SPANS = ['7', '28', '90'] as const;
const asked = { days: '7' };

export function openFigures(root: HTMLElement): View {
  const box = el('div', { class: 'cards' });
  const told = el('p', { class: 'soft', role: 'status' });
  const state: { ends: (() => void)[] } = { ends: [] };
  const load = async () => {
    fill(box, spinner());
    try {
      const figures = await read<Figures>('figures', { days: asked.days });
      for (const end of state.ends.splice(0)) end();
      fill(told, word('figures.period', { from: day(figures.from), to: day(figures.to) }));
      fill(box, ...figures.tables.map((table) => cardOf(table, figures, state.ends)));
    } catch (error) {
      fill(box, bar('error', textOf(error)));
    }
  };
  const days = select(SPANS.map((each) => [each, word('figures.days', { count: Number(each) })] as const), asked.days, { 'aria-label': word('figures.span') });
  days.addEventListener('change', () => { asked.days = days.value; void load(); });
  fill(root, el('section', { class: 'wide', 'aria-label': word('nav.figures') }, el('header', { class: 'viewHead' }, el('h1', {}, word('nav.figures')), days), told, box));
  void load();
  return { close() { for (const end of state.ends) end(); } };
}

function cardOf(table: FigureTable, { from, to }: Figures, ends: (() => void)[]): HTMLElement {
  const title = wordFor('tables', table.name);
  const chart = chartOf(table, title, ends);
  return el('section', { class: `card figure ${table.name}`, 'aria-label': title }, el('header', { class: 'cardHead' }, el('h2', {}, title), el('a', { class: 'buttonLink small', href: addressOf('figures.csv', { table: table.name, from, to, language: spoken() }), download: `${table.name}-${from}-${to}.csv` }, 'CSV', el('span', { class: 'unseen' }, ` ${title}`))),
    el('p', { class: 'soft' }, wordFor('tableTexts', table.name)), isEmpty(table) ? el('p', { class: 'none' }, word('figures.none')) : chart,
    table.rows.length > 0 && el('details', { open: chart === null && !isEmpty(table) }, el('summary', {}, word('figures.table')), tableOf(table, title)));
}
