/** One person on several channels: a claim opens nothing, the right code opens everything, and what was begun goes on at the same step. */
import { Person, see, type ChannelId, type Seen } from '../person';
import { codeFor, confirms, wrongCode } from '../mailbox';
import { readState } from '../../dialogs/state';
import { foundIn } from '../dump';
import { post } from '../process';
import { openStage, type Stage } from '../stage';
import { createWorld, type World } from '../world';

const ANA = 'ana@zimtwerk.example';
const HERS = ['Zimtblau', '424242', 'Step 2'];

let world: World;
beforeEach(async () => { world = await createWorld(); });
afterEach(() => world.stop());

const textOf = (seen: readonly Seen[]) => seen.map(({ text }) => text).join('\n');
const press = (person: Person, choice: string) => person.presses(person.last.buttons.find((button) => button.choice === choice)!.title);
const contacts = () => world.lotse.database.prisma.contact.findMany({ where: { emailKey: { not: null } } });
const journeysOf = async (email: string) => readState(undefined, (await world.lotse.database.prisma.contact.findUniqueOrThrow({ where: { emailKey: email } })).state).journeys;
async function walks(person: Person, ...words: string[]): Promise<void> {
  for (const each of words) await person.says(each);
}

/** Ana in Teams, with a company, at the second step of an order. */
async function begin(): Promise<Person> {
  const teams = world.person('ana', { channel: 'msteams' });
  await confirms(teams, world.url, ANA);
  await walks(teams, 'Zimtblau AG', 'Switzerland', '424242', 'menu', '6', 'yes', 'yes', 'next');
  await world.advance('PT2M');
  return teams;
}

describe('who only types her address', () => {
  it('hears the same words as for an address that nobody knows, and sees nothing of her', async () => {
    await begin();
    const heardFor = async (address: string) => {
      const person = world.person(address.slice(0, 3));
      await walks(person, 'my status', address, '000000', 'send again', 'menu', 'continue', 'where am i', 'my data', 'delete my data', 'no', 'my status');
      return person.heard.map(({ text }) => text.replaceAll(address, 'ADDRESS').replace(/\d\d:\d\d|http\S+/g, ''));
    };
    const known = await heardFor(ANA);
    expect(known).toEqual(await heardFor('nobody@zimtwerk.example'));
    expect(foundIn(known.join('\n'), HERS)).toEqual([]);
  });

  it('and guesses wrong learns and changes nothing', async () => {
    await begin();
    const before = await contacts();
    const eve = world.person('eve');
    await walks(eve, 'my status', ANA);
    const wrong = wrongCode(await codeFor(world.url, ANA));
    for (let tries = 0; tries < 6; tries += 1) await eve.says(wrong);
    expect(foundIn(textOf(eve.heard.slice(1)), HERS)).toEqual([]);
    expect(foundIn(textOf(await eve.says('continue')), HERS)).toEqual([]);
    expect(await contacts()).toEqual(before);
  });
});

