/** Partners are found among many: by how words begin, in whatever spelling, by state, and because nobody there can be told. */
import { queryOf, readFacts } from '../../prisma/noticeFacts';
import { EXPIRY_STATES, expiryRange, expiryStateOn } from '../../services/desk/expiryState';
import { searchTerms } from '../../services/desk/searchTerms';
import { judgeReach } from '../../services/notices/reports/reachability';
import { addDays } from '../../services/day';
import { addPartner, ANNA, openDesk, type DeskStage } from './stage';

let desk: DeskStage;
beforeAll(async () => {
  desk = await openDesk();
  const { database } = desk;
  await addPartner(database, 'mueller', { company: 'Müller & Söhne AG', number: '100200', expiresIn: 20 });
  await addPartner(database, 'geneve', { company: 'Réseaux Genève Sàrl', number: '100201', expiresIn: 60 });
  await addPartner(database, 'seti', { company: 'Сети и Связь', expiresIn: 200, contact: { name: 'Алёна Ёлкина', email: 'a.elkina@seti-test.example', emailKey: 'a.elkina@seti-test.example' } });
  await addPartner(database, 'shabaka', { company: 'شركة الشبكات', expiresIn: -5 });
  await addPartner(database, 'lapsed', { company: 'Gestern AG', expiresIn: -40 });
  await addPartner(database, 'nothing', { company: 'Ohne Vertrag GmbH', expiresIn: null, contact: null });
  await addPartner(database, 'silent', { company: 'Stumm AG', expiresIn: 10, contact: { mayWriteFirst: false } });
  await addPartner(database, 'empty', { company: 'Leer AG', expiresIn: 11, contact: null });
});
afterAll(() => desk.stop());
const found = async (asked: { search?: string; state?: string; isUnreachable?: boolean; page?: number }) => {
  const { rows, total } = await desk.reads.partners({ search: '', isUnreachable: false, page: 0, ...asked });
  expect(total).toBeGreaterThanOrEqual(rows.length);
  return rows.map(({ id }) => id).sort();
};

it.each([
  ['muller', ['mueller']], ['MÜLL soh', ['mueller']], ['geneve', ['geneve']], ['GENÈVE réseau', ['geneve']], ['10020', ['geneve', 'mueller']], ['связь', ['seti']], ['СЕТИ', ['seti']],
  ['елкина', ['seti']], ['elkina@seti', ['seti']], ['الشبكات', ['shabaka']], ['müller genève', []], ["'); DROP TABLE \"Partner\"; --", []], ['& | ! :*', EVERY()],
])('%s finds %j', async (search, expected) => expect(await found({ search })).toEqual(expected));

it.each([
  ['dueSoon', ['empty', 'mueller', 'silent']], ['renewalOpen', ['geneve']], ['active', ['seti']], ['grace', ['shabaka']], ['lapsed', ['lapsed']], ['unknown', ['nothing']], ['nonsense', EVERY()],
])('the state %s holds %j', async (state, expected) => expect(await found({ state })).toEqual(expected));

it('who cannot be told is found, with why, as long as there is something to be told', async () => {
  const { rows } = await desk.reads.partners({ search: '', isUnreachable: true, page: 0 });
  expect(rows.map(({ id, unreachable }) => [id, unreachable])).toEqual([['empty', 'noContact'], ['silent', 'optedOut']]);
});

it('a row shows the agreement, the contacts and the claim; a page beyond the end is empty, and still says how many there are', async () => {
  await desk.database.prisma.agreement.update({ where: { partnerId: 'geneve' }, data: { claimedAt: new Date('2026-11-20T10:00:00Z'), claimedBy: 'of-geneve', previousExpiresOn: new Date('2025-11-30') } });
  const page = await desk.reads.partner(ANNA, 'geneve');
  expect(page!.partner).toMatchObject({ company: 'Réseaux Genève Sàrl', isListed: true, expiresOn: '2027-01-22', daysToExpiry: 60, state: 'renewalOpen', unreachable: null, unknownNotices: 0,
    claim: { by: 'Contact of geneve', previousExpiresOn: '2025-11-30' }, timeline: { opensOn: '2026-10-24', graceEndsOn: '2027-02-01' }, contacts: [{ id: 'of-geneve', isReachable: true, isSignatory: true }] });
  expect(await desk.reads.partner(ANNA, 'nobody')).toBeUndefined();
  expect(await desk.reads.partners({ search: 'a', isUnreachable: false, page: 9 })).toMatchObject({ rows: [], page: 9, total: expect.any(Number) as number });
});

it('the days of a state are those on which the rule says that state', () => {
  const today = '2026-11-23';
  for (let offset = -40; offset <= 120; offset += 1) {
    const day = addDays(today, offset);
    const states = EXPIRY_STATES.filter((state) => state !== 'unknown' && ((range) => (range.from ?? '') <= day && day <= (range.to ?? '9999'))(expiryRange(today, state)));
    expect([day, states]).toEqual([day, [expiryStateOn(today, day)]]);
  }
});

it('the statement that finds whom nobody can tell says the same as the rule, whatever a contact is like', async () => {
  const { database, services } = desk;
  let number = 0;
  for (const mayWriteFirst of [true, false, null]) for (const mail of [{}, { mailDeadAt: new Date() }, { verifiedAt: null }, { email: null, emailKey: null }]) for (const route of ['none', 'lives', 'dead', 'group', 'unheard']) {
    const id = `rule-${number += 1}`;
    await addPartner(database, id, { expiresIn: 5, contact: { mayWriteFirst, ...mail } });
    if (route !== 'none') await database.prisma.conversation.create({ data: { id: `of-rule-${number}`, channel: 'msteams', address: '{}', contactId: `of-${id}`, state: '{}', version: 1, updatedAt: new Date(), isDirect: route !== 'group', heardAt: route === 'unheard' ? null : new Date(), deadAt: route === 'dead' ? new Date() : null } });
  }
  const { ids } = await services.desk.partners.find({ search: 'rule', isUnreachable: true, page: 0 });
  const all = await readFacts(queryOf(database), Array.from({ length: number }, (_, index) => `rule-${index + 1}`));
  const expected = all.filter((partner) => !judgeReach(partner, { hasMail: true, pages: new Set() }).isReachable).map(({ partnerId }) => partnerId);
  const { ids: more } = await services.desk.partners.find({ search: 'rule', isUnreachable: true, page: 1 });
  expect([...ids, ...more].sort()).toEqual(expected.sort());
  expect(expected.length).toBeGreaterThan(10);
  expect(expected.length).toBeLessThan(number);
});

it('nothing is sought but letters and digits, and not without end', () => {
  expect(searchTerms('  «Müller» & (AG):* ')).toBe('Müller AG');
  expect(searchTerms('!!! :* |')).toBeUndefined();
  expect(searchTerms('a b c d e f g h i j')!.split(' ')).toHaveLength(8);
});

function EVERY() { return ['empty', 'geneve', 'lapsed', 'mueller', 'nothing', 'seti', 'shabaka', 'silent']; }
