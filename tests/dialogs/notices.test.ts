/** What is answered to a notice, by press or in words: it does what it says, once, for whom it was said, and for as long as it holds. */
import { readState } from '../../dialogs/state';
import { word } from '../../locales';
import { addDays, addMonths, dayIn, type Day } from '../../services/day';
import { confirms } from '../mailbox';
import { getKept } from '../kept';
import { see, type Person, type Seen } from '../person';
import { post } from '../process';
import { createWorld, type World } from '../world';
import { offers, press } from './buttons';

const ZONE = 'Europe/Zurich';
let world: World;
let today: Day;
beforeAll(async () => {
  world = await createWorld();
  today = dayIn(ZONE, await now());
});
afterAll(() => world.stop());

const prisma = () => world.lotse.database.prisma;
const dateOf = (day: Day) => new Date(`${day}T00:00:00Z`);
const textOf = (seen: readonly Seen[]) => seen.map(({ text }) => text).join('\n');
const longDay = (day: Day) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(dateOf(day));

async function now(): Promise<Date> {
  return new Date(((await (await fetch(`${world.url}/local/clock`)).json()) as { now: string }).now);
}

interface Begun {
  readonly person: Person;
  readonly contactId: string;
  readonly partnerId: string;
  readonly expiresOn: Day;
  /** Presses a button of the notice, as its card sends it. */
  answers(choice: string, messageId?: string): Promise<Seen[]>;
}

let count = 0;
/** Nothing is planned by itself of an agreement that is known only then: the notices here are written by hand. */
const NEVER = new Date('2199-01-01');
/** Somebody with a confirmed address and an agreement of which they were told. `left`: days until it expires. */
async function begin(name: string, left: number, { milestone = 'T-30', payload = {}, company = `${name} AG` }: { milestone?: string; payload?: object; company?: string } = {}): Promise<Begun> {
  count += 1;
  const person = world.person(name, { channel: 'emulator', locale: 'en' });
  await confirms(person, world.url, `${name}${count}@firma.example`);
  await person.says('menu');
  const { contactId } = await getKept(world.lotse.database, `emulator|emulator-${name}-`);
  await prisma().contact.update({ where: { id: contactId }, data: { mayWriteFirst: true, name } });
  const { partnerId, expiresOn } = await agreement(contactId, company, left);
  const messageId = `m-${name}-${count}`;
  await notice(partnerId, contactId, expiresOn, { milestone, payload, messageId });
  return { person, contactId, partnerId, expiresOn, answers: (choice, of = messageId) => person.send({ type: 'message', value: { lotse: { card: `notice.${of}`, choice } } }) };
}

async function agreement(contactId: string, company: string, left: number): Promise<{ partnerId: string; expiresOn: Day }> {
  const expiresOn = addDays(today, left);
  const at = await now();
  const { id } = await prisma().partner.create({ data: { company, updatedAt: at, memberships: { create: { contactId } } } });
  await prisma().agreement.create({ data: { partnerId: id, expiresOn: dateOf(expiresOn), from: 'contact', since: NEVER, updatedAt: at } });
  return { partnerId: id, expiresOn };
}

async function notice(subject: string, contactId: string, cycle: Day, { milestone, payload, messageId }: { milestone: string; payload?: object; messageId: string }): Promise<void> {
  const at = await now();
  count += 1;
  await prisma().notice.create({ data: { id: `n${count}`, subject, cycle, milestone, contactId, state: 'sent', dueAt: at, sentAt: at, payload: payload ?? {}, messageId, createdAt: at, updatedAt: at } });
  await prisma().conversation.updateMany({ where: { contactId }, data: { noticeId: messageId } });
}

async function colleague(partnerId: string, name: string): Promise<string> {
  const at = await now();
  const { id } = await prisma().contact.create({ data: { name, mayWriteFirst: true, remindersSince: at, email: `${name.replace(' ', '.')}@firma.example`, emailKey: `${name.replace(' ', '.').toLowerCase()}@firma.example`, verifiedAt: at, updatedAt: at, memberships: { create: { partnerId } } } });
  return id;
}

const dayOf = async (partnerId: string) => (await prisma().agreement.findUniqueOrThrow({ where: { partnerId } })).expiresOn.toISOString().slice(0, 10);
const careOf = async (partnerId: string) => (await prisma().agreement.findUniqueOrThrow({ where: { partnerId } })).careAt;
const journeysOf = async (contactId: string) => readState(undefined, (await prisma().contact.findUniqueOrThrow({ where: { id: contactId } })).state).journeys;

