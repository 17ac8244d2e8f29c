/** What ALSO's list makes of the days that contacts know: it counts, but a renewal that a contact reports may be news to it for five working days. */
import fc from 'fast-check';
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import { cancelNotices } from '../../prisma/noticeChanges';
import { findOvertaking } from '../../prisma/overtaken';
import { createAgreements, type Agreements } from '../../services/agreements';
import { createBookings } from '../../services/notices/bookings';
import { addDays, addMonths, dayIn, startOfDay, type Day } from '../../services/day';
import { createAudit } from '../../services/audit';
import { createPartnerLists, type PartnerLists } from '../../services/partnerList/import';
import { createRandom } from '../../services/random';
import type { Effect } from '../../services/turns';
import { findAgreement } from '../agreementRow';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';

const ZONE = 'Europe/Zurich';
const HOLIDAYS = ['2026-12-25', '2027-01-01'];
const isWorkday = (day: Day) => ![0, 6].includes(new Date(day).getUTCDay()) && !HOLIDAYS.includes(day);
const WALKS = Number(process.env.CLAIM_WALKS ?? 40);
let now = new Date('2026-12-01T08:00:00Z');
let database: Database;
let lists: PartnerLists;
let agreements: Agreements;

beforeAll(async () => {
  database = await openTestDatabase(readSettings({}).database);
  lists = createPartnerLists({ database, clock: clockAt(() => now), random: createRandom(), audit: createAudit(database), keyOf: (key) => key, office: { zone: ZONE, isWorkday } });
  agreements = createAgreements(createBookings({ cancel: (of, reason) => (transaction, { at }) => cancelNotices(transaction, of, reason, at) }, createRandom()));
});
afterAll(() => database.close());
afterEach(clear);

async function clear(): Promise<void> {
  const { prisma } = database;
  for (const table of [prisma.notice, prisma.membership, prisma.agreement, prisma.partner, prisma.contact]) await (table.deleteMany as () => Promise<unknown>)();
}

type Days = Readonly<Record<string, Day>>;
async function bring(days: Days, { isDryRun = false, isReversed = false } = {}): Promise<string> {
  const rows = Object.entries(days).map(([number, day]) => `P${number};${number};${number}@x.example;${day}`);
  const lines: string[] = [];
  const file = ['company;customer_number;contact_email;expires_on', ...(isReversed ? rows.reverse() : rows)].join('\n');
  await lists.import((async function* bytes() { yield Buffer.from(file); })(), { isDryRun, skipsRefused: false }, (line) => lines.push(line));
  return lines.join('\n');
}
const idOf = async (number: string) => (await database.prisma.partner.findUniqueOrThrow({ where: { listedNumber: number } })).id;
const contactOf = async (number: string) => (await database.prisma.contact.findUniqueOrThrow({ where: { emailKey: `${number}@x.example` } })).id;
async function run(effect: Effect): Promise<boolean> {
  try {
    await database.prisma.$transaction((transaction) => effect(transaction, { conversationId: 'c', activityId: 'a', at: now }));
    return true;
  } catch (error) {
    if (findOvertaking(error)) return false;
    throw error;
  }
}
const at = (day: Day, hour = 12) => { now = new Date(startOfDay(day, ZONE).getTime() + hour * 3_600_000); };
const found = async (number = '1001') => findAgreement(database, await idOf(number));

