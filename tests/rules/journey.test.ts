/** Where a contact stands: back, progress, prerequisites, problems, interruptions, deploys. On the real procedures and on a small one. */
import fc from 'fast-check';
import { PROCEDURES } from '../../dialogs/procedures';
import { begin, comeBack, recover, resume, take, ways, type Journey, type Place } from '../../dialogs/procedures/journey';
import { lineOf, progress } from '../../dialogs/procedures/line';
import { wayOfDay } from '../../dialogs/procedures/nudge';
import { procedure, type Procedure } from '../../dialogs/procedures/procedure';
import { addDays } from '../../services/day';

const STEP = { kind: 'step' } as const;
const { account, activationMail, order } = PROCEDURES;
/** Prerequisites, a question, a branch, a problem with two remedies, an irreversible step: everything once, and short. */
const small = procedure({
  id: 'order', support: 'licensing',
  steps: {
    first: { next: 'choose', onlyAfter: ['ciscoAccount', 'orderAccess'] }, choose: { ask: { left: 'sure', right: 'side' } }, side: { next: 'sure' },
    sure: { warn: true, next: 'end', trouble: ['stuck', 'activationCode'] }, end: { last: 'done' }, cure: {}, otherCure: {}, after: { last: 'waiting' },
  },
  problems: { stuck: { remedies: ['cure', 'otherCure'] }, elsewhere: { remedies: ['cure'], next: 'after' } },
});

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

/** Takes ways by their ids, one after the other; everything frozen, so that a change in place would throw. */
function go(walked: Procedure, from: Journey, ...ids: string[]): Journey {
  return ids.reduce((journey, id) => {
    const way = ways(walked, journey).find((each) => each.id === id);
    if (!way) throw new Error(`At ${journey.place.step} there is no way "${id}", only ${idsOf(walked, journey).join(', ')}.`);
    return freeze(take(walked, journey, freeze(way), way.words && 'own words'));
  }, freeze(from));
}
const idsOf = (walked: Procedure, journey: Journey) => ways(walked, journey).map((way) => way.id);
const wayOf = (walked: Procedure, journey: Journey, id: string) => ways(walked, journey).find((way) => way.id === id)!;
const ready = go(small, begin(small), 'have', 'have');

describe('prerequisites', () => {
  it('are asked for one by one before their step, which comes after the last', () => {
    expect(begin(small).place).toEqual({ step: 'first', view: { kind: 'before', prerequisite: 'ciscoAccount' } });
    expect(go(small, begin(small), 'have').place.view).toEqual({ kind: 'before', prerequisite: 'orderAccess' });
    expect(ready.place).toEqual({ step: 'first', view: STEP });
  });
  it('are not asked for again once they are met, not even after going back', () => {
    const again = go(small, ready, 'next', 'back', 'next');
    expect([again.place.step, again.met]).toEqual(['choose', ['ciscoAccount', 'orderAccess']]);
    expect(go(small, ready, 'back', 'back', 'have').met).toEqual(['ciscoAccount', 'orderAccess']);
  });
  it('say what to do without them, offer the procedure that fetches them, and wait for a later yes', () => {
    const lacking = go(small, begin(small), 'haveNot');
    expect(lacking.place.view).toEqual({ kind: 'lacking', prerequisite: 'ciscoAccount' });
    expect(wayOf(small, lacking, 'procedure:account').target).toEqual({ to: 'procedure', procedure: 'account', comesBack: true });
    const noAccess = go(small, begin(small), 'have', 'haveNot');
    expect(idsOf(small, noAccess)).toEqual(['have', 'back', 'person', 'menu']);
    expect(go(small, noAccess, 'have').place).toEqual({ step: 'first', view: STEP });
  });
});