/** Days until one in the second half of a month that is not the last of a year: a year later two readings are likely. */
function leftToAmbiguous(): number {
  for (let left = 10; ; left += 1) if (/-(?!12)\d\d-(?:1[5-9]|2[0-8])$/.test(addDays(today, left))) return left;
}

/** Two days that are written alike, with day and month exchanged, both likely after a renewal. */
function bothReadings(expiresOn: Day): [Day, Day] {
  const [year, month] = addMonths(expiresOn, 12).split('-') as [string, string];
  const next = String(Number(month) + 1).padStart(2, '0');
  return [`${year}-${month}-${next}`, `${year}-${next}-${month}`];
}

describe('how to renew', () => {
  it('leads into the renewal anew, also where one was begun before, and counts as care', async () => {
    const { person, answers, contactId, partnerId } = await begin('ana', 30);
    await person.says('renewal');
    await press(person, 'answer:before');
    await answers('renew');
    expect((await journeysOf(contactId)).renewal).toMatchObject({ status: 'open', journey: { place: { step: 'signIn' }, trail: [{ step: 'when' }] } });
    expect(await careOf(partnerId)).not.toBeNull();
  });
  it.each([['before it expires', 5, true, 'signIn', 'step'], ['where nobody has said who may sign', 5, undefined, 'signIn', 'before'], ['in the ten days', -5, true, 'grace', 'step']] as const)('asks nothing that the record says: %s', async (name, left, isSignatory, step, kind) => {
    const { person, answers, contactId } = await begin(`abe${name.length}`, left);
    if (isSignatory) await prisma().membership.updateMany({ where: { contactId }, data: { isSignatory } });
    const said = textOf(await answers('renew'));
    expect(said).not.toContain('Has your agreement expired?');
    expect(said.includes('Do you have that right?')).toBe(kind === 'before');
    expect((await journeysOf(contactId)).renewal!.journey.place).toMatchObject({ step, view: { kind } });
    expect(textOf(await person.says('back'))).toContain('Has your agreement expired?');
  });
  it('is how to apply again where it is too late', async () => {
    const { answers, contactId } = await begin('bea', -11, { milestone: 'T+11' });
    await answers('renew');
    expect((await journeysOf(contactId)).registration).toMatchObject({ status: 'open' });
    expect((await journeysOf(contactId)).renewal).toBeUndefined();
  });
});

