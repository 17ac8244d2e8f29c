/** Who would be told what, when and how in a time to come, if nobody answers and everything arrives; and why others are not told. Pure. */
import type { ContactFacts, PartnerFacts } from '../../../prisma/noticeFacts';
import { addDays, dayIn, momentOf, type Day } from '../../day';
import type { Unreachability } from '../mails/accountMail';
import { ACCOUNT } from '../notice';
import type { PlanFacts } from '../plan/plan';
import { isOver, judgeReach, waysTo, type ReachSettings } from './reachability';
import { simulate, type Foretold } from '../plan/simulate';

/** From the first day to the last, by the calendar of whoever is told. */
export interface DryRunDays {
  readonly from: Day;
  readonly to: Day;
}

export interface ForeseenNotice extends Foretold {
  /** Whose zone the due time is shown in. */
  readonly zone: string;
  /** Undefined for ALSO's account mailbox. */
  readonly contact: ContactFacts | undefined;
  /** How it leaves, the ways that are tried later behind it. */
  readonly ways: readonly string[];
}

/** Why a partner, or one of its contacts, is not told. */
export type WhyNot =
  | { readonly kind: 'noDay' | 'over' | 'claimed' | 'nothingDue' | 'noContact' }
  | { readonly kind: 'contact'; readonly contact: ContactFacts; readonly cause: Unreachability; readonly isAlone: boolean };

export interface DryRun {
  readonly partner: PartnerFacts;
  readonly notices: readonly ForeseenNotice[];
  readonly whyNot: readonly WhyNot[];
}

export interface DryRunSettings extends ReachSettings {
  /** Whether ALSO's account mailbox can be told. */
  readonly hasAccountMail: boolean;
  /** What operators call a channel. */
  readonly channelNames: ReadonlyMap<string, string>;
}

/** In days from the expiry, with room for holidays on either side: from the check who can be reached until the last word. */
const [FIRST, LAST] = [-130, 30];

/** `facts`: undefined for a partner without an agreement. */
export function dryRunOf(partner: PartnerFacts, facts: PlanFacts | undefined, days: DryRunDays, settings: DryRunSettings): DryRun {
  if (!facts) return { partner, notices: [], whyNot: [{ kind: 'noDay' }] };
  const mayBeTold = isItsTime(facts.agreement.expiresOn, days) || facts.told.some(({ state }) => state === 'planned');
  const notices = mayBeTold ? noticesOf(partner, facts, days, settings) : [];
  return { partner, notices, whyNot: whyNot(partner, facts, days, settings, notices.length) };
}

function noticesOf(partner: PartnerFacts, facts: PlanFacts, { from, to }: DryRunDays, settings: DryRunSettings): ForeseenNotice[] {
  // What is said until then decides what is said from then on. A day more at the end: that of a contact may end later than ALSO's.
  const foretold = simulate(facts, facts.now, momentOf(addDays(to, 2), '00:00', facts.office.zone));
  const contacts = new Map(partner.contacts.map((contact) => [contact.id, contact]));
  return foretold.map((notice): ForeseenNotice => {
    const contact = contacts.get(notice.contactId);
    const isUnsaid = notice.contactId === ACCOUNT && notice.reason === undefined && !settings.hasAccountMail;
    return { ...notice, ...(isUnsaid && { reason: 'noAccountMail' as const }), contact, zone: contact?.timeZone ?? facts.office.zone, ways: notice.contactId === ACCOUNT ? ['account'] : contact ? waysTo(contact, settings) : [] };
  }).filter(({ dueAt, zone }) => from <= dayIn(zone, dueAt) && dayIn(zone, dueAt) <= to).sort((one, other) => one.dueAt.getTime() - other.dueAt.getTime());
}

function isItsTime(expiresOn: Day, { from, to }: DryRunDays): boolean {
  return addDays(expiresOn, FIRST) <= addDays(to, 1) && addDays(expiresOn, LAST) >= addDays(from, -1);
}

function whyNot(partner: PartnerFacts, { agreement, now, office }: PlanFacts, days: DryRunDays, settings: ReachSettings, noticed: number): WhyNot[] {
  const { expiresOn, claimedAt, refutedAt } = agreement;
  if (isOver(expiresOn, dayIn(office.zone, now))) return [{ kind: 'over' }];
  const found: WhyNot[] = claimedAt && !(refutedAt && refutedAt >= claimedAt) ? [{ kind: 'claimed' }] : [];
  if (isItsTime(expiresOn, days)) {
    const { contacts, isReachable } = judgeReach(partner, settings);
    if (contacts.length === 0) found.push({ kind: 'noContact' });
    for (const { contact, causes: [cause] } of contacts) if (cause !== undefined) found.push({ kind: 'contact', contact, cause, isAlone: !isReachable });
  }
  return found.length > 0 || noticed > 0 ? found : [{ kind: 'nothingDue' }];
}
