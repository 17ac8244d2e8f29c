/** What words mean that are typed at a notice, whatever it has interrupted; in all languages. */
import { LANGUAGES, word, writeDay, type Language } from '../../locales';
import { addDays, addMonths, dayIn, daysBetween, weekdayOf, type Day } from '../../services/day';
import { getKept } from '../kept';
import { confirms } from '../mailbox';
import type { Person, Seen } from '../person';
import { createWorld, type World } from '../world';
import { stateOf } from './buttons';

let world: World;
let today: Day;
let now: Date;
beforeAll(async () => {
  world = await createWorld();
  now = new Date(((await (await fetch(`${world.url}/local/clock`)).json()) as { now: string }).now);
  today = dayIn('Europe/Zurich', now);
});
afterAll(() => world.stop());

const prisma = () => world.lotse.database.prisma;
const dateOf = (day: Day) => new Date(`${day}T00:00:00Z`);
const textOf = (seen: readonly Seen[]) => seen.map(({ text }) => text).join('\n');
const NEVER = new Date('2199-01-01');
let count = 0;

interface Told {
  readonly person: Person;
  readonly contactId: string;
  readonly partnerId: string;
  readonly expiresOn: Day;
  /** A notice is said now: what comes next may be meant for it. */
  readonly isTold: () => Promise<void>;
}

/** Somebody who wants reminders, with an agreement that expires in so many days. */
async function somebody(language: Language, left = 30): Promise<Told> {
  count += 1;
  const name = `p${count}`;
  const person = world.person(name, { channel: 'emulator', locale: language });
  await confirms(person, world.url, `${name}@firma.example`);
  await person.says('menu');
  await person.says(word(language, 'languageName'));
  const { contactId } = await getKept(world.lotse.database, `emulator|emulator-${name}-`);
  await prisma().contact.update({ where: { id: contactId }, data: { mayWriteFirst: true, name } });
  const expiresOn = addDays(today, left);
  const { id: partnerId } = await prisma().partner.create({ data: { company: `${name} Nord AG`, updatedAt: now, memberships: { create: { contactId } } } });
  await prisma().agreement.create({ data: { partnerId, expiresOn: dateOf(expiresOn), from: 'contact', since: NEVER, updatedAt: now } });
  const messageId = `m-${name}`;
  await prisma().notice.create({ data: { id: `n-${name}`, subject: partnerId, cycle: expiresOn, milestone: 'T-30', contactId, state: 'sent', dueAt: now, sentAt: now, payload: {}, messageId, createdAt: now, updatedAt: now } });
  return { person, contactId, partnerId, expiresOn, isTold: async () => void (await prisma().conversation.updateMany({ where: { contactId }, data: { noticeId: messageId } })) };
}

/** The same in the middle of a walk. */
async function walking(language: Language): Promise<Told & { placeOf: () => Promise<unknown> }> {
  const told = await somebody(language);
  await told.person.says('account');
  await told.isTold();
  return { ...told, placeOf: async () => (await stateOf(world, told.person)).journeys.account!.journey.place };
}

const SAID = {
  onward: { en: ['next', 'go on'], de: ['weiter', 'weitermachen'], fr: ['suivant', 'continuer'], ru: ['дальше', 'продолжить'], ar: ['التالي', 'تابع'] },
  done: { en: ['done'], de: ['erledigt', 'fertig'], fr: ['c’est fait'], ru: ['готово'], ar: ['تم'] },
  fine: { en: ['ok', 'yes', '👍'], de: ['ok', 'ja', 'alles klar'], fr: ['d’accord', 'oui'], ru: ['хорошо', 'да'], ar: ['حسنا', 'نعم'] },
} as const;
const each = (kind: keyof typeof SAID) => LANGUAGES.flatMap((language) => SAID[kind][language].map((words) => [words, language] as const));

describe('a word that goes on, at a notice', () => {
  it.each(each('onward'))('"%s" (%s) shows the walk that was interrupted, where it was', async (words, language) => {
    const { person, placeOf } = await walking(language);
    const before = await placeOf();
    await person.says(words);
    expect(person.last.buttons.map(({ choice }) => choice)).toContain('trouble');
    expect(await placeOf()).toEqual(before);
  });
  it('is the notice again where nothing else is open', async () => {
    const { person, isTold } = await somebody('de');
    await isTold();
    await person.says('weiter');
    expect(person.last.text).toContain(word('de', 'choose.answer'));
    expect(person.last.buttons.map(({ choice }) => choice)).toContain('renewed');
  });
});

