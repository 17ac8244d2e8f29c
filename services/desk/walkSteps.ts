/** Where walks stood: one row each time that a step was reached or a walk came to its end, written in the one statement of the turn. The funnel is made of it, and nothing else. */
import type { Database } from '../../prisma/database';
import type { Merger } from '../contacts';
import type { Eraser } from '../erasures';

/** A walk has moved to a step, or has ended there. */
export interface WalkMove {
  /** The walk's own id. */
  readonly walkId: string;
  readonly procedure: string;
  readonly step: string;
  readonly problem?: string;
  readonly language: string;
  /** `handedOn`: another procedure took its place. */
  readonly status: 'open' | 'done' | 'waiting' | 'handedOn';
}

export interface WalkSteps {
  readonly erase: Eraser;
  readonly merge: Merger;
  /** Forgets moves from before a day. Returns how many. */
  forget(before: Date): Promise<number>;
}

export function createWalkSteps({ prisma }: Pick<Database, 'prisma'>): WalkSteps {
  return {
    erase: async (transaction, { contactId }) => (await transaction.walkStep.deleteMany({ where: { contactId } })).count,
    merge: (transaction, { from, into }) => transaction.walkStep.updateMany({ where: { contactId: from }, data: { contactId: into } }),
    forget: async (before) => (await prisma.walkStep.deleteMany({ where: { at: { lt: before } } })).count,
  };
}
