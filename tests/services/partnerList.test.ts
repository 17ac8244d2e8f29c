/** The partner list: brought in all or nothing, the same twice changes nothing, and what a person said or deleted is respected. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import { createAudit, type Audit } from '../../services/audit';
import { createPartnerLists, type ImportEnd, type ImportOptions, type PartnerLists } from '../../services/partnerList/import';
import { isWeekend } from '../../services/workCalendar';
import { createRandom } from '../../services/random';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';

const HEADER = 'company;customer_number;country;contact_name;contact_email;language;signatory;expires_on';
/** What the export adds where nothing is known of it. */
const REST = ';;';
const SEED = 20_261_121;
const keyOf = (emailKey: string) => createHmac('sha256', 'pepper').update(emailKey).digest('base64url');
let now = new Date('2026-11-21T08:00:00Z');
let database: Database;
let lists: PartnerLists;
let audit: Audit;

beforeAll(async () => {
  database = await openTestDatabase(readSettings({}).database);
  audit = createAudit(database);
  lists = createPartnerLists({ database, clock: clockAt(() => now), random: createRandom(), audit, keyOf, office: { zone: 'Europe/Zurich', isWorkday: (day) => !isWeekend(day) } });
});
afterAll(() => database.close());
afterEach(clear);

async function clear(): Promise<void> {
  expect(await database.prisma.importRow.count()).toBe(0);
  const { prisma } = database;
  for (const table of [prisma.membership, prisma.agreement, prisma.partner, prisma.contact, prisma.erasure]) await (table.deleteMany as () => Promise<unknown>)();
}