describe('the right code', () => {
  it('joins: the same procedure at the same step, her language, one contact; what the old card offers is over and shows where she is', async () => {
    const teams = await begin();
    await teams.says('Deutsch');
    const old = teams.last;
    const web = world.person('web', { locale: 'fr-CH' });
    await walks(web, 'mon statut', ANA);
    const joined = await web.says(await codeFor(world.url, ANA));
    expect(joined.at(-1)!.language).toBe('de');
    expect(textOf(joined)).toMatch(/Teams.*Schritt 2/s);
    expect(textOf(await press(web, 'goOn'))).toContain('Schritt 2');
    await press(web, 'next');
    expect((await contacts()).map(({ email }) => email)).toEqual([ANA]);
    expect((await journeysOf(ANA)).order).toMatchObject({ status: 'open', journey: { place: { step: 'details' } } });
    const answer = textOf(await teams.presses(old.buttons.find(({ choice }) => choice === 'next')!.title, old));
    expect(answer).toMatch(/Webchat.*Schritt 3/s);
    expect((await journeysOf(ANA)).order).toMatchObject({ journey: { place: { step: 'details' } } });
    expect(textOf(await teams.says('mein Status'))).toContain('Zimtblau AG');
  });

  it('keeps both walks where two were begun; of the same walk hers, that was there before, wins', async () => {
    await begin();
    const web = world.person('web');
    await walks(web, 'menu', 'webex');
    await walks(web, 'menu', '6', 'yes', 'yes', 'next', 'next');
    await confirms(web, world.url, ANA);
    const journeys = await journeysOf(ANA);
    expect(journeys.webex).toMatchObject({ status: 'open' });
    expect(journeys.order).toMatchObject({ journey: { place: { step: 'search' } } });
  });

  it('brings along what was said here only: the yes to reminders, the time zone, the company', async () => {
    const first = world.person('first');
    await confirms(first, world.url, 'old@zimtwerk.example');
    await walks(first, 'Zimtblau AG', 'Switzerland', '424242', 'later');
    await press(first, 'signatory:me');
    await press(first, 'reminders:yes');
    await walks(first, 'correct something', 'Time zone', 'Lisbon');
    await list('listed@zimtwerk.example');
    await world.advance('PT2M');
    await walks(first, 'correct something', 'E-mail', 'listed@zimtwerk.example');
    await first.says(await codeFor(world.url, 'listed@zimtwerk.example'));
    const [contact, ...more] = await contacts();
    expect(more).toEqual([]);
    expect(contact).toMatchObject({ email: 'listed@zimtwerk.example', name: 'Lia List', mayWriteFirst: true, timeZone: 'Europe/Lisbon' });
    expect((await world.lotse.services.partners.of(contact!.id)).map(({ company }) => company).sort()).toEqual(['Listed Ltd', 'Zimtblau AG']);
    expect(await world.lotse.database.prisma.consent.count({ where: { contact: contact!.id } })).toBe(1);
  });

  it('typed in two web chats at the same moment makes one contact of a new address', async () => {
    const both = [world.person('one'), world.person('two')];
    const codes: string[] = [];
    for (const person of both) {
      await walks(person, 'my status', 'new@zimtwerk.example');
      codes.push(await codeFor(world.url, 'new@zimtwerk.example'));
    }
    await Promise.all(both.map((person, place) => person.says(codes[place]!)));
    expect(both.map(({ last }) => /new@zimtwerk\.example is confirmed/.test(last.text))).toEqual([true, true]);
    expect(await contacts()).toHaveLength(1);
    const rows = await world.lotse.database.prisma.conversation.findMany();
    expect(new Set(rows.map(({ contactId }) => contactId)).size).toBe(1);
    expect(world.logged.filter((line) => line.includes('"error"'))).toEqual([]);
  });
});

async function list(email: string): Promise<void> {
  const file = `company;customer_number;contact_name;contact_email\nListed Ltd;55550001;Lia List;${email}\n`;
  await world.lotse.services.partnerLists.import((async function* bytes() { yield Buffer.from(file); })(), { isDryRun: false, skipsRefused: false }, () => {});
}

describe('where others read along', () => {
  it.each([{ isGroup: true }, { conversationType: 'groupChat' }, { conversationType: 'channel' }])('(%j) nothing personal is asked or said', async (kind) => {
    await begin();
    const conversation = { id: `group-${JSON.stringify(kind)}`, ...kind };
    let count = 0;
    const says = async (text: string) => {
      count += 1;
      const before = world.connector.receivedIn(conversation.id).length;
      const from = { id: 'ana', name: 'Ana Zimtblau' };
      const body = { type: 'message', id: `g-${count}`, channelId: 'msteams', serviceUrl: world.connector.url, text, from, recipient: { id: 'bot' }, conversation };
      expect((await post(`${world.url}/api/messages`, JSON.stringify(body))).status).toBe(200);
      return textOf((await world.connector.waitFor(conversation.id, before)).map(see));
    };
    for (const words of ['my status', 'my data', 'delete my data', 'menu', 'my status', ANA]) {
      const answer = await says(words);
      expect(foundIn(answer, ['e-mail address?', 'six-digit', 'Zimtblau', '424242', '/media/', ANA])).toEqual([]);
      if (words.startsWith('my') || words.startsWith('delete')) expect(answer).toContain('This concerns only you: please write to me in a private chat.');
    }
    expect(await world.lotse.database.prisma.challenge.count({ where: { conversationId: { contains: 'group' } } })).toBe(0);
    expect(await contacts()).toHaveLength(1);
  });
});

