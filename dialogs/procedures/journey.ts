/**
 * Where a contact stands in a procedure and what may be chosen there. Pure: everything that Lotse offers in any
 * procedure (back, "step 3 of 10", "it did not work", resuming after days) follows from these functions.
 */
import { lineOf } from './line';
import { dayWays, followingWays, nudgeAt, waitingWays, wishAfter, wishWays } from './nudge';
import { at, STEP, type Journey, type Place, type Target, type View, type Way } from './place';
import { PREREQUISITES, type Ending, type PrerequisiteId, type Procedure, type ProcedureId, type Step } from './procedure';

export type { Journey, Place, Target, View, Way, Wish } from './place';

/** Views that leave no trace in the trail: back leads to the step at which they came up. */
const PASSING: readonly View['kind'][] = ['trouble', 'day', 'waiting'];
const TRAIL_LIMIT = 200;

interface Beginning {
  readonly problem?: string | undefined;
  readonly origin?: Journey | undefined;
  /** What is known to be there already. */
  readonly met?: readonly PrerequisiteId[];
  /** The answer to what the first step asks, where it is known: back leads to the question. */
  readonly answer?: string | undefined;
}

/** A fresh walk: from the first step or from a problem, past what is known. */
export function begin(procedure: Procedure, { problem, origin, met = [], answer }: Beginning = {}): Journey {
  const chosen = problem ?? procedure.startsWith;
  const first = chosen === undefined ? Object.keys(procedure.steps)[0]! : procedure.problems[chosen]!.remedies[0];
  const journey: Journey = {
    procedure: procedure.id, trail: [], met, words: {}, ...(origin && { origin }), ...(problem !== undefined && { began: problem }),
    place: arrive(procedure, first, met, chosen),
  };
  const way = ways(procedure, journey).find(({ id }) => answer !== undefined && id === `answer:${answer}`);
  return way ? take(procedure, journey, way) : journey;
}

/** Every choice at a place, the one that leads on first. */
export function ways(procedure: Procedure, journey: Journey): Way[] {
  const own = ownWays(procedure, journey);
  const back: Way[] = journey.trail.length > 0 || journey.origin ? [{ id: 'back', target: { to: 'back' } }] : [];
  return [...own, ...back, { id: 'person', target: { to: 'person' } }, { id: 'menu', target: { to: 'menu' } }];
}

/** Where a contact stands after a way that stays inside the procedure. `back` undoes one place, and the first one returns to the origin. */
export function take(procedure: Procedure, journey: Journey, way: Way, words?: string): Journey {
  if (way.target.to === 'back' && journey.trail.length === 0 && journey.origin) return journey.origin;
  if (way.target.to === 'back') return withWish(procedure, journey, way, goBack(journey));
  if (way.target.to !== 'place') return journey;
  const { view } = journey.place;
  const met = way.id === 'have' && 'prerequisite' in view ? [...new Set([...journey.met, view.prerequisite])] : journey.met;
  const place = way.target.place.view.kind === 'step' ? arrive(procedure, way.target.place.step, met, way.target.place.problem) : way.target.place;
  const trail = PASSING.includes(view.kind) ? journey.trail : [...journey.trail, journey.place].slice(-TRAIL_LIMIT);
  return withWish(procedure, journey, way, {
    ...journey, place, trail, met,
    words: way.words && words !== undefined ? { ...journey.words, [way.words]: words } : journey.words,
  });
}

/** A walk that was left goes on at its step, not at the list of what may be wrong there. */
export function resume(journey: Journey): Journey {
  return journey.place.view.kind === 'trouble' ? goBack(journey) : journey;
}

/** The interrupted walk goes on: what was missing before its step is there now, when the walk that fetched it ended well. */
export function comeBack(procedure: Procedure, origin: Journey, ending: Ending): Journey {
  const { view } = origin.place;
  if (view.kind !== 'lacking' || ending !== 'done') return origin;
  return take(procedure, origin, ways(procedure, origin).find((way) => way.id === 'have')!);
}

