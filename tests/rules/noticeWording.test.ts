/** What notices say: true on the day on which they are read, short, the same in every language, and nothing that no fact carries. */
import { plainText, type Message } from '../../dialogs/message';
import { wordCompanies, wordDate, wordDates, wordLater, wordNoLater, wordOptOut, wordWho } from '../../dialogs/notices/answerWording';
import { choicesOf, noticeMessage, offerOf, shorten } from '../../dialogs/notices/noticeWording';
import { renewedDayIn } from '../../dialogs/notices/renewedDay';
import { chosenOf } from '../../dialogs/understand';
import { LANGUAGES, word, type Language } from '../../locales';
import facts from '../../locales/facts.json';
import { addDays } from '../../services/day';
import { writeAccountMail, type Unreachability } from '../../services/notices/mails/accountMail';
import { writeNoticeMail } from '../../services/notices/mails/noticeMail';
import type { NoticeKind, NoticePayload } from '../../services/notices/notice';
import { onePerAgreement, wordNotice, type NoticeSubject } from '../../services/notices/wording';

const EXPIRES = '2027-03-31';
const NEW_DAY = '2028-03-31';
/** Something seeps through that is no word: a key, a token, an empty value. */
const HOLES = /\{\{|\}\}|\{\w+[:}]|\[\[|\]\]|\$t\(|undefined|null|NaN|Invalid Date|\bnotices:|  /;
const LIMITS = { title: 60, text: 900, plain: 2000, button: 40 };
const LONG = 'Bundesamt für ausserordentlich lange Namen und Bezeichnungen, Zweigstelle Zürich-Oerlikon GmbH & Co. KG';

const about = (offset: number, milestone: NoticeKind = `T${offset}`, extra: Partial<NoticeSubject> = {}): NoticeSubject => ({ milestone, partnerId: 'p', company: 'Zimtblau AG', cycle: EXPIRES, expiresOn: EXPIRES, today: addDays(EXPIRES, offset), payload: {}, ...extra });
const told = (offset: number, milestone: NoticeKind, payload: NoticePayload = {}): NoticeSubject => about(offset, milestone, { payload });
const nudge = (name: string): NoticeSubject => about(0, `nudge:${name}` as NoticeKind, { partnerId: '', company: '', expiresOn: '' });
const say = (language: Language, ...subjects: NoticeSubject[]): Message => noticeMessage(language, subjects, { messageId: 'm', picture: '/media/t.png', calendar: '/media/c.ics' });
const labels = (message: Message) => message.choices.map(({ id }) => id);

const DAYS = [-400, -91, -90, -60, -45, -30, -15, -14, -7, -3, -2, -1, 0, 1, 2, 5, 8, 9, 10, 11, 12, 40];
const REASONS: readonly NoticeSubject[] = [-30, 3, 11].flatMap((offset) => [
  told(offset, 'later:2027-03-01'), told(offset, 'escalation', { by: 'Ana Muster' }), told(offset, 'escalation'), told(offset, 'handedOver:2027-03-01', { by: 'Ana Muster' }), told(offset, 'handedOver:2027-03-01'),
  told(offset, 'T-7', { by: 'Ana Muster', byId: 'ana' }), told(offset, 'T-7', { byId: 'ana' }),
  told(offset, 'notConfirmed:2027-03-01', { expiresOn: NEW_DAY }), told(offset, 'notConfirmed:2027-03-01'), told(offset, 'renewed', { by: 'Ana Muster', expiresOn: NEW_DAY }), told(offset, 'renewed'),
  about(offset, 'T-30', { signatory: 'Ida Muster' }), about(offset, 'T-30', { company: LONG }),
]);
const DIGEST = [-30, -1, 0, 9, 10, 11].map((offset, index) => about(0, 'T-30', { partnerId: `p${index}`, company: `Firma ${index}`, expiresOn: addDays(EXPIRES, -offset) }));
const NUDGES = ['activationMail', 'webexMail', 'webexBegun'].map(nudge);
const EVERYTHING: readonly (readonly NoticeSubject[])[] = [...DAYS.map((offset) => [about(offset)]), ...REASONS.map((each) => [each]), DIGEST, ...NUDGES.map((each) => [each])];

describe('every notice', () => {
  it.each(LANGUAGES)('has no hole and is short enough, with buttons that differ (%s)', (language) => {
    for (const subjects of EVERYTHING) {
      const message = say(language, ...subjects);
      const { title = '', text, choices } = message;
      expect(HOLES.exec(plainText(message))?.[0]).toBeUndefined();
      expect(title.length).toBeLessThanOrEqual(LIMITS.title);
      // The name of a company may be as long as it is.
      if (!subjects.some(({ company }) => company === LONG)) expect(text.length).toBeLessThanOrEqual(LIMITS.text);
      expect(plainText(message).length).toBeLessThanOrEqual(LIMITS.plain);
      for (const { label } of choices) expect(label.length).toBeLessThanOrEqual(LIMITS.button);
      expect(new Set(choices.map(({ label }) => label)).size).toBe(choices.length);
      expect(message.card).toBe('notice.m');
    }
  });
  it('stands on the same facts in every language, all of them known', () => {
    for (const subjects of EVERYTHING) {
      const each = LANGUAGES.map((language) => say(language, ...subjects).facts.join());
      expect(new Set(each).size).toBe(1);
      expect(each[0]!.split(',').filter((id) => id !== '' && !(id in facts))).toEqual([]);
    }
  });
  it('offers the same in every language', () => {
    for (const subjects of EVERYTHING) expect(new Set(LANGUAGES.map((language) => labels(say(language, ...subjects)).join())).size).toBe(1);
  });
  it('says in words what its picture shows', () => {
    const { picture } = say('en', about(-30));
    expect(picture).toEqual({ path: '/media/t.png', text: 'Timeline: renewal opens 31 December 2026, agreement ends 31 March 2027, last day after expiry 10 April 2027, today 1 March 2027.' });
    expect(say('en', ...DIGEST).picture).toBeUndefined();
    expect(say('en', nudge('webexMail'))).not.toHaveProperty('picture');
  });
  it('leads to the calendar while there is a day ahead', () => {
    expect(say('en', about(10)).links).toEqual([{ url: '/media/c.ics', text: 'Put it in my calendar' }]);
    expect(say('en', about(11)).links).toBeUndefined();
  });
});

describe('the days that are left', () => {
  const TITLES: Readonly<Record<Language, readonly string[]>> = {
    en: ['One day until the agreement expires', '2 days until the agreement expires', '5 days until the agreement expires', '11 days until the agreement expires', '21 days until the agreement expires', 'Expired: one day left to renew', 'Expired: 2 days left to renew', 'Expired: 5 days left to renew'],
    de: ['Noch ein Tag bis zum Ablauf', 'Noch 2 Tage bis zum Ablauf', 'Noch 5 Tage bis zum Ablauf', 'Noch 11 Tage bis zum Ablauf', 'Noch 21 Tage bis zum Ablauf', 'Abgelaufen: noch ein Tag Aufschub', 'Abgelaufen: noch 2 Tage Aufschub', 'Abgelaufen: noch 5 Tage Aufschub'],
    fr: ['Plus qu’un jour avant l’échéance', 'Encore 2 jours avant l’échéance', 'Encore 5 jours avant l’échéance', 'Encore 11 jours avant l’échéance', 'Encore 21 jours avant l’échéance', 'Accord expiré\u202f: plus qu’un jour', 'Accord expiré\u202f: encore 2 jours', 'Accord expiré\u202f: encore 5 jours'],
    ru: ['До конца соглашения 1 день', 'До конца соглашения 2 дня', 'До конца соглашения 5 дней', 'До конца соглашения 11 дней', 'До конца соглашения 21 день', 'Соглашение истекло: на продление 1 день', 'Соглашение истекло: на продление 2 дня', 'Соглашение истекло: на продление 5 дней'],
    ar: ['بقي يوم واحد على انتهاء الاتفاقية', 'بقي يومان على انتهاء الاتفاقية', 'بقيت 5 أيام على انتهاء الاتفاقية', 'بقي 11 يومًا على انتهاء الاتفاقية', 'بقي 21 يومًا على انتهاء الاتفاقية', 'انتهت الاتفاقية وبقي يوم واحد للتجديد', 'انتهت الاتفاقية وبقي يومان للتجديد', 'انتهت الاتفاقية وبقيت 5 أيام للتجديد'],
  };
  it.each(LANGUAGES)('are counted as the language counts, 1, 2, 5, 11, 21 before the expiry and 1, 2, 5 after it (%s)', (language) => {
    expect([-1, -2, -5, -11, -21, 9, 8, 5].map((offset) => wordNotice(language, about(offset)).title)).toEqual(TITLES[language]);
  });
  it('are said in the text, too, in every form', () => {
    for (const language of LANGUAGES) for (const count of [3, 5, 11, 21, 30, 90]) expect(wordNotice(language, about(-count)).paragraphs.join()).toMatch(new RegExp(`(?<!\\d)${count}(?!\\d)`));
    for (const language of LANGUAGES) for (const count of [3, 5, 7, 9]) expect(wordNotice(language, about(10 - count)).paragraphs.join()).toMatch(new RegExp(`(?<!\\d)${count}(?!\\d)`));
  });
});

describe('the words follow from the day on which they are said', () => {
  const titleOn = (offset: number, milestone: NoticeKind) => wordNotice('en', about(offset, milestone)).title;
  it.each([
    [-92, 'T-90', 'Renewal opens on 31 December 2026'], [-90, 'T-90', '90 days until the agreement expires'], [-88, 'T-90', '88 days until the agreement expires'], [-2, 'T0', '2 days until the agreement expires'], [0, 'T0', 'The agreement expires today'],
    [2, 'T+1', 'Expired: 8 days left to renew'], [8, 'T+10', 'Expired: 2 days left to renew'], [10, 'T+10', 'Last day to renew'], [11, 'T+11', 'The time for renewal is over'], [3, 'T-30', 'Expired: 7 days left to renew'], [20, 'T+9', 'The time for renewal is over'],
  ] as const)('%i days from the expiry, for %s: %s', (offset, milestone, title) => expect(titleOn(offset, milestone)).toBe(title));
  it('names when renewal opens only before it does', () => {
    expect(wordNotice('en', about(-91)).facts).toEqual(expect.arrayContaining(['REN-2', 'REN-15', 'C-2']));
    expect(wordNotice('en', about(-91)).facts).not.toContain('REN-5');
    expect(wordNotice('en', about(-90)).facts).not.toContain('REN-15');
  });
  it.each(LANGUAGES)('never tells anybody to renew once it is too late (%s)', (language) => {
    for (const offset of [11, 12, 40]) {
      const message = say(language, about(offset));
      expect(plainText(message)).not.toMatch(/Renew my registration|ICPA|Partner Registration/);
      expect(message.choices.map(({ label }) => label)).not.toContain(word(language, 'notices:choice.renew'));
      expect(message.choices[0]).toMatchObject({ id: 'renew', label: word(language, 'notices:choice.apply') });
      expect(labels(message)).not.toContain('later');
      expect(message.facts).toEqual(expect.arrayContaining(['REN-11', 'REN-21', 'C-4', 'REN-24', 'C-6']));
    }
  });
  it('offers to be reminded later only while a weekday is left for it', () => {
    // The expiry is a Wednesday, the end of the ten days a Saturday.
    const isOffered = (offset: number) => labels(say('en', about(offset))).includes('later');
    expect([-30, -1, 0, 1, 8, 9, 10, 11].filter(isOffered)).toEqual([-30, -1, 1, 8]);
  });
  it('says once what to do, where, and who may', () => {
    for (const offset of [-90, -30, -1, 0, 1, 9, 10]) expect(wordNotice('en', about(offset)).facts).toEqual(expect.arrayContaining(['REN-3', 'REN-4', 'REN-5', 'REN-16', 'C-3', 'C-7']));
  });
  it('asks in no mail whether a reminder is wanted later: that may be too late', () => {
    const asked = Object.fromEntries(LANGUAGES.map((language) => [language, word(language, 'notices:mail.answer')]));
    expect(Object.values(asked).filter((text) => /rappel|remind|erinner|напомн|ذك/u.test(text))).toEqual([]);
  });
  it('names who may sign, where somebody has said so', () => {
    expect(wordNotice('en', about(-30, 'T-30', { signatory: 'Ida Muster' })).paragraphs.at(-1)).toContain('The name I was given for this is Ida Muster.');
    expect(wordNotice('en', about(-30)).paragraphs.join()).not.toContain('As I was told');
  });
});

describe('the subject of a mail', () => {
  const subjects = (language: Language) => [...DAYS.map((offset) => about(offset)), ...REASONS].map((subject) => wordNotice(language, { ...subject, company: 'Grace GmbH' }).subjectLine);
  it.each(LANGUAGES)('has one colon (%s)', (language) => expect(subjects(language).filter((line) => line.split(':').length !== 2)).toEqual([]));
  it('names the days that are left in the grace', () => expect([wordNotice('de', about(7)).subjectLine, wordNotice('fr', about(7)).subjectLine]).toEqual(['Zimtblau AG: abgelaufen, noch 3 Tage Aufschub', 'Zimtblau AG\u202f: accord expiré, encore 3 jours']));
});

describe('what is lost', () => {
  const LOST = ['REN-8', 'REN-9', 'REN-10', 'REN-11', 'REN-12'];
  it('is said from two weeks before the expiry until the end, and not before', () => {
    for (const offset of [-91, -90, -30, -15]) expect(wordNotice('en', about(offset)).warning).toBeUndefined();
    for (const offset of [-14, -7, -1, 0, 1, 9, 10]) expect(wordNotice('en', about(offset)).facts).toEqual(expect.arrayContaining(['REN-6', 'REN-7', 'C-5', ...LOST]));
    expect(wordNotice('en', about(11)).facts).toEqual(expect.arrayContaining(LOST));
  });
  it('is a short list: one consequence in a line, each with its fact', () => {
    const lines = wordNotice('en', about(-14)).warning!.split('\n');
    expect(lines.slice(1).every((line) => line.startsWith('• '))).toBe(true);
    expect(lines).toHaveLength(1 + LOST.length);
  });
  it('says of the days of grace that nobody knows whether the status stays active (no document does)', () => {
    for (const offset of [1, 5, 9]) expect(wordNotice('en', about(offset)).paragraphs.join()).toContain('I cannot tell you whether your status stays active');
    for (const language of LANGUAGES) for (const offset of [1, 10]) expect(wordNotice(language, about(offset)).facts).toContain('C-8');
  });
});

describe('why it is said', () => {
  const first = (subject: NoticeSubject) => wordNotice('en', subject).paragraphs[0];
  it.each([
    [told(-13, 'escalation', { by: 'Ana Muster' }), 'I have reminded Ana Muster, but so far nobody has told me that this renewal is being looked after, so I am writing to you.'],
    [told(-7, 'T-7', { by: 'Ana Muster', byId: 'ana' }), 'Ana Muster does not want reminders any more, so I am writing to you again.'],
    [told(-7, 'T-7', { byId: 'ana' }), 'The colleague I reminded instead of you does not want reminders any more, so I am writing to you again.'],
    [told(-13, 'escalation'), 'So far nobody in your company has told me that this renewal is being looked after, so I am writing to you.'],
    [told(-13, 'handedOver:2027-03-18', { by: 'Ana Muster' }), 'Ana Muster told me that you look after this renewal from now on.'],
    [told(-13, 'later:2027-03-18'), 'You asked me to remind you.'],
    [told(3, 'notConfirmed:2027-04-03', { expiresOn: NEW_DAY }), 'I was told that the agreement of Zimtblau AG was renewed until 31 March 2028. But ALSO\'s partner list still shows 31 March 2027, so I am reminding you again. Please check whether the renewal went through.'],
    [told(-13, 'renewed', { by: 'Ana Muster', expiresOn: NEW_DAY }), 'Ana Muster told me that the agreement of Zimtblau AG was renewed and is valid until 31 March 2028. I have stopped the reminders; ALSO will compare the date with its partner list. If that date is right, there is nothing for you to do.'],
  ])('comes first (%#)', (subject, words) => expect(first(subject)).toBe(words));
  it('where a colleague has renewed, asks for nothing and warns of nothing', () => {
    const message = say('en', told(-1, 'renewed', { by: 'Ana', expiresOn: NEW_DAY }));
    expect(labels(message)).toEqual(['record', 'person', 'optOut']);
    expect(message.warning).toBeUndefined();
    expect(message.text).toContain('1 January 2028');
  });
  it('of several rows of one agreement the one that says most is told', () => {
    expect(onePerAgreement([about(-14), told(-14, 'escalation'), told(-14, 'later:x')]).map(({ milestone }) => milestone)).toEqual(['escalation']);
    expect(say('en', about(-14), told(-14, 'handedOver:x')).title).toBe('14 days until the agreement expires');
  });
});

describe('a digest of several companies', () => {
  it('lists each with its day, the nearest first, and opens each by a button', () => {
    const message = say('en', ...DIGEST);
    expect(message.title).toBe('6 agreements need your attention');
    expect(message.text.split('\n').filter((line) => line.startsWith('• '))).toEqual([
      '• Firma 5: expired on 20 March 2027, the time for renewal is over', '• Firma 4: expired on 21 March 2027, today is the last day to renew', '• Firma 3: expired on 22 March 2027, one day left to renew',
      '• Firma 2: expires today', '• Firma 1: expires tomorrow, on 1 April 2027', '• Firma 0: expires on 30 April 2027, 30 days left',
    ]);
    expect(labels(message)).toEqual(['company:p5', 'company:p4', 'company:p3', 'company:p2', 'company:p1', 'company:p0', 'person', 'optOut']);
  });
  it.each([
    ['what is open', [-30, -15], 'To renew, sign in', undefined], ['what is near', [-30, -14], 'To renew, sign in', 'If an agreement is not renewed within 10 days'], ['what is urgent, too', [-14, -1], 'Please renew today whatever is most urgent: sign in', 'If an agreement'],
    ['what is urgent', [-1, 5], 'Please do it today: sign in', 'If an agreement'], ['what is over, too', [-30, 11], 'To renew, sign in', undefined], ['what is over', [11, 12], 'Where the time for renewal is over and the agreement really was not renewed, the company must apply again.', undefined], ['what is early', [-100, -101], undefined, undefined],
  ])('says once what is to be done, and what is lost where that is near: %s', (_, offsets, todo, lost) => {
    const { text, warning } = say('en', ...offsets.map((offset, index) => about(0, 'T-30', { partnerId: `p${index}`, expiresOn: addDays(EXPIRES, -offset) })));
    const said = text.split('\n').filter((line) => !line.startsWith('• '));
    expect(said.filter((line) => /sign in/.test(line))).toHaveLength(todo?.includes('sign in') ? 1 : 0);
    expect(said.filter((line) => /must apply again/.test(line))).toHaveLength(offsets.some((offset) => offset > 10) ? 1 : 0);
    if (todo !== undefined) expect(said[1]).toContain(todo);
    expect(warning?.text.slice(0, lost?.length)).toBe(lost);
  });
  it('tells nobody how to do what is done', () => {
    const { text, warning, facts } = say('en', ...['p', 'q'].map((partnerId) => about(-3, 'renewed', { partnerId, payload: { by: 'Ana', expiresOn: NEW_DAY } })));
    expect([text, warning, facts]).toEqual([expect.not.stringContaining('sign in'), undefined, []]);
  });
  it('counts what it does not list', () => {
    const many = Array.from({ length: 23 }, (_, index) => about(-30, 'T-30', { partnerId: `p${index}`, company: `Firma ${index}` }));
    const message = say('en', ...many);
    expect(message.text).toContain('And 3 more; you will find them under “My status”.');
    expect(message.choices.filter(({ id }) => id.startsWith('company:'))).toHaveLength(20);
  });
  it('cuts long names at a letter', () => {
    expect(shorten('x'.repeat(40))).toHaveLength(40);
    expect([...shorten(LONG)]).toHaveLength(40);
    expect(shorten('👩‍👩‍👧'.repeat(50)).endsWith('👩‍👩‍👧…')).toBe(true);
  });
});

describe('an answer in words', () => {
  const heard = (text: string) => ({ text, hasAttachments: false, isDirect: true });
  const meant = (text: string, ...subjects: NoticeSubject[]) => chosenOf(heard(text), offerOf('de', subjects), 'de');
  it.each([
    ['1', 'renew'], ['٢', 'renewed'], ['So verlängern Sie', 'renew'], ['remind me later', 'later'], ['Später erinnern', 'later'], ['nein', 'later'], ['продлили', 'renewed'], ['جددت', 'renewed'], ['j\'ai renouvelé', 'renewed'],
    ['nicht meine Aufgabe', 'notMine'], ['unsubscribe', 'optOut'], ['keine Erinnerungen mehr', 'optOut'], ['rappelle-moi plus tard', 'later'], ['mit einem Menschen sprechen', 'person'], ['9', undefined], ['stop', undefined], ['hallo', undefined], ['oui', undefined], ['erledigt', undefined],
  ])('"%s" means %s', (text, choice) => expect(meant(text, about(-30))).toBe(choice));
  it.each([['ja', 'came'], ['нет', 'notCame'], ['done', 'came'], ['2', 'notCame'], ['Yes, it is there', 'came']])('to a question: "%s" means %s', (text, choice) => expect(meant(text, nudge('webexMail'))).toBe(choice));
  it('names a company of several', () => {
    expect(meant('Firma 3', ...DIGEST)).toBe('company:p3');
    expect(meant('1', ...DIGEST)).toBe('company:p5');
    expect(meant('ja', ...DIGEST)).toBeUndefined();
  });
  it('every button can be typed, in every language', () => {
    for (const subjects of EVERYTHING) for (const language of LANGUAGES) for (const { id, label } of choicesOf(language, subjects)) {
      if (choicesOf('de', subjects).filter((choice) => choice.id === id).length === 1 && subjects.length === 1) expect([label, meant(label, ...subjects)]).toEqual([label, id]);
    }
  });
});

describe('the new day of a renewed agreement', () => {
  const read = (text: string, language: Language = 'de', today = '2027-04-02') => renewedDayIn(text, language, { today, previous: EXPIRES });
  it.each([
    ['31.3.2028', { kind: 'day', day: '2028-03-31' }], ['bis am 31. März 2028', { kind: 'day', day: '2028-03-31' }], ['29.2.2028', { kind: 'day', day: '2028-02-29' }], ['30.4.2028', { kind: 'day', day: '2028-04-30' }],
    ['31.3.2027', { kind: 'problem', problem: 'same', day: '2027-03-31' }], ['28.2.2028', { kind: 'problem', problem: 'tooEarly', day: '2028-02-28' }], ['1.5.2028', { kind: 'problem', problem: 'tooFar', day: '2028-05-01' }], ['31.3.2029', { kind: 'problem', problem: 'tooFar', day: '2029-03-31' }],
    ['31.3.2026', { kind: 'problem', problem: 'tooEarly', day: '2026-03-31' }], ['nächstes Jahr', { kind: 'none' }], ['', { kind: 'none' }], ['vom 31.3.2027 bis 31.3.2028', { kind: 'day', day: '2028-03-31' }],
    ['03/04/2028', { kind: 'two', days: ['2028-04-03', '2028-03-04'] }], ['31/03/2028', { kind: 'day', day: '2028-03-31' }],
  ])('"%s" is %j', (text, expected) => expect(read(text)).toEqual(expected));
  it('is over where the year has passed meanwhile', () => expect(read('1.3.2028', 'de', '2028-03-02')).toEqual({ kind: 'problem', problem: 'past', day: '2028-03-01' }));
});

describe('what is asked after an answer', () => {
  const QUESTIONS = (language: Language): Message[] => [
    wordDate(language, about(3)), wordDate(language, about(11), true), wordDates(language, ['2028-03-04', '2028-04-03']), wordLater(language, about(-30), ['2027-03-02', '2027-03-15']), wordWho(language, about(-30), [{ id: 'l', name: 'Luis Lang' }, { id: 'x', name: LONG }]), wordWho(language, about(-30), []),
    wordOptOut(language), wordCompanies(language, DIGEST),
  ];
  it.each(LANGUAGES)('has no hole, and always a way back and to the menu (%s)', (language) => {
    for (const question of QUESTIONS(language)) {
      expect(HOLES.exec(plainText(question))?.[0]).toBeUndefined();
      expect(question.choices.slice(-2).map(({ id }) => id)).toEqual(['back', 'menu']);
      for (const { label } of question.choices) expect(label.length).toBeLessThanOrEqual(LIMITS.button);
    }
    for (const offset of [-1, 0, 5, 10, 11]) expect(HOLES.exec(wordNoLater(language, about(offset)).text)?.[0]).toBeUndefined();
  });
  it('names the days that would be likely, none that is past', () => {
    expect(wordDate('en', about(3)).text).toContain('from 29 February 2028 to 30 April 2028');
    expect(wordDate('en', about(350)).text).toContain('from 15 March 2028 to 15 April 2029');
    expect(wordDate('en', about(11)).text).toContain('Until when is the renewed or new one valid? I expect a date from 29 February 2028 to 11 May 2028.');
  });
});

describe('a mail', () => {
  const write = (language: Language, ...subjects: NoticeSubject[]) => writeNoticeMail({ to: 'ana@firma.ch', language, subjects, chat: 'https://lotse.example/', unsubscribe: 'https://lotse.example/unsubscribe?c=1&s=2' });
  it.each(LANGUAGES)('says the same as the chat, and leads there (%s)', (language) => {
    for (const subjects of EVERYTHING) {
      const { subject, text, html, headers } = write(language, ...subjects);
      expect(HOLES.exec(`${subject}\n${text}`)?.[0]).toBeUndefined();
      expect(text).not.toContain('**');
      expect(html).toContain('href="https://lotse.example/"');
      expect(headers).toMatchObject({ 'List-Unsubscribe': '<https://lotse.example/unsubscribe?c=1&s=2>' });
      expect(subject.split('\n')).toHaveLength(1);
    }
    expect(write(language, about(-30)).subject).toContain('Zimtblau AG');
  });
  it('tells ALSO\'s people whom to call, and what helps', () => {
    const causes: Unreachability[] = ['uninstalled', 'blocked', 'gone', 'mailDead', 'notProven', 'noRoute', 'notAsked', 'optedOut'];
    for (const language of LANGUAGES) {
      const { text, subject } = writeAccountMail({
        to: 'account@also.example', language,
        silent: [{ company: 'Zimtblau AG', customerNumber: '424242', expiresOn: EXPIRES, today: addDays(EXPIRES, -3), contacts: [{ name: 'Ana Muster', toldOn: '2027-03-17', isUnsure: false, hasDeclined: false }, { name: undefined, toldOn: '2027-03-18', isUnsure: true, hasDeclined: false }, { name: 'Omar Haddad', toldOn: '2027-03-18', isUnsure: false, hasDeclined: true }, { name: 'Luis Lang', toldOn: undefined, isUnsure: false, hasDeclined: false }] }],
        unreachable: [{ company: 'Bärenbau', customerNumber: undefined, expiresOn: addDays(EXPIRES, 110), today: EXPIRES, contacts: causes.map((cause) => ({ name: 'Eva', email: 'eva@b.ch', cause })) }, { company: 'Leer AG', customerNumber: '11', expiresOn: addDays(EXPIRES, 110), today: EXPIRES, contacts: [] }],
      });
      expect(HOLES.exec(`${subject}\n${text}`)?.[0]).toBeUndefined();
      for (const part of ['Zimtblau AG', '424242', 'Ana Muster', 'Omar Haddad', 'Luis Lang', 'Bärenbau', 'Leer AG', 'eva@b.ch']) expect(text).toContain(part);
      expect(text.split('\n').filter((line) => line.startsWith('• ') && line.includes('Eva'))).toHaveLength(causes.length);
    }
  });
});
