/** Who waits is looked after in time: what is due when, in the hours of the office in Zurich, and who is called first. */
import fc from 'fast-check';
import { readSettings } from '../../bot/env';
import { calendarOf, createHolidays } from '../../services/holidays';
import { afterWord, lookAfter, lookAtOf, nextFor, nextStep, rank, type Candidate, type HandoffTimes, type Watched } from '../../services/handoffs/rules';
import { isOpenAt, workMsBetween } from '../../services/workCalendar';

const calendar = calendarOf(createHolidays(), { zone: 'Europe/Zurich', country: 'CH', canton: 'ZH' });
const TIMES: HandoffTimes = { callAgainMinutes: 3, mailMinutes: 10, leadMinutes: 20, giveUpMinutes: 60, hubAcceptMinutes: 5, agentSilentMinutes: 5, contactSilentMinutes: 30, silenceClosesMinutes: 1440, ratingReminderHours: 24 };
const MINUTE_MS = 60_000;
const at = (text: string) => new Date(`${text.replace(' ', 'T')}:00Z`);
const NOBODY_YET = { joinedAt: null, contactSaidAt: null, agentSaidAt: null, via: null, closedAt: null, closedBy: null, rating: null, ratingAskedAt: null, ratingAsks: 0 };
const waiting = (since: string, more: Partial<Watched> = {}): Watched => ({ ...NOBODY_YET, state: 'waiting', stage: 0, waitingSince: at(since), contactSaidAt: at(since), ...more });
/** Taken at nine; who spoke last is said by the test. */
const joined = (more: Partial<Watched> = {}): Watched => ({ ...waiting('2026-11-18 07:55'), state: 'joined', joinedAt: at('2026-11-18 08:00'), via: 'console', ...more });
const closed = (more: Partial<Watched> = {}): Watched => ({ ...joined(), state: 'closed', closedAt: at('2026-11-18 10:00'), closedBy: 'agent', ratingAskedAt: at('2026-11-18 10:00'), ratingAsks: 1, ...more });
const NOW = at('2026-11-18 08:00');
const stepOf = (handoff: Watched, now = NOW) => {
  const step = nextStep(handoff, now, calendar, TIMES);
  return step && `${step.kind} ${step.at.toISOString().slice(0, 16).replace('T', ' ')}`;
};

