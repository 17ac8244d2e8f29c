/** What a notice is: one row of the ledger. Types, and the words of the ledger. Pure. */
import type { Day } from '../day';

export type NoticeState = 'planned' | 'claimed' | 'sending' | 'sent' | 'failed' | 'unknown' | 'skipped' | 'cancelled';

/** Contacts of the ledger that are no persons: ALSO's account mailbox; nobody, where nobody else may sign. */
export const ACCOUNT = 'account';
export const NOBODY = 'nobody';

/** A day that matters in an agreement, by its distance from the expiry: "T-90", "T0", "T+11". */
export type Milestone = `T${string}`;

/** What a notice is: the same comes once for a subject, a cycle and a contact. A reminder of a milestone, what follows from silence, answers and lists, a nudge. */
export type NoticeKind =
  | Milestone
  /** To the next contact who may sign, after silence (N4). */
  | 'escalation'
  /** To ALSO's account mailbox: silence three days before the expiry, nobody to be reached before the window opens. */
  | 'account' | 'reach'
  /** A contact wanted to be reminded on that day. */
  | `later:${Day}`
  /** A colleague has handed the renewal over to this contact; a colleague says that it is done; the list says otherwise (N3). */
  | `handedOver:${Day}` | 'renewed' | `notConfirmed:${Day}`
  | NudgeKind;
export type NudgeKind = 'nudge:activationMail' | 'nudge:webexMail' | 'nudge:webexBegun';

/** Where a row may stand whose message has arrived all the same. */
export const UNTOLD: readonly NoticeState[] = ['planned', 'sending', 'unknown'];

/** Why a notice is where it is. Words of the ledger, shown to operators. */
export type NoticeReason =
  /** skipped: another one spoke for it; its time had passed; the contact wanted it later; nobody could be reached; nobody else may sign; no mailbox is set; an operator confirmed a restored database. */
  | 'merged' | 'overtaken' | 'late' | 'snoozed' | 'unreachable' | 'nobodyElse' | 'noAccountMail' | 'restored'
  /** cancelled: the day changed or was renewed; the contact opted out, is gone or cannot be reached, or it is somebody else's; it was looked after; the journey moved on; the plan changed. */
  | 'changed' | 'renewed' | 'optedOut' | 'gone' | 'handedOver' | 'lookedAfter' | 'moved' | 'replanned'
  /** planned: waits for the end of a dialog, for working hours, for the next day, for the channel; or Lotse itself could not say it, and tries again. */
  | 'held' | 'closed' | 'spokenToday' | 'throttled' | 'unanswered' | 'broken'
  /** unknown: an answer was lost; the process died while sending. */
  | 'ambiguous' | 'interrupted'
  /** failed: refused by every route, or broken to the last try. sent: the contact confirmed it by a press, was told again with the next word, or an agent found out that it has arrived. */
  | 'refused' | 'pressed' | 'toldAgain' | 'foundOut';

/** What a message needs beside its rows: names of colleagues, the day that was claimed. Plain data. */
export interface NoticePayload {
  /** The colleague who handed over, has renewed, did not react, or wants no reminders any more. */
  readonly by?: string;
  /** The same colleague's id: by it the name is found again, wherever the row belongs by then. */
  readonly byId?: string;
  /** The expiry that a colleague has given, or that was refuted. */
  readonly expiresOn?: Day;
  /** Nudges: the conversation in which it was asked for. */
  readonly conversationId?: string;
}

/** A row of the ledger. Due times and `sentAt` by Lotse's clock. */
export interface Notice {
  readonly id: string;
  /** The partner whose agreement it is about, or the journey that a nudge belongs to. */
  readonly subject: string;
  /** The day on which the agreement expires; for a nudge, when it was asked for. */
  readonly cycle: string;
  readonly milestone: NoticeKind;
  readonly contactId: string;
  readonly state: NoticeState;
  readonly dueAt: Date;
  readonly reason: NoticeReason | undefined;
  readonly payload: NoticePayload;
  readonly tries: number;
  readonly sentAt: Date | undefined;
}

export function isNudge({ milestone }: Pick<Notice, 'milestone'>): boolean {
  return milestone.startsWith('nudge:');
}

/** The distance from the expiry in days, for milestones of an agreement; undefined for all others. */
export function offsetOf(milestone: string): number | undefined {
  const found = /^T([+-]\d+|0)$/.exec(milestone)?.[1];
  return found === undefined ? undefined : Number(found);
}

export function milestoneAt(offset: number): Milestone {
  return offset > 0 ? `T+${offset}` : offset < 0 ? `T${offset}` : 'T0';
}
