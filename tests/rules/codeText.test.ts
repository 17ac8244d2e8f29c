import fc from 'fast-check';
import { codesIn } from '../../services/verification/codeText';

const SEED = { seed: 9, numRuns: 3000 };
const MAILS = [
  'Hello\n\nYour code for Lotse is:\n\n123 456\n\nIt is valid for 60 minutes. Your customer number is 1234567.\nLotse, 2026\nana2026@example.ch',
  'Guten Tag\r\n\r\nIhr Code: 123 456\r\nEr gilt 60 Minuten, bis 14:35 am 21.11.2026. Kundennummer 654321.\r\nFragen: +41 41 266 11 11, https://example.ch/c/987654\r\n',
  'Bonjour,\nvoici votre code : 123456. Il est valable 60 minutes (jusqu’à 14h35).\nNuméro de client : 98765',
  'Здравствуйте!\nВаш код: 123-456\nОн действует 60 минут. Номер клиента 1234 5678.',
  'مرحبًا\nرمز التحقق: ‎١٢٣ ٤٥٦‎\nصالح لمدة ٦٠ دقيقة. رقم العميل ١٢٣٤٥٦٧٨.',
  '> On 21.11.2026 at 13:00, Lotse <lotse-123999@example.ch> wrote:\n> \n> **123 456**\n> \n> 60 minutes, order 812345678, reference AB-765432, CHF 765 432.50',
];

describe('a code is found', () => {
  it.each([
    '123456', '123 456', '12 34 56', '123-456', '123\u2011456', '123 – 456', '1 2 3 4 5 6', '123\u00a0456', '123\t456', '１２３４５６', '１２３　４５６', '١٢٣٤٥٦', '١٢٣ ٤٥٦', '۱۲۳۴۵۶', '\u2066123456\u2069', '\u200f١٢٣٤٥٦', '123\u200b456', '\ufeff123456', '12\u00ad3456', ' 123456\n', '123456.', '"123456"', '«123 456»', '(123456)', '*123 456*', '> 123456', '#123456',
    'code: 123 456.', 'code:123456', 'Code = 123456', 'my code is 123456, thanks', 'der Code lautet 123-456', 'le code est 123 456 merci', 'мой код 123456', 'الرمز هو ١٢٣٤٥٦', 'it says 123456', 'in 60 minutes 123456', '123456 2026-11-21 13:00', 'ana2026@example.ch 123456', '123456\nana654321@example.ch', 'see https://example.ch/654321 123456', 'code 123456 +41 44 765432',
  ])('in "%s"', (text) => expect(codesIn(text)).toEqual(['123456']));
  it.each(MAILS)('first in the whole mail "%s"', (text) => expect(codesIn(text)[0]).toBe('123456'));
});

describe('no code is found', () => {
  it.each(['', ' ', 'code', '12345', '1234567', '12345 67', '1234 5678', 'A123456', '123456A', 'AB-123456', '123456@example.ch', '+41 79 123 45 67', '079 123 45 67', '2026-11-21', 'am 26-11-21', '21.11.2026', '12:34:56', 'CHF 123 456.50', '123456.50', '1.123456', '1’123’456', '123456%', '123456/7', 'https://example.ch/123456', '12345O', '①②③', '१२३४५६', '123\n456', '123,456', '123    456'])('in "%s"', (text) => expect(codesIn(text)).toEqual([]));
});

describe('of several, the likeliest is first', () => {
  it.each<[string, string[]]>([
    ['Kundennummer 654321, Code 123456', ['123456', '654321']], ['654321\nmy code is 123456', ['654321']], ['order 654321\n\n123 456\n', ['123456']], ['123456 or 654321', ['123456', '654321']], ['123456\n654321', ['123456', '654321']], ['123456 123 456', ['123456']],
    ['a 111111, b 222222, c 333333, d 444444', ['111111', '222222', '333333']], ['999999, 044 888888, код: 777777', ['777777', '999999', '888888']], ['code 123456, number 654321', ['123456', '654321']], ['123456, 123 456, 12 34 56', ['123456']],
  ])('"%s"', (text, codes) => expect(codesIn(text)).toEqual(codes));
});

describe('whatever stands around it', () => {
  const six = fc.integer({ min: 0, max: 999_999 }).map((number) => String(number).padStart(6, '0'));
  const digits = fc.constantFrom('0123456789', '٠١٢٣٤٥٦٧٨٩', '۰۱۲۳۴۵۶۷۸۹', '０１２３４５６７８９');
  const written = (code: string, groups: readonly number[], joint: string, signs: string) => {
    let at = 0;
    return groups.map((length) => code.slice(at, at += length)).join(joint).replace(/\d/g, (digit) => signs[Number(digit)]!);
  };
  it('a code that is typed alone comes back, in any digits and groups', () => {
    fc.assert(fc.property(six, digits, fc.constantFrom([6], [3, 3], [2, 2, 2], [1, 1, 1, 1, 1, 1]), fc.constantFrom(' ', '-', '\u00a0', '\u2011', ' - ', '\u200b', '\u2009'), fc.constantFrom('', ' ', '\u200f', '«', '> ', '\n\n', '*'), fc.constantFrom('', '.', '\n', '»', '\u2069', ' !', '*'), (code, signs, groups, joint, before, after) => {
      expect(codesIn(before + written(code, groups, joint, signs) + after)).toEqual([code]);
    }), SEED);
  });
  it('a code on its own line hides every other number', () => {
    const other = fc.constantFrom('60 minutes', 'customer number 654321', '2026', 'ana123456@example.ch', '21.11.2026 13:00', '+41 41 266 11 11', 'code 111111 or so', 'https://example.ch/222222', 'Lotse');
    fc.assert(fc.property(six, digits, fc.array(other), fc.array(other), fc.constantFrom('\n', '\r\n', '\n\n'), (code, signs, before, after, end) => {
      expect(codesIn([...before, written(code, [3, 3], ' ', signs), ...after].join(end))).toEqual([code]);
    }), SEED);
  });
  it('any text gives at most three distinct codes of six digits, and soon', () => {
    const parts = fc.constantFrom('1', '12', '123', '123456', ' ', '-', '.', '\n', 'code', 'код', '@', '+', '٣', '\u200f', '\ud800', ':');
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string({ unit: parts, maxLength: 30 })), (text) => {
      const codes = codesIn(text);
      expect(codes.length).toBeLessThanOrEqual(3);
      expect(new Set(codes).size).toBe(codes.length);
      for (const code of codes) expect(code).toMatch(/^\d{6}$/);
    }), SEED);
    const before = process.cpuUsage();
    for (const unit of ['1', '1 ', '123456 ', '123456,', 'a', '@', 'a@', '+1', '\n', ' ', '-', '1-', 'https://', 'code 123456\n']) codesIn(unit.repeat(20_000));
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
  });
});