describe('back', () => {
  it('undoes one place at a time down to the first, where it is not offered', () => {
    const far = go(small, ready, 'next', 'answer:right', 'next', 'agree');
    const back = go(small, far, 'back', 'back', 'back', 'back', 'back', 'back');
    expect([far.place.step, back.place, back.trail]).toEqual(['end', begin(small).place, []]);
    expect(idsOf(small, back)).not.toContain('back');
  });
  it('is what a refusal does at what cannot be undone; only the other way consents', () => {
    const sure = go(small, ready, 'next', 'answer:right', 'next');
    expect(go(small, sure, 'refuse').place.step).toBe('side');
    expect(ways(small, sure).filter((way) => way.consents).map((way) => way.id)).toEqual(['agree']);
    expect([wayOf(small, sure, 'agree').affirms, wayOf(small, sure, 'refuse').affirms, wayOf(small, sure, 'trouble').affirms]).toEqual([true, false, undefined]);
  });
  it('leads from the first place of an interruption to what was interrupted', () => {
    const inner = begin(account, { origin: freeze(go(small, begin(small), 'haveNot')) });
    expect(go(account, inner, 'back')).toEqual(go(small, begin(small), 'haveNot'));
  });
  it('keeps a trail of bounded length, however long somebody walks in circles', () => {
    let journey = go(account, begin(account), 'next', 'answer:business', 'next', 'next');
    for (let round = 0; round < 300; round += 1) journey = go(account, journey, 'trouble', 'problem:codeRefused', 'next');
    expect(journey.place).toEqual({ step: 'verify', view: STEP });
    expect(journey.trail.length).toBeLessThanOrEqual(200);
  });
});

describe('progress', () => {
  it.each([['order', 10], ['account', 5], ['activationCode', 2], ['registration', 4], ['renewal', 4]] as const)('counts the steps of %s: %i', (id, of) => {
    const walked = PROCEDURES[id];
    expect(lineOf(walked)).toHaveLength(of);
    expect(progress(walked, begin(walked))).toEqual({ step: 1, of });
  });
  it('counts a side branch as the step that it left, and the closing words as none', () => {
    const side = go(small, ready, 'next', 'answer:right');
    expect([ready, go(small, ready, 'next'), side, go(small, side, 'next'), go(small, side, 'next', 'agree')].map((journey) => progress(small, journey)))
      .toEqual([{ step: 1, of: 3 }, { step: 2, of: 3 }, { step: 2, of: 3 }, { step: 3, of: 3 }, undefined]);
  });
  it('counts the remedies while a problem lasts', () => {
    const steps = [[], ['notHelped'], ['notHelped', 'notHelped']].map((ids) => progress(activationMail, go(activationMail, begin(activationMail), ...ids)));
    expect(steps).toEqual([1, 2, 3].map((step) => ({ step, of: 5 })));
  });
});

describe('problems', () => {
  const trouble = go(small, ready, 'next', 'answer:left', 'trouble');
  it('are listed at the step that knows them, and leave no trace in the trail', () => {
    expect(idsOf(small, trouble)).toEqual(['problem:stuck', 'procedure:activationCode', 'back', 'person', 'menu']);
    const cure = go(small, trouble, 'problem:stuck');
    expect([cure.place, go(small, cure, 'back').place]).toEqual([{ step: 'cure', view: STEP, problem: 'stuck' }, { step: 'sure', view: STEP }]);
  });
  it('are climbed remedy by remedy; what helped leads back to the step, the last failure to a person', () => {
    const second = go(small, trouble, 'problem:stuck', 'notHelped');
    expect(second.place).toEqual({ step: 'otherCure', view: STEP, problem: 'stuck' });
    expect(go(small, second, 'helped').place).toEqual({ step: 'sure', view: STEP });
    expect(wayOf(small, second, 'notHelped').target).toEqual({ to: 'person' });
  });
  it('lead elsewhere, or to the end, where there is no step to return to', () => {
    expect(go(small, begin(small, { problem: 'elsewhere' }), 'helped').place).toEqual({ step: 'after', view: STEP });
    expect(wayOf(small, begin(small, { problem: 'stuck' }), 'helped').target).toEqual({ to: 'end', ending: 'done' });
    expect(wayOf(activationMail, begin(activationMail, { origin: ready }), 'helped').target).toEqual({ to: 'end', ending: 'done' });
    expect(go(activationMail, begin(activationMail), 'helped').place).toEqual({ step: 'enterCode', view: STEP });
  });
  it('are left when the main line is reached again, and stay while their own branches last', () => {
    expect(go(order, begin(order, { problem: 'holdingAccount' }), 'next', 'have', 'have').place).toEqual({ step: 'open', view: STEP });
    expect(go(order, begin(order, { problem: 'licencesMissing' }), 'answer:notShipped').place).toEqual({ step: 'waitForShipping', view: STEP, problem: 'licencesMissing' });
  });
  it('keep what was answered in own words', () => {
    const letter = go(activationMail, begin(activationMail), 'notHelped', 'notHelped', 'notHelped', 'notHelped', 'words');
    expect([letter.place.step, letter.words]).toEqual(['letter', { browsers: 'own words' }]);
  });
});

