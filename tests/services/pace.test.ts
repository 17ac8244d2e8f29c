/** How fast messages may leave: evenly, over all instances together, later where the other side asks for patience, and whatever the clock does. */
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import { createPace, type Pace } from '../../services/pace';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';

const SECOND = 1000;
const DAY = 86_400_000;

let database: Database;
let now: Date;
let pace: Pace;
const build = () => createPace(database, clockAt(() => now));
const pass = (ms: number) => { now = new Date(now.getTime() + ms); };

async function slots(count: number, key = 'tenant', perSecond = 25): Promise<number[]> {
  const reservations = await Promise.all(Array.from({ length: count }, () => pace.reserve(key, { perSecond, withinMs: 60 * SECOND })));
  return reservations.map((reservation) => {
    if (!('slot' in reservation)) throw new Error('Nothing was free.');
    return reservation.slot.getTime() - now.getTime();
  });
}
/** How many moments lie in the busiest second. */
const most = (moments: readonly number[]) => Math.max(...moments.map((first) => moments.filter((moment) => moment >= first && moment < first + SECOND).length));

beforeAll(async () => { database = await openTestDatabase(readSettings({}).database); });
beforeEach(async () => {
  await database.prisma.pace.deleteMany();
  now = new Date('2027-01-31T09:00:00.000Z');
  pace = build();
});
afterAll(() => database.close());

it('the first one may leave at once, the others one after the other', async () => {
  const [first, second, third] = await slots(3);
  expect(first).toBe(0);
  expect(second! - first!).toBe(third! - second!);
  expect(second).toBeGreaterThanOrEqual(40);
});

it.each([1, 7, 25, 50, 400])('no second has more than %i, and most of them are used', async (perSecond) => {
  const moments = await slots(perSecond * 3, 'tenant', perSecond);
  expect(most(moments)).toBeLessThanOrEqual(perSecond);
  expect(most(moments)).toBeGreaterThanOrEqual(Math.floor(perSecond * 0.8));
});

it('five instances that ask at once get different moments, and together no more than one would', async () => {
  const reservations = await Promise.all(Array.from({ length: 60 }, (_, place) => [build(), build(), build(), build(), build()][place % 5]!.reserve('tenant', { perSecond: 25, withinMs: 60 * SECOND })));
  const moments = reservations.flatMap((each) => ('slot' in each ? [each.slot] : [])).map((slot) => slot.getTime());
  expect(new Set(moments).size).toBe(60);
  expect(most(moments)).toBeLessThanOrEqual(25);
});

it('idle time is not saved up for a burst', async () => {
  await slots(1);
  pass(60 * SECOND);
  expect(most(await slots(60))).toBeLessThanOrEqual(25);
});

it('lies as far ahead as somebody needs to get ready', async () => {
  expect(await pace.reserve('tenant', { perSecond: 25, withinMs: SECOND, aheadMs: 200 })).toEqual({ slot: new Date(now.getTime() + 200) });
});

it('one tenant does not keep another one waiting', async () => {
  await slots(100, 'large');
  expect(await slots(1, 'small')).toEqual([0]);
});

it('takes nothing where one would have to wait too long, and says when it is free', async () => {
  const taken = await slots(100);
  const reservation = await pace.reserve('tenant', { perSecond: 25, withinMs: SECOND });
  expect(reservation).toEqual({ freeAt: expect.any(Date) });
  expect((reservation as { freeAt: Date }).freeAt.getTime() - now.getTime()).toBeGreaterThan(taken.at(-1)!);
  expect(await pace.reserve('tenant', { perSecond: 25, withinMs: SECOND })).toEqual(reservation);
});

it('keeps still for as long as the other side asks, and never for less because of another answer', async () => {
  await pace.holdBack('tenant', new Date(now.getTime() + 30 * SECOND));
  await pace.holdBack('tenant', new Date(now.getTime() + 5 * SECOND));
  expect(await slots(1)).toEqual([30 * SECOND]);
  expect(await slots(1, 'other')).toEqual([0]);
});

it.each([['forward', DAY], ['back', -DAY]])('a clock that jumps %s by a day does not stop it', async (_direction, jump) => {
  await slots(10);
  pass(jump);
  expect((await slots(1))[0]).toBeLessThan(SECOND);
  pass(-jump);
  expect((await slots(1))[0]).toBeLessThan(SECOND);
  await pace.holdBack('tenant', new Date(now.getTime() + 3 * SECOND));
  expect(await slots(1)).toEqual([3 * SECOND]);
});
