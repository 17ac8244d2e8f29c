/** Agreements: days that contacts know, renewals that they report, who looks after them. Nothing that came first is overwritten. */
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import { cancelNotices } from '../../prisma/noticeChanges';
import { findOvertaking } from '../../prisma/overtaken';
import { createAgreements, type Agreements } from '../../services/agreements';
import { CorrectionRefusal } from '../../services/desk/correctionRefusal';
import { createCorrections } from '../../services/desk/corrections';
import type { CorrectableField } from '../../services/desk/records';
import { createBookings } from '../../services/notices/bookings';
import { createRandom } from '../../services/random';
import type { Effect } from '../../services/turns';
import { findAgreement } from '../agreementRow';
import { openTestDatabase } from '../database';

const DAY = '2026-12-31';
const NEXT = '2027-12-31';
const start = new Date('2026-12-01T08:00:00Z');
let now = start;
let database: Database;
let agreements: Agreements;

beforeAll(async () => {
  database = await openTestDatabase(readSettings({}).database);
  agreements = createAgreements(createBookings({ cancel: (of, reason) => (transaction, { at }) => cancelNotices(transaction, of, reason, at) }, createRandom()));
});
afterAll(() => database.close());
beforeEach(async () => {
  now = start;
  await database.prisma.partner.create({ data: { id: 'muster', company: 'Muster AG', updatedAt: now } });
  for (const [id, fields] of Object.entries({ ana: { name: 'Ana' }, ben: { name: 'Ben', mayWriteFirst: true }, cas: { mayWriteFirst: true }, dan: { mayWriteFirst: false } })) {
    await database.prisma.contact.create({ data: { id, ...fields, updatedAt: now, memberships: { create: { partnerId: 'muster' } } } });
  }
});
afterEach(async () => {
  const { prisma } = database;
  for (const table of [prisma.notice, prisma.membership, prisma.agreement, prisma.partner, prisma.contact]) await (table.deleteMany as () => Promise<unknown>)();
});

/** Runs an effect as a turn does. False where it was overtaken. */
async function run(effect: Effect): Promise<boolean> {
  try {
    await database.prisma.$transaction((transaction) => effect(transaction, { conversationId: 'c', activityId: 'a', at: now }));
    return true;
  } catch (error) {
    if (findOvertaking(error)) return false;
    throw error;
  }
}
const later = () => { now = new Date(now.getTime() + 3_600_000); return now; };
const listed = (fields: object = {}) => database.prisma.agreement.create({ data: { partnerId: 'muster', expiresOn: new Date(DAY), from: 'also', since: now, updatedAt: now, ...fields } });
const noticed = (milestone: string, fields: object = {}) => database.prisma.notice.create({ data: { id: `${milestone} ${JSON.stringify(fields)}`, subject: 'muster', cycle: DAY, milestone, contactId: 'ana', state: 'planned', dueAt: now, createdAt: now, updatedAt: now, ...fields } });
const stand = async () => (await database.prisma.notice.findMany({ orderBy: [{ milestone: 'asc' }, { contactId: 'asc' }] })).map(({ milestone, contactId, cycle, state, reason, payload }) => [milestone, contactId, cycle, state, reason, payload]);
const isToLookAt = async () => (await database.prisma.agreement.findUniqueOrThrow({ where: { partnerId: 'muster' } })).lookAt === null;
const lookedAt = () => database.prisma.agreement.updateMany({ data: { lookAt: new Date('2030-01-01') } });

it('where an agent gives a day and somebody else has just given the first one, the agent is told at once: playing it again would not help', async () => {
  const corrections = createCorrections({ contacts: {} as never, partners: { of: async () => [{ id: 'muster', company: 'Muster AG', isListed: false }] } as never, agreements, zone: 'Europe/Zurich' });
  const judged = await corrections.judge({ contactId: 'ana', partnerId: 'muster', field: 'expiresOn' satisfies CorrectableField, value: NEXT }, now);
  await listed();
  const [effect] = judged.kind === 'correction' ? judged.effects : [];
  await expect(run(effect!)).rejects.toThrow(CorrectionRefusal);
  expect(await findAgreement(database, 'muster')).toMatchObject({ expiresOn: DAY });
});

