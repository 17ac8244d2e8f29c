/** Handoffs: who waits, who has whom, and how each came to its end. Every change is an effect of a turn of the conversation that it belongs to, so that what is said and what is so are committed together. */
import type { Language } from '../../locales';
import type { Effect } from '../turns';
import type { ClosedBy, CloseReason, HandoffState, HandoffVia, NewHandoff } from './handoff';

/** What a contact can be told about how long it takes: no promise, only what is known. */
export interface Outlook {
  readonly isOpen: boolean;
  /** When the office opens; undefined while it is open. */
  readonly opensAt?: Date;
  /** So many others were there before. */
  readonly ahead: number;
}

export interface HandoffRecord extends NewHandoff {
  readonly conversationId: string;
  readonly state: HandoffState;
  readonly agentId?: string;
  readonly firstName?: string;
  readonly via?: HandoffVia;
  readonly askedAt: Date;
  readonly waitingSince: Date;
  readonly joinedAt?: Date;
  readonly closedAt?: Date;
  readonly closedBy?: ClosedBy;
  readonly rating?: number;
}

export interface Handoffs {
  /** Whether anybody can be asked for: there is a console that people sign in to, or a mailbox of support. */
  readonly isOffered: boolean;
  find(id: string): Promise<HandoffRecord | undefined>;
  /** What somebody who asks now, or has asked under that id, can be told. */
  outlook(id?: string): Promise<Outlook>;
  /** A contact asks for a person: from now on it waits. */
  open(handoff: NewHandoff): Effect;
  /** It is over. Only what is not closed yet closes. */
  close(id: string, end: { readonly by: ClosedBy; readonly reason?: CloseReason }): Effect;
  /** The contact rates it: the last word counts. */
  rate(id: string, rating: number, words?: string): Effect;
  /** The contact speaks another language from now on. */
  speak(id: string, language: Language): Effect;
}
