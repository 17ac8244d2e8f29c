import fc from 'fast-check';
import { readCustomerNumber } from '../../services/customerNumber';

const SEED = { seed: 6, numRuns: 3000 };
const DIGITS = { latin: '0123456789', arabic: '٠١٢٣٤٥٦٧٨٩', persian: '۰۱۲۳۴۵۶۷۸۹', fullWidth: '０１２３４５６７８９' } as const;
const INTRODUCTIONS = ['', ' ', 'Kundennummer: ', 'Kundennr. ', 'Nr. ', 'Nr.', 'No ', '№', '№ ', 'N° ', 'nº', '#', 'my customer number is ', 'It’s ', 'ALSO customer no.: ', 'Meine Kundennummer lautet ', 'Unsere Nummer ist die ', 'numéro de client : ', "C'est le ", 'Номер клиента: ', 'мой номер — ', 'رقم العميل: ', 'رقم عميلي هو ', '(', '\u200f'];

describe('a customer number', () => {
  it.each([
    ['1234', '1234'], ['123456789012', '123456789012'], ['123 456', '123456'], ['123\u00a0456', '123456'], ['123\u202f456', '123456'], ['123.456', '123456'], ['12-34-56', '123456'], ["123'456", '123456'], ['123’456', '123456'], ['12 34 56 78', '12345678'], ['123 – 456', '123456'], ['0012345', '0012345'],
    ['١٢٣٤٥٦', '123456'], ['۱۲۳۴۵۶', '123456'], ['１２３４５６', '123456'], ['\u2066123456\u2069', '123456'], ['123\u200b456', '123456'], ['123456.', '123456'], ['123456!', '123456'], ['(123456)', '123456'], ['«123456»', '123456'], ['123456\n', '123456'],
  ])('is read in "%s"', (text, number) => expect(readCustomerNumber(text)).toEqual({ number }));
  it.each(INTRODUCTIONS)('is read after "%s"', (introduction) => expect(readCustomerNumber(`${introduction}123 456`)).toEqual({ number: '123456' }));
  it.each([['', 'empty'], ['   ', 'empty'], ['\u200b\n', 'empty'], ['—', 'empty'], ['?', 'empty'], ['👍', 'empty']])('is missing in "%s"', (text, problem) => expect(readCustomerNumber(text)).toEqual({ problem }));
  it.each(['12AB34', '123456A', 'A123456', 'AB-123456', '123456 please', '123 456, merci', 'keine Ahnung', 'не знаю', 'لا أعرف', 'my 2 numbers: 123456', '123456, 234567', '123456/7', '+41 79 123 45 67', 'O12345', '१२३४५६', 'ana2026@example.ch', '12۰۰ab'])('is not read in "%s", which has letters or other signs', (text) => {
    expect(readCustomerNumber(text)).toEqual({ problem: 'letters' });
  });
  it.each(['1', '123', '1-2-3', 'Nr. 12', '١٢٣'])('"%s" is too short', (text) => expect(readCustomerNumber(text)).toEqual({ problem: 'tooShort' }));
  it.each(['1234567890123', '1234 5678 9012 3', '٠'.repeat(13), 'Nr. 4111 1111 1111 1111'])('"%s" is too long', (text) => expect(readCustomerNumber(text)).toEqual({ problem: 'tooLong' }));

  it('comes back as digits, in any digits, between any separators, after any introduction', () => {
    const separators = fc.constantFrom('', '', ' ', '\u00a0', '.', '-', "'", '’', '\u202f', ' - ');
    fc.assert(fc.property(fc.constantFrom(...INTRODUCTIONS), fc.constantFrom(...Object.values(DIGITS)), fc.array(fc.tuple(fc.nat(9), separators), { minLength: 4, maxLength: 12 }), fc.constantFrom('', '.', ' ', '!', ')'), (before, digits, parts, after) => {
      const number = parts.map(([digit]) => digit).join('');
      const typed = before + parts.map(([digit, separator], index) => digits[digit]! + (index < parts.length - 1 ? separator : '')).join('') + after;
      expect(readCustomerNumber(typed)).toEqual({ number });
      expect(readCustomerNumber(number)).toEqual({ number });
    }), SEED);
  });
  it('any text has a number of 4 to 12 digits or a problem, and soon', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom('1', '٢', ' ', '-', 'Nr.', 'a', '№', '\ud800', '\u200f', '½') })), (text) => {
      const read = readCustomerNumber(text);
      if ('number' in read) expect(read.number).toMatch(/^\d{4,12}$/);
      else expect(['empty', 'letters', 'tooShort', 'tooLong']).toContain(read.problem);
    }), SEED);
    const before = process.cpuUsage();
    for (const unit of ['1', '1 ', 'a', ' ', '-', "'", '1a', 'Nr. ']) readCustomerNumber(`${unit.repeat(20_000)}a`);
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});
