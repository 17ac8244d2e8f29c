import fc from 'fast-check';
import { LANGUAGES } from '../../locales';
import { countryName, countryOf } from '../../services/country';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const CODES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).filter((code) => countryOf(code) === code);

describe('a country is known', () => {
  it.each([
    ['Switzerland', 'CH'], ['Schweiz', 'CH'], ['die Schweiz', 'CH'], ['in der Schweiz', 'CH'], ['Suisse', 'CH'], ['la Suisse', 'CH'], ['en Suisse', 'CH'], ['Svizzera', 'CH'], ['Швейцария', 'CH'], ['в Швейцарии', 'CH'], ['سويسرا', 'CH'], ['من سويسرا', 'CH'], ['SCHWEIZ.', 'CH'], ['  schweiz\n', 'CH'], ['CH', 'CH'], [' CH. ', 'CH'], ['(CH)', 'CH'], ['ＣＨ', 'CH'], ['\u2066CH\u2069', 'CH'],
    ['Liechtenstein', 'LI'], ['FL', 'LI'], ['Fürstentum Liechtenstein', 'LI'], ['Лихтенштейн', 'LI'], ['ليختنشتاين', 'LI'], ['Deutschland', 'DE'], ['Germany', 'DE'], ["l'Allemagne", 'DE'], ['Германия', 'DE'], ['ألمانيا', 'DE'], ['المانيا', 'DE'], ['Österreich', 'AT'], ['Oesterreich', 'AT'], ['osterreich', 'AT'], ['Autriche', 'AT'],
    ['UK', 'GB'], ['U.K.', 'GB'], ['England', 'GB'], ['Grossbritannien', 'GB'], ['Großbritannien', 'GB'], ['Royaume-Uni', 'GB'], ['Великобритания', 'GB'], ['USA', 'US'], ['U.S.A.', 'US'], ['the United States', 'US'], ['États-Unis', 'US'], ['Etats Unis', 'US'], ['США', 'US'], ['أمريكا', 'US'],
    ['the Netherlands', 'NL'], ['Holland', 'NL'], ['aus den Niederlanden', 'NL'], ['Emirates', 'AE'], ['VAE', 'AE'], ['الإمارات', 'AE'], ['ОАЭ', 'AE'], ['Czech Republic', 'CZ'], ['Tschechien', 'CZ'], ['Türkei', 'TR'], ['Turkey', 'TR'], ['Weissrussland', 'BY'], ['Südkorea', 'KR'], ["Côte d'Ivoire", 'CI'], ['Cote d’Ivoire', 'CI'], ['Bosnien und Herzegowina', 'BA'], ['Trinidad and Tobago', 'TT'], ['Hong Kong', 'HK'], ['Россия', 'RU'], ['РФ', 'RU'], ['السعودية', 'SA'], ['Kosovo', 'XK'], ['GB', 'GB'], ['AE', 'AE'],
  ])('"%s" is %s', (text, code) => expect(countryOf(text)).toBe(code));
  it.each(['', ' ', 'ch', 'no', 'in', 'de', 'it', 'EU', 'UN', 'ZZ', 'XA', 'DD', 'SU', 'YU', 'AC', 'Europe', 'Zürich', 'Korea', 'Congo', 'der', 'Schweden oder Norwegen', '41', 'CHE1', 'العالم', '👍', '🇨🇭 ?'])('"%s" is none', (text) => expect(countryOf(text)).toBeUndefined());
});

it('there are the 249 countries of ISO 3166-1, and Kosovo', () => {
  expect(CODES).toHaveLength(250);
  expect(CODES.filter((code) => !LANGUAGES.every((language) => countryName(code, language) !== code))).toEqual([]);
});

it('no name means two countries, in any language or style', () => {
  const styles = ['long', 'short', 'narrow'] as const;
  const wrong = [...LANGUAGES, 'en-GB', 'de-CH', 'de-AT', 'fr-CH', 'ru-KZ', 'ar-EG', 'ar-LB'].flatMap((locale) => styles.flatMap((style) => {
    const names = new Intl.DisplayNames(locale, { type: 'region', style });
    return CODES.flatMap((code) => [names.of(code)!, names.of(code)!.toUpperCase(), `  ${names.of(code)!}.`].filter((name) => countryOf(name) !== code).map((name) => `${locale} ${name}: ${countryOf(name)} for ${code}`));
  }));
  expect(wrong).toEqual([]);
});

it('what is shown is understood', () => {
  for (const language of LANGUAGES) for (const code of CODES) expect(countryOf(countryName(code, language))).toBe(code);
});

it.each([['CH', 'de', 'Schweiz'], ['CH', 'fr', 'Suisse'], ['CH', 'ru', 'Швейцария'], ['CH', 'ar', 'سويسرا'], ['CH', 'en', 'Switzerland'], ['BY', 'de', 'Belarus'], ['AE', 'en', 'United Arab Emirates'], ['??', 'en', '??'], ['', 'en', ''], ['ZZ', 'de', 'ZZ']] as const)('%s is called so in %s: %s', (code, language, name) => {
  expect(countryName(code, language)).toBe(name);
});

it('any text has a country that exists, or none', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom('CH', 'la ', "l'", 'in ', ' ', 'Suisse', '\ud800', '.') })), (text) => {
    const code = countryOf(text);
    if (code !== undefined) expect(CODES).toContain(code);
  }), { seed: 8, numRuns: 3000 });
  const before = process.cpuUsage();
  for (const unit of ['in ', "l'", ' ', 'Schweiz ', 'C']) countryOf(unit.repeat(20_000));
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
});
