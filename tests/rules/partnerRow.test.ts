/** One row of a partner list, judged: what is understood, and the sentence for what is not. */
import fc from 'fast-check';
import { COLUMNS, guard, readHeader, tidy, type Cells } from '../../services/partnerList/columns';
import { judgeRow } from '../../services/partnerList/row';
import { refusalOf, sentenceOf } from '../../services/partnerList/wording';

const GOOD: Cells = { company: 'Muster AG', customer_number: '123456', country: '', contact_name: '', contact_email: 'ana@muster.example', language: '', signatory: '', expires_on: '', canton: '', notice_days: '' };
const rowOf = (cells: Partial<Cells>) => {
  const judged = judgeRow({ ...GOOD, ...cells }, 17);
  return 'row' in judged ? judged.row : judged.refusals.map((refusal) => sentenceOf(refusalOf(refusal)));
};

describe('a good row', () => {
  it('needs no more than company, number and address, and then says nothing of the rest', () => expect(rowOf({})).toEqual({
    company: 'Muster AG', customerNumber: '123456', country: undefined, name: undefined, email: 'ana@muster.example', emailKey: 'ana@muster.example', language: undefined, isSignatory: undefined, expiresOn: undefined, canton: undefined, noticeDays: undefined,
  }));
  it.each<readonly [Partial<Cells>, object]>([
    [{ company: '  Muster\n AG ' }, { company: 'Muster AG' }], [{ company: 'Müller & Söhne «IT»' }, { company: 'Müller & Söhne «IT»' }],
    [{ customer_number: '123 456' }, { customerNumber: '123456' }], [{ customer_number: "123'456" }, { customerNumber: '123456' }], [{ customer_number: '0012345' }, { customerNumber: '0012345' }],
    [{ contact_email: ' Ana@Muster.Example ' }, { email: 'Ana@muster.example', emailKey: 'ana@muster.example' }], [{ contact_email: 'ana@müller.example' }, { emailKey: 'ana@xn--mller-kva.example' }],
    [{ country: 'CH' }, { country: 'CH' }], [{ country: 'ch' }, { country: 'CH' }], [{ country: 'Schweiz' }, { country: 'CH' }], [{ country: 'Liechtenstein' }, { country: 'LI' }],
    ...['en', 'de', 'fr', 'ru', 'ar', 'DE'].map((language) => [{ language }, { language: language.toLowerCase() }] as const),
    ...['yes', 'ja', 'Oui', '1', 'TRUE', 'x', 'X', 'Да', 'نعم'].map((signatory) => [{ signatory }, { isSignatory: true }] as const),
    ...['no', 'Nein', 'non', '0', 'false', 'нет', 'لا'].map((signatory) => [{ signatory }, { isSignatory: false }] as const),
    ...['31.12.2026', '2026-12-31', '31. 12. 2026'].map((day) => [{ expires_on: day }, { expiresOn: '2026-12-31' }] as const),
    [{ expires_on: '1.3.2028' }, { expiresOn: '2028-03-01' }], [{ expires_on: '29.02.2028' }, { expiresOn: '2028-02-29' }],
    ...['ZH', 'zh', ' Zh '].map((canton) => [{ canton }, { canton: 'ZH' }] as const),
    ...['-30,-7,0,3', '-30, -7, 0, 3', '-30 -7 0 3', "'-30, -7, 0,+3", '0;3;-7;\u221230', '-7 -7 3 -30 0'].map((notice_days) => [{ notice_days }, { noticeDays: '-30, -7, 0, 3' }] as const),
    [{ notice_days: '-90 11' }, { noticeDays: '-90, 11' }], [{ notice_days: '-0' }, { noticeDays: '0' }],
  ])('%j is read as %j', (cells, expected) => expect(rowOf(cells)).toMatchObject(expected));
});