/** Bytes in small pieces, as a stream brings them. */
async function* pieces(content: string | Buffer, size = 7001): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content as string);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function bring(content: string | Buffer, options: Partial<ImportOptions> & { size?: number } = {}): Promise<{ end: ImportEnd; text: string }> {
  const lines: string[] = [];
  const end = await lists.import(pieces(content, options.size), { isDryRun: false, skipsRefused: false, ...options }, (line) => lines.push(line));
  return { end, text: lines.join('\n') };
}
const listOf = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`;
const wideListOf = (...rows: string[]) => `${[`${HEADER};canton;notice_days`, ...rows].join('\n')}\n`;
async function exported(): Promise<string> {
  let text = '';
  await lists.export((chunk) => { text += chunk; });
  return text;
}
const exportedRows = async () => (await exported()).trimEnd().split('\r\n').slice(1);
const CHANGES_NOTHING = /Partners: 0 created, 0 changed, .*\nContacts: 0 created, 0 changed, .*\nAgreements: 0 created, 0 changed,/;

describe('a good list', () => {
  it('the sample comes in, and goes out as what it says', async () => {
    const sample = readFileSync(path.resolve(__dirname, '../../docs/sample-partners.csv'));
    const { end, text } = await bring(sample);
    expect([end, text]).toEqual([0, '10 rows read.\nPartners: 7 created, 0 changed, 0 left as they are.\nContacts: 9 created, 0 changed, 0 left as they are.\nAgreements: 6 created, 0 changed, 0 left as they are.\nApplied.']);
    expect(await exportedRows()).toContain('"Ticino Reti; Sistemi SA";100415;CH;Luca Bernasconi;luca@ticino-reti.example;en;yes;2027-02-28;;');
    expect(await exportedRows()).toHaveLength(10);
  });
  it.each([
    ['with a BOM', `\ufeff${listOf('Müller AG;1001;CH;;a@x.example;;;')}`], ['with Windows line ends', listOf('Müller AG;1001;CH;;a@x.example;;;').replaceAll('\n', '\r\n')],
    ['with commas', listOf('Müller AG;1001;CH;;a@x.example;;;').replaceAll(';', ',')], ['with all in quotation marks', listOf('Müller AG;1001;CH;;a@x.example;;;').replace(/[^;\n]+/g, '"$&"')],
    ['with empty lines', `\n${listOf('Müller AG;1001;CH;;a@x.example;;;', '', ';;;;;;;', '')}`], ['with a line break in quotation marks', listOf('"Müller\nAG";1001;CH;;a@x.example;;;')],
    ['in another order', 'Contact Email ; COUNTRY;Customer Number;company\na@x.example;CH;1001;Müller AG'], ['without a last line end', listOf('Müller AG;1001;CH;;a@x.example;;;').trimEnd()],
  ])('%s is understood, byte by byte too', async (_name, content) => {
    expect(await bring(content, { size: 1 })).toMatchObject({ end: 0 });
    expect(await exportedRows()).toEqual([`Müller AG;1001;CH;;a@x.example;;;${REST}`]);
    expect((await bring(content)).text).toMatch(CHANGES_NOTHING);
  });
  it('with the same row twice brings it once', async () => {
    expect(await bring(listOf('A;1001;CH;Ana;a@x.example;de;x;31.12.2026', 'A;1001;CH;Ana;A@X.example;de;ja;2026-12-31'))).toMatchObject({ end: 0, text: expect.stringContaining('Contacts: 1 created, 0 changed, 0 left') });
  });
  it('goes out and comes back without a change, formulas and quotation marks too', async () => {
    await bring(listOf(`"=cmd|' /C calc'!A0";1001;CH;"'-Ana ""Best"" ; Frei";=a@x.example;de;no;`, `+41;1002;;@Ana;'b@x.example;;;`, '"Müller, ""Söhne""";1003;;;c@x.example;ar;;2027-01-31'));
    const before = await exported();
    expect(before).not.toMatch(/(^|[;"])[=+@-]/m);
    expect((await bring(before)).text).toMatch(CHANGES_NOTHING);
    await clear();
    await bring(before);
    expect(await exported()).toBe(before);
  });
  it('says in which canton a partner is and when it is reminded; what is left empty stays', async () => {
    await bring(wideListOf('A;1001;CH;;a@x.example;;;;zh;-7 3 -30', 'A;1001;CH;;b@x.example;;;;;'));
    expect(await database.prisma.partner.findFirst()).toMatchObject({ canton: 'ZH', noticeDays: [-30, -7, 3] });
    expect(await exportedRows()).toEqual(['A;1001;CH;;a@x.example;;;;ZH;-30, -7, 3', 'A;1001;CH;;b@x.example;;;;ZH;-30, -7, 3']);
    for (const same of [await exported(), listOf('A;1001;;;a@x.example;;;')]) expect((await bring(same)).text).toMatch(CHANGES_NOTHING);
    expect((await bring(wideListOf('A;1001;;;a@x.example;;;;;11'))).text).toContain('Partners: 0 created, 1 changed');
    expect(await database.prisma.partner.findFirst()).toMatchObject({ canton: 'ZH', noticeDays: [11] });
  });
  it('stands in the audit trail with its commit, by whoever brought it; what is not applied does not', async () => {
    const list = listOf('A;1001;CH;;a@x.example;;;2027-01-31', 'B;1002;CH;;kein;;;');
    const before = (await audit.read({}, 100)).rows.length;
    await bring(list);
    await bring(list, { isDryRun: true });
    expect((await audit.read({}, 100)).rows).toHaveLength(before);
    await bring(list, { skipsRefused: true, by: { id: 'anna', name: 'Anna Muster' } });
    await bring(listOf('A;1001;CH;;a@x.example;;;2027-01-31'));
    const rows = (await audit.read({}, 100)).rows.slice(0, -before || undefined).reverse();
    expect(rows.map(({ agentId, agentName, act, kind, after }) => [agentId, agentName, act, kind, after])).toEqual([
      ['anna', 'Anna Muster', 'list.import', 'list', { skipsRefused: true, refusedRows: 1, partners: 1, contacts: 1, agreements: 1 }],
      [null, 'Operator', 'list.import', 'list', { skipsRefused: false, refusedRows: 0, partners: 0, contacts: 0, agreements: 0 }],
    ]);
    expect(await audit.verify()).toMatchObject({ holds: true });
  });
  it('that cannot be written into the trail has not happened', async () => {
    const silent = createPartnerLists({ database, clock: clockAt(() => now), random: createRandom(), audit: { write: async () => { throw new Error('no trail'); } }, keyOf, office: { zone: 'Europe/Zurich', isWorkday: () => true } });
    await expect(silent.import(pieces(listOf('A;1001;CH;;a@x.example;;;')), { isDryRun: false, skipsRefused: false }, () => {})).rejects.toThrow('no trail');
    expect(await database.prisma.partner.count()).toBe(0);
  });
  it('of more than a page goes out whole', async () => {
    const rows = Array.from({ length: 2503 }, (_, place) => `P${place % 3};${2000 + (place % 3)};;;a${place}@x.example;;;`);
    await bring(listOf(...rows));
    expect(new Set(await exportedRows()).size).toBe(2503);
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['a workbook', Buffer.from('504b03041400060008000000210062ee9d685e01000090040000', 'hex'), 'XLSX'], ['an old workbook', Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), 'XLS'],
    ['UTF-16', Buffer.from(`\ufeff${listOf('A;1001;;;a@x.example;;;')}`, 'utf16le'), 'UTF-16'], ['another encoding', Buffer.from(listOf('Müller;1001;;;a@x.example;;;'), 'latin1'), 'not written in UTF-8'],
    ['bytes', Buffer.from('company;customer_number;contact_email\n\0\0;1;2'), 'not a text file'], ['nothing', '', 'empty'], ['a BOM alone', '\ufeff', 'empty'], ['spaces', ' \n\n ', 'missing'], ['a header alone', listOf(), 'no rows'],
    ['an unknown column', 'company;customer_number;contact_email;phone\nA;1001;a@x.example;1', 'Column 4, "phone", is unknown'], ['a missing column', 'company;contact_email\nA;a@x.example', '"customer_number" is missing'],
    ['a quotation mark that is never closed', listOf('A;1001;;;a@x.example;;;', '"B;1002;;;b@x.example;;;', 'C;1003;;;c@x.example;;;'), 'line 3'],
    ['a quotation mark that swallows too much', listOf('A;1001;;;a@x.example;;;', '"B;1002;;;b@x.example;;;', ...Array.from({ length: 5000 }, (_, place) => `C;1003;;;c${place}@x.example;;;`)), 'line 3'],
  ])('%s ends with 2 and says why, and nothing is done', async (_name, content, reason) => {
    const { end, text } = await bring(content, { skipsRefused: true });
    expect(end).toBe(2);
    expect(text).toContain(reason);
    expect(await database.prisma.partner.count()).toBe(0);
  });
  it('a stream that breaks off leaves nothing behind', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from(listOf(...Array.from({ length: 1500 }, (_, place) => `A;1001;;;a${place}@x.example;;;`)));
      throw new Error('The other side has gone.');
    }
    await expect(lists.import(broken(), { isDryRun: false, skipsRefused: true }, () => {})).rejects.toThrow('gone');
    expect(await database.prisma.contact.count()).toBe(0);
  });
  it('what an import that died left behind goes with the first one a day later', async () => {
    const row = { line: 2, company: 'A', customerNumber: '1', email: 'a@x.example', emailKey: 'a@x.example', addressKey: 'k' };
    await database.prisma.importRow.createMany({ data: ['2026-11-20T07:59:00.000Z dead', '2026-11-20T08:01:00.000Z alive'].map((importId) => ({ importId, ...row })) });
    await bring(listOf('A;1001;;;a@x.example;;;'));
    expect((await database.prisma.importRow.findMany()).map(({ importId }) => importId)).toEqual(['2026-11-20T08:01:00.000Z alive']);
    await database.prisma.importRow.deleteMany();
  });
});