describe('a renewal that a contact reports', () => {
  /** On Monday, 7 December 2026. */
  beforeEach(async () => {
    at('2026-12-01');
    await bring({ 1001: '2026-12-31' });
    at('2026-12-07');
    await run(agreements.renew(await idOf('1001'), { contactId: await contactOf('1001'), from: '2026-12-31', to: '2027-12-31' }));
    await run(agreements.lookAfter(await idOf('1001'), await contactOf('1001')));
  });
  const CLAIMED = { expiresOn: '2027-12-31', from: 'contact', previousExpiresOn: '2026-12-31', revision: 1 };

  it.each(['2026-12-07', '2026-12-12', '2026-12-14'])('is left as it is by a list of %s that does not know it yet', async (day) => {
    at(day, 23);
    expect(await bring({ 1001: '2026-12-31' })).toMatch(/0 created, 0 changed, 1 left as they are\.\nApplied\.$/);
    expect(await found()).toMatchObject(CLAIMED);
  });
  it.each(['2026-12-15', '2027-03-01'])('is refuted by a list of %s that still has the old day, and looked after by nobody', async (day) => {
    at(day, 0);
    await database.prisma.agreement.updateMany({ data: { lookAt: new Date('2030-01-01') } });
    expect(await bring({ 1001: '2026-12-31' }, { isDryRun: true })).toContain('Agreements: 0 to create, 1 to change, 0 to leave as they are.\nRenewals that contacts had reported: 0 to confirm, 1 to refute.\nNothing was applied');
    expect(await found()).toMatchObject(CLAIMED);
    expect(await bring({ 1001: '2026-12-31' })).toContain('Renewals that contacts had reported: 0 confirmed, 1 refuted.\nApplied.');
    const refuted = await found();
    expect(refuted).toMatchObject({ expiresOn: '2026-12-31', from: 'also', previousExpiresOn: '2027-12-31', revision: 2, since: now, refutedAt: now, claimedAt: undefined, claimedBy: undefined, careAt: undefined, careBy: undefined });
    expect((await database.prisma.agreement.findFirst())!.lookAt).toBeNull();
    now = new Date(now.getTime() + 1000);
    expect(await bring({ 1001: '2026-12-31' })).not.toContain('Renewals');
    expect(await found()).toEqual(refuted);
  });
  it('that is taken back leaves the list\'s own day, which goes out and in again as it was', async () => {
    const id = await idOf('1001');
    expect(await run(agreements.setExpiry(id, { from: '2027-12-31', to: '2027-01-31' }))).toBe(true);
    expect(await found()).toMatchObject({ expiresOn: '2027-01-31', from: 'contact' });
    expect(await run(agreements.setExpiry(id, { from: '2027-01-31', to: '2026-12-31' }))).toBe(true);
    expect(await found()).toMatchObject({ expiresOn: '2026-12-31', from: 'also', claimedAt: undefined, previousExpiresOn: undefined, revision: 3 });
    let exported = '';
    await lists.export((chunk) => { exported += chunk; });
    expect(exported).toContain('2026-12-31');
    expect(await bring({ 1001: '2026-12-31' })).toContain('Agreements: 0 created, 0 changed, 1 left as they are.');
  });
  it('may be reported again after it was refuted, and waits again', async () => {
    at('2026-12-15');
    await bring({ 1001: '2026-12-31' });
    await run(agreements.renew(await idOf('1001'), { contactId: await contactOf('1001'), from: '2026-12-31', to: '2027-12-31' }));
    at('2026-12-22');
    await bring({ 1001: '2026-12-31' });
    expect(await found()).toMatchObject({ ...CLAIMED, revision: 3, refutedAt: undefined });
  });
  it('is confirmed by the new day, since when it is known stays', async () => {
    const before = await found();
    at('2026-12-08');
    expect(await bring({ 1001: '2027-12-31' })).toContain('0 created, 1 changed, 0 left as they are.\nRenewals that contacts had reported: 1 confirmed, 0 refuted.\nApplied.');
    expect(await found()).toEqual({ ...before, from: 'also', claimedAt: undefined, claimedBy: undefined, previousExpiresOn: undefined });
  });
  it('gives way to any other day of the list, however fresh', async () => {
    expect(await bring({ 1001: '2028-01-15' })).toMatch(/1 changed, 0 left as they are\.\nApplied\.$/);
    expect(await found()).toMatchObject({ expiresOn: '2028-01-15', from: 'also', since: now, revision: 2, claimedAt: undefined, previousExpiresOn: undefined, refutedAt: undefined, careBy: expect.any(String) });
  });
  it('waits out the holidays, too', async () => {
    await run(agreements.renew(await idOf('1001'), { contactId: await contactOf('1001'), from: '2027-12-31', to: '2028-12-31' }));
    await database.prisma.agreement.updateMany({ data: { claimedAt: new Date('2026-12-21T10:00:00Z') } });
    // Tue Wed Thu, not Fri 25, Mon Tue: until the 29th.
    at('2026-12-29', 20);
    await bring({ 1001: '2027-12-31' });
    expect(await found()).toMatchObject({ expiresOn: '2028-12-31' });
    at('2026-12-30', 1);
    await bring({ 1001: '2027-12-31' });
    expect(await found()).toMatchObject({ expiresOn: '2027-12-31', from: 'also' });
  });
});

