/** Somebody whom Lotse does not know yet says what a known contact would say to a notice: nothing false is answered, and after the proof of the address it is done. */
import { LANGUAGES, word } from '../../locales';
import { addDays, dayIn, type Day } from '../../services/day';
import { codeFor, confirms } from '../mailbox';
import type { Person, Seen } from '../person';
import { createWorld, type World } from '../world';

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

const today = () => dayIn('Europe/Zurich', world.lotse.services.clock.now());
const textOf = (seen: readonly Seen[]) => seen.map(({ text }) => text).join('\n');
async function bring(name: string, day: Day): Promise<string> {
  const email = `${name}@${name}.example`;
  const file = `company;customer_number;country;contact_name;contact_email;language;signatory;expires_on\n${name} AG;${1000 + name.length};CH;${name};${email};en;yes;${day}\n`;
  await world.lotse.services.partnerLists.import((async function* bytes() { yield Buffer.from(file); })(), { isDryRun: false, skipsRefused: false }, () => {});
  return email;
}
/** A contact with reminders on, who comes again in a browser that Lotse does not know. */
async function comesAgain(name: string, left = 20): Promise<{ person: Person; email: string }> {
  const email = await bring(name, addDays(today(), left));
  const first = world.person(name, { channel: 'msteams', locale: 'en' });
  await confirms(first, world.url, email);
  await first.says('yes');
  return { person: world.person(`${name}again`, { locale: 'en' }), email };
}
async function proves(person: Person, email: string): Promise<string> {
  await person.says(email);
  return textOf(await person.says(await codeFor(world.url, email)));
}

it('"no more reminders" is neither denied nor forgotten: the address is asked for, then it is carried out', async () => {
  const { person, email } = await comesAgain('anna');
  const asked = textOf(await person.says('no more reminders'));
  expect(asked).not.toContain('switched off already');
  expect(asked).toContain(word('en', 'notices:ask.confirmOff', { link: 'No more reminders' }));
  expect(asked).toContain('What is your business e-mail address?');
  expect(await proves(person, email)).toContain('Shall I stop the reminders?');
  expect(textOf(await person.says('yes'))).toContain('I no longer write to you first');
  expect(await world.lotse.database.prisma.contact.findFirstOrThrow({ where: { emailKey: email } })).toMatchObject({ mayWriteFirst: false });
});

it.each([['berta', 'it has been renewed', 'Until when is the agreement of berta AG valid now?'], ['carla', 'remind me later', 'When shall I remind you about carla AG again?'], ['dorothea', 'somebody else does it', 'Who looks after the renewal for dorothea AG?']])('%s says "%s", and that comes back after the code', async (name, words, answer) => {
  const { person, email } = await comesAgain(name);
  expect(textOf(await person.says(words))).toContain('I do not know yet who is writing');
  expect(await proves(person, email)).toContain(answer);
});

it('a walk that was begun elsewhere does not come between', async () => {
  const email = await bring('emanuela', addDays(today(), 20));
  const first = world.person('emanuela', { channel: 'msteams', locale: 'en' });
  await confirms(first, world.url, email);
  await first.says('renewal');
  const person = world.person('emanuela2', { locale: 'en' });
  await person.says('it has been renewed');
  const said = await proves(person, email);
  expect(said).toContain('Until when is the agreement');
  expect(said).not.toContain('Go on where you were?');
});

it('who has no agreement is told so after the proof, and asked for it', async () => {
  const person = world.person('fritz', { locale: 'en' });
  await person.says('it has been renewed');
  const said = await proves(person, 'fritz@firma.example');
  expect(said).toContain('I do not have an agreement of yours on record yet.');
  expect(said).toContain('Which company do you work for?');
});

it('who goes back instead is left where they were, and nothing is done', async () => {
  const person = world.person('gerda', { locale: 'en' });
  await person.says('it has been renewed');
  expect(textOf(await person.says('back'))).toContain('What would you like');
});

it('is said in every language', async () => {
  for (const language of LANGUAGES) {
    const person = world.person(`vic-${language}`, { channel: 'emulator', locale: language });
    await person.arrives();
    await person.says('menu');
    expect(textOf(await person.says('renewed'))).toContain(word(language, 'notices:ask.confirm', { wish: word(language, 'notices:choice.renewed') }));
  }
});
