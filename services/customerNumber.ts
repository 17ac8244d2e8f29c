/** Reads an ALSO customer number as people write it: "123 456", "Kundennummer: 123'456", "رقم العميل ١٢٣٤٥٦". Pure. */
import { toLatinDigits } from '../locales/folding';

/** `letters`: letters or other signs where only digits may stand. */
export type CustomerNumberProblem = 'empty' | 'letters' | 'tooShort' | 'tooLong';

const DIGITS = { least: 4, most: 12 };
/** Nothing before the digits, or words; a letter, hyphen or plus that touches the digits belongs to another kind of number. */
const BEFORE = "(?:[^\\p{L}\\p{N}+]*|[^\\p{N}+]*[^\\p{L}\\p{M}\\p{N}+'’-])";
const NUMBER = new RegExp(`^${BEFORE}(?<number>\\d(?:[\\s.'’‘\`´‐-―-]{0,3}\\d)*)[\\s.,;:!?)\\]"'’”»]*$`, 'u');

/** A day that is given where a number is asked for. */
const DAY = /\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d\d$|(?:19|20)\d\d-\d\d-\d\d$/;

export function readCustomerNumber(text: string): { readonly number: string } | { readonly problem: CustomerNumberProblem } {
  // Before the compatibility form turns them into the letters "No".
  const plain = toLatinDigits(text.replace(/№|[nN]º/g, '# ').normalize('NFKC').replace(/\p{Cf}/gu, '')).trim();
  if (!/[\p{L}\p{N}]/u.test(plain)) return { problem: 'empty' };
  if (DAY.test(plain)) return { problem: 'letters' };
  const number = NUMBER.exec(plain)?.groups?.number?.replace(/\D/g, '');
  if (number === undefined) return { problem: 'letters' };
  if (number.length < DIGITS.least) return { problem: 'tooShort' };
  return number.length > DIGITS.most ? { problem: 'tooLong' } : { number };
}
