/** What a whole typed message means: numbers in any digits, yes and no in any language, labels as people spell them. */
import fc from 'fast-check';
import { COMMANDS, meaningOf, numberOf } from '../../dialogs/choices';
import { normalise, toLatinDigits } from '../../locales/folding';
import { PROCEDURE_IDS } from '../../dialogs/procedures/procedure';
import { chosenOf, type Offer } from '../../dialogs/understand';
import { PROCEDURES } from '../../dialogs/procedures';
import { titleOf } from '../../dialogs/procedures/wording';
import { findText, LANGUAGES, word, wordsOf, type Language } from '../../locales';

describe('a number', () => {
  it.each([
    ['1', 1], [' 2 ', 2], ['3.', 3], ['4)', 4], ['#5', 5], ['Nr. 6', 6], ['nr 7', 7], ['no. 8', 8], ['n° 9', 9], ['№ 10', 10], ['12', 12],
    ['٣', 3], ['١٢', 12], ['۴', 4], ['３', 3], ['②', 2], ['7．', 7], ['07', 7],
  ])('%s is understood', (text, number) => expect(numberOf(text)).toBe(number));
  it.each(['', ' ', '123', '1.5', '1 2', '-1', '1/2', 'one', 'step 3', '3 please', '4711', '１２３', '1️⃣2️⃣3️⃣', 'x'])('"%s" is none', (text) => expect(numberOf(text)).toBeUndefined());
});

describe('folding', () => {
  it.each([
    ['  ZURÜCK! ', 'zurück'], ['Zuruck', 'zurück'], ['menu', 'menü'], ['DÉJÀ', 'deja'], ['ja…', 'Ja.'], ['стоп!', 'СТОП'], ['начнём', 'начнем'], ['й', 'й'],
    ['أين أنا؟', 'اين انا'], ['نـــعم', 'نعم'], ['العوده', 'العودة'], ['نَعَم', 'نعم'], ['على', 'علي'], ['Strasse', 'Straße'], ['cœur', 'coeur'], ['œ', 'oe'],
    ["it didn’t work", "it didn't work"], ['step\u200b 3', 'step ٣'], ['\u2066menu\u2069', 'menu'], ['go\u00a0on', 'go  on'], ['e-mail', 'e mail'], ['«Menü»', 'menu'], ['ＭＥＮＵ', 'menu'], ['ﬁn', 'fin'],
  ])('"%s" meets "%s"', (typed, written) => expect(normalise(typed)).toBe(normalise(written)));
  it.each([['oui', 'ouï dire'], ['no', 'now'], ['шаг', 'шах'], ['كود', 'كوب'], ['1', '11']])('"%s" does not meet "%s"', (a, b) => expect(normalise(a)).not.toBe(normalise(b)));
  it('turns Arabic and Persian digits into Latin ones, and nothing else', () => expect(toLatinDigits('٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ abc ½')).toBe('0123456789 0123456789 abc ½'));
  it('is total and idempotent on any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom('İ', 'ﬁ', '\u0345', 'ͺ', 'Σ', 'ς', '\ud800', 'أ', '٣', 'ß', "'", 'ŉ', '㎏', '½', ' ', '\u0130', 'ﷺ') })), (text) => {
      const once = normalise(text);
      expect(normalise(once)).toBe(once);
      numberOf(text);
      meaningOf(text);
    }), { seed: 2, numRuns: 5000 });
  });
});

describe('a command', () => {
  it.each([
    ['oui', 'yes'], ['ja', 'yes'], ['да', 'yes'], ['نعم', 'yes'], ['yes', 'yes'], ['non', 'no'], ['nein', 'no'], ['нет', 'no'], ['لا', 'no'], ['no', 'no'],
    ['STOP', 'stop'], ['Stopp!', 'stop'], ['стоп', 'stop'], ['menu', 'menu'], ['Menü', 'menu'], ['меню', 'menu'], ['назад', 'back'], ['retour', 'back'], ['zurück', 'back'], ['رجوع', 'back'],
    ['help', 'help'], ['aide', 'help'], ['Hilfe', 'help'], ['помощь', 'help'], ['مساعدة', 'help'], ['merci', 'thanks'], ['спасибо', 'thanks'], ['شكرا', 'thanks'], ['where am I?', 'status'], ['wo stehe ich', 'status'],
    ['me', 'myself'], ['Ich', 'myself'], ['ich selber', 'myself'], ['moi', 'myself'], ['Я', 'myself'], ['أنا', 'myself'], ['انا', 'myself'],
  ])('%s means %s, whatever the language of the conversation', (text, command) => expect(meaningOf(text)?.command).toBe(command));
  it.each(['please stop sending me mails', 'the page does not stop loading', 'wo ist der Stopp-Knopf?', 'arrêtez de m’écrire des mails stop', 'не могу остановить загрузку', 'back to the future', 'no mail came since yesterday', 'yes but', ''])('"%s" is none: whole messages only', (text) => {
    expect(meaningOf(text)).toBeUndefined();
  });
  it('is known by every form of every language, with that language among its own', () => {
    for (const language of LANGUAGES) for (const command of COMMANDS) for (const form of wordsOf(language)[command] as readonly string[]) {
      expect([form, meaningOf(form)?.command, meaningOf(form)?.languages.includes(language)]).toEqual([form, command, true]);
    }
  });
  it('may name a language, or a procedure by its title', () => {
    for (const language of LANGUAGES) expect(meaningOf(word(language, 'languageName'))?.language).toBe(language);
    expect([meaningOf('auf Deutsch')?.language, meaningOf('in English')?.language]).toEqual(['de', 'en']);
    for (const language of LANGUAGES) for (const id of PROCEDURE_IDS) expect((wordsOf(language).procedures as Record<string, string[]>)[id]!.map((form) => meaningOf(form)?.procedure)).toContain(id);
  });
});

