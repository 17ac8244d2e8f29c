/** Marks of turns: one that cannot be written leaves only its own turn unsent. */
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import { servicesAt } from '../asking';
import { standingClock } from '../clocks';
import { openTestDatabase } from '../database';

it('a mark that cannot be written keeps no other from being written: replies that were said are not said again', async () => {
  const database = await openTestDatabase(readSettings({}).database);
  const { turns } = servicesAt(database, standingClock());
  const at = new Date('2027-01-31T09:00:00Z');
  const ids = ['one', 'two', 'three'];
  await database.prisma.turn.createMany({ data: ids.map((activityId) => ({ conversationId: 'c', activityId, replies: '[]', at })) });
  for (const activityId of ['one', 'two', 'not there \u0000', 'three']) turns.sent({ conversationId: 'c', activityId });
  await turns.flush();
  expect(await database.prisma.turn.count({ where: { sentAt: null } })).toBe(0);
  await database.close();
});

it('what was not sent before a conversation moved is taken up, and what was said where the contact is not any more is not', async () => {
  const database = await openTestDatabase(readSettings({}).database);
  const clock = standingClock();
  const { turns } = servicesAt(database, clock);
  const at = new Date(clock.now().getTime() - 60_000);
  const put = (id: string, contactId: string, deadCause?: string) => database.prisma.conversation.create({
    data: { id, channel: 'msteams', address: '{}', contactId, state: '{}', version: 1, updatedAt: at, isDirect: true, heardAt: at, ...(deadCause && { deadAt: at, deadCause }) },
  });
  await put('left', 'ana', 'gone');
  await put('present', 'ana');
  await put('nowhere', 'luis', 'gone');
  await put('blocked', 'mia', 'blocked');
  await put('another', 'mia');
  await database.prisma.turn.createMany({ data: ['left', 'nowhere', 'blocked'].map((conversationId) => ({ conversationId, activityId: 'a', replies: '[]', at })) });
  expect((await turns.takeUnsent(30_000, 86_400_000)).map(({ conversationId }) => conversationId)).toEqual(['left']);
  await database.close();
});

describe('among many turns', () => {
  const MANY = 20_000;
  const NAMES = ['carry|h1|0|7', 'head|h1|0', 'fate|h1|carry|h1|0|7', 'carry|h2|0|7', 'carry|h1x|0|7', 'carry|other|0|7', 'queue|chat|1'];
  const clock = standingClock();
  const before = new Date(clock.now().getTime() - 3 * 86_400_000);
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase(readSettings({}).database);
    await database.prisma.$executeRaw`INSERT INTO "Turn" ("conversationId", "activityId", replies, at, "sentAt") SELECT 'c' || i % 500, 'a' || md5(i::text), '[1]', ${before}::timestamptz - i * interval '1 s', ${before} FROM generate_series(1, ${MANY}) i`;
    await database.prisma.turn.createMany({ data: NAMES.map((activityId) => ({ conversationId: 'chat', activityId, replies: '[1]', at: before, isOnce: activityId.startsWith('carry'), sentAt: activityId.startsWith('carry') ? null : before })) });
    await database.prisma.handoff.createMany({ data: ['h1', 'h2', 'other'].map((id) => ({ id, contactId: id === 'other' ? 'ben' : 'ana', conversationId: '', state: 'closed', topic: 'other', language: 'de', channel: 'web', question: '', from: 'contact', askedAt: before, waitingSince: before, updatedAt: before })) });
    await database.prisma.$executeRaw`ANALYZE`;
  });
  afterAll(() => database.close());
  const planOf = async (text: string, values: readonly unknown[]) => (await database.prisma.$queryRawUnsafe<Record<string, string>[]>(`EXPLAIN ${text}`, ...values)).map((row) => Object.values(row)[0]!).join('\n');

  it('those that were never sent are found without reading the others', async () => {
    const { turns } = servicesAt(database, clock);
    const ran = jest.spyOn(database, 'run');
    expect((await turns.takeGivenUp(30_000, 86_400_000)).map(({ activityId }) => activityId).sort()).toEqual(NAMES.filter((name) => name.startsWith('carry')).sort());
    const [{ text }, values] = ran.mock.calls.find(([{ name }]) => name === 'lotse_turn_take_given_up')!;
    ran.mockRestore();
    const plan = await planOf(text, values);
    expect(plan).toContain('Turn_unsent_idx');
    expect(plan).not.toMatch(/Seq Scan on "Turn"|Turn_at_idx/);
  });
  it('those that tell of a person who is deleted are silenced, no others, and without reading them', async () => {
    const { turns } = servicesAt(database, clock);
    const told: [string, unknown[]][] = [];
    const count = await database.prisma.$transaction((transaction) => turns.eraseCarried({
      handoff: transaction.handoff, $executeRawUnsafe: (text: string, ...values: unknown[]) => { told.push([text, values]); return transaction.$executeRawUnsafe(text, ...values); },
    } as unknown as typeof transaction, { contactId: 'ana', present: { at: before } } as Parameters<typeof turns.eraseCarried>[1]));
    const left = await database.prisma.turn.findMany({ where: { conversationId: 'chat', replies: { not: '[]' } }, orderBy: { activityId: 'asc' } });
    expect([count, left.map(({ activityId }) => activityId)]).toEqual([5, ['carry|h1x|0|7', 'carry|other|0|7']]);
    expect(await database.prisma.turn.count({ where: { conversationId: 'chat', sentAt: null } })).toBe(2);
    const plan = await planOf(...told[0]!);
    expect(plan).toContain('Turn_carried_idx');
    expect(plan).not.toContain('Seq Scan');
  });
  it('a handoff whose number would stand for others in a pattern stands for itself', async () => {
    const { prisma } = database;
    await prisma.turn.updateMany({ where: { activityId: 'carry|h1x|0|7' }, data: { replies: '[1]' } });
    await prisma.handoff.update({ where: { id: 'h2' }, data: { id: 'h_x' } });
    await prisma.turn.create({ data: { conversationId: 'chat', activityId: 'carry|h_x|0|1', replies: '[1]', at: before } });
    await prisma.$transaction((transaction) => servicesAt(database, clock).turns.eraseCarried(transaction, { contactId: 'ana', present: { at: before } } as never));
    expect((await prisma.turn.findMany({ where: { activityId: { in: ['carry|h1x|0|7', 'carry|h_x|0|1'] } }, orderBy: { activityId: 'asc' } })).map(({ replies }) => replies)).toEqual(['[1]', '[]']);
  });
});
