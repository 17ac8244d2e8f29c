/** What an answer about the record changes in the tables, by the services that own them. */
import type { Services } from '../../services';
import type { Consent } from '../../services/consents';
import type { Effect } from '../../services/turns';
import type { Change, PartnerRecordOf } from './record';

/** `asked` is the question as it was read: what somebody agrees to is recorded with its words. */
export function effectsOf({ contacts, partners, consents }: Services, { contact, partner }: PartnerRecordOf, change: Change, asked: Pick<Consent, 'id' | 'language' | 'text'>): Effect[] {
  if (change.field === 'reminders') {
    const consent = consents.record({ ...asked, contact: contact.id, procedure: 'record', step: 'reminders' });
    return [contacts.change(contact.id, { mayWriteFirst: change.mayWriteFirst }), ...(change.mayWriteFirst ? [consent] : [])];
  }
  if (change.field === 'timeZone') return [contacts.change(contact.id, { timeZone: change.zone })];
  if (!partner) return change.field === 'company' ? [partners.add(contact.id, change.value)] : [];
  if (change.field === 'expiry') return [partners.setExpiry(partner.id, change.day)];
  if (change.field === 'signatory') return [partners.setSignatory(contact.id, partner.id, change)];
  return [partners.change(partner.id, { [change.field]: change.value })];
}
