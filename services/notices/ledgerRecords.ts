/** What stands in the ledger: looked up, counted, called off by turns, settled by the contact's next word, erased and forgotten. */
import type { Database, Transaction } from '../../prisma/database';
import { cancelNotices, eraseNotices, forgetEnded, moveContact, releaseHeld, replanMessage, settleMessages, type NoticeSelection } from '../../prisma/noticeChanges';
import type { NoticeRow } from '../../prisma/noticeLedger';
import type { Eraser } from '../erasures';
import type { Effect } from '../turns';
import { UNTOLD, type NoticeKind, type Notice, type NoticeReason, type NoticeState } from './notice';

export interface NoticeCount {
  readonly state: NoticeState;
  /** Without the day that some carry. */
  readonly milestone: string;
  readonly route: string | undefined;
  readonly count: number;
}

export interface LedgerRecords {
  /** Rows in these states, by state, milestone and route; cheap where few are in them. */
  count(states: readonly NoticeState[]): Promise<readonly NoticeCount[]>;
  /** The rows that a message speaks for. */
  findMessage(messageId: string): Promise<readonly Notice[]>;
  /** Calls off what has not left yet. */
  cancel(selection: NoticeSelection, reason: NoticeReason): Effect;
  /** The dialog for whose end notices were held is over. */
  release(contactId: string): Effect;
  /** The contact's next word tells what became of messages: an answer has come to them, whatever is known of them; or they were told again where that is unknown. */
  settle(messageIds: readonly string[], reason: 'pressed' | 'toldAgain'): Effect;
  /** An agent has found out what became of a message of which nobody knew: it arrived, or it did not and is to be said again. False where there is nothing to settle any more. */
  findOut(noticeId: string, as: 'sent' | 'again', at: Date): (transaction: Transaction) => Promise<boolean>;
  /** Two contacts were one person. Where both have a row, the one that was told stays. */
  merge(transaction: Transaction, from: string, into: string): Promise<void>;
  readonly erase: Eraser;
  /** Forgets what ended before a day, of agreements that ended before it, too. Returns how many rows went. */
  forget(before: Date): Promise<number>;
}

export function createLedgerRecords(database: Database): LedgerRecords {
  const { prisma } = database;
  return {
    count: async (states) => {
      const rows = await prisma.$queryRaw<{ state: NoticeState; milestone: string; route: string | null; count: number }[]>`
        SELECT state, split_part(milestone, ':', 1) AS milestone, route, count(*)::int AS count FROM "Notice" WHERE state = ANY(${[...states]}) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
      return rows.map(({ route, ...row }) => ({ ...row, route: route ?? undefined }));
    },
    findMessage: async (messageId) => (await prisma.notice.findMany({ where: { messageId }, orderBy: { id: 'asc' } })).map((row) => noticeOf(row as NoticeRow)),
    cancel: (selection, reason) => (transaction, { at }) => cancelNotices(transaction, selection, reason, at),
    release: (contactId) => (transaction, { at }) => releaseHeld(transaction, contactId, at),
    settle: (messageIds, reason) => (transaction, { at }) => settleMessages(transaction, messageIds, reason === 'pressed' ? UNTOLD : ['unknown'], reason, at),
    findOut: (noticeId, as, at) => (transaction) => findOut(transaction, noticeId, as, at),
    merge: moveContact,
    erase: (transaction, { contactId }) => eraseNotices(transaction, contactId),
    forget: (before) => forgetEnded(database, before),
  };
}

async function findOut(transaction: Transaction, noticeId: string, as: 'sent' | 'again', at: Date): Promise<boolean> {
  const notice = await transaction.notice.findFirst({ where: { id: noticeId, state: 'unknown', messageId: { not: null } }, select: { messageId: true } });
  if (!notice) return false;
  if (as === 'again') return (await replanMessage(transaction, notice.messageId!, at)) > 0;
  await settleMessages(transaction, [notice.messageId!], ['unknown'], 'foundOut', at);
  return true;
}

export function noticeOf({ reason, sentAt, ...row }: NoticeRow): Notice {
  const { id, subject, cycle, contactId, dueAt, payload, tries } = row;
  return {
    id, subject, cycle, contactId, dueAt, payload, tries, milestone: row.milestone as NoticeKind, state: row.state as NoticeState, reason: (reason ?? undefined) as NoticeReason | undefined,
    sentAt: sentAt ?? undefined,
  };
}
