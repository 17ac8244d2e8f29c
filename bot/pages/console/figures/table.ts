/** A figure as a table: what the chart shows, to be read, copied and heard. */
import type { FigureTable } from '../../../console/api';
import { el, own } from '../element';
import { day, languageName, number } from '../format';
import { milestoneWords } from '../notices';
import { word, wordFor } from '../words';

type Cell = string | number | null;

export function tableOf(table: FigureTable, title: string): HTMLElement {
  const { columns, rows } = readable(table);
  const isNumber = columns.map((_, at) => rows.some((row) => typeof row[at] === 'number'));
  return el('div', { class: 'scrollX', tabindex: 0, role: 'group', 'aria-label': title }, el('table', { class: 'list' }, el('caption', { class: 'unseen' }, title),
    el('thead', {}, el('tr', {}, ...columns.map((column, at) => el('th', { scope: 'col', class: isNumber[at] ? 'number' : null }, columnName(column))))),
    el('tbody', {}, ...rows.map((row) => el('tr', {}, ...row.map((cell, at) => el('td', { class: isNumber[at] ? 'number' : null }, cellOf(cell, columns[at]!))))))));
}

/** A step is read by its title; what it is called among machines is for the file. */
function readable({ name, columns, rows }: FigureTable): FigureTable {
  const shown = columns.flatMap((column, at) => (column === 'step' && columns.includes('title') ? [] : [at]));
  return { name, columns: shown.map((at) => columns[at]!), rows: rows.map((row) => shown.map((at) => row[at] ?? null)) };
}

export function columnName(column: string): string {
  return wordFor('columns', column);
}

/** Words of ours are shown in the language of the page; what people wrote as it is. */
export function wordsOf(cell: Cell, column: string): string {
  if (cell === null) return column === 'title' ? word('walks.formerStep') : '–';
  if (typeof cell === 'number') return number(cell);
  if (/^\d{4}-\d\d-\d\d$/.test(cell)) return day(cell);
  if (column === 'milestone') return milestoneWords(cell);
  if (column === 'language') return languageName(cell);
  const group = GROUPS[column];
  return group === undefined ? cell : wordFor(group, cell) || '–';
}

const GROUPS: Readonly<Record<string, string>> = { state: 'states', procedure: 'topics', topic: 'topics', channel: 'channels', handedOff: 'yesNo', outcome: 'outcomes' };

function cellOf(cell: Cell, column: string): HTMLElement | string {
  return typeof cell === 'string' ? own(wordsOf(cell, column)) : wordsOf(cell, column);
}