describe('what is written on a button', () => {
  const labels = (language: Language): [string, string][] => [
    ...PROCEDURE_IDS.flatMap((id): [string, string][] => [[titleOf(language, id), id], [word(language, 'menu.goOn', { title: titleOf(language, id) }), id]]),
    ...Object.keys(PROCEDURES.order.problems).map((problem): [string, string] => [word(language, 'menu.goOn', { title: findText(language, `order:problems.${problem}.title`)!.text }), 'order']),
    ...(['menu', 'back', 'stop', 'help', 'restart', 'language', 'person', 'status', 'goOn', 'record', 'myData', 'next', 'trouble'] as const).map((name): [string, string] => [word(language, `buttons.${name}`), name]),
    [word(language, 'buttons.finish'), 'next'], [word(language, 'menu.orderProblems'), 'orderProblems'],
    ...(['renewed', 'later', 'notMine'] as const).map((name): [string, string] => [word(language, `notices:choice.${name}`), name]), [word(language, 'notices:choice.optOut'), 'remindersOff'],
    [word(language, 'notices:choice.renew'), 'renewal'], [word(language, 'notices:choice.apply'), 'registration'],
  ];
  it.each(LANGUAGES)('is understood when it is typed: %s', (language) => {
    expect(labels(language).map(([label]) => [label, meaningOf(label)?.command ?? meaningOf(label)?.procedure])).toEqual(labels(language));
  });
});

describe('what was chosen at a place', () => {
  const labels: Partial<Record<Language, string[]>> = { en: ['Done', 'I have the code', 'It did not work', 'Back'], fr: ['C’est fait', 'J’ai le code', 'Ça n’a pas marché', 'Retour'], de: ['Erledigt', 'Ich habe den Code', 'Es hat nicht geklappt', 'Zurück'] };
  const ids = ['next', 'have', 'trouble', 'back'];
  const inLanguage = (language: Language) => (labels[language] ?? labels.en!).map((label, index) => ({ id: ids[index]!, label }));
  const offer: Offer = { choices: inLanguage('fr'), inLanguage, yes: 'have', no: 'trouble', done: 'next' };
  const chosen = (text: string, rest: Partial<Offer> = {}) => chosenOf({ text, hasAttachments: false, isDirect: true }, { ...offer, ...rest }, 'fr');
  it.each([
    ['J’ai le code', 'have'], ["j'ai le CODE!", 'have'], ['2', 'have'], ['٢', 'have'], ['ja', 'have'], ['non', 'trouble'], ['retour', 'back'], ['назад', 'back'], ['fini', 'next'],
    ['Ich habe den Code', 'have'], ['it did not work', 'trouble'], ['готово', 'next'], ['I have the code', 'have'],
  ])('"%s" is %s', (text, id) => expect(chosen(text)).toBe(id));
  it.each(['5', '0', '99', '', '???', 'le code', 'peut-être', 'j’ai le code mais il ne marche pas'])('"%s" is nothing that was offered', (text) => expect(chosen(text)).toBeUndefined());
  it('leaves yes, no and done without meaning where the place gives them none', () => {
    const choices = inLanguage('fr').slice(1, 2);
    const none = { choices, inLanguage: () => choices, yes: undefined, no: undefined, done: undefined } as unknown as Offer;
    expect(['oui', 'non', 'fini', 'retour'].map((text) => chosen(text, none))).toEqual([undefined, undefined, undefined, undefined]);
  });
  it('takes a press by its id only, and only where it is offered', () => {
    const press = (choice: string) => chosenOf({ text: 'J’ai le code', hasAttachments: false, isDirect: true, press: { card: 'c', choice } }, offer, 'fr');
    expect([press('back'), press('agree'), press('1')]).toEqual(['back', undefined, undefined]);
  });
});

describe('a company that is chosen from several', () => {
  const choose = (text: string, ...companies: string[]) => {
    const choices = companies.map((label) => ({ id: `company:${label}`, label }));
    return chosenOf({ text, hasAttachments: false, isDirect: true }, { choices, inLanguage: () => choices }, 'de')?.slice('company:'.length);
  };
  it.each([['Duo Nord', 'Duo Nord AG'], ['duo nord', 'Duo Nord GmbH'], ['Duo Nord AG', 'Duo Nord AG'], ['Romandie', 'Romandie Sàrl'], ['Romandie SARL', 'Romandie Sàrl'], ['Meier', 'Meier & Co. KG'], ['Lago', 'Lago S.A.']])('"%s" is %s', (text, company) => {
    expect(choose(text, company, 'Another SA')).toBe(company);
  });
  it('is none where two bear that name, or only the legal form is said', () => {
    expect([choose('Duo Nord', 'Duo Nord AG', 'Duo Nord GmbH'), choose('AG', 'Duo Nord AG'), choose('Duo', 'Duo Nord AG'), choose('Duo Nord GmbH', 'Duo Nord AG'), choose('', 'Duo Nord AG')]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(choose('Duo Nord GmbH', 'Duo Nord AG', 'Duo Nord GmbH')).toBe('Duo Nord GmbH');
  });
});
