/** Nudges: what Lotse asks by itself because a contact wished it. The door behind which they wait in the ledger. */
import type { Effect } from '../turns';
import type { NoticePayload, NudgeKind } from './notice';

/** A question that is to be asked; the same comes once for a walk and a wish. */
export interface Nudge {
  /** The id of the journey in which it was wished. */
  readonly subject: string;
  /** When it was wished, ISO 8601. */
  readonly cycle: string;
  readonly milestone: NudgeKind;
  readonly contactId: string;
  readonly dueAt: Date;
  readonly payload: Required<Pick<NoticePayload, 'conversationId'>>;
}

export interface Nudges {
  plan(nudge: Nudge): Effect;
  /** Whatever of that journey was not said yet is not said any more; or only one of its questions. Never a fault where there is nothing. */
  cancel(subject: string, milestone?: NudgeKind): Effect;
}
