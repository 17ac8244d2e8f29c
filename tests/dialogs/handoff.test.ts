/** A contact asks for a person, waits, speaks with one and is given back at the very step; in words and by press, in five languages. */
import { PROCEDURES } from '../../dialogs/procedures';
import { LANGUAGES, word, type Language, type TextKey, type Values } from '../../locales';
import { ANNA, MONDAY, openHandoffStage, type Contact, type HandoffStage } from '../handoffStage';

let stage: HandoffStage;
beforeAll(async () => { stage = await openHandoffStage(); });
afterAll(() => stage.stop());
beforeEach(() => stage.clock.set(new Date(MONDAY)));
afterEach(() => stage.database.prisma.handoff.updateMany({ where: { state: 'waiting' }, data: { state: 'closed' } }));

let count = 0;
const en = (key: TextKey, values?: Values) => word('en', key, values);
const choicesOf = ({ last }: Contact) => last.choices.map(({ id }) => id);
const somebody = (language: Language = 'en') => stage.contact(`c${(count += 1)}`, { language });
const rowOf = async (contact: Contact) => stage.database.prisma.handoff.findFirstOrThrow({ where: { conversationId: contact.conversationId }, orderBy: { askedAt: 'desc' } });

/** At the second step of an order. */
async function inOrder(language: Language = 'en'): Promise<Contact> {
  const ana = somebody(language);
  await ana.says(word(language, 'languageName'));
  for (const choice of ['procedure:order', 'have', 'have', 'next']) await ana.presses(choice);
  return ana;
}
async function waiting(language: Language = 'en', question = 'The list of smart accounts is empty.'): Promise<Contact> {
  const ana = await inOrder(language);
  await ana.presses('person');
  await ana.says(question);
  return ana;
}
async function joined(language: Language = 'en'): Promise<Contact> {
  const ana = await waiting(language);
  const handoffId = (await ana.handoff())!.id;
  await ana.hears({ kind: 'joined', handoffId, firstName: ANNA.firstName, isFirst: true }, { effects: [stage.services.handoffs.join(handoffId, ANNA, 'console')] });
  return ana;
}
async function handedBack(language: Language = 'en', corrected?: readonly string[]): Promise<Contact> {
  const ana = await joined(language);
  const handoffId = (await ana.handoff())!.id;
  await ana.hears({ kind: 'handedBack', handoffId, by: 'agent', firstName: 'Anna', ...(corrected && { corrected }) }, { effects: [stage.services.handoffs.close(handoffId, { by: 'agent', agent: ANNA, reason: 'solved' })] });
  return ana;
}

it('while a hub has it, Lotse says nothing that is not of that handoff itself', async () => {
  const ana = await waiting();
  const { id } = await rowOf(ana);
  await stage.database.prisma.handoff.update({ where: { id }, data: { via: 'hub' } });
  expect(await ana.hears({ kind: 'mail', why: 'late', challengeId: 'c1', email: 'ana@partner.example' })).toEqual([]);
  expect(await ana.hears({ kind: 'ratingReminder', handoffId: 'an earlier one' })).toEqual([]);
  expect(await ana.hears({ kind: 'released', handoffId: id, why: 'transferred' })).toHaveLength(1);
  await stage.database.prisma.handoff.update({ where: { id }, data: { via: null } });
  expect(await ana.hears({ kind: 'mail', why: 'late', challengeId: 'c1', email: 'ana@partner.example' })).toHaveLength(1);
});

