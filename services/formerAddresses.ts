/** Addresses that were a contact's until an agent corrected them: a list still means that person by them, and a deletion keeps them out of lists, too. */
import type { Transaction } from '../prisma/database';
import type { Merger } from './contacts';

/** Keeps the address that a contact has, where the one that is written in its place is another. */
export function keepAddress(transaction: Transaction, contactId: string, newKey: string): Promise<unknown> {
  return transaction.$executeRaw`INSERT INTO "FormerAddress" ("emailKey", email, "contactId") SELECT "emailKey", COALESCE(email, "emailKey"), id FROM "Contact" WHERE id = ${contactId} AND "emailKey" <> ${newKey}
    ON CONFLICT ("emailKey") DO UPDATE SET email = EXCLUDED.email, "contactId" = EXCLUDED."contactId"`;
}

/** Somebody has proven it: from now on it is theirs. */
export function dropAddress(transaction: Transaction, emailKey: string): Promise<unknown> {
  return transaction.formerAddress.deleteMany({ where: { emailKey } });
}

export const mergeAddresses: Merger = (transaction, { from, into }) => transaction.formerAddress.updateMany({ where: { contactId: from }, data: { contactId: into } });

/** The forms in which they are compared, and in which they were written. */
export async function keysOfAddresses(transaction: Transaction, contactId: string): Promise<string[]> {
  const kept = await transaction.formerAddress.findMany({ where: { contactId } });
  return kept.flatMap(({ emailKey, email }) => [emailKey, email.toLowerCase()]);
}
