/** Contacts: since when they wish reminders, when mail reaches them, two that are one, and who is forgotten. */
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import { findOvertaking } from '../../prisma/overtaken';
import type { Services } from '../../services';
import type { Effect } from '../../services/turns';
import { findAgreement } from '../agreementRow';
import { addressOf, servicesAt } from '../asking';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';
import { until } from '../process';

const start = new Date('2026-12-01T08:00:00Z');
const YEAR_MS = 365 * 86_400_000;
let now = start;
let database: Database;
let services: Services;

beforeAll(async () => {
  database = await openTestDatabase(readSettings({}).database);
  services = servicesAt(database, clockAt(() => now));
});
afterAll(() => database.close());
beforeEach(() => { now = start; });
afterEach(async () => {
  const { prisma } = database;
  for (const table of [prisma.membership, prisma.agreement, prisma.partner, prisma.contact, prisma.conversation, prisma.notice]) await (table.deleteMany as () => Promise<unknown>)();
});

const add = (id: string, fields: object = {}) => database.prisma.contact.create({ data: { id, updatedAt: now, ...fields } });
const addTo = (partnerId: string, id: string, isSignatory?: boolean) => database.prisma.partner.upsert({
  where: { id: partnerId }, create: { id: partnerId, company: partnerId, updatedAt: now, memberships: { create: { contactId: id, isSignatory: isSignatory ?? null } } }, update: { memberships: { create: { contactId: id, isSignatory: isSignatory ?? null } } },
});
async function run(...effects: Effect[]): Promise<void> {
  await database.prisma.$transaction(async (transaction) => { for (const effect of effects) await effect(transaction, { conversationId: 'c', activityId: 'a', at: now }); });
}
const later = (ms = 3_600_000) => { now = new Date(now.getTime() + ms); return now; };

it('reminders are wished since the first yes, and anew after a no', async () => {
  await add('ana');
  const { contacts } = services;
  await run(contacts.change('ana', { mayWriteFirst: true }));
  const first = now;
  later();
  await run(contacts.change('ana', { mayWriteFirst: true, timeZone: 'Europe/Paris' }));
  expect(await contacts.get('ana')).toMatchObject({ mayWriteFirst: true, remindersSince: first, timeZone: 'Europe/Paris' });
  await run(contacts.change('ana', { name: 'Ana' }));
  expect(await contacts.get('ana')).toMatchObject({ name: 'Ana', remindersSince: first });
  await run(contacts.change('ana', { mayWriteFirst: false }));
  expect(await contacts.get('ana')).toMatchObject({ mayWriteFirst: false, remindersSince: undefined });
  later();
  await run(contacts.change('ana', { mayWriteFirst: true }));
  expect(await contacts.get('ana')).toMatchObject({ remindersSince: now });
});

it('an address that was proven once is a route until mails come back; a new proof makes it one again', async () => {
  await add('ana');
  const { contacts } = services;
  const address = addressOf('ana@firma.example');
  await run(contacts.prove('ana', address));
  later(2 * YEAR_MS);
  expect(await contacts.get('ana')).toMatchObject({ verifiedAt: undefined, provenAt: start, mailDead: undefined });
  await run(contacts.buryMail('ana', 'other@firma.example', 'refused'));
  expect(await contacts.get('ana')).toMatchObject({ mailDead: undefined });
  await run(contacts.buryMail('ana', address.key, 'refused'));
  const died = now;
  later();
  await run(contacts.buryMail('ana', address.key, 'again'));
  expect(await contacts.get('ana')).toMatchObject({ mailDead: { at: died, cause: 'refused' } });
  await run(contacts.prove('ana', address));
  expect(await contacts.get('ana')).toMatchObject({ verifiedAt: now, provenAt: now, mailDead: undefined });
});

