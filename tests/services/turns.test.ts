/** Marks of turns: one that cannot be written leaves only its own turn unsent. */
import { readSettings } from '../../bot/env';
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
