/** What agents know of somebody who asks to be forgotten goes with them, also from chats of their own; and their notes reach nobody. */
import { createLocalMailbox } from '../../services/mail';
import { clockAt } from '../clocks';
import { addHandoff, addPartner, addSaying, ANNA, NOW, openDesk, type DeskStage } from './stage';

let desk: DeskStage;
beforeEach(async () => { desk = await openDesk(); });
afterEach(() => desk.stop());

it('words that were carried to an agent are kept no longer than the person, do not leave any more, and the handoff rings', async () => {
  const { prisma } = desk.database;
  await addPartner(desk.database, 'one');
  await addHandoff(desk.database, 'h', { contactId: 'of-one', conversationId: 'talk-one', state: 'joined', agentId: 'mia', via: 'chat' });
  await prisma.conversation.create({ data: { id: 'talk-one', channel: 'webchat', address: '{}', contactId: 'of-one', state: '{}', version: 1, handoffId: 'h', updatedAt: NOW } });
  await prisma.agent.create({ data: { id: 'mia', tenant: 't', subject: 'mia', name: 'Mia', firstName: 'Mia', conversationId: 'chat-mia', updatedAt: NOW } });
  for (const activityId of ['head|h|0', 'carry|h|0|7', 'carry|other|0|7', 'queue|chat|chat-mia|1']) await prisma.turn.create({ data: { conversationId: 'chat-mia', activityId, replies: '[{"text":"words"}]', at: NOW } });
  // She had another chat when it began.
  await prisma.turn.create({ data: { conversationId: 'chat-before', activityId: 'carry|h|0|3', replies: '[{"text":"words"}]', at: NOW } });
  const rung: string[] = [];
  const listening = await desk.database.listen((topic, payload) => void rung.push(`${topic} ${payload}`));
  await prisma.$transaction((transaction) => desk.services.erasures.erase('of-one', 'proof')(transaction, { conversationId: 'talk-one', activityId: 'a', at: NOW }));
  expect((await prisma.turn.findMany({ where: { conversationId: 'chat-mia' }, orderBy: { activityId: 'asc' } })).map(({ replies, sentAt }) => [replies, sentAt !== null])).toEqual([['[]', true], ['[{"text":"words"}]', false], ['[]', true], ['[]', true]]);
  expect(await prisma.turn.findFirst({ where: { conversationId: 'chat-before' } })).toMatchObject({ replies: '[]' });
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  await listening.stop();
  expect(rung).toContain('handoffs h');
});

it('a copy of a mail to support, kept in local mode, goes with the contact whose story it tells, and none is kept afterwards', async () => {
  const { prisma } = desk.database;
  for (const id of ['one', 'two']) {
    await addPartner(desk.database, id);
    await addHandoff(desk.database, id, {});
    await prisma.conversation.create({ data: { id: `talk-${id}`, channel: 'webchat', address: '{}', contactId: `of-${id}`, state: '{}', version: 1, updatedAt: NOW } });
  }
  const mailbox = createLocalMailbox(desk.database, clockAt(() => NOW));
  const mail = { to: 'support@also.example', language: 'de' as const, subject: 's', html: '', attachments: [] };
  for (const handoffId of ['one', 'two', undefined]) await mailbox.send({ ...mail, text: `story of ${handoffId}`, ...(handoffId && { handoffId }) });
  await prisma.$transaction((transaction) => desk.services.erasures.erase('of-one', 'proof')(transaction, { conversationId: 'talk-one', activityId: 'a', at: NOW }));
  expect((await mailbox.list()).map(({ text }) => text)).toEqual(['story of two', 'story of undefined']);
  expect(await prisma.erasure.findFirst()).toMatchObject({ counts: { mailbox: 1 } });
  await mailbox.send({ ...mail, text: 'written before, kept after', handoffId: 'one' });
  expect(await mailbox.list()).toHaveLength(2);
});

it('what a directory calls whoever asked is shown where no name is known, is in the file of their own, and goes with the question and with the person', async () => {
  const { prisma } = desk.database;
  const { handoffs, personalFiles, erasures } = desk.services;
  await prisma.contact.create({ data: { id: 'ana', updatedAt: NOW } });
  await prisma.conversation.create({ data: { id: 'talk', channel: 'msteams', address: '{}', contactId: 'ana', state: '{}', version: 1, updatedAt: NOW } });
  const turn = { conversationId: 'talk', activityId: 'a', at: NOW };
  const asked = { contactId: 'ana', from: 'contact' as const, topic: 'other', language: 'de' as const, channel: 'msteams', question: 'Hilfe', calledName: 'Ana\u202e <b>Directory' };
  await prisma.$transaction((transaction) => handoffs.open({ ...asked, id: 'h' })(transaction, turn) as Promise<void>);
  expect((await desk.reads.queue(ANNA)).waiting.map(({ contact }) => contact)).toEqual(['Ana b Directory']);
  expect((await desk.reads.contact(ANNA, 'ana'))!.contact).toMatchObject({ name: null, calledName: 'Ana b Directory' });
  expect(await personalFiles.write('ana')).toContain('Ana b Directory');
  await prisma.contact.update({ where: { id: 'ana' }, data: { name: 'Ana Muster' } });
  expect((await desk.reads.queue(ANNA)).waiting.map(({ contact }) => contact)).toEqual(['Ana Muster']);
  const kept = async () => (await prisma.handoff.findMany()).map(({ calledName }) => calledName);
  await prisma.handoff.update({ where: { id: 'h' }, data: { closedAt: NOW, state: 'closed', question: '' } });
  await handoffs.forget(new Date(NOW.getTime() - 1), new Date(0));
  expect(await kept()).toEqual(['Ana b Directory']);
  await handoffs.forget(new Date(NOW.getTime() + 1), new Date(0));
  expect(await kept()).toEqual([null]);
  await prisma.handoff.update({ where: { id: 'h' }, data: { calledName: 'Ana' } });
  await prisma.$transaction((transaction) => erasures.erase('ana', 'proof')(transaction, turn));
  expect(await kept()).toEqual([null]);
});

it('a note of an agent is not in the file that a contact gets', async () => {
  await addPartner(desk.database, 'one');
  await addSaying(desk.database, 'talk-one', 'contact', 'my question', { contactId: 'of-one' });
  await addSaying(desk.database, 'talk-one', 'note', 'between us', { contactId: 'of-one' });
  const file = await desk.services.personalFiles.write('of-one');
  expect(file).toContain('my question');
  expect(file).not.toContain('between us');
});
