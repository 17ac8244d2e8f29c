import fc from 'fast-check';
import { dayIn, momentOf, type Day } from '../../services/day';
import { nextSaying, slotsOf, snoozeDays, USUAL_DAYS } from '../../services/notices/plan/milestones';
import { nextOpening, workdayFrom, workdaysAfter, workdaysBefore, type WorkCalendar } from '../../services/workCalendar';
import { milestoneAt } from '../../services/notices/notice';

const ZONES = ['Europe/Zurich', 'Europe/Lisbon', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Australia/Lord_Howe'];
const DAY_MS = 86_400_000;
const dayFromUtc = (year: number, month: number, date: number) => new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10);
const countOf = (day: Day) => Date.parse(day) / DAY_MS;
const later = (day: Day, count: number) => new Date((countOf(day) + count) * DAY_MS).toISOString().slice(0, 10);
/** The first of January 1970 was a Thursday. */
const isWeekend = (day: Day) => (countOf(day) + 3) % 7 > 4;
const calendarWith = (holidays: ReadonlySet<Day>, zone = 'Europe/Zurich'): WorkCalendar => ({ zone, opensAt: '08:00', closesAt: '18:00', saysAt: '09:00', isWorkday: (day) => !isWeekend(day) && !holidays.has(day) });
/** What clocks in a zone show, by the machine's own calendar: "2027-05-02 09:00". */
const clocks = new Map(ZONES.map((zone) => [zone, new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })]));
const shownIn = (zone: string, moment: Date) => clocks.get(zone)!.format(moment);

/** Easter Sunday by the computus of Meeus, and the holidays of Zurich that follow from it or stand fast. */
function holidaysOfZurich(year: number): Set<Day> {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  const easter = dayFromUtc(year, Math.floor(sum / 31), (sum % 31) + 1);
  return new Set([...[-2, 1, 39, 50].map((count) => later(easter, count)), ...['01-01', '05-01', '08-01', '12-25', '12-26'].map((date) => `${year}-${date}`)]);
}

/** How many days after the expiry a milestone is said, by looking at all days on which what it speaks of holds. */
function expectedCount(offset: number, isWorkday: (count: number) => boolean): number {
  const [first, last] = offset <= -90 ? [offset - 30, -90] : offset <= 0 ? [-90, 0] : offset <= 10 ? [1, 10] : [11, 41];
  let [before, after]: (number | undefined)[] = [];
  for (let count = first; count <= last; count += 1) {
    if (!isWorkday(count)) continue;
    if (count <= offset) before = count;
    if (count >= offset) after ??= count;
  }
  const isHard = offset === -90 || offset === 0 || offset === 10;
  return (isHard ? before : after ?? before) ?? (offset === 11 ? 11 : last);
}

describe('an agreement that expires on Sunday 2027-05-02, in Zurich', () => {
  const holidays = holidaysOfZurich(2027);
  const { slots, merged } = slotsOf('2027-05-02', [], calendarWith(holidays));

  it('Ascension is on Thursday 2027-05-06', () => expect(holidays).toContain('2027-05-06'));
  it('is spoken of on these days, at nine', () => {
    expect(slots.map(({ milestone, dueAt }) => `${milestone} ${dueAt.toISOString()}`)).toEqual([
      'T-90 2027-02-01T08:00:00.000Z', 'T-60 2027-03-03T08:00:00.000Z', 'T-30 2027-04-02T07:00:00.000Z', 'T-14 2027-04-19T07:00:00.000Z', 'T-7 2027-04-26T07:00:00.000Z', 'T-3 2027-04-29T07:00:00.000Z',
      'T0 2027-04-30T07:00:00.000Z', 'T+1 2027-05-03T07:00:00.000Z', 'T+3 2027-05-05T07:00:00.000Z', 'T+7 2027-05-10T07:00:00.000Z', 'T+9 2027-05-11T07:00:00.000Z', 'T+10 2027-05-12T07:00:00.000Z', 'T+11 2027-05-13T07:00:00.000Z',
    ]);
    expect(merged).toEqual([{ milestone: 'T-1', into: 'T0' }]);
  });
  it('with days of its own, on those, and on the expiry and at the end of the grace', () => {
    expect(slotsOf('2027-05-02', [-30, 4, -7, -30], calendarWith(holidays)).slots.map(({ milestone, day }) => `${milestone} ${day}`)).toEqual(['T-30 2027-04-02', 'T-7 2027-04-26', 'T0 2027-04-30', 'T+4 2027-05-07', 'T+10 2027-05-12']);
  });
  it('days of its own that are none are left out', () => {
    expect(slotsOf('2027-05-02', [-91, 12, 0.5, NaN, Infinity, -7], calendarWith(holidays)).slots.map(({ offset }) => offset)).toEqual([-7, 0, 10]);
  });
});

