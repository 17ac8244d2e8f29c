/** Tells which country is meant, by its name in any of our languages or its code, and names it. Pure. */
import { LANGUAGES, type Language } from '../locales';
import { normalise } from '../locales/folding';

/** Swiss names where they differ. */
const SHOWN: Readonly<Record<Language, string>> = { en: 'en', de: 'de-CH', fr: 'fr-CH', ru: 'ru', ar: 'ar' };
const UNDERSTOOD = [...LANGUAGES, 'en-GB', 'de-CH', 'fr-CH'];
/** Known to Intl, but groups, parts or fictions: not countries of ISO 3166-1. Kosovo (XK) is none either, but partners live there. */
const NO_COUNTRIES = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);
/** What people write instead of the name, beyond what Intl knows. */
const ALSO_CALLED: Readonly<Record<string, readonly string[]>> = {
  AE: ['UAE', 'VAE', 'EAU', 'Emirates', 'United Arab Emirates', 'Emirate', 'Arabische Emirate', 'Émirats',
    'Эмираты', 'Арабские Эмираты', 'ОАЭ', 'الإمارات', 'الامارات العربية', 'دولة الإمارات العربية المتحدة'],
  AT: ['Republik Österreich', 'Австрии'],
  BA: ['Bosnia and Herzegovina', 'Bosnien und Herzegowina'], BY: ['Weissrussland', 'Biélorussie', 'Белоруссия'],
  CH: ['Swiss', 'Svizzera', 'Svizra', 'Schwiiz', 'Swiss Confederation', 'Schweizerische Eidgenossenschaft', 'Confédération suisse', 'Helvetia', 'Швейцарии', 'الاتحاد السويسري'],
  CI: ['Ivory Coast', 'Elfenbeinküste'], CZ: ['Czech Republic', 'Tschechische Republik', 'République tchèque', 'Чешская Республика', 'التشيك'],
  DE: ['BRD', 'Bundesrepublik', 'Bundesrepublik Deutschland', 'Federal Republic of Germany', 'ФРГ', 'Германии'], FR: ['République française', 'Франции'],
  GB: ['UK', 'U.K.', 'Great Britain', 'Britain', 'England', 'Scotland', 'Wales', 'Grossbritannien', 'Vereinigtes Königreich', 'Schottland',
    'Grande-Bretagne', 'Angleterre', 'Royaume Uni', 'Великобритания', 'Англия', 'بريطانيا', 'إنجلترا', 'انكلترا'],
  IT: ['Italia', 'Италии'], KR: ['Republic of Korea'],
  LI: ['FL', 'Fürstentum', 'Fürstentum Liechtenstein', 'Principality of Liechtenstein', 'Principauté de Liechtenstein', 'Лихтенштейна', 'ليختنشتاين', 'ليشتنشتاين'],
  MK: ['Macedonia', 'Mazedonien', 'Macédoine', 'Македония', 'مقدونيا'],
  NL: ['Holland', 'Niederlanden', 'Hollande', 'Pays Bas', 'Голландия', 'هولندا'], RU: ['Russian Federation', 'Russische Föderation', 'Fédération de Russie', 'Российская Федерация', 'РФ'],
  SA: ['KSA', 'Saudi', 'السعودية'], TR: ['Turkey', 'Türkiye'],
  US: ['USA', 'U.S.A.', 'U.S.', 'America', 'United States of America', 'Vereinigte Staaten von Amerika', 'Amerika',
    "États-Unis d'Amérique", 'Amérique', 'Америка', 'США', 'أمريكا', 'امريكا', 'الولايات المتحدة الأمريكية'],
};
const SMALL_WORDS = /^(?:(?:from|in|the|aus|der|die|den|dem|das|en|au|aux|la|le|les|из|в|من|في) |l')+/u;

const displayed = Object.fromEntries(LANGUAGES.map((language) => [language, namesIn(SHOWN[language], 'long')])) as Record<Language, Intl.DisplayNames>;
const CODES = allCodes();
const codes = allNames();

/** The ISO 3166-1 alpha-2 code of a country that is named; a code itself counts in capitals only, since "in" or "no" are words. */
export function countryOf(text: string): string | undefined {
  const code = /^[^\p{L}\p{N}]*([A-Z]{2})[^\p{L}\p{N}]*$/u.exec(text.normalize('NFKC').replace(/\p{Cf}/gu, ''))?.[1];
  if (code !== undefined && CODES.has(code)) return code;
  const name = normalise(text);
  return codes.get(name) ?? codes.get(name.replace(SMALL_WORDS, ''));
}

/** The code itself where no country has it. */
export function countryName(code: string, language: Language): string {
  return CODES.has(code) ? displayed[language].of(code)! : code;
}

function namesIn(locale: string, style: 'long' | 'short'): Intl.DisplayNames {
  return new Intl.DisplayNames(locale, { type: 'region', style, fallback: 'none' });
}

function allCodes(): ReadonlySet<string> {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  // Intl still names states of the past, by the name of what they became.
  const isCurrent = (code: string) => new Intl.Locale(`und-${code}`).region === code && !NO_COUNTRIES.has(code);
  return new Set(letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => isCurrent(code) && displayed.en.of(code) !== undefined));
}

function allNames(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const locale of UNDERSTOOD) for (const style of ['long', 'short'] as const) {
    const displays = namesIn(locale, style);
    for (const code of CODES) for (const name of spellings(displays.of(code)!)) names.set(normalise(name), code);
  }
  for (const [code, also] of Object.entries(ALSO_CALLED)) for (const name of also.flatMap(spellings)) names.set(normalise(name), code);
  return names;
}

/** With umlauts as they are typed where the keyboard has none, with "and" for "&". */
function spellings(name: string): string[] {
  const plain = name.replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue').replace(/Ä/g, 'Ae').replace(/Ö/g, 'Oe').replace(/Ü/g, 'Ue');
  return [name, plain, ...['and', 'und', 'et'].map((word) => name.replace('&', word))];
}
