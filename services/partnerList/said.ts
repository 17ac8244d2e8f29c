/** What an import says, before it is put into a sentence: a word, its reason where a row is refused, and its values. */

export const REASONS = [
  'missing', 'hidden', 'long', 'numberShort', 'numberLong', 'numberLetters', 'number', 'address', 'addressLong', 'addressSeveral', 'addressHidden', 'addressLookalike',
  'country', 'language', 'signatory', 'day', 'year', 'canton', 'noticeDays', 'swallowing', 'cells',
] as const;
/** Why a row is refused. */
export type Reason = (typeof REASONS)[number];

export const SAID_WORDS = [
  'cell', 'emptyCell', 'row', 'conflictBoth', 'conflictPerson', 'conflictPartner', 'erased', 'more',
  'rows', 'partners', 'contacts', 'agreements', 'claims', 'leftOut', 'refused', 'applied', 'appliedWithout', 'dryRun', 'kept', 'unusable',
  'xlsx', 'xls', 'utf16', 'utf8', 'binary', 'quote', 'empty', 'noRows', 'unknownColumn', 'doubleColumn', 'missingColumn', 'columns',
] as const;
export type SaidWord = (typeof SAID_WORDS)[number];

export type SaidValues = Readonly<Record<string, string | number | boolean>>;

export interface Said {
  readonly word: SaidWord;
  readonly reason?: Reason;
  readonly values: SaidValues;
}
