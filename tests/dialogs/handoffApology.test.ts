/** After an error a person can be asked for on the apology itself, and on nothing less than a running Lotse: it remembers nothing of the turn that broke. */
import { word } from '../../locales';
import { createWorld, type World } from '../world';
import { offers, press, walk } from './buttons';

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

it.each(['msteams', 'webchat'] as const)('the button of an apology asks for a person, and what was under way goes on: %s', async (channel) => {
  const ana = world.person(`sorry-${channel}`, { channel, locale: 'en' });
  await ana.arrives();
  await walk(ana, 'procedure:order', 'have', 'have');
  const step = ana.last.text;
  jest.spyOn(world.lotse.services.random, 'token').mockImplementationOnce(() => { throw new Error('no chance today'); });
  await ana.says('where am i');
  expect([ana.last.text.includes(word('en', 'error')), offers(ana, 'person')]).toEqual([true, true]);
  await press(ana, 'person');
  expect(ana.last.text).toContain(word('en', 'handoff:ask.label'));
  await ana.says('It broke');
  expect(ana.heard.at(-2)!.text).toContain(word('en', 'handoff:asked.done'));
  expect(ana.last.text).toBe(step);
  expect(await world.lotse.database.prisma.handoff.findFirst({ where: { question: 'It broke', channel } })).toMatchObject({ from: 'lotse', topic: 'order', state: 'waiting' });
});

it('what stands beside the way has no numbers in plain text, which are those of the place', async () => {
  const ana = world.person('plain', { channel: 'emulator', locale: 'en' });
  await ana.says('talk to a person');
  await ana.says('just connect me');
  const asked = ana.heard.at(-2)!;
  expect(asked.text).toContain(`• ${word('en', 'handoff:buttons.withdraw')}`);
  expect(asked.text).not.toMatch(/^1\. /m);
});
