/** What the dialogs and the edge ask of the notices: what was said, what an answer to it changes. */
import type { Day } from '../day';
import type { Effect } from '../turns';
import type { WorkCalendar } from '../workCalendar';
import type { NoticeState } from './notice';
import type { NoticeSubject } from './wording';

/** A message that said one notice, or several of the same contact at once. */
export interface NoticeView {
  readonly messageId: string;
  readonly contactId: string;
  /** It asks whether something has come about, and concerns no agreement. */
  readonly isNudge: boolean;
  readonly state: NoticeState;
  /** What it is about, as things stand today. */
  readonly subjects: readonly NoticeSubject[];
}

export interface Colleague {
  readonly id: string;
  readonly name: string;
}

export interface Notices {
  /** Nothing where there is no such message, or all it was about is gone. */
  findMessage(messageId: string): Promise<NoticeView | undefined>;
  /** The message about agreements that was said to the contact last, on whatever route; nudges and what was cancelled aside. */
  latestFor(contactId: string): Promise<NoticeView | undefined>;
  /** Reminds the contact on that day instead of whatever is planned for them before it. */
  snooze(contactId: string, partnerId: string, day: Day): Effect;
  /** When the contact may be written to about that partner. */
  calendarFor(contactId: string, partnerId: string): Promise<WorkCalendar>;
  /** Whether another contact of the partner is reminded first, once this one wants reminders. */
  hasColleagueFirst(contactId: string, partnerId: string, now: Date): Promise<boolean>;
  /** Others of the partner who want reminders, can be reached and have a name, by name. */
  colleaguesOf(contactId: string, partnerId: string): Promise<readonly Colleague[]>;
  /** What waited for the end of a dialog may be said now. */
  release(contactId: string): Effect;
}