describe('refused rows', () => {
  const rows = Array.from({ length: 5000 }, (_, place) => `P${Math.floor(place / 2)};${10_000 + Math.floor(place / 2)};CH;N${place};n${place}@x.example;de;;31.12.2026`);
  const broken = rows.with(3210, 'P1605;11605;CH;N;n3210@x.example;de;;31.02.2026');

  it('one of five thousand keeps all from being applied, and is named', async () => {
    const { end, text } = await bring(listOf(...broken));
    expect(end).toBe(1);
    expect(text).toContain('line 3212, expires_on "31.02.2026": not a day; write 31.12.2026 or 2026-12-31.');
    expect(text).toMatch(/Partners: 2500 to create.*\nContacts: 4999 to create.*\n.*\nRefused: 1 row\.\nNothing was applied\./);
    expect(await database.prisma.contact.count() + await database.prisma.partner.count()).toBe(0);
  });
  it('are left out with --skip-refused, and still told by the exit code', async () => {
    expect(await bring(listOf(...broken), { skipsRefused: true })).toMatchObject({ end: 1, text: expect.stringMatching(/Contacts: 4999 created[^]*Applied, without the rows that were refused\.$/) });
    expect(await database.prisma.contact.count()).toBe(4999);
  });
  it('more than 200 are counted and not all printed', async () => {
    const { text } = await bring(listOf(...Array.from({ length: 300 }, () => 'A;x;;;a@x.example;;;')));
    expect(text.match(/^line /gm)).toHaveLength(200);
    expect(text).toContain('… and 100 more.\n');
  });
  it.each([
    ['A;1001;CH;Ana;a@x.example;de;;31.12.2026', 'B;1001;CH;Eva;e@x.example;de;;31.12.2026', 'line 3, company "B": line 2 says "A" of the same partner.'],
    ['A;1001;CH;Ana;a@x.example;de;;31.12.2026', 'A;1001;CH;Eva;e@x.example;de;;30.12.2026', 'line 3, expires_on "2026-12-30": line 2 says "2026-12-31" of the same partner.'],
    ['A;1001;CH;Ana;a@x.example;de;;', 'A;1001;LI;Eva;e@x.example;de;;', 'line 3, country "LI": line 2 says "CH" of the same partner.'],
    ['A;1001;CH;Ana;a@x.example;de;ja;', 'A;1001;CH;Ana;A@x.example;de;nein;', 'line 3, contact_email "A@x.example": line 2 names this person at this partner, too, and says otherwise.'],
    ['A;1001;CH;Ana;a@x.example;de;;', 'B;1002;CH;Anna;a@x.example;de;;', 'line 3, contact_name "Anna": line 2 says "Ana" of the same person.'],
    ['A;1001;;;"a@x.example";;;', '"B;1002;;;b@x.example;;;\n"C;1003;;;c@x.example;;;', 'line 3: a quotation mark is opened and not closed, so that other lines run into this one.'],
    ['A;1001;;;a@x.example;;;', 'B;1002;;;b@x.example;;;;more', 'line 3: more than the 8 cells that the first line names.'],
  ])('%s, then %s: %s', async (first, second, sentence) => {
    const { end, text } = await bring(listOf(first, second), { skipsRefused: true });
    expect(end).toBe(1);
    expect(text.split('\n')[0]).toBe(sentence);
    expect(await database.prisma.membership.count()).toBe(1);
  });
  it.each([
    ['A;1001;;;a@x.example;;;;ZH;', 'A;1001;;;b@x.example;;;;TI;', 'line 3, canton "TI": line 2 says "ZH" of the same partner.'],
    ['A;1001;;;a@x.example;;;;;-30', 'A;1001;;;b@x.example;;;;;-7', 'line 3, notice_days "-7": line 2 says "-30" of the same partner.'],
  ])('%s, then %s: %s', async (first, second, sentence) => {
    expect((await bring(wideListOf(first, second))).text.split('\n')[0]).toBe(sentence);
    expect(await database.prisma.partner.count()).toBe(0);
  });
  it('are told in the order of their lines, with all that contradicts an earlier one', async () => {
    const { end, text } = await bring(listOf('A;1001;CH;Ana;a@x.example;de;;31.12.2026', 'B;1001;LI;Eva;e@x.example;de;;30.12.2026', 'C;x;;;c@x.example;;;', 'D;1002;;Anna;a@x.example;fr;;', 'E;1003;;;x;;;'));
    expect(end).toBe(1);
    expect(text.split('\n').filter((line) => line.startsWith('line'))).toEqual([
      'line 3, company "B": line 2 says "A" of the same partner.', 'line 3, country "LI": line 2 says "CH" of the same partner.', 'line 3, expires_on "2026-12-30": line 2 says "2026-12-31" of the same partner.',
      expect.stringMatching(/^line 4, customer_number "x":/), 'line 5, contact_name "Anna": line 2 says "Ana" of the same person.', 'line 5, language "fr": line 2 says "de" of the same person.', expect.stringMatching(/^line 6, contact_email "x":/),
    ]);
    expect(text).toContain('Refused: 4 rows.');
  });
  it('an empty cell contradicts nobody', async () => {
    expect((await bring(listOf('A;1001;;Ana;a@x.example;;;', 'A;1001;CH;Eva;e@x.example;de;;31.12.2026', 'B;1002;;;a@x.example;fr;;'))).end).toBe(0);
    expect(await exportedRows()).toEqual(['A;1001;CH;Ana;a@x.example;fr;;2026-12-31', 'A;1001;CH;Eva;e@x.example;de;;2026-12-31', 'B;1002;;Ana;a@x.example;fr;;'].map((row) => `${row}${REST}`));
  });
  it('a dry run counts what an import then does, and does nothing', async () => {
    await bring(listOf('A;1001;CH;Ana;a@x.example;de;;31.12.2026', 'B;1002;CH;Ben;b@x.example;de;;'));
    const next = listOf('A2;1001;CH;Ana;a@x.example;de;;30.11.2026', 'B;1002;CH;Ben;b@x.example;de;;', 'C;1003;CH;Cas;c@x.example;de;;', 'C;1003;CH;Ana;a@x.example;de;;');
    const before = await exported();
    const dry = await bring(next, { isDryRun: true });
    expect(dry).toEqual({ end: 0, text: '4 rows read.\nPartners: 1 to create, 1 to change, 1 to leave as they are.\nContacts: 1 to create, 1 to change, 1 to leave as they are.\nAgreements: 0 to create, 1 to change, 0 to leave as they are.\nNothing was applied: this was a dry run.' });
    expect(await exported()).toBe(before);
    expect((await bring(next)).text.match(/\d+/g)).toEqual(dry.text.match(/\d+/g));
  });
});

