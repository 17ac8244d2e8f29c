/** Counts a try at a code, once however often it is repeated, before anything is compared: one statement that no other try can slip by. */
import type { Database, Statement } from './database';

export interface CodeAttempt {
  readonly challengeId: string;
  readonly contactId: string;
  /** The same for the same try only; where two codes shared one, the second would be compared without being counted. */
  readonly name: string;
  readonly at: Date;
  /** How many tries a code has, and after how many wrong ones in a row a contact is locked. */
  readonly tries: number;
  readonly failures: number;
}

/** The challenge's row is locked first, so that tries that arrive together are counted one after the other. */
const COUNT: Statement = {
  name: 'lotse_code_try',
  text: `WITH k AS (
      SELECT id FROM "Contact" WHERE id = $2 AND "failedCodes" < $6::int FOR UPDATE
    ), c AS (
      SELECT id FROM "Challenge" WHERE id = $1 AND "contactId" = $2 AND "endedAt" IS NULL AND "expiresAt" > $4::timestamptz AND tries < $5::int
        AND EXISTS (SELECT 1 FROM k) FOR UPDATE
    ), t AS (
      INSERT INTO "CodeTry" ("challengeId", "activityId", at) SELECT c.id, $3, $4::timestamptz FROM c ON CONFLICT DO NOTHING RETURNING 1
    ), f AS (
      UPDATE "Contact" p SET "failedCodes" = p."failedCodes" + 1, "lockedAt" = CASE WHEN p."failedCodes" + 1 >= $6::int THEN $4::timestamptz ELSE p."lockedAt" END
      FROM t WHERE p.id = $2
    )
    UPDATE "Challenge" h SET tries = h.tries + 1 FROM c, t WHERE h.id = c.id RETURNING h.tries`,
};

const EARLIER: Statement = {
  name: 'lotse_code_try_earlier',
  text: `SELECT p."failedCodes" >= $4::int AS locked, h.tries FROM "Contact" p LEFT JOIN "CodeTry" t ON t."challengeId" = $1 AND t."activityId" = $3
    LEFT JOIN "Challenge" h ON h.id = t."challengeId" AND h."endedAt" IS NULL WHERE p.id = $2`,
};

/** Which try this is, from 1; undefined where the code has no try left, "locked" where the contact has none. */
export async function countTry(database: Database, { challengeId, contactId, name, at, tries, failures }: CodeAttempt): Promise<number | 'locked' | undefined> {
  const [counted] = await database.run<{ tries: number }>(COUNT, [challengeId, contactId, name, at, tries, failures]);
  if (counted) return counted.tries;
  const [earlier] = await database.run<{ locked: boolean; tries: number | null }>(EARLIER, [challengeId, contactId, name, failures]);
  // A try that was counted before is answered again, without a try of its own.
  if (earlier?.tries != null) return earlier.tries;
  return earlier?.locked ? 'locked' : undefined;
}