describe('where a time holds no working day', () => {
  const said = (from: number, to: number) => {
    const { slots, merged } = slotsOf('2027-05-02', [], calendarWith(new Set(Array.from({ length: to - from + 1 }, (_, index) => later('2027-05-02', from + index)))));
    return { days: Object.fromEntries(slots.map(({ milestone, day }) => [milestone, day])), mergedInto: (speaker: string) => merged.filter(({ into }) => into === speaker).map(({ milestone }) => milestone) };
  };

  it('the last day of the grace is taken; what comes after is never early', () => {
    const { days, mergedInto } = said(0, 11);
    expect([days.T0, days['T+10'], days['T+11']]).toEqual(['2027-04-30', '2027-05-12', '2027-05-14']);
    expect(mergedInto('T+10')).toEqual(['T+1', 'T+3', 'T+7', 'T+9']);
  });
  it('the expiry itself is taken, however many there are before renewal is open', () => {
    const { days, mergedInto } = said(-90, 0);
    expect([days['T-90'], days.T0]).toEqual(['2027-01-29', '2027-05-02']);
    expect(mergedInto('T0')).toEqual(['T-60', 'T-30', 'T-14', 'T-7', 'T-3', 'T-1']);
  });
  it('the day after the grace is taken, not one in the grace', () => expect(said(11, 60).days['T+11']).toBe('2027-05-13'));
  it('the day on which renewal opens is taken', () => expect(said(-200, -90).days['T-90']).toBe('2027-02-01'));
});