describe('asking', () => {
  it('is one question, and then the place in the queue, the promise of the answer, and the step again', async () => {
    const ana = await inOrder();
    const step = ana.last.title;
    await ana.presses('person');
    expect([ana.said.length, ana.text.includes(en('handoff:ask.text')), choicesOf(ana)]).toEqual([1, true, ['connect', 'supports', 'goOn']]);
    await ana.says('The list of smart accounts is empty.');
    const [asked, place] = ana.said;
    expect(asked!.text).toBe([en('handoff:asked.done'), en('handoff:outlook.next'), en('handoff:asked.meanwhile')].join(' '));
    expect(place!.title).toBe(step);
    expect(await rowOf(ana)).toMatchObject({ state: 'waiting', from: 'contact', topic: 'order', question: 'The list of smart accounts is empty.', language: 'en', channel: 'msteams' });
    expect((await rowOf(ana)).step).not.toBeNull();
  });
  it('names how many are before, in the words of each language', async () => {
    for (let others = 0; others < 3; others += 1) {
      for (const language of LANGUAGES) {
        const ana = stage.contact(`b${(count += 1)}`, { language });
        await ana.says(word(language, 'buttons.person'));
        const ahead = await stage.database.prisma.handoff.count({ where: { state: 'waiting' } });
        await ana.presses('connect');
        expect(ana.text).toContain(ahead === 0 ? word(language, 'handoff:outlook.next') : word(language, 'handoff:outlook.behind', { count: ahead }));
      }
    }
  });
  it.each([
    ['en', 'opens on Monday 8 February at 08:00'], ['de', 'öffnet am Montag, 8. Februar, um 08:00 Uhr'], ['fr', 'il ouvre lundi 8 février à 08:00'], ['ru', 'понедельник, 8 февраля, 08:00'], ['ar', 'الاثنين، 8 فبراير، الساعة \u206608:00\u2069'],
  ] as const)('outside office hours says when the office opens: %s', async (language, words) => {
    stage.clock.set(new Date(Date.UTC(2027, 1, 6, 9)));
    const ana = somebody(language);
    await ana.says(word(language, 'buttons.person'));
    await ana.presses('connect');
    expect(ana.text).toContain(words);
  });
  it('on a working day before it opens, says the time alone', async () => {
    stage.clock.set(new Date(Date.UTC(2027, 1, 2, 5)));
    const ana = somebody();
    await ana.says('person');
    await ana.says('human');
    expect(ana.text).toContain(en('handoff:outlook.closedToday', { time: '08:00' }));
  });
  it.each([['the step of the order does not work', 'other'], ['renewal', 'renewal'], ['my order 48151623', 'other'], ['it did not work', 'other'], ["i don't know", 'other']])('takes "%s" for the answer, about %s', async (words, topic) => {
    const ana = somebody();
    await ana.says('talk to a person');
    await ana.says(words);
    expect(await rowOf(ana)).toMatchObject({ question: words, topic });
  });
  it('takes what is typed into the card, and nothing typed there as "just connect me"', async () => {
    for (const words of ['Nothing comes.', '  ']) {
      const ana = somebody();
      await ana.says('talk to a person');
      await ana.presses('words', words);
      expect((await rowOf(ana)).question).toBe(words.trim());
    }
  });
  it.each(['my password is Geheim!2027', 'the code: 481516'])('refuses a secret, and asks again: %s', async (words) => {
    const ana = somebody();
    await ana.says('talk to a person');
    await ana.says(words);
    expect(ana.text).toContain(words.includes('password') ? en('secret.password') : en('secret.code'));
    expect([ana.last.question?.label, await ana.handoff()]).toEqual([en('handoff:ask.label'), undefined]);
  });
  it.each(['menu', 'stop', 'back', 'go on', 'no', 'never mind', 'later', 'next'])('does not hold whoever writes "%s"', async (words) => {
    const ana = await inOrder();
    const step = ana.last.title;
    await ana.presses('person');
    await ana.says(words);
    expect(ana.last.question).toBeUndefined();
    if (['back', 'go on', 'no', 'never mind', 'later', 'next'].includes(words)) expect(ana.last.title).toBe(step);
    expect(await ana.handoff()).toBeUndefined();
  });
  it('lets the buttons of the step work, and the question go', async () => {
    const ana = await inOrder();
    const step = ana.last;
    await ana.presses('person');
    await ana.presses('next', undefined, step);
    expect([ana.last.title === step.title, ana.last.progress]).toEqual([false, en('progress', { step: 3, of: 10 })]);
  });
  it("shows which of Cisco's supports is for what, and from there a person again", async () => {
    const ana = await inOrder();
    await ana.presses('person');
    await ana.presses('supports');
    expect(ana.text).toContain('https://www.cisco.com/go/scm');
    expect(ana.text).not.toContain(en('person.text', { route: '' }).trim());
    await ana.presses('person');
    expect(ana.last.question?.label).toBe(en('handoff:ask.label'));
    expect((await ana.state()).dialogs.filter(({ id }) => id === 'handoff')).toHaveLength(1);
  });
  it('is offered after two misunderstandings, and remembered as offered', async () => {
    const ana = await inOrder();
    for (const words of ['qwertz', 'asdf jklö']) await ana.says(words);
    await ana.says('yes');
    await ana.presses('connect');
    expect(await rowOf(ana)).toMatchObject({ from: 'lotse', question: '' });
  });
  it('asks to come to the personal chat where others read along', async () => {
    const ana = somebody();
    await ana.says('talk to a person', { isDirect: false });
    expect(ana.text).toContain(en('handoff:notHere'));
    expect(await ana.handoff()).toBeUndefined();
  });
  it("names Cisco's supports alone where nobody can be asked for", async () => {
    const { services } = stage;
    const ana = stage.contact(`n${(count += 1)}`, { services: { ...services, handoffs: { ...services.handoffs, isOffered: false } } });
    await ana.says('talk to a person');
    expect(ana.text).toContain(en('person.overview'));
    expect(ana.last.question).toBeUndefined();
  });
});

