/** Partners as agents see them: the agreement and its state, who works there, and why nobody there can be told. */
import type { Database } from '../../prisma/database';
import { queryOf, readFacts, type AgreementFacts, type PartnerFacts } from '../../prisma/noticeFacts';
import { daysBetween, type Day } from '../day';
import { milestonesOf, type Milestones } from '../expiry';
import { judgeReach, type ContactReach, type ReachSettings } from '../notices/reports/reachability';
import { expiryStateOn, type ExpiryState } from './expiryState';

export interface PartnerOverview {
  readonly id: string;
  readonly company: string;
  readonly customerNumber: string | null;
  readonly isListed: boolean;
  readonly country: string | null;
  readonly canton: string | null;
  readonly expiresOn: Day | null;
  readonly daysToExpiry: number | null;
  readonly state: ExpiryState;
  readonly claim: { readonly at: Date; readonly previousExpiresOn: Day | null } | null;
  readonly timeline: Milestones | null;
  readonly contacts: readonly { readonly id: string; readonly name: string | null; readonly email: string | null; readonly isSignatory: boolean | null; readonly isReachable: boolean }[];
  readonly unreachable: string | null;
  readonly unknownNotices: number;
}

/** What of a partner is told first where several things are in the way: what was lost before what never was. */
const FIRST = ['mailDead', 'uninstalled', 'blocked', 'gone', 'optedOut', 'notAsked', 'notProven', 'noRoute'];

/** In the order of the ids; one that is gone by now is left out. */
export async function readPartners(database: Database, ids: readonly string[], today: Day, reach: ReachSettings): Promise<PartnerOverview[]> {
  if (ids.length === 0) return [];
  const partners = new Map((await readFacts(queryOf(database), ids)).map((partner) => [partner.partnerId, partner]));
  return ids.flatMap((id) => partners.get(id) ?? []).map((partner) => overviewOf(partner, today, reach));
}

function overviewOf(partner: PartnerFacts, today: Day, reach: ReachSettings): PartnerOverview {
  const { partnerId: id, company, customerNumber, listedNumber, country, canton, agreement, told } = partner;
  const { contacts, isReachable } = judgeReach(partner, reach);
  return {
    id, company, customerNumber: customerNumber ?? listedNumber, isListed: listedNumber !== null, country, canton,
    expiresOn: agreement?.expiresOn ?? null, daysToExpiry: agreement ? daysBetween(today, agreement.expiresOn) : null, state: expiryStateOn(today, agreement?.expiresOn),
    claim: claimOf(agreement), timeline: agreement ? milestonesOf(agreement.expiresOn) : null,
    contacts: contacts.map(({ contact, causes }) => ({ id: contact.id, name: contact.name, email: contact.email, isSignatory: contact.isSignatory, isReachable: causes.length === 0 })),
    unreachable: isReachable ? null : causeOf(contacts), unknownNotices: told.filter(({ state }) => state === 'unknown').length,
  };
}

function claimOf(agreement: AgreementFacts | undefined): PartnerOverview['claim'] {
  return agreement?.claimedAt ? { at: agreement.claimedAt, previousExpiresOn: agreement.previousExpiresOn } : null;
}

function causeOf(contacts: readonly ContactReach[]): string {
  const causes = new Set<string>(contacts.flatMap((contact) => contact.causes));
  return FIRST.find((cause) => causes.has(cause)) ?? 'noContact';
}
