/**
 * The ledger of notices: planned -> claimed -> sending -> sent, failed, unknown, skipped or cancelled. Rows of one contact that
 * are due together are one message and move together. Each message is posted at most once (docs/decisions, promises R1-R4).
 */
import type { Database, Transaction } from '../../prisma/database';
import { beginSending, claimNotices, endNotices, isDayTaken, markSaid, markSent, putBack, readNextDue, type Gone, type NoticeRow, type RowsGoing } from '../../prisma/noticeLedger';
import { reapNotices, type InterruptedRow } from '../../prisma/noticeReaper';
import { isUndone } from '../../prisma/overtaken';
import type { Clock } from '../clock';
import type { Day } from '../day';
import { createGathering } from '../gathering';
import type { NewMail } from '../mailQueue';
import type { Random } from '../random';
import { noticeOf } from './ledgerRecords';
import type { Notice, NoticeReason } from './notice';

/** Rows that this process has claimed, to be told together. */
export interface ClaimedMessage {
  /** Given once, so that it also marks the message itself. */
  readonly id: string;
  readonly token: string;
  readonly contactId: string;
  readonly notices: readonly Notice[];
}

/** A message of a process that died, or was never answered, on a channel that can be asked. */
export interface InterruptedMessage extends ClaimedMessage {
  readonly channel: string;
  readonly conversationId: string;
  /** Undefined where the conversation is not there any more. */
  readonly address: string | undefined;
  readonly since: Date;
}

export interface Going {
  readonly route: string;
  readonly conversationId?: string;
  /** The contact's day: a second message on it is refused. */
  readonly spokenOn?: Day;
}

/** What is said by writing it down: activities of a web chat's log (as JSON), a mail. */
export interface Saying extends Going {
  readonly log?: readonly string[];
  readonly mail?: NewMail;
}

/** Not ours any more, or not all of it: what is left of it is planned again; or the contact was spoken to that day already. */
export type Standstill = 'lost' | 'spokenToday';

export interface Ledger {
  /** When the next planned notice is due, be it long ago; undefined while none is planned. */
  nextDue(): Promise<Date | undefined>;
  /** What is due, for at most so many messages; others' claims are skipped. */
  claim(messages: number): Promise<readonly ClaimedMessage[]>;
  /** Committed before the one post. It may leave until `untilMs` of the clock that only rises. */
  begin(message: ClaimedMessage, going: Going): Promise<{ readonly untilMs: number } | Standstill>;
  /** Says the message and marks it, in one transaction. */
  say(message: ClaimedMessage, saying: Saying): Promise<'said' | Standstill>;
  sent(message: Pick<ClaimedMessage, 'id'>, activityId?: string): Promise<void>;
  /** Certainly not said: planned again, for another time where one is given. */
  putBack(message: Pick<ClaimedMessage, 'id'>, reason?: NoticeReason, dueAt?: Date): Promise<void>;
  /** Planned again for later, and counted: the channel had no time for it, or it could not be said. */
  postpone(message: Pick<ClaimedMessage, 'id'>, dueAt: Date, reason: 'throttled' | 'broken'): Promise<void>;
  /** Certainly not said: claimed anew, for another route. Undefined where it is not ours any more. */
  reclaim(message: ClaimedMessage): Promise<ClaimedMessage | undefined>;
  end(message: Pick<ClaimedMessage, 'id'>, state: 'skipped' | 'cancelled' | 'failed' | 'unknown', reason: NoticeReason): Promise<void>;
  /** Takes up what dead processes have left. `askable`: channels on which a message can be looked for. */
  reap(askable: readonly string[]): Promise<{ readonly unknown: number; readonly toAsk: readonly InterruptedMessage[] }>;
}

export interface LedgerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** Queues a mail with the transaction; undefined where no mail can be sent. */
  readonly queueMail: ((transaction: Transaction, mail: NewMail) => Promise<void>) | undefined;
  /** How long a process may hold a message, by the database's clock. */
  readonly leaseMs: number;
  /** How long after that nobody takes it from a process that may still be sending it. */
  readonly reaperWaitMs: number;
}

