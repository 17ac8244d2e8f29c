/** What the database knows of a partner, as the rules of planning want it. Pure. */
import type { ContactFacts, NoticeFacts, PartnerFacts } from '../../../prisma/noticeFacts';
import type { WorkCalendar } from '../../workCalendar';
import type { NoticeKind, NoticeReason, NoticeState } from '../notice';
import type { PlanContact, PlanFacts, ToldNotice } from './plan';
import { waysTo, type ReachSettings } from '../reports/reachability';

export interface PlanSettings extends ReachSettings {
  /** Working days and hours in a zone, by the holidays of a country and a canton (null: Switzerland; its common ones). */
  readonly calendarOf: (place: { readonly zone: string; readonly country: string | null; readonly canton: string | null }) => WorkCalendar;
  /** ALSO's own. */
  readonly office: WorkCalendar;
}

/** Undefined for a partner without an agreement: there is nothing to plan. */
export function factsForPlan(partner: PartnerFacts, now: Date, settings: PlanSettings): PlanFacts | undefined {
  const { agreement, noticeDays, country, canton } = partner;
  if (!agreement) return undefined;
  const { expiresOn, since, claimedAt, refutedAt, previousExpiresOn, careAt, inCharge } = agreement;
  return {
    now, days: noticeDays, office: settings.office,
    agreement: {
      expiresOn, since, claimedAt: claimedAt ?? undefined, refutedAt: refutedAt ?? undefined, previousExpiresOn: previousExpiresOn ?? undefined, careAt: careAt ?? undefined, inCharge: inCharge ?? undefined,
    },
    contacts: partner.contacts.map((contact): PlanContact => ({
      id: contact.id, name: contact.name ?? undefined, mayWriteFirst: contact.mayWriteFirst ?? undefined, remindersSince: contact.remindersSince ?? undefined, isSignatory: contact.isSignatory ?? undefined,
      isReachable: isReachable(contact, settings), calendar: settings.calendarOf({ zone: contact.timeZone, country, canton }),
    })),
    told: partner.told.map(readNotice),
  };
}

/** A conversation that lives and is no page, or a mailbox that was proven and takes mails. */
export function isReachable(contact: ContactFacts, settings: ReachSettings): boolean {
  return waysTo(contact, settings).some((way) => !settings.pages.has(way));
}

function readNotice({ milestone, state, reason, sentAt, ...notice }: NoticeFacts): ToldNotice {
  return { ...notice, milestone: milestone as NoticeKind, state: state as NoticeState, reason: (reason ?? undefined) as NoticeReason | undefined, sentAt: sentAt ?? undefined };
}
