import fc from 'fast-check';
import { datesIn } from '../../dialogs/dateOfText';
import { LANGUAGES } from '../../locales';
import { toLatinDigits } from '../../locales/folding';
import { addDays, isDay } from '../../services/day';

const SEED = { seed: 7, numRuns: 3000 };
const EVERY_DAY = Array.from({ length: 1535 }, (_, count) => addDays('2020-01-01', count * 5));
const days = fc.constantFrom(...EVERY_DAY);
const languages = fc.constantFrom(...LANGUAGES);
const timeOf = (day: string) => Date.parse(`${day}T12:00:00Z`);
/** Whether day and month may be taken for one another. */
const isDouble = (day: string) => Number(day.slice(8)) <= 12 && day.slice(5, 7) !== day.slice(8);
const inDigits = (text: string, digits: string) => text.replace(/\d/g, (digit) => digits[Number(digit)]!);

describe('a day is read', () => {
  it.each([
    ['31.12.2026', '2026-12-31'], ['31.12.26', '2026-12-31'], ['31/12/2026', '2026-12-31'], ['12/31/26', '2026-12-31'], ['12/31/2026', '2026-12-31'], ['2026-12-31', '2026-12-31'], ['31-12-2026', '2026-12-31'], ['1.3.2027', '2027-03-01'], ['01.03.27', '2027-03-01'], ['2026/12/31', '2026-12-31'], ['2026.12.31', '2026-12-31'],
    ['31. 12. 2026', '2026-12-31'], ['31 / 12 / 2026', '2026-12-31'], ['31 12 2026', '2026-12-31'], ['bis 31 12 2026', '2026-12-31'], ['03/03/2027', '2027-03-03'], ['03.04.2027', '2027-04-03'], ['2026-12-31T00:00:00Z', '2026-12-31'], ['31.12.2026 15:30', '2026-12-31'], ['31–12–2026', '2026-12-31'], ['29.02.2028', '2028-02-29'],
    ['31. Dezember 2026', '2026-12-31'], ['den 31. Dez. 2026', '2026-12-31'], ['1. März 2027', '2027-03-01'], ['1. MAERZ 2027', '2027-03-01'], ['3. Jänner 2027', '2027-01-03'], ['Montag, 1. März 2027', '2027-03-01'], ['bis 31.12.2026', '2026-12-31'], ['Er läuft am 31.12.2026 ab.', '2026-12-31'], ['5 Sept 2027', '2027-09-05'],
    ['31 décembre 2026', '2026-12-31'], ['1er mars 2027', '2027-03-01'], ['1ᵉʳ mars 2027', '2027-03-01'], ["c'est le 3 mars 2027", '2027-03-03'], ['le 3 janv. 2027', '2027-01-03'], ['14 févr. 2027', '2027-02-14'], ['14 fevrier 2027', '2027-02-14'], ['14 juill. 2027', '2027-07-14'], ['2 août 2027', '2027-08-02'], ['2 AOUT 27', '2027-08-02'], ['lundi 1 mars 2027', '2027-03-01'],
    ['31 декабря 2026 г.', '2026-12-31'], ['31 декабря 2026', '2026-12-31'], ['31 дек. 2026 г.', '2026-12-31'], ['31 дек 26', '2026-12-31'], ['31-го декабря 2026 года', '2026-12-31'], ['до 3 мая 2027 г.', '2027-05-03'], ['Сентябрь 3, 2027', '2027-09-03'], ['31.12.2026г.', '2026-12-31'], ['понедельник, 1 марта 2027 г.', '2027-03-01'],
    ['31 ديسمبر 2026', '2026-12-31'], ['٣١ ديسمبر ٢٠٢٦', '2026-12-31'], ['٣١ كانون الأول ٢٠٢٦', '2026-12-31'], ['31 كانون الثاني 2027', '2027-01-31'], ['3 شباط 2027', '2027-02-03'], ['3 تشرين ثاني 2027', '2027-11-03'], ['31 كانون الأول (ديسمبر) 2026', '2026-12-31'], ['31 من ديسمبر 2026م', '2026-12-31'], ['٣١/١٢/٢٠٢٦', '2026-12-31'], ['٣١\u200f/١٢\u200f/٢٠٢٦', '2026-12-31'], ['ينتهي في 31 ديسمبر 2026.', '2026-12-31'], ['3 ابريل 2027', '2027-04-03'], ['3 غشت 2027', '2027-08-03'], ['3 أوت 2027', '2027-08-03'], ['۳۱/۱۲/۲۰۲۶', '2026-12-31'],
    ['December 31, 2026', '2026-12-31'], ['Dec 31st 2026', '2026-12-31'], ['Dec. 31, 2026', '2026-12-31'], ['31 dec 2026', '2026-12-31'], ['31dec2026', '2026-12-31'], ['31-Dec-2026', '2026-12-31'], ['2026 Dec 31', '2026-12-31'], ['the 31st of December, 2026', '2026-12-31'], ["31 Dec '26", '2026-12-31'], ['It ends on May 2nd 2027, I think', '2027-05-02'], ['Sept 5, 2027', '2027-09-05'], ['Thursday, December 31, 2026', '2026-12-31'],
    ['３１．１２．２０２６', '2026-12-31'], ['\u206631.12.2026\u2069', '2026-12-31'], ['31\u00a0décembre\u202f2026', '2026-12-31'], ['31.\u200b12.2026', '2026-12-31'], ['31 December 2026 (31.12.2026)', '2026-12-31'], ['  31.12.2026\n', '2026-12-31'],
  ])('"%s" is %s, in every language', (text, day) => {
    for (const language of LANGUAGES) expect(datesIn(text, language)).toEqual([day]);
  });
  it.each([['03/04/2027', ['2027-04-03', '2027-03-04']], ['3/4/27', ['2027-04-03', '2027-03-04']], ['03-04-2027', ['2027-04-03', '2027-03-04']], ['٣/٤/٢٠٢٧', ['2027-04-03', '2027-03-04']]])('"%s" may be two days; in English the month is taken first', (text, both) => {
    expect(datesIn(text, 'de')).toEqual(both);
    expect(datesIn(text, 'en')).toEqual([...both].reverse());
  });
  it.each([['from 1.1.2027 to 31.12.2027', ['2027-01-01', '2027-12-31']], ['04.05.2027-06.05.2027', ['2027-05-04', '2027-05-06']], ['3 mars 2027 ou 5 avril 2027', ['2027-03-03', '2027-04-05']]])('"%s" names two', (text, both) => expect(datesIn(text, 'fr')).toEqual(both));
});

