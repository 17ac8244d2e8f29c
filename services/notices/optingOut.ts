/** Stops the reminders of a contact: the same in a conversation and from a mail. What a contact asked to be asked is asked all the same. */
import type { Database } from '../../prisma/database';
import { cancelReminders } from '../../prisma/noticeChanges';
import { findOvertaking } from '../../prisma/overtaken';
import type { Clock } from '../clock';
import type { Contacts } from '../contacts';
import type { Effect } from '../turns';

export interface OptingOut {
  /** As part of a turn. */
  readonly effect: (contactId: string) => Effect;
  /** For the reader of a mail, once or often; whoever has turned out to be another contact is that one. False where the contact is gone. */
  readonly now: (contactId: string) => Promise<boolean>;
}

/** A list that is being applied holds its rows for seconds. */
const TRIES = 8;

export function createOptingOut({ prisma }: Database, clock: Clock, contacts: Pick<Contacts, 'change' | 'currentId'>): OptingOut {
  const effect: OptingOut['effect'] = (contactId) => async (transaction, turn) => {
    await contacts.change(contactId, { mayWriteFirst: false })(transaction, turn);
    await cancelReminders(transaction, contactId, 'optedOut', turn.at);
  };
  const attempt = (contactId: string) => prisma.$transaction(async (transaction) => {
    const [known] = await transaction.$queryRaw<unknown[]>`SELECT 1 FROM "Contact" WHERE id = ${contactId} FOR UPDATE`;
    if (known) await effect(contactId)(transaction, { conversationId: '', activityId: '', at: clock.now() });
    return known !== undefined;
  });
  return {
    effect,
    now: async (contactId) => {
      for (let tries = 1; ; tries += 1) {
        try {
          const id = await contacts.currentId(contactId);
          // Who is not there may have become another one just now.
          if (await attempt(id)) return true;
          if (await contacts.currentId(contactId) === id) return false;
        } catch (error) {
          if (tries === TRIES || !findOvertaking(error)) throw error;
        }
      }
    },
  };
}
