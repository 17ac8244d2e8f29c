/** What agents do counts once and only where it can be: whoever is refused has said nothing, changed nothing, and stands in no trail. */
import type { Actor } from '../../services/handoffs/handoff';
import { confirms } from '../mailbox';
import type { Person, Seen } from '../person';
import { createWorld, type World } from '../world';

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let world: World;
let luis: Actor;
let mia: Actor;
let vera: Actor;
let press = 0;
let people = 0;

beforeAll(async () => {
  world = await createWorld();
  const { agents } = world.lotse.services;
  const signIn = async (name: string, roles: readonly ('agent' | 'lead' | 'auditor')[]) => {
    const agent = await agents.signIn({ tenant: 't', subject: name, name });
    await agents.setRoles(agent, agent.id, roles);
    return agent;
  };
  luis = await signIn('Luis Favre', ['agent']);
  mia = await signIn('Mia Keller', ['agent', 'lead']);
  vera = await signIn('Vera Prüferin', ['auditor']);
});
afterAll(() => world.stop());

const id = () => `press-${(press += 1)}`;
const heard = async (person: Person) => (await person.reads()).map(({ text }: Seen) => text).join('\n');
const trailOf = async (subject: string) => (await world.lotse.services.audit.read({ subject }, 100)).rows.map(({ act }) => act).reverse();
const eventsOf = async (conversationId: string) => (await world.lotse.services.sayings.before(conversationId, undefined, 100)).flatMap(({ about }) => about?.event ?? []);

async function asks(): Promise<{ person: Person; handoffId: string; conversationId: string; contactId: string }> {
  const question = `Question ${(people += 1)}`;
  const person = world.person(`ana-${people}`, { locale: 'en-GB' });
  await person.arrives();
  await person.says('talk to a person');
  await person.says(question);
  await person.reads();
  const { id: handoffId, conversationId, contactId } = await world.lotse.database.prisma.handoff.findFirstOrThrow({ where: { question } });
  return { person, handoffId, conversationId, contactId };
}

it('a lead gives somebody who waits to an agent, who has them then', async () => {
  const { person, handoffId } = await asks();
  expect(await world.lotse.acts.transfer(mia, handoffId, { id: id(), to: luis.id, ofOthers: true })).toMatchObject({ kind: 'done' });
  expect(await heard(person)).toContain('Luis');
  expect(await world.lotse.services.handoffs.find(handoffId)).toMatchObject({ state: 'joined', agentId: luis.id });
  expect(await world.lotse.acts.say(luis, handoffId, { id: id(), text: 'Hello' })).toMatchObject({ kind: 'done' });
});

it('nothing is passed on that is over or waits already: nobody hears that it was, and no trail says so', async () => {
  const { person, handoffId } = await asks();
  expect(await world.lotse.acts.transfer(mia, handoffId, { id: id(), ofOthers: true })).toMatchObject({ kind: 'refused', why: 'notYours' });
  await world.lotse.acts.accept(luis, handoffId, { id: id() });
  await world.lotse.acts.close(luis, handoffId, { id: id(), reason: 'solved' });
  await person.reads();
  expect(await world.lotse.acts.transfer(mia, handoffId, { id: id(), to: luis.id, ofOthers: true })).toEqual({ kind: 'over' });
  expect(await heard(person)).toBe('');
  expect(await trailOf(handoffId)).toEqual(['handoff.accept', 'handoff.close']);
});

it('nobody is given a conversation who may not read any', async () => {
  const { handoffId } = await asks();
  await world.lotse.acts.accept(luis, handoffId, { id: id() });
  expect(await world.lotse.acts.transfer(luis, handoffId, { id: id(), to: vera.id })).toMatchObject({ kind: 'refused', why: 'invalid' });
});

it('who takes it twice has it once: the contact hears of it once', async () => {
  const { person, handoffId } = await asks();
  await world.lotse.acts.accept(luis, handoffId, { id: id() });
  expect(await heard(person)).toContain('Luis');
  expect(await world.lotse.acts.accept(luis, handoffId, { id: id() })).toMatchObject({ kind: 'done' });
  expect(await heard(person)).toBe('');
  expect(await trailOf(handoffId)).toEqual(['handoff.accept']);
});

it('no second agent begins a conversation that somebody has, and one that is begun says who began it', async () => {
  const { person, handoffId, conversationId, contactId } = await asks();
  await world.lotse.database.prisma.contact.update({ where: { id: contactId }, data: { mayWriteFirst: true } });
  await world.lotse.acts.accept(luis, handoffId, { id: id() });
  await person.reads();
  expect(await world.lotse.acts.start(mia, contactId, { id: 'press-of-mia', text: 'Hello' })).toEqual({ kind: 'taken', by: 'Luis Favre' });
  expect(await heard(person)).toBe('');
  expect(await world.lotse.services.handoffs.findIn(conversationId)).toMatchObject({ id: handoffId, agentId: luis.id });
  await world.lotse.acts.close(luis, handoffId, { id: id(), reason: 'solved' });
  expect(await world.lotse.acts.start(mia, contactId, { id: 'press-of-mia', text: 'Hello' })).toMatchObject({ kind: 'done' });
  expect(await eventsOf(conversationId)).toEqual(['arrived', 'asked', 'joined', 'closed', 'started']);
});

