/** What turns and lists write into the ledger themselves, within their own commit: notices that follow from answers, and nudges that were asked for. */
import type { AgreementNotices, NewNotice } from '../agreements';
import type { Random } from '../random';
import type { Effect } from '../turns';
import type { LedgerRecords } from './ledgerRecords';
import type { Nudges } from './nudging';

export interface Bookings extends AgreementNotices {
  readonly nudges: Nudges;
}

export function createBookings({ cancel }: Pick<LedgerRecords, 'cancel'>, random: Random): Bookings {
  const insert = (notices: readonly NewNotice[]) => bookingOf(notices.map((notice) => ({ ...notice, id: random.uuid() })));
  return {
    cancel, insert,
    forgetName: (contactId) => (transaction) => transaction.$executeRaw`UPDATE "Notice" SET payload = payload - 'by' - 'byId' WHERE payload ? 'byId' AND payload ->> 'byId' = ${contactId}`,
    nudges: {
      plan: (nudge) => insert([nudge]),
      cancel: (subject, milestone) => cancel({ subject, ...(milestone && { milestone }) }, 'moved'),
    },
  };
}

/** What was called off is planned again, what waits says what holds now; what was said stays. The planner looks at the agreements anew. */
function bookingOf(notices: readonly (NewNotice & { readonly id: string })[]): Effect {
  return async (transaction, { at }) => {
    for (const { id, subject, cycle, milestone, contactId, dueAt, payload } of notices) {
      await transaction.$executeRaw`INSERT INTO "Notice" AS n (id, subject, cycle, milestone, "contactId", state, "dueAt", payload, "createdAt", "updatedAt")
        VALUES (${id}, ${subject}, ${cycle}, ${milestone}, ${contactId}, 'planned', ${dueAt}, ${JSON.stringify(payload)}::jsonb, ${at}, ${at})
        ON CONFLICT (subject, cycle, milestone, "contactId") DO UPDATE SET state = 'planned', reason = NULL, "dueAt" = EXCLUDED."dueAt", payload = EXCLUDED.payload, tries = 0, "messageId" = NULL, "updatedAt" = EXCLUDED."updatedAt"
        WHERE n.state IN ('cancelled', 'planned')`;
    }
    await transaction.$executeRaw`SELECT lotse_look_again(${notices.map(({ subject }) => subject)})`;
  };
}
