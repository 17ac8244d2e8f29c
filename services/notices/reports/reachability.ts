/** Who cannot be reached, and why: judged from what is known, never tried out, so that a finding ends by itself. Pure. */
import type { ContactFacts, PartnerFacts } from '../../../prisma/noticeFacts';
import { addDays, type Day } from '../../day';
import { milestonesOf } from '../../expiry';
import type { Unreachability } from '../mails/accountMail';

export interface ContactReach {
  readonly contact: ContactFacts;
  /** Empty for one who can be reached; else what is in the way, what was the latest way first. */
  readonly causes: readonly Unreachability[];
}

export interface PartnerReach {
  readonly partner: PartnerFacts;
  /** Whether at least one contact can be. */
  readonly isReachable: boolean;
  readonly contacts: readonly ContactReach[];
}

export interface ReachSettings {
  /** Whether mails can be sent at all. */
  readonly hasMail: boolean;
  /** Channels that are pages: what is said there is read by whoever opens it, and reaches nobody for sure. */
  readonly pages: ReadonlySet<string>;
}

const DEAD: ReadonlySet<Unreachability> = new Set(['uninstalled', 'blocked', 'gone', 'mailDead']);

export function judgeReach(partner: PartnerFacts, settings: ReachSettings): PartnerReach {
  const contacts = partner.contacts.map((contact): ContactReach => ({ contact, causes: causesOf(contact, settings) }));
  return { partner, isReachable: contacts.some(({ causes }) => causes.length === 0), contacts };
}

/** One who could be reached once, and now cannot; the others never were on board, or do not want to be. */
export function isLost({ contact, causes }: ContactReach): boolean {
  return contact.mayWriteFirst === true && causes.some((cause) => DEAD.has(cause));
}

/** After the last word about an agreement nobody needs to be reached for it. */
export function isOver(expiresOn: Day, today: Day): boolean {
  return today > addDays(milestonesOf(expiresOn).graceEndsOn, 1);
}

/** How a contact is told, first choice first: conversations, the one last used first, then mail. */
export function waysTo({ routes, email, provenAt, mailDeadAt }: ContactFacts, { hasMail }: ReachSettings): readonly string[] {
  const isMailAlive = hasMail && email !== null && provenAt !== null && mailDeadAt === null;
  return [...routes.filter(({ deadAt }) => deadAt === null).map(({ channel }) => channel), ...(isMailAlive ? ['mail'] : [])];
}

function causesOf(contact: ContactFacts, settings: ReachSettings): Unreachability[] {
  const { mayWriteFirst, provenAt } = contact;
  if (mayWriteFirst === false) return ['optedOut'];
  const obstacles = waysTo(contact, settings).some((way) => !settings.pages.has(way)) ? [] : obstaclesOf(contact);
  // Whether Lotse may write first is asked once the address is proven.
  return mayWriteFirst === null ? [...new Set([...obstacles, provenAt === null ? 'notProven' as const : 'notAsked' as const])] : obstacles;
}

/** Why none of the ways leads to the contact. */
function obstaclesOf({ routes, email, provenAt, mailDeadAt }: ContactFacts): Unreachability[] {
  const found = [...routes.flatMap(({ deadAt, deadCause }) => (deadAt === null ? [] : [causeOf(deadCause)])), ...(mailDeadAt === null ? [] : ['mailDead' as const])];
  if (found.length > 0) return [...new Set(found)];
  return [email !== null && provenAt === null ? 'notProven' : 'noRoute'];
}

/** A channel that refuses for a reason of its own is as lost as a conversation that is gone. */
function causeOf(deadCause: string | null): Unreachability {
  return deadCause === 'uninstalled' || deadCause === 'blocked' ? deadCause : 'gone';
}
