/** What becomes of the mail with the code is told truthfully, and the conversation goes on: a real mail server that refuses, puts off, is slow or away. */
import { GREYLIST, startMailServer, UNKNOWN, type FakeMailServer } from '../fakes/mailServer';
import type { Person, Seen } from '../person';
import { until } from '../process';
import { createWorld, type World } from '../world';

let server: FakeMailServer;
let world: World;
beforeAll(async () => {
  server = await startMailServer();
  world = await createWorld({ SMTP_URL: server.url, MAIL_FROM: 'Lotse <lotse@bot.example>', SMTP_TIMEOUT_MS: '5000' });
});
afterAll(async () => {
  await world.stop();
  await server.stop();
});
beforeEach(() => server.forget());

/** Ana asks for a code at an address of her own. */
async function asks(name: string, channel: 'webchat' | 'emulator' = 'webchat'): Promise<Person> {
  const person = world.person(name, { channel, locale: 'en' });
  await person.says('my status');
  await person.says(`${name}@firma.ch`);
  return person;
}

/** What Lotse says by itself, once it has said it; it may have come together with an answer. */
async function saysFirst(person: Person, words: string): Promise<Seen> {
  const find = () => person.heard.find(({ text }) => text.includes(words));
  await until(async () => { await person.reads(); return find() !== undefined; }, `"${words}" heard by ${person.name}`);
  return find()!;
}

async function code(person: Person): Promise<string> {
  await until(() => server.received.some(({ to }) => to.includes(`${person.name}@firma.ch`)), `mail for ${person.name}`);
  const place = server.received.findIndex(({ to }) => to.includes(`${person.name}@firma.ch`));
  return /\d{3} \d{3}/.exec((await server.parse(place)).text!)![0];
}

describe.each(['webchat', 'emulator'] as const)('the mail server says no (%s)', (channel) => {
  it('and the contact hears it without asking, beside the open question', async () => {
    server.mood(UNKNOWN);
    const ana = await asks(`no-${channel}`, channel);
    const told = await saysFirst(ana, `does not accept e-mails for no-${channel}@firma.ch`);
    expect(told.buttons.map(({ choice }) => choice)).toContain('otherAddress');
    await ana.presses('Another address');
    expect(ana.last.text).toContain('business e-mail address');
  });
});

it('greylisting is waited for; after some minutes the contact hears that it takes longer, once, and the late mail still works', async () => {
  server.mood(GREYLIST, GREYLIST, GREYLIST, GREYLIST);
  const ben = await asks('grey');
  for (let tries = 0; tries < 4; tries += 1) await world.advance('PT1M');
  await saysFirst(ben, 'is taking longer');
  await world.advance('PT10M');
  const late = await code(ben);
  expect(await ben.reads()).toEqual([]);
  await ben.says(late);
  expect(ben.last.text).toContain('grey@firma.ch is confirmed');
});

it('a server that is away loses nothing, and after the code\'s life the contact hears that it was given up', async () => {
  await server.goDown();
  const eva = await asks('away');
  await world.advance('PT4M');
  await saysFirst(eva, 'is taking longer');
  await world.advance('PT2H');
  await saysFirst(eva, 'could not deliver');
  await server.comeBack();
  await eva.says('send again');
  await eva.says(await code(eva));
  expect(eva.last.text).toContain('is confirmed');
});

it('what a crash kept from being told is told at the next tick, and once', async () => {
  server.mood(GREYLIST);
  const zoe = await asks('crash');
  await until(() => server.named.length > 0, 'the first try');
  const where = { to: 'crash@firma.ch' };
  const now = new Date(((await (await fetch(`${world.url}/local/clock`)).json()) as { now: string }).now);
  await world.lotse.database.prisma.queuedMail.updateMany({ where, data: { outcome: 'refused', endedAt: now, leasedUntil: null } });
  await world.advance('PT1M');
  await saysFirst(zoe, 'does not accept e-mails for crash@firma.ch');
  await world.advance('PT5M');
  expect(await zoe.reads()).toEqual([]);
});

it('a slow server holds nobody up: the conversation answers at once and goes on', async () => {
  server.mood({ kind: 'slow', ms: 1500 });
  const before = performance.now();
  const tom = await asks('slow');
  expect(performance.now() - before).toBeLessThan(1400);
  await tom.says('menu');
  expect(tom.last.text).toContain('What would you like to do?');
  await tom.says('my status');
  expect(tom.last.text).toContain('Please type the code that I sent to slow@firma.ch');
  await tom.says(await code(tom));
  expect(tom.last.text).toContain('is confirmed');
});

it('what Lotse says of it by itself counts on the account of the tenant', async () => {
  const limited = await createWorld({ SMTP_URL: server.url, MAIL_FROM: 'Lotse <lotse@bot.example>', SMTP_TIMEOUT_MS: '5000', REPLY_EVERY_MS: '1000' });
  const reserve = jest.spyOn(limited.lotse.services.pace, 'reserve');
  server.mood(UNKNOWN);
  const ana = limited.person('counted', { channel: 'emulator', locale: 'en' });
  await ana.says('my status');
  await limited.lotse.database.prisma.conversation.updateMany({ data: { tenant: 'contoso' } });
  await ana.says('counted@firma.ch');
  await saysFirst(ana, 'does not accept e-mails for counted@firma.ch');
  await limited.stop();
  expect(reserve.mock.calls.map(([key]) => key)).toEqual(['emulator|contoso']);
});