it('the same words with a file that come again, even after the end, are answered as the first time, and said once', async () => {
  const { person, handoffId } = await asks();
  await world.lotse.acts.accept(luis, handoffId, { id: id() });
  await person.reads();
  const kept = await world.lotse.services.agentFiles.keep(luis.id, 'dot.png', PICTURE);
  if (kept.kind !== 'kept') throw new Error(kept.reason);
  const asked = { id: id(), text: 'Look', files: [kept.file.id] };
  expect(await world.lotse.acts.say(luis, handoffId, asked)).toMatchObject({ kind: 'done' });
  expect(await world.lotse.acts.say(luis, handoffId, asked)).toMatchObject({ kind: 'done' });
  await world.lotse.acts.close(luis, handoffId, { id: id(), reason: 'solved' });
  expect(await world.lotse.acts.say(luis, handoffId, asked)).toMatchObject({ kind: 'done' });
  expect((await heard(person)).split('Look')).toHaveLength(2);
  expect(await world.lotse.acts.say(luis, handoffId, { id: id(), text: 'One more' })).toEqual({ kind: 'over' });
});

it('what is corrected or moved is no answer to the contact, and is refused to whoever does not have it', async () => {
  const { handoffId } = await asks();
  const { acts, database: { prisma } } = world.lotse;
  await acts.accept(luis, handoffId, { id: id() });
  const name = (value: string) => ({ id: id(), field: 'name' as const, value });
  const step = () => ({ id: id(), procedure: 'order', step: 'sign-in' });
  expect(await acts.correct(luis, handoffId, name('Ana Rossi'))).toMatchObject({ kind: 'done' });
  expect(await acts.move(luis, handoffId, step())).toMatchObject({ kind: 'done' });
  expect(await prisma.handoff.findUniqueOrThrow({ where: { id: handoffId } })).toMatchObject({ agentSaidAt: null, firstWordAt: null });
  expect(await acts.correct(mia, handoffId, name('Eva'))).toEqual({ kind: 'taken', by: 'Luis Favre' });
  expect(await acts.move(mia, handoffId, step())).toEqual({ kind: 'taken', by: 'Luis Favre' });
  await acts.say(luis, handoffId, { id: id(), text: 'Hello' });
  const { agentSaidAt } = await prisma.handoff.findUniqueOrThrow({ where: { id: handoffId } });
  expect(agentSaidAt).not.toBeNull();
  await acts.correct(luis, handoffId, name('Ana Russo'));
  expect(await prisma.handoff.findUniqueOrThrow({ where: { id: handoffId } })).toMatchObject({ agentSaidAt });
  await acts.close(luis, handoffId, { id: id(), reason: 'solved' });
  expect(await acts.correct(luis, handoffId, name('Ana Rossi'))).toEqual({ kind: 'over' });
});

it('an address that an agent writes is shown, and is nobody\'s: a list that brings it later makes a person of their own, and what is theirs stays theirs', async () => {
  const [one, other] = [await asks(), await asks()];
  const { acts, services, database: { prisma } } = world.lotse;
  for (const { handoffId } of [one, other]) {
    await acts.accept(luis, handoffId, { id: id() });
    expect(await acts.correct(luis, handoffId, { id: id(), field: 'email', value: 'nadia@alpenblick.example' })).toMatchObject({ kind: 'done' });
  }
  expect(await services.contacts.get(one.contactId)).toMatchObject({ email: 'nadia@alpenblick.example', emailKey: undefined, verifiedAt: undefined });
  await services.partnerLists.import((async function* file() { yield Buffer.from('company,customer_number,contact_email,expires_on\nAlpenblick AG,100234,nadia@alpenblick.example,2027-03-31\n'); })(), { isDryRun: false, skipsRefused: false }, () => {});
  const nadia = await prisma.contact.findUniqueOrThrow({ where: { emailKey: 'nadia@alpenblick.example' } });
  expect([one.contactId, other.contactId]).not.toContain(nadia.id);
  expect((await prisma.membership.findMany({ where: { partner: { company: 'Alpenblick AG' } } })).map(({ contactId }) => contactId)).toEqual([nadia.id]);
  expect(await acts.correct(luis, one.handoffId, { id: id(), field: 'email', value: 'Nadia@Alpenblick.example' })).toMatchObject({ kind: 'refused', expected: 'emailTaken' });
  for (const { handoffId } of [one, other]) await acts.close(luis, handoffId, { id: id(), reason: 'solved' });
  await one.person.says('menu');
  await one.person.says('delete my data');
  await one.person.says('yes');
  expect(await prisma.contact.count({ where: { id: one.contactId } })).toBe(0);
  // The wish of somebody who is not Nadia does not keep her out of the next list.
  await services.partnerLists.import((async function* file() { yield Buffer.from('company,customer_number,contact_email,expires_on\nAlpenblick AG,100234,nadia@alpenblick.example,2027-04-30\n'); })(), { isDryRun: false, skipsRefused: false }, () => {});
  expect(await prisma.contact.count({ where: { emailKey: 'nadia@alpenblick.example' } })).toBe(1);
  expect(await prisma.erasure.count({ where: { addressKeys: { isEmpty: false } } })).toBe(0);
});