describe('N2, for 10,000 random expiries, zones and holidays', () => {
  const expiries = fc.integer({ min: 0, max: 5 * 365 }).map((count) => later('2026-01-01', count));
  /** Single holidays, as many as are given, and a break of up to three weeks around the expiry. */
  const holidaySets = fc.record({ salt: fc.nat(1_000_000), inHundred: fc.constantFrom(0, 3, 15, 50), breakFrom: fc.integer({ min: -125, max: 15 }), breakLength: fc.integer({ min: 0, max: 22 }) });
  const isFree = ({ salt, inHundred, breakFrom, breakLength }: { readonly salt: number; readonly inHundred: number; readonly breakFrom: number; readonly breakLength: number }, count: number) =>
    (count >= breakFrom && count < breakFrom + breakLength) || (Math.imul(salt + count * 7919, 2_654_435_761) >>> 8) % 100 < inHundred;
  const own = fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(fc.integer({ min: -90, max: 11 }), { minLength: 1, maxLength: 16 }) });

  it('each milestone is said once, in working hours, in order, when it holds; hard ones in time', () => fc.assert(fc.property(expiries, fc.constantFrom(...ZONES), holidaySets, own, (expiresOn, zone, holidays, days) => {
    const base = countOf(expiresOn);
    const workdays = new Set(Array.from({ length: 200 }, (_, index) => index - 130).filter((count) => (base + count + 3) % 7 < 5 && !isFree(holidays, count)));
    const isWorkday = (count: number) => workdays.has(count);
    const { slots, merged } = slotsOf(expiresOn, days, { ...calendarWith(new Set(), zone), isWorkday: (day) => isWorkday(countOf(day) - base) });
    const expected = (days.length === 0 ? USUAL_DAYS : [...new Set([...days, 0, 10])].sort((one, other) => one - other)).map((offset) => ({ offset, count: expectedCount(offset, isWorkday) }));
    const speaks = ({ count }: { count: number }) => expected.findLast((each) => each.count === count)!.offset;
    const planned = [...slots.map(({ milestone, day, dueAt }) => `${milestone} ${day} ${shownIn(zone, dueAt)}`), ...merged.map(({ milestone, into }) => `${milestone} in ${into}`)].join();
    const wanted = [
      ...expected.filter((each) => speaks(each) === each.offset).map(({ offset, count }) => `${milestoneAt(offset)} ${later(expiresOn, count)} ${later(expiresOn, count)} 09:00`),
      ...expected.filter((each) => speaks(each) !== each.offset).map((each) => `${milestoneAt(each.offset)} in ${milestoneAt(speaks(each))}`),
    ].join();
    // N2 in its own words, whatever the oracle above may get wrong.
    const isRight = slots.every(({ offset, day }, index) => {
      const count = countOf(day) - base;
      const holds = offset <= -90 || (offset <= 0 ? count >= -90 && count <= 0 : offset <= 10 ? count >= 1 && count <= 10 : count >= 11);
      const isInTime = ![-90, 0, 10].includes(offset) || count <= offset;
      return holds && isInTime && (isWorkday(count) || [-90, 0, 10, 11].includes(count)) && day > (slots[index - 1]?.day ?? '');
    });
    // `expect` is slow; it is asked where there is something to show.
    if (planned !== wanted || !isRight) expect({ isRight, planned }).toEqual({ isRight: true, planned: wanted });
  }), { seed: 27, numRuns: 10_000 }));
});

describe.each(['Europe/Zurich', 'Europe/Lisbon', 'America/New_York', 'Asia/Kathmandu'])('each day from 2024 to 2035 in %s', (zone) => {
  const days = Array.from({ length: 4383 }, (_, index) => later('2024-01-01', index));

  it('has one moment at nine, later than that of the day before', () => {
    const moments = days.map((day) => momentOf(day, '09:00', zone));
    expect(days.at(-1)).toBe('2035-12-31');
    expect(moments.filter((moment, index) => moment <= (moments[index - 1] ?? 0))).toEqual([]);
    expect(moments.map((moment) => shownIn(zone, moment))).toEqual(days.map((day) => `${day} 09:00`));
  });
  it('is spoken on in working hours where an agreement expires on it', () => {
    const calendar = calendarWith(new Set(), zone);
    const said = days.map((day) => slotsOf(day, [0], calendar).slots.map(({ dueAt }) => shownIn(zone, dueAt)));
    expect(said).toEqual(days.map((day) => [day, later(day, 10)].map((hard) => `${[hard, later(hard, -1), later(hard, -2)].find((each) => !isWeekend(each))} 09:00`)));
  });
  it('opens at eight, once', () => {
    const calendar = calendarWith(new Set(), zone);
    const openings = days.slice(0, 1461).map((day) => shownIn(zone, nextOpening(momentOf(day, '00:00', zone), calendar)));
    expect(openings).toEqual(days.slice(0, 1461).map((day) => `${[day, later(day, 1), later(day, 2)].find((each) => !isWeekend(each))} 08:00`));
  });
});

