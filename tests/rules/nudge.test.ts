/** Being asked later: how it is wished, how long it is waited for, where an answer leads, and what of it a turn plans or takes back. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { keepJourney, type Conversation } from '../../dialogs/conversation';
import { becomeContact } from '../../dialogs/identity/sameContact';
import { choicesOf } from '../../dialogs/notices/noticeWording';
import { PROCEDURES } from '../../dialogs/procedures';
import { begin, recover, take, ways, type Journey } from '../../dialogs/procedures/journey';
import { dayMeant, daysOf, wayOfAnswer, wayOfDay } from '../../dialogs/procedures/nudge';
import type { Procedure } from '../../dialogs/procedures/procedure';
import { newState, settleJourney, type ConversationState } from '../../dialogs/state';
import { withWishes } from '../../dialogs/wishes';
import { LANGUAGES } from '../../locales';
import type { Contact } from '../../services/contacts';
import type { Effect } from '../../services/turns';

const { activationMail, webex } = PROCEDURES;
const keysOf = (texts: object): string[] => Object.entries(texts).flatMap(([key, value]) => (typeof value === 'string' ? [key] : keysOf(value as object).map((inner) => `${key}.${inner}`)));
/** A Wednesday. */
const TODAY = '2027-03-10';

function go(walked: Procedure, from: Journey, ...steps: string[]): Journey {
  return steps.reduce((journey, step) => {
    const way = /^\d/.test(step) ? wayOfDay(walked, journey, step, TODAY) : ways(walked, journey).find(({ id }) => id === step);
    if (!way) throw new Error(`At ${journey.place.step} there is no way "${step}", only ${idsOf(walked, journey).join(', ')}.`);
    return take(walked, journey, way);
  }, from);
}
const idsOf = (walked: Procedure, journey: Journey) => ways(walked, journey).filter(({ words }) => words === undefined).map(({ id }) => id);
const whereOf = ({ place, wish }: Journey) => [place.step, place.view.kind, place.problem, wish && !wish.isOver ? wish.next : 'over'];
const rung = go(activationMail, begin(activationMail), 'notHelped');
const mail = go(webex, begin(webex), 'next');

describe('the mail that was asked for again', () => {
  const waiting = go(activationMail, rung, 'asked');
  it('is waited for at its rung, by a way that is what "done" means there', () => {
    expect(idsOf(activationMail, rung)).toEqual(['asked', 'helped', 'notHelped', 'back', 'person', 'menu']);
    expect(ways(activationMail, rung).filter(({ affirms }) => affirms).map(({ id }) => id)).toEqual(['asked']);
    expect(waiting).toMatchObject({ place: { step: 'resend', view: { kind: 'waiting' }, problem: 'missing' }, wish: { nudge: 'resent', step: 'resend', next: 0 } });
  });
  it('leaves the ways of the rung open, of which a mere yes or no means none', () => {
    expect(idsOf(activationMail, waiting)).toEqual(['helped', 'notHelped', 'back', 'person', 'menu']);
    expect(ways(activationMail, waiting).filter(({ affirms }) => affirms !== undefined)).toEqual([]);
  });
  it('is not waited for any more once the contact goes on or back; back leads to the rung from wherever', () => {
    expect([whereOf(go(activationMail, waiting, 'helped')), whereOf(go(activationMail, waiting, 'notHelped')), whereOf(go(activationMail, waiting, 'back'))])
      .toEqual([['enterCode', 'step', undefined, 'over'], ['clearBrowser', 'step', 'missing', 'over'], ['resend', 'step', 'missing', 'over']]);
    expect(whereOf(go(activationMail, waiting, 'notHelped', 'back'))).toEqual(['resend', 'step', 'missing', 'over']);
  });
  it('is a rung of the letter once, however often it was asked for', () => {
    expect(go(activationMail, waiting, 'back', 'asked', 'notHelped').trail.map(({ step, view }) => `${step} ${view.kind}`)).toEqual(['spam step', 'resend step']);
  });
});

