/** Where a contact stands in procedures, worded for whoever takes over. Pure. */
import { findText, type Language } from '../../locales';
import { PROCEDURES } from '../../dialogs/procedures';
import { recover } from '../../dialogs/procedures/journey';
import { progress } from '../../dialogs/procedures/line';
import { PROCEDURE_IDS, type Procedure, type ProcedureId } from '../../dialogs/procedures/procedure';
import { journeyTitle } from '../../dialogs/procedures/wording';
import { readState, type JourneyRecord } from '../../dialogs/state';
import type { WalkView } from './api';

/** The walks in a contact's state, the one moved last first. */
export function walksOf(state: string, language: Language): WalkView[] {
  const records = Object.values(readState(undefined, state).journeys);
  return records.sort((one, other) => other.at.localeCompare(one.at)).map((record) => walkOf(record, language));
}

/** Null for a step that is there no more. */
export function stepTitle(procedure: string, step: string, language: Language): string | null {
  return findText(language, `${procedure}:steps.${step}.title`)?.text ?? null;
}

/** The place of a step in its procedure: figures are read from the first step to the last. */
export function placeOf(procedure: string, step: string): number {
  if (!isProcedure(procedure)) return Number.MAX_SAFE_INTEGER;
  const place = Object.keys(PROCEDURES[procedure].steps).indexOf(step);
  return 1000 * PROCEDURE_IDS.indexOf(procedure) + (place < 0 ? 999 : place);
}

function walkOf({ status, at, journey: stored }: JourneyRecord, language: Language): WalkView {
  const procedure = PROCEDURES[stored.procedure];
  const { journey } = recover(procedure, stored);
  const { step, problem } = journey.place;
  const done = progress(procedure, journey);
  return {
    procedure: procedure.id, title: journeyTitle(language, journey), status, step, stepTitle: stepTitle(procedure.id, step, language) ?? step,
    problem: problem === undefined ? null : findText(language, `${procedure.id}:problems.${problem}.title`)?.text ?? problem,
    progress: done ? { step: done.step, total: done.of } : null, answers: Object.fromEntries(Object.entries(journey.words).map(([name, words]) => [questionOf(procedure, name, language), words])), at,
    steps: Object.keys(procedure.steps).map((id) => ({ id, title: stepTitle(procedure.id, id, language) ?? id })),
  };
}

/** What was asked where an answer in own words was given, or a day. */
function questionOf({ id, steps, nudges }: Procedure, name: string, language: Language): string {
  const asking = Object.keys(steps).filter((step) => { const { ask } = steps[step]!; return ask !== undefined && 'words' in ask && ask.words === name; });
  const keys = [...asking.map((step) => `${id}:steps.${step}.question`), ...Object.keys(nudges).map((nudge) => `${id}:nudges.${nudge}.question.label`)];
  return keys.map((key) => findText(language, key)?.text).find((text) => text !== undefined) ?? name;
}

function isProcedure(id: string): id is ProcedureId {
  return (PROCEDURE_IDS as readonly string[]).includes(id);
}
