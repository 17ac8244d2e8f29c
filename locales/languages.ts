/** The languages that Lotse speaks, and how each writes days and counts. */
export const LANGUAGES = ['en', 'de', 'fr', 'ru', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

const plurals: Partial<Record<Language, Intl.PluralRules>> = {};

/** Texts of a form are alike but for their values. Nought may have a text of its own in every language. */
export function formOf(language: Language, count: number): string {
  return count === 0 ? 'nought' : (plurals[language] ??= new Intl.PluralRules(language)).select(count);
}

/** The nearest language of ours to a client's locale such as "de-CH" or "fr_FR", if there is one. */
export function languageOf(locale: unknown): Language | undefined {
  const tag = typeof locale === 'string' ? locale.trim().toLowerCase().split(/[-_;,]/)[0] : undefined;
  return LANGUAGES.find((language) => language === tag);
}

/** How days and times are written in a language, for Intl; Arabic with the digits of codes and customer numbers. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-CH', fr: 'fr-CH', ru: 'ru-RU', ar: 'ar-EG-u-nu-latn' };

/** Making a format costs a hundred times what using it does, and using it several times what a sentence does. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();
const longDays = new Map<string, string>();
/** Years of days in all languages; more than this is not kept. */
const KEPT_DAYS = 10_000;

/** A day (YYYY-MM-DD) in words, such as 31 December 2026. */
export function writeDay(language: Language, day: string, style?: Intl.DateTimeFormatOptions): string {
  if (style) return formatDay(language, day, style);
  const name = `${language} ${day}`;
  let words = longDays.get(name);
  if (words === undefined) {
    words = formatDay(language, day, { dateStyle: 'long' });
    if (longDays.size >= KEPT_DAYS) longDays.clear();
    longDays.set(name, words);
  }
  return words;
}

function formatDay(language: Language, day: string, style: Intl.DateTimeFormatOptions): string {
  const name = `${language} ${JSON.stringify(style)}`;
  const format = dayFormats.get(name) ?? new Intl.DateTimeFormat(LOCALES[language], { ...style, timeZone: 'UTC' });
  dayFormats.set(name, format);
  const words = format.format(new Date(`${day}T00:00:00Z`));
  // French counts the first day of a month and names the others.
  return language === 'fr' ? words.replace(/(?<!\d)1(?= \p{L})/u, '1er') : words;
}

export function isRightToLeft(language: Language): boolean {
  return language === 'ar';
}