describe('while it waits', () => {
  it('Lotse goes on helping, and what it does not understand is for the person, however often', async () => {
    const ana = await waiting();
    for (const words of ['it still says no', 'and it is red now', 'hm hm hm']) {
      await ana.says(words);
      expect(ana.text).toMatch(new RegExp(`^${en('handoff:waiting.added')} (?:You are next|.* ahead of you)\\.$`));
    }
    await ana.presses('next');
    expect(ana.last.progress).toBe(en('progress', { step: 3, of: 10 }));
    expect((await ana.state()).misunderstood).toBe(0);
  });
  it('a second wish says where it stands and opens no second one', async () => {
    const ana = await waiting();
    await ana.says('talk to a person');
    expect([ana.text.includes(en('handoff:waiting.text')), choicesOf(ana)]).toEqual([true, ['goOn', 'withdraw']]);
    expect(await stage.database.prisma.handoff.count({ where: { conversationId: ana.conversationId } })).toBe(1);
    await ana.says('go on');
    expect(ana.last.progress).toBe(en('progress', { step: 2, of: 10 }));
  });
  it('"where am I" names it', async () => {
    const ana = await waiting();
    await ana.says('where am i');
    expect(ana.last.text).toContain(`• ${en('handoff:waiting.status')}`);
    await ana.presses('withdraw');
    expect([ana.text.includes(en('handoff:withdrawn.done')), await ana.handoff()]).toEqual([true, undefined]);
  });
  it.each(LANGUAGES)('it is withdrawn by its button and in words, and the step is shown: %s', async (language) => {
    for (const way of ['press', 'words']) {
      const ana = await waiting(language);
      await (way === 'press' ? ana.presses('withdraw') : ana.says(word(language, 'handoff:buttons.withdraw')));
      expect([ana.last.lead, ana.last.progress]).toEqual([word(language, 'handoff:withdrawn.done'), word(language, 'progress', { step: 2, of: 10 })]);
      expect(await rowOf(ana)).toMatchObject({ state: 'closed', closedBy: 'contact' });
      await ana.says(word(language, 'handoff:buttons.withdraw'));
      expect(ana.text).toContain(word(language, 'handoff:withdrawn.nothing'));
    }
  });
  it.each([['en', 'never mind'], ['de', 'Doch nicht'], ['fr', 'Finalement non'], ['ru', 'Уже не надо'], ['ar', 'لا داعي']] as const)('it is withdrawn by whoever thinks better of it: %s "%s"', async (language, words) => {
    for (const again of [false, true]) {
      const ana = await waiting(language);
      if (again) await ana.says(word(language, 'buttons.person'));
      await ana.says(words);
      expect([ana.text.includes(word(language, 'handoff:withdrawn.done')), await ana.handoff()]).toEqual([true, undefined]);
    }
  });
  it('the handoff learns that the contact speaks another language now', async () => {
    const ana = await waiting();
    await ana.says('auf Deutsch');
    expect((await rowOf(ana)).language).toBe('de');
  });
  it('nobody comes: it is said, and the step is shown once more', async () => {
    for (const isMailed of [true, false]) {
      const ana = await waiting();
      const handoffId = (await ana.handoff())!.id;
      await ana.says('talk to a person');
      await ana.hears({ kind: 'unanswered', handoffId, isMailed }, { effects: [stage.services.handoffs.close(handoffId, { by: 'nobody' })] });
      expect(ana.said.map(({ text, progress }) => progress ?? text)).toEqual([en(isMailed ? 'handoff:unanswered.mailed' : 'handoff:unanswered.kept'), en('progress', { step: 2, of: 10 })]);
      await ana.says('complete nonsense');
      expect(ana.text).toContain(en('menu.notUnderstood'));
    }
  });
});

