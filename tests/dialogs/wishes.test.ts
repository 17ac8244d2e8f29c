/** A contact wishes to be asked later: by press and in words, in private only, and Lotse says kindly what it will do. */
import { findText, LANGUAGES, word } from '../../locales';
import { addDays, dayIn } from '../../services/day';
import { writeDay } from '../../locales';
import { withoutMarks } from '../../dialogs/message';
import { post } from '../process';
import { see, type Person, type Seen } from '../person';
import { createWorld, type World } from '../world';
import { offers, placeOf, press, stateOf, walk } from './buttons';

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

let count = 0;
async function somebody(procedure: string, ...choices: string[]): Promise<Person> {
  const person = world.person(`w${(count += 1)}`, { channel: 'msteams', locale: 'en' });
  await person.arrives();
  await walk(person, `procedure:${procedure}`, ...choices);
  return person;
}
const journeyOf = async (person: Person, procedure: 'webex' | 'activationMail') => (await stateOf(world, person)).journeys[procedure]!.journey;
async function nudgesOf(person: Person, procedure: 'webex' | 'activationMail') {
  const { id } = await journeyOf(person, procedure);
  const rows = await world.lotse.database.prisma.notice.findMany({ where: { subject: id! }, orderBy: { dueAt: 'asc' } });
  return rows.map(({ milestone, state }) => `${milestone} ${state}`);
}
const soon = (days: number) => addDays(dayIn('Europe/Zurich', world.lotse.services.clock.now()), days);
const written = (day: string) => day.split('-').reverse().join('.');
const en = (key: string, values?: Record<string, string | number>) => withoutMarks(findText('en', key, values)!.text);

describe('the activation mail', () => {
  it('is asked about after "done", with a promise; "ok" means no answer, and the rung stays', async () => {
    const ana = await somebody('activationMail', 'notHelped');
    await ana.says('done');
    expect(ana.last.text).toContain(en('activationMail:nudges.resent.promise', { minutes: 15 }));
    for (const words of ['ok', 'thanks', 'yes', 'done', 'no']) await ana.says(words);
    expect([await placeOf(world, ana, 'activationMail'), await nudgesOf(ana, 'activationMail')]).toEqual(['resend waiting', ['nudge:activationMail planned']]);
    const row = await world.lotse.database.prisma.notice.findFirstOrThrow({ where: { subject: (await journeyOf(ana, 'activationMail')).id! } });
    expect(row.dueAt.getTime() - Date.parse(row.cycle)).toBe(15 * 60_000);
  });
  it.each(LANGUAGES)('a typed yes is asked back, as it may mean that one waits; a second one says that it has come: %s', async (language) => {
    const ana = await somebody('activationMail', 'notHelped', 'asked');
    await ana.says(word(language, 'languageName'));
    const yes = { en: 'yes', de: 'ja', fr: 'oui', ru: 'да', ar: 'نعم' }[language];
    await ana.says(yes);
    expect(ana.last.text).toContain(word(language, 'notices:nudge.activationMail.title'));
    expect([await placeOf(world, ana, 'activationMail'), await nudgesOf(ana, 'activationMail')]).toEqual(['resend waiting', ['nudge:activationMail planned']]);
    await ana.says(yes);
    expect(await placeOf(world, ana, 'activationMail')).toBe('enterCode');
  });
  it.each([['helped', 'enterCode'], ['notHelped', 'clearBrowser']])('is not asked about any more after "%s"', async (choice, step) => {
    const ana = await somebody('activationMail', 'notHelped', 'asked', choice);
    expect([await placeOf(world, ana, 'activationMail'), await nudgesOf(ana, 'activationMail')]).toEqual([step, ['nudge:activationMail cancelled']]);
  });
  it('is not asked about after going back, or starting again, and Lotse says so', async () => {
    const back = await somebody('activationMail', 'notHelped', 'asked');
    await back.says('back');
    const again = await somebody('activationMail', 'notHelped', 'asked');
    const before = (await journeyOf(again, 'activationMail')).id;
    await again.says('start again');
    for (const person of [back, again]) expect(person.last.text).toContain(en('activationMail:nudges.resent.off'));
    expect(await nudgesOf(back, 'activationMail')).toEqual(['nudge:activationMail cancelled']);
    expect((await journeyOf(again, 'activationMail')).id).not.toBe(before);
    expect(await world.lotse.database.prisma.notice.findMany({ where: { subject: before! } })).toMatchObject([{ state: 'cancelled', reason: 'moved' }]);
  });
});

