/** Who may sign: said in a word of one's own, in any language, at the question and where a name is asked for. */
import { confirms } from '../mailbox';
import { createWorld, type World } from '../world';

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

/** Somebody who has proven an address and stands at the question. */
async function asked(name: string) {
  const email = `${name}@firma.example`;
  const person = world.person(name, { locale: 'en' });
  await confirms(person, world.url, email);
  for (const words of ['Firma AG', 'Switzerland', '730 019 284', new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10)]) await person.says(words);
  expect(person.last.text).toContain('Who may sign legal documents for Firma AG?');
  const partOf = () => world.lotse.database.prisma.membership.findFirstOrThrow({ where: { contact: { emailKey: email } }, include: { partner: true } });
  return { person, partOf };
}

it.each([['english', 'me'], ['german', 'Ich'], ['french', 'moi'], ['russian', 'я'], ['arabic', 'أنا'], ['whole', 'I do']])('in %s "%s" means oneself', async (name, words) => {
  const { person, partOf } = await asked(name);
  await person.says(words);
  expect(await partOf()).toMatchObject({ isSignatory: true, partner: { signatoryName: null } });
});

it('who has first meant somebody else, and is asked for the name, may still say "ich", which is no name', async () => {
  const { person, partOf } = await asked('changed');
  await person.says('somebody else');
  await person.says('ich');
  expect(await partOf()).toMatchObject({ isSignatory: true, partner: { signatoryName: null } });
});

it('anybody else\'s name is that of somebody else', async () => {
  const { person, partOf } = await asked('other');
  await person.says('somebody else');
  await person.says('Mia Ichmann');
  expect(await partOf()).toMatchObject({ isSignatory: false, partner: { signatoryName: 'Mia Ichmann' } });
});