/** N1: what was begun on one channel goes on where the same mailbox is proven on another one, and is one procedure all the time. */
describe('from every channel to every other', () => {
  const NAMES: Readonly<Record<string, string>> = { msteams: 'Teams', webex: 'Webex', webchat: 'Webchat' };
  const CHANNELS = Object.keys(NAMES) as ChannelId[];
  const PAIRS = CHANNELS.flatMap((from) => CHANNELS.filter((to) => to !== from).map((to) => [from, to] as const));
  const addressOf = (from: string, to: string) => `${from}.${to}@firma.example`;
  const companyOf = (from: string, to: string) => `Zimt ${NAMES[from]} ${NAMES[to]} AG`;
  const moved = new Map<string, { readonly a: Person; readonly b: Person }>();
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage('2027-03-08T09:00:05Z', { webex: true });
    await stage.importList(PAIRS.map(([from, to], place) => `${companyOf(from, to)};55550${place}00;CH;ZH;Anna ${place};${addressOf(from, to)};de;yes;31.03.2027`));
  });
  afterAll(() => stage.stop());

  const personOn = (channel: ChannelId, name: string) => new Person(name, stage.url, stage.connector, { channel, locale: 'de-CH' }, stage.webex);
  const advance = async (duration: string) => expect((await post(`${stage.url}/local/clock`, JSON.stringify({ advance: duration }))).status).toBe(200);
  const flowOf = async (email: string) => Object.values(readState(undefined, (await stage.database.prisma.contact.findUniqueOrThrow({ where: { emailKey: email } })).state).journeys);
  /** Webex does not tell the language, so everybody asks for it. */
  const arrives = async (channel: ChannelId, name: string) => {
    const person = personOn(channel, name);
    await walks(person, 'Deutsch', 'menü');
    return person;
  };

  it.each(PAIRS)('%s -> %s: the same address, the same step, one procedure, and the old card says where it went on', async (from, to) => {
    const email = addressOf(from, to);
    const a = await arrives(from, `${from}-${to}-a`);
    await press(a, 'procedure:registration');
    await walks(a, 'ja', 'ja', 'erledigt', 'mein status', email);
    await walks(a, await codeFor(stage.url, email), 'ja', 'menü', 'weiter');
    expect(a.last.text).toContain('Schritt 2 von 4');
    const old = a.last;
    await advance('PT2M');

    const b = await arrives(to, `${from}-${to}-b`);
    await walks(b, 'weiter', 'ja', email, wrongCode(await codeFor(stage.url, email)), 'weiter');
    // A claim of the address alone reveals nothing, not even that something was begun.
    expect(foundIn(textOf(b.heard), [companyOf(from, to), 'Schritt 2', '«Als Cisco-Partner', '5555', '31. März'])).toEqual([]);
    const joined = textOf(await b.says(await codeFor(stage.url, email)));
    expect(joined).toContain(`«Als Cisco-Partner registrieren» via ${NAMES[from]} begonnen und waren an Schritt 2 von 4`);
    expect(textOf(await press(b, 'goOn'))).toContain('Schritt 2 von 4');
    expect(textOf(await press(b, 'next'))).toContain('Schritt 3 von 4');
    expect(await flowOf(email)).toMatchObject([{ status: 'open', journey: { procedure: 'registration', place: { step: 'distributor' } } }]);

    const answer = textOf(await a.presses(old.buttons.find(({ choice }) => choice === 'next')!.title, old));
    expect(answer).toMatch(new RegExp(`^Das ging inzwischen via ${NAMES[to]} weiter.*Schritt 3 von 4`, 's'));
    expect(await flowOf(email)).toMatchObject([{ status: 'open', journey: { place: { step: 'distributor' } } }]);
    const rows = await stage.database.prisma.conversation.findMany({ where: { contactId: (await stage.database.prisma.contact.findUniqueOrThrow({ where: { emailKey: email } })).id } });
    expect(rows.map(({ id }) => id.split('|')[0]).sort()).toEqual([from, to].sort());
    await advance('PT2M');
    await walks(b, 'wo stehe ich?');
    moved.set(email, { a, b });
  });

  it('what Lotse says first comes where the contact last was, and only there', async () => {
    for (const { a, b } of moved.values()) await Promise.all([a.reads(), b.reads()]);
    await advance('P9D');
    const heard = await Promise.all(PAIRS.map(async ([from, to]) => {
      const { a, b } = moved.get(addressOf(from, to))!;
      const [there, here] = [await a.reads(), await b.reads()];
      return [`${from} -> ${to}`, there.length, here.length, here[0]?.text.includes(companyOf(from, to))];
    }));
    expect(heard).toEqual(PAIRS.map(([from, to]) => [`${from} -> ${to}`, 0, 1, true]));
    expect(stage.errors).toEqual([]);
  });
});
