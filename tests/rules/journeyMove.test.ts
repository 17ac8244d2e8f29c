/** A walk that an agent puts at a step: every step of every procedure can be stood at, with a way back and without being stopped before it. */
import { PROCEDURES } from '../../dialogs/procedures';
import { begin, take, ways, type Journey } from '../../dialogs/procedures/journey';
import { standAt } from '../../dialogs/procedures/journeyMove';
import { progress } from '../../dialogs/procedures/line';
import { PROCEDURE_IDS } from '../../dialogs/procedures/procedure';
import { wordPlace } from '../../dialogs/procedures/wording';

const { order, activationMail, webex } = PROCEDURES;
const go = (journey: Journey, ...ids: string[]) => ids.reduce((at, id) => take(PROCEDURES[at.procedure], at, ways(PROCEDURES[at.procedure], at).find((way) => way.id === id)!), journey);
const lineOfOrder = Object.keys(order.steps);

describe.each(PROCEDURE_IDS)('%s', (id) => {
  const procedure = PROCEDURES[id];
  it.each(Object.keys(procedure.steps))('is stood at "%s", which is said and leads on', (step) => {
    for (const walk of [undefined, begin(procedure)]) {
      const journey = standAt(procedure, walk, step);
      expect(journey.place).toMatchObject({ step, view: { kind: 'step' } });
      expect(wordPlace('en', procedure, journey).text).not.toBe('');
      expect(ways(procedure, journey).filter((way) => !['back', 'person', 'menu'].includes(way.id)).length).toBeGreaterThan(0);
    }
  });
});

describe('where it was before', () => {
  const atSecond = go(begin(order, { met: ['ciscoAccount', 'orderAccess'] }), 'next');
  it('is where back leads to', () => {
    const moved = standAt(order, atSecond, lineOfOrder[5]!);
    expect(take(order, moved, ways(order, moved).find(({ id }) => id === 'back')!).place).toEqual(atSecond.place);
  });
  it('is forgotten where the step lies behind: back leads before it, and nothing is walked twice', () => {
    const far = go(atSecond, 'next', 'next');
    expect(standAt(order, far, atSecond.place.step)).toEqual({ ...far, place: atSecond.place, trail: atSecond.trail });
  });
  it('is the step itself where the list of troubles was shown', () => {
    expect(standAt(order, go(atSecond, 'trouble'), atSecond.place.step)).toEqual(atSecond);
  });
  it('needs nothing more where a thing was missing', () => {
    const stopped = begin(order);
    expect(stopped.place.view.kind).toBe('before');
    const moved = standAt(order, stopped, lineOfOrder[0]!);
    expect([moved.place.view.kind, moved.met]).toEqual(['step', order.steps[lineOfOrder[0]!]!.onlyAfter]);
  });
});

it('stands on the rung of a ladder, or on the line, with the number of that', () => {
  const problem = 'missing';
  const remedies = activationMail.problems[problem]!.remedies;
  const rung = standAt(activationMail, undefined, remedies[2]!);
  expect([rung.place.problem, progress(activationMail, rung)]).toEqual([problem, { step: 3, of: remedies.length }]);
  expect(standAt(order, undefined, lineOfOrder[3]!).place.problem).toBeUndefined();
});

it('nothing is waited for any more that the walk has left', () => {
  const nudged = Object.keys(webex.steps).find((step) => webex.steps[step]!.nudge)!;
  const waiting = standAt(webex, undefined, nudged);
  const wish = { nudge: webex.steps[nudged]!.nudge!, step: nudged, day: '2027-03-01', next: 0 };
  const moved = standAt(webex, { ...waiting, place: { ...waiting.place, view: { kind: 'waiting' } }, wish }, Object.keys(webex.steps)[0]!);
  expect(moved.wish?.isOver).toBe(true);
});
