/** What is kept of a person is given to that person alone, and goes when the person says so: out of every table, whatever channel it came by. */
import { codeFor, confirms, readMails, wrongCode } from '../mailbox';
import { dumpOf, foundIn } from '../dump';
import type { Person, Seen } from '../person';
import { until } from '../process';
import { createWorld, type World } from '../world';

/** Words that stand nowhere else. */
const OLD = 'Ana.Zimtblau@alt-quarz.example';
const NEW = 'ana.neu@quarz-werk.example';
const HERS = ['zimtblau', 'quarz', '730019284655', 'Nelkenrot', 'Wacholder', 'ana-on-teams'];
const BERT = 'bert.birke@listed.example';
const BERTS = ['birke', 'bert-on-teams'];
/** Within the thirteen months that need no second question. */
const DAY = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10);
const LIST = `company;customer_number;country;contact_name;contact_email;language;signatory;expires_on
Listed Ltd;55550001;CH;Ana Zimtblau;${NEW};en;no;${DAY}
Listed Ltd;55550001;CH;Bert Birke;${BERT};en;yes;${DAY}
`;

let world: World;
let ana: { teams: Person; web: Person };
let bert: Person;
beforeEach(async () => { world = await createWorld(); });
afterEach(() => world.stop());

const dump = () => dumpOf(world.lotse.database);
const bring = async (list = LIST) => {
  const lines: string[] = [];
  await world.lotse.services.partnerLists.import((async function* file() { yield Buffer.from(list); })(), { isDryRun: false, skipsRefused: false }, (line) => void lines.push(line));
  return lines.join('\n');
};
const textOf = (seen: readonly Seen[]) => seen.map(({ text }) => text).join('\n');
const press = (person: Person, choice: string) => person.presses(person.last.buttons.find((button) => button.choice === choice)!.title);

/** A company of her own, an address that she changed, wrong codes, a walk, a yes, a list that names her, and a second channel. */
async function live(): Promise<void> {
  ana = { teams: world.person('ana-on-teams', { channel: 'msteams' }), web: world.person('ana', { channel: 'webchat' }) };
  const { teams, web } = ana;
  await teams.says('my status');
  await teams.says(OLD);
  await teams.says(wrongCode(await codeFor(world.url, OLD)));
  await teams.says(await codeFor(world.url, OLD));
  for (const words of ['Quarz Nelkenhandel', 'Switzerland', '730 019 284 655', DAY, 'somebody else', 'Rosa Nelkenrot', 'yes']) await teams.says(words);
  for (const words of ['correct something', 'E-mail']) await teams.says(words);
  await world.advance('PT2M');
  await teams.says(NEW);
  await teams.says(await codeFor(world.url, NEW));
  for (const words of ['menu', 'webex', 'Wacholder und Harz', 'menu', '6', 'yes', 'yes', 'next']) await teams.says(words);
  await bring();
  await web.says('Wacholder auch hier');
  await world.advance('PT2M');
  await confirms(web, world.url, NEW);
  bert = world.person('bert-on-teams', { channel: 'msteams' });
  await confirms(bert, world.url, BERT);
  await looksAfter();
}

/** She was reminded, has renewed, and a colleague was told so by her name. */
async function looksAfter(): Promise<void> {
  const { prisma } = world.lotse.database;
  const [her, his] = await Promise.all([NEW, BERT].map((emailKey) => prisma.contact.findUniqueOrThrow({ where: { emailKey } })));
  const { id: subject } = await prisma.partner.findUniqueOrThrow({ where: { listedNumber: '55550001' } });
  const told = { subject, cycle: '2026-01-31', state: 'sent', dueAt: new Date(), sentAt: new Date(), createdAt: new Date(), updatedAt: new Date() };
  await prisma.notice.createMany({ data: [{ ...told, id: 'hers', milestone: 'T-30', contactId: her!.id, route: 'msteams' }, { ...told, id: 'his', milestone: 'renewed', contactId: his!.id, payload: { by: her!.name!, byId: her!.id, expiresOn: DAY } }] });
  await prisma.agreement.update({ where: { partnerId: subject }, data: { claimedBy: her!.id, careBy: her!.id, inCharge: her!.id } });
}

async function deletes(person: Person): Promise<Seen[]> {
  await person.says('delete my data');
  return press(person, 'deleteForGood');
}

it('the file holds all of her, from every channel, and nothing of a colleague; nobody gets it with another signature, or later', async () => {
  await live();
  await ana.web.says('my data');
  const link = ana.web.last.buttons.find(({ url }) => url)?.url ?? /http\S+export-[^)\s]+/.exec(JSON.stringify(ana.web.last.activity))![0].replace(/".*/, '');
  const answer = await fetch(link);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const file = await answer.text();
  const company = ['Quarz Nelkenhandel', '730019284655', 'Rosa Nelkenrot', DAY, 'Listed Ltd', '55550001'];
  const facts = [OLD, NEW, 'Ana Zimtblau', ...company, 'Wacholder auch hier', 'ana-on-teams', 'Europe/Zurich', 'reminders', '"milestone": "T-30"', '"cycle": "2026-01-31"', '"isInYourCharge": true'];
  expect(facts.filter((fact) => !file.includes(fact))).toEqual([]);
  expect(foundIn(file, BERTS)).toEqual([]);
  expect((await fetch(link.replace(/.$/, (letter) => (letter === 'A' ? 'B' : 'A')))).status).toBe(403);
  await deletes(ana.web);
  expect((await fetch(link)).status).toBe(404);
  await world.advance('PT20M');
  expect((await fetch(link)).status).toBe(403);
});

