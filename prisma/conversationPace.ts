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

/** Counts replies in that are to leave outside a commit. */
const MOVE_PACES: Statement = {
  name: 'lotse_turn_move_paces',
  text: `UPDATE "Conversation" SET "paceAt" = GREATEST("paceAt", $2::timestamptz) + $3::int * interval '1 millisecond', "hourPaceAt" = GREATEST("hourPaceAt", $2::timestamptz) + $4::int * interval '1 millisecond'
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

