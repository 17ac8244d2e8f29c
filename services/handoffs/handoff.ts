/** What a handoff is: the time in which a conversation belongs to an agent, who has it, and how it ends. Pure. */
import type { Language } from '../../locales/languages';

export const HANDOFF_STATES = ['waiting', 'joined', 'closed'] as const;
export type HandoffState = (typeof HANDOFF_STATES)[number];

/** How it came about: the contact asked, Lotse offered it after misunderstandings or an error, or an agent began it. */
export type HandoffFrom = 'contact' | 'lotse' | 'agent';

/** How the agent takes part: on the page, in a conversation of their own with Lotse, or in another company's engagement hub. */
export type HandoffVia = 'console' | 'chat' | 'hub';

/** Who ended it: one of the two, nobody who took it in time, silence, or the deletion of the contact. */
export type ClosedBy = 'agent' | 'contact' | 'nobody' | 'silence' | 'erased';

/** Why an agent closes it. */
export const CLOSE_REASONS = ['solved', 'answered', 'referred', 'notOurs', 'noReply', 'spam'] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

/** Who acts: an agent as contacts and the audit know them. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly firstName: string;
}

/** Where a handoff stands in a turn: what the turn's one read brings along. */
export interface HandoffStanding {
  readonly id: string;
  readonly state: Exclude<HandoffState, 'closed'>;
  /** Whose it is; undefined while it waits. */
  readonly agentId?: string;
  readonly firstName?: string;
}

/** What is asked for when a contact wants a person. */
export interface NewHandoff {
  readonly id: string;
  readonly contactId: string;
  readonly from: HandoffFrom;
  /** The procedure that it is about, or "other". */
  readonly topic: string;
  readonly step?: string;
  readonly problem?: string;
  readonly language: Language;
  readonly channel: string;
  /** In the contact's words, without secrets. */
  readonly question: string;
}

/** Why an agent's act did not happen: somebody else has it (and who), it is over, it is not theirs, or it is theirs already. Thrown by an effect: then nothing of the turn is committed. */
export class HandoffRefusal extends Error {
  constructor(readonly why: 'taken' | 'over' | 'notYours' | 'yours', readonly by?: string) {
    super(`The handoff is ${why === 'taken' ? `with ${by ?? 'somebody else'}` : why === 'over' ? 'over' : why === 'yours' ? 'theirs already' : 'not with whoever acts'}.`);
  }
}
