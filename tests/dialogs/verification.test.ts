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
