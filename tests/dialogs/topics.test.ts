/** What follows a guess: answers to "which do you mean" are never answers to something else, and none is met with silence. */
import { createWorld, type World } from '../world';

const TOLD: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'licences gone': { 'problem.order.licencesMissing': 0.9 }, 'who are you then': { 'answer.lotse': 0.9 }, 'all over again maybe': { 'command.restart': 0.5, 'command.help': 0.2 }, 'once more from zero': { 'command.restart': 0.95 },
};
let world: World;
beforeAll(async () => { world = await createWorld({}, { understanding: { guess: (text) => Object.entries(TOLD[text] ?? {}).map(([topic, confidence]) => ({ topic, confidence })) } }); });
afterAll(() => world.stop());

it('a yes where nothing was left to choose from is asked again, and a no leads on', async () => {
  const ana = world.person('ana', { channel: 'emulator', locale: 'en' });
  await ana.says('register');
  await ana.says('licences gone');
  await ana.says('Not what I meant');
  expect((await ana.says('yes')).length).toBeGreaterThan(0);
  expect((await ana.says('no')).at(-1)!.text).toContain('Register as a Cisco partner');
});

it('an ok to an answer only says that it was read', async () => {
  const ben = world.person('ben', { channel: 'emulator', locale: 'en' });
  await ben.says('hello');
  await ben.says('who are you then');
  const said = await ben.says('ok');
  expect(said.length).toBeGreaterThan(0);
  expect(await world.lotse.database.prisma.handoff.count()).toBe(0);
  expect(said.at(-1)!.text).not.toContain('What is it about?');
});

it('a guessed "start again" keeps the place; the button for it begins anew', async () => {
  const eva = world.person('eva', { channel: 'emulator', locale: 'en' });
  const titles = () => eva.last.buttons.map(({ title }) => title);
  await eva.says('register');
  await eva.says('yes');
  await eva.says('once more from zero');
  expect((await eva.says('go on')).at(-1)!.text).toContain('customer number');
  expect(titles()).toContain('Back');
  await eva.says('all over again maybe');
  await eva.presses('Start again');
  // What was answered is known; the steps behind are gone.
  expect([eva.last.text.includes('customer number'), titles().includes('Back')]).toEqual([true, false]);
});
