/** What a conversation leaves for the figures: each move of a walk and what was not understood, with the turn itself; and nothing of it once the person is deleted. */
import { createWorld, type World } from '../world';

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

it('walks leave their steps and their end, misunderstandings their words; a deletion takes both away', async () => {
  const { prisma } = world.lotse.database;
  const ana = world.person('ana', { channel: 'webchat' });
  await ana.says('je n\'ai pas reçu le mail');
  await ana.says('Toujours pas d’e-mail');
  await ana.says('Retour');
  await ana.says('xyzzy plugh 123456');
  const steps = await prisma.walkStep.findMany({ orderBy: { id: 'asc' } });
  expect(steps.map(({ procedure, step, problem, status, language, channel }) => [procedure, step, problem, status, language, channel])).toEqual([
    ['activationMail', 'spam', 'missing', 'open', 'fr', 'webchat'], ['activationMail', 'resend', 'missing', 'open', 'fr', 'webchat'], ['activationMail', 'spam', 'missing', 'open', 'fr', 'webchat'],
  ]);
  expect(new Set(steps.map(({ walkId }) => walkId)).size).toBe(1);
  const misheard = await prisma.misunderstanding.findMany();
  expect(misheard).toMatchObject([{ text: 'xyzzy plugh …', folded: 'xyzzy plugh', procedure: 'activationMail', step: 'spam', language: 'fr', contactId: steps[0]!.contactId }]);
  const file = JSON.parse((await world.lotse.services.personalFiles.write(steps[0]!.contactId))!) as { steps: unknown[]; notUnderstood: unknown[] };
  expect([file.steps.length, file.notUnderstood.length]).toEqual([3, 1]);
  await prisma.$transaction((transaction) => world.lotse.services.erasures.erase(steps[0]!.contactId, 'proof')(transaction, { conversationId: steps[0]!.conversationId, activityId: 'now', at: new Date() }));
  expect([await prisma.walkStep.count(), await prisma.misunderstanding.count()]).toEqual([0, 0]);
});

it('an installation that has begun has canned answers for its agents', async () => {
  await world.lotse.jobs.tick();
  await world.lotse.jobs.settle();
  expect((await world.lotse.services.desk.canned.list()).length).toBeGreaterThanOrEqual(12);
});