it('what a person said of a partner that they had only declared comes along, and what was said of it is not said again', async () => {
  const declared = { updatedAt: now, customerNumber: '1001' };
  const { prisma } = database;
  await prisma.contact.create({ data: { id: 'ana', emailKey: '1001@x.example', email: '1001@x.example', verifiedAt: now, updatedAt: now } });
  await prisma.contact.create({ data: { id: 'eve', updatedAt: now } });
  await prisma.partner.create({ data: { ...declared, id: 'own', company: 'Own', memberships: { create: [{ contactId: 'ana' }] } } });
  await prisma.partner.create({ data: { ...declared, id: 'twice', company: 'Own again', memberships: { create: [{ contactId: 'ana' }, { contactId: 'eve' }] } } });
  await prisma.agreement.create({ data: { partnerId: 'own', expiresOn: new Date('2027-12-31'), from: 'contact', since: new Date('2026-01-01'), revision: 3, previousExpiresOn: new Date('2026-12-31'), claimedAt: now, claimedBy: 'ana', careAt: now, careBy: 'eve', inCharge: 'ana', updatedAt: now } });
  const notice = (id: string, subject: string, contactId: string, state: string, milestone = 'T-30') => prisma.notice.create({ data: { id, subject, cycle: '2027-12-31', milestone, contactId, state, dueAt: now, sentAt: state === 'sent' ? now : null, createdAt: now, updatedAt: now } });
  for (const [id, subject, contactId, state, milestone] of [['1', 'own', 'ana', 'sent'], ['2', 'twice', 'ana', 'planned'], ['3', 'own', 'ana', 'planned', 'T-14'], ['4', 'own', 'account', 'planned'], ['5', 'twice', 'eve', 'planned']] as const) await notice(id, subject, contactId, state, milestone);
  now = new Date(now.getTime() + 1000);
  await bring({ 1001: '' });
  const id = await idOf('1001');
  expect(await findAgreement(database, id)).toMatchObject({ expiresOn: '2027-12-31', from: 'contact', since: new Date('2026-01-01'), revision: 3, previousExpiresOn: '2026-12-31', claimedBy: 'ana', careAt: expect.any(Date), careBy: undefined, inCharge: 'ana' });
  const rows = (await prisma.notice.findMany({ orderBy: { id: 'asc' } })).map(({ subject, state, reason }) => [subject, state, reason]);
  expect(rows).toEqual([[id, 'sent', null], ['twice', 'planned', null], [id, 'planned', null], ['own', 'cancelled', 'gone'], ['twice', 'planned', null]]);
  expect((await prisma.partner.findMany({ where: { listedNumber: null } })).map((partner) => partner.id)).toEqual(['twice']);
});

/** The rules in plain words: one partner's agreement. */
interface Known { readonly day: Day; readonly listed?: Day | undefined; readonly from: 'also' | 'contact'; readonly since: number; readonly revision: number; readonly before: Day | undefined; readonly claimedAt: number | undefined; readonly refutedAt: number | undefined }

const FRESH = { before: undefined, claimedAt: undefined, refutedAt: undefined };
/** Whether five whole working days have gone by between. */
function isPatienceOver(claimedAt: number): boolean {
  const today = dayIn(ZONE, now);
  let worked = 0;
  for (let day = addDays(dayIn(ZONE, new Date(claimedAt)), 1); day < today; day = addDays(day, 1)) worked += isWorkday(day) ? 1 : 0;
  return worked >= 5;
}
function listSays(known: Known | undefined, day: Day): Known {
  const moment = now.getTime();
  if (!known) return { ...FRESH, day, listed: day, from: 'also', since: moment, revision: 0 };
  const { claimedAt } = known;
  if (claimedAt !== undefined && day === known.before) {
    return isPatienceOver(claimedAt) ? { day, listed: day, from: 'also', since: moment, revision: known.revision + 1, before: known.day, claimedAt: undefined, refutedAt: moment } : known;
  }
  if (day !== known.day) return { ...FRESH, day, listed: day, from: 'also', since: moment, revision: known.revision + 1 };
  return known.from === 'also' ? known : { ...known, listed: day, from: 'also', claimedAt: undefined, before: undefined };
}
function claimed(known: Known, to: Day): Known {
  return { ...FRESH, day: to, listed: known.listed, from: 'contact', since: now.getTime(), revision: known.revision + 1, before: known.day, claimedAt: now.getTime() };
}

