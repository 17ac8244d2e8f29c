/** What becomes of a notice whose mail could not be delivered: where the mailbox is dead, whatever it alone carried is planned again for other routes. */
import type { Database } from '../../../prisma/database';
import { returnMail } from '../../../prisma/noticeChanges';
import type { Contacts } from '../../contacts';
import type { Clock } from '../../clock';
import type { Undelivered } from '../../mailQueue';

export interface Bounces {
  /** A mail server has refused the mailbox or the mail, or nobody took it while it was worth sending. */
  bounced(mail: Pick<Undelivered, 'payload' | 'to' | 'why' | 'isPolicy'>): Promise<void>;
}

export function createBounces({ prisma }: Database, clock: Clock, contacts: Pick<Contacts, 'buryMail'>): Bounces {
  return {
    bounced: async ({ payload, to, why, isPolicy }) => {
      // What is late is still on its way.
      if (why === 'late') return;
      const messageId = String(payload.messageId);
      const isDead = why === 'refused' && !isPolicy;
      await prisma.$transaction(async (transaction) => {
        const at = clock.now();
        // Another address, or one that was proven again since, is unharmed.
        const [row] = await transaction.$queryRaw<{ contactId: string; emailKey: string }[]>`
          SELECT c.id AS "contactId", c."emailKey" FROM "Notice" n JOIN "Contact" c ON c.id = n."contactId" AND lower(c.email) = lower(${to}) AND c."verifiedAt" < n."sentAt" WHERE n."messageId" = ${messageId} LIMIT 1`;
        if (row && isDead) await contacts.buryMail(row.contactId, row.emailKey, why)(transaction, { at });
        // A mail beside a web chat was not the only way.
        await returnMail(transaction, messageId, isDead, at);
      });
    },
  };
}
