/** Several people of a company may want reminders; who comes later hears that somebody else is reminded first, and not who. */
import { LANGUAGES, word } from '../../locales';
import { confirms } from '../mailbox';
import type { Person } from '../person';
import { createWorld, type World } from '../world';

const DAY = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10);
const NAMES = ['ana', 'bert', 'cleo', ...LANGUAGES];
const LIST = ['company;customer_number;country;contact_name;contact_email;language;signatory;expires_on',
  ...NAMES.map((name) => `Firma AG;55550001;CH;Zimtblau ${name};${name}@firma.example;;yes;${DAY}`), `Allein AG;55550002;CH;Dora;dora@allein.example;;yes;${DAY}`].join('\n');

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await world.lotse.services.partnerLists.import((async function* file() { yield Buffer.from(LIST); })(), { isDryRun: false, skipsRefused: false }, () => {});
});
afterAll(() => world.stop());

/** Somebody who has proven the address of the list, and is asked whether Lotse may write first. */
async function asked(name: string, email = `${name}@firma.example`): Promise<Person> {
  const person = world.person(name, { locale: 'en' });
  await confirms(person, world.url, email);
  expect(person.last.buttons.map(({ choice }) => choice)).toContain('reminders:yes');
  return person;
}
const answer = async (person: Person, choice: string) => (await person.presses(person.last.buttons.find((button) => button.choice === choice)!.title)).map(({ text }) => text).join('\n');
const TOLD = word('en', 'identity:record.colleagueFirst', { company: 'Firma AG' });

it('the first one hears nothing of it, nor who says no, nor who is alone; the second one does, without a name', async () => {
  expect(await answer(await asked('ana'), 'reminders:yes')).not.toContain(TOLD);
  expect(await answer(await asked('cleo'), 'reminders:no')).not.toContain(TOLD);
  expect(await answer(await asked('dora', 'dora@allein.example'), 'reminders:yes')).not.toContain('remind a colleague');
  const told = await answer(await asked('bert'), 'reminders:yes');
  expect(told).toContain(TOLD);
  expect(told).not.toMatch(/ana|cleo/i);
});

it('who is in charge already, or was first and says yes again, is the first one', async () => {
  const { prisma } = world.lotse.database;
  const [ana, bert] = await Promise.all(['ana', 'bert'].map((name) => prisma.contact.findUniqueOrThrow({ where: { emailKey: `${name}@firma.example` } })));
  const { id } = await prisma.partner.findUniqueOrThrow({ where: { listedNumber: '55550001' } });
  const { notices, clock } = world.lotse.services;
  const behind = () => Promise.all([ana!, bert!].map((contact) => notices.hasColleagueFirst(contact.id, id, clock.now())));
  expect(await behind()).toEqual([false, true]);
  await prisma.agreement.update({ where: { partnerId: id }, data: { inCharge: bert!.id } });
  expect(await behind()).toEqual([true, false]);
  await prisma.agreement.update({ where: { partnerId: id }, data: { inCharge: null } });
  // Whom nobody can reach does not stand in anybody's way.
  await prisma.contact.update({ where: { id: ana!.id }, data: { mailDeadAt: clock.now() } });
  expect(await behind()).toEqual([true, false]);
  await prisma.contact.update({ where: { id: ana!.id }, data: { mailDeadAt: null } });
});

it.each(LANGUAGES)('it is said in %s', async (language) => {
  const person = await asked(language);
  await person.says(word(language, 'languageName'));
  expect(await answer(person, 'reminders:yes')).toContain(word(language, 'identity:record.colleagueFirst', { company: 'Firma AG' }));
});