describe('a day that a contact knows', () => {
  it('is the first one, then another; the same again is nothing', async () => {
    expect(await run(agreements.setExpiry('muster', { from: undefined, to: DAY }))).toBe(true);
    expect(await findAgreement(database, 'muster')).toMatchObject({ expiresOn: DAY, from: 'contact', since: start, revision: 0, claimedAt: undefined });
    await lookedAt();
    later();
    expect(await run(agreements.setExpiry('muster', { from: DAY, to: DAY }))).toBe(true);
    expect([await findAgreement(database, 'muster'), await isToLookAt()]).toMatchObject([{ since: start, revision: 0 }, false]);
    expect(await run(agreements.setExpiry('muster', { from: DAY, to: NEXT }))).toBe(true);
    expect([await findAgreement(database, 'muster'), await isToLookAt()]).toMatchObject([{ expiresOn: NEXT, since: now, revision: 1, previousExpiresOn: undefined }, true]);
  });
  it.each([['there is one by now', undefined], ['it is another by now', NEXT]])('is overtaken where %s', async (_name, from) => {
    await listed({ from: 'contact' });
    expect(await run(agreements.setExpiry('muster', { from, to: '2027-01-31' }))).toBe(false);
  });
  it('is overtaken where ALSO\'s list has said the day meanwhile', async () => {
    await listed();
    expect(await run(agreements.setExpiry('muster', { from: DAY, to: '2027-01-31' }))).toBe(false);
    expect(await findAgreement(database, 'muster')).toMatchObject({ expiresOn: DAY, from: 'also' });
  });
  it('takes a renewal back that was reported by mistake', async () => {
    await listed();
    await run(agreements.renew('muster', { contactId: 'ana', from: DAY, to: NEXT }));
    expect(await run(agreements.setExpiry('muster', { from: NEXT, to: DAY }))).toBe(true);
    expect(await findAgreement(database, 'muster')).toMatchObject({ expiresOn: DAY, from: 'contact', claimedAt: undefined, claimedBy: undefined, previousExpiresOn: undefined, revision: 2 });
  });
});

describe('a renewal that a contact reports', () => {
  it('stands until it is confirmed; what was planned of the old cycle ends, colleagues who wish notices hear of it once', async () => {
    await listed({ refutedAt: start });
    await lookedAt();
    for (const [milestone, fields] of [['T-30', { state: 'sent' }], ['T-14', {}], ['T-7', { state: 'claimed', contactId: 'ben' }], ['T-3', { state: 'sending' }], ['account', { contactId: 'account' }], ['T-90', { cycle: NEXT }]] as const) await noticed(milestone, fields);
    later();
    expect(await run(agreements.renew('muster', { contactId: 'ana', from: DAY, to: NEXT }))).toBe(true);
    expect(await findAgreement(database, 'muster')).toEqual({
      partnerId: 'muster', expiresOn: NEXT, from: 'contact', since: now, revision: 1, previousExpiresOn: DAY, claimedAt: now, claimedBy: 'ana', refutedAt: undefined, careAt: undefined, careBy: undefined, inCharge: undefined,
    });
    expect(await isToLookAt()).toBe(true);
    expect(await stand()).toEqual([
      ['T-14', 'ana', DAY, 'cancelled', 'renewed', {}], ['T-3', 'ana', DAY, 'sending', null, {}], ['T-30', 'ana', DAY, 'sent', null, {}], ['T-7', 'ben', DAY, 'cancelled', 'renewed', {}], ['T-90', 'ana', NEXT, 'planned', null, {}],
      ['account', 'account', DAY, 'cancelled', 'renewed', {}], ['renewed', 'ben', DAY, 'planned', null, { by: 'Ana', byId: 'ana', expiresOn: NEXT }], ['renewed', 'cas', DAY, 'planned', null, { by: 'Ana', byId: 'ana', expiresOn: NEXT }],
    ].sort(([one, who], [other, whom]) => (`${one as string} ${who as string}` < `${other as string} ${whom as string}` ? -1 : 1)));
  });
  it('of two at once one counts', async () => {
    await listed();
    const both = [agreements.renew('muster', { contactId: 'ana', from: DAY, to: NEXT }), agreements.renew('muster', { contactId: 'ben', from: DAY, to: '2028-01-15' })];
    const ends = await Promise.all(both.map(run));
    expect(ends.filter(Boolean)).toHaveLength(1);
    expect((await findAgreement(database, 'muster')).claimedBy).toBe(ends[0] ? 'ana' : 'ben');
  });
  it('whose day was a slip is corrected, and the list has no longer to follow for it', async () => {
    await listed();
    await run(agreements.renew('muster', { contactId: 'ana', from: DAY, to: NEXT }));
    const claimedAt = now;
    await database.prisma.notice.updateMany({ where: { contactId: 'cas' }, data: { state: 'sent' } });
    later();
    expect(await run(agreements.renew('muster', { contactId: 'ben', from: DAY, to: '2028-01-15', instead: NEXT }))).toBe(true);
    expect(await findAgreement(database, 'muster')).toMatchObject({ expiresOn: '2028-01-15', previousExpiresOn: DAY, claimedAt, claimedBy: 'ben', since: now, revision: 2 });
    expect((await stand()).map(([, who, , state, , payload]) => [who, state, payload])).toEqual([['ben', 'planned', { by: 'Ana', byId: 'ana', expiresOn: NEXT }], ['cas', 'sent', { by: 'Ana', byId: 'ana', expiresOn: NEXT }]]);
    expect(await run(agreements.renew('muster', { contactId: 'ana', from: DAY, to: '2028-01-20', instead: NEXT }))).toBe(false);
  });
});

