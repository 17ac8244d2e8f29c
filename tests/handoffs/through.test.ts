/** A hand-off from end to end: a contact asks on one channel, an agent takes it, both speak, something is corrected and moved, and Lotse goes on at the exact step. */
import type { Actor } from '../../services/handoffs/handoff';
import type { Person, Seen } from '../person';
import { createWorld, type World } from '../world';
import { Browser } from '../console/browser';
import { post, until } from '../process';

let world: World;
let luis: Actor;
let mia: Actor;
let press = 0;

beforeAll(async () => {
  world = await createWorld();
  const { agents } = world.lotse.services;
  const signIn = (name: string) => agents.signIn({ tenant: 't', subject: name, name });
  [luis, mia] = await Promise.all([signIn('Luis Favre'), signIn('Mia Keller')]);
});
afterAll(() => world.stop());

const id = () => `press-${(press += 1)}`;
const textsOf = (seen: readonly Seen[]) => seen.map(({ text }) => text).join('\n');
const heard = async (person: Person) => textsOf(await person.reads());

async function asksForAPerson(person: Person): Promise<string> {
  await person.says('talk to a person');
  await person.says('The wizard shows another company');
  const [handoff] = await world.lotse.database.prisma.handoff.findMany({ where: { state: { not: 'closed' }, question: { contains: 'another company' } }, orderBy: { askedAt: 'desc' }, take: 1 });
  return handoff!.id;
}

it('a contact in mid-step gets a person, and gets the very step back', async () => {
  const { acts } = world.lotse;
  const ana = world.person('ana', { locale: 'en-GB' });
  await ana.arrives();
  await ana.presses('Assign an order to a Smart Account');
  const [step] = (await ana.says('yes')).slice(-1);
  const handoffId = await asksForAPerson(ana);
  expect(await acts.accept(luis, handoffId, { id: id() })).toMatchObject({ kind: 'done' });
  expect(await heard(ana)).toContain('Luis');
  expect(await acts.accept(mia, handoffId, { id: id() })).toEqual({ kind: 'taken', by: 'Luis Favre' });
  // While somebody is there Lotse is silent.
  expect(await ana.says('It says Beta AG there')).toEqual([]);
  const said = id();
  expect(await acts.say(luis, handoffId, { id: said, text: 'Which company do you see?' })).toMatchObject({ kind: 'done' });
  await acts.say(luis, handoffId, { id: said, text: 'Which company do you see?' });
  expect((await ana.reads()).map(({ text }) => text)).toEqual([expect.stringContaining('Which company do you see?')]);
  await acts.note(luis, handoffId, { id: id(), text: 'sounds like the wrong Smart Account' });
  expect(await heard(ana)).toBe('');
  expect(await acts.close(luis, handoffId, { id: id(), reason: 'solved' })).toMatchObject({ kind: 'done' });
  const back = await ana.reads();
  expect(back.at(-1)!.text).toContain(step!.text);
  const sayings = await world.lotse.services.sayings.before((await world.lotse.services.handoffs.find(handoffId))!.conversationId, undefined, 100);
  expect(sayings.filter(({ by }) => by === 'agent').map(({ text }) => text)).toEqual(['Which company do you see?']);
  expect(sayings.filter(({ by }) => by === 'contact').map(({ text }) => text)).toContain('It says Beta AG there');
}, 30_000);

it('an agent who has as many conversations as they can have takes no other one', async () => {
  const { acts, services } = world.lotse;
  const nora = await services.agents.signIn({ tenant: 't', subject: 'Nora Blanc', name: 'Nora Blanc' });
  await services.agents.setRoles(nora, nora.id, ['agent']);
  await services.agents.setProfile(nora, nora.id, { capacity: 1 });
  const [bea, cem] = [world.person('bea', { locale: 'en-GB' }), world.person('cem', { locale: 'en-GB' })];
  const [first, second] = [await asksForAPerson(bea), await asksForAPerson(cem)];
  expect(await acts.accept(nora, first, { id: id() })).toMatchObject({ kind: 'done' });
  expect(await acts.accept(nora, second, { id: id() })).toEqual({ kind: 'refused', why: 'atCapacity' });
  await acts.close(nora, first, { id: id(), reason: 'answered' });
  expect(await acts.accept(nora, second, { id: id() })).toMatchObject({ kind: 'done' });
}, 30_000);

it('an agent who has as many, and asks for the next one in their chat, hears so, and how that is changed; nobody is taken', async () => {
  const { services, database: { prisma } } = world.lotse;
  const [tenant, subject] = ['tenant-1', 'oid-olga'];
  const olga = await services.agents.signIn({ tenant, subject, name: 'Olga Blanc' });
  await services.agents.setRoles(olga, olga.id, ['agent']);
  await services.agents.setProfile(olga, olga.id, { capacity: 1 });
  const [first, second] = [await asksForAPerson(world.person('gus', { locale: 'en-GB' })), await asksForAPerson(world.person('ida', { locale: 'en-GB' }))];
  await world.lotse.acts.accept(olga, first, { id: id() });
  await prisma.handoff.updateMany({ where: { state: 'waiting', id: { not: second } }, data: { state: 'closed' } });
  const types = (text: string) => post(`${world.url}/api/messages`, JSON.stringify({
    type: 'message', id: id(), text, channelId: 'msteams', serviceUrl: world.connector.url, timestamp: new Date().toISOString(), from: { id: '29:olga', name: 'Olga', aadObjectId: subject }, recipient: { id: '28:bot' },
    conversation: { id: 'a:olga', conversationType: 'personal', tenantId: tenant }, channelData: { tenant: { id: tenant } },
  }));
  const waitsFor = (text: string) => until(() => world.connector.receivedIn('a:olga').some((activity) => JSON.stringify(activity).includes(text)), text);
  await types('hello');
  await waitsFor('/next');
  await types('/next');
  await waitsFor('Gespräche auf einmal');
  expect(await services.handoffs.find(second)).toMatchObject({ state: 'waiting' });
  await services.agents.setProfile(olga, olga.id, { capacity: 2 });
  await types('/next');
  await waitsFor('The wizard shows another company');
  expect(await services.handoffs.find(second)).toMatchObject({ state: 'joined', agentId: olga.id, via: 'chat' });
}, 30_000);

it('whom somebody has who is removed waits for somebody else, and hears so', async () => {
  const enter = async (name: string) => { const browser = new Browser(world.url); await browser.enter(world.lotse.consoleLinks!.make(), name); return browser; };
  const [lead, leaving] = [await enter('Lea Lang'), await enter('Gil Gehrig')];
  const gil = (await leaving.get('/console/api/me')).json<{ id: string }>();
  const dora = world.person('dora', { locale: 'en-GB' });
  const handoffId = await asksForAPerson(dora);
  await leaving.post(`/console/api/handoffs/${handoffId}/accept`, { id: 'accept-00001' });
  await dora.reads();
  expect((await lead.post(`/console/api/agents/${gil.id}/remove`, { id: 'remove-00001' })).status).toBe(200);
  expect(await world.lotse.services.handoffs.find(handoffId)).toMatchObject({ state: 'waiting' });
  expect(await heard(dora)).toContain('Somebody else');
  expect((await leaving.get('/console/api/queue')).status).toBe(401);
}, 30_000);