describe('a refused row', () => {
  it.each<readonly [Partial<Cells>, string]>([
    [{ company: ' ' }, 'line 17, company: missing; every row needs it.'], [{ customer_number: '' }, 'line 17, customer_number: missing; every row needs it.'],
    [{ contact_email: '' }, 'line 17, contact_email: missing; every row needs it.'],
    [{ customer_number: '12AB34' }, 'line 17, customer_number "12AB34": not a number; write the 4 to 12 digits.'], [{ customer_number: '123' }, 'line 17, customer_number "123": too short; write the 4 to 12 digits.'],
    [{ customer_number: '1.23457E+11' }, 'line 17, customer_number "1.23457E+11": not a number; write the 4 to 12 digits.'],
    [{ contact_email: 'ana' }, 'line 17, contact_email "ana": not an e-mail address.'],
    [{ contact_email: 'a@x.example; b@x.example' }, 'line 17, contact_email "a@x.example; b@x.example": more than one e-mail address; write one row per contact.'],
    [{ country: 'Atlantis' }, 'line 17, country "Atlantis": not a country; write two letters, such as CH.'], [{ language: 'it' }, 'line 17, language "it": not a language of Lotse; write en, de, fr, ru or ar.'],
    [{ signatory: 'maybe' }, 'line 17, signatory "maybe": neither yes nor no; write one of them in a language of Lotse.'], [{ company: 'Muster\u202eGA' }, 'line 17, company "Muster\u{fffd}GA": has characters that cannot be shown.'],
    ...['31.02.2026', '2026-02-31', '29.02.2026', '31.12.26', '12/31/2026', 'soon', '46387'].map((day) => [{ expires_on: day }, `line 17, expires_on "${day}": not a day; write 31.12.2026 or 2026-12-31.`] as const),
    ...['ZZ', 'Zürich', '8'].map((canton) => [{ canton }, `line 17, canton "${canton}": not a Swiss canton; write two letters, such as ZH.`] as const),
    ...['-91', '12', '-30.5', 'T-30', '30 days', ',', '1e1'].map((days) => [{ notice_days: days }, `line 17, notice_days "${days}": not days around the expiry; write whole numbers from -90 to 11, such as -30, -7, 0, 3.`] as const),
    [{ expires_on: '31.12.0226' }, 'line 17, expires_on "31.12.0226": not a day of an agreement; the year is wrong.'],
  ])('%j: %s', (cells, sentence) => expect(rowOf(cells)).toEqual([sentence]));
  it('names every cell that is wrong, each once', () => expect(rowOf({ company: '', customer_number: 'x', language: 'xx', expires_on: 'x' })).toHaveLength(4));
  it('never repeats more than a line of a cell', () => {
    const [sentence] = rowOf({ company: `a\n${'x'.repeat(10_000)}` }) as string[];
    expect(sentence!.length).toBeLessThan(200);
    expect(sentence).not.toContain('\n');
  });
});

describe('the header', () => {
  it('may stand in any order, any case, with spaces', () => expect(readHeader([' Contact Email', 'COMPANY', 'Customer Number', 'expires on', ''])).toEqual({ columns: ['contact_email', 'company', 'customer_number', 'expires_on'] }));
  it('with unknown, missing and double columns is refused, each by name', () => {
    const header = readHeader(['company', 'phone', 'company', 'contact_email']);
    const problems = 'problems' in header ? header.problems.map(sentenceOf).join('\n') : '';
    for (const part of ['Column 2, "phone", is unknown.', '"company" is there twice', '"customer_number" is missing', COLUMNS.join(';')]) expect(problems).toContain(part);
  });
});

describe('what a spreadsheet could run', () => {
  it.each(['=1+1', '+41 44', '-Muster', '@muster', '＝1', "'=1", "''-x"])('%s goes out harmless and comes back the same', (text) => {
    expect(guard(text)).toMatch(/^'/);
    expect(tidy(guard(text))).toBe(text);
  });
  it.each(["'t Hart IT", 'Muster - AG', "O'Brien"])('%s goes out as it is', (text) => expect(guard(text)).toBe(text));
  it('any text on one line comes back the same, and never begins like a formula', () => {
    const text = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', 'a', ' ', '"', ';', '\t', '\n', 'é', '＋') }).map((each) => each.replace(/\s+/g, ' ').trim());
    fc.assert(fc.property(text, (each) => {
      expect(tidy(guard(each))).toBe(each);
      expect(guard(each)).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
    }), { seed: 20_261_121, numRuns: 2000 });
  });
});

it('any row of any text is judged without a throw, and what is taken is clean', () => {
  const cell = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 300 }), fc.constantFrom(...Object.values(GOOD), '31.12.2026', 'CH', 'x', 'de', 'ZH', '-30 3'));
  fc.assert(fc.property(fc.tuple(cell, cell, cell, cell, cell, cell, cell, cell, cell, cell), (cells) => {
    const judged = judgeRow(Object.fromEntries(COLUMNS.map((column, place) => [column, cells[place]!])) as Cells, 2);
    if ('refusals' in judged) return void expect(judged.refusals.length).toBeGreaterThan(0);
    expect(judged.row.customerNumber).toMatch(/^\d{4,12}$/);
    expect(`${judged.row.company}${judged.row.name ?? ''}`).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  }), { seed: 20_261_121, numRuns: 2000 });
});