describe('an address that was proven before an agent wrote another', () => {
  const ROW = (email: string) => `Muster AG,100777,Ana Muster,${email},2027-03-31\n`;
  const bring = (...rows: string[]) => world.lotse.services.partnerLists.import((async function* file() { yield Buffer.from(`company,customer_number,contact_name,contact_email,expires_on\n${rows.join('')}`); })(), { isDryRun: false, skipsRefused: false }, () => {});
  const members = async () => (await world.lotse.database.prisma.membership.findMany({ where: { partner: { listedNumber: '100777' } } })).map(({ contactId }) => contactId);
  const kept = (email: string) => world.lotse.database.prisma.contact.count({ where: { emailKey: email } });

  it('leads a list to the same person, and keeps whoever is deleted out of the next one', async () => {
    const [email, claim] = ['ana.muster@muster.example', 'ana@claimed.example'];
    const { acts, database: { prisma } } = world.lotse;
    await bring(ROW(email));
    const person = world.person('ana-who-proves', { locale: 'en-GB' });
    await confirms(person, world.url, email);
    const [ana] = await members();
    await person.says('menu');
    await person.says('talk to a person');
    await person.says('Another address, please');
    const { id: handoffId } = await prisma.handoff.findFirstOrThrow({ where: { contactId: ana! } });
    await acts.accept(luis, handoffId, { id: id() });
    expect(await acts.correct(luis, handoffId, { id: id(), field: 'email', value: claim })).toMatchObject({ kind: 'done' });
    await bring(ROW(email));
    expect([await members(), await kept(email), await kept(claim)]).toEqual([[ana], 0, 0]);
    expect(await world.lotse.services.contacts.get(ana!)).toMatchObject({ email: claim, emailKey: undefined, verifiedAt: undefined });
    expect(JSON.parse((await world.lotse.services.personalFiles.write(ana!))!)).toMatchObject({ contact: { formerEmails: [email] } });
    await acts.close(luis, handoffId, { id: id(), reason: 'solved' });
    for (const words of ['menu', 'delete my data', 'yes']) await person.says(words);
    expect([await prisma.contact.count({ where: { id: ana! } }), await prisma.formerAddress.count()]).toEqual([0, 0]);
    await bring(ROW(email));
    expect([await members(), await kept(email)]).toEqual([[], 0]);
  });
});

it('a last word by somebody who does not have it is refused like any other', async () => {
  const { person, handoffId } = await asks();
  await world.lotse.acts.accept(luis, handoffId, { id: id() });
  await person.reads();
  expect(await world.lotse.acts.close(mia, handoffId, { id: id(), reason: 'solved', text: 'Bye' })).toEqual({ kind: 'taken', by: 'Luis Favre' });
  expect(await heard(person)).toBe('');
});

it.each<[Parameters<World['lotse']['acts']['correct']>[2]['field'], string, unknown, unknown]>([
  ['expiresOn', '2027-03-31', { expiresOn: '2027-02-28' }, { expiresOn: '2027-03-31' }], ['country', 'Schweiz', { country: 'LI' }, { country: 'CH' }], ['customerNumber', '123 456', { customerNumber: null }, { customerNumber: '123456' }],
  ['signatory', 'no', { signatory: 'yes' }, { signatory: 'no' }], ['signatory', 'Berta Boss', { signatory: 'yes' }, { signatory: 'somebodyElse' }], ['language', 'fr', { language: 'en' }, { language: 'fr' }],
  ['name', 'Ana Neu', null, {}], ['email', 'neu@firma.example', null, {}], ['company', 'Boss & Co', null, {}],
])('what %s was and is stands in the trail where it is nobody\'s own, and of names and addresses only that they changed (%s)', async (field, value, before, after) => {
  const { handoffId, contactId } = await asks();
  const partnerId = `partner-${handoffId}`;
  const { prisma } = world.lotse.database;
  await prisma.agent.update({ where: { id: luis.id }, data: { capacity: 50 } });
  await prisma.contact.update({ where: { id: contactId }, data: { name: 'Ana Alt', language: 'en' } });
  await prisma.partner.create({ data: { id: partnerId, company: 'Alt AG', country: 'LI', updatedAt: new Date(), agreement: { create: { expiresOn: new Date('2027-02-28'), from: 'contact', updatedAt: new Date() } }, memberships: { create: { contactId, isSignatory: true } } } });
  await world.lotse.acts.accept(luis, handoffId, { id: id() });
  expect(await world.lotse.acts.correct(luis, handoffId, { id: id(), field, value, partnerId })).toMatchObject({ kind: 'done' });
  const [row] = (await world.lotse.services.audit.read({ subject: contactId }, 1)).rows;
  expect([row!.act, row!.before, row!.after]).toEqual(['contact.correct', before, { field, partnerId, ...(after as object) }]);
  expect(JSON.stringify(row)).not.toMatch(/Ana|firma|Boss|Alt AG/);
});
