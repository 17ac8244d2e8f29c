/** What was said in conversations, on whatever channel: kept with each turn, read by people who take over. */
import type { Database, Transaction } from '../../prisma/database';
import { readSayingsAfter, readSayingsBefore, writeSayings, type ClosedHandoff, type SayingRead } from '../../prisma/sayings';
import type { Merger } from '../contacts';
import type { Eraser } from '../erasures';
import type { TurnKey } from '../turns';
import type { NewSaying, SaidBy, Saying } from './saying';

export type { ClosedHandoff };

export interface Sayings {
  /** Those after a saying, oldest first; of a handoff that is closed only what was said until then and what belongs to it. */
  after(conversationId: string, id: string, limit: number, upTo?: ClosedHandoff): Promise<Saying[]>;
  /** The last ones, or the last ones before a saying; oldest first, and the same of a closed one. */
  before(conversationId: string, id: string | undefined, limit: number, upTo?: ClosedHandoff): Promise<Saying[]>;
  /** Adds what happened beside the words of a turn, in the same commit. */
  write(transaction: Transaction, turn: TurnKey & { readonly at: Date }, sayings: readonly NewSaying[]): Promise<void>;
  /** What an agent said in a turn has not arrived, or nobody knows: told beside the transcript at once, with the words, since more may have been said by then. The same turn is told once. Gives what the agent said; undefined where it was nobody's word. */
  missed(turn: TurnKey, event: 'undelivered' | 'unknown', at: Date): Promise<NewSaying | undefined>;
  readonly erase: Eraser;
  readonly merge: Merger;
  /** Forgets what was said before a day. Returns how many. */
  forget(olderThan: Date): Promise<number>;
}

export function createSayings(database: Database): Sayings {
  return {
    after: async (...asked) => (await readSayingsAfter(database, ...asked)).map(read),
    before: async (...asked) => (await readSayingsBefore(database, ...asked)).map(read),
    write: (transaction, turn, sayings) => writeSayings(transaction, turn, sayings, false),
    missed: (turn, event, at) => database.prisma.$transaction((transaction) => missed(database, transaction, { ...turn, at }, event)),
    // The present turn has written its own by now: that goes, too.
    erase: async (transaction, { contactId, conversationIds }) => (await transaction.saying.deleteMany({ where: { OR: [{ contactId }, { conversationId: { in: [...conversationIds] } }] } })).count,
    merge: (transaction, { from, into }) => transaction.saying.updateMany({ where: { contactId: from }, data: { contactId: into } }),
    forget: async (olderThan) => (await database.prisma.saying.deleteMany({ where: { at: { lt: olderThan } } })).count,
  };
}

async function missed(database: Database, transaction: Transaction, { conversationId, activityId, at }: TurnKey & { readonly at: Date }, event: 'undelivered' | 'unknown'): Promise<NewSaying | undefined> {
  const said = await transaction.saying.findFirst({ where: { conversationId, activityId, by: 'agent' }, orderBy: { place: 'asc' } });
  // What was carried to an agent is in their own conversation, and nobody's word.
  if (!said) return undefined;
  const { agentId, handoffId } = said;
  const saying: NewSaying = { by: 'event', text: said.text, about: { event, of: activityId }, ...(agentId != null && { agentId }), ...(handoffId != null && { handoffId }) };
  await writeSayings(transaction, { conversationId, activityId: `fate|${activityId}`, at }, [saying], true);
  // Whoever said it looks at it, or waits for it in a chat.
  await database.ring('sayings', conversationId, transaction);
  if (handoffId != null) await database.ring('handoffs', handoffId, transaction);
  return saying;
}

function read({ pressed, text, by, about, agentId, handoffId, ...row }: SayingRead): Saying {
  return { ...row, by: by as SaidBy, text: pressed ?? text, about: about ?? {}, ...(agentId != null && { agentId }), ...(handoffId != null && { handoffId }) };
}