const NUMBERS = ['1001', '1002', '1003'];
const number = fc.constantFrom(...NUMBERS);
const DAYS = ['2026-12-31', '2027-01-31', '2027-12-31', '2028-01-31'];
const list = fc.dictionary(number, fc.constantFrom(...DAYS), { minKeys: 1, noNullPrototype: true });
const step = fc.oneof(
  fc.record({ kind: fc.constant('list' as const), days: list }), fc.record({ kind: fc.constant('same' as const) }), fc.record({ kind: fc.constant('behind' as const), days: fc.constantFrom(0, 6, 7, 8, 20) }), fc.record({ kind: fc.constant('dry' as const), days: list }), fc.record({ kind: fc.constant('two' as const), days: list, other: list }),
  fc.record({ kind: fc.constant('claim' as const), number, months: fc.integer({ min: 11, max: 13 }) }), fc.record({ kind: fc.constant('slip' as const), number, months: fc.integer({ min: 11, max: 13 }) }),
  fc.record({ kind: fc.constant('claimWithList' as const), number, days: list }), fc.record({ kind: fc.constant('set' as const), number, day: fc.constantFrom(...DAYS) }), fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 9 }) }),
);
type Model = Partial<Record<string, Known>>;
const afterList = (model: Model, days: Days): Model => ({ ...model, ...Object.fromEntries(Object.entries(days).map(([each, day]) => [each, listSays(model[each], day)])) });

/** A list that knows of no renewal that contacts have reported. */
const behind = (model: Model): Days => Object.fromEntries(Object.entries(model).flatMap(([each, known]) => (known?.before ? [[each, known.before]] : [])));
/** What an import says of it. */
function countOf(model: Model, next: Model, rows: number, isDryRun: boolean): string {
  const created = Object.keys(next).length - Object.keys(model).length;
  const changed = Object.entries(next).filter(([each, known]) => model[each] && model[each] !== known).map(([each, known]) => [model[each]!, known!] as const);
  const ended = changed.filter(([before]) => before.claimedAt !== undefined);
  const [confirmed, refuted] = [ended.filter(([before, after]) => before.day === after.day).length, ended.filter(([, after]) => after.refutedAt === now.getTime()).length];
  const [create, change, leave, confirm, refute] = isDryRun ? ['to create', 'to change', 'to leave', 'to confirm', 'to refute'] : ['created', 'changed', 'left', 'confirmed', 'refuted'];
  const claims = confirmed + refuted > 0 ? `\nRenewals that contacts had reported: ${confirmed} ${confirm}, ${refuted} ${refute}.` : '';
  return `Agreements: ${created} ${create}, ${changed.length} ${change}, ${rows - created - changed.length} ${leave} as they are.${claims}\n${isDryRun ? 'Nothing' : 'Applied'}`;
}

async function stored(): Promise<Model> {
  const partners = await database.prisma.partner.findMany({ where: { agreement: { isNot: null } }, orderBy: { listedNumber: 'asc' } });
  const entries = await Promise.all(partners.map(async ({ listedNumber }) => {
    const { expiresOn, from, since, revision, previousExpiresOn, claimedAt, refutedAt } = await found(listedNumber!);
    return [listedNumber!, { day: expiresOn, from, since: since.getTime(), revision, before: previousExpiresOn, claimedAt: claimedAt?.getTime(), refutedAt: refutedAt?.getTime() }] as const;
  }));
  return Object.fromEntries(entries);
}

