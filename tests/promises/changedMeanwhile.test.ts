/** What changes between the claim of a message and its words: what is not true any more is not said, and the rest does not wait for it. */
import { confirms } from '../mailbox';
import { getKept } from '../kept';
import { post } from '../process';
import { createWorld, type World } from '../world';

const EXPIRY = new Date('2027-03-04');
const LATER = new Date('2199-01-01');
let world: World;
beforeAll(async () => {
  world = await createWorld();
  await post(`${world.url}/local/clock`, JSON.stringify({ now: '2027-02-02T09:00:00Z', asleep: true }));
});
afterAll(async () => {
  jest.restoreAllMocks();
  await world.stop();
});
const prisma = () => world.lotse.database.prisma;

/** Somebody with two companies of which one message is due now, planned by hand. */
async function twoCompanies(): Promise<{ contactId: string; partnerIds: string[] }> {
  const person = world.person('eva', { channel: 'emulator', locale: 'en' });
  await confirms(person, world.url, 'eva@firma.example');
  await person.says('menu');
  const { contactId } = await getKept(world.lotse.database, 'emulator|emulator-eva-');
  await prisma().contact.update({ where: { id: contactId }, data: { mayWriteFirst: true } });
  await prisma().conversation.updateMany({ where: { contactId }, data: { busyUntil: null } });
  const at = world.lotse.services.clock.now();
  const partnerIds = await Promise.all(['Erste AG', 'Zweite AG'].map(async (company) => {
    const { id } = await prisma().partner.create({ data: { company, updatedAt: at, memberships: { create: { contactId } }, agreement: { create: { expiresOn: EXPIRY, from: 'contact', since: LATER, updatedAt: at } } } });
    await prisma().notice.create({ data: { id: company, subject: id, cycle: '2027-03-04', milestone: 'T-30', contactId, state: 'planned', dueAt: at, createdAt: at, updatedAt: at } });
    return id;
  }));
  await prisma().agreement.updateMany({ data: { lookAt: LATER } });
  return { contactId, partnerIds };
}

it('a company whose day has changed is left out, and the other one is told at once', async () => {
  const { partnerIds } = await twoCompanies();
  const { notices } = world.lotse.services;
  const { partnersOf } = notices;
  jest.spyOn(notices, 'partnersOf').mockImplementationOnce(async (rows) => {
    await prisma().agreement.update({ where: { partnerId: partnerIds[1]! }, data: { expiresOn: new Date('2028-03-04') } });
    return partnersOf(rows);
  });
  await world.lotse.jobs.tick();
  await world.lotse.jobs.settle();
  const rows = await prisma().notice.findMany({ where: { id: { in: ['Erste AG', 'Zweite AG'] } }, orderBy: { id: 'asc' } });
  expect(rows.map(({ state, reason }) => [state, reason])).toEqual([['sent', null], ['cancelled', 'changed']]);
  const person = (await prisma().conversation.findFirstOrThrow({ where: { noticeId: rows[0]!.messageId } })).id.slice('emulator|'.length);
  const said = world.connector.receivedIn(person).at(-1)!.text!;
  expect(said).toContain('Erste AG');
  expect(said).not.toContain('Zweite AG');
});