/**
 * A stored walk after a deploy: places that no longer exist are dropped, and it goes on at the nearest known one.
 * `moved` says that the contact must be told so.
 */
export function recover(procedure: Procedure, journey: Journey): { journey: Journey; moved: boolean } {
  if (isKnown(procedure, journey.place) && isWishKnown(procedure, journey)) return { journey: { ...journey, trail: journey.trail.filter((place) => isKnown(procedure, place)) }, moved: false };
  const trail = journey.trail.filter((place) => isKnown(procedure, place));
  const place = trail.at(-1) ?? begin(procedure).place;
  return { journey: { ...journey, place, trail: trail.slice(0, -1), ...(journey.wish && { wish: { ...journey.wish, isOver: true } }) }, moved: true };
}

function ownWays(procedure: Procedure, journey: Journey): Way[] {
  const { place, trail, origin } = journey;
  const { view } = place;
  if (view.kind === 'step') return stepWays(procedure, journey);
  if (view.kind === 'trouble') return troubleWays(procedure, journey);
  if (view.kind === 'day') return dayWays(place, view);
  return view.kind === 'waiting' ? waitingWays(procedure, journey, remedyWays(procedure, place, trail, origin)) : prerequisiteWays(procedure, journey, view);
}

function stepWays(procedure: Procedure, journey: Journey): Way[] {
  const { place, trail, origin } = journey;
  const step = procedure.steps[place.step]!;
  // At the end of a detour nothing else is offered than to come back.
  const onward = step.last && origin ? [] : onwardWays(procedure, place, step);
  const wished = wishWays(procedure, place);
  // Of a wish and a remedy the wish is the plain way on: what the step says was done.
  const remedies = remedyWays(procedure, place, trail, origin).map(({ affirms, ...way }) => ({ ...way, ...(!(affirms && wished.length > 0) && { affirms }) }));
  const own = [...onward, ...wished, ...remedies, ...followingWays(procedure, journey)];
  if (step.warn) own.push({ id: 'refuse', target: { to: 'back' }, affirms: false });
  if (step.last) own.push({ id: 'finish', target: { to: 'end', ending: step.last }, affirms: true });
  // At a mere question, at the end, or where a remedy is being tried, nothing new can go wrong.
  const mayFail = step.trouble !== undefined || (step.next !== undefined && !step.last);
  if (mayFail) own.push({ id: 'trouble', target: at(place.step, { kind: 'trouble' }, place.problem), ...(step.next && !step.warn && { affirms: false }) });
  return own;
}

function onwardWays(procedure: Procedure, place: Place, step: Step): Way[] {
  if (step.last && step.next) return [{ id: `procedure:${step.next}`, target: onwardTarget(procedure, place, step.next) }];
  if (step.next) return [{ id: step.warn ? 'agree' : 'next', target: onwardTarget(procedure, place, step.next), affirms: true, ...(step.warn && { consents: true }) }];
  if (!step.ask) return [];
  if ('words' in step.ask) return [{ id: 'words', words: step.ask.words, target: onwardTarget(procedure, place, step.ask.next) }];
  return Object.entries(step.ask).map(([answer, to]) => ({ id: `answer:${answer}`, target: onwardTarget(procedure, place, to) }));
}

/** A remedy that leads nowhere by itself: it helped, or the next one is tried. */
function remedyWays(procedure: Procedure, place: Place, trail: readonly Place[], origin?: Journey): Way[] {
  const step = procedure.steps[place.step]!;
  const problem = place.problem === undefined ? undefined : procedure.problems[place.problem];
  if (!problem || step.next || step.ask || step.last) return [];
  const following = problem.remedies[problem.remedies.indexOf(place.step) + 1];
  const began = trail.findLast((passed) => passed.problem !== place.problem);
  const helped: Target = origin ? { to: 'end', ending: 'done' } : problem.next ? at(problem.next) : began ? at(began.step, STEP, began.problem) : { to: 'end', ending: 'done' };
  return [
    { id: 'helped', target: helped, affirms: true },
    { id: 'notHelped', target: following ? at(following, STEP, place.problem) : { to: 'person' }, affirms: false },
  ];
}

