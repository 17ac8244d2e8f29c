import fc from 'fast-check';
import { addDays, addMonths, dayIn, daysBetween, isDay, startOfDay, weekdayOf } from '../../services/day';

const SEED = { seed: 4, numRuns: 2000 };
const dayFromUtc = (year: number, month: number, day: number) => new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
const days = fc.integer({ min: 0, max: 40_000 }).map((count) => dayFromUtc(2000, 1, 1 + count));
/** Days since March 1st of the year 0, counted by the rule of the Gregorian calendar alone. */
function ordinal(day: string): number {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const shifted = month < 3 ? year - 1 : year;
  return 365 * shifted + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400) + Math.floor((153 * ((month + 9) % 12) + 2) / 5) + date;
}

describe('a day', () => {
  it.each(['2026-12-31', '2028-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('is %s', (text) => expect(isDay(text)).toBe(true));
  it.each(['', '2027-02-29', '1900-02-29', '2027-02-31', '2027-04-31', '2027-13-01', '2027-00-10', '2027-01-00', '2027-1-1', '27-01-01', '2027-01-01T00:00:00Z', ' 2027-01-01', '2027-01-01\n', '٢٠٢٧-٠١-٠١', '31.12.2026', '+002027-01-01'])('is not "%s"', (text) => {
    expect(isDay(text)).toBe(false);
    expect(() => addDays(text, 1)).toThrow('not a day');
  });
  it.each([['2027-01-31', 1, '2027-02-28'], ['2028-01-31', 1, '2028-02-29'], ['2027-03-31', -1, '2027-02-28'], ['2028-02-29', 12, '2029-02-28'], ['2026-12-31', 13, '2028-01-31'], ['2026-12-31', 14, '2028-02-29'], ['2027-01-15', -13, '2025-12-15'], ['2027-05-31', 0, '2027-05-31']])('%s and %i months is %s', (day, months, then) => {
    expect(addMonths(day, months)).toBe(then);
  });
  it.each([['2027-03-27', 1, '2027-03-28'], ['2027-03-28', 1, '2027-03-29'], ['2027-10-31', 1, '2027-11-01'], ['2026-12-31', 1, '2027-01-01'], ['2027-03-31', -90, '2026-12-31'], ['2028-02-28', 1, '2028-02-29']])('%s and %i days is %s', (day, count, then) => {
    expect(addDays(day, count)).toBe(then);
    expect(daysBetween(day, then)).toBe(count);
  });
});

describe('days are counted as the calendar counts them', () => {
  it.each([['2027-05-02', 7], ['2027-05-03', 1], ['2027-05-06', 4], ['1970-01-01', 4], ['1969-12-31', 3], ['1900-01-01', 1], ['2000-02-29', 2]])('%s is weekday %i', (day, weekday) => expect(weekdayOf(day)).toBe(weekday));
  it('there and back', () => fc.assert(fc.property(days, fc.integer({ min: -20_000, max: 20_000 }), (day, count) => {
    const then = addDays(day, count);
    expect(isDay(then)).toBe(true);
    expect(ordinal(then) - ordinal(day)).toBe(count);
    expect(daysBetween(day, then)).toBe(count);
    expect(daysBetween(then, day)).toBe(count === 0 ? 0 : -count);
    expect(Math.sign(count)).toBe(then < day ? -1 : then > day ? 1 : 0);
  }), SEED));
  it('a month later is the same date of the next month, or its last day', () => fc.assert(fc.property(days, fc.integer({ min: -300, max: 300 }), (day, months) => {
    const [year, month, date] = day.split('-').map(Number) as [number, number, number];
    const then = addMonths(day, months);
    const lastDate = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
    expect(then).toBe(dayFromUtc(year, month + months, Math.min(date, lastDate)));
  }), SEED));
});

describe('the day that it is somewhere', () => {
  it.each([
    ['Europe/Zurich', '2026-12-31T22:59:59.999Z', '2026-12-31'], ['Europe/Zurich', '2026-12-31T23:00:00Z', '2027-01-01'], ['Europe/Zurich', '2027-06-30T22:00:00Z', '2027-07-01'], ['UTC', '2026-12-31T23:00:00Z', '2026-12-31'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2027-01-01'], ['Pacific/Pago_Pago', '2027-01-01T10:59:59Z', '2026-12-31'], ['Asia/Kolkata', '2026-12-31T18:30:00Z', '2027-01-01'], ['Asia/Tehran', '2027-03-20T12:00:00Z', '2027-03-20'], ['Asia/Riyadh', '2027-03-20T12:00:00Z', '2027-03-20'],
  ])('%s at %s has %s', (zone, now, day) => expect(dayIn(zone, new Date(now))).toBe(day));
  it('begins between quarters of an hour where clocks once did', () => {
    expect(['1970-01-01T00:44:29Z', '1970-01-01T00:44:30Z'].map((now) => dayIn('Africa/Monrovia', new Date(now)))).toEqual(['1969-12-31', '1970-01-01']);
  });
  it('is unknown where the zone is', () => expect(() => dayIn('Europe/Atlantis', new Date(0))).toThrow(RangeError));
});

describe('a day begins', () => {
  it.each([
    ['2027-01-01', 'Europe/Zurich', '2026-12-31T23:00:00.000Z'], ['2027-03-28', 'Europe/Zurich', '2027-03-27T23:00:00.000Z'], ['2027-03-29', 'Europe/Zurich', '2027-03-28T22:00:00.000Z'], ['2027-10-31', 'Europe/Zurich', '2027-10-30T22:00:00.000Z'],
    ['2027-01-01', 'Pacific/Kiritimati', '2026-12-31T10:00:00.000Z'], ['2027-01-01', 'Pacific/Pago_Pago', '2027-01-01T11:00:00.000Z'],
  ])('%s in %s at %s', (day, zone, start) => expect(startOfDay(day, zone).toISOString()).toBe(start));
  it('an hour late where midnight is skipped', () => expect(startOfDay('2018-11-04', 'America/Sao_Paulo').toISOString()).toBe('2018-11-04T03:00:00.000Z'));
  it('with the first moment of it, everywhere', () => fc.assert(fc.property(days, fc.constantFrom('Europe/Zurich', 'Africa/Cairo', 'Asia/Beirut', 'America/Santiago', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'), (day, zone) => {
    const start = startOfDay(day, zone);
    expect(dayIn(zone, start)).toBe(day);
    expect(dayIn(zone, new Date(start.getTime() - 1))).toBe(addDays(day, -1));
  }), { seed: 4, numRuns: 300 }));
});
