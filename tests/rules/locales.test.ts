/** The words of Lotse: the same promises in five languages, each in the spelling of its readers. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { COMMANDS } from '../../dialogs/choices';
import { normalise, toLatinDigits } from '../../locales/folding';
import { PROCEDURES } from '../../dialogs/procedures';
import { PREREQUISITES, PROCEDURE_IDS } from '../../dialogs/procedures/procedure';
import { addressOf, findText, LANGUAGES, type Language } from '../../locales';
import addresses from '../../locales/addresses.json';
import facts from '../../locales/facts.json';

const FOLDER = path.resolve(__dirname, '../../locales');
/** The links of the fact sheet; no other address is known (the links of CCW and of the account registration are not in the sources). */
const FACT_SHEET: Readonly<Record<string, string>> = {
  'TRB-3': 'noreply@cisco.com', 'TRB-8': 'https://www.cisco.com/c/en/us/about/help/browser.html', 'TRB-9': 'web-help@cisco.com', 'ORD-3': 'https://www.cisco.com/go/scm',
  'SUP-12': 'http://www.cisco.com/cisco/psn/web/workspace', 'SUP-13': 'http://forums.cisco.com/ecom/web/operations-exchange/csc',
};
/** Steps that state nothing about the world, with the reason. */
const STATES_NOTHING: Readonly<Record<string, string>> = {
  'account:steps.privateAddress.text': 'only asks; the warning beside it cites ACC-8',
  'webex:steps.customer.text': 'only asks; the warning beside it cites WBX-14',
};

interface Text { readonly key: string; readonly value: string }
const json = (...parts: string[]) => JSON.parse(readFileSync(path.join(FOLDER, ...parts), 'utf8')) as Record<string, unknown>;
const textsOf = Object.fromEntries(LANGUAGES.map((language) => [language, [
  ...['common', 'handoff', 'identity', 'mails', 'notices', 'prerequisites'].flatMap((space) => flat(`${space}:`, json(language, `${space}.json`))),
  ...readdirSync(path.join(FOLDER, language, 'procedures')).sort().flatMap((file) => flat(`${path.basename(file, '.json')}:`, json(language, 'procedures', file))),
]])) as Record<Language, Text[]>;
const labelsOf = Object.fromEntries(LANGUAGES.map((language) => [language, json(language, 'labels.json')])) as Record<Language, Record<string, { main: string; also?: string }>>;

function flat(prefix: string, part: object): Text[] {
  return Object.entries(part).flatMap(([key, value]) => typeof value === 'string' ? [{ key: `${prefix}${key}`, value }] : flat(`${prefix}${key}.`, value as object));
}

const factsIn = ({ value }: Text) => [...new Set([...value.matchAll(/\[\[([^\]]+)\]\]/g)].flatMap(([, ids]) => ids!.split(',').map((id) => id.trim())))].sort();
const tokensIn = ({ value }: Text) => (value.match(/\{\{.*?\}\}|\{[^{}]*\}|\$t\(.*?\)/g) ?? []).sort();
const wordsIn = ({ value }: Text) => value.replace(/\s*\[\[[^\]]+\]\]/g, '').replace(/\{\{.*?\}\}|\{[^{}]*\}|\$t\(.*?\)/g, '…');
const numbersIn = (text: Text) => (toLatinDigits(wordsIn(text)).match(/\d+/g) ?? []).sort();
/** A text that counts has one key for each plural form of its language. */
const FORM = /_(zero|one|two|few|many|other)$/;
const stemOf = (key: string) => key.replace(FORM, '');
const formsOf = (language: Language) => new Intl.PluralRules(language).resolvedOptions().pluralCategories;
/** What differs from English, key by key; plural forms from English's "other", where "one" and the like may name the number in words. */
function differences(find: (text: Text) => readonly string[]): string[] {
  const english = new Map(textsOf.en.map((text) => [text.key, find(text)]));
  const expected = ({ key }: Text) => (english.get(FORM.test(key) ? key.replace(FORM, '_other') : key) ?? []).join(', ');
  const isInWords = ({ key }: Text) => /_(zero|one|two)$/.test(key);
  const found = (text: Text) => find(text).join(', ');
  return LANGUAGES.flatMap((language) => textsOf[language].filter((text) => found(text) !== expected(text) && !(isInWords(text) && found(text) === expected(text).replace(/, \{\{count\}\}|\{\{count\}\}(, |$)/, '')))
    .map((text) => `${language} ${text.key}: ${found(text)} <> en: ${expected(text)}`));
}
const wrong = (language: Language, test: (text: Text) => boolean) => textsOf[language].filter(test).map(({ key, value }) => `${language} ${key}: ${value}`);

