/** A walk that somebody else puts at a step. Pure. */
import { begin, resume, take, type Journey, type Way } from './journey';
import { lineOf } from './line';
import { at, STEP } from './place';
import type { Procedure } from './procedure';

/** Where a walk stands that was put at a step: past what must be there before it, on the line or in the problem that the step belongs to; back leads to where it was. */
export function standAt(procedure: Procedure, walk: Journey | undefined, step: string): Journey {
  const journey = walk ? resume(walk) : begin(procedure);
  const met = [...new Set([...journey.met, ...(procedure.steps[step]?.onlyAfter ?? [])])];
  if (journey.place.step === step && journey.place.view.kind === 'step') return { ...journey, met };
  const behind = journey.trail.findLastIndex((place) => place.step === step && place.view.kind === 'step');
  const way: Way = { id: 'moved', target: at(step, STEP, behind < 0 ? problemAt(procedure, step, journey.place.problem) : journey.trail[behind]!.problem) };
  const moved = take(procedure, { ...journey, met }, way);
  return behind < 0 ? moved : { ...moved, trail: journey.trail.slice(0, behind) };
}

/** The problem of whose remedies a step is one: the present one, if it is among several. */
function problemAt(procedure: Procedure, step: string, present: string | undefined): string | undefined {
  if (lineOf(procedure).includes(step)) return undefined;
  const own = Object.keys(procedure.problems).filter((name) => lineOf(procedure, name).includes(step));
  return present !== undefined && own.includes(present) ? present : own[0];
}
