/** Deleting a person: every service takes away what it keeps of them, in one commit; a proof without personal data stays. */
import type { Database, Transaction } from '../prisma/database';
import { LIST_LOCK } from '../prisma/partnerList';
import { keysOfAddresses } from './formerAddresses';
import type { Effect, TurnKey } from './turns';

/** Who is to be forgotten: what leads to their rows. `present` is the turn in which they ask for it. */
export interface ErasedPerson {
  readonly contactId: string;
  readonly conversationIds: readonly string[];
  /** Folded addresses that mails for this person went to, but for those that are somebody else's. */
  readonly emails: readonly string[];
  /** Those of them that the person has proven, or had until an agent corrected them: lists may not bring them back. */
  readonly provenEmails: readonly string[];
  /** Whom the present conversation belongs to from now on. */
  readonly successorId: string;
  readonly present: TurnKey & { readonly at: Date };
}

/** Takes away what a service keeps of a person; says how many rows went. */
export type Eraser = (transaction: Transaction, person: ErasedPerson) => Promise<number>;

export interface Erasures {
  /** Deletes everything of a contact with the turn; `id` is the number of the proof. */
  erase(contactId: string, id: string): Effect;
  /** Somebody who was forgotten has come back and proven the address: lists may name them again. */
  lift(emailKey: string): Effect;
  /** Whether what was said then in a conversation belongs to somebody who was forgotten since: a channel that brings it again must not bring them back. */
  isForgotten(conversationId: string, saidAt: Date): Promise<boolean>;
  /** The conversations in which the last word was said go, too. Returns how many. */
  sweep(): Promise<number>;
}

export interface ErasureParts {
  readonly database: Database;
  /** By the name under which the proof counts their rows. */
  readonly erasers: Readonly<Record<string, Eraser>>;
  readonly hashOf: (emailKey: string) => string;
  /** False while its last reply has not left. */
  readonly closeConversation: (id: string, since: Date) => Promise<boolean>;
}

const IS_FORGOTTEN = { name: 'lotse_erasure_is_forgotten', text: 'SELECT id FROM "Erasure" WHERE ("forgottenUntil"->>$1)::timestamptz >= $2::timestamptz LIMIT 1' };

export function createErasures({ database, erasers, hashOf, closeConversation }: ErasureParts): Erasures {
  return {
    erase: (contactId, id) => async (transaction, present) => {
      // A conversation that just joins the contact, and a list that just names it, come before or after, not in between.
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock_shared(${LIST_LOCK}::bigint)`;
      await transaction.$executeRaw`SELECT 1 FROM "Contact" WHERE id = ${contactId} FOR UPDATE`;
      const person = await find(transaction, contactId, present);
      const forgottenUntil = await lastWords(transaction, person, hashOf);
      const counts: Record<string, number> = {};
      for (const [name, eraser] of Object.entries(erasers)) counts[name] = await eraser(transaction, person);
      await transaction.erasure.create({ data: { id, at: present.at, counts, addressKeys: person.provenEmails.map(hashOf), forgottenUntil, conversationId: present.conversationId } });
    },
    isForgotten: async (conversationId, saidAt) => {
      const key = hashOf(conversationKey(conversationId));
      return (await database.run(IS_FORGOTTEN, [key, saidAt])).length > 0;
    },
    lift: (emailKey) => (transaction) => {
      const key = hashOf(emailKey);
      return transaction.$executeRaw`UPDATE "Erasure" SET "addressKeys" = array_remove("addressKeys", ${key}) WHERE ${key} = ANY("addressKeys")`;
    },
    sweep: async () => {
      const due = await database.prisma.erasure.findMany({ where: { conversationId: { not: null } } });
      for (const { id, conversationId, at } of due) {
        if (!(await closeConversation(conversationId!, at))) continue;
        await database.prisma.erasure.update({ where: { id }, data: { conversationId: null } });
      }
      return due.length;
    },
  };
}

function conversationKey(conversationId: string): string {
  return `conversation ${conversationId}`;
}

/** When the last word was said in each conversation, without naming any. */
async function lastWords(transaction: Transaction, { conversationIds }: ErasedPerson, hashOf: ErasureParts['hashOf']): Promise<Record<string, string>> {
  const spoken = await transaction.conversation.findMany({ where: { id: { in: [...conversationIds] }, saidAt: { not: null } }, select: { id: true, saidAt: true } });
  return Object.fromEntries(spoken.map(({ id, saidAt }) => [hashOf(conversationKey(id)), saidAt!.toISOString()]));
}

async function find(transaction: Transaction, contactId: string, present: ErasedPerson['present']): Promise<ErasedPerson> {
  const contact = await transaction.contact.findUnique({ where: { id: contactId } });
  const challenges = await transaction.challenge.findMany({ where: { contactId } });
  const here = await transaction.conversation.findUniqueOrThrow({ where: { id: present.conversationId } });
  const conversations = await transaction.conversation.findMany({ where: { contactId } });
  const conversationIds = [...new Set([...conversations.map(({ id }) => id), present.conversationId])];
  // Addresses that were given up are the person's, too, as long as a mail still names them.
  const mails = await transaction.queuedMail.findMany({ where: { conversationId: { in: conversationIds } } });
  const givenUp = mails.filter(({ kind }) => kind === 'addressChanged');
  // Notices name no conversation: they go by the address as it was written. One without a key was only claimed.
  const own = contact?.emailKey ? [contact.emailKey, contact.email?.toLowerCase()] : [];
  const proven = [...own, ...await keysOfAddresses(transaction, contactId), ...givenUp.map(({ to }) => to.toLowerCase())].filter((key) => typeof key === 'string');
  const named = [...new Set([...proven, ...challenges.map(({ emailKey }) => emailKey), ...mails.map(({ to }) => to.toLowerCase())])];
  // Whoever types a colleague's address must not delete, or keep out, the colleague.
  const others = await transaction.contact.findMany({ where: { emailKey: { in: named }, id: { not: contactId } }, select: { emailKey: true } });
  const isOwn = (key: string) => !others.some(({ emailKey }) => emailKey === key);
  return { contactId, successorId: here.contactId, conversationIds, present, emails: named.filter(isOwn), provenEmails: [...new Set(proven)].filter(isOwn) };
}