describe('people', () => {
  const ROW = 'Muster AG;1001;CH;Ana List;ana@x.example;de;;';
  const person = (id: string, fields: object = {}) => database.prisma.contact.create({ data: { id, updatedAt: now, email: 'ana@x.example', emailKey: 'ana@x.example', emailFrom: 'contact', ...fields } });
  const declared = (id: string, customerNumber: string | null, contactIds: readonly string[], day?: string) => database.prisma.partner.create({ data: {
    id, company: 'Own words', customerNumber, signatoryName: 'Chef', updatedAt: now, memberships: { create: contactIds.map((contactId) => ({ contactId, isSignatory: true })) },
    ...(day && { agreement: { create: { expiresOn: new Date(day), from: 'contact', updatedAt: now } } }),
  } });

  it('an address that the list names counts as given by ALSO, and not as proven', async () => {
    await bring(listOf(ROW));
    expect(await database.prisma.contact.findFirst()).toMatchObject({ name: 'Ana List', language: 'de', emailFrom: 'also', verifiedAt: null, state: '{}', version: 0, updatedAt: now });
  });
  it('whoever has proven the address keeps name and language, and joins the partner', async () => {
    await person('ana', { name: 'Ana', language: 'fr', verifiedAt: now, state: '{"a":1}', version: 7 });
    await bring(listOf(ROW));
    expect(await database.prisma.contact.findMany({ include: { memberships: true } })).toEqual([expect.objectContaining({ id: 'ana', name: 'Ana', language: 'fr', verifiedAt: now, state: '{"a":1}', version: 7, memberships: [expect.objectContaining({ isSignatory: null })] })]);
    expect((await bring(await exported())).text).toMatch(CHANGES_NOTHING);
  });
  it('whoever has proven it and has no name gets the list\'s', async () => {
    await person('ana', { verifiedAt: now });
    await bring(listOf(ROW));
    expect(await database.prisma.contact.findFirst()).toMatchObject({ name: 'Ana List', language: 'de' });
  });
  it('a name that only lists gave follows the list; a language stays', async () => {
    await bring(listOf(ROW));
    await bring(listOf('Muster AG;1001;CH;Ana Neu;ana@x.example;fr;;'));
    expect(await database.prisma.contact.findFirst()).toMatchObject({ name: 'Ana Neu', language: 'de' });
  });
  it('a day that a contact gave gives way to the list\'s', async () => {
    await bring(listOf(ROW));
    const { id: partnerId } = await database.prisma.partner.findFirstOrThrow();
    await database.prisma.agreement.create({ data: { partnerId, expiresOn: new Date('2027-01-31'), from: 'contact', updatedAt: now } });
    await bring(listOf(ROW));
    expect(await database.prisma.agreement.findFirst()).toMatchObject({ from: 'contact' });
    expect(await exportedRows()).toEqual([`${ROW}${REST}`]);
    await bring(listOf(`${ROW}2026-12-31`));
    expect(await database.prisma.agreement.findFirst()).toMatchObject({ from: 'also', expiresOn: new Date('2026-12-31') });
  });
  it('a partner that the person had declared under this number becomes the listed one', async () => {
    await person('ana', { verifiedAt: now });
    await declared('own', '1001', ['ana'], '2027-05-31');
    await declared('other', '1002', ['ana']);
    await bring(listOf(ROW));
    const partners = await database.prisma.partner.findMany({ include: { memberships: true, agreement: true }, orderBy: { company: 'asc' } });
    expect(partners).toEqual([
      expect.objectContaining({ company: 'Muster AG', listedNumber: '1001', signatoryName: 'Chef', memberships: [expect.objectContaining({ contactId: 'ana', isSignatory: true })], agreement: expect.objectContaining({ expiresOn: new Date('2027-05-31'), from: 'contact' }) }),
      expect.objectContaining({ id: 'other', listedNumber: null }),
    ]);
  });
  it('somebody who had declared the same partner, and whom the list does not name, is not let in', async () => {
    await person('ana', { verifiedAt: now });
    await person('eve', { verifiedAt: now, email: 'eve@y.example', emailKey: 'eve@y.example' });
    await declared('own', '1001', ['ana', 'eve'], '2027-05-31');
    await bring(listOf(`${ROW}2026-12-31`));
    expect(await database.prisma.membership.findMany({ where: { partner: { listedNumber: '1001' } } })).toEqual([expect.objectContaining({ contactId: 'ana' })]);
    expect(await database.prisma.membership.findMany({ where: { partnerId: 'own' } })).toEqual([expect.objectContaining({ contactId: 'eve' })]);
    expect(await database.prisma.agreement.findFirst({ where: { partner: { listedNumber: '1001' } } })).toMatchObject({ from: 'also', expiresOn: new Date('2026-12-31') });
  });
  it('whoever had the address until an agent corrected it is meant by it, and knows the own name better; the list that names both addresses names one person', async () => {
    await person('ana', { name: 'Ana', email: 'claim@x.example', emailKey: null, emailFrom: null });
    await database.prisma.formerAddress.create({ data: { emailKey: 'ana@x.example', email: 'ana@x.example', contactId: 'ana' } });
    expect((await bring(listOf(ROW))).text).toContain('Contacts: 0 created, 1 changed, 0 left');
    expect(await database.prisma.contact.findMany({ include: { memberships: true } })).toEqual([expect.objectContaining({ id: 'ana', name: 'Ana', language: 'de', email: 'claim@x.example', emailKey: null, emailFrom: null, memberships: [expect.anything()] })]);
    expect((await bring(listOf(ROW))).text).toMatch(CHANGES_NOTHING);
    await database.prisma.contact.update({ where: { id: 'ana' }, data: { emailKey: 'claim@x.example', verifiedAt: now } });
    await bring(listOf('Muster AG;1001;CH;Ana List;ana@x.example;fr;no;', 'Muster AG;1001;CH;Ana Neu;claim@x.example;fr;yes;', 'Andere AG;1002;CH;Ana List;ana@x.example;fr;;'));
    expect(await database.prisma.contact.findMany({ include: { memberships: { orderBy: { partner: { company: 'desc' } } } } })).toEqual([expect.objectContaining({ id: 'ana', name: 'Ana', language: 'de', memberships: [expect.objectContaining({ isSignatory: true }), expect.objectContaining({ isSignatory: null })] })]);
  });
  it('a former address that somebody else has by now is theirs', async () => {
    await person('ana', { email: 'claim@x.example', emailKey: null });
    await person('ben', { name: 'Ben', verifiedAt: now });
    await database.prisma.formerAddress.create({ data: { emailKey: 'ana@x.example', email: 'ana@x.example', contactId: 'ana' } });
    await bring(listOf(ROW));
    expect(await database.prisma.membership.findMany()).toEqual([expect.objectContaining({ contactId: 'ben' })]);
  });
  it('an address that was deleted at the person\'s own wish does not come back, nor is it printed; the partner comes', async () => {
    await database.prisma.erasure.create({ data: { id: 'e', at: now, counts: {}, addressKeys: [keyOf('x'), keyOf('ana@x.example')] } });
    const { end, text } = await bring(listOf(`${ROW}31.12.2026`, 'Muster AG;1001;CH;Ben;ben@x.example;;;'));
    expect(end).toBe(0);
    expect(text).toContain('line 2: the contact is left out: deleted at the person\'s own wish.');
    expect(text).not.toContain('ana@x.example');
    expect(await exportedRows()).toEqual([`Muster AG;1001;CH;Ben;ben@x.example;;;2026-12-31${REST}`]);
  });
});

