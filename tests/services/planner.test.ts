/** The planner on a real database: what is planned follows from the rows, whoever changed them. */
import { randomUUID } from 'node:crypto';
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import type { Services } from '../../services';
import { servicesAt } from '../asking';
import { standingClock } from '../clocks';
import { openTestDatabase } from '../database';

let database: Database;
beforeAll(async () => { database = await openTestDatabase(readSettings({}).database); });
afterAll(() => database.close());

const START = new Date('2027-01-11T10:00:00Z');
const EXPIRES = '2027-03-31';
const day = (text: string) => new Date(`${text}T00:00:00Z`);

interface Told {
  readonly clock: ReturnType<typeof standingClock>;
  readonly services: Services;
  readonly partnerId: string;
  /** Adds somebody who wants reminders, or not, with a conversation. */
  join(name: string, contact?: { mayWriteFirst?: boolean | null; isSignatory?: boolean; timeZone?: string }): Promise<string>;
  /** The rows of the partner: milestone, who, state, reason, the local day it is due. */
  ledger(): Promise<string[]>;
}

async function partnerAt(start = START, expiresOn = EXPIRES): Promise<Told> {
  const clock = standingClock(start.getTime());
  const services = servicesAt(database, clock);
  const { id: partnerId } = await database.prisma.partner.create({ data: { company: 'Alpha AG', country: 'CH', canton: 'ZH', updatedAt: start, agreement: { create: { expiresOn: day(expiresOn), from: 'also', since: start, updatedAt: start } } } });
  const names = new Map<string, string>();
  return {
    clock, services, partnerId,
    join: async (name, { mayWriteFirst = true, isSignatory, timeZone = 'Europe/Zurich' } = {}) => {
      const now = clock.now();
      const { id } = await database.prisma.contact.create({ data: {
        name, mayWriteFirst, remindersSince: mayWriteFirst ? now : null, timeZone, updatedAt: now, memberships: { create: { partnerId, isSignatory: isSignatory ?? null } },
      } });
      await database.prisma.conversation.create({ data: { id: `emulator|${randomUUID()}`, channel: 'emulator', address: '{}', contactId: id, state: '{}', version: 1, updatedAt: now, heardAt: now, isDirect: true } });
      names.set(id, name);
      clock.move(1000);
      return id;
    },
    ledger: async () => {
      await services.planner.planDue();
      const rows = await database.prisma.notice.findMany({ where: { subject: partnerId }, orderBy: [{ dueAt: 'asc' }, { milestone: 'asc' }] });
      return rows.map((row) => [row.milestone, names.get(row.contactId) ?? row.contactId, row.state, row.reason, row.dueAt.toISOString().slice(0, 16)].filter(Boolean).join(' '));
    },
  };
}

it('plans the next milestone for who asked first, at nine in the contact\'s zone, and nothing of days gone by', async () => {
  const told = await partnerAt();
  await told.join('Ana');
  await told.join('Bea', { isSignatory: true });
  // T-90 was in December; T-60 is a Saturday, so it waits for the Monday.
  expect(await told.ledger()).toEqual(['T-60 Ana planned 2027-02-01T08:00']);
});

it('plans nothing twice, and nothing new while nothing has changed', async () => {
  const told = await partnerAt();
  await told.join('Ana');
  const once = await told.ledger();
  expect(await told.services.planner.planDue()).toBe(0);
  expect(await told.ledger()).toEqual(once);
});