describe('two contacts that are one person', () => {
  it.each([
    ['both say yes', { mayWriteFirst: true, remindersSince: start }, { mayWriteFirst: true, remindersSince: new Date('2026-11-01') }, { mayWriteFirst: true, remindersSince: new Date('2026-11-01') }],
    ['only the first says yes', { mayWriteFirst: true, remindersSince: start }, {}, { mayWriteFirst: true, remindersSince: start }],
    ['the other says no', { mayWriteFirst: true, remindersSince: start }, { mayWriteFirst: false }, { mayWriteFirst: false, remindersSince: undefined }],
    ['only the other says yes', {}, { mayWriteFirst: true, remindersSince: start }, { mayWriteFirst: true, remindersSince: start }],
    ['nobody was asked', {}, {}, { mayWriteFirst: undefined, remindersSince: undefined }],
  ])('where %s the reminders follow', async (_name, one, other, expected) => {
    await add('one', one);
    await add('other', other);
    await run(services.contacts.merge({ id: 'one', version: 0 }, 'other'));
    expect(await services.contacts.get('other')).toMatchObject(expected);
  });
  it('what each service keeps of the one is the other\'s', async () => {
    await add('one', { name: 'Ana' });
    await add('other');
    await addTo('both', 'one', true);
    await addTo('both', 'other');
    await addTo('first', 'one', false);
    await database.prisma.agreement.create({ data: { partnerId: 'both', expiresOn: new Date('2026-12-31'), from: 'contact', updatedAt: now, claimedBy: 'one', careBy: 'one', inCharge: 'one' } });
    await run(services.contacts.merge({ id: 'one', version: 0 }, 'other'));
    expect((await services.partners.of('other')).map(({ id, isSignatory }) => [id, isSignatory])).toEqual([['both', true], ['first', false]]);
    expect(await findAgreement(database, 'both')).toMatchObject({ claimedBy: 'other', careBy: 'other', inCharge: 'other' });
    expect(await database.prisma.contact.findMany()).toMatchObject([{ id: 'other', name: 'Ana' }]);
  });
  it('stop the reminders of the one who is left by an address that was mailed to either, even if that one has become another in turn', async () => {
    await add('one');
    await add('two', { mayWriteFirst: true, remindersSince: start });
    await add('three', { mayWriteFirst: true, remindersSince: start });
    await run(services.contacts.merge({ id: 'one', version: 0 }, 'two'));
    await run(services.contacts.merge({ id: 'two', version: 0 }, 'three'));
    const found = services.unsubscribing.find(services.unsubscribing.sign('one'))!;
    expect(await services.optingOut.now(found)).toBe(true);
    expect(await services.contacts.get('three')).toMatchObject({ mayWriteFirst: false, remindersSince: undefined });
    expect(await services.optingOut.now('two')).toBe(true);
    await database.prisma.contact.delete({ where: { id: 'three' } });
    expect([await services.optingOut.now('one'), await services.optingOut.now('three'), await services.optingOut.now('nobody')]).toEqual([false, false, false]);
    expect(await database.prisma.formerContact.count()).toBe(0);
  });
  it('are not merged where the first has done something since', async () => {
    await add('one', { version: 1 });
    await add('other');
    const error = await run(services.contacts.merge({ id: 'one', version: 0 }, 'other')).catch((failure: unknown) => failure);
    expect(findOvertaking(error)).toBeDefined();
  });
});

