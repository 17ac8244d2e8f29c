/** What the ledger holds of the cycle that an agreement is in. Pure. */
import { addDays, type Day } from '../../day';
import { offsetOf, type NoticeKind, type NoticeState } from '../notice';
import type { PlanFacts, PlannedNotice, ToldNotice } from './plan';

/** For the plan they are done with: what was cancelled may be planned again. */
const UNSETTLED: ReadonlySet<NoticeState> = new Set(['planned', 'cancelled']);
const SAID: ReadonlySet<NoticeState> = new Set(['claimed', 'sending', 'sent', 'unknown']);
/** Later than that nobody hears of a milestone. */
const WINDOW_DAYS = 7;

export function rowsOf({ told, agreement }: PlanFacts): readonly ToldNotice[] {
  return told.filter(({ cycle }) => cycle === agreement.expiresOn);
}

export function findRow(rows: readonly ToldNotice[], milestone: NoticeKind, contactId: string): ToldNotice | undefined {
  return rows.find((row) => row.milestone === milestone && row.contactId === contactId);
}

export function isSettled(row: ToldNotice | undefined): boolean {
  return row !== undefined && !UNSETTLED.has(row.state);
}

/** Whether it was said, is being said, or may have been said. */
export function wasSaid({ state }: ToldNotice): boolean {
  return SAID.has(state);
}

/** Whether somebody was written to, even if nothing has reached them. */
export function wasTried(row: ToldNotice): boolean {
  return wasSaid(row) || row.state === 'failed';
}

export function saidAt({ sentAt, dueAt }: ToldNotice): Date {
  return sentAt ?? dueAt;
}

/** When one of the milestones was first said to anybody. */
export function firstNoticeAt(rows: readonly ToldNotice[]): Date | undefined {
  return earliest(rows.filter((row) => offsetOf(row.milestone) !== undefined && wasTried(row)).map(saidAt));
}

/** Due as planned, or when it was put off to. */
export function asStanding(notice: PlannedNotice, row: ToldNotice | undefined): PlannedNotice {
  return row && isPutOff(row) && row.dueAt > notice.dueAt ? { ...notice, dueAt: row.dueAt } : notice;
}

export function isPutOff({ state, reason }: ToldNotice): boolean {
  return state === 'planned' && reason !== undefined;
}

/** Whether it is too late on a day to say what was to be said on another. */
export function isLate(day: Day, on: Day): boolean {
  return day > addDays(on, WINDOW_DAYS);
}

export function earliest(moments: readonly Date[]): Date | undefined {
  return moments.reduce<Date | undefined>((first, moment) => (first && first <= moment ? first : moment), undefined);
}

export function latest(first: Date, ...others: readonly (Date | undefined)[]): Date {
  return others.reduce<Date>((last, moment) => (moment && moment > last ? moment : last), first);
}