describe('the start date of Webex', () => {
  it('is understood where it is asked for, and named back with both days on which Lotse asks', async () => {
    const mia = await somebody('webex', 'next', 'asked');
    await mia.says(written(soon(40)));
    expect(mia.last.text).toContain(writeDay('en', soon(40)));
    expect([await placeOf(world, mia, 'webex'), await nudgesOf(mia, 'webex')]).toEqual(['mail waiting', ['nudge:webexMail planned', 'nudge:webexBegun planned']]);
  });
  it('is understood in words at the step itself, and at the remedy', async () => {
    const mia = await somebody('webex', 'next');
    await mia.says(`it is on ${writeDay('en', soon(20))}`);
    expect(await placeOf(world, mia, 'webex')).toBe('mail waiting');
    const leo = await somebody('webex', 'next', 'trouble', 'problem:notStarted', 'answer:notYet');
    await leo.says(`am ${writeDay('de', soon(20))}`);
    expect([await placeOf(world, leo, 'webex'), await nudgesOf(leo, 'webex')]).toEqual(['waitForStartDate waiting', ['nudge:webexMail planned', 'nudge:webexBegun planned']]);
  });
  it('that has come leads to what to do, and today it is asked about tomorrow', async () => {
    const past = await somebody('webex', 'next', 'asked');
    await past.says(written(soon(-3)));
    expect([await placeOf(world, past, 'webex'), await nudgesOf(past, 'webex')]).toEqual(['oneDayLater', []]);
    const today = await somebody('webex', 'next', 'asked');
    await today.says(written(soon(0)));
    expect([await placeOf(world, today, 'webex'), await nudgesOf(today, 'webex')]).toEqual(['oneDayLater', ['nudge:webexBegun planned']]);
    for (const person of [past, today]) expect(person.last.text).toContain(en('webex:nudges.setUpMail.hasCome'));
  });
  it('is asked back where it is far away or may be two; "no" asks again', async () => {
    const far = await somebody('webex', 'next', 'asked');
    await far.says(written(soon(800)));
    expect(far.last.text).toContain(en('webex:nudges.setUpMail.question.far', { date: writeDay('en', soon(800)) }));
    await far.says('no');
    expect(far.last.text).toContain(en('webex:nudges.setUpMail.question.label'));
    await far.says(written(soon(800)));
    await far.says('yes');
    expect(await placeOf(world, far, 'webex')).toBe('mail waiting');
    const two = await somebody('webex', 'next', 'asked');
    const year = Number(soon(0).slice(0, 4)) + 1;
    await two.says(`01/02/${year}`);
    await press(two, `day:${year}-01-02`);
    expect((await journeyOf(two, 'webex')).wish).toMatchObject({ day: `${year}-01-02`, next: 0 });
  });
  it('is asked for once more where the words are no date, then a person is offered; commands are commands', async () => {
    const mia = await somebody('webex', 'next', 'asked');
    await mia.says('sometime in spring');
    expect(mia.last.text).toContain(word('en', 'identity:not.expiry'));
    await mia.says('I really cannot say');
    expect(offers(mia, 'person')).toBe(true);
    expect(mia.last.text).toContain(word('en', 'menu.notUnderstoodTwice'));
    await mia.says('menu');
    expect(offers(mia, 'goOn')).toBe(true);
  });
  it('asked for another day goes with the old one; the second question alone stays after "still no e-mail"', async () => {
    const mia = await somebody('webex', 'next', 'asked');
    await mia.says(written(soon(20)));
    await press(mia, 'asked');
    await mia.says(written(soon(30)));
    expect(await nudgesOf(mia, 'webex')).toEqual(['nudge:webexMail cancelled', 'nudge:webexBegun cancelled', 'nudge:webexMail planned', 'nudge:webexBegun planned']);
    await walk(mia, 'notCame', 'finish');
    expect(await nudgesOf(mia, 'webex')).toEqual(['nudge:webexMail cancelled', 'nudge:webexBegun cancelled', 'nudge:webexMail cancelled', 'nudge:webexBegun planned']);
    // What Lotse has promised to ask about is still open in the menu.
    await walk(mia, 'procedure:webex', 'begun', 'answer:guide');
    expect([await placeOf(world, mia, 'webex'), (await nudgesOf(mia, 'webex')).at(-1)]).toEqual(['role', 'nudge:webexBegun cancelled']);
  });
});