describe('no day is read', () => {
  it.each([
    '', ' ', '31.02.2027', '29.02.2027', '31.04.2027', '00.12.2026', '32.12.2026', '12.31.2026', '31/13/2026', '2026-13-01', '31 February 2027', '31. Dezember', '31.12.', '31.12', '12/26', 'Dezember 2026', 'декабрь 2026', 'December 2026', '2026', 'tomorrow', 'in drei Monaten', 'لا أعرف', '3 мая', '1.2.3', '10.12.20.26', '1.2.3.2027', '044-31-12-2026', '+41 31 12 20 26', '31.12.202', '31.12.20266', '31.12.0026',
    '31.12.1448', '3 رمضان 1448', '31 Dezmber 2026', 'on 5 March 10 people came', '3.-5. März 2027', 'A31.12.2026', '31.12/2026', '½.12.2026', '2026-12-31-2027', '٣١ ديسمبر', '10:30',
  ])('in "%s"', (text) => { for (const language of LANGUAGES) expect(datesIn(text, language)).toEqual([]); });
});

describe('every fifth day from 2020 to 2040', () => {
  /** Most locales of a language write most days alike. */
  const readBefore = new Set<string>();
  it.each(['en', 'en-GB', 'en-US', 'de', 'de-CH', 'de-AT', 'fr', 'fr-CH', 'ru', 'ar', 'ar-EG', 'ar-LB', 'ar-SY', 'ar-MA', 'ar-DZ', 'ar-u-nu-arab', 'ar-u-nu-arabext', 'ar-u-nu-fullwide', 'ru-u-nu-fullwide'])('is read back in each style of %s', (locale) => {
    const missed = (['full', 'long', 'medium', 'short'] as const).map((style) => new Intl.DateTimeFormat(locale, { dateStyle: style, timeZone: 'UTC' })).flatMap((format) => EVERY_DAY.flatMap((day) => {
      const text = format.format(timeOf(day));
      if (readBefore.has(`${text} ${day}`)) return [];
      readBefore.add(`${text} ${day}`);
      const read = datesIn(text, 'de');
      const readings = isDouble(day) && /^\d{1,2}\u200f?\//.test(toLatinDigits(text.normalize('NFKC'))) ? 2 : 1;
      return read.includes(day) && read.length === readings ? [] : [`${text}: ${read.join(' ')}`];
    }));
    expect(missed.slice(0, 5)).toEqual([]);
  });
  it('is read back in numbers, with any sign between and in any digits', () => fc.assert(fc.property(days, languages, fc.constantFrom('.', '/', '-', '. '), fc.boolean(), fc.boolean(), fc.boolean(), fc.constantFrom('0123456789', '٠١٢٣٤٥٦٧٨٩', '０１２３４５６７８９', '۰۱۲۳۴۵۶۷۸۹'), fc.constantFrom('', 'bis ', 'le ', '\u200f', 'до '), (day, language, sign, isShort, isBare, isAmerican, digits, before) => {
    const [year, month, date] = day.split('-') as [string, string, string];
    const bare = (part: string) => isBare ? String(Number(part)) : part;
    const order = isAmerican && (sign === '/' || sign === '-') ? [bare(month), bare(date)] : [bare(date), bare(month)];
    const read = datesIn(before + inDigits([...order, isShort ? year.slice(2) : year].join(sign), digits), language);
    expect(read).toContain(day);
    expect(read).toHaveLength((sign === '/' || sign === '-') && isDouble(day) ? 2 : 1);
  }), SEED));
  it('is read back as ISO', () => expect(EVERY_DAY.filter((day) => LANGUAGES.some((language) => datesIn(day, language).join() !== day))).toEqual([]));
});

it('any text gives days that exist, and soon', () => {
  const parts = fc.constantFrom('3', '31', '12', '2026', '.', '/', '-', ' ', 'mars', 'Dezember', 'кон', 'كانون', 'الأول', 'er', '\u200f', '\ud800', '٣', 'г', "'");
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string({ unit: parts, maxLength: 30 })), languages, (text, language) => {
    const read = datesIn(text, language);
    expect(read.every(isDay)).toBe(true);
    expect(new Set(read).size).toBe(read.length);
  }), SEED);
  const before = process.cpuUsage();
  for (const unit of ['1', '1 ', '1.', '1/', 'mars ', '1 mars ', ' ', 'كانون ', '31.12.2026 ', '12 12 ']) datesIn(unit.repeat(20_000), 'en');
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
});
