/** What a place, a walk and a way are; plain data. Pure. */
import type { Day } from '../../services/day';
import type { Ending, PrerequisiteId, ProcedureId } from './procedure';

/**
 * What of a step is being shown: the step, something that must be there before it, what to do without it, what may be
 * wrong, the question for a day (or which of several, or whether one so far away), or the time until Lotse asks by itself.
 */
export type View =
  | { readonly kind: 'step' }
  | { readonly kind: 'before' | 'lacking'; readonly prerequisite: PrerequisiteId }
  | { readonly kind: 'trouble' }
  | { readonly kind: 'day'; readonly inDoubt?: { readonly days: readonly Day[]; readonly why: 'two' | 'far' } }
  | { readonly kind: 'waiting' };

export interface Place {
  readonly step: string;
  readonly view: View;
  /** Set while the contact climbs the remedies of a problem. */
  readonly problem?: string;
}

/** That the contact wants to be asked later. It stays when it is over, so that an answer that comes late is understood. */
export interface Wish {
  /** The nudge of the procedure, and the step at which it was wished. */
  readonly nudge: string;
  readonly step: string;
  /** The day that the contact has named. */
  readonly day?: Day;
  /** Which of the questions comes next. */
  readonly next: number;
  /** ISO 8601; given when the walk is kept. */
  readonly at?: string;
  readonly isOver?: true;
}

/** A walk through one procedure; `trail` holds the places behind, oldest first; plain data, replaced and never changed. */
export interface Journey {
  /** Given when the walk is first kept, and the same for all of it. */
  readonly id?: string;
  readonly procedure: ProcedureId;
  readonly place: Place;
  readonly trail: readonly Place[];
  readonly met: readonly PrerequisiteId[];
  /** What the contact answered in own words, by question. */
  readonly words: Readonly<Record<string, string>>;
  /** The problem that it began with, if it did not begin at the first step. */
  readonly began?: string;
  readonly wish?: Wish;
  /** The walk that was interrupted for this one and goes on after it. */
  readonly origin?: Journey;
}

export type Target =
  | { readonly to: 'place'; readonly place: Place }
  | { readonly to: 'end'; readonly ending: Ending }
  | { readonly to: 'procedure'; readonly procedure: ProcedureId; readonly comesBack: boolean }
  | { readonly to: 'back' | 'person' | 'menu' };

/** What may be chosen: `id` is stable and language-free; `affirms` says whether a typed yes or no means it. */
export interface Way {
  readonly id: string;
  readonly target: Target;
  readonly affirms?: boolean;
  /** Taking it is the informed yes to what cannot be undone. */
  readonly consents?: true;
  /** The question that is answered in the contact's own words; `day` by a day. */
  readonly words?: string;
  /** The day that it stands for. */
  readonly day?: Day;
  /** Taking it is the wish to be asked later. */
  readonly wish?: Wish;
  /** The question of a nudge that it answers. */
  readonly answers?: number;
}

export const STEP: View = { kind: 'step' };

export function at(step: string, view: View = STEP, problem?: string): Target & { readonly to: 'place' } {
  return { to: 'place', place: { step, view, ...(problem !== undefined && { problem }) } };
}
