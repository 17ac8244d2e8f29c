/** A try that was counted before the turn died is the same try when the activity comes again: also the last one, and also the right one. */
import { codeFor, wrongCode } from '../mailbox';
import { createWorld, type World } from '../world';
import { getKept } from '../kept';

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

it('the right code as the fifth try, counted by a turn that died, confirms the address when it comes again', async () => {
  const ana = world.person('ana', { channel: 'emulator', locale: 'en' });
  await ana.says('my status');
  await ana.says('ana@firma.ch');
  const code = await codeFor(world.url, 'ana@firma.ch');
  for (let tries = 0; tries < 4; tries += 1) await ana.says(wrongCode(code));
  const { contactId } = await getKept(world.lotse.database, 'emulator|emulator-ana-');
  const { id } = await world.lotse.database.prisma.challenge.findFirstOrThrow({ where: { contactId } });
  const died = await world.lotse.services.verifications.answer({ contactId, challengeId: id, activityId: 'fifth', code });
  expect(died.kind).toBe('right');
  await ana.send({ type: 'message', id: 'fifth', text: code });
  expect(ana.last.text).toContain('ana@firma.ch is confirmed');
  expect((await world.lotse.database.prisma.challenge.findUniqueOrThrow({ where: { id } })).tries).toBe(5);
});

it('another code after the fifth try is not compared, and the way on is a new one', async () => {
  const ben = world.person('ben', { channel: 'emulator', locale: 'en' });
  await ben.says('my status');
  await ben.says('ben@firma.ch');
  const code = await codeFor(world.url, 'ben@firma.ch');
  for (let tries = 0; tries < 5; tries += 1) await ben.says(wrongCode(code));
  await ben.says(code);
  expect(ben.last.text).not.toContain('is confirmed');
  expect(ben.last.buttons.map(({ title }) => title)).toContain('Send a new code');
});

it('an earlier address hears of the change where it was proven, and not where somebody only wrote it down', async () => {
  for (const [name, isProven] of [['cem', true], ['dora', false]] as const) {
    const [earlier, address] = [`${name}.old@firma.ch`, `${name}.new@firma.ch`];
    const person = world.person(name, { channel: 'emulator', locale: 'en' });
    await person.says('my status');
    const { contactId } = await getKept(world.lotse.database, `emulator|emulator-${name}-`);
    // As an agent corrects it: whose mailbox it is nobody has shown, so nobody is found by it.
    await world.lotse.database.prisma.contact.update({ where: { id: contactId }, data: { email: earlier, emailKey: isProven ? earlier : null } });
    await person.says(address);
    await person.says(await codeFor(world.url, address));
    expect(person.last.text).toContain(`${address} is confirmed`);
    const queued = await world.lotse.database.prisma.queuedMail.findMany({ where: { to: earlier } });
    expect(queued.map(({ kind }) => kind)).toEqual(isProven ? ['addressChanged'] : []);
  }
});

it('whoever asks something instead of giving an address gets an answer, and is asked again', async () => {
  const told = await createWorld({}, { understanding: { guess: (text) => (text === 'what is this good for anyway' ? [{ topic: 'answer.renewalLapse', confidence: 0.9 }] : []) } });
  try {
    const eva = told.person('eva', { channel: 'emulator', locale: 'en' });
    await eva.says('my status');
    expect((await eva.says('no idea whatever')).at(-1)!.text).toContain('has an @ in it');
    const said = await eva.says('what is this good for anyway');
    expect(said.map(({ text }) => text).join('\n')).toMatch(/status ends[^]*business e-mail address/);
  } finally {
    await told.stop();
  }
});