describe('a moment', () => {
  it.each([
    ['skipped by clocks is as much later', '2027-03-28', '02:30', 'Europe/Zurich', '2027-03-28T01:30:00.000Z'], ['shown twice is the first', '2027-10-31', '02:30', 'Europe/Zurich', '2027-10-31T00:30:00.000Z'],
    ['on the day of change', '2027-03-28', '09:00', 'Europe/Zurich', '2027-03-28T07:00:00.000Z'], ['by half an hour', '2027-10-03', '09:00', 'Australia/Lord_Howe', '2027-10-02T22:00:00.000Z'],
  ])('%s', (_, day, time, zone, moment) => expect(momentOf(day, time, zone).toISOString()).toBe(moment));
  it('may be changed by whoever asked for it', () => {
    momentOf('2027-04-30', '09:00', 'UTC').setTime(0);
    expect(momentOf('2027-04-30', '09:00', 'UTC').toISOString()).toBe('2027-04-30T09:00:00.000Z');
  });
});

describe('what is to be said now', () => {
  const calendar = calendarWith(holidaysOfZurich(2027));
  it.each([
    ['2027-04-30T05:59:59Z', '2027-04-30T06:00:00Z'], ['2027-04-30T06:00:00Z', '2027-04-30T06:00:00Z'], ['2027-04-30T15:59:59Z', '2027-04-30T15:59:59Z'], ['2027-04-30T16:00:00Z', '2027-05-03T06:00:00Z'], ['2027-05-01T10:00:00Z', '2027-05-03T06:00:00Z'],
    ['2027-05-05T22:30:00Z', '2027-05-07T06:00:00Z'], ['2027-05-06T10:00:00Z', '2027-05-07T06:00:00Z'], ['2027-03-27T10:00:00Z', '2027-03-30T06:00:00Z'], ['2027-03-25T17:00:00Z', '2027-03-30T06:00:00Z'],
  ])('at %s is said at %s', (now, opening) => expect(nextOpening(new Date(now), calendar)).toEqual(new Date(opening)));
  it.each([
    // On Friday evening the next working day is too late: Saturday at eight, as on Sunday.
    ['2027-04-30T16:00:00Z', '2027-05-01T06:00:00Z'], ['2027-05-01T02:00:00Z', '2027-05-01T06:00:00Z'], ['2027-05-01T10:00:00Z', '2027-05-01T10:00:00Z'], ['2027-05-01T16:00:00Z', '2027-05-02T06:00:00Z'], ['2027-05-01T22:00:00Z', '2027-05-02T06:00:00Z'],
    // After hours of the day itself there is no later.
    ['2027-05-02T06:00:00Z', '2027-05-02T06:00:00Z'], ['2027-05-02T16:00:00Z', '2027-05-02T16:00:00Z'], ['2027-05-02T20:00:00Z', '2027-05-02T20:00:00Z'],
    ['2027-05-02T22:00:00Z', '2027-05-03T06:00:00Z'], ['2027-05-11T17:00:00Z', '2027-05-12T06:00:00Z'], ['2027-05-12T05:00:00Z', '2027-05-12T06:00:00Z'], ['2027-05-12T17:00:00Z', '2027-05-12T17:00:00Z'], ['2027-05-12T22:00:00Z', '2027-05-13T06:00:00Z'], ['2027-04-23T20:00:00Z', '2027-04-26T06:00:00Z'],
  ])('at %s is said at %s where 2027-05-02 is not to be missed', (now, saying) => expect(nextSaying(new Date(now), '2027-05-02', calendar)).toEqual(new Date(saying)));
  it('is said between eight and six, except in the last evening, and never past a day that is not to be missed', () => fc.assert(fc.property(fc.integer({ min: -40 * 96, max: 20 * 96 }), fc.constantFrom(...ZONES), fc.constantFrom('2027-05-02', '2027-05-01', '2027-04-30', '2027-12-19'), (quarters, zone, expiresOn) => {
    const there = { ...calendar, zone };
    const now = new Date(momentOf(expiresOn, '00:00', zone).getTime() + quarters * 900_000);
    const saying = nextSaying(now, expiresOn, there);
    const [today, [day, time]] = [shownIn(zone, now).slice(0, 10), shownIn(zone, saying).split(' ') as [string, string]];
    const hard = [expiresOn, later(expiresOn, 10)].find((each) => today <= each);
    const isInHours = time >= '08:00' && time < '18:00';
    const isLastEvening = day === hard && today === hard && saying.getTime() === now.getTime();
    const isInTime = hard === undefined || day <= hard;
    expect({ isPast: saying < now, isSaid: isInHours || isLastEvening, isInTime }).toEqual({ isPast: false, isSaid: true, isInTime: true });
  }), { seed: 30, numRuns: 3000 }));
  it('finds an opening where no day is a working day', () => {
    const never = { ...calendar, isWorkday: () => false };
    expect(nextOpening(new Date('2027-04-30T10:00:00Z'), never)).toEqual(new Date('2027-05-01T06:00:00Z'));
  });
});

