/** What agents do counts once and only where it can be: whoever is refused has said nothing, changed nothing, and stands in no trail. */
import type { Actor } from '../../services/handoffs/handoff';
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

it('a last word by somebody who does not have it is refused like any other', async () => {
  const { person, handoffId } = await asks();
  await world.lotse.acts.accept(luis, handoffId, { id: id() });
  await person.reads();
  expect(await world.lotse.acts.close(mia, handoffId, { id: id(), reason: 'solved', text: 'Bye' })).toEqual({ kind: 'taken', by: 'Luis Favre' });
  expect(await heard(person)).toBe('');
});
