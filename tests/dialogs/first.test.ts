import { createWorld, type World } from '../world';

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

describe('the first words', () => {
  for (const channel of ['webchat', 'msteams', 'emulator'] as const) {
    it(`greets once in the client's language and offers the procedures (${channel})`, async () => {
      const ana = world.person('ana', { channel, locale: 'fr-CH' });
      const [greeting] = await ana.arrives();
      expect(greeting?.text).toContain('Lotse');
      if (channel === 'webchat') expect(greeting?.language).toBe('fr');
      await ana.says('6');
      expect(ana.last.text).toContain('Cisco');
    });
  }
});
