/** A table as a file for spreadsheets, in which no cell is run as a formula. */
import { guard } from '../../services/partnerList/columns';

type Cell = string | number | null;

/** Excel takes a file for UTF-8 only where this stands in front. */
const BEGINNING = '\u{feff}';

export function csvOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `${BEGINNING}${[columns, ...rows].map((row) => `${row.map(cellOf).join(';')}\r\n`).join('')}`;
}

function cellOf(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const text = guard(cell ?? '');
  return /[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
