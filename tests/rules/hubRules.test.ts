/** What a hub says counts only as far as it can be so: repeated, late and out of order, it changes nothing wrongly. */
import { groupOf } from '../../bot/handoffs/telling';
import { agentTexts } from '../../bot/handoffs/words';
import { HUB_STATES, isDeed, isEarly, judgeStatus, type AtHub, type HubState } from '../../services/handoffs/hubRules';

const ASKED: AtHub = { state: 'waiting', via: 'hub', from: 'contact', joinedAt: null, hasFailed: false };
const NINE = new Date('2026-11-18T08:00:00Z');
const THERE: AtHub = { ...ASKED, state: 'joined', joinedAt: NINE };
const TAKEN_BACK: AtHub = { ...ASKED, via: null };

it.each<[string, AtHub, Record<HubState, string>]>([
  ['is asked', ASKED, { accepted: 'join', failed: 'takeBack', completed: 'close' }],
  ['has it', THERE, { accepted: 'already', failed: 'release', completed: 'close' }],
  ['took too long', TAKEN_BACK, { accepted: 'join', failed: 'givenUp', completed: 'close' }],
  ['has failed before', { ...TAKEN_BACK, hasFailed: true }, { accepted: 'givenUp', failed: 'givenUp', completed: 'givenUp' }],
  ['took too long, and one of ours has it', { ...TAKEN_BACK, state: 'joined', via: 'console', joinedAt: NINE }, { accepted: 'taken', failed: 'taken', completed: 'taken' }],
  ['took too long, and one of ours had it', { ...TAKEN_BACK, joinedAt: NINE }, { accepted: 'taken', failed: 'taken', completed: 'taken' }],
  ['was never asked, since one of ours began it', { ...TAKEN_BACK, from: 'agent' }, { accepted: 'taken', failed: 'taken', completed: 'taken' }],
  ['has ended it', { ...THERE, state: 'closed' }, { accepted: 'over', failed: 'over', completed: 'over' }],
])('a hub that %s', (_, handoff, expected) => {
  expect(Object.fromEntries(HUB_STATES.map((status) => [status, judgeStatus(handoff, status)]))).toEqual(expected);
});

it('whatever comes in whatever order, the same status twice in a row does nothing the second time, and an end is an end', () => {
  const after = (handoff: AtHub, status: HubState): AtHub => {
    const verdict = judgeStatus(handoff, status);
    if (!isDeed(verdict)) return handoff;
    if (verdict === 'join') return { ...handoff, state: 'joined', via: 'hub', joinedAt: NINE };
    return verdict === 'close' ? { ...handoff, state: 'closed' } : { ...handoff, state: 'waiting', via: null, hasFailed: true };
  };
  const orders = HUB_STATES.flatMap((first) => HUB_STATES.flatMap((second) => HUB_STATES.map((third) => [first, second, third] as const)));
  for (const start of [ASKED, THERE, TAKEN_BACK]) for (const order of orders) {
    let handoff = start;
    for (const status of order) {
      const next = after(handoff, status);
      expect(isDeed(judgeStatus(next, status))).toBe(false);
      if (handoff.state === 'closed') expect(next).toBe(handoff);
      // Nobody stands between two places: what failed there waits here or is over.
      if (next.hasFailed && next.state !== 'closed') expect(next.via).toBeNull();
      handoff = next;
    }
  }
});

it('what a hub said before the handoff was asked for is of an earlier one only where there was one, and not by a clock that is a little slow', () => {
  const before = (seconds: number) => new Date(NINE.getTime() - seconds * 1000);
  expect([0.2, 9, 11, 86_400].map((seconds) => isEarly(before(seconds), NINE, undefined))).toEqual([false, false, false, false]);
  expect([0.2, 9, 11, 86_400].map((seconds) => isEarly(before(seconds), NINE, before(3600)))).toEqual([false, false, true, true]);
  expect([0.2, 4, 6, 11].map((seconds) => isEarly(before(seconds), NINE, before(5)))).toEqual([false, false, true, true]);
});

it('an agent who takes it afterwards is told that it was the hub that spoke', async () => {
  const said = [{ id: '1', conversationId: 'c', activityId: 'a', at: NINE, by: 'agent' as const, text: 'One moment', handoffId: 'h1' }];
  expect(await groupOf(said, { handoffId: 'h1', agentId: 'anna', contact: 'Ana', texts: agentTexts('en'), nameOf: async () => '' })).toMatchObject({ speaker: 'Support platform', text: 'One moment' });
});