describe('while somebody is there', () => {
  it.each(LANGUAGES)('the contact is told who, and Lotse is silent whatever is written: %s', async (language) => {
    const ana = await joined(language);
    expect(ana.text).toContain('Anna');
    const before = await ana.state();
    for (const words of ['hello Anna', 'no', '2', 'please stop asking me that', 'auf Deutsch', 'English', 'renewal', 'danke', '48151623']) expect(await ana.says(words)).toEqual([]);
    expect(await ana.says('', { hasAttachments: true, files: { toKeep: 1, notKept: 0 } })).toEqual([]);
    const { heardAt: _heardAt, ...after } = await ana.state();
    expect({ ...after }).toEqual({ ...before, heardAt: undefined });
    expect(after.language).toBe(language);
  });
  it('notes when the contact wrote', async () => {
    const ana = await joined();
    stage.clock.move(60_000);
    await ana.says('one thing more');
    expect((await ana.state()).heardAt).toBe(stage.clock.now().toISOString());
  });
  it('a secret, too many words and a file that cannot travel are answered', async () => {
    const ana = await joined();
    await ana.says('my password is Geheim!2027');
    expect(ana.text).toBe(en('secret.password'));
    await ana.says('x'.repeat(4001));
    expect(ana.text).toBe(en('tooLong', { count: 4000 }));
    // What was refused is not kept: only how it began.
    const said = await stage.services.sayings.before(ana.conversationId, undefined, 100);
    expect(said.findLast(({ by }) => by === 'contact')!.text).toBe(`${'x'.repeat(120)}…`);
    await ana.says('', { hasAttachments: true, files: { toKeep: 0, notKept: 1 } });
    expect(ana.text).toContain('MB');
    await ana.says('', { hasAttachments: true });
    expect(ana.text).toBe(en('handoff:noFiles'));
  });
  it('a press on an earlier card does nothing but say who is here; the card works again afterwards', async () => {
    const ana = await joined();
    const card = ana.all.findLast(({ choices }) => choices.some(({ id }) => id === 'next'))!;
    await ana.presses('next', undefined, card);
    expect([ana.text, choicesOf(ana)]).toEqual([en('handoff:here.named', { name: 'Anna' }), ['end']]);
    await ana.presses('end');
    await ana.presses('next', undefined, card);
    expect(ana.last.progress).toBe(en('progress', { step: 3, of: 10 }));
  });
  it('a bare "stop" goes to the person, with the way out beside it', async () => {
    const ana = await joined();
    await ana.says('stop');
    expect([ana.text, choicesOf(ana), (await ana.handoff())?.state]).toEqual([en('handoff:offerEnd.named', { name: 'Anna' }), ['end'], 'joined']);
  });
  it.each(LANGUAGES)('the contact ends it, by the button or in any language: the rating is asked, then the step shown, each once: %s', async (language) => {
    for (const other of LANGUAGES) {
      const ana = await joined(language);
      await (other === language ? ana.presses('end') : ana.says(word(other, 'handoff:buttons.end')));
      const [rating, step, ...more] = ana.said;
      expect(more).toEqual([]);
      expect([rating!.lead, rating!.text, rating!.choices.length]).toEqual([word(language, 'handoff:endedByContact.named', { name: 'Anna' }), word(language, 'handoff:rating.text'), 5]);
      expect([step!.lead, step!.progress]).toEqual([word(language, 'handoff:back.here'), word(language, 'progress', { step: 2, of: 10 })]);
      expect(await rowOf(ana)).toMatchObject({ state: 'closed', closedBy: 'contact' });
    }
  });
  it('is asked once whether the contact is still there, and not after the end', async () => {
    const ana = await joined();
    const handoffId = (await ana.handoff())!.id;
    await ana.hears({ kind: 'stillThere', handoffId, firstName: 'Anna' });
    expect([ana.text, choicesOf(ana)]).toEqual([en('handoff:stillThere.named', { name: 'Anna' }), ['end']]);
    await ana.presses('end');
    expect(await ana.hears({ kind: 'stillThere', handoffId, firstName: 'Anna' })).toEqual([]);
  });
  it('the person goes and another is to come: it waits again, and can be withdrawn', async () => {
    for (const why of ['transferred', 'silentAgent'] as const) {
      const ana = await joined();
      const handoffId = (await ana.handoff())!.id;
      await ana.hears({ kind: 'released', handoffId, why }, { effects: [stage.services.handoffs.pass(handoffId, undefined, undefined, why)] });
      expect([ana.text, choicesOf(ana)]).toEqual([en(`handoff:released.${why}`), ['withdraw']]);
      await ana.presses('withdraw');
      expect((await rowOf(ana)).state).toBe('closed');
    }
  });
});

