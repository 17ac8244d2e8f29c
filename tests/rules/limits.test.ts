import { createLimit } from '../../bot/limits';
import { standingClock } from '../clocks';

describe('how often a contact may write', () => {
  it('lets as many pass as are allowed within the window, and says how long the next must wait', () => {
    const clock = standingClock();
    const limit = createLimit(clock, 3, 10_000);
    expect([1, 2, 3].map(() => limit.waitSeconds('ana'))).toEqual([0, 0, 0]);
    expect(limit.waitSeconds('ana')).toBe(10);
    clock.move(8500);
    expect(limit.waitSeconds('ana')).toBe(2);
  });
  it('slides: as soon as the oldest is out of the window, one more may pass', () => {
    const clock = standingClock();
    const limit = createLimit(clock, 2, 10_000);
    limit.waitSeconds('ana');
    clock.move(6000);
    limit.waitSeconds('ana');
    clock.move(4000);
    expect([limit.waitSeconds('ana'), limit.waitSeconds('ana')]).toEqual([0, 6]);
  });
  it('does not count what was refused, so that somebody who waits is let in', () => {
    const clock = standingClock();
    const limit = createLimit(clock, 1, 10_000);
    limit.waitSeconds('ana');
    for (let second = 0; second < 9; second += 1) { clock.move(1000); expect(limit.waitSeconds('ana')).toBeGreaterThan(0); }
    clock.move(1000);
    expect(limit.waitSeconds('ana')).toBe(0);
  });
  it('never asks for a wait of nothing', () => {
    const clock = standingClock();
    const limit = createLimit(clock, 1, 10_000);
    limit.waitSeconds('ana');
    clock.move(9999);
    expect(limit.waitSeconds('ana')).toBe(1);
  });
  it('counts each contact apart', () => {
    const limit = createLimit(standingClock(), 1, 10_000);
    expect([limit.waitSeconds('ana'), limit.waitSeconds('luis'), limit.waitSeconds('ana')]).toEqual([0, 0, 10]);
  });
  it('forgets those who wrote longest ago before it grows without bound, and nobody who just wrote', () => {
    const limit = createLimit(standingClock(), 1, 10_000);
    limit.waitSeconds('ana');
    for (let other = 0; other < 19_998; other += 1) limit.waitSeconds(`flood ${other}`);
    expect(limit.waitSeconds('ana')).toBe(10);
    for (const other of ['the last that fits', 'one too many']) limit.waitSeconds(other);
    expect([limit.waitSeconds('ana'), limit.waitSeconds('flood 0')]).toEqual([10, 0]);
    for (let other = 0; other < 20_000; other += 1) limit.waitSeconds(`more ${other}`);
    expect([limit.waitSeconds('ana'), limit.waitSeconds('more 19999')]).toEqual([0, 10]);
  });
});
