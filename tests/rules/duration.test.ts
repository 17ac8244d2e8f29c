import { addDuration } from '../../services/duration';

const after = (from: string, text: string) => addDuration(new Date(from), text)?.toISOString();

describe('a duration', () => {
  it.each([
    ['2027-01-31T09:00:00.000Z', 'P30D', '2027-03-02T09:00:00.000Z'], ['2027-01-31T09:00:00.000Z', 'PT15M', '2027-01-31T09:15:00.000Z'], ['2027-01-31T23:59:59.500Z', 'PT1S', '2027-02-01T00:00:00.500Z'],
    ['2027-01-31T09:00:00.000Z', 'P1W', '2027-02-07T09:00:00.000Z'], ['2027-01-31T09:00:00.000Z', 'P1DT2H3M4S', '2027-02-01T11:03:04.000Z'], ['2027-01-31T09:00:00.000Z', 'PT36H', '2027-02-01T21:00:00.000Z'],
    ['2027-12-31T09:00:00.000Z', 'P1Y', '2028-12-31T09:00:00.000Z'], ['2027-03-27T12:00:00.000Z', 'P1D', '2027-03-28T12:00:00.000Z'], ['2027-01-31T09:00:00.000Z', 'P0D', '2027-01-31T09:00:00.000Z'],
  ])('%s and %s is %s', (from, text, then) => expect(after(from, text)).toBe(then));
  it.each([['2027-01-31T09:00:00.000Z', 'P1M', '2027-02-28'], ['2028-01-31T09:00:00.000Z', 'P1M', '2028-02-29'], ['2027-03-31T09:00:00.000Z', 'P1M', '2027-04-30'], ['2028-02-29T09:00:00.000Z', 'P1Y', '2029-02-28'], ['2027-10-31T09:00:00.000Z', 'P4M', '2028-02-29'], ['2027-01-31T09:00:00.000Z', 'P1M1D', '2027-03-01'], ['2027-01-30T00:00:00.000Z', 'P13M', '2028-02-29']])('%s and %s ends on the last day of a month that is too short: %s', (from, text, day) => {
    expect(after(from, text)?.slice(0, 10)).toBe(day);
  });
  it.each(['', 'P', 'PT', 'P1', '1D', 'P-1D', '-P1D', 'P1.5D', 'P1H', 'PT1D', 'p1d', 'P1D ', 'P1DT', 'P1M1Y', 'P١D', 'P9999999D', 'tomorrow', 'P1D\n'])('"%s" is none', (text) => expect(after('2027-01-31T09:00:00.000Z', text)).toBeUndefined());
  it('leaves the time that it began with alone', () => {
    const from = new Date('2027-01-31T09:00:00.000Z');
    addDuration(from, 'P1Y2M3DT4H');
    expect(from.toISOString()).toBe('2027-01-31T09:00:00.000Z');
  });
  it('is a date that exists, up to the longest that is read', () => expect(addDuration(new Date('2027-01-01T00:00:00Z'), 'P9999Y9999M99999W999999DT999999H999999M99999999S')!.getTime()).not.toBeNaN());
});
