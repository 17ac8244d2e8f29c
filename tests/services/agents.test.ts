/** People of support who left: nobody is known by name for ever, and what they did can still be read. */
import { createRetention } from '../../bot/retention';
import { readSettings } from '../../bot/env';
import { ANNA, addHandoff, addPartner, addSaying, NOW, openDesk, type DeskStage } from '../desk/stage';

const DAY_MS = 86_400_000;
let desk: DeskStage;
beforeEach(async () => { desk = await openDesk(); });
afterEach(() => desk.stop());

const later = (days: number) => new Date(NOW.getTime() + days * DAY_MS);
const { retention, files: { retentionDays: fileDays } } = readSettings({});
const keepHouse = () => createRetention({ ...retention, fileDays, auditMonths: 24 }, desk.services, ['msteams']).run();

it('an agent who was removed is forgotten after ninety days: names, directory and chat go, history and trail stay', async () => {
  const { database, services: { agents, audit } } = desk;
  const { prisma } = database;
  const luis = await agents.signIn({ tenant: 'directory', subject: 'oid-luis', name: 'Luis Favre', email: 'luis@also.example' });
  const mia = await agents.signIn({ tenant: 'directory', subject: 'oid-mia', name: 'Mia Keller' });
  await agents.setRoles(ANNA, luis.id, ['agent']);
  await agents.setConversation(luis.id, 'msteams|chat-of-luis');
  await prisma.conversation.create({ data: { id: 'msteams|chat-of-luis', channel: 'msteams', address: '{"user":{"aadObjectId":"oid-luis"}}', contactId: 'as-contact', state: '{}', version: 1, updatedAt: NOW } });
  await prisma.handoffChat.create({ data: { agentId: luis.id, handoffId: 'one', conversationId: 'msteams|chat-of-luis', beganAt: NOW } });
  await addPartner(database, 'one');
  await addHandoff(database, 'one', { state: 'joined', agentId: luis.id });
  await addSaying(database, 'talk-one', 'agent', 'Guten Tag', { contactId: 'of-one', agentId: luis.id, handoffId: 'one' });
  desk.at(later(1));
  expect(await agents.remove(ANNA, luis.id)).toBe(true);
  desk.at(later(90));
  await keepHouse();
  expect(await agents.find(luis.id)).toMatchObject({ name: 'Luis Favre', email: 'luis@also.example' });
  await prisma.conversation.update({ where: { id: 'msteams|chat-of-luis' }, data: { updatedAt: NOW } });
  desk.at(later(92));
  await addSaying(database, 'talk-one', 'agent', 'Noch etwas', { contactId: 'of-one', agentId: luis.id, handoffId: 'one', at: later(92) });
  await keepHouse();
  const row = await prisma.agent.findUniqueOrThrow({ where: { id: luis.id } });
  expect(JSON.stringify([row, await prisma.handoffChat.findMany(), await prisma.conversation.findMany()])).not.toMatch(/luis|favre|directory|oid/i);
  expect(row).toMatchObject({ name: '', conversationId: null, roles: [] });
  expect(await agents.find(mia.id)).toMatchObject({ name: 'Mia Keller' });
  // What was done is still somebody's.
  expect((await desk.reads.handoff(ANNA, 'one'))!.handoff.agent).toEqual({ id: luis.id, name: '' });
  expect((await desk.reads.sayings('one', {}))!.sayings.at(-1)!.agent).toBe('');
  expect((await audit.read({ subject: luis.id }, 10)).rows.map(({ act }) => act)).toEqual(['removed', 'roles']);
  expect(await audit.verify()).toMatchObject({ holds: true });
});

it('somebody who was forgotten comes back as somebody new, and the former one gets no roles any more', async () => {
  const { agents } = desk.services;
  const identity = { tenant: 'directory', subject: 'oid-luis', name: 'Luis Favre' };
  const { id } = await agents.signIn(identity);
  await agents.setRoles(ANNA, id, ['agent']);
  await agents.remove(ANNA, id);
  desk.at(later(91));
  await keepHouse();
  expect(await agents.setRoles(ANNA, id, ['admin'])).toBe(false);
  expect(await agents.findBySender({ tenant: 'directory', id: 'oid-luis' })).toBeUndefined();
  expect((await agents.signIn(identity)).id).not.toBe(id);
});

it('whoever came back meanwhile is not forgotten', async () => {
  const { agents } = desk.services;
  const { id } = await agents.signIn({ tenant: 'directory', subject: 'oid-luis', name: 'Luis Favre' });
  await agents.remove(ANNA, id);
  await agents.setRoles(ANNA, id, ['agent']);
  desk.at(later(91));
  await keepHouse();
  await agents.forget(id);
  expect(await agents.find(id)).toMatchObject({ name: 'Luis Favre', isRemoved: false });
});