if (process.env.TEST_DATABASE_URL) {
  it('an import that stands in the way of a conversation, and the conversation in its, gives way and then does all', async () => {
    await bring(listOf('A;1001;;Ana;a@x.example;;;'));
    const { prisma } = database;
    let importing: Promise<{ end: ImportEnd }> | undefined;
    await prisma.$transaction(async (tx) => {
      await tx.contact.updateMany({ data: { timeZone: 'Europe/Paris' } });
      importing = bring(listOf('B;1001;;Eva;a@x.example;;;'));
      await new Promise((resolve) => setTimeout(resolve, 500));
      await tx.partner.updateMany({ data: { signatoryName: 'Chef' } });
    }, { timeout: 20_000 });
    expect(await importing).toMatchObject({ end: 0 });
    expect([await prisma.contact.findFirst(), await prisma.partner.findFirst()]).toMatchObject([{ name: 'Eva', timeZone: 'Europe/Paris' }, { company: 'B', signatoryName: 'Chef' }]);
  });
}

/** What lists say, as a map; and what each import makes of it. */
interface Said { readonly partners: Record<string, { company: string; country?: string; day?: string; canton?: string; days?: string }>; readonly contacts: Record<string, { name?: string; language?: string }>; readonly pairs: Record<string, string> }

const maybe = <Value>(...values: Value[]) => fc.constantFrom(undefined, ...values);
const said: fc.Arbitrary<Said> = fc.record({
  partners: fc.dictionary(fc.constantFrom('1001', '1002', '1003'), fc.record({ company: fc.constantFrom('A AG', 'B "b"; SA', '=C'), country: maybe('CH', 'LI'), day: maybe('2026-12-31', '2027-01-31'), canton: maybe('ZH', 'TI'), days: maybe('-30, -7, 0, 3', '0') }), { minKeys: 1, noNullPrototype: true }),
  contacts: fc.dictionary(fc.constantFrom('a@x.example', 'b@x.example', 'c@y.example'), fc.record({ name: maybe('Ana', 'Ben'), language: maybe('de', 'ar') }), { minKeys: 1, noNullPrototype: true }),
  signs: fc.array(fc.constantFrom('', 'yes', 'no', undefined), { minLength: 9, maxLength: 9 }),
}).map(({ partners, contacts, signs }) => {
  const pairs = Object.keys(partners).flatMap((number, row) => Object.keys(contacts).map((key, place) => [`${number} ${key}`, signs[row * 3 + place]] as const)).filter(([, sign]) => sign !== undefined);
  return { partners, contacts, pairs: Object.fromEntries(pairs) as Record<string, string> };
}).filter(({ pairs }) => Object.keys(pairs).length > 0);

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
function rowsOf({ partners, contacts, pairs }: Said): string[] {
  return Object.entries(pairs).map(([pair, sign]) => {
    const [number, key] = pair.split(' ') as [string, string];
    const { company, country = '', day = '', canton = '', days = '' } = partners[number]!;
    const { name = '', language = '' } = contacts[key]!;
    return [quoted(company.startsWith('=') ? `'${company}` : company), number, country, name, key, language, sign, day, canton, days].join(';');
  });
}

