/** Time that runs in working hours only: counted beside the machine's own calendar, quarter by quarter, through changes of the clocks and holidays. */
import fc from 'fast-check';
import { addDays, dayIn, type Day } from '../../services/day';
import { calendarOf, createHolidays } from '../../services/holidays';
import { addWorkMs, isOpenAt, nextClosing, nextOpening, workMsBetween, type WorkCalendar } from '../../services/workCalendar';

const QUARTER_MS = 900_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ZONES = ['Europe/Zurich', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'];
const clocks = new Map(ZONES.map((zone) => [zone, new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })]));
const isWeekend = (day: Day) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

const hours = fc.constantFrom<[string, string][]>(['08:00', '18:00'], ['07:30', '12:15'], ['00:00', '23:45'], ['01:00', '03:30']);
/** Around the changes of the clocks of spring and autumn, and around the new year. */
const starts = fc.tuple(fc.constantFrom(Date.UTC(2027, 2, 12), Date.UTC(2027, 2, 26), Date.UTC(2027, 9, 1), Date.UTC(2027, 9, 29), Date.UTC(2026, 11, 23)), fc.integer({ min: 0, max: 6 * 96 })).map(([day, quarters]) => day + quarters * QUARTER_MS);
const calendars = fc.record({ zone: fc.constantFrom(...ZONES), open: hours, free: fc.integer({ min: 0, max: 6 }) }).map(({ zone, open: [opensAt, closesAt], free }): WorkCalendar => ({
  zone, opensAt, closesAt, saysAt: opensAt,
  // Weekends, and holidays that fall here and there.
  isWorkday: (day) => !isWeekend(day) && Number(day.slice(8)) % 7 !== free,
}));

/** By the machine's own calendar. */
function isOpenByClock(moment: number, { zone, opensAt, closesAt, isWorkday }: WorkCalendar): boolean {
  const [day, time] = clocks.get(zone)!.format(moment).split(' ') as [string, string];
  return isWorkday(day) && opensAt <= time && time < closesAt;
}

describe('in any zone, with any hours and holidays', () => {
  it('is open when clocks there show working hours on a working day', () => fc.assert(fc.property(starts, calendars, (start, calendar) => {
    for (let at = start; at < start + 60 * QUARTER_MS; at += QUARTER_MS) if (isOpenAt(new Date(at), calendar) !== isOpenByClock(at, calendar)) throw new Error(new Date(at).toISOString());
  }), { seed: 11, numRuns: 400 }));

  it('counts the quarters in which it is open', () => fc.assert(fc.property(starts, fc.integer({ min: 0, max: 700 }), calendars, (start, quarters, calendar) => {
    let expected = 0;
    for (let at = start; at < start + quarters * QUARTER_MS; at += QUARTER_MS) if (isOpenByClock(at, calendar)) expected += QUARTER_MS;
    expect(workMsBetween(new Date(start), new Date(start + quarters * QUARTER_MS), calendar)).toBe(expected);
  }), { seed: 12, numRuns: 300 }));

  it('adds what it counts: so much has passed at that moment, and not a millisecond sooner', () => fc.assert(fc.property(starts, fc.integer({ min: 1, max: 30 * HOUR_MS }), calendars, (start, ms, calendar) => {
    const from = new Date(start);
    const end = addWorkMs(from, ms, calendar);
    expect([workMsBetween(from, end, calendar), workMsBetween(from, new Date(end.getTime() - 1), calendar)]).toEqual([ms, ms - 1]);
  }), { seed: 13, numRuns: 500 }));

  it('adds in parts what it adds at once', () => fc.assert(fc.property(starts, fc.integer({ min: 0, max: 20 * HOUR_MS }), fc.integer({ min: 0, max: 20 * HOUR_MS }), calendars, (start, one, other, calendar) => {
    const from = new Date(start);
    expect(addWorkMs(addWorkMs(from, one, calendar), other, calendar)).toEqual(addWorkMs(from, one + other, calendar));
  }), { seed: 14, numRuns: 500 }));

  it('opens before it closes, is open in between, and neither counts nor is open until it opens', () => fc.assert(fc.property(starts, calendars, (start, calendar) => {
    const now = new Date(start);
    const [opens, closes] = [nextOpening(now, calendar), nextClosing(now, calendar)];
    expect([opens >= now, opens < closes, isOpenAt(opens, calendar), isOpenAt(new Date(closes.getTime() - 1), calendar), isOpenAt(closes, calendar)]).toEqual([true, true, true, true, false]);
    expect([workMsBetween(now, opens, calendar), workMsBetween(opens, closes, calendar)]).toEqual([0, closes.getTime() - opens.getTime()]);
  }), { seed: 15, numRuns: 500 }));
});

describe('in Zurich, from eight to six', () => {
  const calendar = calendarOf(createHolidays(), { zone: 'Europe/Zurich', country: 'CH', canton: 'ZH' });
  it.each([
    ['ten minutes before closing and ten of the next morning', '2026-11-18T16:50:00Z', 20, '2026-11-19T07:10:00Z'],
    ['over a weekend', '2026-11-20T16:59:00Z', 5, '2026-11-23T07:04:00Z'],
    ['over Christmas and Saint Stephen, on a weekend', '2026-12-24T16:30:00Z', 60, '2026-12-28T07:30:00Z'],
    ['over the new year', '2026-12-31T16:45:00Z', 30, '2027-01-04T07:15:00Z'],
    ['over Easter, when clocks are put forward', '2027-03-25T16:45:00Z', 30, '2027-03-30T06:15:00Z'],
    ['over the weekend on which clocks are put back', '2026-10-23T15:30:00Z', 60, '2026-10-26T07:30:00Z'],
    ['over Ascension, a Thursday', '2027-05-05T15:59:00Z', 2, '2027-05-07T06:01:00Z'],
    ['right at closing', '2026-11-18T16:50:00Z', 10, '2026-11-18T17:00:00Z'],
    ['nothing, at night', '2026-11-18T22:00:00Z', 0, '2026-11-18T22:00:00Z'],
  ])('%s', (_, from, minutes, until) => expect(addWorkMs(new Date(from), minutes * MINUTE_MS, calendar)).toEqual(new Date(until)));
  it('a year has ten hours on each working day', () => {
    const days = Array.from({ length: 365 }, (_, index) => addDays('2027-01-01', index)).filter(calendar.isWorkday).length;
    expect(workMsBetween(new Date('2026-12-31T23:00:00Z'), new Date('2027-12-31T23:00:00Z'), calendar)).toBe(days * 10 * HOUR_MS);
  });
  it('nothing lies before the beginning', () => expect(workMsBetween(new Date('2026-11-19T10:00:00Z'), new Date('2026-11-18T10:00:00Z'), calendar)).toBe(0));
});

it('where there are no working days, all days are, and no sum is without an end', () => {
  const never: WorkCalendar = { zone: 'UTC', opensAt: '08:00', closesAt: '09:00', saysAt: '08:00', isWorkday: () => false };
  const end = addWorkMs(new Date('2027-01-01T00:00:00Z'), 3 * HOUR_MS, never);
  expect([dayIn('UTC', end), workMsBetween(new Date('2027-01-01T00:00:00Z'), end, never)]).toEqual(['2027-01-04', 3 * HOUR_MS]);
});
