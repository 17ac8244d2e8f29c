import fc from 'fast-check';
import { addDays } from '../../services/day';
import { slotsOf } from '../../services/notices/plan/milestones';
import { offsetOf } from '../../services/notices/notice';
import type { PlanFacts } from '../../services/notices/plan/plan';
import { simulate, type Foretold } from '../../services/notices/plan/simulate';
import { at, calendarIn, contact, factsAt, row, rowsOf, saidUntil, shown } from './plans';

const life = (facts: PlanFacts, from = '2026-11-01', to = '2027-12-31') => simulate(facts, at(from), at(to)).map(shown);
const said = (lines: readonly string[]) => lines.filter((line) => /\d$/.test(line));

describe('the life of an agreement', () => {
  const team = [contact('ana'), contact('bea', { remindersSince: at('2026-07-01'), isSignatory: true }), contact('cem', { remindersSince: at('2026-08-01') })];
  const ana = ['T-90 ana 2027-02-01 09:00', 'T-60 ana 2027-03-03 09:00', 'T-30 ana 2027-04-02 09:00', 'T-14 ana 2027-04-19 09:00', 'T-7 ana 2027-04-26 09:00', 'T-3 ana 2027-04-29 09:00', 'T0 ana 2027-04-30 09:00',
    'T+1 ana 2027-05-03 09:00', 'T+3 ana 2027-05-05 09:00', 'T+7 ana 2027-05-10 09:00', 'T+9 ana 2027-05-11 09:00', 'T+10 ana 2027-05-12 09:00', 'T+11 ana 2027-05-13 09:00'];

  it('with one contact who never answers', () => {
    const lines = life(factsAt('2026-11-01'));
    expect(said(lines)).toEqual([...ana.slice(0, 5), 'T-3 ana 2027-04-29 09:00', 'account 2027-04-29 09:00', ...ana.slice(6)]);
    expect(lines.filter((line) => !said(lines).includes(line))).toEqual(['escalation nobody nobodyElse', 'T-1 ana merged']);
  });
  it('with three who never answer, of whom one may sign', () => {
    const lines = life(factsAt('2026-11-01', { contacts: team }));
    expect(lines.filter((line) => line.includes(' ana ') && /\d$/.test(line))).toEqual(ana);
    expect(said(lines).filter((line) => line.includes(' bea '))).toEqual(['escalation bea 2027-04-20 09:00', ...ana.slice(4).map((line) => line.replace('ana', 'bea'))]);
    expect(lines.join()).not.toContain('cem');
    expect(lines.filter((line) => line.startsWith('account'))).toEqual(['account 2027-04-29 09:00']);
  });
  it('where the one who may sign wants no notices, the third one is told', () => {
    const lines = life(factsAt('2026-11-01', { contacts: [team[0]!, { ...team[1]!, mayWriteFirst: false }, team[2]!] }));
    expect(lines.join()).not.toContain('bea');
    expect(said(lines).filter((line) => line.includes(' cem '))[0]).toBe('escalation cem 2027-04-20 09:00');
  });
  it('where somebody has it in hand, nobody else is told', () => {
    const told = saidUntil(factsAt('2026-11-01', { contacts: team }), '2026-11-01', '2027-04-19 10:00');
    expect(said(life(factsAt('2027-04-19 10:00', { contacts: team, agreement: { careAt: at('2027-04-19 10:00') }, told }), '2027-04-19 10:00'))).toEqual(ana.slice(4));
  });
  it('where it was in hand at first and nothing was heard since, others are told', () => {
    const lines = said(life(factsAt('2027-02-02', { contacts: team, agreement: { careAt: at('2027-02-02') }, told: [row('T-90', 'ana', '2027-02-01 09:00')] }), '2027-02-02'));
    expect(lines).toEqual(expect.arrayContaining(['escalation bea 2027-04-20 09:00', 'account 2027-04-29 09:00']));
  });
  it('with nobody who may be written to', () => expect(life(factsAt('2026-11-01', { contacts: [] }))).toEqual(['reach account 2027-01-12 09:00', 'account 2027-04-29 09:00']));
  it('that is known since today', () => expect(said(life(factsAt('2027-04-28', { agreement: { since: at('2027-04-27 12:00') } }), '2027-04-27 12:00', '2027-05-04'))).toEqual(['T-3 ana 2027-04-29 09:00', 'T0 ana 2027-04-30 09:00', 'account 2027-04-30 09:00', 'T+1 ana 2027-05-03 09:00']));
  it('that has expired long ago', () => expect(life(factsAt('2027-07-01', { agreement: { since: at('2027-07-01') } }), '2027-07-01')).toEqual([]));
  it('with what contacts have asked for and handed over', () => {
    const told = [...saidUntil(factsAt('2026-11-01'), '2026-11-01', '2027-04-19 10:00'), row('later:2027-04-28', 'ana', '2027-04-28 09:00', 'planned'), row('renewed', 'cem', '2027-04-25 20:00', 'planned', { cycle: '2026-05-02' }), row('later:2027-04-28', 'dan', '2027-04-28 09:00', 'planned'), row('later:2027-04-28', 'eva', '2027-04-28 09:00', 'planned')];
    expect(said(life(factsAt('2027-04-19 10:00', { contacts: [...team, contact('eva', { isReachable: false })], told, agreement: { careAt: at('2027-04-19 10:00') } }), '2027-04-19 10:00', '2027-04-30'))).toEqual(['renewed cem 2027-04-26 08:00', 'later:2027-04-28 ana 2027-04-28 09:00', 'T-3 ana 2027-04-29 09:00']);
  });
  it('from a weekend on, after a pause', () => expect(said(life(factsAt('2027-04-24', { told: saidUntil(factsAt('2026-11-01'), '2026-11-01', '2027-04-17') }), '2027-04-24 03:00', '2027-04-27'))).toEqual(['T-7 ana 2027-04-26 09:00']));
  it('said on a weekend only where it would be never else, and in the evening only of the last day', () => {
    const told = saidUntil(factsAt('2026-11-01'), '2026-11-01', '2027-04-30 08:00');
    expect(said(life(factsAt('2027-04-30 19:00', { told }), '2027-04-30 19:00', '2027-05-02'))).toEqual(['T0 ana 2027-05-01 08:00']);
    expect(said(life(factsAt('2027-05-02 19:00', { told }), '2027-05-02 19:00', '2027-05-02 23:00'))).toEqual(['T0 ana 2027-05-02 19:00']);
  });
});