/** Only what has a row counts; an empty cell leaves what is known, and a language once known stays. */
function after(known: Said, next: Said): Said {
  const merged = structuredClone(known) as { -readonly [Name in keyof Said]: Said[Name] };
  for (const [pair, sign] of Object.entries(next.pairs)) {
    const [number, key] = pair.split(' ') as [string, string];
    const { company, country, day, canton, days } = next.partners[number]!;
    const { name, language } = next.contacts[key]!;
    const partner = merged.partners[number];
    const contact = merged.contacts[key];
    merged.partners[number] = { company, country: country ?? partner?.country, day: day ?? partner?.day, canton: canton ?? partner?.canton, days: days ?? partner?.days };
    merged.contacts[key] = { name: name ?? contact?.name, language: contact?.language ?? language };
    merged.pairs[pair] = sign === '' ? merged.pairs[pair] ?? '' : sign;
  }
  return merged;
}

async function stored(): Promise<string[]> {
  const records: string[][] = parse(await exported(), { delimiter: ';', from_line: 2 });
  return records.map((cells) => cells.join('|'));
}
const modelled = (model: Said) => Object.entries(model.pairs).sort(([one], [other]) => (one < other ? -1 : 1)).map(([pair, sign]) => {
  const [number, key] = pair.split(' ') as [string, string];
  const { company, country = '', day = '', canton = '', days = '' } = model.partners[number]!;
  const { name = '', language = '' } = model.contacts[key]!;
  return [company.startsWith('=') ? `'${company}` : company, number, country, name, key, language, sign, day, canton, days].join('|');
});

