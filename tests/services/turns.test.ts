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
