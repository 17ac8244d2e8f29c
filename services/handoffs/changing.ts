/** How a handoff changes: read under a lock in the turn's commit, changed there, and looked at again when the change says so. */
import type { Transaction } from '../../prisma/database';
import type { Effect } from '../turns';

export type HandoffRow = NonNullable<Awaited<ReturnType<Transaction['handoff']['findUnique']>>>;

export interface Looking {
  /** When somebody is to look at it again, as it stands; null where nothing comes due (rules.ts). */
  readonly lookAt: (row: HandoffRow, now: Date) => Date | null;
  /** Tells every instance that something about it has changed, or was said there, once it is committed. */
  readonly ring: (transaction: Transaction, handoff: { readonly id: string; readonly conversationId: string }) => Promise<unknown>;
}

/** `work` gives what is different afterwards, or nothing. A handoff that is not there any more does not change. */
export function changeHandoff({ lookAt, ring }: Looking, id: string, work: (row: HandoffRow, transaction: Transaction, turn: Parameters<Effect>[1]) => Promise<Partial<HandoffRow> | undefined>): Effect {
  return async (transaction, turn) => {
    await transaction.$executeRaw`SELECT 1 FROM "Handoff" WHERE id = ${id} FOR UPDATE`;
    const row = await transaction.handoff.findUnique({ where: { id } });
    const change = row ? await work(row, transaction, turn) : undefined;
    if (!row || !change) return;
    const changed = { ...change, updatedAt: turn.at };
    await transaction.handoff.update({ where: { id }, data: { ...changed, lookAt: lookAt({ ...row, ...changed }, turn.at) } });
    await ring(transaction, row);
  };
}
