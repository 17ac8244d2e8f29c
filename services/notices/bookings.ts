/** What turns and lists write into the ledger themselves, within their own commit: notices that follow from answers, and nudges that were asked for. */
import { bookNotices, forgetName } from '../../prisma/noticeChanges';
import type { AgreementNotices, NewNotice } from '../agreements';
import type { Random } from '../random';
import type { Effect } from '../turns';
import type { LedgerRecords } from './ledgerRecords';
import type { Nudges } from './nudging';

export interface Bookings extends AgreementNotices {
  readonly nudges: Nudges;
}

export function createBookings({ cancel }: Pick<LedgerRecords, 'cancel'>, random: Random): Bookings {
  const insert = (notices: readonly NewNotice[]): Effect => (transaction, { at }) => bookNotices(transaction, notices.map(({ payload, ...notice }) => ({ ...notice, id: random.uuid(), payload: JSON.stringify(payload) })), at);
  return {
    cancel, insert,
    forgetName: (contactId) => (transaction) => forgetName(transaction, contactId),
    nudges: {
      plan: (nudge) => insert([nudge]),
      cancel: (subject, milestone) => cancel({ subject, ...(milestone && { milestone }) }, 'moved'),
    },
  };
}
