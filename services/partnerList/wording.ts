/** What an import tells the operator: one sentence for each row that was refused, and a summary. Pure. */
import type { Claims, Conflict, Count, Outcome } from '../../prisma/partnerList';
import { show } from './columns';
import type { Refusal } from './row';

export interface Totals {
  readonly rows: number;
  /** Rows that were refused one by one; those that contradict others come on top. */
  readonly refused: number;
  readonly isDryRun: boolean;
}

export function refusalLine({ line, column, value, reason }: Refusal): string {
  const text = show(value ?? '');
  return `line ${line}${column ? `, ${column}` : ''}${text === '' ? '' : ` "${text}"`}: ${reason}.`;
}

export function conflictLine({ line, column, value, firstLine, firstValue }: Conflict): string {
  const reason = column === 'contact_email' ? `line ${firstLine} names this person at this partner, too, and says otherwise` : `line ${firstLine} says "${show(firstValue)}" of the same ${column.startsWith('contact') || column === 'language' ? 'person' : 'partner'}`;
  return `line ${line}, ${column} "${show(value)}": ${reason}.`;
}

export function erasedLine({ line }: { readonly line: number }): string {
  return `line ${line}: the contact is left out: deleted at the person's own wish.`;
}

/** The last lines: what was read, what is to be done with it, and whether that was done. */
export function summary({ rows, refused, isDryRun }: Totals, { partners, contacts, agreements, claims, conflicts, erased, isApplied }: Outcome): string[] {
  const bad = refused + conflicts.total;
  return [
    `${rows} ${rows === 1 ? 'row' : 'rows'} read.`,
    counted('Partners', partners, isApplied), counted('Contacts', contacts, isApplied), counted('Agreements', agreements, isApplied),
    ...(claims.confirmed + claims.refuted > 0 ? [claimed(claims, isApplied)] : []),
    ...(erased.total > 0 ? [`Left out: ${erased.total} deleted at the person's own wish.`] : []),
    ...(bad > 0 ? [`Refused: ${bad} ${bad === 1 ? 'row' : 'rows'}.`] : []),
    ending(bad, isDryRun, isApplied),
  ];
}

function counted(kind: string, { created, changed, left }: Count, isApplied: boolean): string {
  return isApplied ? `${kind}: ${created} created, ${changed} changed, ${left} left as they are.` : `${kind}: ${created} to create, ${changed} to change, ${left} to leave as they are.`;
}

function claimed({ confirmed, refuted }: Claims, isApplied: boolean): string {
  return isApplied ? `Renewals that contacts had reported: ${confirmed} confirmed, ${refuted} refuted.` : `Renewals that contacts had reported: ${confirmed} to confirm, ${refuted} to refute.`;
}

function ending(bad: number, isDryRun: boolean, isApplied: boolean): string {
  if (isApplied) return bad > 0 ? 'Applied, without the rows that were refused.' : 'Applied.';
  return isDryRun ? 'Nothing was applied: this was a dry run.' : 'Nothing was applied. Mend the rows that were refused, or import the others with --skip-refused.';
}
