/** What follows from the day on which an agreement expires: its milestones, its status, and whether a day that was given can be it. Pure. */
import { addDays, addMonths, type Day } from './day';

export type ExpiryJudgement = 'plausible' | 'past' | 'tooFar' | 'tooEarly' | 'same';
export type AgreementStatus = 'active' | 'renewalOpen' | 'grace' | 'lapsed';

export interface Milestones {
  readonly opensOn: Day;
  readonly expiresOn: Day;
  readonly graceEndsOn: Day;
}

/** REN-2 and REN-6. */
const OPEN_DAYS = 90;
const GRACE_DAYS = 10;
/** An agreement runs for a year; a month more or less is left for the day of signing. */
const MONTHS = { least: 11, most: 13 };

/** Judges a day that somebody gives. `previous`: the expiry before the renewal, where there was one. */
export function judgeExpiry(day: Day, { today, previous }: { readonly today: Day; readonly previous?: Day | undefined }): ExpiryJudgement {
  if (previous === day) return 'same';
  if (previous !== undefined && day < renewalRange(previous).earliest) return 'tooEarly';
  if (day > renewalRange(previous ?? today).latest) return 'tooFar';
  return day < today ? 'past' : 'plausible';
}

/** The days on which an agreement may expire that was renewed. */
export function renewalRange(previous: Day): { readonly earliest: Day; readonly latest: Day } {
  return { earliest: addMonths(previous, MONTHS.least), latest: addMonths(previous, MONTHS.most) };
}

export function milestonesOf(expiresOn: Day): Milestones {
  return { opensOn: addDays(expiresOn, -OPEN_DAYS), expiresOn, graceEndsOn: addDays(expiresOn, GRACE_DAYS) };
}

/** The day of expiry still counts as open, the last day of grace still as grace. */
export function statusOn(day: Day, expiresOn: Day): AgreementStatus {
  const { opensOn, graceEndsOn } = milestonesOf(expiresOn);
  if (day < opensOn) return 'active';
  if (day <= expiresOn) return 'renewalOpen';
  return day <= graceEndsOn ? 'grace' : 'lapsed';
}
