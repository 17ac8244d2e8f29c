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

export interface Judged {
  readonly today: Day;
  /** The expiry before the renewal, where there was one. */
  readonly previous?: Day | undefined;
  /** The day by which it was renewed, or applied for anew; today where nothing else is known. */
  readonly by?: Day | undefined;
}

/** Judges a day that somebody gives. */
export function judgeExpiry(day: Day, { today, previous, by = today }: Judged): ExpiryJudgement {
  if (previous === day) return 'same';
  if (previous !== undefined && day < renewalRange(previous, by).earliest) return 'tooEarly';
  if (day > (previous === undefined ? addMonths(today, MONTHS.most) : renewalRange(previous, by).latest)) return 'tooFar';
  return day < today ? 'past' : 'plausible';
}

/** The days on which an agreement may expire that was renewed; once it was over, a new one may have begun on any day since. */
export function renewalRange(previous: Day, by: Day): { readonly earliest: Day; readonly latest: Day } {
  return { earliest: addMonths(previous, MONTHS.least), latest: addMonths(statusOn(by, previous) === 'lapsed' ? by : previous, MONTHS.most) };
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

/** Sorts agreements by how they hurry: those that can still be renewed, the next to expire first; then the one that lapsed last; then those of which no day is known. */
export function byUrgency(today: Day): (one: Day | null | undefined, other: Day | null | undefined) => number {
  const rank = (day: Day | null | undefined) => (day == null ? 2 : statusOn(today, day) === 'lapsed' ? 1 : 0);
  return (one, other) => {
    if (rank(one) !== rank(other) || one == null || other == null) return rank(one) - rank(other);
    return rank(one) === 1 ? other.localeCompare(one) : one.localeCompare(other);
  };
}
