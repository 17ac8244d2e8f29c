/** What contacts said that was not understood: so that somebody sees what Lotse has yet to learn. */
import { normalise } from '../../locales/folding';
import type { Database } from '../../prisma/database';
import type { Merger } from '../contacts';
import type { Eraser } from '../erasures';
import type { Effect } from '../turns';
import { withoutNames } from './withoutNames';

export interface Misunderstood {
  readonly text: string;
  readonly language: string;
  readonly channel: string;
  readonly contactId: string;
  /** Where the contact stood. */
  readonly procedure?: string;
  readonly step?: string;
}

export interface Misunderstandings {
  /** Written with the turn; secrets were refused before, addresses and numbers are taken out here. */
  note(said: Misunderstood): Effect;
  readonly erase: Eraser;
  readonly merge: Merger;
  forget(before: Date): Promise<number>;
}

/** What is longer is a story, and no question that comes again. */
const TEXT_LIMIT = 300;

export function createMisunderstandings({ prisma }: Pick<Database, 'prisma'>): Misunderstandings {
  return {
    note: ({ text: said, ...of }) => async (transaction, { conversationId, at }) => {
      const text = [...withoutNames(said)].slice(0, TEXT_LIMIT).join('').trim();
      const folded = normalise(text);
      if (folded !== '') await transaction.misunderstanding.create({ data: { ...of, text, folded, conversationId, at } });
    },
    erase: async (transaction, { contactId }) => (await transaction.misunderstanding.deleteMany({ where: { contactId } })).count,
    merge: (transaction, { from, into }) => transaction.misunderstanding.updateMany({ where: { contactId: from }, data: { contactId: into } }),
    forget: async (before) => (await prisma.misunderstanding.deleteMany({ where: { at: { lt: before } } })).count,
  };
}