function prerequisiteWays(procedure: Procedure, { place }: Journey, view: View & { prerequisite: PrerequisiteId }): Way[] {
  const onward = at(place.step, STEP, place.problem);
  if (view.kind === 'before') {
    return [
      { id: 'have', target: onward, affirms: true },
      { id: 'haveNot', target: at(place.step, { kind: 'lacking', prerequisite: view.prerequisite }, place.problem), affirms: false },
    ];
  }
  const source = PREREQUISITES[view.prerequisite];
  const get: Way[] = 'procedure' in source && source.procedure !== procedure.id ? [{ id: `procedure:${source.procedure}`, target: { to: 'procedure', procedure: source.procedure, comesBack: true }, affirms: true }] : [];
  return [...get, { id: 'have', target: onward }];
}

function troubleWays(procedure: Procedure, { place }: Journey): Way[] {
  const troubles = procedure.steps[place.step]?.trouble ?? [];
  return troubles.map((name): Way => name in procedure.problems
      ? { id: `problem:${name}`, target: at(procedure.problems[name]!.remedies[0], STEP, name) }
      : { id: `procedure:${name}`, target: { to: 'procedure', procedure: name as ProcedureId, comesBack: true } });
}

function onwardTarget(procedure: Procedure, place: Place, to: string): Target {
  if (!(to in procedure.steps)) return { to: 'procedure', procedure: to as ProcedureId, comesBack: false };
  return at(to, STEP, staysInProblem(procedure, place.problem, to) ? place.problem : undefined);
}

/** A problem is left when the main line is reached again; its remedies and their side branches belong to it. */
function staysInProblem(procedure: Procedure, problem: string | undefined, to: string): boolean {
  return problem !== undefined && !lineOf(procedure).includes(to);
}

/** The first thing still missing before the step, or the step itself. */
function arrive(procedure: Procedure, step: string, met: readonly PrerequisiteId[], problem?: string): Place {
  const missing = procedure.steps[step]?.onlyAfter?.find((prerequisite) => !met.includes(prerequisite));
  return { step, view: missing ? { kind: 'before', prerequisite: missing } : STEP, ...(problem !== undefined && { problem }) };
}

/** What is waited for after a move. */
function withWish(procedure: Procedure, before: Journey, way: Way, { wish: _wish, ...journey }: Journey): Journey {
  const wish = wishAfter(procedure, before, way, journey.place);
  return { ...journey, ...(wish && { wish }) };
}

function goBack(journey: Journey): Journey {
  const { place, wish } = journey;
  // Another day was to be named, and the first one stands.
  if (place.view.kind === 'day' && wish && !wish.isOver) return { ...journey, place: { ...place, view: { kind: 'waiting' } } };
  const previous = journey.trail.at(-1);
  if (previous === undefined) return journey;
  return { ...journey, place: previous, trail: journey.trail.slice(0, -1) };
}

function isKnown(procedure: Procedure, { step, problem, view }: Place): boolean {
  return step in procedure.steps && (problem === undefined || problem in procedure.problems) && (!('prerequisite' in view) || view.prerequisite in PREREQUISITES);
}

function isWishKnown(procedure: Procedure, { place: { step, view }, wish }: Journey): boolean {
  const nudge = nudgeAt(procedure, step);
  if (view.kind === 'day') return nudge !== undefined && 'reached' in nudge;
  return view.kind !== 'waiting' || (nudge !== undefined && procedure.steps[step]!.nudge === wish?.nudge && 'reached' in nudge === (wish?.day !== undefined));
}
