/** How far the replies in a conversation have come against its limits; counted in with the turn's commit (turnCommit.ts), and here outside it. */
import type { Database, Statement } from './database';

/** How far replies move the paces of a conversation on: that of the moment and that of the hour. */
export interface PaceSteps {
  readonly paceMs: number;
  readonly hourPaceMs: number;
}

/** Where the paces stand then. */
export interface Paces {
  readonly paceAt: Date;
  readonly hourPaceAt: Date;
}

/** A pace that lies behind has been waited for; one farther ahead than this was written by a clock that went wrong, and does not count. */
export function paceAfter(before: string, now: string, step: string): string {
  return `CASE WHEN ${before} BETWEEN ${now}::timestamptz AND ${now}::timestamptz + interval '2 hours' THEN ${before} ELSE ${now}::timestamptz END + ${step}::int * interval '1 millisecond'`;
}

/** Counts replies in that are to leave outside a commit. */
const MOVE_PACES: Statement = {
  name: 'lotse_turn_move_paces',
  text: `UPDATE "Conversation" SET "paceAt" = ${paceAfter('"paceAt"', '$2', '$3')}, "hourPaceAt" = ${paceAfter('"hourPaceAt"', '$2', '$4')}
    WHERE id = $1 RETURNING "paceAt", "hourPaceAt"`,
};

const HOLD_PACE: Statement = { name: 'lotse_turn_hold_pace', text: 'UPDATE "Conversation" SET "paceAt" = GREATEST("paceAt", $2::timestamptz) WHERE id = $1' };

/** Undefined where the conversation is gone. */
export async function movePaces(database: Database, conversationId: string, now: Date, { paceMs, hourPaceMs }: PaceSteps): Promise<Paces | undefined> {
  return (await database.run<Paces & Record<string, Date>>(MOVE_PACES, [conversationId, now, paceMs, hourPaceMs]))[0];
}

/** The channel has asked for patience. */
export async function holdPace(database: Database, conversationId: string, paceAt: Date): Promise<void> {
  await database.run(HOLD_PACE, [conversationId, paceAt]);
}

