/** What a handoff is: the time in which a conversation belongs to an agent, who has it, and how it ends. Pure. */
import type { Language } from '../../locales/languages';

export const HANDOFF_STATES = ['waiting', 'joined', 'closed'] as const;
export type HandoffState = (typeof HANDOFF_STATES)[number];

/** How it came about: the contact asked, Lotse offered it after misunderstandings or an error, or an agent began it. */
export type HandoffFrom = 'contact' | 'lotse' | 'agent';

/** How the agent takes part: on the page, in a conversation of their own with Lotse, or in another company's engagement hub. */
export type HandoffVia = 'console' | 'chat' | 'hub';

/** Whether another company's hub has it, or is asked to take it. What is closed is nowhere any more, though `via` still tells where it was. */
export function isAtHub({ state, via }: { readonly state: string; readonly via?: string | null | undefined }): boolean {
  return via === 'hub' && state !== 'closed';
}

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
  /** Whose it is; undefined while it waits, and where a hub has it. */
  readonly agentId?: string;
  readonly firstName?: string;
  /** Another company's engagement hub has it, or is asked to take it: Lotse is silent. */
  readonly isAtHub?: true;
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
  /** What the directory of the channel calls the contact, where the channel proves who wrote. */
  readonly calledName?: string;
}

/** Why an agent's act did not happen: somebody else has it (and who), it is over, it is not theirs, it is theirs already, or an engagement hub has it; in a chat of their own they have another one, or had written before they had this one; they have as many as they can have. Thrown by an effect: then nothing of the turn is committed. */
export class HandoffRefusal extends Error {
  constructor(readonly why: 'taken' | 'over' | 'notYours' | 'yours' | 'atHub' | 'oneAtATime' | 'early' | 'atCapacity', readonly by?: string) {
    super(`The agent's act on the handoff is refused: ${why}${by === undefined ? '' : ` (${by})`}.`);
  }
}
