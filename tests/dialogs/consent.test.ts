import { getKept } from '../kept';
import { createHash } from 'node:crypto';
import { findText, type Language } from '../../locales';
import { withoutMarks } from '../../dialogs/message';
import type { Person } from '../person';
import { createWorld, type World } from '../world';
import { offers, press } from './buttons';

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

describe('an informed yes to what cannot be undone', () => {
  it('is recorded with who, when, which step, and the very words that were read', async () => {
    const mia = world.person('mia', { channel: 'emulator', locale: 'de-CH' });
    await reachCustomer(mia);
    const read = mia.last.text;
    await world.advance('P1D');
    const before = await now();
    await press(mia, 'agree');
    const [consent, ...more] = await consentsOf('mia');
    expect(more).toEqual([]);
    expect(consent).toMatchObject({ contact: (await getKept(world.lotse.database, 'emulator|emulator-mia-')).contactId, procedure: 'webex', step: 'customer', language: 'de' });
    expect(consent!.conversationId).toMatch(/^emulator\|emulator-mia-/);
    expect(consent!.at.getTime()).toBeGreaterThanOrEqual(before);
    expect(consent!.at.getTime()).toBeLessThanOrEqual(await now());
    for (const line of withoutMarks(consent!.text).split('\n')) expect(read).toContain(line);
    expect(withoutMarks(consent!.text)).toContain(withoutMarks(textOf('de', 'webex:steps.customer.warning')));
  });

  it('carries a version that tells which text it was: the same for the same words, another in another language', async () => {
    const versions = [];
    for (const [name, locale] of [['una', 'fr-CH'], ['bea', 'fr-FR'], ['cem', 'ru']] as const) {
      const person = world.person(name, { channel: 'msteams', locale });
      await reachCustomer(person);
      await press(person, 'agree');
      const [consent] = await consentsOf(name);
      expect(consent!.textVersion).toBe(createHash('sha256').update(consent!.text).digest('hex').slice(0, 16));
      versions.push(consent!.textVersion);
    }
    expect(versions[1]).toBe(versions[0]);
    expect(versions[2]).not.toBe(versions[0]);
  });

  it.each(['refuse', 'menu', 'person'])('is not recorded for "%s"', async (choice) => {
    const zoe = world.person(`zoe-${choice}`, { channel: 'emulator', locale: 'en' });
    await reachCustomer(zoe);
    await press(zoe, choice);
    expect(await consentsOf(`zoe-${choice}`)).toEqual([]);
  });

  it.each(['done', 'weiter', 'go on', 'thanks', 'no', 'yes but not today'])('is not what "%s" says', async (words) => {
    const kim = world.person(`kim ${words}`, { channel: 'emulator', locale: 'en' });
    await reachCustomer(kim);
    await kim.says(words);
    expect(await consentsOf(`kim ${words}`)).toEqual([]);
  });

  it.each(['yes', 'oui', 'ja', 'да', 'نعم'])('is what a typed "%s" says, in any language', async (words) => {
    const kai = world.person(`kai ${words}`, { channel: 'emulator', locale: 'en' });
    await reachCustomer(kai);
    await kai.says(words);
    expect((await consentsOf(`kai ${words}`)).map(({ step }) => step)).toEqual(['customer']);
  });

  it('is recorded once, however often the button is pressed or the activity comes again', async () => {
    const leo = world.person('leo', { channel: 'msteams', locale: 'en' });
    await reachCustomer(leo);
    const card = leo.last;
    await press(leo, 'agree', card);
    await press(leo, 'agree', card);
    await press(leo, 'agree', card);
    expect(await consentsOf('leo')).toHaveLength(1);
  });

  it('is asked for before billing starts, and nothing else on the way there is recorded', async () => {
    const ida = world.person('ida', { channel: 'emulator', locale: 'en' });
    await ida.says('webex');
    for (let steps = 0; steps < 30 && !offers(ida, 'agree'); steps += 1) {
      const [first] = ida.last.buttons.filter((button) => button.choice !== undefined);
      await press(ida, first!.choice!);
    }
    expect(await consentsOf('ida')).toEqual([]);
    await press(ida, 'agree');
    const [consent] = await consentsOf('ida');
    expect(consent).toMatchObject({ procedure: 'webex', step: 'provision', language: 'en' });
    expect(withoutMarks(consent!.text)).toContain(withoutMarks(textOf('en', 'webex:steps.provision.warning')));
  });
});

/** Walks to the place where the partner's access is at stake. */
async function reachCustomer(person: Person): Promise<void> {
  await person.says('webex');
  for (let steps = 0; steps < 10 && !offers(person, 'answer:customer'); steps += 1) await press(person, 'next');
  await press(person, 'answer:customer');
  expect(offers(person, 'agree')).toBe(true);
}

function consentsOf(name: string) {
  return world.lotse.database.prisma.consent.findMany({ where: { conversationId: { contains: `-${name}-` } }, orderBy: { at: 'asc' } });
}

async function now(): Promise<number> {
  return Date.parse(((await (await fetch(`${world.url}/local/clock`)).json()) as { now: string }).now);
}

function textOf(language: Language, key: string): string {
  return findText(language, key)!.text;
}
