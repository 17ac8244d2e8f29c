/** Reads the days that people write, in all our languages at once: 31.12.2026, 12/31/26, "1er mars 2027", "٣١ كانون الأول ٢٠٢٦". Pure. */
import { LANGUAGES, type Language } from '../locales';
import { normalise, toLatinDigits } from '../locales/folding';
import { isDay, type Day } from '../services/day';

/** Longer texts are no answers to "which day?". */
const LOOKED_AT = 2000;
/** Arabic months have three families of names: of the Gulf and Egypt, of the Levant, and two of the Maghreb. */
const LOCALES = [...LANGUAGES, 'en-GB', 'de-AT', 'ar-LB', 'ar-MA', 'ar-DZ'];
/** Short forms and spellings that Intl does not write; by month. */
const ALSO_WRITTEN: readonly (readonly string[])[] = [
  ['jaenner', 'jän', 'janv', 'كانون ثاني'], ['feber', 'feb', 'fév', 'fevr', 'фев'], ['maerz', 'mrz', 'mär'], ['avr', 'نيسان'], ['ايار'], ['юн', 'يونيه'],
  ['juill', 'jul', 'يوليه'], ['اوغسطس'], ['sept', 'sep', 'septemb', 'сен'], ['okt', 'oct', 'تشرين اول'], ['nov', 'ноя', 'تشرين ثاني'], ['dez', 'dec', 'déc', 'كانون اول'],
];
const MONTHS = monthNames();
const MONTH = [...MONTHS.keys()].sort((a, b) => b.length - a.length).join('|');
/** Not the end of "3.-5.", which are several days. */
const DAY = '(?<![\\p{L}\\p{N}]|\\p{N} )(?<day>\\d{1,2}) ?(?:er|st|nd|rd|th|ter|ten|sten|го|ое|е)?';
/** A year of two digits ends the text: "on 5 March 10 came" says nothing of 2010. `г` and `م` are "year" and "A. D." */
const YEAR = "(?:in |of |de |von |عام |سنه |لعام |لسنه )?'?(?<year>\\d{4}(?!\\p{N}|(?![гم])\\p{L})|\\d{2}(?= ?(?:г|года|م)?$))";
const NAMED = [
  `${DAY} ?(?:of |de |من |شهر )?(?:${MONTH})(?!\\p{L})(?: (?:${MONTH})(?!\\p{L}))? ?${YEAR}`,
  `(?<!\\p{L})(?:${MONTH}) ?(?:the )?${DAY} ${YEAR}`,
  `(?<!\\p{N})(?<year>\\d{4}) ?(?:${MONTH}) ?${DAY}(?!\\p{N})`,
].map((pattern) => new RegExp(pattern, 'gu'));
const IN_WORDS = new RegExp(`(?<!\\p{L})(?:${MONTH})(?!\\p{L})`, 'u');
const NUMERIC = /(?<![\p{L}\p{N}⁄]|\d[./])(\d{4}|\d{1,2}) ?([./-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{1,2})(?![\p{N}]|(?![гمt])\p{L}|\2\d)/gu;
const SPACED = /^\D*?(\d{1,2})( )(\d{1,2}) (\d{4})\D*$/u;

/**
 * Every day that a text may mean: one is clear, two are to be chosen from, none is no day. Between slashes and hyphens
 * 03/04/2027 may be April 3rd or March 4th; which one comes first follows the language. Without a year there is no day.
 */
export function datesIn(text: string, language: Language): Day[] {
  const plain = toLatinDigits(text.slice(0, LOOKED_AT).normalize('NFKC')).toLowerCase().replace(/\p{Cf}/gu, '').replace(/[‐‑‒–—―−]/g, '-').replace(/\s+/gu, ' ');
  const days = [...numericIn(plain, language), ...namedIn(normalise(plain))];
  return [...new Set(days)].filter(isDay);
}

function numericIn(text: string, language: Language): Day[] {
  const spaced = SPACED.exec(text);
  const matches = spaced ? [spaced] : [...text.matchAll(NUMERIC)];
  return matches.flatMap((match) => {
    const [, first, sign, second, third] = match as unknown as [string, string, string, string, string];
    // The tail of a telephone number such as 044-31-12-2026.
    if (sign === '-' && /\d-$/.test(text.slice(0, match.index))) return [];
    if (first.length === 4) return third.length === 4 ? [] : [dayOf(first, second, third)];
    if (third.length === 1) return [];
    const readings = [dayOf(third, second, first), ...(sign === '/' || sign === '-' ? [dayOf(third, first, second)] : [])];
    return language === 'en' ? readings.reverse() : readings;
  });
}

function namedIn(words: string): Day[] {
  if (!IN_WORDS.test(words)) return [];
  return NAMED.flatMap((pattern) => [...words.matchAll(pattern)].map((match) => {
    const { day, year } = match.groups as { day: string; year: string };
    return dayOf(year, String(MONTHS.get(IN_WORDS.exec(match[0].replace(/\d+/g, ' '))![0])), day);
  }));
}

/** Two digits mean this century; years of other calendars are no years of ours. */
function dayOf(year: string, month: string, day: string): string {
  const full = year.length === 2 ? `20${year}` : year;
  return /^(?:19|20|21)/.test(full) ? `${full}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : '';
}

function monthNames(): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const locale of LOCALES) for (const month of ['long', 'short'] as const) for (const day of [undefined, 'numeric'] as const) {
    const format = new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { month, ...(day && { day }), timeZone: 'UTC' });
    for (let index = 0; index < 12; index++) {
      const name = format.formatToParts(Date.UTC(2027, index, 15)).find(({ type }) => type === 'month')!.value;
      names.set(normalise(name), index + 1);
    }
  }
  ALSO_WRITTEN.forEach((forms, index) => forms.forEach((form) => names.set(normalise(form), index + 1)));
  return names;
}
