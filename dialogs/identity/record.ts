/** The partner's record as a contact sees it: what is known, what is missing, what an answer changes. Pure. */
import type { Contact } from '../../services/contacts';
import { dayIn, type Day } from '../../services/day';
import { byUrgency, judgeExpiry, statusOn } from '../../services/expiry';
import type { PartnerRecord } from '../../services/partners';

export type Field = 'company' | 'country' | 'customerNumber' | 'expiry' | 'signatory' | 'reminders' | 'timeZone';

export interface PartnerRecordOf {
  readonly contact: Contact;
  /** The company that is spoken of; undefined while none is known. */
  readonly partner: PartnerRecord | undefined;
  readonly others: readonly PartnerRecord[];
}

/** What an answer changes. */
export type Change =
  | { readonly field: 'company' | 'country' | 'customerNumber'; readonly value: string }
  | { readonly field: 'expiry'; readonly day: Day }
  | { readonly field: 'signatory'; readonly isSignatory: boolean; readonly name?: string }
  | { readonly field: 'reminders'; readonly mayWriteFirst: boolean }
  | { readonly field: 'timeZone'; readonly zone: string };

/** What a contact is asked for by itself, in this order; the time zone has a default and is only ever corrected. */
const ASKED: readonly Field[] = ['company', 'country', 'customerNumber', 'expiry', 'signatory', 'reminders'];

/** The partner with the given id, or else the first one whose day is still missing, or else the one that is the most urgent. */
export function recordOf(contact: Contact, found: readonly PartnerRecord[], now: Date, partnerId?: string): PartnerRecordOf {
  const compare = byUrgency(dayIn(contact.timeZone, now));
  const partners = [...found].sort((one, other) => compare(one.expiresOn, other.expiresOn));
  const partner = partners.find(({ id }) => id === partnerId) ?? partners.find((each) => isMissing({ contact, partner: each, others: [] }, 'expiry')) ?? partners[0];
  return { contact, partner, others: partners.filter((each) => each !== partner) };
}

/** The next thing to ask for; nothing that is known, and nothing that was put off. */
export function nextField(record: PartnerRecordOf, putOff: readonly string[]): Field | undefined {
  return ASKED.find((field) => !putOff.includes(field) && isMissing(record, field) && (field === 'company' || record.partner !== undefined));
}

/** The record after an answer, for the rest of the turn in which it was given. */
export function changed(record: PartnerRecordOf, change: Change, now: Date): PartnerRecordOf {
  const { contact, partner } = record;
  if (change.field === 'reminders') return { ...record, contact: { ...contact, mayWriteFirst: change.mayWriteFirst } };
  if (change.field === 'timeZone') return { ...record, contact: { ...contact, timeZone: change.zone } };
  if (change.field === 'company' && !partner) return { ...record, partner: { ...NEW, company: change.value } };
  if (!partner) return record;
  if (change.field === 'expiry') {
    const isClaimed = takeDay(record, change.day, todayOf(now, record)).kind === 'renewal' || (change.day === partner.expiresOn && partner.claimedAt);
    return { ...record, partner: { ...partner, expiresOn: change.day, claimedAt: isClaimed ? now : undefined, isExpiryListed: partner.isExpiryListed && change.day === partner.expiresOn } };
  }
  if (change.field === 'signatory') return { ...record, partner: { ...partner, isSignatory: change.isSignatory, signatoryName: change.name } };
  return { ...record, partner: { ...partner, [change.field]: change.value } };
}

/** The contact's own day. */
export function todayOf(now: Date, { contact }: PartnerRecordOf): Day {
  return dayIn(contact.timeZone, now);
}

/** The field that a question belongs to; the signatory's name is asked for in a question of its own. */
export function fieldOf(asked: Field | 'signatoryName' | undefined): Field {
  return asked === 'signatoryName' ? 'signatory' : asked ?? 'company';
}

/** What a chosen answer changes, such as `country:CH`. */
export function changeOf(verb: string, value: string): Change {
  if (verb === 'day') return { field: 'expiry', day: value };
  if (verb === 'signatory') return { field: 'signatory', isSignatory: value === 'me' };
  if (verb === 'reminders') return { field: 'reminders', mayWriteFirst: value === 'yes' };
  if (verb === 'zone') return { field: 'timeZone', zone: value };
  return { field: 'country', value };
}

/** Whether only ALSO can change it. That an agreement was renewed, once it may be, a contact knows first. */
export function isAlsos({ partner }: PartnerRecordOf, field: Field, today: Day): boolean {
  if (field === 'expiry') return partner?.isExpiryListed === true && statusOn(today, partner.expiresOn!) === 'active';
  return partner?.isListed === true && (field === 'company' || field === 'country' || field === 'customerNumber') && partner[field] !== undefined;
}

/** How a day that the contact gives is taken: as theirs to say, as the word that the agreement was renewed (`instead` of such a word that was a slip), or as ALSO's to say. */
export type DayTaken = { readonly kind: 'set' | 'alsos' } | { readonly kind: 'renewal'; readonly from: Day; readonly instead?: Day };

export function takeDay({ partner }: PartnerRecordOf, day: Day, today: Day): DayTaken {
  const { expiresOn, claimedAt, isExpiryListed, isListed, ...rest } = partner ?? NEW;
  const previous = claimedAt && rest.previousExpiresOn;
  const isRenewalOf = (known: Day, by?: Day) => judgeExpiry(day, { today, previous: known, by }) === 'plausible';
  if (expiresOn === undefined || day === expiresOn || day === previous) return { kind: 'set' };
  // A slip is corrected in what was said then; what has come about since is the next renewal.
  if (previous !== undefined && isRenewalOf(previous, claimedAt!.toISOString().slice(0, 10))) return { kind: 'renewal', from: previous, instead: expiresOn };
  if (!isExpiryListed && !(claimedAt && isListed)) return { kind: 'set' };
  return statusOn(today, expiresOn) !== 'active' && isRenewalOf(expiresOn) ? { kind: 'renewal', from: expiresOn } : { kind: 'alsos' };
}

/** Whether only ALSO can change it so. */
export function isRefused(record: PartnerRecordOf, change: Change, today: Day): boolean {
  if (change.field === 'expiry') return takeDay(record, change.day, today).kind === 'alsos';
  return change.field !== 'signatory' && isAlsos(record, change.field, today);
}

function isMissing({ contact, partner }: PartnerRecordOf, field: Field): boolean {
  if (field === 'reminders') return contact.mayWriteFirst === undefined;
  if (field === 'timeZone') return false;
  if (field === 'expiry') return partner?.expiresOn === undefined;
  if (field === 'signatory') return partner?.isSignatory === undefined;
  return partner?.[field] === undefined;
}

const NEW: PartnerRecord = {
  id: '', company: '', country: undefined, customerNumber: undefined, isListed: false, expiresOn: undefined, isExpiryListed: false, claimedAt: undefined, previousExpiresOn: undefined,
  isSignatory: undefined, signatoryName: undefined,
};