describe('"it has been renewed"', () => {
  it('takes a day 11 to 13 months later, says what follows, and a colleague is told', async () => {
    const { person, answers, partnerId, expiresOn, contactId } = await begin('cem', 20);
    const other = await colleague(partnerId, 'Olga Ott');
    expect(textOf(await answers('renewed'))).toContain(`I expect a date from ${longDay(addMonths(expiresOn, 11))} to ${longDay(addMonths(expiresOn, 13))}`);
    const day = addMonths(expiresOn, 12);
    const said = textOf(await person.says(longDay(day)));
    expect(said).toContain(`the agreement of cem AG is valid until ${longDay(day)}`);
    expect(said).toContain('I have stopped the reminders, for your colleagues too;');
    expect(said).toContain(`around ${longDay(addDays(day, -90))}`);
    const row = await prisma().agreement.findUniqueOrThrow({ where: { partnerId } });
    expect(row).toMatchObject({ claimedBy: contactId, previousExpiresOn: dateOf(expiresOn), expiresOn: dateOf(day), from: 'contact' });
    expect(await prisma().notice.findMany({ where: { subject: partnerId, milestone: 'renewed' } })).toMatchObject([{ contactId: other, cycle: expiresOn, payload: { expiresOn: day, by: 'cem' } }]);
    expect(offers(person, 'record')).toBe(true);
  });
  it.each([['the same day', 0, 'is the date that I have already'], ['too early', 10, 'is too early'], ['too far', 14, 'is too far away']] as const)('stops nothing where the day is wrong: %s', async (_name, months, words) => {
    const { person, answers, partnerId, expiresOn } = await begin(`dan${months}`, 20);
    await answers('renewed');
    const said = textOf(await person.says(addMonths(expiresOn, months)));
    expect(said).toContain(words);
    expect(said).toContain('I expect a date from');
    expect(said).not.toContain('Very good!');
    expect(await dayOf(partnerId)).toBe(expiresOn);
    await person.says(addMonths(expiresOn, 12));
    expect(await dayOf(partnerId)).toBe(addMonths(expiresOn, 12));
  });
  it('asks back where two days are meant, and takes nothing that is no day', async () => {
    const { person, answers, partnerId, expiresOn } = await begin('eva', leftToAmbiguous());
    await answers('renewed');
    expect(textOf(await person.says('some time next year'))).toContain('I cannot read that as a date');
    const [one, other] = bothReadings(expiresOn);
    expect(textOf(await person.says(`${one.slice(8)}/${one.slice(5, 7)}/${one.slice(0, 4)}`))).toContain('Which date do you mean?');
    expect(person.last.buttons.flatMap(({ choice }) => (choice?.startsWith('day:') ? [choice] : [])).sort()).toEqual([`day:${one}`, `day:${other}`].sort());
    expect(await dayOf(partnerId)).toBe(expiresOn);
    await press(person, `day:${other}`);
    expect(await dayOf(partnerId)).toBe(other);
  });
  it('is not asked again by the same button: the day has changed, and nothing else does', async () => {
    const { person, answers, partnerId, expiresOn } = await begin('fay', 20);
    await answers('renewed');
    await person.says(addMonths(expiresOn, 12));
    const { revision } = await prisma().agreement.findUniqueOrThrow({ where: { partnerId } });
    for (const choice of ['renewed', 'later', 'renew', 'notMine']) expect(textOf(await answers(choice))).toContain(`The expiry date that I have for fay AG now is ${longDay(addMonths(expiresOn, 12))}`);
    expect(await prisma().agreement.findUniqueOrThrow({ where: { partnerId } })).toMatchObject({ revision, careAt: null });
    expect(textOf(await person.says('we have renewed'))).toContain('I already have that on record');
  });
  it('takes the day of a new agreement where the one before is over', async () => {
    const { person, answers, partnerId } = await begin('fip', -40, { milestone: 'T+11' });
    expect(textOf(await answers('renewed'))).toContain('Until when is the renewed or new one valid?');
    expect(textOf(await person.says(addMonths(today, 12)))).not.toContain('I have stopped');
    expect(await dayOf(partnerId)).toBe(addMonths(today, 12));
  });
  it('"I do not know" leaves all as it is', async () => {
    const { person, answers, partnerId, expiresOn } = await begin('gil', 20);
    await answers('renewed');
    expect(textOf(await person.says('keine Ahnung'))).toContain('Please tell me the date as soon as you know it');
    expect(await dayOf(partnerId)).toBe(expiresOn);
  });
});

describe('a walk through the renewal that was left unfinished', () => {
  it.each([['reported', 'done'], ['handed over', undefined]] as const)('is over once it is %s', async (how, status) => {
    const { person, answers, contactId, expiresOn } = await begin(`wil${how.length}`, 20);
    await answers('renew');
    await answers(how === 'reported' ? 'renewed' : 'notMine');
    const said = textOf(await person.says(how === 'reported' ? addMonths(expiresOn, 12) : 'Peter Muster'));
    expect(said).toContain(how === 'reported' ? 'I have noted it' : 'Noted: Peter Muster');
    expect(said).not.toContain('Step ');
    expect(said).not.toContain('your colleagues');
    expect(said).toContain(word('en', 'menu.again'));
    expect((await journeysOf(contactId)).renewal?.status).toBe(status);
  });
  it('may be about another agreement, where there is one: it is left, and can be gone on with', async () => {
    const { person, answers, contactId, expiresOn } = await begin('xen', 20);
    await agreement(contactId, 'Zweite AG', 10);
    await answers('renew');
    await answers('renewed');
    expect(textOf(await person.says(addMonths(expiresOn, 12)))).toContain(word('en', 'menu.again'));
    expect((await journeysOf(contactId)).renewal?.status).toBe('open');
    expect(offers(person, 'goOn')).toBe(true);
  });
});