describe('whatever a plan depends on', () => {
  it('a zone of another hour moves what is planned', async () => {
    const told = await partnerAt();
    const ana = await told.join('Ana');
    await told.ledger();
    await database.prisma.contact.update({ where: { id: ana }, data: { timeZone: 'Asia/Dubai' } });
    expect(await told.ledger()).toEqual(['T-60 Ana planned 2027-02-01T05:00']);
  });
  it('who wants no reminders any more is not reminded; the next one is', async () => {
    const told = await partnerAt();
    const ana = await told.join('Ana');
    await told.join('Bea');
    await told.ledger();
    await database.prisma.contact.update({ where: { id: ana }, data: { mayWriteFirst: false, remindersSince: null } });
    expect(await told.ledger()).toEqual(['T-60 Ana cancelled optedOut 2027-02-01T08:00', 'T-60 Bea planned 2027-02-01T08:00']);
  });
  it('a route that dies hands on to the next contact, and back when it lives again', async () => {
    const told = await partnerAt();
    const ana = await told.join('Ana');
    await told.join('Bea');
    await told.ledger();
    const [route] = (await told.services.routes.of([ana])).get(ana)!;
    await told.services.routes.bury(route!.conversationId, 'blocked');
    expect(await told.ledger()).toEqual(['T-60 Ana cancelled unreachable 2027-02-01T08:00', 'T-60 Bea planned 2027-02-01T08:00']);
    await database.prisma.conversation.update({ where: { id: route!.conversationId }, data: { deadAt: null, deadCause: null } });
    expect((await told.ledger()).filter((row) => row.includes(' planned '))).toEqual(['T-60 Ana planned 2027-02-01T08:00']);
  });
  it('another day is another cycle', async () => {
    const told = await partnerAt();
    await told.join('Ana');
    await told.ledger();
    await database.prisma.agreement.update({ where: { partnerId: told.partnerId }, data: { expiresOn: day('2027-06-30'), since: told.clock.now() } });
    expect(await told.ledger()).toEqual(['T-60 Ana cancelled changed 2027-02-01T08:00', 'T-90 Ana planned 2027-04-01T07:00']);
  });
  it('who leaves the partner is gone from the plan', async () => {
    const told = await partnerAt();
    const ana = await told.join('Ana');
    await told.ledger();
    await database.prisma.membership.deleteMany({ where: { contactId: ana } });
    // The third day before is Easter Sunday, the Friday is free, too: ALSO is told rather earlier than later.
    expect(await told.ledger()).toEqual(['T-60 Ana cancelled gone 2027-02-01T08:00', 'account account planned 2027-03-25T08:00']);
  });
  it('a canton\'s holiday moves what fell on it', async () => {
    const told = await partnerAt(START, '2027-05-13');
    await told.join('Ana');
    // T-60 is Sunday, 14 March; the Monday after it. In Ticino the Friday after is a holiday, in Zurich it is not.
    expect(await told.ledger()).toEqual(['T-90 Ana planned 2027-02-12T08:00']);
    await database.prisma.partner.update({ where: { id: told.partnerId }, data: { noticeDays: [-55, 0, 10] } });
    expect((await told.ledger()).filter((row) => row.includes(' planned '))).toEqual(['T-55 Ana planned 2027-03-19T08:00']);
    await database.prisma.partner.update({ where: { id: told.partnerId }, data: { canton: 'TI' } });
    expect((await told.ledger()).filter((row) => row.includes(' planned '))).toEqual(['T-55 Ana planned 2027-03-22T08:00']);
  });
});

it('several instances plan each agreement once', async () => {
  const told = await Promise.all(Array.from({ length: 8 }, () => partnerAt()));
  for (const each of told) await each.join('Ana');
  await Promise.all(told.slice(0, 4).map(({ services }) => services.planner.planDue()));
  for (const each of told) expect(await each.ledger()).toEqual(['T-60 Ana planned 2027-02-01T08:00']);
});

it('what came of a wish of a contact is left alone by the planner', async () => {
  const told = await partnerAt();
  const ana = await told.join('Ana');
  await told.ledger();
  const turn = { conversationId: 'c', activityId: 'a', at: told.clock.now() };
  await database.prisma.$transaction(async (transaction) => { await told.services.notices.snooze(ana, told.partnerId, '2027-02-04')(transaction, turn); });
  expect(await told.ledger()).toEqual(['T-60 Ana skipped snoozed 2027-02-01T08:00', 'later:2027-02-04 Ana planned 2027-02-04T08:00', 'T-30 Ana planned 2027-03-01T08:00']);
});