const step = fc.oneof(
  fc.record({ kind: fc.constant('new' as const), list: said }), fc.record({ kind: fc.constant('same' as const), turn: fc.nat(8) }), fc.record({ kind: fc.constant('shorter' as const), turn: fc.nat(8) }),
  fc.record({ kind: fc.constant('refused' as const), list: said }), fc.record({ kind: fc.constant('dry' as const), list: said }), fc.record({ kind: fc.constant('two' as const), list: said, other: said }),
);

it('any sequence of imports leaves what the rules say: same, reordered, changed, shorter, refused, dry, two at once', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 7 }), async (steps) => {
    let model: Said = { partners: {}, contacts: {}, pairs: {} };
    let last: string[] = [];
    for (const each of steps) {
      now = new Date(now.getTime() + 1000);
      if (each.kind === 'same' || each.kind === 'shorter') {
        const turned = [...last.slice(each.turn % (last.length + 1)), ...last.slice(0, each.turn % (last.length + 1))].slice(each.kind === 'shorter' ? 1 : 0);
        if (turned.length > 0) expect((await bring(wideListOf(...turned))).text).toMatch(CHANGES_NOTHING);
      } else if (each.kind === 'two') {
        const ends = await Promise.all([bring(wideListOf(...rowsOf(each.list))), bring(wideListOf(...rowsOf(each.other)))]);
        expect(ends.map(({ end }) => end)).toEqual([0, 0]);
        const orders = [[each.list, each.other], [each.other, each.list]].map(([one, other]) => ({ model: after(after(model, one!), other!), last: rowsOf(other!) }));
        const found = JSON.stringify(await stored());
        const happened = orders.find((order) => JSON.stringify(modelled(order.model)) === found);
        if (!happened) throw new Error(`Neither order gives ${found}`);
        ({ model, last } = happened);
      } else {
        const rows = rowsOf(each.list);
        const { end } = await bring(wideListOf(...rows, ...(each.kind === 'refused' ? ['Bad;x;;;bad;;;;;'] : [])), { isDryRun: each.kind === 'dry' });
        expect(end).toBe(each.kind === 'refused' ? 1 : 0);
        if (each.kind === 'new') [model, last] = [after(model, each.list), rows];
      }
      expect(await stored()).toEqual(modelled(model));
    }
    await clear();
  }), { seed: SEED, numRuns: 25, endOnFailure: false });
}, 120_000);
