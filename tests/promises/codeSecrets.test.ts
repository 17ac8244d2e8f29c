/** What nobody learns: a code or the pepper from what is stored, or from words or waiting whether an address is known. */
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { word } from '../../locales';
import { addressOf, codeFor, PEPPER, wrongCodes } from '../asking';
import { dumpOf } from '../dump';
import type { Person, Seen } from '../person';
import { createWorld, type World } from '../world';

/** A short form; `npm run check:codes` measures more, more closely, and wants the figures. */
const TIMED = Number(process.env.TIMED ?? 40);
const MARGIN = Number(process.env.MARGIN ?? 0.19);
const SEED = Number(process.env.SEED ?? 20261121);
const ASKING = 30;
/** Below the largest limit of an hour that can be set. */
const ROUNDS_AN_HOUR = 90;
const WAYS = ['unknown', 'proven', 'listed', 'locked'] as const;
type Way = (typeof WAYS)[number];

let world: World;
beforeAll(async () => {
  world = await createWorld({ CODE_PEPPER: PEPPER, CODE_COOL_DOWN_SECONDS: '1', CODES_PER_CONTACT_HOUR: '100', CODES_PER_CONTACT_DAY: '1000', CODES_PER_HOUR: '100000' });
});
afterAll(() => world.stop());

/** What is stored; what local mode keeps of mails is there to be read, and not looked at. */
async function dump({ database }: World['lotse']): Promise<string> {
  await database.prisma.localMail.deleteMany();
  return dumpOf(database);
}

/** In any spelling: whole, in halves, or as what it is made from. */
function secretsIn(text: string, code: string): string[] {
  const spellings = [new RegExp(`(?<!\\d)${code}(?!\\d)`), new RegExp(`(?<!\\d)${code.slice(0, 3)}\\W${code.slice(3)}(?!\\d)`)];
  const pepper = [PEPPER, Buffer.from(PEPPER).toString('base64'), Buffer.from(PEPPER).toString('hex')].filter((spelling) => text.includes(spelling));
  return [...spellings.flatMap((spelling) => spelling.exec(text)?.[0] ?? []), ...pepper];
}

it('neither a code nor the pepper is in the database, before the code is given, after a wrong one, and after the right one', async () => {
  const { database } = world.lotse;
  const ana = world.person('ana', { locale: 'en' });
  await ana.says('my status');
  await ana.says('ana@dumped.example');
  const { id } = await database.prisma.challenge.findFirstOrThrow({ where: { emailKey: 'ana@dumped.example' } });
  const code = await codeFor(database, id);
  const [wrong] = wrongCodes(code, 1);
  await (await fetch(`${world.url}/local/mail`)).text();
  expect(secretsIn((await database.prisma.localMail.findMany()).map(({ text }) => text).join('\n'), code)).not.toEqual([]);
  expect(secretsIn(await dump(world.lotse), code)).toEqual([]);
  await ana.says(wrong!);
  await ana.says(`${code.slice(0, 3)} ${code.slice(3)}`);
  expect(ana.last.text).toContain(word('en', 'identity:verify.done', { email: 'ana@dumped.example' }));
  const stored = await dump(world.lotse);
  expect(stored).toContain('ana@dumped.example');
  expect([...secretsIn(stored, code), ...secretsIn(stored, wrong!)]).toEqual([]);
  expect(world.logged.flatMap((line) => secretsIn(line, code))).toEqual([]);
});

/** Six letters for a number: digits would be taken for an attempt at a code. */
const lettersOf = (number: number) => Array.from({ length: 6 }, (_, place) => String.fromCharCode(97 + Math.floor(number / 26 ** (5 - place)) % 26)).join('');

