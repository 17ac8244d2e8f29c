/** Reads the days that people name as seen from today, in all our languages at once: tomorrow, in a week, on Thursday, 30 November. Pure. */
import { LANGUAGES, wordsOf, type Language } from '../locales';
import { normalise, toLatinDigits } from '../locales/folding';
import { addDays, weekdayOf, type Day } from '../services/day';
import { datesIn } from './dateOfText';

/** So far ahead days, weeks and months are counted, each in so many days. */
const COUNTED = [['day', 60, 1], ['week', 12, 7], ['month', 3, 30]] as const;
/** Forms that Intl does not write; by weekday, Monday first. */
const ALSO_SAID: readonly (readonly string[])[] = [[], [], ['среду'], [], ['пятницу'], ['субботу', 'sonnabend'], []];
const WEEK = 7;
const OFFSETS = [...offsets()].sort(([one], [other]) => other.length - one.length);
const WEEKDAYS = weekdays('long');
/** Two letters may be another word: only where nothing else is said. */
const SHORT_WEEKDAYS = weekdays('short');
const NO_YEAR = /^\D*(\d{1,2}) ?([./-]) ?(\d{1,2})\2?\D*$/u;

/** Days that a text may mean, in the order of what is likely; without a year the next such day. */
export function nearDaysIn(text: string, language: Language, today: Day): Day[] {
  const full = datesIn(text, language);
  if (full.length > 0) return full;
  const words = ` ${normalise(text)} `;
  const weekday = weekdayIn(words);
  const offset = OFFSETS.find(([phrase]) => words.includes(` ${phrase} `))?.[1];
  if (offset !== undefined) return [weekday === undefined || offset % WEEK !== 0 ? addDays(today, offset) : inWeekOf(addDays(today, offset), weekday)];
  const named = withoutYear(text, language, today);
  if (named.length > 0 || weekday === undefined) return named;
  return [addDays(today, (weekday - weekdayOf(today) + WEEK - 1) % WEEK + 1)];
}

function withoutYear(text: string, language: Language, today: Day): Day[] {
  const year = Number(today.slice(0, 4));
  const plain = toLatinDigits(text.normalize('NFKC')).trim();
  const numbers = NO_YEAR.exec(plain);
  const dated = (each: number) => datesIn(numbers ? [numbers[1], numbers[3], each].join(numbers[2]) : `${plain.replace(/[.!,]+$/, '')} ${each}`, language);
  const [now, next] = [dated(year), dated(year + 1)];
  return now.map((day, index) => (day > today ? day : next[index] ?? day));
}

function weekdayIn(words: string): number | undefined {
  const found = WEEKDAYS.find(([name]) => words.includes(` ${name} `)) ?? SHORT_WEEKDAYS.find(([name]) => words.trim() === name);
  return found?.[1];
}

function inWeekOf(day: Day, weekday: number): Day {
  return addDays(day, weekday - weekdayOf(day));
}

/** What Intl writes of the days to come, and what people say beyond that. */
function offsets(): Map<string, number> {
  const found = new Map<string, number>();
  for (const language of LANGUAGES) {
    for (const numeric of ['always', 'auto'] as const) for (const [unit, most, days] of COUNTED) for (let count = 1; count <= most; count++) {
      const phrase = normalise(new Intl.RelativeTimeFormat(language, { numeric }).format(count, unit));
      // Arabic says "after", where Intl says "within".
      for (const said of [phrase, phrase.replace('خلال', 'بعد')]) found.set(said, count * days);
    }
    for (const [days, phrases] of Object.entries(wordsOf(language).days as Readonly<Record<string, readonly string[]>>)) for (const phrase of phrases) found.set(normalise(phrase), Number(days));
  }
  return found;
}

function weekdays(weekday: 'long' | 'short'): [string, number][] {
  const mondays = Date.UTC(2027, 0, 4);
  const named = LANGUAGES.flatMap((language) => ALSO_SAID.map((_forms, index): [string, number] => [new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' }).format(mondays + index * 86_400_000), index + 1]));
  const also = weekday === 'long' ? ALSO_SAID.flatMap((forms, index) => forms.map((form): [string, number] => [form, index + 1])) : [];
  return [...named, ...also].map(([name, index]) => [normalise(name), index]);
}
