/** What contacts have agreed to, knowingly: the record of the text, its version, and when. */
import { createHash } from 'node:crypto';
import type { Merger } from './contacts';
import type { Eraser } from './erasures';
import type { Effect } from './turns';

/** An informed yes, before it is committed with its turn. `step` names what was agreed to, within a procedure or a dialog. */
export interface Consent {
  readonly id: string;
  readonly contact: string;
  readonly procedure: string;
  readonly step: string;
  readonly language: string;
  readonly text: string;
}

export interface Consents {
  /** Records the yes with the turn in which it was given; the text's version follows from its words. */
  record(consent: Consent): Effect;
  /** The record of what was agreed to stays; who agreed does not. A yes to reminders names the company, and means nothing without the person: it goes. */
  readonly erase: Eraser;
  readonly merge: Merger;
}

export function createConsents(): Consents {
  return {
    record: (consent) => (transaction, { conversationId, at }) => transaction.consent.create({
      data: { ...consent, conversationId, at, textVersion: createHash('sha256').update(consent.text).digest('hex').slice(0, 16) },
    }),
    erase: async (transaction, { contactId: contact }) => {
      const gone = await transaction.consent.deleteMany({ where: { contact, procedure: 'record' } });
      return gone.count + (await transaction.consent.updateMany({ where: { contact }, data: { contact: '', conversationId: '' } })).count;
    },
    merge: (transaction, { from, into }) => transaction.consent.updateMany({ where: { contact: from }, data: { contact: into } }),
  };
}
