/** What an answer about the record changes in the tables, by the services that own them. */
import type { Services } from '../../services';
import type { Consent } from '../../services/consents';
import type { Day } from '../../services/day';
import type { Effect } from '../../services/turns';
import { takeDay, type Change, type PartnerRecordOf } from './record';

/** `asked` is the question as it was read: what somebody agrees to is recorded with its words. */
export function effectsOf({ contacts, partners, agreements, consents, optingOut }: Services, record: PartnerRecordOf, change: Change, asked: Pick<Consent, 'id' | 'language' | 'text'>, today: Day): Effect[] {
  const { contact, partner } = record;
  if (change.field === 'reminders') {
    const consent = consents.record({ ...asked, contact: contact.id, procedure: 'record', step: 'reminders' });
    return change.mayWriteFirst ? [contacts.change(contact.id, { mayWriteFirst: true }), consent] : [optingOut.effect(contact.id)];
  }
  if (change.field === 'timeZone') return [contacts.change(contact.id, { timeZone: change.zone })];
  if (!partner) return change.field === 'company' ? [partners.add(contact.id, change.value)] : [];
  if (change.field === 'expiry') {
    const taken = takeDay(record, change.day, today);
    return [taken.kind === 'renewal' ? agreements.renew(partner.id, { ...taken, contactId: contact.id, to: change.day }) : agreements.setExpiry(partner.id, { from: partner.expiresOn, to: change.day })];
  }
  if (change.field === 'signatory') return [partners.setSignatory(contact.id, partner.id, change)];
  return [partners.change(partner.id, { [change.field]: change.value })];
}
