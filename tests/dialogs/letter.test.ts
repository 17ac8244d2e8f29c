import { addressOf, findText, LANGUAGES, word, type Language } from '../../locales';
import { PROCEDURES } from '../../dialogs/procedures';
import type { Person } from '../person';
import { createWorld, type World } from '../world';
import { press } from './buttons';

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

const RUNGS = PROCEDURES.activationMail.problems.missing!.remedies.filter((step) => step !== 'browsers');

describe('the message to Cisco\'s support', () => {
  for (const language of LANGUAGES) {
    it(`opens in a mail program with the same words as on the card, in ${language} and in English`, async () => {
      const ana = await atTheLetter(`ana-${language}`, language, 'Firefox 133');
      const opened = ana.last.buttons.flatMap(({ url }) => (url?.includes('?') ? [new URL(url)] : []));
      expect(opened).toHaveLength(language === 'en' ? 1 : 2);
      for (const [index, written] of ([language, 'en'] as const).slice(0, opened.length).entries()) {
        const mail = opened[index]!;
        expect(mail.protocol + mail.pathname).toBe(`mailto:${addressOf('TRB-9')}`);
        const body = mail.searchParams.get('body')!;
        for (const step of RUNGS) expect(body).toContain(triedIn(written, step));
        expect(body).toContain('Firefox 133');
        expect(body).toContain(addressOf('TRB-3'));
        expect(body).not.toMatch(/[{}\u2066-\u2069]|\*\*|undefined/);
        for (const line of body.split('\n')) expect(ana.last.text).toContain(line);
        expect(mail.searchParams.get('subject')).toBe(word(written, 'letter.subjectText'));
      }
    });
  }

  it('keeps what a contact writes as words: no other recipient, no other header, no line of its own', async () => {
    const eve = await atTheLetter('eve', 'en', 'Edge 131&cc=all@example.com&body=gone?#{tried}\r\nBcc: x@example.com');
    const mail = new URL(eve.last.buttons.find(({ url }) => url?.includes('?'))!.url!);
    expect([...mail.searchParams.keys()]).toEqual(['subject', 'body']);
    expect(mail.searchParams.get('body')).toContain('Edge 131&cc=all@example.com&body=gone?#{tried}');
    expect(mail.hash).toBe('');
  });

  it('offers to open a mail only in ways that carry the message', async () => {
    const tom = await atTheLetter('tom', 'de', 'Safari 18');
    const bare = tom.last.buttons.filter(({ url }) => url?.startsWith('mailto:') && !url.includes('body='));
    expect(bare.map(({ title }) => title)).toEqual([]);
  });

  it('tells its buttons apart where it is offered in two languages', async () => {
    const ivo = await atTheLetter('ivo', 'ru', 'Safari 18');
    const titles = ivo.last.buttons.filter(({ url }) => url?.includes('body=')).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

/** Climbs the whole ladder and answers the last question in own words. */
async function atTheLetter(name: string, language: Language, browsers: string): Promise<Person> {
  const person = world.person(name, { channel: 'emulator', locale: language });
  await person.arrives();
  await press(person, 'procedure:activationMail');
  for (const _ of RUNGS) await press(person, 'notHelped');
  await person.says(browsers);
  return person;
}

function triedIn(language: Language, step: string): string {
  return findText(language, `activationMail:steps.${step}.tried`)!.text.replace(/[\u2066-\u2069]/g, '');
}