describe('the address that a contact had until an agent corrected it', () => {
  const [first, second, claim] = ['ana@firma.example', 'ana.neu@firma.example', 'claim@firma.example'].map(addressOf);
  const former = async () => (await database.prisma.formerAddress.findMany({ orderBy: { emailKey: 'desc' } })).map(({ emailKey, contactId }) => [emailKey, contactId]);
  beforeEach(async () => {
    await add('ana');
    await run(services.contacts.prove('ana', first!), services.contacts.correctEmail('ana', claim!));
  });
  it('is kept, and so is the next one; what was only claimed is not', async () => {
    await run(services.contacts.correctEmail('ana', second!), services.contacts.prove('ana', second!), services.contacts.correctEmail('ana', claim!));
    expect(await former()).toEqual([[first!.key, 'ana'], [second!.key, 'ana']]);
    await run(services.contacts.correctEmail('ana', first!));
    expect(await former()).toEqual([[first!.key, 'ana'], [second!.key, 'ana']]);
    await run(services.contacts.prove('ana', first!), services.contacts.correctEmail('ana', first!));
    expect(await former()).toEqual([[second!.key, 'ana']]);
  });
  it('is whose it is once proven; goes over to whom the contact turns out to be; and goes with them', async () => {
    await add('luis');
    await run(services.contacts.merge({ id: 'ana', version: 0 }, 'luis'));
    expect(await former()).toEqual([[first!.key, 'luis']]);
    await add('ben');
    await run(services.contacts.prove('ben', first!));
    expect(await former()).toEqual([]);
    await run(services.contacts.correctEmail('ben', claim!));
    await database.prisma.contact.delete({ where: { id: 'ben' } });
    expect(await former()).toEqual([]);
  });
});

// Only there can somebody else hold a row.
if (process.env.TEST_DATABASE_URL) {
  it.each(['erased', 'merged'] as const)('a contact is %s beside a mark or a plan that has the agreement already and comes for the notice: neither has to give way', async (what) => {
    const { prisma } = database;
    await add('ana', { version: 0 });
    await add('luis');
    await addTo('muster', 'ana');
    await prisma.agreement.create({ data: { partnerId: 'muster', expiresOn: new Date('2027-03-31'), from: 'also', updatedAt: now } });
    await prisma.notice.create({ data: { id: 'told', subject: 'muster', cycle: '2027-03-31', milestone: 'T-30', contactId: 'ana', state: 'sending', dueAt: now, createdAt: now, updatedAt: now } });
    // As a turn leaves it: the conversation is somebody else's already.
    await prisma.conversation.create({ data: { id: 'c', channel: 'emulator', address: '{}', contactId: 'luis', state: '{}', version: 1, updatedAt: now } });
    const effect = what === 'erased' ? services.erasures.erase('ana', `LOTSE-${what}`) : services.contacts.merge({ id: 'ana', version: 0 }, 'luis');
    let done: Promise<void> = Promise.resolve();
    await prisma.$transaction(async (transaction) => {
      await transaction.$executeRaw`SELECT 1 FROM "Agreement" FOR NO KEY UPDATE`;
      done = run(effect);
      done.catch(() => {});
      await until(async () => (await prisma.$queryRaw<unknown[]>`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).length > 0, 'it waits');
      await transaction.$executeRaw`SELECT 1 FROM "Notice" WHERE id = 'told' FOR UPDATE`;
    });
    await done;
    expect(await prisma.notice.findMany({ select: { contactId: true } })).toEqual(what === 'erased' ? [] : [{ contactId: 'luis' }]);
  });
}

it('whoever wishes reminders is not forgotten; where somebody stood is, once nothing was said for long, unless a question was asked for', async () => {
  const state = JSON.stringify({ journeys: { renewal: { at: 1 } }, language: 'fr' });
  await add('gone');
  await add('reminded', { mayWriteFirst: true, state });
  await add('left', { emailKey: 'left@firma.example', state });
  await add('asked', { mayWriteFirst: true, state });
  await database.prisma.notice.create({ data: { id: 'n', subject: 'journey', cycle: 'c', milestone: 'nudge:webexMail', contactId: 'asked', state: 'planned', dueAt: now, createdAt: now, updatedAt: now } });
  await add('member');
  await addTo('muster', 'member');
  later(YEAR_MS);
  expect(await services.contacts.forget(now)).toBe(3);
  const rows = await database.prisma.contact.findMany({ orderBy: { id: 'asc' } });
  expect(rows.map(({ id, state: kept }) => [id, kept])).toEqual([
    ['asked', state], ['left', JSON.stringify({ journeys: {}, language: 'fr' })], ['member', '{}'], ['reminded', JSON.stringify({ journeys: {}, language: 'fr' })],
  ]);
});