describe('while it waits', () => {
  it.each([
    [0, 'callAgain 2026-11-18 08:03'], [1, 'mail 2026-11-18 08:10'], [2, 'lead 2026-11-18 08:20'], [3, 'giveUp 2026-11-18 09:00'], [4, undefined],
  ])('after %i steps comes %s', (stage, expected) => expect(stepOf(waiting('2026-11-18 08:00', { stage }))).toBe(expected));

  it.each([
    ['on the evening before a weekend', '2026-11-20 16:30', ['2026-11-20 16:33', '2026-11-20 16:40', '2026-11-20 16:50', '2026-11-23 07:30']],
    ['on the last evening of a year', '2026-12-31 16:55', ['2026-12-31 16:58', '2027-01-04 07:05', '2027-01-04 07:15', '2027-01-04 07:55']],
    ['before Easter, when clocks are put forward', '2027-03-25 16:45', ['2027-03-25 16:48', '2027-03-25 16:55', '2027-03-30 06:05', '2027-03-30 06:45']],
    ['before the clocks are put back', '2026-10-23 15:45', ['2026-10-23 15:48', '2026-10-23 15:55', '2026-10-26 07:05', '2026-10-26 07:45']],
    ['before Ascension', '2027-05-05 15:50', ['2027-05-05 15:53', '2027-05-05 16:00', '2027-05-07 06:10', '2027-05-07 06:50']],
    ['when the office opens, for whoever asked at night', '2026-11-23 07:00', ['2026-11-23 07:03', '2026-11-23 07:10', '2026-11-23 07:20', '2026-11-23 08:00']],
  ])('%s', (_, since, expected) => {
    expect([0, 1, 2, 3].map((stage) => lookAtOf(waiting(since, { stage }), calendar, TIMES)!.toISOString().slice(0, 16).replace('T', ' '))).toEqual(expected);
  });

  it('at a hub it is taken back after the minutes of the office, and by day only where Lotse was away', () => {
    expect(stepOf(waiting('2026-11-20 16:57', { via: 'hub' }))).toBe('takeBack 2026-11-23 07:02');
    expect(stepOf(waiting('2026-11-18 08:00', { via: 'hub' }), at('2026-11-18 20:00'))).toBe('takeBack 2026-11-19 07:00');
  });

  it('comes to an end, in order, whenever it began and however late each step is done', () => fc.assert(fc.property(
    fc.integer({ min: 0, max: 365 * 1440 }), fc.array(fc.integer({ min: 0, max: 3 * 1440 }), { minLength: 4, maxLength: 4 }), (minute, lates) => {
      const since = new Date(at('2026-12-20 00:00').getTime() + minute * MINUTE_MS);
      let handoff: Watched = { ...NOBODY_YET, state: 'waiting', stage: 0, waitingSince: since };
      let lookAt = lookAtOf(handoff, calendar, TIMES);
      const done: string[] = [];
      for (const late of lates) {
        const found = new Date(lookAt!.getTime() + late * MINUTE_MS);
        const step = nextStep(handoff, found, calendar, TIMES)!;
        const now = step.at > found ? step.at : found;
        expect(late < 5 || isOpenAt(now, calendar)).toBe(true);
        done.push(step.kind);
        handoff = { ...handoff, stage: step.stage };
        const next = lookAfter(handoff, step, now, calendar, TIMES);
        // Nobody is given up on without the time in which somebody could have come.
        if (next) expect(workMsBetween(now, next, calendar)).toBeGreaterThan(0);
        lookAt = next;
      }
      expect(done).toEqual(['callAgain', 'mail', 'lead', 'giveUp']);
      expect(lookAt).toBeNull();
    }), { seed: 3, numRuns: 300 }));

  it('who was away when a step was due leaves as much time for the next as was meant', () => {
    // Lotse was down from 08:05 to 09:30; the steps of 08:10, 08:20 and 09:00 were missed.
    const step = nextStep(waiting('2026-11-18 08:00', { stage: 1 }), at('2026-11-18 09:30'), calendar, TIMES)!;
    expect([step.kind, lookAfter(waiting('2026-11-18 08:00', { stage: 2 }), step, at('2026-11-18 09:30'), calendar, TIMES)]).toEqual(['mail', at('2026-11-18 09:40')]);
    const lead = nextStep(waiting('2026-11-18 08:00', { stage: 2 }), at('2026-11-18 09:40'), calendar, TIMES)!;
    expect([lead.kind, lookAfter(waiting('2026-11-18 08:00', { stage: 3 }), lead, at('2026-11-18 09:40'), calendar, TIMES)]).toEqual(['lead', at('2026-11-18 10:20')]);
  });
});

it.each<[string, Watched, string | undefined]>([
  ['what is late is not done at night', waiting('2026-11-18 15:00', { stage: 3 }), 'giveUp 2026-11-19 07:00'],
  ['nor is anybody asked then whether they are still there', joined({ agentSaidAt: at('2026-11-18 16:10') }), 'askContact 2026-11-19 07:00'],
  ['a report wakes nobody', closed({ closedBy: 'nobody', stage: 4 }), 'report 2026-11-18 10:00'],
])('%s', (_, handoff, expected) => expect(stepOf(handoff, at('2026-11-19 02:00'))).toBe(expected));

