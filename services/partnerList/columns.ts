/** The columns of a partner list: how their headers are read, and how a cell keeps a spreadsheet from running it. Pure. */
import type { Said } from './said';

export const COLUMNS = ['company', 'customer_number', 'country', 'contact_name', 'contact_email', 'language', 'signatory', 'expires_on', 'canton', 'notice_days'] as const;
export type Column = (typeof COLUMNS)[number];
export type Cells = Readonly<Record<Column, string>>;

const REQUIRED: readonly Column[] = ['company', 'customer_number', 'contact_email'];
/** A spreadsheet would take a cell that begins so for a formula. The export puts an apostrophe in front, the import takes one away: what goes out comes back unchanged, apostrophes of its own included. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;
const GUARDED = /^'+[=+\-@\t\r＝＋－＠]/;

/** Which column each cell of a row belongs to, or everything that is wrong with the header. */
export function readHeader(cells: readonly string[]): { readonly columns: readonly Column[] } | { readonly problems: readonly Said[] } {
  const names = cells.map((cell) => cell.trim().toLowerCase().replace(/[\s_-]+/g, '_'));
  while (names.at(-1) === '') names.pop();
  const isKnown = (name: string): name is Column => (COLUMNS as readonly string[]).includes(name);
  const problems: Said[] = [
    ...names.flatMap((name, place) => (isKnown(name) ? [] : [{ word: 'unknownColumn' as const, values: { place: place + 1, name: show(cells[place]!) } }])),
    ...COLUMNS.filter((column) => names.filter((name) => name === column).length > 1).map((column) => ({ word: 'doubleColumn' as const, values: { column } })),
    ...REQUIRED.filter((column) => !names.includes(column)).map((column) => ({ word: 'missingColumn' as const, values: { column } })),
  ];
  return problems.length > 0 ? { problems: [...problems, { word: 'columns', values: { columns: COLUMNS.join(';') } }] } : { columns: names.filter(isKnown) };
}

/** A cell as it is meant: one line, no space around it, without the apostrophe of the export. */
export function tidy(cell: string): string {
  const text = cell.normalize('NFC').replace(/\s+/g, ' ').trim();
  return GUARDED.test(text) ? text.slice(1) : text;
}

/** A cell as the export writes it; `tidy` gives back what went in. */
export function guard(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** What stands in a cell, short and on one line, as a sentence may repeat it. */
export function show(value: string): string {
  const text = value.replace(/\s+/g, ' ').replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\u{fffd}').trim();
  return text.length > 60 ? `${[...text].slice(0, 59).join('')}…` : text;
}