/** Plays a step; gives what may have come of it. */
async function play(each: typeof step extends fc.Arbitrary<infer Step> ? Step : never, model: Model, last: Days): Promise<{ readonly models: readonly Model[]; readonly last: Days }> {
  const of = 'number' in each ? model[each.number] : undefined;
  const contact = async (effect: (id: string, contactId: string) => Effect) => run(effect(await idOf((each as { number: string }).number), await contactOf((each as { number: string }).number)));
  const only = (next: Model, list: Days = last) => ({ models: [next], last: list });
  if (each.kind === 'wait') {
    now = new Date(now.getTime() + each.days * 86_400_000);
  } else if (each.kind === 'list' || each.kind === 'dry' || each.kind === 'same' || each.kind === 'behind') {
    if (each.kind === 'behind') now = new Date(now.getTime() + each.days * 86_400_000);
    const days = each.kind === 'same' ? last : each.kind === 'behind' ? behind(model) : each.days;
    if (Object.keys(days).length === 0) return only(model);
    const next = afterList(model, days);
    expect(await bring(days, { isDryRun: each.kind === 'dry', isReversed: each.kind === 'same' })).toContain(countOf(model, next, Object.keys(days).length, each.kind === 'dry'));
    if (each.kind !== 'dry') return only(next, days);
  } else if (each.kind === 'two') {
    await Promise.all([bring(each.days), bring(each.other)]);
    return { models: [afterList(afterList(model, each.days), each.other), afterList(afterList(model, each.other), each.days)], last: {} };
  } else if (of && each.kind === 'claim') {
    const to = addMonths(of.day, each.months);
    expect(await contact((id, contactId) => agreements.renew(id, { contactId, from: of.day, to }))).toBe(true);
    return only({ ...model, [each.number]: claimed(of, to) });
  } else if (of && each.kind === 'claimWithList') {
    const to = addMonths(of.day, 12);
    const [isFirst] = await Promise.all([contact((id, contactId) => agreements.renew(id, { contactId, from: of.day, to })), bring(each.days)]);
    const listFirst = afterList(model, each.days);
    const claimFirst = afterList({ ...model, [each.number]: claimed(of, to) }, each.days);
    return { models: isFirst ? [claimFirst, { ...listFirst, [each.number]: claimed(listFirst[each.number]!, to) }] : [listFirst], last: each.days };
  } else if (of?.claimedAt !== undefined && each.kind === 'slip') {
    const to = addMonths(of.before!, each.months);
    if (to === of.day) return only(model);
    expect(await contact((id, contactId) => agreements.renew(id, { contactId, from: of.before!, to, instead: of.day }))).toBe(true);
    return only({ ...model, [each.number]: { ...of, day: to, since: now.getTime(), revision: of.revision + 1 } });
  } else if (of && each.kind === 'set') {
    const isTaken = await contact((id) => agreements.setExpiry(id, { from: of.day, to: each.day }));
    expect(isTaken).toBe(of.from === 'contact' || of.day === each.day);
    if (isTaken && of.day !== each.day) return only({ ...model, [each.number]: { ...FRESH, day: each.day, listed: of.listed, from: each.day === of.listed ? 'also' : 'contact', since: now.getTime(), revision: of.revision + 1 } });
  }
  return only(model);
}

it(`any sequence of lists and contacts' words leaves what the rules say, and the planner looks where a day has changed, and nowhere else (${WALKS} walks)`, async () => {
  const looked = new Date('2030-01-01');
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
    let model: Model = {};
    let last: Days = {};
    now = new Date('2026-12-01T08:00:00Z');
    for (const each of steps) {
      now = new Date(now.getTime() + 60_000);
      await database.prisma.agreement.updateMany({ data: { lookAt: looked } });
      const played = await play(each, model, last);
      const is = await stored();
      const happened = played.models.find((possible) => JSON.stringify(sorted(possible)) === JSON.stringify(is));
      if (!happened) expect(is).toEqual(sorted(played.models[0]!));
      for (const partner of await database.prisma.partner.findMany({ include: { agreement: true } })) {
        const [before, after] = [model[partner.listedNumber!], is[partner.listedNumber!]!];
        const isChanged = !before || before.revision !== after.revision || before.claimedAt !== after.claimedAt;
        expect([partner.listedNumber, partner.agreement!.lookAt]).toEqual([partner.listedNumber, isChanged ? null : looked]);
      }
      ({ model, last } = { model: happened!, last: played.last });
    }
    await clear();
  }), { seed: 20_261_121, numRuns: WALKS, endOnFailure: true });
}, 120_000 + WALKS * 5_000);

function sorted(model: Model): Model {
  const plain = ({ day, from, since, revision, before, claimedAt, refutedAt }: Known): Known => ({ day, from, since, revision, before, claimedAt, refutedAt });
  return Object.fromEntries(Object.entries(model).sort(([one], [other]) => (one < other ? -1 : 1)).map(([each, known]) => [each, plain(known!)]));
}
