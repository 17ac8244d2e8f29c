/** Who did what to whom: written with the change itself, in one commit, and never changed again. */
import { appendEntry, forgetEntries, hasKept, readTrail, verifyTrail, type Anchor, type Chain, type TrailEntry, type TrailQuery, type TrailRow, type VerifiedTrail } from '../prisma/auditTrail';
import type { Database, Transaction } from '../prisma/database';

export type { Anchor, Chain };
/** Before and after hold names of fields, ids, days and states, and nothing personal: the trail outlives a deletion. */
export type AuditEntry = TrailEntry;
export type AuditRow = TrailRow;

export interface Audit {
  /** Adds an entry with whatever the transaction does; one writer at a time, so it comes last. */
  write(transaction: Transaction, entry: AuditEntry): Promise<void>;
  /** Adds an entry about something that changes nothing here, such as a list that was given out. */
  note(entry: AuditEntry): Promise<void>;
  /** The newest first; `hasMore` where older ones are left. */
  read(asked: { readonly before?: string; readonly subject?: string; readonly agent?: string }, count: number): Promise<{ readonly rows: readonly AuditRow[]; readonly hasMore: boolean }>;
  /** Goes through the whole chain. */
  verify(): Promise<Chain>;
  /** Goes through what follows a row, or through all; undefined where the row cannot be relied upon any more. */
  verifyFrom(anchor: Anchor | undefined): Promise<VerifiedTrail | undefined>;
  /** Whether a row at which the chain was seen to hold is there as it was; or went, with all before it, since it was kept long enough. */
  hasKept(anchor: Anchor): Promise<boolean>;
  /** Takes away what was kept long enough; for a role that owns the table. Returns how many rows went. */
  forget(olderThan: Date, now: Date): Promise<number>;
}

export function createAudit(database: Database): Audit {
  const query = within(database.prisma);
  return {
    write: (transaction, entry) => appendEntry(within(transaction), entry),
    note: (entry) => database.prisma.$transaction((transaction) => appendEntry(within(transaction), entry)),
    read: async (asked, count) => {
      const rows = await readTrail(query, asked, count + 1);
      return { rows: rows.slice(0, count), hasMore: rows.length > count };
    },
    verify: async () => (await verifyTrail(query))!.chain,
    verifyFrom: (anchor) => verifyTrail(query, anchor),
    hasKept: (anchor) => hasKept(query, anchor),
    forget: (olderThan, now) => database.prisma.$transaction((transaction) => forgetEntries(within(transaction), olderThan, now)),
  };
}

function within(transaction: Pick<Transaction, '$queryRawUnsafe'>): TrailQuery {
  return (text, values) => transaction.$queryRawUnsafe<unknown[]>(text, ...values);
}
