/** When somebody else was faster: what tells it from a failure, so that the same is tried again on what holds now. */

/** Something came first. */
export interface Overtaken {
  readonly cause: unknown;
}

/** Thrown by an effect that another turn has overtaken: nothing is committed, and the turn is played again. */
export class OvertakenError extends Error {}

/** Versions that moved on (a division by no rows), rows that are there or gone by now, locks that were not given. */
const RACES = new Set(['22012', '23505', '23503', '40P01', '40001', '55P03', 'P2002', 'P2003', 'P2025', 'P2028', 'P2034']);

export function findOvertaking(error: unknown): Overtaken | undefined {
  return error instanceof OvertakenError || codesOf(error).some((code) => RACES.has(code)) ? { cause: error } : undefined;
}

/** Values that cannot be, rows that are there already, deadlocks, locks and answers that were waited for too long. */
const UNDONE = /^(?:2[23]...|40001|40P01|55P03|57014)$/;

/** The database says itself that nothing of the statement stands; where the connection broke, nobody knows. */
export function isUndone(error: unknown): boolean {
  return codesOf(error).some((code) => UNDONE.test(code));
}

/** PostgreSQL's code, and Prisma's where the error came through it. */
function codesOf(error: unknown): string[] {
  const { code, meta } = error as { code?: string; meta?: { code?: string; driverAdapterError?: { cause?: { originalCode?: string } } } };
  return [code, meta?.code, meta?.driverAdapterError?.cause?.originalCode].filter((each) => each !== undefined);
}
