/** What is planned for a partner's agreement at a moment: who is told what next, what is left out and why, and when to look again. Pure. */
import { addMonths, dayIn, type Day } from '../../day';
import { asStanding, earliest, findRow, isLate, latest, rowsOf, wasSaid } from './cycle';
import { slotsOf } from './milestones';
import { nextOpening, type WorkCalendar } from '../../workCalendar';
import { ACCOUNT, type NoticeKind, type Notice, type NoticePayload, type NoticeReason } from '../notice';
import { remindersOf } from './reminders';
import { escalatedTo, isLookedAfter, silenceOf, unreachedOf } from './silence';

export interface PlanContact {
  readonly id: string;
  /** For colleagues who are told of their silence. */
  readonly name?: string | undefined;
  readonly mayWriteFirst: boolean | undefined;
  readonly remindersSince: Date | undefined;
  readonly isSignatory: boolean | undefined;
  readonly isReachable: boolean;
  /** Zone, hours and holidays. */
  readonly calendar: WorkCalendar;
}

/** What stands in the ledger. */
export type ToldNotice = Pick<Notice, 'milestone' | 'contactId' | 'state' | 'reason' | 'dueAt' | 'sentAt' | 'cycle' | 'payload'>;

export interface PlanFacts {
  readonly now: Date;
  /** The partner's own, or none for the usual ones. */
  readonly days: readonly number[];
  readonly agreement: {
    readonly expiresOn: Day;
    readonly since: Date;
    readonly claimedAt?: Date | undefined;
    readonly refutedAt?: Date | undefined;
    /** The day that was refuted, while `refutedAt` is set. */
    readonly previousExpiresOn?: Day | undefined;
    readonly careAt?: Date | undefined;
    readonly inCharge?: string | undefined;
  };
  readonly contacts: readonly PlanContact[];
  /** All rows of this agreement, of all cycles. */
  readonly told: readonly ToldNotice[];
  /** ALSO's own. */
  readonly office: WorkCalendar;
}

export interface PlannedNotice {
  readonly milestone: NoticeKind;
  readonly contactId: string;
  readonly dueAt: Date;
  readonly payload?: NoticePayload;
}

export interface SkippedNotice extends PlannedNotice {
  readonly reason: NoticeReason;
}

/** A part of the plan; `wakes`: when time alone changes it. */
export interface PlanPart {
  readonly open: readonly PlannedNotice[];
  readonly skipped: readonly SkippedNotice[];
  readonly wakes?: readonly Date[];
}

export interface Plan {
  /** What must stand as planned now; what the ledger has settled is not repeated. */
  readonly open: readonly PlannedNotice[];
  readonly skipped: readonly SkippedNotice[];
  /** Always in the future. */
  readonly lookAt: Date;
}

const MINUTE_MS = 60_000;
const LONGEST_MS = 30 * 24 * 60 * MINUTE_MS;
/** A day that is so much later is another year's (services/expiry.ts). */
const RENEWED_MONTHS = 11;

export function planOf(facts: PlanFacts): Plan {
  const parts = partsOf(facts);
  const open = parts.flatMap((part) => part.open);
  // A minute later it has been said, or must be looked at again.
  const wakes = [...parts.flatMap((part) => part.wakes ?? []), ...open.map(({ dueAt }) => new Date(dueAt.getTime() + MINUTE_MS))];
  const isUnderWay = rowsOf(facts).some(({ state }) => state === 'claimed' || state === 'sending');
  return { open, skipped: parts.flatMap((part) => part.skipped), lookAt: nextLook(facts.now, isUnderWay ? [facts.now] : wakes) };
}

/** Why a planned row does not stand any more. */
export function cancelReasonOf(row: ToldNotice, facts: PlanFacts): NoticeReason {
  const { expiresOn, inCharge } = facts.agreement;
  if (row.cycle !== expiresOn) return expiresOn >= addMonths(row.cycle, RENEWED_MONTHS) ? 'renewed' : 'changed';
  const contact = facts.contacts.find(({ id }) => id === row.contactId);
  if (row.contactId !== ACCOUNT) {
    if (!contact) return 'gone';
    if (contact.mayWriteFirst !== true) return 'optedOut';
    if (!contact.isReachable) return 'unreachable';
  }
  const isOfSilence = row.milestone === 'account' || findRow(rowsOf(facts), 'escalation', row.contactId) !== undefined;
  if (isOfSilence && isLookedAfter(facts)) return 'lookedAfter';
  return contact && inCharge !== undefined && inCharge !== row.contactId ? 'handedOver' : 'replanned';
}

/** Who is reminded first: whom a colleague has named, or else who asked for reminders first. */
export function inChargeOf(facts: PlanFacts): PlanContact | undefined {
  const reached = reachedOf(facts);
  return reached.find(({ id }) => id === facts.agreement.inCharge) ?? reached[0];
}

function reachedOf({ contacts }: PlanFacts): PlanContact[] {
  return contacts.filter(({ mayWriteFirst, isReachable }) => mayWriteFirst === true && isReachable).sort(byTurn);
}

function partsOf(facts: PlanFacts): readonly PlanPart[] {
  const reached = reachedOf(facts);
  const inCharge = inChargeOf(facts);
  if (!inCharge) return [unreachedOf(facts)];
  const escalated = escalatedTo(facts, reached, inCharge);
  const [reminders, ...others] = [inCharge, ...escalated].map((contact) => remindersOf(facts, contact, [inCharge, ...escalated])) as [PlanPart, ...PlanPart[]];
  return [reminders, ...others, refutalOf(facts, inCharge), silenceOf(facts, inCharge, reached, reminders)];
}

/** Who asked for reminders first comes first. */
function byTurn(one: PlanContact, other: PlanContact): number {
  const [first, second] = [one, other].map(({ remindersSince }) => remindersSince?.getTime() ?? Infinity) as [number, number];
  return first === second ? (one.id < other.id ? -1 : 1) : first - second;
}

/** ALSO's list says that it is not renewed: the one in charge hears so at once, together with what is due that day. */
function refutalOf(facts: PlanFacts, { id, calendar }: PlanContact): PlanPart {
  const { now, agreement: { expiresOn, refutedAt, previousExpiresOn }, office, told } = facts;
  if (!refutedAt) return { open: [], skipped: [] };
  const milestone: NoticeKind = `notConfirmed:${dayIn(office.zone, refutedAt)}`;
  const rows = told.filter((row) => row.milestone === milestone && (wasSaid(row) || (row.contactId === id && row.state !== 'cancelled')));
  if (rows.some(({ state }) => state !== 'planned')) return { open: [], skipped: [] };
  const opening = nextOpening(refutedAt, calendar);
  const day = dayIn(calendar.zone, opening);
  const sameDay = slotsOf(expiresOn, facts.days, calendar).slots.find((slot) => slot.day === day)?.dueAt;
  const notice: PlannedNotice = { milestone, contactId: id, dueAt: latest(opening, sameDay), payload: previousExpiresOn === undefined ? {} : { expiresOn: previousExpiresOn } };
  if (isLate(dayIn(calendar.zone, nextOpening(now, calendar)), day)) return { open: [], skipped: [{ ...notice, reason: 'late' }] };
  return { open: [asStanding(notice, rows[0])], skipped: [] };
}

/** At the first moment that changes something, but always later than now. */
function nextLook(now: Date, wakes: readonly Date[]): Date {
  const first = earliest(wakes)?.getTime() ?? Infinity;
  const soonest = first > now.getTime() ? first : now.getTime() + MINUTE_MS;
  return new Date(Math.min(soonest, now.getTime() + LONGEST_MS));
}
