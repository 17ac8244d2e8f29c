/** Judges one row of a partner list: what it says, or what is wrong with which cell. Pure. */
import { LANGUAGES } from '../../locales';
import type { StagedRow } from '../../prisma/partnerList';
import { isCanton } from '../canton';
import { countryOf } from '../country';
import { readCustomerNumber } from '../customerNumber';
import { isDay } from '../day';
import { readMailAddress } from '../mailAddress';
import { tidy, type Cells, type Column } from './columns';
import type { Reason } from './said';

/** A good row, before it is staged. */
export type ListRow = Omit<StagedRow, 'line' | 'addressKey'>;

export interface Refusal {
  readonly line: number;
  readonly column?: Column;
  readonly value?: string;
  readonly reason: Reason;
  /** Of cells that there may be, where there are more. */
  readonly count?: number;
}

export type Found<Value> = { readonly value: Value } | { readonly reason: Reason };
type Values<Cell> = { readonly [Name in keyof Cell]: Cell[Name] extends Found<infer Value> ? Value : never };
type Judged = { readonly row: ListRow } | { readonly refusals: readonly Refusal[] };

const YES = new Set(['yes', 'ja', 'oui', 'да', 'نعم', '1', 'true', 'x']);
const NO = new Set(['no', 'nein', 'non', 'нет', 'لا', '0', 'false']);
export const TEXT_LIMIT = 200;
export const NOTICE_DAYS = { first: -90, last: 11 };
/** What no name holds and a screen may hide. */
const HIDDEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u{fffd}]/u;
const ADDRESS_REASONS: Readonly<Record<string, Reason>> = { tooLong: 'addressLong', several: 'addressSeveral', hidden: 'addressHidden', lookalike: 'addressLookalike' };
const NUMBER_REASONS: Readonly<Record<string, Reason>> = { tooShort: 'numberShort', tooLong: 'numberLong', letters: 'numberLetters' };

export function judgeRow(cells: Cells, line: number): Judged {
  const found = {
    company: required(cells.company, readText), customer_number: required(cells.customer_number, readNumber), country: optional(cells.country, readCountry),
    contact_name: optional(cells.contact_name, readText), contact_email: required(cells.contact_email, readEmail), language: optional(cells.language, readLanguage),
    signatory: optional(cells.signatory, readSignatory), expires_on: optional(cells.expires_on, readDay), canton: optional(cells.canton, readCanton), notice_days: optional(cells.notice_days, readNoticeDays),
  };
  const refusals = Object.entries(found).flatMap(([column, each]) => ('reason' in each ? [{ line, column: column as Column, value: cells[column as Column], reason: each.reason }] : []));
  if (refusals.length > 0) return { refusals };
  const { company, customer_number, country, contact_name, contact_email, language, signatory, expires_on, canton, notice_days } = valuesOf(found);
  return { row: {
    company, customerNumber: customer_number, country, name: contact_name, email: contact_email.email, emailKey: contact_email.key, language, isSignatory: signatory, expiresOn: expires_on, canton, noticeDays: notice_days,
  } };
}

/** What was found, once nothing was refused. */
function valuesOf<Cell extends Readonly<Record<string, Found<unknown>>>>(found: Cell): Values<Cell> {
  return Object.fromEntries(Object.entries(found).map(([name, each]) => [name, 'value' in each ? each.value : undefined])) as Values<Cell>;
}

function required<Value>(cell: string, read: (text: string) => Found<Value>): Found<Value> {
  const text = tidy(cell);
  return text === '' ? { reason: 'missing' } : read(text);
}

function optional<Value>(cell: string, read: (text: string) => Found<Value>): Found<Value | undefined> {
  const text = tidy(cell);
  return text === '' ? { value: undefined } : read(text);
}

export function readText(text: string): Found<string> {
  if (HIDDEN.test(text)) return { reason: 'hidden' };
  return text.length > TEXT_LIMIT ? { reason: 'long' } : { value: text };
}

export function readNumber(text: string): Found<string> {
  const found = readCustomerNumber(text);
  return 'number' in found ? { value: found.number } : { reason: NUMBER_REASONS[found.problem] ?? 'number' };
}

export function readEmail(text: string): Found<{ readonly email: string; readonly key: string }> {
  const found = readMailAddress(text);
  return 'key' in found ? { value: found } : { reason: ADDRESS_REASONS[found.problem] ?? 'address' };
}

export function readCountry(text: string): Found<string> {
  const code = countryOf(/^[a-z]{2}$/i.test(text) ? text.toUpperCase() : text);
  return code ? { value: code } : { reason: 'country' };
}

export function readLanguage(text: string): Found<string> {
  const language = text.toLowerCase();
  return LANGUAGES.some((known) => known === language) ? { value: language } : { reason: 'language' };
}

export function readSignatory(text: string): Found<boolean> {
  const word = text.toLowerCase();
  return YES.has(word) ? { value: true } : NO.has(word) ? { value: false } : { reason: 'signatory' };
}

export function readDay(text: string): Found<string> {
  const [, dayOfMonth, month, year] = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text) ?? [];
  const day = year === undefined ? text : `${year}-${month!.padStart(2, '0')}-${dayOfMonth!.padStart(2, '0')}`;
  if (!isDay(day)) return { reason: 'day' };
  return /^20\d\d-/.test(day) ? { value: day } : { reason: 'year' };
}

function readCanton(text: string): Found<string> {
  const canton = text.toUpperCase();
  return isCanton(canton) ? { value: canton } : { reason: 'canton' };
}

/** In order, each day once, whatever signs and spaces a spreadsheet has made of them. */
function readNoticeDays(text: string): Found<string> {
  const days = text.replaceAll('\u2212', '-').split(/[\s,;]+/).filter((each) => each !== '');
  const isDays = days.length > 0 && days.every((each) => /^[+-]?\d{1,3}$/.test(each) && Number(each) >= NOTICE_DAYS.first && Number(each) <= NOTICE_DAYS.last);
  if (!isDays) return { reason: 'noticeDays' };
  return { value: [...new Set(days.map((each) => Number(each) + 0))].sort((one, other) => one - other).join(', ') };
}