/** Addresses of which some are somebody's; all are equally long and each is asked for once. */
async function prepareAddresses(count: number): Promise<(way: Way) => string> {
  const addresses = (way: Way) => Array.from({ length: count }, (_, index) => `${lettersOf(index * WAYS.length + WAYS.indexOf(way))}@firma.example`);
  const now = world.lotse.services.clock.now();
  const add = (way: Way, what: object) => world.lotse.database.prisma.contact.createMany({ data: addresses(way).map((email) => ({ email, emailKey: addressOf(email).key, updatedAt: now, ...what })) });
  await add('proven', { emailFrom: 'contact', verifiedAt: now });
  await add('listed', { emailFrom: 'also', name: 'Luis Muster' });
  await add('locked', { emailFrom: 'contact', verifiedAt: now, failedCodes: 50, lockedAt: now });
  const left = new Map(WAYS.map((way) => [way, addresses(way)]));
  return (way) => left.get(way)!.pop()!;
}

/** People in conversations of their own who have been asked for their address. */
async function people(): Promise<Person[]> {
  return Promise.all(Array.from({ length: ASKING }, async (_, index) => {
    const person = world.person(`asking-${index}`, { locale: 'en' });
    await person.says('my status');
    return person;
  }));
}

/** All that a person sees, with the address taken out and what is different in every card. */
const shown = (seen: readonly Seen[], email: string) => JSON.stringify(seen.map(({ text, facts, buttons, language }) => ({ text, facts, language, buttons: buttons.map(({ title, choice }) => [title, choice]) }))).replaceAll(email, 'ADDRESS');

/** How likely one of the first took longer than one of the second: 0.5 where nothing can be told from the time. */
function longer(first: readonly number[], second: readonly number[]): number {
  const all = [...first.map((ms) => ({ ms, isFirst: true })), ...second.map((ms) => ({ ms, isFirst: false }))].sort((a, b) => a.ms - b.ms);
  const ranks = all.reduce((sum, { isFirst }, index) => sum + (isFirst ? index + 1 : 0), 0);
  return (ranks - (first.length * (first.length + 1)) / 2) / (first.length * second.length);
}

/** Asks for `count` addresses of each way, in a mixed order, and takes the time of each. */
async function measure(addressOfWay: (way: Way) => string, asking: readonly Person[], count: number, seed: number) {
  const order = fc.sample(fc.shuffledSubarray([...WAYS], { minLength: WAYS.length }), { seed, numRuns: count }).flat();
  const times = new Map<Way, number[]>(WAYS.map((way) => [way, []]));
  const replies = new Set<string>();
  for (const [index, way] of order.entries()) {
    if (index % ASKING === 0) await world.advance((index / ASKING) % ROUNDS_AN_HOUR === 0 ? 'PT1H1S' : 'PT2S');
    const email = addressOfWay(way);
    const before = performance.now();
    const seen = await asking[index % ASKING]!.says(email);
    times.get(way)!.push(performance.now() - before);
    replies.add(shown(seen, email));
  }
  return { times, replies: [...replies] };
}

it(`whether an address is known is told neither by the words nor by the time (${TIMED} of each kind)`, async () => {
  const [address, asking] = [await prepareAddresses(TIMED * 3 + 20), await people()];
  // The first of all are slower, whatever they ask.
  await measure(address, asking, 20, SEED);
  const times = new Map<Way, number[]>(WAYS.map((way) => [way, []]));
  const compare = async (count: number, seed: number): Promise<Record<string, number>> => {
    const measured = await measure(address, asking, count, seed);
    expect(measured.replies).toHaveLength(1);
    expect(measured.replies[0]).toContain(word('en', 'identity:verify.sent', { email: 'ADDRESS', count: 60 }));
    for (const way of WAYS) times.get(way)!.push(...measured.times.get(way)!);
    return Object.fromEntries(WAYS.slice(1).map((way) => [way, longer(times.get(way)!, times.get('unknown')!)]));
  };
  const isTold = (areas: Record<string, number>) => Object.values(areas).some((area) => Math.abs(area - 0.5) > MARGIN);
  const first = await compare(TIMED, SEED);
  // What chance brings about now and then goes away with three times as many; what can really be told does not.
  const areas = isTold(first) ? await compare(TIMED * 2, SEED + 1) : first;
  if (process.env.FIGURES) writeFileSync(process.env.FIGURES, JSON.stringify({ timed: times.get('unknown')!.length, margin: MARGIN, areas }));
  expect({ areas, isTold: isTold(areas) }).toEqual({ areas, isTold: false });
}, 1_800_000);