const TOKEN_BYTES = 16;
/** Messages that are said side by side begin and end side by side, too; what stands in the way of one of them is in no other's way. */
const GATHERED = { soonestMs: 0, latestMs: 25, isUndone };

export function createLedger(parts: LedgerParts): Ledger {
  const { database, clock, random, leaseMs } = parts;
  const name = () => random.token(TOKEN_BYTES);
  const beginning = createGathering<RowsGoing, Gone>((going) => beginSending(database, going, { now: clock.now(), leaseMs }), GATHERED);
  const marking = createGathering<{ messageId: string; activityId: string | null }, void>(async (posted) => {
    await markSent(database, posted, clock.now());
    return [];
  }, GATHERED);
  return {
    nextDue: () => readNextDue(database),
    claim: async (messages) => {
      const token = name();
      return messagesOf(await claimNotices(database, clock.now(), token, leaseMs, Array.from({ length: messages }, name)), token);
    },
    begin: async (message, going) => {
      // The lease begins when the database comes to it, that is later.
      const untilMs = clock.monotonicMs() + leaseMs;
      const result = await beginning.add(goingOf(message, going));
      return result === 'gone' ? { untilMs } : result;
    },
    say: (message, saying) => say(parts, goingOf(message, saying), saying),
    sent: ({ id }, activityId) => marking.add({ messageId: id, activityId: activityId ?? null }),
    putBack: async ({ id }, reason, dueAt) => void (await putBack(database, id, clock.now(), { dueAt: dueAt ?? null, reason: reason ?? null })),
    postpone: async ({ id }, dueAt, reason) => void (await putBack(database, id, clock.now(), { dueAt, reason, tries: 1 })),
    reclaim: async ({ id }) => {
      const anew = { messageId: name(), token: name(), leaseMs };
      return messagesOf(await putBack(database, id, clock.now(), { anew }), anew.token)[0];
    },
    end: async ({ id }, state, reason) => void (await endNotices(database, id, state, reason, clock.now())),
    reap: async (askable) => {
      const token = name();
      const { toAsk, ...counts } = await reapNotices(database, { now: clock.now(), waitMs: parts.reaperWaitMs, askable, token, leaseMs });
      return { ...counts, toAsk: messagesOf(toAsk, token).map((message) => interruptedOf(message, toAsk.find((row) => row.messageId === message.id)!)) };
    },
  };
}

function goingOf({ id, token, notices }: ClaimedMessage, { route, conversationId, spokenOn }: Going): RowsGoing {
  return { messageId: id, token, rows: notices.length, route, conversationId: conversationId ?? null, spokenOn: spokenOn ?? null };
}

async function say({ database, clock, leaseMs, queueMail }: LedgerParts, going: RowsGoing, { log = [], mail }: Saying): Promise<'said' | Standstill> {
  const now = clock.now();
  try {
    return await database.prisma.$transaction(async (transaction) => {
      if (!(await markSaid(transaction, going, { now, leaseMs }))) return 'lost';
      for (const activity of log) await transaction.webchatActivity.create({ data: { conversationId: going.conversationId!, activity, at: now } });
      if (mail) await queueMail!(transaction, mail);
      return 'said';
    });
  } catch (error) {
    if (isDayTaken(error)) return 'spokenToday';
    throw error;
  }
}

/** Rows by the message that they belong to, the earliest first. */
function messagesOf(rows: readonly NoticeRow[], token: string): ClaimedMessage[] {
  const messages = new Map<string, Notice[]>();
  for (const row of [...rows].sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || (a.id < b.id ? -1 : 1))) messages.set(row.messageId!, [...(messages.get(row.messageId!) ?? []), noticeOf(row)]);
  return [...messages].map(([id, notices]) => ({ id, token, contactId: notices[0]!.contactId, notices }));
}

function interruptedOf(message: ClaimedMessage, { route, conversationId, address, updatedAt }: InterruptedRow): InterruptedMessage {
  return { ...message, channel: route!, conversationId: conversationId!, address: address ?? undefined, since: updatedAt };
}