describe('while it is joined', () => {
  it.each<[string, Partial<Watched>, string | undefined]>([
    ['an agent who has said nothing yet is called', {}, 'callAgent 2026-11-18 08:05'],
    ['and then it waits for somebody else', { stage: 1 }, 'release 2026-11-18 08:10'],
    ['an agent who does not answer is called', { agentSaidAt: at('2026-11-18 08:01'), contactSaidAt: at('2026-11-18 08:30') }, 'callAgent 2026-11-18 08:35'],
    ['and it waits for somebody else', { stage: 1, agentSaidAt: at('2026-11-18 08:01'), contactSaidAt: at('2026-11-18 08:30') }, 'release 2026-11-18 08:40'],
    ['nobody is called at night', { agentSaidAt: at('2026-11-18 08:01'), contactSaidAt: at('2026-11-18 16:58') }, 'callAgent 2026-11-19 07:03'],
    ['another agent who has just taken it has time of their own', { contactSaidAt: at('2026-11-18 09:00') }, 'callAgent 2026-11-18 09:05'],
    ['a contact who does not answer is asked', { agentSaidAt: at('2026-11-18 08:10') }, 'askContact 2026-11-18 08:40'],
    ['once, and it is closed a day after the agent\'s last word', { stage: 1, agentSaidAt: at('2026-11-18 08:10') }, 'closeSilent 2026-11-19 08:10'],
    ['who did not answer on a Friday evening is asked on Monday', { agentSaidAt: at('2026-11-20 16:50') }, 'askContact 2026-11-23 07:20'],
    ['and has time until Tuesday', { stage: 1, agentSaidAt: at('2026-11-20 16:50') }, 'closeSilent 2026-11-24 06:50'],
    ['at a hub others look after both, and one that never says the end ends after a day', { via: 'hub' }, 'closeSilent 2026-11-19 08:00'],
    ['which counts from the last word that came here', { via: 'hub', contactSaidAt: at('2026-11-18 09:30') }, 'closeSilent 2026-11-19 09:30'],
  ])('%s', (_, more, expected) => expect(stepOf(joined(more))).toBe(expected));

  it('a contact who writes again and again waits since the first of those words', () => {
    const answered = joined({ agentSaidAt: at('2026-11-18 08:10'), stage: 1 });
    const first = { ...answered, ...afterWord(answered, at('2026-11-18 08:20')) };
    expect(stepOf(first)).toBe('callAgent 2026-11-18 08:25');
    const called = { ...first, stage: 1 };
    const again = { ...called, ...afterWord(called, at('2026-11-18 08:29')) };
    expect([again.contactSaidAt, stepOf(again)]).toEqual([at('2026-11-18 08:20'), 'release 2026-11-18 08:30']);
  });
  it('a word while it waits does not begin the waiting anew', () => {
    const handoff = waiting('2026-11-18 08:00', { stage: 2 });
    expect(stepOf({ ...handoff, ...afterWord(handoff, at('2026-11-18 08:19')) })).toBe('lead 2026-11-18 08:20');
  });
});

describe('once it is closed', () => {
  it.each<[string, Partial<Watched>, string | undefined]>([
    ['a rating that was not given is asked for once more, a day later', {}, 'remindOfRating 2026-11-19 10:00'],
    ['on a working day', { ratingAskedAt: at('2026-11-20 10:00') }, 'remindOfRating 2026-11-23 07:00'],
    ['in working hours', { ratingAskedAt: at('2026-11-18 18:00') }, 'remindOfRating 2026-11-20 07:00'],
    ['not twice', { ratingAsks: 2 }, undefined],
    ['not where it was given', { rating: 4 }, undefined],
    ['not where nobody was there to be rated', { ratingAskedAt: null, ratingAsks: 0 }, undefined],
    ['nothing follows where the contact was forgotten', { closedBy: 'erased' }, undefined],
    ['what nobody took is reported to support at once', { closedBy: 'nobody', stage: 4, ratingAskedAt: null }, 'report 2026-11-18 10:00'],
    ['once', { closedBy: 'nobody', stage: 5, ratingAskedAt: null }, undefined],
  ])('%s', (_, more, expected) => expect(stepOf(closed(more))).toBe(expected));

  it('a reminder that is late does not come at night', () => expect(stepOf(closed(), at('2026-11-19 21:00'))).toBe('remindOfRating 2026-11-20 07:00'));
  it('a reminder always comes while the office is open', () => fc.assert(fc.property(fc.integer({ min: 0, max: 365 * 1440 }), fc.integer({ min: 0, max: 5000 }), (minute, late) => {
    const asked = new Date(at('2026-12-20 00:00').getTime() + minute * MINUTE_MS);
    const step = nextStep(closed({ ratingAskedAt: asked }), new Date(asked.getTime() + late * MINUTE_MS), calendar, TIMES)!;
    expect([isOpenAt(step.at, calendar), step.at.getTime() >= asked.getTime() + 24 * 60 * MINUTE_MS]).toEqual([true, true]);
  }), { seed: 4, numRuns: 300 }));
});