describe('"done", at a notice', () => {
  it.each(each('done'))('"%s" (%s) is not taken for the renewal in the middle of a walk, nor for the step: how to say it is said', async (words, language) => {
    const { person, placeOf } = await walking(language);
    const before = await placeOf();
    await person.says(words);
    expect(person.last.text).toContain(word(language, 'notices:ask.done', { label: word(language, 'notices:choice.renewed') }));
    expect(person.last.buttons.map(({ choice }) => choice)).toContain('trouble');
    expect(await placeOf()).toEqual(before);
    await person.says(words);
    expect(await placeOf()).not.toEqual(before);
  });
  it.each(each('done'))('"%s" (%s) is the renewal where nothing was interrupted', async (words, language) => {
    const { person, isTold } = await somebody(language);
    await isTold();
    await person.says(words);
    expect(person.last.buttons.map(({ choice }) => choice)).toEqual(['words', 'unknown', 'back', 'menu']);
  });
});

describe('"ok" and "yes", at a notice', () => {
  it.each(each('fine'))('"%s" (%s) begins nothing: a short word, and the walk goes on where it was', async (words, language) => {
    const { person, placeOf } = await walking(language);
    const before = await placeOf();
    await person.says(words);
    expect(person.last.text.startsWith(word(language, 'smallTalk.fine'))).toBe(true);
    expect(person.last.buttons.map(({ choice }) => choice)).toContain('trouble');
    expect(await placeOf()).toEqual(before);
  });
  it('is answered by a short word alone where nothing was under way', async () => {
    const { person, isTold, contactId } = await somebody('de');
    await isTold();
    expect(textOf(await person.says('ja'))).toBe('Alles klar.');
    expect((await prisma().contact.findUniqueOrThrow({ where: { id: contactId } })).mayWriteFirst).toBe(true);
  });
});

describe('"stop", at a notice', () => {
  it.each([['stop', 'en'], ['hör auf', 'de'], ['hören Sie auf', 'de'], ['arrêtez', 'fr'], ['cessez', 'fr'], ['перестаньте', 'ru'], ['хватит', 'ru'], ['توقف', 'ar'], ['كف عن ذلك', 'ar']] as const)('"%s" (%s) asks whether the reminders are meant, and the walk waits for the answer', async (words, language) => {
    const { person, placeOf, contactId } = await walking(language);
    const before = await placeOf();
    const may = async () => (await prisma().contact.findUniqueOrThrow({ where: { id: contactId } })).mayWriteFirst;
    await person.says(words);
    expect(person.last.text).toContain(word(language, 'notices:ask.stop'));
    expect([person.last.buttons.map(({ choice }) => choice), await may()]).toEqual([['optOutYes', 'optOutNo', 'back', 'menu'], true]);
    await person.says(words);
    expect(await may()).toBe(false);
    expect(person.last.buttons.map(({ choice }) => choice)).toContain('trouble');
    expect(await placeOf()).toEqual(before);
  });
});

describe('when to be reminded again, in own words', () => {
  const asked = async (language: Language, left = 30) => {
    const told = await somebody(language, left);
    await told.isTold();
    await told.person.says(word(language, 'notices:choice.later'));
    const planned = async () => (await prisma().notice.findMany({ where: { contactId: told.contactId, milestone: { startsWith: 'later:' } } })).map(({ milestone }) => milestone.slice('later:'.length));
    return { ...told, planned, offered: told.person.last.buttons.flatMap(({ choice }) => (choice?.startsWith('day:') ? [choice.slice('day:'.length)] : [])) };
  };
  it.each(LANGUAGES)('a day that is written out is taken: %s', async (language) => {
    const { person, planned, offered } = await asked(language);
    const day = offered.at(-1)!;
    await person.says(writeDay(language, day, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }));
    expect(person.last.text).toContain(word(language, 'notices:done.later', { day: writeDay(language, day) }));
    expect(await planned()).toEqual([day]);
  });
  it.each([['tomorrow', 'en'], ['in a week', 'en'], ['thursday', 'en'], ['nächste Woche', 'de'], ['am Freitag', 'de'], ['demain', 'fr'], ['dans 3 jours', 'fr'], ['через неделю', 'ru'], ['в среду', 'ru'], ['غدا', 'ar'], ['بعد أسبوع', 'ar']] as const)('"%s" (%s) is taken, or the nearest day is asked for', async (words, language) => {
    const { person, planned } = await asked(language);
    await person.says(words);
    expect(person.last.text).not.toContain(word(language, 'menu.notUnderstood'));
    if ((await planned()).length === 0) await person.says(word(language, 'identity:ask.remindersYes').split(/[,،]/)[0]!);
    expect(await planned()).toHaveLength(1);
  });
  it('a weekend is no working day: the nearest one is proposed, and taken only with a yes', async () => {
    const { person, planned } = await asked('en');
    const saturday = addDays(today, 7 + 6 - weekdayOf(today));
    await person.says(saturday);
    expect(person.last.text).toMatch(/Saturday,? \d+ \w+ is not a working day\. ?\s*Shall I remind you on \w+,? \d+ \w+ instead\?/);
    expect(await planned()).toEqual([]);
    await person.says('no');
    expect(await planned()).toEqual([]);
    await person.says(saturday);
    await person.says('yes');
    expect(await planned()).toHaveLength(1);
    expect(Math.abs(daysBetween((await planned())[0]!, saturday))).toBeLessThan(4);
  });
  it('a day after the expiry is too late, and why is said', async () => {
    const { person, planned, expiresOn } = await asked('de', 20);
    await person.says(writeDay('de', addDays(expiresOn, 3)));
    expect(person.last.text).toContain('liegt nach dem Ablaufdatum');
    expect(await planned()).toEqual([]);
    await person.says('ja');
    expect((await planned())[0]! <= expiresOn).toBe(true);
  });
  it('is taken at the notice itself where the words say both', async () => {
    const { person, isTold, contactId } = await somebody('en');
    await isTold();
    await person.says('remind me next week');
    expect(person.last.text).not.toContain('When shall I remind you');
    await person.says('yes');
    expect(await prisma().notice.count({ where: { contactId, milestone: { startsWith: 'later:' } } })).toBe(1);
  });
});