describe('the languages say the same', () => {
  it.each(LANGUAGES)('has the texts and labels that English has, none empty (%s)', (language) => {
    expect(textsOf.en.length).toBeGreaterThan(300);
    const stems = (of: Language) => [...new Set(textsOf[of].map(({ key }) => stemOf(key)))].sort();
    expect(stems(language)).toEqual(stems('en'));
    const counted = new Set(textsOf.en.filter(({ key }) => FORM.test(key)).map(({ key }) => stemOf(key)));
    for (const stem of counted) expect(textsOf[language].filter(({ key }) => stemOf(key) === stem).map(({ key }) => FORM.exec(key)![1]).sort()).toEqual([...formsOf(language)].sort());
    expect(Object.keys(labelsOf[language]).sort()).toEqual(Object.keys(labelsOf.en).sort());
    expect(wrong(language, ({ value }) => value.trim() === '')).toEqual([]);
  });
  it('stands on the same facts, with the same tokens and numbers', () => {
    expect(differences(factsIn)).toEqual([]);
    expect(differences(tokensIn)).toEqual([]);
    expect(differences(numbersIn)).toEqual([]);
  });
  it('cites only facts of the sheet, and fills in only labels and links that exist', () => {
    expect(LANGUAGES.flatMap((language) => textsOf[language].flatMap((text) => factsIn(text).filter((id) => !(id in facts)).map((id) => `${language} ${text.key} ${id}`)))).toEqual([]);
    const named = (kind: string) => LANGUAGES.flatMap((language) => textsOf[language].flatMap((text) => tokensIn(text).filter((token) => token.startsWith(`{${kind}:`)).map((token) => ({ language, key: text.key, name: token.slice(kind.length + 2, -1) }))));
    expect(named('label').length).toBeGreaterThan(100);
    expect(named('label').filter(({ language, name }) => !labelsOf[language][name])).toEqual([]);
    expect(named('link').filter(({ name }) => !(name in addresses))).toEqual([]);
  });
  it('keeps no label that no text uses', () => {
    const used = new Set(textsOf.en.flatMap(tokensIn));
    expect(Object.keys(labelsOf.en).filter((label) => !used.has(`{label:${label}}`))).toEqual([]);
  });
  it('says at every step what it stands on, or states nothing', () => {
    const steps = PROCEDURE_IDS.flatMap((id) => Object.keys(PROCEDURES[id].steps).map((step) => `${id}:steps.${step}.text`));
    const bare = steps.filter((key) => findText('en', key)!.facts.length === 0);
    expect(bare.sort()).toEqual(Object.keys(STATES_NOTHING).sort());
    const warned = bare.filter((key) => (findText('en', key.replace(/text$/, 'warning'))?.facts ?? []).length === 0);
    expect(warned).toEqual([]);
  });
  it('has words for every step, answer, problem and prerequisite of the data, and for no other', () => {
    const expected = PROCEDURE_IDS.flatMap((id) => Object.entries(PROCEDURES[id].steps).flatMap(([step, { ask }]) => [`${id}:steps.${step}.title`, `${id}:steps.${step}.text`,
      ...(!ask ? [] : 'words' in ask ? [`${id}:steps.${step}.question`] : Object.keys(ask).map((answer) => `${id}:steps.${step}.answers.${answer}`))]));
    const problems = PROCEDURE_IDS.flatMap((id) => Object.keys(PROCEDURES[id].problems).map((problem) => `${id}:problems.${problem}.title`));
    const prerequisites = Object.keys(PREREQUISITES).flatMap((id) => ['ask', 'lacking', 'have', 'haveNot'].map((part) => `prerequisites:${id}.${part}`));
    const keys = textsOf.en.map(({ key }) => key);
    expect([...expected, ...problems, ...prerequisites].filter((key) => !keys.includes(key))).toEqual([]);
    const known = new Set([...expected, ...problems, ...prerequisites].map((key) => key.split('.').slice(0, key.startsWith('prerequisites') ? 1 : 2).join('.')));
    expect(keys.filter((key) => /:(steps|problems)\.|^prerequisites:/.test(key) && !known.has(key.split('.').slice(0, key.startsWith('prerequisites') ? 1 : 2).join('.')))).toEqual([]);
  });
});