describe('who is called first', () => {
  const agent = (id: string, more: Partial<Candidate> = {}): Candidate => ({ id, languages: [], topics: [], capacity: 5, open: 0, isAvailable: true, ...more });
  const order = (...agents: Candidate[]) => rank({ language: 'fr', topic: 'webex' }, agents).map(({ id }) => id);

  it('who speaks the language, before those who speak all, before the others', () => expect(order(agent('de', { languages: ['de'] }), agent('all'), agent('fr', { languages: ['de', 'fr'] }))).toEqual(['fr', 'all', 'de']));
  it('then who knows the topic', () => expect(order(agent('renewal', { topics: ['renewal'] }), agent('all'), agent('webex', { topics: ['webex'] }))).toEqual(['webex', 'all', 'renewal']));
  it('the language counts for more than the topic', () => expect(order(agent('topic', { topics: ['webex'], languages: ['de'] }), agent('tongue', { topics: ['renewal'], languages: ['fr'] }))).toEqual(['tongue', 'topic']));
  it('then who has the most room left', () => expect(order(agent('busy', { open: 2, capacity: 4 }), agent('calm', { open: 2, capacity: 10 }), agent('free'))).toEqual(['free', 'calm', 'busy']));
  it('nobody who is away or full, nor anybody without room at all', () => expect(order(agent('away', { isAvailable: false }), agent('full', { open: 5 }), agent('none', { capacity: 0 }))).toEqual([]));
  it('else in the order of their ids, so that all instances call the same', () => expect(order(agent('b'), agent('a'), agent('c'))).toEqual(['a', 'b', 'c']));
});

describe('whom an agent takes next', () => {
  const WAITING = [['first', 'de', 'order'], ['second', 'fr', 'webex'], ['third', 'fr', 'order'], ['fourth', 'de', 'webex'], ['fifth', 'fr', 'order']].map(([id, language, topic]) => ({ id, language: language!, topic: topic! }));
  const order = (languages: string[], topics: string[]) => nextFor({ languages, topics }, WAITING).map(({ id }) => id).join(' ');

  it('whoever waits longest, for those who take everything', () => expect(order([], [])).toBe('first second third fourth fifth'));
  it('of the language and the topic, then of the language, then the others, each the longest first', () => expect(order(['fr'], ['order'])).toBe('third fifth second first fourth'));
  it('nobody is left out', () => expect(order(['ru'], ['renewal']).split(' ')).toHaveLength(5));
});

describe('the settings', () => {
  it('are those of the brief where nothing is set, with the hours of the notices', () => {
    expect(readSettings({ NOTICES_FROM: '07:30', OFFICE_ZONE: 'UTC', CANTON: 'lu' }).handoffs).toEqual({ desk: { opensAt: '07:30', closesAt: '18:00', zone: 'UTC', canton: 'LU' }, hubs: [], supportMail: '', leadMail: '', supportLanguage: 'de', times: TIMES });
  });
  it.each([
    [{ SUPPORT_MAIL: 'nobody' }, 'SUPPORT_MAIL is no address: expected one such as support@also.example.'],
    [{ SUPPORT_FROM: '19:00' }, 'SUPPORT_FROM is 19:00: expected a time before SUPPORT_UNTIL (18:00).'],
    [{ HANDOFF_MAIL_MINUTES: '3' }, 'HANDOFF_MAIL_MINUTES is 3: expected more than HANDOFF_CALL_AGAIN_MINUTES (3).'],
    [{ HANDOFF_CONTACT_SILENT_MINUTES: '1440' }, 'HANDOFF_SILENCE_CLOSES_MINUTES is 1440: expected more than HANDOFF_CONTACT_SILENT_MINUTES (1440).'],
    [{ HANDOFF_HUB_CHANNELS: 'omnichannel, msteams, a b' }, 'HANDOFF_HUB_CHANNELS holds "msteams", "a b": expected names of other channels of the Bot Framework such as omnichannel, between commas.'],
    [{ HANDOFF_HUB_CHANNELS: 'omnichannel', NODE_ENV: 'production' }, 'OIDC_ISSUER or SUPPORT_MAIL is missing: whoever HANDOFF_HUB_CHANNELS does not take waits for people of your own.'],
    [{ SUPPORT_LANGUAGE: 'it' }, 'SUPPORT_LANGUAGE is "it": expected en, de, fr, ru, ar.'],
  ])('%j is named', (env, problem) => expect(() => readSettings(env)).toThrow(problem));
});
