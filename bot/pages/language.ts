/** The five languages, and the nearest of them to what a browser or the bot names. */
export const LANGUAGES = ['en', 'de', 'fr', 'ru', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language's own name: shown in the menu, and typed to the bot when chosen. */
export const OWN_NAMES: Readonly<Record<Language, string>> = {
  en: 'English', de: 'Deutsch', fr: 'Français', ru: 'Русский', ar: 'العربية',
};

/** The region whose habits of writing days and times are used. */
const REGIONS: Readonly<Record<Language, string>> = {
  en: 'en-GB', de: 'de-CH', fr: 'fr-CH', ru: 'ru', ar: 'ar-u-nu-latn',
};

export function findLanguage(tag: string | undefined): Language | undefined {
  const base = tag?.toLowerCase().split('-')[0];
  return LANGUAGES.find((language) => language === base);
}

export function directionOf(language: Language): 'rtl' | 'ltr' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/** Writes a day or a time as people in Zurich who read this language would. */
export function writeTime(language: Language, iso: string, style: Intl.DateTimeFormatOptions): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  return new Intl.DateTimeFormat(REGIONS[language], { timeZone: 'Europe/Zurich', ...style }).format(time);
}
