import { createCalendars, createHolidays } from '../../services/holidays';
import { addDays, weekdayOf } from '../../services/day';

const holidays = createHolidays();
const daysOf = (year: number) => Array.from({ length: 366 }, (_, index) => addDays(`${year}-01-01`, index)).filter((day) => day.startsWith(`${year}-`));
const found = (year: number, country?: string, canton?: string) => daysOf(year).filter((day) => weekdayOf(day) < 6 && holidays.isHoliday(day, country, canton));

/** Easter Sunday by the computus of Gauss, with its two exceptions. */
function easterOf(year: number): string {
  const [a, k] = [year % 19, Math.floor(year / 100)];
  const m = 15 + Math.floor((3 * k + 3) / 4) - Math.floor((8 * k + 13) / 25);
  const d = (19 * a + m) % 30;
  const r = Math.floor((d + Math.floor(a / 11)) / 29);
  const og = 21 + d - r;
  const sz = 7 - ((year + Math.floor(year / 4) + 2 - Math.floor((3 * k + 3) / 4)) % 7);
  return addDays(`${year}-03-01`, og + (7 - ((og - sz) % 7)) - 1);
}

it.each([[2027, '2027-03-28'], [2024, '2024-03-31'], [2038, '2038-04-25']])('Easter %i is %s', (year, day) => expect(easterOf(year)).toBe(day));

describe.each([2024, 2025, 2026, 2027, 2028, 2029, 2030, 2035])('in %i', (year) => {
  const easter = easterOf(year);
  const common = [`${year}-01-01`, addDays(easter, -2), addDays(easter, 1), addDays(easter, 39), addDays(easter, 50), `${year}-08-01`, `${year}-12-25`, `${year}-12-26`];
  const onWorkdays = (days: readonly string[]) => [...new Set(days)].filter((day) => weekdayOf(day) < 6).sort();

  it('nobody works in Zurich on these days', () => expect(found(year, 'CH', 'ZH')).toEqual(onWorkdays([...common, `${year}-05-01`])));
  it('nobody works in Switzerland on these', () => expect(found(year)).toEqual(onWorkdays(common)));
});

it('cantons have their own', () => {
  expect(found(2027, 'CH', 'VS')).toEqual(expect.arrayContaining(['2027-03-19', '2027-05-27', '2027-11-01', '2027-12-08']));
  expect(found(2027, 'CH', 'ZH')).not.toContain('2027-11-01');
  expect(found(2027, 'CH', 'GE')).toContain('2027-09-09');
  expect(found(2027, 'ch', 'zh')).toEqual(found(2027, 'CH', 'ZH'));
});

it('other countries have theirs, and no cantons', () => {
  expect(found(2028, 'DE')).toContain('2028-10-03');
  expect(found(2027, 'DE', 'BE')).not.toContain('2027-03-08');
  expect(found(2027, 'LI')).toContain('2027-01-06');
});

it('who is unknown has those that are common', () => {
  expect(found(2027, 'CH', 'XX')).toEqual(found(2027, 'CH'));
  expect([found(2027, '', ''), holidays.isHoliday('2027-12-25', null, null)]).toEqual([found(2027), true]);
  for (const country of ['XX', '__proto__', 'Switzerland']) expect(found(2027, country)).toEqual([]);
});

it('days of several are all of them, half days are none', () => {
  expect(['2026-03-20', '2026-03-21', '2026-03-22', '2026-03-23'].map((day) => holidays.isHoliday(day, 'AE', undefined))).toEqual([true, true, true, false]);
  expect([holidays.isHoliday('2026-12-24', 'IS', undefined), holidays.isHoliday('2026-05-04', 'CN', undefined)]).toEqual([false, false]);
});

it('what is only observed does not count', () => {
  expect(['2027-03-25', '2027-09-13', '2028-02-14'].map((day) => holidays.isHoliday(day, 'CH', 'ZH'))).toEqual([false, false, false]);
});

it('is right however much is asked', () => {
  for (let year = 1700; year < 2100; year += 1) holidays.isHoliday(`${year}-12-25`, 'CH', undefined);
  expect(found(2027)).toContain('2027-05-06');
});

describe('the calendar of a place', () => {
  const calendarOf = createCalendars(holidays);

  it('knows weekends and holidays', () => {
    const { isWorkday } = calendarOf({ zone: 'Europe/Zurich', country: null, canton: 'ZH' });
    expect(['2027-05-05', '2027-05-06', '2027-05-07', '2027-05-08', '2027-05-09', '2027-05-10'].map(isWorkday)).toEqual([true, false, true, false, false, true]);
  });
  it('is one for one place', () => {
    expect(calendarOf({ zone: 'Europe/Zurich', country: 'CH', canton: null })).toBe(calendarOf({ zone: 'Europe/Zurich', country: 'CH', canton: null }));
    expect(calendarOf({ zone: 'Europe/Zurich', country: 'CH', canton: 'ZH' })).not.toBe(calendarOf({ zone: 'Europe/Zurich', country: 'CH', canton: 'VS' }));
  });
  it('has its hours', () => {
    expect(calendarOf({ zone: 'UTC' })).toMatchObject({ zone: 'UTC', opensAt: '08:00', saysAt: '09:00', closesAt: '18:00' });
    expect(createCalendars(holidays, { opensAt: '07:30', saysAt: '10:00', closesAt: '17:00' })({ zone: 'UTC' })).toMatchObject({ opensAt: '07:30', saysAt: '10:00', closesAt: '17:00' });
  });
});
