/** What agents know of somebody who asks to be forgotten goes with them, also from chats of their own; and their notes reach nobody. */
import { addHandoff, addPartner, addSaying, NOW, openDesk, type DeskStage } from './stage';

let desk: DeskStage;
beforeEach(async () => { desk = await openDesk(); });
afterEach(() => desk.stop());

it('words that were carried to an agent are kept no longer than the person, do not leave any more, and the handoff rings', async () => {
  const { prisma } = desk.database;
  await addPartner(desk.database, 'one');
  await addHandoff(desk.database, 'h', { contactId: 'of-one', conversationId: 'talk-one', state: 'joined', agentId: 'mia', via: 'chat' });
  await prisma.conversation.create({ data: { id: 'talk-one', channel: 'webchat', address: '{}', contactId: 'of-one', state: '{}', version: 1, handoffId: 'h', updatedAt: NOW } });
  await prisma.agent.create({ data: { id: 'mia', tenant: 't', subject: 'mia', name: 'Mia', firstName: 'Mia', conversationId: 'chat-mia', updatedAt: NOW } });
  for (const activityId of ['head|h|0', 'carry|h|0|7', 'carry|other|0|7']) await prisma.turn.create({ data: { conversationId: 'chat-mia', activityId, replies: '[{"text":"words"}]', at: NOW } });
  const rung: string[] = [];
  const listening = await desk.database.listen((topic, payload) => void rung.push(`${topic} ${payload}`));
  await prisma.$transaction((transaction) => desk.services.erasures.erase('of-one', 'proof')(transaction, { conversationId: 'talk-one', activityId: 'a', at: NOW }));
  expect((await prisma.turn.findMany({ where: { conversationId: 'chat-mia' }, orderBy: { activityId: 'asc' } })).map(({ replies, sentAt }) => [replies, sentAt !== null])).toEqual([['[]', true], ['[{"text":"words"}]', false], ['[]', true]]);
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  await listening.stop();
  expect(rung).toContain('handoffs h');
});

it('a note of an agent is not in the file that a contact gets', async () => {
  await addPartner(desk.database, 'one');
  await addSaying(desk.database, 'talk-one', 'contact', 'my question', { contactId: 'of-one' });
  await addSaying(desk.database, 'talk-one', 'note', 'between us', { contactId: 'of-one' });
  const file = await desk.services.personalFiles.write('of-one');
  expect(file).toContain('my question');
  expect(file).not.toContain('between us');
});