describe('"remind me later"', () => {
  it('offers working days before the expiry only, and notes the one that is chosen', async () => {
    const { person, answers, partnerId, contactId, expiresOn } = await begin('hal', 9);
    await answers('later');
    const days = person.last.buttons.flatMap(({ choice }) => (choice?.startsWith('day:') ? [choice.slice('day:'.length)] : []));
    expect(days.length).toBeGreaterThan(1);
    expect(days.filter((day) => day <= today || day > expiresOn || [0, 6].includes(dateOf(day).getUTCDay()))).toEqual([]);
    await press(person, `day:${days[0]}`);
    expect(textOf(person.heard.slice(-1))).toContain(`I will remind you on ${longDay(days[0]!)}`);
    expect(await prisma().notice.findMany({ where: { subject: partnerId, milestone: `later:${days[0]}` } })).toMatchObject([{ contactId, cycle: expiresOn, state: 'planned' }]);
    expect(await careOf(partnerId)).not.toBeNull();
  });
  it.each([['on the day itself', 0, 'I cannot put it off any further: the agreement'], ['on the last day', -10, 'Cisco grants at most 10 days'], ['when it is over', -11, 'There are no more reminders']] as const)('says why not %s', async (_name, left, words) => {
    const { answers, partnerId } = await begin(`ida${-left}`, left, { milestone: 'T0' });
    expect(textOf(await answers('later'))).toContain(words);
    expect(await prisma().notice.count({ where: { subject: partnerId, milestone: { startsWith: 'later' } } })).toBe(0);
  });
});

describe('"somebody else does it"', () => {
  it('hands over to a colleague who wants reminders', async () => {
    const { person, answers, partnerId, contactId } = await begin('jan', 30);
    const heir = await colleague(partnerId, 'Lea Lang');
    await answers('notMine');
    expect(person.last.buttons.map(({ title }) => title)).toContain('Lea Lang');
    expect(textOf(await person.says('lea lang'))).toContain('from now on I will remind Lea Lang');
    expect(await prisma().agreement.findUniqueOrThrow({ where: { partnerId } })).toMatchObject({ inCharge: heir });
    expect(await prisma().notice.findMany({ where: { subject: partnerId, milestone: { startsWith: 'handedOver' } } })).toMatchObject([{ contactId: heir, payload: { by: 'jan' } }]);
    expect(contactId).not.toBe(heir);
  });
  it('notes a name that nobody knows, and goes on reminding', async () => {
    const { person, answers, partnerId } = await begin('kim', 30);
    await answers('notMine');
    expect(textOf(await person.says('Rosa Roth'))).toContain('Noted: Rosa Roth.');
    expect(await prisma().partner.findUniqueOrThrow({ where: { id: partnerId } })).toMatchObject({ signatoryName: 'Rosa Roth' });
    expect(await prisma().agreement.findUniqueOrThrow({ where: { partnerId } })).toMatchObject({ inCharge: null });
  });
  it('where nobody knows, says who may', async () => {
    const { person, answers } = await begin('lou', 30);
    await answers('notMine');
    expect(textOf(await person.says('I don\'t know'))).toContain('who may sign legal documents for lou AG');
  });
});

describe('where no reminder can come any more', () => {
  it.each([['when it is over', -40, true], ['where reminders are off', 20, false]] as const)('%s, none is promised', async (_name, left, mayWriteFirst) => {
    const { person, answers, contactId, expiresOn } = await begin(`loo${-left}`, left, { milestone: 'T+11' });
    await prisma().contact.update({ where: { id: contactId }, data: { mayWriteFirst } });
    const said: Seen[] = [];
    await answers('renewed');
    said.push(...await person.says(expiresOn), ...await person.says('I don\'t know'));
    for (const who of ['I don\'t know', 'Rosa Roth']) {
      await answers('notMine');
      said.push(...await person.says(who));
    }
    for (const words of ['is the date that I have already. So nothing changes.', 'as soon as you know it.', 'ask in your company who looks after it.', 'Noted: Rosa Roth.']) expect(textOf(said)).toContain(words);
    expect(textOf(said)).not.toMatch(/remind/u);
  });
});

