/** A contact whose day stands in ALSO's list cannot change it, but can say that the agreement was renewed; until the list knows, "my status" says so. */
import { addDays, addMonths, dayIn, type Day } from '../../services/day';
import { confirms } from '../mailbox';
import type { Person, Seen } from '../person';
import { createWorld, type World } from '../world';

const ANA = 'ana@zimtwerk.example';
let world: World;
let ana: Person;
beforeEach(async () => { world = await createWorld(); });
afterEach(() => world.stop());

const today = () => dayIn('Europe/Zurich', world.lotse.services.clock.now());
const shown = (day: Day) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day));
const textOf = (seen: readonly Seen[]) => seen.map(({ text }) => text).join('\n');
const titles = () => ana.last.buttons.map(({ title }) => title);
async function bring(day: Day): Promise<void> {
  const file = `company;customer_number;country;contact_name;contact_email;language;signatory;expires_on\nZimtwerk AG;1001;CH;Ana;${ANA};en;yes;${day}\n`;
  await world.lotse.services.partnerLists.import((async function* bytes() { yield Buffer.from(file); })(), { isDryRun: false, skipsRefused: false }, () => {});
}
async function arrivesWith(day: Day): Promise<void> {
  await bring(day);
  ana = world.person('ana', { channel: 'msteams', locale: 'en' });
  await confirms(ana, world.url, ANA);
  await ana.says('no');
}
const agreement = () => world.lotse.database.prisma.agreement.findFirstOrThrow();

it('the new day is noted, shown as not yet confirmed, may be mended, and is the list\'s own once the list says it', async () => {
  const day = addDays(today(), 20);
  await arrivesWith(day);
  expect(ana.last.text).toContain(`Agreement valid until: ${shown(day)}\n`);
  await ana.says('correct something');
  await ana.presses('Agreement valid until');
  const renewed = addMonths(day, 12);
  const words = textOf(await ana.says(shown(renewed)));
  expect(words).toContain('Noted.');
  expect(words).toContain('By your company\'s own account, the agreement is valid.');
  expect(words).toContain(`Agreement valid until: ${shown(renewed)} (not yet confirmed by ALSO's list)\n`);
  expect(await agreement()).toMatchObject({ from: 'contact', claimedAt: expect.any(Date), previousExpiresOn: new Date(day), revision: 1 });
  expect(textOf(await ana.says('my status'))).toContain('(not yet confirmed by ALSO\'s list)');
  await ana.says('correct something');
  await ana.presses('Agreement valid until');
  await ana.says(shown(addDays(renewed, 3)));
  expect(await agreement()).toMatchObject({ expiresOn: new Date(addDays(renewed, 3)), previousExpiresOn: new Date(day), revision: 2 });
  await bring(addDays(renewed, 3));
  const status = textOf(await ana.says('my status'));
  expect(status).toContain('The agreement is valid.');
  expect(status).toContain(`Agreement valid until: ${shown(addDays(renewed, 3))}\n`);
  expect(status).not.toContain('not yet confirmed');
});

it('any other day is ALSO\'s to say, at once and without a question back', async () => {
  const day = addDays(today(), 20);
  await arrivesWith(day);
  for (const other of [addDays(day, 3), addMonths(day, 20), addDays(day, -400)]) {
    await ana.says('correct something');
    await ana.presses('Agreement valid until');
    expect(textOf(await ana.says(shown(other)))).toContain('only ALSO can change it');
  }
  expect(await agreement()).toMatchObject({ expiresOn: new Date(day), from: 'also', revision: 0 });
});

it('what the list says is said before a day is asked for; after the ten days it may be that of a new agreement', async () => {
  const day = addDays(today(), -40);
  await arrivesWith(day);
  await ana.says('correct something');
  const asked = textOf(await ana.presses('Agreement valid until'));
  expect(asked).toContain(`In ALSO's partner list the agreement of Zimtwerk AG runs until ${shown(day)}; only ALSO can change that.`);
  expect(asked).toContain(`to ${shown(addMonths(today(), 13))}.`);
  expect(textOf(await ana.says(shown(addMonths(today(), 12))))).toContain('Noted.');
  expect(await agreement()).toMatchObject({ expiresOn: new Date(addMonths(today(), 12)), previousExpiresOn: new Date(day) });
});

