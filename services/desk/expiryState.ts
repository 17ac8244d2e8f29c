/** In which state of its agreement a partner is, as agents see it, and between which days that is. Pure. */
import { addDays, daysBetween, type Day } from '../day';
import { milestonesOf, statusOn } from '../expiry';

/** `dueSoon`: the renewal is open, and less than a month is left. */
export const EXPIRY_STATES = ['active', 'renewalOpen', 'dueSoon', 'grace', 'lapsed', 'unknown'] as const;
export type ExpiryState = (typeof EXPIRY_STATES)[number];

export const DUE_SOON_DAYS = 30;

export function expiryStateOn(today: Day, expiresOn: Day | undefined): ExpiryState {
  if (expiresOn === undefined) return 'unknown';
  const status = statusOn(today, expiresOn);
  return status === 'renewalOpen' && expiresOn <= addDays(today, DUE_SOON_DAYS) ? 'dueSoon' : status;
}

/** The first and the last day on which an agreement in that state expires, both counted; undefined where there is no such end. */
export function expiryRange(today: Day, state: Exclude<ExpiryState, 'unknown'>): { readonly from?: Day; readonly to?: Day } {
  const { opensOn, graceEndsOn } = milestonesOf(today);
  // A day is as far behind its milestone as the milestone is ahead of it.
  const lastOpen = addDays(today, daysBetween(opensOn, today));
  const firstGrace = addDays(today, -daysBetween(today, graceEndsOn));
  if (state === 'active') return { from: addDays(lastOpen, 1) };
  if (state === 'renewalOpen') return { from: addDays(today, DUE_SOON_DAYS + 1), to: lastOpen };
  if (state === 'dueSoon') return { from: today, to: addDays(today, DUE_SOON_DAYS) };
  return state === 'grace' ? { from: firstGrace, to: addDays(today, -1) } : { to: addDays(firstGrace, -1) };
}
