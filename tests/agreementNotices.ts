/** What agreements ask of the ledger of notices, as a few plain statements. */
import { randomUUID } from 'node:crypto';
import type { AgreementNotices } from '../services/agreements';

export const plainNotices: AgreementNotices = {
  cancel: (of, reason) => (transaction, { at }) => transaction.notice.updateMany({ where: { ...of, state: { in: ['planned', 'claimed'] } }, data: { state: 'cancelled', reason, updatedAt: at } }),
  insert: (notices) => async (transaction, { at }) => {
    for (const { subject, cycle, milestone, contactId, dueAt, payload } of notices) {
      await transaction.$executeRaw`INSERT INTO "Notice" AS n (id, subject, cycle, milestone, "contactId", state, "dueAt", payload, "createdAt", "updatedAt")
        VALUES (${randomUUID()}, ${subject}, ${cycle}, ${milestone}, ${contactId}, 'planned', ${dueAt}, ${JSON.stringify(payload)}::jsonb, ${at}, ${at})
        ON CONFLICT (subject, cycle, milestone, "contactId") DO UPDATE SET state = 'planned', reason = NULL, "dueAt" = EXCLUDED."dueAt", payload = EXCLUDED.payload, "updatedAt" = EXCLUDED."updatedAt"
        WHERE n.state IN ('planned', 'cancelled')`;
    }
  },
  forgetName: (contactId) => (transaction) => transaction.$executeRaw`UPDATE "Notice" SET payload = payload - 'by' - 'byId' WHERE payload ? 'byId' AND payload ->> 'byId' = ${contactId}`,
};
