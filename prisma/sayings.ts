/** What was said in a conversation, found again while its turn is kept. Not on the hot path. */
import type { Database, Statement } from './database';

const FIND: Statement = {
  name: 'lotse_saying_find',
  text: 'SELECT replies FROM "Turn" WHERE "conversationId" = $1 AND position($2 in replies) > 0 ORDER BY at DESC LIMIT 1',
};

/** The replies of the last turn in a conversation that hold these words. */
export async function findSaying(database: Database, conversationId: string, words: string): Promise<string | undefined> {
  const [row] = await database.run<{ replies: string }>(FIND, [conversationId, words]);
  return row?.replies;
}
