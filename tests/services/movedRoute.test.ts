/** A conversation that gets another id is the same one: whoever is there stays there, and all that was kept of it goes along. */
import { createBell } from '../../services/bell';
import { addHandoff, addSaying, NOW, openDesk, type DeskStage } from '../desk/stage';

let desk: DeskStage;
beforeEach(async () => {
  desk = await openDesk();
  await desk.database.prisma.conversation.create({ data: { id: 'talk-old', channel: 'msteams', address: '{}', contactId: 'of-old', state: '{}', version: 3, handoffId: 'h', updatedAt: NOW } });
  await addHandoff(desk.database, 'h', { conversationId: 'talk-old', contactId: 'of-old', state: 'joined', agentId: 'luis' });
  await addSaying(desk.database, 'talk-old', 'contact', 'Hallo', { handoffId: 'h' });
});
afterEach(() => desk.stop());

const conversation = (id: string) => desk.database.prisma.conversation.findUniqueOrThrow({ where: { id } });

it('the person of support, the words, the walks and the chat of an agent are found under the new id, and nothing under the old one', async () => {
  const { prisma } = desk.database;
  const row = { conversationId: 'talk-old', contactId: 'of-old', language: 'de', channel: 'msteams', at: NOW };
  await prisma.walkStep.create({ data: { ...row, walkId: 'w', procedure: 'order', step: 'open', status: 'open' } });
  await prisma.misunderstanding.create({ data: { ...row, text: 'hä', folded: 'ha' } });
  await prisma.agent.create({ data: { id: 'mia', tenant: 't', subject: 'mia', name: 'Mia', firstName: 'Mia', conversationId: 'talk-old', updatedAt: NOW } });
  await prisma.handoffChat.create({ data: { agentId: 'mia', handoffId: 'other', conversationId: 'talk-old', beganAt: NOW } });
  await desk.services.routes.move('talk-old', 'talk-new', '{"new":1}');
  expect([(await conversation('talk-new')).handoffId, (await conversation('talk-old')).handoffId]).toEqual(['h', null]);
  const places = [await prisma.handoff.findFirst(), await prisma.saying.findFirst(), await prisma.walkStep.findFirst(), await prisma.misunderstanding.findFirst(), await prisma.agent.findFirst(), await prisma.handoffChat.findFirst()];
  expect(places.map((each) => each?.conversationId)).toEqual(Array(6).fill('talk-new'));
});

it('where the new conversation is there already, whoever is there is there, too', async () => {
  await desk.database.prisma.conversation.create({ data: { id: 'talk-new', channel: 'msteams', address: '{"its":"own"}', contactId: 'of-old', state: '{"own":true}', version: 7, updatedAt: NOW } });
  await desk.services.routes.move('talk-old', 'talk-new', '{"new":1}');
  // The version tells a turn that is under way there to look again.
  expect(await conversation('talk-new')).toMatchObject({ handoffId: 'h', state: '{"own":true}', address: '{"its":"own"}', version: 8 });
});

it('a listener who does not ask for what was said costs no question', async () => {
  const asked: string[] = [];
  const bell = createBell({ ...desk.database, run: async (statement) => { asked.push(statement.name); return []; } });
  const heard: string[] = [];
  const listening = await bell.listen({ onHandoff: (id) => void heard.push(id) });
  await desk.database.ring('sayings', 'talk-old');
  await desk.database.ring('handoffs', 'h');
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  await listening.stop();
  expect([heard, asked]).toEqual([['h'], []]);
});
