/**
 * What a procedure is: a guided list of steps, as data. What is *read to* somebody lives here; what *changes*
 * something is a dialog of its own. The words of this little language are `id, next, last, ask, onlyAfter, warn,
 * trouble, remedies, nudge`; a tenth comes only when two procedures need it, and none of them is an expression.
 */
import type { NudgeKind } from '../../services/notices/notice';

export const PROCEDURE_IDS = [
  'account', 'activationCode', 'activationMail', 'registration', 'renewal', 'order', 'webex', 'support',
] as const;
export type ProcedureId = (typeof PROCEDURE_IDS)[number];

/** Where somebody is sent whom Lotse cannot help further; the four supports of C-11, never mixed. */
export type SupportRoute = 'webHelp' | 'partnerSupport' | 'licensing' | 'ciscoRepresentative';

/** What must be there before a step. Some can be had by walking another procedure first; what `lasts` is asked once. */
export const PREREQUISITES = {
  ciscoAccount: { procedure: 'account', lasts: true },
  customerNumber: {},
  orderAccess: {},
  signingAuthority: { lasts: true },
} as const satisfies Record<string, { procedure?: ProcedureId; lasts?: true }>;
export type PrerequisiteId = keyof typeof PREREQUISITES;

/** How a procedure ends: done by the contact, or waiting for somebody else (Cisco, ALSO, a colleague). */
export type Ending = 'done' | 'waiting';

/** One thing to do. Exactly one of next, ask, last leads on; a remedy without any gets "it helped / it did not". */
export interface Step<Id extends string = string, Problem extends string = string, Name extends string = string> {
  /** A step of this procedure, or another procedure that goes on from here. */
  readonly next?: Id | ProcedureId;
  /** The walk ends here; with a `next` another procedure is offered beside the end, with an `ask` other steps. */
  readonly last?: Ending;
  /** The answers that may be chosen and where each leads; or `words`, when the contact answers in own words. */
  readonly ask?: { readonly [answer: string]: Id } | { readonly words: string; readonly next: Id };
  readonly onlyAfter?: readonly PrerequisiteId[];
  /** Cannot be undone: leads on only with an informed yes, which is recorded. */
  readonly warn?: true;
  readonly trouble?: readonly (Problem | ProcedureId)[];
  /** The contact may wish to be asked later. */
  readonly nudge?: Name;
}

/** What may go wrong, and what helps, in the order of the sources. */
export interface Problem<Id extends string = string> {
  readonly remedies: readonly [Id, ...Id[]];
  /** Where a remedy that helped leads; without it, back to the step at which the trouble began. */
  readonly next?: Id;
}

/** What Lotse asks later by itself: so many minutes after the wish, or on a day that the contact names, and for each further question a day later. */
export type Nudge<Id extends string = string, Problem extends string = string> = {
  readonly questions: readonly NudgeQuestion<Id>[];
} & ({ readonly minutes: number } | {
  /** Where it stands once the day has come and nothing has happened, and the problem that this belongs to. */
  readonly reached: Id;
  readonly problem: Problem;
});

export interface NudgeQuestion<Id extends string = string> {
  readonly milestone: NudgeKind;
  /** Where each answer leads: to a step, or where a remedy leads that has helped or has not. The first is the good news. */
  readonly answers: { readonly [answer: string]: Id | 'helped' | 'notHelped' };
}

export interface Procedure {
  readonly id: ProcedureId;
  readonly support: SupportRoute;
  readonly steps: Readonly<Record<string, Step>>;
  readonly problems: Readonly<Record<string, Problem>>;
  readonly nudges: Readonly<Record<string, Nudge>>;
  /** A procedure that is itself the cure of a problem starts with that problem. */
  readonly startsWith?: string;
}

interface Definition<Id extends string, Problems extends string, Names extends string> {
  readonly id: ProcedureId;
  readonly support: SupportRoute;
  readonly steps: { readonly [K in Id]: Step<NoInfer<Id>, NoInfer<Problems>, NoInfer<Names>> };
  readonly problems?: { readonly [K in Problems]: Problem<NoInfer<Id>> };
  readonly nudges?: { readonly [K in Names]: Nudge<NoInfer<Id>, NoInfer<Problems>> };
  readonly startsWith?: NoInfer<Problems>;
}

/** Declares a procedure. A target, remedy, problem or nudge that does not exist does not compile. */
export function procedure<const Id extends string, const Problems extends string = never, const Names extends string = never>(
  definition: Definition<Id, Problems, Names>,
): Procedure {
  return { problems: {}, nudges: {}, ...definition };
}