describe('the start date', () => {
  it('can be said to be still to come without calling that a problem', () => {
    expect(idsOf(webex, mail)).toEqual(['next', 'asked', 'trouble', 'back', 'person', 'menu']);
    expect(whereOf(go(webex, mail, 'asked'))).toEqual(['mail', 'day', undefined, 'over']);
  });
  it('is asked for where the missing mail was called a problem, too', () => {
    const atProblem = go(webex, mail, 'trouble', 'problem:notStarted', 'answer:notYet');
    expect(ways(webex, atProblem).map(({ id }) => id)).toEqual(['words', 'finish', 'back', 'person', 'menu']);
    expect(whereOf(go(webex, atProblem, '2027-03-20'))).toEqual(['waitForStartDate', 'waiting', 'notStarted', 0]);
  });
  it.each([
    ['to come', '2027-03-11', ['mail', 'waiting', undefined, 0]], ['today', '2027-03-10', ['oneDayLater', 'step', 'notStarted', 1]],
    ['yesterday', '2027-03-09', ['oneDayLater', 'step', 'notStarted', 'over']], ['long past', '2020-01-01', ['oneDayLater', 'step', 'notStarted', 'over']],
  ])('that is %s leads to what is still to be waited for', (_when, day, where) => {
    expect(whereOf(go(webex, mail, 'asked', day))).toEqual(where);
    expect(whereOf(go(webex, mail, day))).toEqual(where);
  });
  it('is asked back where it may be two, or is more than a year away', () => {
    expect(dayMeant(['2028-03-10'], TODAY)).toBe('2028-03-10');
    expect(dayMeant(['2028-03-11'], TODAY)).toEqual({ kind: 'day', inDoubt: { days: ['2028-03-11'], why: 'far' } });
    expect(dayMeant(['2027-04-03', '2027-03-04'], TODAY)).toMatchObject({ inDoubt: { why: 'two' } });
  });
  it('can be corrected; the first one stands until another is named', () => {
    const waiting = go(webex, mail, 'asked', '2027-03-20');
    expect(idsOf(webex, waiting)).toEqual(['came', 'notCame', 'asked', 'back', 'person', 'menu']);
    expect([whereOf(go(webex, waiting, 'asked')), whereOf(go(webex, waiting, 'asked', 'back'))]).toEqual([['mail', 'day', undefined, 0], ['mail', 'waiting', undefined, 0]]);
    expect(go(webex, waiting, 'asked', '2027-04-01')).toMatchObject({ wish: { day: '2027-04-01', next: 0 }, trail: [{ step: 'placeOrder' }, { step: 'mail', view: { kind: 'step' } }] });
    expect(whereOf(go(webex, waiting, 'back'))).toEqual(['mail', 'step', undefined, 'over']);
  });
  it('leads into the wizard when the mail came, else to the day after, of which it is asked as well', () => {
    const waiting = go(webex, mail, 'asked', '2027-03-20');
    expect(whereOf(go(webex, waiting, 'came'))).toEqual(['role', 'step', undefined, 'over']);
    const later = go(webex, waiting, 'notCame');
    expect([whereOf(later), idsOf(webex, later)]).toEqual([['oneDayLater', 'step', 'notStarted', 1], ['begun', 'finish', 'back', 'person', 'menu']]);
    expect(whereOf(go(webex, later, 'begun'))).toEqual(['underWay', 'step', 'notStarted', 'over']);
    expect(whereOf(go(webex, later, 'begun', 'answer:guide'))).toEqual(['role', 'step', undefined, 'over']);
    expect(whereOf(go(webex, later, 'back'))).toEqual(['mail', 'step', undefined, 'over']);
  });
  it.each([['2027-03-11', ['2027-03-11', '2027-03-12']], ['2027-03-12', ['2027-03-12', '2027-03-15']], ['2027-03-13', ['2027-03-15', '2027-03-16']], ['2027-03-14', ['2027-03-15', '2027-03-16']]])(
    'on %s is asked about on working days, one after the other', (day, days) => expect(daysOf(webex.nudges.setUpMail!, day)).toEqual(days));
});