describe('a sentence of one\'s own, at a notice', () => {
  const CHOICES = { renewed: ['words', 'unknown', 'back', 'menu'], notMine: ['words', 'unknown', 'back', 'menu'] };
  it.each([
    ['what do I have to do?', 'en'], ['was muss ich tun?', 'de'], ['que dois-je faire ?', 'fr'], ['Что мне нужно сделать?', 'ru'], ['ماذا يجب أن أفعل؟', 'ar'],
  ] as const)('"%s" (%s) begins the renewal', async (words, language) => {
    const { person, isTold } = await somebody(language);
    await isTold();
    await person.says(words);
    expect((await stateOf(world, person)).journeys.renewal).toMatchObject({ status: 'open' });
  });
  it.each([
    ['we renewed last week', 'en'], ['Wir haben letzte Woche verlängert', 'de'], ['Nous l’avons renouvelé la semaine passée', 'fr'], ['Мы продлили на прошлой неделе', 'ru'], ['جددنا الاتفاقية في الأسبوع الماضي', 'ar'],
  ] as const)('"%s" (%s) is the renewal, without its day', async (words, language) => {
    const { person, isTold } = await somebody(language);
    await isTold();
    await person.says(words);
    expect(person.last.buttons.map(({ choice }) => choice)).toEqual(CHOICES.renewed);
    expect(person.last.text).not.toContain(word(language, 'identity:not.expiry'));
  });
  it.each([['renewed until {day}', 'en'], ['verlängert bis {day}', 'de'], ['renouvelé jusqu’au {day}', 'fr'], ['продлили до {day}', 'ru'], ['جددنا حتى {day}', 'ar']] as const)('"%s" (%s) is the renewal with its day', async (words, language) => {
    const { person, isTold, partnerId, expiresOn } = await somebody(language);
    await isTold();
    const day = addMonths(expiresOn, 12);
    await person.says(words.replace('{day}', day.split('-').reverse().join('.')));
    expect((await prisma().agreement.findUniqueOrThrow({ where: { partnerId } })).expiresOn).toEqual(dateOf(day));
  });
  it.each([
    ['my colleague Lena does it', 'en'], ['I left the company', 'en'], ['Das macht meine Kollegin Lena', 'de'], ['Ma collègue Lena s’en occupe', 'fr'], ['Этим занимается моя коллега Лена', 'ru'], ['زميلتي لينا تتولى ذلك', 'ar'],
  ] as const)('"%s" (%s) is somebody else', async (words, language) => {
    const { person, isTold } = await somebody(language);
    await isTold();
    await person.says(words);
    expect(person.last.text).toContain(word(language, 'notices:ask.name'));
  });
  it.each(['we have not renewed yet', 'when will it be renewed', 'is it renewed?', 'wir haben noch nicht verlängert und wissen nicht wie', 'my colleague does not do it', 'il n’est pas renouvelé', 'мы еще не продлили его', 'لم يتم تجديد شيء'])('"%s" says nothing of the kind', async (words) => {
    const { person, isTold, partnerId, expiresOn } = await somebody('en');
    await isTold();
    await person.says(words);
    expect(person.last.text).toContain(word('en', 'menu.notUnderstood'));
    expect((await prisma().agreement.findUniqueOrThrow({ where: { partnerId } })).expiresOn).toEqual(dateOf(expiresOn));
  });
});

describe('what is written on a button', () => {
  it.each(LANGUAGES)('of the menu or of a notice is understood in "my status", too: %s', async (language) => {
    const { person } = await somebody(language);
    await person.says(word(language, 'buttons.menu'));
    const notices = (['renew', 'apply', 'renewed', 'later', 'notMine', 'optOut'] as const).map((name) => word(language, `notices:choice.${name}`));
    const labels = [...person.last.buttons.map(({ title }) => title), ...notices];
    expect(labels.length).toBeGreaterThan(18);
    const lost: string[] = [];
    for (const label of labels) {
      await person.says(word(language, 'buttons.record'));
      if (textOf(await person.says(label)).includes(word(language, 'menu.notUnderstood'))) lost.push(label);
    }
    expect(lost).toEqual([]);
  });
});