describe('"no more reminders"', () => {
  it('says what it means, asks, and does it once', async () => {
    const { person, answers, contactId } = await begin('mia', 30);
    const may = async () => (await prisma().contact.findUniqueOrThrow({ where: { id: contactId } })).mayWriteFirst;
    expect(textOf(await answers('optOut'))).toContain('if nobody has, nobody is warned');
    expect(textOf(await person.says('nein'))).toContain('I will keep reminding you');
    expect(await may()).toBe(true);
    await person.says('unsubscribe');
    await person.says('oui');
    expect(await may()).toBe(false);
    expect(textOf(await answers('optOut'))).toContain('switched off already');
    expect(textOf(await answers('later'))).toContain('I do not write to you first at the moment');
  });
  it('may be what a plain "stop" at the notice means: it is asked', async () => {
    const { person, contactId } = await begin('nia', 30);
    expect(textOf(await person.says('stop'))).toContain('Do you mean the reminders?');
    expect(textOf(await person.says('no'))).toContain('I will keep reminding you');
    expect(textOf(await person.says('stop'))).toContain('There is nothing to stop');
    expect(await prisma().contact.findUniqueOrThrow({ where: { id: contactId } })).toMatchObject({ mayWriteFirst: true });
  });
});

describe('a digest', () => {
  it('opens the notice of the company that is chosen; words that fit several are asked back', async () => {
    const { person, answers, contactId } = await begin('oli', 30, { company: 'Erste AG' });
    const second = await agreement(contactId, 'Zweite AG', 40);
    const first = await prisma().notice.findFirstOrThrow({ where: { contactId } });
    await notice(second.partnerId, contactId, second.expiresOn, { milestone: 'T-60', messageId: first.messageId! });
    expect(textOf(await answers(`company:${second.partnerId}`))).toContain('Zweite AG expires in 40 days');
    await press(person, 'later');
    expect(person.last.text).toContain('about Zweite AG again');
    await press(person, 'back');
    expect(person.last.text).toContain('Zweite AG expires in 40 days');
    await person.says('menu');
    expect(textOf(await person.says('schon erneuert'))).toContain('Which company is it about?');
    await person.says('Erste AG');
    expect(person.last.text).toContain('Until when is the agreement of Erste AG valid now?');
  });
  it('once one company is answered, the others of the message that are still open are offered', async () => {
    const { person, answers, contactId } = await begin('mona', 30, { company: 'Erste AG' });
    const [second, third] = [await agreement(contactId, 'Zweite AG', 40), await agreement(contactId, 'Dritte AG', 50)];
    const first = await prisma().notice.findFirstOrThrow({ where: { contactId } });
    for (const { partnerId, expiresOn } of [second, third]) await notice(partnerId, contactId, expiresOn, { milestone: 'T-60', messageId: first.messageId! });
    await answers(`company:${second.partnerId}`);
    await press(person, 'later');
    await person.says('1');
    expect(person.last.text).toMatch(/^Good, I will remind you on .*Something from my message is still open\. Which company shall we go on with\?/s);
    expect(person.last.buttons.filter(({ choice }) => choice?.startsWith('company:')).map(({ title }) => title)).toEqual(['Erste AG', 'Dritte AG']);
  });
});

/** The same person presses where others read along. */
async function inGroup(name: string, lotse: object): Promise<string> {
  count += 1;
  const id = `group-${name}-${count}`;
  const body = { type: 'message', id: `press-${count}`, channelId: 'emulator', serviceUrl: world.connector.url, value: { lotse }, from: { id: name, name }, recipient: { id: 'bot' }, conversation: { id, isGroup: true } };
  expect((await post(`${world.url}/api/messages`, JSON.stringify(body))).status).toBe(200);
  return textOf((await world.connector.waitFor(id, 0)).map(see));
}

describe('who may answer', () => {
  it('only the contact to whom it was said, in a conversation where nobody else reads along', async () => {
    const { partnerId, contactId } = await begin('pia', 30);
    const stranger = world.person('max', { channel: 'emulator', locale: 'en' });
    const { messageId } = await prisma().notice.findFirstOrThrow({ where: { contactId } });
    for (const choice of ['renew', 'renewed', 'later', 'notMine', 'optOut', `company:${partnerId}`]) {
      expect(textOf(await stranger.send({ type: 'message', value: { lotse: { card: `notice.${messageId}`, choice } } }))).toContain(word('en', 'used'));
      expect(await inGroup('pia', { card: `notice.${messageId}`, choice })).not.toContain('pia AG');
    }
    expect(await careOf(partnerId)).toBeNull();
    expect(await prisma().contact.findUniqueOrThrow({ where: { id: contactId } })).toMatchObject({ mayWriteFirst: true });
  });
  it('nothing happens for a message or a choice that does not exist', async () => {
    const { answers } = await begin('quy', 30);
    expect(textOf(await answers('renew', 'no-such-message'))).toContain(word('en', 'used'));
    expect(textOf(await answers('deleteForGood'))).toContain(word('en', 'used'));
    expect(textOf(await answers('company:somebody-else'))).toContain(word('en', 'used'));
  });
});