describe('interruptions', () => {
  const lacking = go(small, begin(small), 'haveNot');
  it('come back with what they fetched when they ended well, and as they were when they did not', () => {
    const back = comeBack(small, freeze(lacking), 'done');
    expect([back.place.view, back.met]).toEqual([{ kind: 'before', prerequisite: 'orderAccess' }, ['ciscoAccount']]);
    expect(comeBack(small, lacking, 'waiting')).toEqual(lacking);
  });
  it('do not ask again for what an earlier walk has fetched', () => {
    expect(begin(small, { met: ['ciscoAccount'] }).place.view).toEqual({ kind: 'before', prerequisite: 'orderAccess' });
    expect(begin(small, { met: ['ciscoAccount', 'orderAccess'] })).toMatchObject({ place: { step: 'first', view: STEP }, met: ['ciscoAccount', 'orderAccess'] });
  });
});

describe('after days, and after a deploy', () => {
  const at = (step: string, rest: Partial<Place> = {}): Place => ({ step, view: STEP, ...rest });
  const stored = (place: Place, ...trail: Place[]): Journey => freeze({ ...ready, place, trail });
  it('goes on at the step, where the list of troubles was open', () => {
    const step = go(small, ready, 'next', 'answer:left');
    expect(resume(go(small, step, 'trouble'))).toEqual(step);
    expect(resume(step)).toBe(step);
  });
  it('leaves a walk alone whose place is known, and forgets what is gone of its trail', () => {
    expect(recover(small, stored(at('sure'), at('first'), at('gone'), at('cure', { problem: 'gone' })))).toEqual({ journey: stored(at('sure'), at('first')), moved: false });
  });
  it.each([['a step', at('gone')], ['a problem', at('cure', { problem: 'gone' })], ['a prerequisite', at('first', { view: { kind: 'before', prerequisite: 'gone' as 'ciscoAccount' } })]])('goes to the nearest known place where %s is gone', (_what, place) => {
    expect(recover(small, stored(place, at('first'), at('choose'), at('gone')))).toEqual({ journey: stored(at('choose'), at('first')), moved: true });
    expect(recover(small, stored(place, at('gone')))).toEqual({ journey: stored(begin(small).place), moved: true });
  });
  it('keeps what was met, what was said and what was interrupted', () => {
    const walk = { ...stored(at('gone'), at('first')), origin: begin(account), words: { browsers: 'Edge' } };
    expect(recover(small, walk).journey).toMatchObject({ met: ready.met, origin: begin(account), words: { browsers: 'Edge' } });
  });
});

it('no walk, however long and odd, changes what it came from or leads to nowhere', () => {
  fc.assert(fc.property(fc.constantFrom(...Object.values(PROCEDURES), small), fc.array(fc.nat(), { maxLength: 60 }), (walked, turns) => {
    let journey = freeze(begin(walked));
    for (const turn of turns) {
      const open = ways(walked, journey);
      expect(open.length).toBeGreaterThan(2);
      const way = open[turn % open.length]!;
      journey = freeze(take(walked, journey, freeze(way.words === 'day' || way.day ? wayOfDay(walked, journey, addDays('2027-03-08', turn % 5), '2027-03-10') : way), 'words'));
      expect(recover(walked, journey)).toEqual({ journey, moved: false });
      expect(JSON.parse(JSON.stringify(journey))).toEqual(journey);
    }
  }), { seed: 2, numRuns: 300 });
});
