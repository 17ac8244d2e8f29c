/** The limits of a conversation: however somebody writes, what leaves stays within what Teams takes in every window. */
import fc from 'fast-check';
import { heldPace, momentsOf, stepsOf, type ReplyLimits } from '../../services/replyPace';
import type { Paces } from '../../services/turns';

const LIMITS: ReplyLimits = { everyMs: 1000, atOnce: 5, perHour: 1700 };
/** [milliseconds, messages]: a bot in a thread, as Microsoft has it. */
const WINDOWS = [[1000, 7], [2000, 8], [30_000, 60], [3_600_000, 1800]] as const;
const START = Date.parse('2027-03-01T08:00:00Z');

/** Counts replies in as the database does, and tells when each leaves. */
function leaving(asked: readonly { readonly at: number; readonly replies: number }[], limits = LIMITS): number[] {
  let paces: Paces | undefined;
  let last = 0;
  return asked.flatMap(({ at, replies }) => {
    const steps = stepsOf(limits, replies);
    const after = (before: Date | undefined, ms: number) => new Date(Math.max(before?.getTime() ?? 0, at) + ms);
    paces = { paceAt: after(paces?.paceAt, steps.paceMs), hourPaceAt: after(paces?.hourPaceAt, steps.hourPaceMs) };
    return momentsOf(limits, replies, paces, new Date(at)).map((moment) => (last = Math.max(last, at, moment.getTime())));
  });
}

function mostWithin(moments: readonly number[], ms: number): number {
  return Math.max(0, ...moments.map((from) => moments.filter((at) => at >= from && at < from + ms).length));
}

it('no window is ever over its limit, in whatever rhythm somebody writes', () => {
  const rhythm = fc.array(fc.record({ gap: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 90_000 })), replies: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 120 });
  fc.assert(fc.property(rhythm, (gaps) => {
    let at = START;
    const moments = leaving(gaps.map(({ gap, replies }) => ({ at: (at += gap), replies })));
    for (const [ms, most] of WINDOWS) expect(mostWithin(moments, ms)).toBeLessThanOrEqual(most);
  }), { numRuns: 300 });
});

it('somebody who never stops for two hours stays within the hour\'s limit, too', () => {
  const moments = leaving(Array.from({ length: 4000 }, (_, place) => ({ at: START + place * 400, replies: 1 }))).filter((at) => at < START + 7_200_000);
  for (const [ms, most] of WINDOWS) expect(mostWithin(moments, ms)).toBeLessThanOrEqual(most);
  expect(moments.length).toBeGreaterThan(2 * 1400);
});

it('whoever writes as people do waits for nothing', () => {
  const asked = Array.from({ length: 40 }, (_, place) => ({ at: START + place * 3000, replies: 1 }));
  expect(leaving(asked)).toEqual(asked.map(({ at }) => at));
  expect(leaving(Array.from({ length: 5 }, () => ({ at: START, replies: 1 })))).toEqual(Array.from({ length: 5 }, () => START));
});

it('nothing leaves while the channel has asked for patience', () => {
  const until = new Date(START + 20_000);
  const { paceMs, hourPaceMs } = stepsOf(LIMITS, 1);
  const held = { paceAt: new Date(heldPace(LIMITS, until).getTime() + paceMs), hourPaceAt: new Date(START + hourPaceMs) };
  expect(momentsOf(LIMITS, 1, held, new Date(START))[0]).toEqual(until);
});

it('where nothing is limited all leaves at once', () => {
  expect(leaving([{ at: START, replies: 3 }, { at: START, replies: 9 }], { ...LIMITS, everyMs: 0 })).toEqual(Array.from({ length: 12 }, () => START));
});