describe('in the middle', () => {
  it('of an order the answer is taken, and the order goes on where it was', async () => {
    const { person, answers, contactId } = await begin('ria', 30);
    await person.says('order');
    await press(person, 'have');
    await press(person, 'have');
    const place = (await journeysOf(contactId)).order!.journey.place;
    await answers('later');
    const day = person.last.buttons.find(({ choice }) => choice?.startsWith('day:'))!.choice!;
    await press(person, day);
    expect(person.last.text).toContain('I will remind you on');
    expect(offers(person, 'next')).toBe(true);
    expect((await journeysOf(contactId)).order!.journey.place).toEqual(place);
  });
  it('of the question help, nonsense, the way back and the menu do what they do everywhere', async () => {
    const { person, answers } = await begin('sam', 30);
    await answers('renewed');
    const question = 'Until when is the agreement of sam AG valid now?';
    await person.says('help');
    expect(textOf(await person.says('go on'))).toContain(question);
    await answers('later');
    expect(textOf(await person.says('blablabla'))).toContain('I did not understand that');
    expect(person.last.text).toContain('about sam AG again');
    expect(textOf(await person.says('zurück'))).toContain('sam AG expires in 30 days');
    expect(person.last.buttons.map(({ title }) => title)).toContain('Put it in my calendar');
    expect(textOf(await person.says('Deutsch'))).toContain('Noch 30 Tage');
    expect(textOf(await person.says('menu'))).toContain('Was möchten Sie');
  });
});

describe('typed words', () => {
  it.each([['2', 'Until when'], ['It has been renewed', 'Until when'], ['جددت', 'Until when'], ['später', 'When shall I remind you'], ['nicht meine Aufgabe', 'Who looks after'], ['stop reminders', 'Shall I stop the reminders?'], ['oui', 'All right.'], ['non', 'When shall I remind you']] as const)('"%s" after a notice is an answer to it', async (words, answer) => {
    const { person } = await begin(`tim${count}`, 30);
    expect(textOf(await person.says(words))).toContain(answer);
  });
  it('without a notice they are about the own agreement', async () => {
    const { person, contactId } = await begin('uli', 30);
    await prisma().notice.deleteMany({ where: { contactId } });
    await person.says('hello');
    expect(textOf(await person.says('we have renewed'))).toContain('Until when is the agreement of uli AG');
    expect(textOf(await person.says('not my job'))).toContain('Who looks after the renewal for uli AG');
  });
  it('"later" in the middle of an order stops the order', async () => {
    const { person } = await begin('wim', 30);
    await person.says('hello');
    await person.says('order');
    expect(textOf(await person.says('later'))).toContain('I will keep your place');
  });
});

describe('an answer to a question that was wished', () => {
  const asked = async (name: string) => {
    const begun = await begin(name, 30);
    const { person, contactId } = begun;
    await person.says('no mail');
    await press(person, 'notHelped');
    await press(person, 'asked');
    const { journey } = (await journeysOf(contactId)).activationMail!;
    const { count: planned } = await prisma().notice.updateMany({ where: { subject: journey.id!, milestone: 'nudge:activationMail', contactId }, data: { state: 'sent', messageId: `q-${name}`, sentAt: await now() } });
    expect(planned).toBe(1);
    await prisma().conversation.updateMany({ where: { contactId }, data: { noticeId: `q-${name}` } });
    return { ...begun, placeNow: async () => (await journeysOf(contactId)).activationMail!.journey.place.step };
  };
  it('goes on in the walk: the mail is there', async () => {
    const { answers, placeNow } = await asked('yan');
    await answers('came', 'q-yan');
    expect(await placeNow()).toBe('enterCode');
    expect(textOf(await answers('notCame', 'q-yan'))).toContain('thank you for the answer');
    expect(await placeNow()).toBe('enterCode');
  });
  it('or the next remedy, also by a typed word', async () => {
    const { person, placeNow } = await asked('zoe');
    await person.says('noch nicht');
    expect(await placeNow()).toBe('clearBrowser');
  });
});

describe('a person', () => {
  it('is offered from the notice', async () => {
    const { answers } = await begin('xia', 30);
    expect(textOf(await answers('person'))).toContain('Talk to a person');
  });
});