it('"delete my data" leaves no word of hers in any table, and a proof that names nobody', async () => {
  await live();
  const { database } = world.lotse;
  // What is looked for can be found.
  expect(foundIn(await dump(), [...HERS, OLD, NEW])).toEqual([...HERS, OLD, NEW]);
  const kept = await database.prisma.contact.count();
  const words = textOf(await deletes(ana.web));
  const proof = /LOTSE-[\w-]{8}/.exec(words)![0];
  expect(foundIn(await dump(), HERS)).toEqual([]);
  await world.advance('PT1M');
  const rest = await dump();
  expect(foundIn(rest, HERS)).toEqual([]);
  expect(rest).toContain(proof);
  const counts = expect.objectContaining({ contact: 1, companies: 1, codes: 3, notices: 3, agreements: 1 }) as object;
  expect(await database.prisma.erasure.findUnique({ where: { id: proof } })).toMatchObject({ conversationId: null, counts });
  expect((await database.prisma.conversation.findMany()).map(({ id }) => id)).toEqual([expect.stringContaining('bert-on-teams')]);
  expect(await database.prisma.contact.count({ where: { emailKey: { not: null } } })).toBe(kept - 1);
  expect(await database.prisma.notice.findMany({ where: { milestone: 'renewed' } })).toMatchObject([{ id: 'his', payload: { expiresOn: DAY } }]);
  expect(await database.prisma.agreement.findFirst({ where: { partner: { listedNumber: '55550001' } } })).toMatchObject({ claimedBy: null, careBy: null, inCharge: null });
});

it('her name goes from what colleagues were told, too, where a list has moved them to another company than hers, and under the name that she had then', async () => {
  await live();
  const { prisma } = world.lotse.database;
  const [her, his] = await Promise.all([NEW, BERT].map((emailKey) => prisma.contact.findUniqueOrThrow({ where: { emailKey } })));
  const at = new Date();
  await prisma.partner.create({ data: { id: 'declared', company: 'Both of them', customerNumber: '55550002', updatedAt: at, agreement: { create: { expiresOn: new Date(DAY), from: 'contact', updatedAt: at } }, memberships: { create: [{ contactId: her!.id }, { contactId: his!.id }] } } });
  const { agreements } = world.lotse.services;
  await prisma.contact.update({ where: { id: his!.id }, data: { mayWriteFirst: true } });
  await prisma.contact.update({ where: { id: her!.id }, data: { name: 'Ana Nelkenrot' } });
  await prisma.$transaction((transaction) => agreements.handOver('declared', { from: her!.id, to: his!.id })(transaction, { conversationId: '', activityId: '', at }));
  await prisma.contact.update({ where: { id: her!.id }, data: { name: 'Ana Zimtblau' } });
  const told = await prisma.notice.findFirstOrThrow({ where: { subject: 'declared' } });
  expect(told.payload).toMatchObject({ by: 'Ana Nelkenrot' });
  await bring(`${LIST.split('\n')[0]}\nBoth of them;55550002;CH;;${BERT};;;\n`);
  expect((await prisma.notice.findUniqueOrThrow({ where: { id: told.id } })).subject).not.toBe('declared');
  await deletes(ana.web);
  expect(foundIn(await dump(), HERS)).toEqual([]);
});

it('a colleague at the same partner loses nothing', async () => {
  await live();
  await bert.says('no');
  const before = textOf(await bert.says('my status'));
  await deletes(ana.teams);
  await world.advance('PT1M');
  expect(textOf(await bert.says('my status'))).toBe(before);
  expect(before).toMatch(/Listed Ltd[\s\S]*55550001/);
  expect(foundIn(await dump(), HERS)).toEqual([]);
});

it('in the conversation and in her others Lotse begins anew; old buttons and tokens open nothing', async () => {
  await live();
  const old = ana.teams.heard.findLast(({ buttons }) => buttons.some(({ choice }) => choice === 'next'))!;
  await deletes(ana.web);
  await expect(ana.teams.presses(old.buttons[0]!.title, old)).resolves.toHaveLength(1);
  expect(await world.lotse.database.prisma.contact.count({ where: { verifiedAt: { not: null } } })).toBe(1);
  expect(textOf(await ana.web.says('my status'))).toContain('What is your business e-mail address?');
  expect(textOf(await ana.teams.says('menu'))).not.toContain('Continue');
  const other = world.person('ana2');
  await confirms(other, world.url, 'other@quarz-werk.example');
  const before = other.heard.length;
  expect((await deletes(await second(other))).length).toBe(1);
  // The token of the conversation that is gone is refused, as any stranger's would be.
  await expect(other.says('menu')).rejects.toThrow(/403/);
  expect(other.heard).toHaveLength(before);
  expect(world.logged.filter((line) => line.includes('"error"'))).toEqual([]);
});