describe('handed back', () => {
  it.each(LANGUAGES)('with what was corrected, at the exact step: %s', async (language) => {
    const ana = await handedBack(language, ['expiresOn', 'name', 'unheard-of']);
    const [rating, step, ...more] = ana.said;
    expect(more).toEqual([]);
    const fields = new Intl.ListFormat(language).format([word(language, 'handoff:fields.name'), word(language, 'handoff:fields.expiresOn')]);
    expect(rating!.lead).toBe([word(language, 'handoff:endedByAgent.named', { name: 'Anna' }), word(language, 'handoff:back.corrected', { fields })].join(' '));
    expect(step!.progress).toBe(word(language, 'progress', { step: 2, of: 10 }));
    await ana.presses('next');
    expect(ana.last.progress).toBe(word(language, 'progress', { step: 3, of: 10 }));
  });
  it('at the step to which the agent has moved the walk, silently until then; back leads to where it was', async () => {
    const ana = await joined();
    const handoffId = (await ana.handoff())!.id;
    const steps = Object.keys(PROCEDURES.order.steps);
    expect(await ana.hears({ kind: 'moved', handoffId, procedure: 'order', step: steps[4]! })).toEqual([]);
    expect(await ana.hears({ kind: 'moved', handoffId, procedure: 'order', step: 'a step that is gone' })).toEqual([]);
    await ana.presses('end');
    expect(ana.last.progress).toBe(en('progress', { step: 5, of: 10 }));
    await ana.presses('back');
    expect(ana.last.progress).toBe(en('progress', { step: 2, of: 10 }));
  });
  it('in the middle of nothing, the menu is shown', async () => {
    const ana = somebody();
    await ana.says('person');
    await ana.presses('connect');
    const handoffId = (await ana.handoff())!.id;
    await ana.hears({ kind: 'handedBack', handoffId, by: 'silence' });
    expect(ana.said.map(({ text }) => text)).toEqual([en('handoff:rating.text'), en('menu.text')]);
    expect(ana.said[0]!.lead).toBe(en('handoff:endedBySilence'));
  });
});