describe('a reminder is put off', () => {
  const calendar = calendarWith(holidaysOfZurich(2027));
  it.each([
    ['2027-04-02', ['2027-04-05', '2027-04-09', '2027-04-16']], ['2027-04-19', ['2027-04-20', '2027-04-22', '2027-04-26']], ['2027-04-16', ['2027-04-19', '2027-04-23', '2027-04-30']], ['2027-04-28', ['2027-04-29']], ['2027-04-29', ['2027-04-30']], ['2027-04-30', []],
    ['2027-05-02', []], ['2027-05-03', ['2027-05-04', '2027-05-07', '2027-05-10']], ['2027-05-10', ['2027-05-11']], ['2027-05-12', []], ['2027-05-13', []], ['2027-02-01', ['2027-02-02', '2027-02-04', '2027-02-08', '2027-02-15']],
  ])('on %s to one of %j', (today, days) => expect(snoozeDays(today, '2027-05-02', calendar)).toEqual(days));
  it('to working days to come only, before something is lost', () => fc.assert(fc.property(fc.integer({ min: -100, max: 15 }), fc.integer({ min: 0, max: 3000 }), (away, count) => {
    const expiresOn = later('2026-06-01', count);
    const today = later(expiresOn, away);
    const offered = snoozeDays(today, expiresOn, calendar);
    expect(offered).toEqual([...new Set(offered)].sort());
    for (const day of offered) expect(day > today && calendar.isWorkday(day) && day <= (today <= expiresOn ? expiresOn : later(expiresOn, 10))).toBe(true);
    if (away > 10) expect(offered).toEqual([]);
  }), { seed: 28, numRuns: 500 }));
});

describe('working days', () => {
  const { isWorkday } = calendarWith(holidaysOfZurich(2027));
  it.each([['2027-05-07', 1, '2027-05-05'], ['2027-05-10', 1, '2027-05-07'], ['2027-05-09', 1, '2027-05-07'], ['2027-05-10', 5, '2027-04-30'], ['2027-05-10', 0, '2027-05-10']])('from %s, %i back is %s', (day, count, then) => {
    expect(workdaysBefore(day, count, isWorkday)).toBe(then);
    if (isWorkday(day)) expect(workdaysAfter(then, count, isWorkday)).toBe(day);
  });
  it.each([['2027-05-06', '2027-05-07'], ['2027-05-07', '2027-05-07'], ['2027-05-08', '2027-05-10']])('%s waits until %s', (day, then) => expect(workdayFrom(day, isWorkday)).toBe(then));
});

it('a day is read in each quarter of an hour as in the moment itself', () => fc.assert(fc.property(fc.constantFrom(...ZONES), fc.integer({ min: Date.UTC(1965, 0), max: Date.UTC(2035, 11, 31) }), (zone, time) => {
  expect(dayIn(zone, new Date(time))).toBe(shownIn(zone, new Date(time)).slice(0, 10));
}), { seed: 29, numRuns: 1000 }));
