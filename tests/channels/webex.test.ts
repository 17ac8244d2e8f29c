/** Webex, played over real HTTP: what people say and press there, and what becomes of it. */
import { buttonsOf, createWebexWorld, type WebexWorld } from '../webexWorld';

let world: WebexWorld;

beforeAll(async () => { world = await createWebexWorld(); });
afterAll(() => world?.stop());

describe('a conversation', () => {
  it('goes from the greeting through a procedure, with buttons and with typed numbers', async () => {
    const ana = world.person('Ana Keller');
    const [greeting] = await ana.arrives();
    expect(greeting!.text).toContain('Lotse');
    console.log(JSON.stringify(greeting, null, 1).slice(0, 3000));
    const answers = await ana.says('1');
    console.log(answers.map(({ text }) => text).join('\n---\n'));
    console.log(buttonsOf(answers).map(({ title }) => title));
  });
});