it('of several companies the most urgent one is shown first, and an answer is that of the company that was shown', async () => {
  const [soon, later, gone] = [addDays(today(), 5), addDays(today(), 300), addDays(today(), -60)];
  const rows = [['Ahorn AG', 1002, later], ['Birke AG', 1003, gone], ['Zimtwerk AG', 1001, soon]].map(([company, number, day]) => `${company};${number};CH;Ana;${ANA};en;yes;${day}`);
  const file = ['company;customer_number;country;contact_name;contact_email;language;signatory;expires_on', ...rows, ''].join('\n');
  await world.lotse.services.partnerLists.import((async function* bytes() { yield Buffer.from(file); })(), { isDryRun: false, skipsRefused: false }, () => {});
  ana = world.person('ana', { channel: 'msteams', locale: 'en' });
  await confirms(ana, world.url, ANA);
  await ana.says('no');
  expect(ana.last.text).toContain('Zimtwerk AG');
  expect(titles().filter((title) => title.endsWith(' AG'))).toEqual(['Ahorn AG', 'Birke AG']);
  await ana.says('correct something');
  await ana.presses('Agreement valid until');
  await ana.says(shown(addMonths(soon, 12)));
  expect(ana.last.text).toContain('Zimtwerk AG');
  expect(textOf(await ana.says('my status'))).toContain('Ahorn AG');
});

it('while nothing can be renewed there is nothing to correct', async () => {
  await arrivesWith(addDays(today(), 200));
  await ana.says('correct something');
  expect(titles()).not.toContain('Agreement valid until');
  expect(ana.last.text).toContain('Only ALSO can change what comes from ALSO\'s partner list.');
});

it.each([[20, 'before the agreement of Zimtwerk AG expires?'], [-3, 'has expired. May I write to you first, to remind you while it can still be renewed'], [-40, 'before the next agreement of Zimtwerk AG expires?']])('the question for reminders fits an agreement with %s days left', async (left, words) => {
  await bring(addDays(today(), left));
  ana = world.person('ana', { channel: 'msteams', locale: 'en' });
  expect(textOf(await confirms(ana, world.url, ANA))).toContain(words);
});

describe('"my status"', () => {
  const CHOICES = ['renewed', 'later', 'notMine'];
  const offered = () => ana.last.buttons.flatMap(({ choice }) => (CHOICES.includes(choice ?? '') ? [choice] : []));
  it.each([['before renewal opens', 91, []], ['once it is open', 60, CHOICES], ['on the last day, when nothing can wait', 0, ['renewed', 'notMine']], ['in the ten days', -2, CHOICES], ['when it is over', -11, ['renewed', 'notMine']]] as const)('offers what can be answered to a notice %s', async (_name, left, choices) => {
    await arrivesWith(addDays(today(), left));
    await ana.says('correct something');
    await ana.presses('Reminders');
    await ana.says('yes');
    expect(offered()).toEqual(choices);
  });
  it('where reminders are off, offers to say that it has been renewed; the day is asked for, and back leads to the status', async () => {
    const day = addDays(today(), 20);
    await arrivesWith(day);
    expect(offered()).toEqual(['renewed']);
    expect(textOf(await ana.presses('It has been renewed'))).toContain('Until when is the agreement of Zimtwerk AG valid now?');
    expect(textOf(await ana.says('back'))).toContain(`Agreement valid until: ${shown(day)}\n`);
    await ana.presses('It has been renewed');
    await ana.says(shown(addMonths(day, 12)));
    expect(await agreement()).toMatchObject({ expiresOn: new Date(addMonths(day, 12)), claimedAt: expect.any(Date) });
  });
});