describe('whatever the day, the zones and the pauses', () => {
  const zones = fc.constantFrom('Europe/Zurich', 'Europe/Lisbon', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati');
  const clocks = new Map<string, Intl.DateTimeFormat>();
  const clockIn = (zone: string) => clocks.get(zone) ?? clocks.set(zone, new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })).get(zone)!;
  const crowds = fc.array(fc.record({ zone: zones, since: fc.integer({ min: -200, max: 5 }), isSignatory: fc.constantFrom(true, false, undefined) }), { minLength: 1, maxLength: 3 });
  const cases = fc.record({ expiry: fc.integer({ min: 0, max: 1000 }), crowd: crowds, holidays: fc.array(fc.integer({ min: -120, max: 30 }), { maxLength: 25 }), known: fc.integer({ min: -200, max: 12 }), pauseFrom: fc.integer({ min: -120, max: 20 }), pause: fc.constantFrom(0, 1, 3, 7, 20) });

  interface Life { readonly facts: PlanFacts; readonly foretold: readonly Foretold[]; readonly expiresOn: string; readonly start: Date }
  function lifeOf({ expiry, crowd, holidays, known, pauseFrom, pause }: (typeof cases extends fc.Arbitrary<infer Case> ? Case : never)): Life {
    const expiresOn = addDays('2026-03-01', expiry);
    const dayAt = (count: number) => addDays(expiresOn, count);
    const free = new Set(holidays.map(dayAt));
    const contacts = crowd.map(({ zone, since, isSignatory }, index) => contact('abc'[index]!, { calendar: calendarIn(zone, free), remindersSince: at(`${dayAt(since)} 11:00`), isSignatory }));
    const facts = factsAt(`${dayAt(-200)}`, { contacts, agreement: { expiresOn, since: at(`${dayAt(known)} 11:00`) } });
    const start = at(`${dayAt(Math.max(known, ...crowd.map(({ since }) => since)))} 11:00`);
    const [asleep, awake, end] = [dayAt(pauseFrom), dayAt(pauseFrom + pause), dayAt(40)].map((day) => at(`${day} 12:00`)) as [Date, Date, Date];
    const before = asleep > start ? simulate(facts, start, asleep) : [];
    const after = simulate({ ...facts, told: rowsOf(before, expiresOn) }, asleep > start ? awake : awake > start ? awake : start, end);
    return { facts, foretold: [...before, ...after], expiresOn, start };
  }

  it('each notice comes once, in order, one message a day, in working hours; hard ones in time; none of days gone by', () => fc.assert(fc.property(cases, (each) => {
    const { facts, foretold, expiresOn, start } = lifeOf(each);
    const keys = foretold.map(({ milestone, contactId }) => `${milestone} ${contactId}`);
    const problems = keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${key} twice`);
    for (const { id, calendar, remindersSince } of facts.contacts) {
      const clock = clockIn(calendar.zone);
      const heard = foretold.filter(({ contactId, reason }) => contactId === id && !reason).map(({ milestone, dueAt }) => ({ milestone, offset: offsetOf(milestone), day: clock.format(dueAt).slice(0, 10), time: clock.format(dueAt).slice(11) }));
      const since = [facts.agreement.since, remindersSince!].map((moment) => clock.format(moment).slice(0, 10)).sort().at(-1)!;
      heard.forEach(({ milestone, offset, day, time }, index) => {
        const before = heard[index - 1];
        if (before && before.day >= day) problems.push(`${before.milestone} and ${milestone} of ${id} on ${before.day} and ${day}`);
        if (before && before.offset !== undefined && offset !== undefined && before.offset >= offset) problems.push(`${milestone} after ${before.milestone}`);
        const hardDay = [expiresOn, addDays(expiresOn, 10)].find((hard) => day <= hard) ?? '9999-12-31';
        const nextWorkday = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((count) => addDays(day, count)).find((later) => calendar.isWorkday(later))!;
        if (!(time >= '08:00' && time < '18:00' && calendar.isWorkday(day)) && nextWorkday <= hardDay) problems.push(`${milestone} at ${day} ${time}`);
        if (day < since) problems.push(`${milestone} before ${since}`);
        if (offset !== undefined && (offset <= 0 ? day > expiresOn : offset <= 10 ? day <= expiresOn || day > addDays(expiresOn, 10) : day <= addDays(expiresOn, 10))) problems.push(`${milestone} on ${day}`);
      });
    }
    const [inCharge] = [...facts.contacts].sort((one, other) => one.remindersSince!.getTime() - other.remindersSince!.getTime() || (one.id < other.id ? -1 : 1));
    const hard = slotsOf(expiresOn, [], inCharge!.calendar).slots.filter(({ offset, dueAt }) => [-90, 0, 10].includes(offset) && dueAt > start);
    if (each.pause === 0) problems.push(...hard.filter(({ milestone, dueAt }) => !foretold.some((one) => one.milestone === milestone && one.contactId === inCharge!.id && one.dueAt.getTime() === dueAt.getTime())).map(({ milestone }) => `${milestone} not in time`));
    expect(problems).toEqual([]);
  }), { seed: 41, numRuns: 150 }));
});
