/** Addresses by which a mail lets its reader stop the reminders: each signed for one contact, and good for as long as the mail is kept. */
import { createHmac } from 'node:crypto';
import { isSame } from './media';

export interface Unsubscribing {
  /** The path that stops the reminders of a contact: /unsubscribe?c=…&s=… */
  sign(contactId: string): string;
  /** The contact for whom an address (its path and query, as it came) was signed; nothing where it is forged or cut off. */
  find(address: string): string | undefined;
}

const ADDRESS = /^\/unsubscribe\?([^#]{1,1000})$/;
const CONTACT = /^[\w-]{1,64}$/;

export function createUnsubscribing({ key }: { readonly key: Buffer }): Unsubscribing {
  const signatureOf = (contactId: string) => createHmac('sha256', key).update(contactId).digest('base64url');
  return {
    sign: (contactId) => {
      if (!CONTACT.test(contactId)) throw new Error(`"${contactId}" is not the id of a contact.`);
      return `/unsubscribe?c=${contactId}&s=${signatureOf(contactId)}`;
    },
    find: (address) => {
      const asked = new URLSearchParams(ADDRESS.exec(address)?.[1]);
      const contactId = asked.get('c') ?? '';
      return isSame(asked.get('s') ?? '', signatureOf(contactId)) && CONTACT.test(contactId) ? contactId : undefined;
    },
  };
}

/** By these headers a mail program shows a button of its own that asks nothing further (RFC 8058). It shows one only where the mail is signed by DKIM, these two headers included: that is the mail server's to do. */
export function unsubscribeHeaders(url: string): Readonly<Record<string, string>> {
  return { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