describe('addresses', () => {
  it('are those of the fact sheet', () => {
    expect(addresses).toEqual(FACT_SHEET);
    for (const [fact, address] of Object.entries(FACT_SHEET)) expect(addressOf(fact)).toBe(address);
    expect(() => addressOf('CCW')).toThrow('CCW');
  });
  it('are written in no text, only filled in; "Cisco.com" is a name', () => {
    const EXAMPLE = /(?:name@)?company\.example/g;
    const address = /https?:|www\.|\S@\S|[\w-]+\.(?:com|ch|net|org|int)\b(?!\w)/gi;
    expect(LANGUAGES.flatMap((language) => textsOf[language].flatMap((text) => (wordsIn(text).replaceAll(EXAMPLE, '…').match(address) ?? []).filter((found) => found.toLowerCase() !== 'cisco.com').map((found) => `${language} ${text.key}: ${found}`)))).toEqual([]);
  });
});

describe('spelling', () => {
  it('never calls the partner agreement an "association de sécurité" (a mistranslation of the sources)', () => {
    for (const language of LANGUAGES) for (const file of readdirSync(path.join(FOLDER, language), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))) {
      expect(readFileSync(path.join(FOLDER, language, file), 'utf8').normalize('NFC').toLowerCase()).not.toMatch(/associations? de s[ée]curit[ée]/);
    }
  });
  it('writes Swiss German without ß, in «guillemets»', () => expect(wrong('de', (text) => /[ß„“”]/.test(wordsIn(text)))).toEqual([]));
  it('keeps French punctuation with its word', () => {
    expect(wrong('fr', (text) => /(?<![\u00a0\u202f])[;?!»]|(?<![\u00a0\u202f]):(?=\s|$)|«(?![\u00a0\u202f])/.test(wordsIn(text).replace(/\?!|!\?/g, '?')))).toEqual([]);
    expect(wrong('fr', (text) => /'/.test(wordsIn(text)))).toEqual([]);
  });
  it('isolates every Latin run in Arabic, and closes what it opens', () => {
    const prepared = textsOf.ar.filter(({ key }) => !key.startsWith('common:letter.body')).map(({ key }) => ({ key, text: findText('ar', key)!.text }));
    const outside = (text: string) => text.replace(/\u2066[^\u2066\u2069]*\u2069/g, '').replace(/\{\{.*?\}\}|\{\w+\}/g, '');
    expect(prepared.filter(({ text }) => /[A-Za-z\u2066\u2069]/.test(outside(text)))).toEqual([]);
    expect(prepared.filter(({ text }) => text.includes('\u2066')).length).toBeGreaterThan(100);
  });
  it('isolates nothing in the other languages', () => {
    for (const language of LANGUAGES.filter((each) => each !== 'ar')) expect(textsOf[language].filter(({ key }) => /[\u2066-\u2069]/.test(findText(language, key)!.text))).toEqual([]);
  });
});

describe('what people type', () => {
  /** Lists that say what a word is about, not what it asks for. */
  const ABOUT = ['code', 'days', 'password', 'small', 'polite', 'sentences', 'stars'];
  const forms = LANGUAGES.flatMap((language) => Object.entries(json(language, 'words.json')).filter(([name]) => !ABOUT.includes(name)).flatMap(([name, list]) =>
    Object.entries(Array.isArray(list) ? { '': list as string[] } : (list as Record<string, string[]>)).flatMap(([inner, words]) => words.map((form) => ({ language, form: normalise(form), means: inner ? `${name}.${inner}` : name })))));
  it('knows words for every command, language and procedure in every language', () => {
    const needed = [...COMMANDS, ...LANGUAGES.map((language) => `languages.${language}`), ...PROCEDURE_IDS.map((id) => `procedures.${id}`)];
    expect(LANGUAGES.flatMap((language) => needed.filter((means) => !forms.some((form) => form.language === language && form.means === means)).map((means) => `${language} ${means}`))).toEqual([]);
    expect(forms.filter(({ form, means }) => form === '' || !needed.includes(means))).toEqual([]);
  });
  it('gives a form one meaning, in its language and across all of them', () => {
    const meanings = new Map<string, Map<string, string[]>>();
    for (const { language, form, means } of forms) {
      const known = meanings.get(form) ?? new Map<string, string[]>();
      meanings.set(form, known.set(means, [...(known.get(means) ?? []), language]));
    }
    expect([...meanings].filter(([, means]) => means.size > 1).map(([form, means]) => `"${form}": ${[...means].map(([meaning, languages]) => `${meaning} (${languages.join()})`).join(' <> ')}`)).toEqual([]);
  });
});