describe('an answer to a nudge', () => {
  const asked = go(activationMail, rung, 'asked');
  const waiting = go(webex, mail, 'asked', '2027-03-20');
  const answer = (walked: Procedure, journey: Journey, milestone: string, said: string) => {
    const way = wayOfAnswer(walked, journey, `nudge:${milestone}`, said, ways(walked, journey));
    return way && take(walked, journey, way).place.step;
  };
  it.each([
    ['came', asked, 'enterCode'], ['notCame', asked, 'clearBrowser'],
    // The contact has gone back, or a rung further: good news is still good news, bad news is none any more.
    ['came', go(activationMail, asked, 'back'), 'enterCode'], ['notCame', go(activationMail, asked, 'back'), 'clearBrowser'],
    ['came', go(activationMail, asked, 'notHelped', 'notHelped'), 'enterCode'], ['notCame', go(activationMail, asked, 'notHelped'), undefined],
    ['came', go(activationMail, asked, 'helped'), undefined], ['what', asked, undefined],
  ])('about the activation mail: "%s"', (said, journey, leads) => expect(answer(activationMail, journey, 'activationMail', said)).toBe(leads));
  it.each([
    ['webexMail', 'came', waiting, 'role'], ['webexMail', 'notCame', waiting, 'oneDayLater'], ['webexBegun', 'begun', waiting, 'underWay'], ['webexBegun', 'notBegun', waiting, 'oneDayLater'],
    ['webexMail', 'came', go(webex, waiting, 'notCame'), 'role'], ['webexMail', 'notCame', go(webex, waiting, 'notCame'), undefined],
    ['webexBegun', 'begun', go(webex, waiting, 'notCame'), 'underWay'], ['webexBegun', 'notBegun', go(webex, waiting, 'notCame'), 'oneDayLater'],
    ['webexMail', 'came', go(webex, waiting, 'came', 'next'), undefined], ['webexBegun', 'notBegun', go(webex, waiting, 'came'), undefined], ['webexBegun', 'begun', mail, undefined],
  ])('about Webex (%s): "%s"', (milestone, said, journey, leads) => expect(answer(webex, journey, milestone, said)).toBe(leads));
  it('that says it has not begun ends the waiting', () => {
    const journey = go(webex, waiting, 'notCame');
    expect(whereOf(take(webex, journey, wayOfAnswer(webex, journey, 'nudge:webexBegun', 'notBegun', [])!))).toEqual(['oneDayLater', 'step', 'notStarted', 'over']);
  });
});

describe('the words', () => {
  const nudges = Object.values(PROCEDURES).flatMap(({ id, nudges }) => Object.entries(nudges).map(([name, nudge]) => ({ id, name, nudge })));
  const SHARED = ['asked', 'waiting.title', 'waiting.text', 'off', 'gone'];
  it.each(LANGUAGES)('are there for all that a nudge says at a place, and for nothing else (%s)', (language) => {
    expect(nudges.map(({ id, name }) => `${id}.${name}`)).toEqual(['activationMail.resent', 'webex.setUpMail']);
    for (const { id, name, nudge } of nudges) {
      const answers = nudge.questions.flatMap((question) => Object.entries(question.answers).filter(([, to]) => to in PROCEDURES[id].steps).map(([answer]) => answer));
      const own = 'minutes' in nudge ? ['promise'] : ['question.title', 'question.text', 'question.label', 'question.far', 'next', 'hasCome', 'then.came', ...answers.filter((answer) => answer !== 'notBegun').map((answer) => `answers.${answer}`)];
      const texts = (JSON.parse(readFileSync(path.resolve(__dirname, `../../locales/${language}/procedures/${id}.json`), 'utf8')) as { nudges: Record<string, object> }).nudges[name]!;
      expect(keysOf(texts).sort()).toEqual([...SHARED, ...own].sort());
    }
  });
  it('ask in the chat and in mails what the procedures ask, each once', () => {
    const asked = nudges.flatMap(({ nudge }) => nudge.questions.map(({ milestone }) => milestone));
    expect(asked).toEqual(['nudge:activationMail', 'nudge:webexMail', 'nudge:webexBegun']);
    for (const { nudge } of nudges) for (const { milestone, answers } of nudge.questions) {
      expect(choicesOf('en', [{ milestone, cycle: '', payload: {}, partnerId: '', company: '', expiresOn: '', today: TODAY }]).map(({ id }) => id)).toEqual([...Object.keys(answers), 'person']);
    }
  });
});

