import fc from 'fast-check';
import { addDays, daysBetween } from '../../services/day';
import { byUrgency, judgeExpiry, milestonesOf, statusOn } from '../../services/expiry';

const SEED = { seed: 5, numRuns: 2000 };
const days = fc.integer({ min: 0, max: 7300 }).map((count) => addDays('2020-01-01', count));

describe('a day of expiry that is given for the first time', () => {
  it.each([['2026-11-21', 'plausible'], ['2026-11-20', 'past'], ['2027-12-21', 'plausible'], ['2027-12-22', 'tooFar'], ['2027-03-31', 'plausible'], ['2020-01-01', 'past'], ['2099-01-01', 'tooFar']])('%s, on 2026-11-21, is %s', (day, judgement) => {
    expect(judgeExpiry(day, { today: '2026-11-21' })).toBe(judgement);
  });
  it('13 months after the end of January end with February', () => {
    expect(judgeExpiry('2028-02-29', { today: '2027-01-31' })).toBe('plausible');
    expect(judgeExpiry('2028-03-01', { today: '2027-01-31' })).toBe('tooFar');
  });
});

describe('a day of expiry after a renewal', () => {
  it.each([
    ['2026-12-31', 'same'], ['2026-12-30', 'tooEarly'], ['2027-01-01', 'tooEarly'], ['2027-11-29', 'tooEarly'], ['2027-11-30', 'plausible'], ['2027-12-31', 'plausible'], ['2028-01-31', 'plausible'], ['2028-02-01', 'tooFar'], ['2029-12-31', 'tooFar'],
  ])('%s, after 2026-12-31, is %s', (day, judgement) => expect(judgeExpiry(day, { today: '2026-12-20', previous: '2026-12-31' })).toBe(judgement));
  it('is not believed where it is over already', () => expect(judgeExpiry('2025-12-31', { today: '2026-12-20', previous: '2024-12-31' })).toBe('past'));
  it.each([
    ['2027-11-29', 'tooEarly'], ['2027-11-30', 'plausible'], ['2028-02-14', 'plausible'], ['2028-03-14', 'plausible'], ['2028-03-15', 'tooFar'],
  ])('%s, applied for anew by 2027-02-14 after 2026-12-31, is %s', (day, judgement) => expect(judgeExpiry(day, { today: '2027-02-14', previous: '2026-12-31' })).toBe(judgement));
  it('in the ten days nothing has begun anew', () => expect(judgeExpiry('2028-02-01', { today: '2027-01-10', previous: '2026-12-31' })).toBe('tooFar'));
  it('is plausible between 334 and 397 days later, never else', () => fc.assert(fc.property(days, fc.integer({ min: -800, max: 800 }), (previous, count) => {
    const judgement = judgeExpiry(addDays(previous, count), { today: previous, previous });
    if (count === 0) expect(judgement).toBe('same');
    else if (count < 334) expect(judgement).toBe('tooEarly');
    else if (count > 397) expect(judgement).toBe('tooFar');
    else if (count > 335 && count < 394) expect(judgement).toBe('plausible');
  }), SEED));
});

describe('the milestones', () => {
  it('of 2027-03-31', () => expect(milestonesOf('2027-03-31')).toEqual({ opensOn: '2026-12-31', expiresOn: '2027-03-31', graceEndsOn: '2027-04-10' }));
  it.each([['2026-12-30', 'active'], ['2026-12-31', 'renewalOpen'], ['2027-03-31', 'renewalOpen'], ['2027-04-01', 'grace'], ['2027-04-10', 'grace'], ['2027-04-11', 'lapsed'], ['2020-01-01', 'active'], ['2040-01-01', 'lapsed']])('on %s it is %s', (day, status) => expect(statusOn(day, '2027-03-31')).toBe(status));
  it('each day has its status: 91 days open, 10 days of grace', () => fc.assert(fc.property(days, fc.integer({ min: -200, max: 200 }), (expiresOn, count) => {
    const day = addDays(expiresOn, count);
    expect(statusOn(day, expiresOn)).toBe(count < -90 ? 'active' : count <= 0 ? 'renewalOpen' : count <= 10 ? 'grace' : 'lapsed');
    expect(daysBetween(milestonesOf(expiresOn).opensOn, milestonesOf(expiresOn).graceEndsOn)).toBe(100);
  }), SEED));
});

it('of several agreements the next to expire hurries most, that in its grace included; then the one that lapsed last; then what has no day', () => {
  const days = [undefined, '2020-01-01', '2027-03-01', '2026-11-10', '2026-12-01', '2026-11-11', null, '2026-11-21'];
  expect([...days].sort(byUrgency('2026-11-21')).map((day) => day ?? 'none')).toEqual(['2026-11-11', '2026-11-21', '2026-12-01', '2027-03-01', '2026-11-10', '2020-01-01', 'none', 'none']);
});
