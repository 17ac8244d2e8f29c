/** The numbered line of steps that a place belongs to: "step 3 of 10". Pure. */
import type { Journey } from './journey';
import type { Procedure, Step } from './procedure';

/**
 * "Step 3 of 10": the place's number on the line it belongs to; a side branch counts as the step that it left, and
 * the closing words of a line count as none.
 */
export function progress(procedure: Procedure, journey: Journey): { step: number; of: number } | undefined {
  const line = lineOf(procedure, journey.place.problem);
  const step = procedure.steps[journey.place.step];
  const handsOn = step?.next !== undefined && !(step.next in procedure.steps);
  if (line.length < 2 || handsOn) return undefined;
  if (step?.last && !line.includes(journey.place.step)) return undefined;
  for (const place of [journey.place, ...[...journey.trail].reverse()]) {
    const index = place.problem === journey.place.problem ? line.indexOf(place.step) : -1;
    if (index >= 0) return { step: index + 1, of: line.length };
  }
  return { step: 1, of: line.length };
}

/** The remedies of the problem, or the steps from the first along the way that leads on. */
export function lineOf(procedure: Procedure, problem?: string): string[] {
  if (problem !== undefined) return [...(procedure.problems[problem]?.remedies ?? [])];
  const line: string[] = [];
  for (let id: string | undefined = Object.keys(procedure.steps)[0]; id !== undefined && !line.includes(id) && isCounted(procedure, id); id = onwards(procedure.steps[id]!)) {
    line.push(id);
  }
  return line;
}

function isCounted(procedure: Procedure, id: string): boolean {
  return id in procedure.steps && !procedure.steps[id]!.last;
}

function onwards(step: Step): string | undefined {
  if (step.next ?? !step.ask) return step.next;
  return 'words' in step.ask ? (step.ask.next) : Object.values(step.ask)[0];
}