describe('what Lotse asks by itself', () => {
  const after = async (person: Person, duration: string) => { await world.advance(duration); return person.reads(); };
  it.each(['msteams', 'webchat'] as const)('about the activation mail comes after a quarter of an hour, and the answer goes on at the rung (%s)', async (channel) => {
    const ana = world.person(`w${(count += 1)}`, { channel, locale: 'en' });
    await ana.arrives();
    await walk(ana, 'procedure:activationMail', 'notHelped', 'asked');
    expect(await after(ana, 'PT14M')).toEqual([]);
    expect((await after(ana, 'PT1M')).map(({ buttons }) => buttons.map(({ choice }) => choice))).toEqual([['came', 'notCame', 'person']]);
    const asked = ana.last;
    await press(ana, 'notCame');
    expect(ana.last.text).toContain(en('activationMail:steps.clearBrowser.title'));
    // Bad news once more is none; the good news is always welcome.
    await press(ana, 'notCame', asked);
    expect(ana.last.text).toContain(en('activationMail:nudges.resent.gone'));
    expect(ana.last.text).toContain(en('activationMail:steps.clearBrowser.title'));
    await press(ana, 'came', asked);
    expect(ana.last.text).toContain(en('activationMail:steps.enterCode.title'));
    await press(ana, 'came', asked);
    expect(ana.last.text).toContain(en('activationMail:nudges.resent.gone'));
    expect(await after(ana, 'PT2H')).toEqual([]);
  });
  it('is answered in words, from the menu or the middle of something else', async () => {
    const ana = await somebody('activationMail', 'notHelped', 'asked');
    await ana.says('renewal');
    await after(ana, 'PT15M');
    await ana.says('ja');
    expect([await placeOf(world, ana, 'activationMail'), ana.last.text.includes(en('activationMail:steps.enterCode.title'))]).toEqual(['enterCode', true]);
  });
  it('is answered for the walk that it belongs to, not for the next one', async () => {
    const ana = await somebody('activationMail', 'notHelped', 'asked');
    await after(ana, 'PT15M');
    const asked = ana.last;
    await ana.says('start again');
    await press(ana, 'came', asked);
    expect(ana.last.text).toContain(en('activationMail:nudges.resent.gone'));
    expect(await placeOf(world, ana, 'activationMail')).toBe('spam');
  });
  it('about Webex comes on the start date, and again on a later day', async () => {
    const mia = await somebody('webex', 'next', 'asked');
    const day = soon(20);
    await mia.says(written(day));
    const rows = await world.lotse.database.prisma.notice.findMany({ where: { subject: (await journeyOf(mia, 'webex')).id! }, orderBy: { dueAt: 'asc' } });
    const until = (moment: Date) => `PT${Math.ceil((moment.getTime() - world.lotse.services.clock.now().getTime()) / 60_000)}M`;
    expect(await after(mia, until(new Date(rows[0]!.dueAt.getTime() - 120_000)))).toEqual([]);
    expect((await after(mia, 'P4D')).length).toBeGreaterThanOrEqual(1);
    const [mail, begun] = await world.lotse.database.prisma.notice.findMany({ where: { subject: rows[0]!.subject }, orderBy: { dueAt: 'asc' } });
    expect([mail!.state, begun!.state]).toEqual(['sent', 'sent']);
    expect(mail!.sentAt!.getTime()).toBeLessThan(begun!.sentAt!.getTime());
    await press(mia, 'notBegun');
    expect(mia.last.text).toContain(en('webex:steps.oneDayLater.text'));
    expect(await placeOf(world, mia, 'webex')).toBe('oneDayLater');
  });
  it('and what is answered to the first question leaves the second', async () => {
    const mia = await somebody('webex', 'next', 'asked');
    await mia.says(written(soon(20)));
    const subject = (await journeyOf(mia, 'webex')).id!;
    for (let days = 0; days < 30 && mia.last.buttons.every(({ choice }) => choice !== 'came' || offers(mia, 'asked')); days += 1) await after(mia, 'P1D');
    await press(mia, 'notCame');
    expect(mia.last.text).toContain(writeDay('en', (await world.lotse.database.prisma.notice.findFirstOrThrow({ where: { subject, milestone: 'nudge:webexBegun' } })).dueAt.toISOString().slice(0, 10)));
    for (let days = 0; days < 5 && !offers(mia, 'notBegun'); days += 1) await after(mia, 'P1D');
    await press(mia, 'begun');
    expect([await placeOf(world, mia, 'webex'), mia.last.text.includes(en('webex:steps.underWay.title'))]).toEqual(['underWay', true]);
  });
});

describe('where others read along', () => {
  it.each(LANGUAGES)('Lotse does not offer to write to one of them (%s)', async (language) => {
    const conversation = { id: `nudging-group-${language}`, isGroup: true };
    let said: Seen[] = [];
    const send = async (body: Record<string, unknown>) => {
      const before = world.connector.receivedIn(conversation.id).length;
      const sent = { type: 'message', id: `g-${(count += 1)}`, channelId: 'msteams', serviceUrl: world.connector.url, locale: language, from: { id: `ana-${language}` }, recipient: { id: 'bot' }, conversation, ...body };
      expect((await post(`${world.url}/api/messages`, JSON.stringify(sent))).status).toBe(200);
      said = (await world.connector.waitFor(conversation.id, before)).map(see);
    };
    const choices = () => said.at(-1)!.buttons.map(({ choice }) => choice);
    const take = (choice: string) => send({ value: said.at(-1)!.buttons.find((button) => button.choice === choice)!.data });
    await send({ text: 'webex' });
    await take('next');
    expect(choices()).toEqual(['next', 'trouble', 'back', 'person', 'menu']);
    await send({ text: written(soon(20)) });
    expect(choices()).toEqual(['next', 'trouble', 'back', 'person', 'menu']);
    for (const choice of ['trouble', 'problem:notStarted', 'answer:notYet']) await take(choice);
    expect(choices()).toEqual(['finish', 'back', 'person', 'menu']);
    expect(JSON.stringify(said.at(-1)!.card)).not.toContain('Input.Text');
    expect(await world.lotse.database.prisma.notice.count({ where: { contactId: { not: 'account' }, payload: { path: ['conversationId'], string_contains: 'group' } } })).toBe(0);
  });
});