describe('the rating', () => {
  it('counts once, on whatever card, and leaves the step alone', async () => {
    const ana = await handedBack();
    const [card] = ana.said;
    await ana.presses('rate:4');
    expect([ana.said.length, ana.text.includes(en('handoff:rating.thanks')), (await rowOf(ana)).rating]).toEqual([1, true, 4]);
    await ana.presses('rate:1', undefined, card);
    expect([ana.text, (await rowOf(ana)).rating]).toEqual([en('handoff:rating.again'), 4]);
    await ana.presses('next');
    expect(ana.last.progress).toBe(en('progress', { step: 3, of: 10 }));
  });
  it.each(LANGUAGES)('is understood as typed, with a word after it: %s', async (language) => {
    const ana = await handedBack(language);
    await ana.says(word(language, 'handoff:rating.2'));
    expect(ana.text).toContain(word(language, 'handoff:rating.thanksPoor'));
    await ana.says('qwertz uiop');
    expect([ana.text, await rowOf(ana)]).toEqual([word(language, 'handoff:rating.noted'), expect.objectContaining({ rating: 2, ratingWords: 'qwertz uiop' })]);
    await ana.says('qwertz uiop');
    expect(ana.text).toContain(word(language, 'menu.notUnderstood'));
  });
  it('takes a word on its card, without secrets, and also when the menu was opened between', async () => {
    const ana = await handedBack();
    await ana.presses('rate:5');
    const [card] = ana.said;
    await ana.says('menu');
    await ana.presses('words', 'my password is Geheim!2027', card);
    expect([ana.text, (await rowOf(ana)).ratingWords]).toEqual([en('secret.password'), null]);
    await ana.presses('words', 'Anna was quick', card);
    expect([ana.text, (await rowOf(ana)).ratingWords]).toEqual([en('handoff:rating.noted'), 'Anna was quick']);
  });
  it.each(LANGUAGES)('is a bare number that is typed next, whatever place is shown beneath; the number after it is that of the place: %s', async (language) => {
    const ana = await handedBack(language);
    await ana.says(language === 'ar' ? '٥' : '5');
    expect([ana.said.length, (await rowOf(ana)).rating]).toEqual([1, 5]);
    await ana.says('1');
    expect([(await rowOf(ana)).rating, ana.last.progress]).toEqual([5, word(language, 'progress', { step: 3, of: 10 })]);
  });
  it.each([['de', 'sehr gut', 5, 'nein'], ['en', 'not good', 2, 'no'], ['fr', 'Très bien', 5, 'non'], ['ru', 'хорошо', 4, 'нет'], ['ar', 'سيئة', 1, 'لا']] as const)('is what stands on a button, typed next without its number, and "no" to the question after it is an answer: %s', async (language, typed, rating, no) => {
    const ana = await handedBack(language);
    await ana.says(typed);
    expect((await rowOf(ana)).rating).toBe(rating);
    await ana.says(no);
    expect([ana.said.length, ana.text, (await rowOf(ana)).ratingWords]).toEqual([1, word(language, 'handoff:rating.thanks'), null]);
  });
  it.each([
    ['en', '4 stars, Anna was great', 4, 'Anna was great'], ['en', '5/5', 5, null], ['en', '3, took long', 3, 'took long'], ['en', '⭐⭐⭐⭐', 4, null], ['de', '5 Sterne!', 5, null], ['de', '4 von 5 – danke', 4, 'danke'],
    ['fr', '5 étoiles, merci', 5, 'merci'], ['ru', '5 звёзд. Спасибо!', 5, 'Спасибо!'], ['ru', '4 балла', 4, null], ['ar', '٤ نجوم', 4, null], ['ar', '5 من 5، شكرا', 5, 'شكرا'],
  ] as const)('is understood as people write it, with a word more: %s "%s"', async (language, typed, rating, words) => {
    const ana = await handedBack(language);
    await ana.says(typed);
    expect([ana.said.length, await rowOf(ana)]).toEqual([1, expect.objectContaining({ rating, ratingWords: words })]);
    expect(ana.text).toContain(word(language, words === null ? (rating > 2 ? 'handoff:rating.thanks' : 'handoff:rating.thanksPoor') : 'handoff:rating.noted'));
    expect((await ana.state()).misunderstood).toBe(0);
  });
  it.each(['4 licences are missing', '4.5', '12', '2 of 3 orders are wrong', '1, my password is Geheim!2027'])('counts what only begins with a number as none: "%s"', async (typed) => {
    const ana = await handedBack();
    await ana.says(typed);
    expect((await rowOf(ana)).rating).toBeNull();
  });
  it('is asked again, and which numbers there are, where the next one is none of them', async () => {
    const ana = await handedBack();
    for (const typed of ['6', '0']) {
      await ana.says(typed);
      expect([ana.last.lead, ana.last.text, (await ana.state()).misunderstood]).toEqual([en('handoff:rating.range'), en('handoff:rating.text'), 0]);
    }
    await ana.says('5');
    expect((await rowOf(ana)).rating).toBe(5);
  });
  it('a number is that of the place where it is none of the five, or anything was said since', async () => {
    for (const isReminded of [false, true]) {
      const ana = await handedBack();
      if (isReminded) await ana.hears({ kind: 'ratingReminder', handoffId: (await rowOf(ana)).id });
      if (isReminded) await ana.says('where am i');
      await ana.says(isReminded ? '1' : '6');
      expect((await rowOf(ana)).rating).toBeNull();
    }
  });
  it('is no number that a person was told: after the contact was given back, and began anew, nor one that was under way by then', async () => {
    const ana = await handedBack();
    const { id: rated } = await rowOf(ana);
    await ana.hears({ kind: 'started', handoffId: `again-${rated}`, firstName: 'Anna' }, { effects: [
      stage.services.handoffs.open({ id: `again-${rated}`, contactId: (await rowOf(ana)).contactId, from: 'agent', topic: 'other', language: 'en', channel: 'msteams', question: '' }), stage.services.handoffs.join(`again-${rated}`, ANNA, 'console'),
    ] });
    expect(await ana.says('3')).toEqual([]);
    const ben = await handedBack();
    await ben.saidThen('4', new Date(stage.clock.now().getTime() - 1));
    expect((await stage.database.prisma.handoff.findMany({ where: { id: { in: [rated, (await rowOf(ben)).id] } } })).map(({ rating }) => rating)).toEqual([null, null]);
  });
  it('is that of this contact alone', async () => {
    const ana = await handedBack();
    const [card] = ana.said;
    const ben = somebody();
    await ben.says('hello');
    await ben.presses('rate:1', undefined, card);
    expect([ben.text.includes(en('used')), (await rowOf(ana)).rating]).toEqual([true, null]);
  });
  it('goes with all else where the contact is forgotten: words that follow are nobody\'s', async () => {
    const ana = await handedBack();
    await ana.presses('rate:5');
    await ana.says('delete my data');
    await ana.presses('deleteForGood');
    expect((await ana.state()).rating).toBeUndefined();
  });
  it('is asked for once more, unless it was given', async () => {
    const ana = await handedBack();
    const { id: handoffId } = await rowOf(ana);
    await ana.hears({ kind: 'ratingReminder', handoffId });
    expect(ana.said.map(({ lead, text }) => [lead, text])).toEqual([[en('handoff:rating.reminder'), en('handoff:rating.text')]]);
    await ana.says('3');
    expect([ana.text.includes(en('handoff:rating.thanks')), (await rowOf(ana)).rating]).toEqual([true, 3]);
    expect(await ana.hears({ kind: 'ratingReminder', handoffId })).toEqual([]);
  });
});

describe('an agent writes first', () => {
  it('and is named; who had never been greeted stands at the menu afterwards', async () => {
    const ana = somebody('de');
    await ana.says('Guten Tag');
    await ana.hears({ kind: 'started', handoffId: 'h', firstName: 'محمد' });
    expect([ana.text, choicesOf(ana)]).toEqual([word('de', 'handoff:started.named', { name: '\u2068محمد\u2069' }), ['end']]);
  });
  it('too fast a contact is told so', async () => {
    const ana = await joined();
    await ana.hears({ kind: 'slowed', handoffId: (await ana.handoff())!.id });
    expect(ana.text).toBe(en('handoff:slowed'));
  });
});