describe('who looks after it', () => {
  it('is known by what they do, and the planner looks again', async () => {
    await listed();
    await lookedAt();
    await run(agreements.lookAfter('muster', 'ana'));
    expect([await findAgreement(database, 'muster'), await isToLookAt()]).toMatchObject([{ careAt: start, careBy: 'ana', revision: 0, since: start }, true]);
  });
  it('may be handed over: the colleague is told today, and the other one no more', async () => {
    await listed();
    await noticed('T-14');
    await noticed('T-14', { contactId: 'cas' });
    await noticed('T-90', { cycle: NEXT });
    now = new Date('2026-12-01T23:30:00Z');
    expect(await run(agreements.handOver('muster', { from: 'ana', to: 'ben' }))).toBe(true);
    expect(await findAgreement(database, 'muster')).toMatchObject({ inCharge: 'ben', careAt: undefined, careBy: undefined });
    expect(await stand()).toEqual(expect.arrayContaining([
      ['T-14', 'ana', DAY, 'cancelled', 'handedOver', {}], ['T-14', 'cas', DAY, 'planned', null, {}], ['T-90', 'ana', NEXT, 'planned', null, {}], ['handedOver:2026-12-02', 'ben', DAY, 'planned', null, { by: 'Ana', byId: 'ana' }],
    ]));
  });
  it('is not by handing over: only what the colleague has shown still counts', async () => {
    await listed();
    await run(agreements.lookAfter('muster', 'ana'));
    await run(agreements.handOver('muster', { from: 'ana', to: 'ben' }));
    expect(await findAgreement(database, 'muster')).toMatchObject({ inCharge: 'ben', careAt: undefined, careBy: undefined });
    await run(agreements.lookAfter('muster', 'ben'));
    await run(agreements.handOver('muster', { from: 'cas', to: 'ben' }));
    expect(await findAgreement(database, 'muster')).toMatchObject({ inCharge: 'ben', careAt: now, careBy: 'ben' });
  });
  it.each(['dan', 'nobody'])('is never %s, who wishes no notices or does not work there', async (to) => {
    await listed();
    expect(await run(agreements.handOver('muster', { from: 'ana', to }))).toBe(false);
    expect(await findAgreement(database, 'muster')).toMatchObject({ inCharge: undefined, careAt: undefined });
  });
});

describe('a person who had to do with it', () => {
  const roles = { claimedBy: 'ana', careBy: 'ana', inCharge: 'ana' };

  it('is forgotten, by name, too', async () => {
    await listed({ ...roles, claimedAt: start, previousExpiresOn: new Date('2025-12-31') });
    await noticed('renewed', { contactId: 'ben', payload: { by: 'Ana', byId: 'ana', expiresOn: DAY } });
    const person = { contactId: 'ana', conversationIds: [], emails: [], provenEmails: [], successorId: 'x', present: { conversationId: 'c', activityId: 'a', at: now } };
    expect(await database.prisma.$transaction((transaction) => agreements.erase(transaction, person))).toBe(1);
    expect(await findAgreement(database, 'muster')).toMatchObject({ claimedAt: start, claimedBy: undefined, careBy: undefined, inCharge: undefined });
    expect(await stand()).toEqual([['renewed', 'ben', DAY, 'planned', null, { expiresOn: DAY }]]);
  });
  it('and turns out to be another is that one', async () => {
    await listed({ ...roles, careBy: 'cas' });
    await database.prisma.$transaction((transaction) => agreements.merge(transaction, { from: 'ana', into: 'ben' }, now));
    expect(await findAgreement(database, 'muster')).toMatchObject({ claimedBy: 'ben', careBy: 'cas', inCharge: 'ben' });
  });
});
