/** What an import tells: for each row that was refused what is wrong with it, and a summary. Each is a word with its values, so that the console can say it in its own languages, and a sentence for the command line. Pure. */
import { LANGUAGES } from '../../locales';
import type { Claims, Conflict, Count, Outcome } from '../../prisma/partnerList';
import { show } from './columns';
import { NOTICE_DAYS, TEXT_LIMIT, type Refusal } from './row';
import type { Reason, Said, SaidValues, SaidWord } from './said';

export interface Totals {
  readonly rows: number;
  /** Rows that were refused one by one; those that contradict others come on top. */
  readonly refused: number;
  readonly isDryRun: boolean;
}

const HOW_TO_SAVE = 'In Excel choose File, Save As, "CSV UTF-8 (comma delimited)", and import that file.';
const DIGITS = 'write the 4 to 12 digits';

const REASONS: Readonly<Record<Reason, string>> = {
  missing: 'missing; every row needs it', hidden: 'has characters that cannot be shown', long: 'longer than {limit} characters; is a quotation mark not closed?',
  numberShort: `too short; ${DIGITS}`, numberLong: `too long; ${DIGITS}`, numberLetters: `not a number; ${DIGITS}`, number: `not a customer number; ${DIGITS}`,
  address: 'not an e-mail address', addressLong: 'too long for an e-mail address', addressSeveral: 'more than one e-mail address; write one row per contact',
  addressHidden: 'has hidden characters; type the address anew', addressLookalike: 'has letters that only look like others; type the address anew',
  country: 'not a country; write two letters, such as CH', language: 'not a language of Lotse; write {languages} or {lastLanguage}',
  signatory: 'neither yes nor no; write one of them in a language of Lotse', day: 'not a day; write 31.12.2026 or 2026-12-31', year: 'not a day of an agreement; the year is wrong',
  canton: 'not a Swiss canton; write two letters, such as ZH', noticeDays: 'not days around the expiry; write whole numbers from {firstDay} to {lastDay}, such as -30, -7, 0, 3',
  swallowing: 'a quotation mark is opened and not closed, so that other lines run into this one', cells: 'more than the {count} cells that the first line names',
};

const COUNTED: Readonly<Record<'partners' | 'contacts' | 'agreements', string>> = { partners: 'Partners', contacts: 'Contacts', agreements: 'Agreements' };

/** {name} stands for a value. */
const SENTENCES: Readonly<Record<Exclude<SaidWord, 'partners' | 'contacts' | 'agreements' | 'claims' | 'rows' | 'refused'>, string>> = {
  cell: 'line {line}, {column} "{value}": {why}.', emptyCell: 'line {line}, {column}: {why}.', row: 'line {line}: {why}.',
  conflictBoth: 'line {line}, {column} "{value}": line {firstLine} names this person at this partner, too, and says otherwise.',
  conflictPerson: 'line {line}, {column} "{value}": line {firstLine} says "{firstValue}" of the same person.',
  conflictPartner: 'line {line}, {column} "{value}": line {firstLine} says "{firstValue}" of the same partner.',
  erased: 'line {line}: the contact is left out: deleted at the person\'s own wish.', more: '… and {count} more.', leftOut: 'Left out: {count} deleted at the person\'s own wish.',
  applied: 'Applied.', appliedWithout: 'Applied, without the rows that were refused.', dryRun: 'Nothing was applied: this was a dry run.',
  kept: 'Nothing was applied. Mend the rows that were refused, or import the others with --skip-refused.', unusable: 'Nothing was applied.',
  xlsx: `This is an Excel workbook (XLSX), not a CSV file. ${HOW_TO_SAVE}`, xls: `This is an old Excel workbook (XLS), not a CSV file. ${HOW_TO_SAVE}`,
  utf16: `This file is written in UTF-16, not in UTF-8. ${HOW_TO_SAVE}`, utf8: `This file is not written in UTF-8. ${HOW_TO_SAVE}`, binary: `This is not a text file. ${HOW_TO_SAVE}`,
  quote: 'A quotation mark is opened on line {line} and not closed. Close it, and import the file again.',
  empty: 'The file is empty.', noRows: 'The file names columns, but has no rows.',
  unknownColumn: 'Column {place}, "{name}", is unknown.', doubleColumn: 'The column "{column}" is there twice.', missingColumn: 'The column "{column}" is missing.', columns: 'The first line names the columns: {columns}.',
};

/** For the command line. */
export function sentenceOf({ word, reason, values }: Said): string {
  const { count = 0, created, changed, left, confirmed, refuted, isApplied } = values;
  if (word === 'rows') return `${count} ${count === 1 ? 'row' : 'rows'} read.`;
  if (word === 'refused') return `Refused: ${count} ${count === 1 ? 'row' : 'rows'}.`;
  if (word === 'claims') return isApplied ? `Renewals that contacts had reported: ${confirmed} confirmed, ${refuted} refuted.` : `Renewals that contacts had reported: ${confirmed} to confirm, ${refuted} to refute.`;
  if (word === 'partners' || word === 'contacts' || word === 'agreements') return isApplied ? `${COUNTED[word]}: ${created} created, ${changed} changed, ${left} left as they are.` : `${COUNTED[word]}: ${created} to create, ${changed} to change, ${left} to leave as they are.`;
  return put(SENTENCES[word], { ...values, why: reason ? put(REASONS[reason], values) : '' });
}

function put(text: string, values: SaidValues): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** What reasons name of what is allowed. */
const ALLOWED = { limit: TEXT_LIMIT, firstDay: NOTICE_DAYS.first, lastDay: NOTICE_DAYS.last, languages: LANGUAGES.slice(0, -1).join(', '), lastLanguage: LANGUAGES.at(-1)! };

export function refusalOf({ line, column, value, reason, count = 0 }: Refusal): Said {
  const text = show(value ?? '');
  return { word: column === undefined ? 'row' : text === '' ? 'emptyCell' : 'cell', reason, values: { line, ...(column && { column }), ...(text !== '' && { value: text }), count, ...ALLOWED } };
}

export function conflictOf({ line, column, value, firstLine, firstValue }: Conflict): Said {
  const word = column === 'contact_email' ? 'conflictBoth' : column.startsWith('contact') || column === 'language' ? 'conflictPerson' : 'conflictPartner';
  return { word, values: { line, column, value: show(value), firstLine, firstValue: show(firstValue) } };
}

/** The last lines: what was read, what is to be done with it, and whether that was done. */
export function summary({ rows, refused, isDryRun }: Totals, { partners, contacts, agreements, claims, conflicts, erased, isApplied }: Outcome): Said[] {
  const bad = refused + conflicts.total;
  const counted = (word: keyof typeof COUNTED, { created, changed, left }: Count): Said => ({ word, values: { created, changed, left, isApplied } });
  return [
    { word: 'rows', values: { count: rows } },
    counted('partners', partners), counted('contacts', contacts), counted('agreements', agreements),
    ...claimed(claims, isApplied),
    ...(erased.total > 0 ? [{ word: 'leftOut', values: { count: erased.total } } as const] : []),
    ...(bad > 0 ? [{ word: 'refused', values: { count: bad } } as const] : []),
    { word: isApplied ? bad > 0 ? 'appliedWithout' : 'applied' : isDryRun ? 'dryRun' : 'kept', values: {} },
  ];
}

function claimed({ confirmed, refuted }: Claims, isApplied: boolean): Said[] {
  return confirmed + refuted > 0 ? [{ word: 'claims', values: { confirmed, refuted, isApplied } }] : [];
}