/** The same person in a browser window of their own. */
async function second(first: Person): Promise<Person> {
  const window = world.person(`${first.name}-again`);
  await world.advance('PT2M');
  await confirms(window, world.url, 'other@quarz-werk.example');
  return window;
}

it('a later list leaves her out until she comes back and proves the address', async () => {
  await live();
  await deletes(ana.teams);
  expect(await bring()).toContain('line 2: the contact is left out: deleted at the person\'s own wish.');
  expect(foundIn(await dump(), ['zimtblau', NEW])).toEqual([]);
  await world.advance('P1D');
  await confirms(ana.teams, world.url, NEW);
  expect(await bring()).not.toContain('left out');
  expect(textOf(await ana.teams.says('my status'))).toContain('Listed Ltd');
});

it('whoever has typed a colleague\'s address, and proven none, neither deletes nor keeps out the colleague', async () => {
  await bring();
  const eve = world.person('eve');
  await eve.says('my status');
  await eve.says(BERT);
  await world.advance('PT2M');
  await deletes(eve);
  expect(await bring()).not.toContain('left out');
  const stranger = world.person('eve2');
  await stranger.says('my status');
  await stranger.says('not.yet@listed.example');
  await deletes(stranger);
  expect(await world.lotse.database.prisma.erasure.findMany({ select: { addressKeys: true } })).toEqual([{ addressKeys: [] }, { addressKeys: [] }]);
  expect((await readMails(world.url)).map(({ to }) => to)).toEqual([BERT]);
});

it('while the last word cannot be said the conversation waits for it, and goes when it has left', async () => {
  const person = world.person('ana-on-teams', { channel: 'msteams' });
  await confirms(person, world.url, NEW);
  await person.says('delete my data');
  const conversation = await world.lotse.database.prisma.conversation.findFirstOrThrow();
  // Four tries, and then the reply waits. On a busy machine typing is shown, which takes some of the answers; what is left over meets the tries after that.
  world.connector.mood(...Array.from({ length: 12 }, () => ({ kind: 'refuse', status: 429, retryAfterSeconds: 0.1 }) as const));
  // Nothing is said to it now; whoever waited for longer would see the next tries.
  await Promise.race([press(person, 'deleteForGood').catch(() => []), new Promise((resolve) => { setTimeout(resolve, 3000); })]);
  await world.advance('PT20S');
  expect(await world.lotse.database.prisma.erasure.findFirst()).toMatchObject({ conversationId: conversation.id });
  await until(async () => { await world.advance('PT1M'); return (await person.reads()).some(({ text }) => text.includes('LOTSE-')); }, 'the last word is said', 20_000);
  await until(async () => { await world.advance('PT1M'); return await world.lotse.database.prisma.conversation.count() === 0; }, 'the conversation is gone');
  expect(foundIn(await dump(), ['ana-on-teams'])).toEqual([]);
});

it('what a channel brings again of the time before is not taken for a new word, neither before nor after the last word has left', async () => {
  const tom = world.person('tom', { channel: 'msteams' });
  const times = Array.from({ length: 4 }, (_, place) => new Date(Date.now() - 60_000 + place * 1000).toISOString());
  const words = ['hello', 'my name is Zimtblau, ana@quarz.example'];
  for (const [place, text] of words.entries()) await tom.send({ type: 'message', text, timestamp: times[place] });
  await tom.send({ type: 'message', text: 'delete my data', timestamp: times[2] });
  const last = tom.heard.length;
  const yes = tom.last.buttons.find(({ choice }) => choice === 'deleteForGood')!;
  await tom.send({ type: 'message', timestamp: times[3], value: yes.data });
  expect(tom.heard.length).toBe(last + 1);
  const { prisma } = world.lotse.database;
  const comeAgain = async () => {
    for (const [place, text] of words.entries()) await tom.sendsUnheard({ type: 'message', id: `again-${place}`, text, timestamp: times[place] });
    await new Promise((resolve) => { setTimeout(resolve, 100); });
    expect(await tom.reads()).toEqual([]);
  };
  await comeAgain();
  await world.lotse.jobs.tick();
  await until(async () => (await prisma.conversation.count()) === 0, 'the conversation is gone');
  await comeAgain();
  expect(await prisma.conversation.count()).toBe(0);
  expect(foundIn(await dump(), ['zimtblau', 'quarz'])).toEqual([]);
  await tom.send({ type: 'message', text: 'hello', timestamp: new Date().toISOString() });
  expect(tom.last.text).not.toBe('');
});
