/** Whether a notice that is due is said now, later, or not at all: what may have changed since it was planned. Pure. */
import type { SubjectFacts } from '../../prisma/noticeFacts';
import { dayIn, type Day } from '../day';
import { findHardDay, nextSaying } from './plan/milestones';
import { nextOpening, type WorkCalendar } from '../workCalendar';
import { ACCOUNT, isNudge, type Notice, type NoticeReason } from './notice';

/** Whoever closes a handoff lets go of what was held. */
const LOOK_AGAIN_MS = 1_800_000;

/** Why a row ends unsaid; undefined for one that is to be said. */
export function endOf(notice: Notice, partner: SubjectFacts | undefined): { readonly state: 'skipped' | 'cancelled'; readonly reason: NoticeReason } | undefined {
  if (isNudge(notice)) return undefined;
  const cancelled = (reason: NoticeReason) => ({ state: 'cancelled' as const, reason });
  if (!partner?.agreement) return cancelled('gone');
  // A colleague's renewal is told of the day that was before, as long as nobody has corrected or refuted it.
  const day = notice.milestone === 'renewed' ? notice.payload.expiresOn : notice.cycle;
  if (day !== partner.agreement.expiresOn) return cancelled('changed');
  if (notice.contactId === ACCOUNT) return undefined;
  const contact = partner.contacts.find(({ id }) => id === notice.contactId);
  if (!contact) return cancelled('gone');
  return contact.mayWriteFirst ? undefined : cancelled('optedOut');
}

export interface Occasion {
  readonly now: Date;
  readonly calendar: WorkCalendar;
  /** The days on which the agreements that are spoken of expire. */
  readonly expiries: readonly Day[];
  /** Until when a dialog that is under way holds notices back. */
  readonly busyUntil: Date | undefined;
}

/** When it is said instead of now: after the dialog that is under way, but on the same day; in working hours; undefined for now. Never so late that something is lost meanwhile. */
export function putOff({ now, calendar, expiries, busyUntil }: Occasion): { readonly until: Date; readonly reason: 'held' | 'closed' } | undefined {
  if (busyUntil && busyUntil > now && dayIn(calendar.zone, busyUntil) === dayIn(calendar.zone, now)) return { until: busyUntil, reason: 'held' };
  const until = earliestSaying(now, calendar, expiries);
  return until > now ? { until, reason: 'closed' } : undefined;
}

/** Nobody speaks into a conversation with a person of support: when to look again, in case that its end is not noticed; undefined where something would be lost meanwhile. */
export function holdForAgent({ now, calendar, expiries }: Omit<Occasion, 'busyUntil'>): { readonly until: Date; readonly reason: 'held' } | undefined {
  const [today, until] = [dayIn(calendar.zone, now), earliestSaying(new Date(now.getTime() + LOOK_AGAIN_MS), calendar, expiries)];
  const isLost = (expiresOn: Day) => dayIn(calendar.zone, until) > (findHardDay(today, expiresOn) ?? dayIn(calendar.zone, until));
  return expiries.some(isLost) ? undefined : { until, reason: 'held' };
}

/** Where several agreements are spoken of, the nearest one says when. */
function earliestSaying(now: Date, calendar: WorkCalendar, expiries: readonly Day[]): Date {
  const moments = expiries.length > 0 ? expiries.map((expiresOn) => nextSaying(now, expiresOn, calendar)) : [nextOpening(now, calendar)];
  return new Date(Math.min(...moments.map((moment) => moment.getTime())));
}
