/** Contacts: the persons who write to us or whom ALSO's list names, their addresses, and what all their conversations share. */
import { OvertakenError } from '../prisma/overtaken';
import { languageOf, type Language } from '../locales';
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
  /** The one of the contact's state, or else of ALSO's list. */
  readonly language: Language | undefined;
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly emailKey: string | undefined;
  /** When the contact last proved to read that mailbox; undefined for an address that only a list names, or that was proven too long ago. */
  readonly verifiedAt: Date | undefined;
  /** IANA name. */
  readonly timeZone: string;
  /** Undefined while nobody has asked. */
  readonly mayWriteFirst: boolean | undefined;
  /** Too many wrong codes in a row: only an agent lets the contact try again. */
  readonly isLocked: boolean;
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
  merge(from: Pick<Contact, 'id' | 'version'>, into: string): Effect;
  readonly erase: Eraser;
  /** Forgets contacts of whom nothing is known and who have no conversation any more, and where the others stood in their procedures. Returns how many. */
  forget(before: Date): Promise<number>;
}

/** An address counts as proven for a year. */
const PROVEN_MS = 365 * 86_400_000;

/** `failuresInARow`: so many wrong codes lock a contact. */
export function createContacts(database: Database, clock: Clock, failuresInARow: number): Contacts {
  const read = (row: Row): Contact => {
    const isProven = row.verifiedAt !== null && clock.now().getTime() - row.verifiedAt.getTime() < PROVEN_MS;
    return {
      id: row.id, state: row.state, version: row.version, timeZone: row.timeZone, language: languageOf(row.language), name: row.name ?? undefined, email: row.email ?? undefined,
      emailKey: row.emailKey ?? undefined, verifiedAt: isProven ? row.verifiedAt : undefined, mayWriteFirst: row.mayWriteFirst ?? undefined, isLocked: row.failedCodes >= failuresInARow,
    };
  };
  return {
    get: async (id) => {
      const row = await database.prisma.contact.findUnique({ where: { id } });
      return row ? read(row) : { id, state: '{}', version: 0, timeZone: 'Europe/Zurich', language: undefined, name: undefined, email: undefined, emailKey: undefined, verifiedAt: undefined, mayWriteFirst: undefined, isLocked: false };
    },
    findByAddress: async (emailKey) => {
      const row = await database.prisma.contact.findUnique({ where: { emailKey } });
      return row ? read(row) : undefined;
    },
    change: (id, change) => (transaction) => transaction.contact.update({ where: { id }, data: change }),
    prove: (id, { email, key }) => async (transaction, { at }) => {
      const known = await transaction.contact.findUnique({ where: { emailKey: key } });
      if (known && known.id !== id) throw new OvertakenError();
      // What the list says of the address stays as it was written there.
      await transaction.contact.update({ where: { id }, data: { verifiedAt: at, ...(!known && { email, emailKey: key, emailFrom: 'contact' }) } });
    },
    merge: (from, into) => (transaction, { at }) => merge(transaction, from, into, at),
    erase: async (transaction, { contactId, successorId }) => {
      // Limits are not shaken off by asking to be forgotten.
      await transaction.$executeRaw`UPDATE "Contact" k SET "failedCodes" = f."failedCodes", "lockedAt" = f."lockedAt" FROM "Contact" f WHERE k.id = ${successorId} AND f.id = ${contactId}`;
      return (await transaction.contact.deleteMany({ where: { id: contactId } })).count;
    },
    forget: async (before) => {
      const gone = await database.prisma.$executeRaw`DELETE FROM "Contact" k WHERE k."updatedAt" < ${before} AND k."emailKey" IS NULL AND k."lockedAt" IS NULL
        AND NOT EXISTS (SELECT 1 FROM "Conversation" c WHERE c."contactId" = k.id) AND NOT EXISTS (SELECT 1 FROM "Membership" m WHERE m."contactId" = k.id)`;
      const left = await forgetPlaces(database);
      return gone + left;
    },
  };
}

/** States are text that only the dialogs understand; here no more is known of them than that procedures lie under "journeys". */
async function forgetPlaces(database: Database): Promise<number> {
  const rows = await database.prisma.$queryRaw<{ id: string; state: string; version: number }[]>`SELECT k.id, k.state, k.version FROM "Contact" k
    WHERE k.state LIKE '%"journeys":{"%' AND NOT EXISTS (SELECT 1 FROM "Conversation" c WHERE c."contactId" = k.id) LIMIT 10000`;
  for (const { id, state, version } of rows) {
    const left = JSON.stringify({ ...(JSON.parse(state) as object), journeys: {} });
    await database.prisma.contact.updateMany({ where: { id, version }, data: { state: left, version: { increment: 1 } } });
  }
  return rows.length;
}

async function merge(transaction: Transaction, from: Pick<Contact, 'id' | 'version'>, into: string, at: Date): Promise<void> {
  const of = { contactId: from.id };
  // A turn under way in one of them must be played again, as the other contact's.
  await transaction.conversation.updateMany({ where: of, data: { contactId: into, version: { increment: 1 } } });
  // A code belongs to the contact that asked for it.
  await transaction.challenge.updateMany({ where: { ...of, endedAt: null }, data: { endedAt: at } });
  await transaction.challenge.updateMany({ where: of, data: { contactId: into } });
  await transaction.codeMail.updateMany({ where: of, data: { contactId: into } });
  await transaction.consent.updateMany({ where: { contact: from.id }, data: { contact: into } });
  await transaction.$executeRaw`UPDATE "Contact" k SET name = COALESCE(k.name, f.name), "mayWriteFirst" = COALESCE(k."mayWriteFirst", f."mayWriteFirst"),
    "failedCodes" = k."failedCodes" + f."failedCodes", "timeZone" = CASE WHEN k."verifiedAt" IS NULL THEN f."timeZone" ELSE k."timeZone" END FROM "Contact" f WHERE k.id = ${into} AND f.id = ${from.id}`;
  await transaction.$executeRaw`INSERT INTO "Membership" ("contactId", "partnerId", "isSignatory")
    SELECT ${into}, "partnerId", "isSignatory" FROM "Membership" WHERE "contactId" = ${from.id} ON CONFLICT DO NOTHING`;
  // What the first one did since it was read would be lost.
  const { count } = await transaction.contact.deleteMany({ where: { id: from.id, version: from.version } });
  if (count !== 1) throw new OvertakenError();
}

interface Row {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly language: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly emailKey: string | null;
  readonly verifiedAt: Date | null;
  readonly timeZone: string;
  readonly mayWriteFirst: boolean | null;
  readonly failedCodes: number;
}
