/** Contacts: the persons who write to us or whom ALSO's list names, their addresses, and what all their conversations share. */
import { OvertakenError } from '../prisma/turnStore';
import type { Database, Transaction } from '../prisma/database';
import type { Clock } from './clock';
import type { Eraser } from './erasures';
import type { MailAddress } from './mailAddress';
import type { Effect } from './turns';

export interface Contact {
  readonly id: string;
  /** Where the contact's procedures stand, as the dialogs keep it, with its version. */
  readonly state: string;
  readonly version: number;
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly emailKey: string | undefined;
  /** When the contact last proved to read that mailbox; undefined for an address that only a list names, or that was proven too long ago. */
  readonly verifiedAt: Date | undefined;
  /** IANA name. */
  readonly timeZone: string;
  /** Undefined while nobody has asked. */
  readonly mayWriteFirst: boolean | undefined;
}

/** What a contact may correct about themselves. */
export type ContactChange = Partial<Pick<Contact, 'name' | 'timeZone' | 'mayWriteFirst'>>;

export interface Contacts {
  /** A contact that does not exist yet is one of whom nothing is known. */
  get(id: string): Promise<Contact>;
  /** Whoever has that address, proven or from ALSO's list; `emailKey` is its folded form. */
  findByAddress(emailKey: string): Promise<Contact | undefined>;
  change(id: string, change: ContactChange): Effect;
  /** The address is proven. Where somebody else has proven it meanwhile, the turn is played again. */
  prove(id: string, address: MailAddress): Effect;
  /** Two contacts were one person: the conversations and companies of the first, and what was noted of it, go over to the second. */
  merge(from: string, into: string): Effect;
  readonly erase: Eraser;
  /** Forgets contacts of whom nothing is known and who have no conversation any more, and where the others stood in their procedures. Returns how many. */
  forget(before: Date): Promise<number>;
}

/** An address counts as proven for a year. */
const PROVEN_MS = 365 * 86_400_000;

export function createContacts(database: Database, clock: Clock): Contacts {
  const read = (row: Row): Contact => {
    const isProven = row.verifiedAt !== null && clock.now().getTime() - row.verifiedAt.getTime() < PROVEN_MS;
    return {
      id: row.id, state: row.state, version: row.version, timeZone: row.timeZone, name: row.name ?? undefined, email: row.email ?? undefined,
      emailKey: row.emailKey ?? undefined, verifiedAt: isProven ? row.verifiedAt : undefined, mayWriteFirst: row.mayWriteFirst ?? undefined,
    };
  };
  return {
    get: async (id) => {
      const row = await database.prisma.contact.findUnique({ where: { id } });
      return row ? read(row) : { id, state: '{}', version: 0, timeZone: 'Europe/Zurich', name: undefined, email: undefined, emailKey: undefined, verifiedAt: undefined, mayWriteFirst: undefined };
    },
    findByAddress: async (emailKey) => {
      const row = await database.prisma.contact.findUnique({ where: { emailKey } });
      return row ? read(row) : undefined;
    },
    change: (id, change) => (transaction) => transaction.contact.update({ where: { id }, data: change }),
    prove: (id, { email, key }) => async (transaction, { at }) => {
      const other = await transaction.contact.findFirst({ where: { emailKey: key, id: { not: id } } });
      if (other) throw new OvertakenError();
      await transaction.contact.update({ where: { id }, data: { email, emailKey: key, emailFrom: 'contact', verifiedAt: at, failedCodes: 0, lockedAt: null } });
    },
    merge: (from, into) => (transaction) => merge(transaction, from, into),
    erase: async (transaction, { contactId }) => (await transaction.contact.deleteMany({ where: { id: contactId } })).count,
    forget: async (before) => {
      const gone = await database.prisma.$executeRaw`DELETE FROM "Contact" k WHERE k."updatedAt" < ${before} AND k."emailKey" IS NULL AND k."lockedAt" IS NULL
        AND NOT EXISTS (SELECT 1 FROM "Conversation" c WHERE c."contactId" = k.id) AND NOT EXISTS (SELECT 1 FROM "Membership" m WHERE m."contactId" = k.id)`;
      const left = await database.prisma.$executeRaw`UPDATE "Contact" k SET state = (k.state::jsonb || '{"journeys": {}}')::text, version = k.version + 1 WHERE k.state::jsonb -> 'journeys' <> '{}'
        AND NOT EXISTS (SELECT 1 FROM "Conversation" c WHERE c."contactId" = k.id)`;
      return gone + left;
    },
  };
}

async function merge(transaction: Transaction, from: string, into: string): Promise<void> {
  const change = { where: { contactId: from }, data: { contactId: into } };
  await transaction.conversation.updateMany(change);
  await transaction.challenge.updateMany(change);
  await transaction.codeMail.updateMany(change);
  await transaction.consent.updateMany({ where: { contact: from }, data: { contact: into } });
  await transaction.$executeRaw`UPDATE "Contact" k SET name = COALESCE(k.name, f.name), "mayWriteFirst" = COALESCE(k."mayWriteFirst", f."mayWriteFirst"),
    "timeZone" = CASE WHEN k."verifiedAt" IS NULL THEN f."timeZone" ELSE k."timeZone" END FROM "Contact" f WHERE k.id = ${into} AND f.id = ${from}`;
  await transaction.$executeRaw`INSERT INTO "Membership" ("contactId", "partnerId", "isSignatory")
    SELECT ${into}, "partnerId", "isSignatory" FROM "Membership" WHERE "contactId" = ${from} ON CONFLICT DO NOTHING`;
  await transaction.contact.deleteMany({ where: { id: from } });
}

interface Row {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly emailKey: string | null;
  readonly verifiedAt: Date | null;
  readonly timeZone: string;
  readonly mayWriteFirst: boolean | null;
}
