/** What a contact may rely on wherever the conversation stands. */
import { findText, word } from '../../locales';
import type { Person } from '../person';
import { createWorld, type World } from '../world';
import { offers, placeOf, press, stateOf, walk } from './buttons';

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

let count = 0;
/** Somebody new, who chooses a procedure in the menu and takes these ways. */
async function somebody(procedure: string, ...choices: string[]): Promise<Person> {
  const person = world.person(`p${(count += 1)}`, { channel: 'emulator', locale: 'en' });
  await person.arrives();
  await walk(person, `procedure:${procedure}`, ...choices);
  return person;
}

describe('back', () => {
  it('leads back, and not to the menu, where the next click cannot be undone', async () => {
    const ana = await somebody('webex', 'next', 'next', 'next', 'answer:customer');
    await ana.says('back');
    expect(await placeOf(world, ana, 'webex')).toBe('whoSetsUp');
    expect(offers(ana, 'answer:customer')).toBe(true);
  });

  it('leads to the menu from the first place, and the place is kept', async () => {
    const ana = await somebody('account');
    await ana.says('back');
    expect(offers(ana, 'goOn')).toBe(true);
  });
});

describe('what is missing before a step', () => {
  it('is not there yet because somebody says "ok" to fetching it', async () => {
    const ana = await somebody('registration', 'have', 'haveNot');
    await ana.says('ok');
    expect((await stateOf(world, ana)).journeys.registration!.journey.met).not.toContain('customerNumber');
  });

  it('is fetched when somebody says yes to fetching it together', async () => {
    const ana = await somebody('registration', 'haveNot');
    await ana.says('yes');
    expect(await placeOf(world, ana, 'account')).toBe('open');
  });

  it('is there when somebody says "done" to fetching it', async () => {
    const ana = await somebody('registration', 'have', 'haveNot');
    await ana.says('done');
    expect(await placeOf(world, ana, 'registration')).toBe('openTool');
  });

  it('is not asked for again by another procedure that knows it is there', async () => {
    const ana = await somebody('account', 'next', 'answer:business', 'next', 'next', 'next', 'finish');
    await press(ana, 'procedure:registration');
    expect((await stateOf(world, ana)).journeys.registration!.journey.place.view).toMatchObject({ prerequisite: 'customerNumber' });
  });
});

describe('a walk that was interrupted', () => {
  it('goes on at its step, not at the question what went wrong, once the trouble is over', async () => {
    const ana = await somebody('account', 'next', 'answer:business', 'next', 'next', 'trouble', 'procedure:activationMail', 'notHelped', 'helped');
    expect(await placeOf(world, ana, 'account')).toBe('verify');
    expect(ana.last.text).toContain(findText('en', 'account:steps.verify.title')!.text);
  });

  it('is not done because another one took its place', async () => {
    const ana = await somebody('renewal', 'answer:tooLate', 'next');
    const { journeys } = await stateOf(world, ana);
    expect(journeys.registration!.status).toBe('open');
    expect(journeys.renewal?.status).not.toBe('done');
  });

  it('keeps its place when it is chosen in the menu again', async () => {
    const ana = await somebody('order', 'have', 'have', 'next', 'next', 'menu', 'procedure:renewal', 'menu', 'procedure:order');
    expect(await placeOf(world, ana, 'order')).toBe('details');
  });

  it('goes on where it was once what it waited for has come', async () => {
    const ana = await somebody('webex', 'next', 'trouble', 'problem:notStarted', 'answer:notYet', 'finish', 'status', 'settle:webex');
    expect((await stateOf(world, ana)).journeys.webex!.status).toBe('open');
    expect(await placeOf(world, ana, 'webex')).toBe('mail');
  });

  it('begins anew for who says so', async () => {
    const ana = await somebody('order', 'have', 'have', 'next', 'next');
    await ana.says('start again');
    expect(await placeOf(world, ana, 'order')).toBe('open before');
  });

  it('is not lost to a problem that is chosen in the menu', async () => {
    const ana = await somebody('order', 'have', 'have', 'next', 'next', 'menu', 'orderProblems', 'problem:licencesMissing', 'back');
    expect(await placeOf(world, ana, 'order')).toBe('details');
  });
});

describe('what is remembered', () => {
  it('does not grow by going round in circles', async () => {
    const ana = await somebody('order', 'have', 'have', 'next', 'next');
    const round = ['menu', 'orderProblems', 'problem:licencesMissing', 'menu', 'orderProblems', 'problem:ccwr'];
    await walk(ana, ...round);
    const once = JSON.stringify(await stateOf(world, ana)).length;
    for (let rounds = 0; rounds < 5; rounds += 1) await walk(ana, ...round);
    expect(JSON.stringify(await stateOf(world, ana)).length).toBeLessThan(once + 500);
  });
});

describe('"it did not work"', () => {
  it('is not offered where nothing was to be done: at a question, at closing words', async () => {
    const atQuestion = await somebody('renewal');
    expect(offers(atQuestion, 'trouble')).toBe(false);
    const atTheEnd = await somebody('support', 'answer:account');
    expect(offers(atTheEnd, 'trouble')).toBe(false);
  });

  it('is understood in the menu too', async () => {
    const ana = world.person('menu', { channel: 'emulator', locale: 'en' });
    await ana.arrives();
    await ana.says('it did not work');
    expect(ana.last.text).not.toContain(word('en', 'menu.notUnderstood'));
  });
});

describe('an apology', () => {
  it('numbers no choices that cannot be pressed: a typed number means the buttons that are seen', async () => {
    const ana = await somebody('account');
    jest.spyOn(world.lotse.services.random, 'token').mockImplementationOnce(() => { throw new Error('no chance'); });
    await ana.says('help');
    expect(ana.last.text).toContain(word('en', 'error'));
    const numbered = ana.last.text.split('\n').filter((line) => /^\d+\. /.test(line));
    // Beside the way stands a person, whose button has no number.
    expect(ana.last.buttons.map(({ choice }) => choice)).toEqual(['person']);
    expect(numbered).toEqual([]);
  });
});

describe('a code that is sent by mistake', () => {
  it.each(['481 516', 'der Code lautet 481 516', 'my code is 48-15-16', 'код: 481 516'])('leaves no trace: "%s"', async (text) => {
    const ana = world.person(`coder${(count += 1)}`, { channel: 'webchat', locale: 'en' });
    await ana.says('code');
    await ana.says(text);
    const kept = await world.lotse.database.prisma.webchatActivity.findMany();
    expect(kept.filter(({ activity }) => activity.includes(text)).length).toBe(0);
    expect(kept.length).toBeGreaterThan(2);
  });
});