describe('after a deploy', () => {
  it('a walk that waited for what is asked no more goes on at its step', () => {
    const { nudges: _nudges, ...rest } = webex;
    const gone: Procedure = { ...rest, nudges: {} };
    for (const journey of [go(webex, mail, 'asked'), go(webex, mail, 'asked', '2027-03-20')]) {
      const found = recover(gone, journey);
      expect([found.moved, whereOf(found.journey)]).toEqual([true, ['mail', 'step', undefined, 'over']]);
    }
  });
});

describe('a turn', () => {
  const NOW = new Date('2027-03-10T10:00:00Z');
  let tokens = 0;
  /** A turn that plays `work` and says which nudges it planned and took back. */
  async function turn(state: ConversationState, work: (conversation: Conversation) => void, now = NOW): Promise<{ planned: Record<string, unknown>[]; cancelled: string[] }> {
    const planned: Record<string, unknown>[] = [];
    const cancelled: string[] = [];
    const none: Effect = async () => {};
    const door = {
      contacts: { get: async () => ({ timeZone: 'Europe/Zurich' }) } as never,
      nudges: { plan: (nudge: object) => { planned.push({ ...nudge }); return none; }, cancel: (subject: string, milestone?: string) => { cancelled.push([subject, milestone].filter(Boolean).join(' ')); return none; } },
    };
    const conversation = { id: 'webchat|1', channel: 'webchat', state, now, contact: { id: 'ana', version: 1, isNew: false }, effects: [], token: () => `token-${tokens += 1}` } as unknown as Conversation;
    await withWishes(conversation, door, async () => work(conversation));
    expect(conversation.effects).toHaveLength(planned.length + cancelled.length);
    return { planned, cancelled };
  }
  const idOf = (state: ConversationState, procedure: 'webex' | 'activationMail') => state.journeys[procedure]!.journey.id!;
  const walkIn = (state: ConversationState, procedure: 'webex' | 'activationMail') => state.journeys[procedure]!.journey;
  async function moved(state: ConversationState, procedure: 'webex' | 'activationMail', ...steps: string[]) {
    return turn(state, (conversation) => keepJourney(conversation, go(PROCEDURES[procedure], walkIn(state, procedure), ...steps)));
  }
  async function waitingFor(procedure: 'webex' | 'activationMail', ...steps: string[]) {
    const state = newState();
    const from = procedure === 'webex' ? mail : rung;
    await turn(state, (conversation) => keepJourney(conversation, from));
    return { state, ...(await moved(state, procedure, ...steps)) };
  }

  it('gives a walk an id when it is first kept, also one that was kept without; it stays', async () => {
    const state = newState();
    await turn(state, (conversation) => keepJourney(conversation, rung));
    const id = idOf(state, 'activationMail');
    await moved(state, 'activationMail', 'asked');
    await moved(state, 'activationMail', 'notHelped', 'back');
    expect([typeof id, idOf(state, 'activationMail')]).toEqual(['string', id]);
    await turn(state, (conversation) => keepJourney(conversation, begin(activationMail)));
    expect(idOf(state, 'activationMail')).not.toBe(id);
  });
  it('plans what was wished once, a quarter of an hour later', async () => {
    const { state, planned, cancelled } = await waitingFor('activationMail', 'asked');
    expect([planned, cancelled]).toEqual([[{
      subject: idOf(state, 'activationMail'), cycle: NOW.toISOString(), milestone: 'nudge:activationMail', contactId: 'ana',
      dueAt: new Date('2027-03-10T10:15:00Z'), payload: { conversationId: 'webchat|1' },
    }], []]);
    expect(await turn(state, () => {}, new Date('2027-03-10T10:01:00Z'))).toEqual({ planned: [], cancelled: [] });
    expect(await turn(state, (conversation) => keepJourney(conversation, walkIn(state, 'activationMail')), NOW)).toEqual({ planned: [], cancelled: [] });
  });
  it('plans both questions about Webex in the morning of the contact, also where the clocks change', async () => {
    const { planned } = await waitingFor('webex', 'asked', '2027-03-26');
    expect(planned.map(({ milestone, dueAt }) => [milestone, dueAt])).toEqual([['nudge:webexMail', new Date('2027-03-26T08:00:00Z')], ['nudge:webexBegun', new Date('2027-03-29T07:00:00Z')]]);
  });
  it('on the start date plans only the question of the next day', async () => {
    const { planned } = await waitingFor('webex', 'asked', TODAY);
    expect(planned.map(({ milestone, dueAt }) => [milestone, dueAt])).toEqual([['nudge:webexBegun', new Date('2027-03-11T08:00:00Z')]]);
  });
  it.each([['helped'], ['notHelped'], ['back']])('takes it back once when the contact goes on by "%s"', async (way) => {
    const { state } = await waitingFor('activationMail', 'asked');
    const id = idOf(state, 'activationMail');
    expect(await moved(state, 'activationMail', way)).toEqual({ planned: [], cancelled: [id] });
    expect(await moved(state, 'activationMail', ...(way === 'helped' ? ['back'] : ['notHelped']))).toEqual({ planned: [], cancelled: [] });
  });
  it('takes the first question back where it was answered unasked, and keeps the second', async () => {
    const { state } = await waitingFor('webex', 'asked', '2027-03-20');
    const id = idOf(state, 'webex');
    expect(await moved(state, 'webex', 'notCame')).toEqual({ planned: [], cancelled: [`${id} nudge:webexMail`] });
    expect(await turn(state, (conversation) => keepJourney(conversation, walkIn(state, 'webex'), 'waiting'))).toEqual({ planned: [], cancelled: [] });
    expect(await moved(state, 'webex', 'begun')).toEqual({ planned: [], cancelled: [id] });
  });
  it('plans anew for another day, after the first one was taken back', async () => {
    const { state } = await waitingFor('webex', 'asked', '2027-03-20');
    const later = new Date('2027-03-10T11:00:00Z');
    const { planned, cancelled } = await turn(state, (conversation) => keepJourney(conversation, go(webex, walkIn(state, 'webex'), 'asked', '2027-04-01')), later);
    expect([planned.map(({ cycle, milestone }) => [cycle, milestone]), cancelled]).toEqual([[[later.toISOString(), 'nudge:webexMail'], [later.toISOString(), 'nudge:webexBegun']], [idOf(state, 'webex')]]);
  });
  it.each<[string, (conversation: Conversation) => void]>([
    ['has ended', (conversation) => keepJourney(conversation, walkIn(conversation.state, 'webex'), 'done')],
    ['was settled', ({ state }) => settleJourney(state, 'webex')],
    ['gives way to another one', (conversation) => keepJourney(conversation, begin(webex))],
    ['is gone', ({ state }) => { delete state.journeys.webex; }],
    ['gives way to that of the same person elsewhere', (conversation) => becomeContact(conversation, { id: 'other', version: 3, state: JSON.stringify({ journeys: { webex: { status: 'open', at: '', journey: { ...go(webex, mail, 'asked', '2027-03-20'), id: 'elsewhere', wish: { nudge: 'setUpMail', step: 'mail', day: '2027-03-20', next: 0, at: '2027-03-01T00:00:00.000Z' } } } } }) } as Contact)],
  ])('takes all of it back, and plans nothing, when the walk %s', async (_what, work) => {
    const { state } = await waitingFor('webex', 'asked', '2027-03-20');
    const id = idOf(state, 'webex');
    expect(await turn(state, work)).toEqual({ planned: [], cancelled: [id] });
  });
  it('keeps the wish of a walk that waits behind another one', async () => {
    const { state } = await waitingFor('webex', 'asked', '2027-03-20');
    expect(await turn(state, (conversation) => keepJourney(conversation, begin(webex, { origin: walkIn(state, 'webex') })))).toEqual({ planned: [], cancelled: [] });
  });
});
