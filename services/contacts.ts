/** Contacts: the persons who write to us or whom ALSO's list names, their addresses, and what all their conversations share. */
import { OvertakenError } from '../prisma/overtaken';
import { languageOf, type Language } from '../locales';
import type { Database, Transaction } from '../prisma/database';
import type { Clock } from './clock';
import type { Eraser } from './erasures';
import { dropAddress, keepAddress, mergeAddresses } from './formerAddresses';
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
  /** The same, however long ago: mails go to such an address until they come back or it changes. */
  readonly provenAt: Date | undefined;
  /** Since when, and why, mails to that address come back. */
  readonly mailDead: { readonly at: Date; readonly cause: string } | undefined;
  /** IANA name. */
  readonly timeZone: string;
  /** Undefined while nobody has asked. */
  readonly mayWriteFirst: boolean | undefined;
  /** Since when that is wished. */
  readonly remindersSince: Date | undefined;
  /** Too many wrong codes in a row: only an agent lets the contact try again. */
  readonly isLocked: boolean;
}

/** What a contact may correct about themselves. */
export type ContactChange = Partial<Pick<Contact, 'name' | 'timeZone' | 'mayWriteFirst'>>;

/** Moves what a service keeps of one contact to another, who is the same person. */
export type Merger = (transaction: Transaction, contacts: { readonly from: string; readonly into: string }, at: Date) => Promise<unknown>;

export interface Contacts {
  /** A contact that does not exist yet is one of whom nothing is known. */
  get(id: string): Promise<Contact>;
  /** The same for many, by id. */
  getAll(ids: readonly string[]): Promise<ReadonlyMap<string, Contact>>;
  /** Those of them who are locked. */
  lockedAmong(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whoever has that address, proven or from ALSO's list; `emailKey` is its folded form. */
  findByAddress(emailKey: string): Promise<Contact | undefined>;
  /** The contact's own id, or that of the one whom it has turned out to be. */
  currentId(id: string): Promise<string>;
  change(id: string, change: ContactChange): Effect;
  /** The address is proven. Where somebody else has proven it meanwhile, the turn is played again. */
  prove(id: string, address: MailAddress): Effect;
  /** Two contacts were one person: the conversations and companies of the first, and what was noted of it, go over to the second. */
  merge(from: Pick<Contact, 'id' | 'version'>, into: string): Effect;
  /** Mails to the contact's address come back; another address, or a new proof of this one, is unharmed. */
  buryMail(contactId: string, emailKey: string, cause: string): (transaction: Transaction, moment: { readonly at: Date }) => Promise<unknown>;
  /** An agent lets a contact try codes again who typed too many wrong ones. False where the contact is not locked. */
  unlock(id: string): (transaction: Transaction) => Promise<boolean>;
  /** The address that an agent corrects; it is not proven. The one before is kept as a former one. Where somebody else has it by now, the turn is played again. */
  correctEmail(id: string, address: MailAddress): Effect;
  readonly erase: Eraser;
  /** Forgets contacts of whom nothing is known and who have no conversation any more, and where the others stood in their procedures; not those who wish to be reminded. Returns how many. */
  forget(before: Date): Promise<number>;
}

/** An address counts as proven for a year. */
const PROVEN_MS = 365 * 86_400_000;

/** `failuresInARow`: so many wrong codes lock a contact. `mergers`: the other services'. */
export function createContacts(database: Database, clock: Clock, failuresInARow: number, mergers: readonly Merger[]): Contacts {
  return {
    get: async (id) => read(await database.prisma.contact.findUnique({ where: { id } }) ?? { ...UNKNOWN, id }, clock.now(), failuresInARow),
    getAll: async (ids) => {
      const rows = await database.prisma.contact.findMany({ where: { id: { in: [...new Set(ids)] } } });
      const known = new Map(rows.map((row) => [row.id, row]));
      return new Map(ids.map((id) => [id, read(known.get(id) ?? { ...UNKNOWN, id }, clock.now(), failuresInARow)]));
    },
    lockedAmong: async (ids) => new Set((await database.prisma.contact.findMany({ where: { id: { in: [...new Set(ids)] }, failedCodes: { gte: failuresInARow } }, select: { id: true } })).map(({ id }) => id)),
    findByAddress: async (emailKey) => {
      const row = await database.prisma.contact.findUnique({ where: { emailKey } });
      return row ? read(row, clock.now(), failuresInARow) : undefined;
    },
    currentId: async (id) => (await database.prisma.formerContact.findUnique({ where: { id } }))?.contactId ?? id,
    change: (id, change) => async (transaction, { at }) => {
      await transaction.contact.update({ where: { id }, data: { ...change, ...(change.mayWriteFirst === false && { remindersSince: null }) } });
      // Who says yes a second time is not new.
      if (change.mayWriteFirst) await transaction.contact.updateMany({ where: { id, remindersSince: null }, data: { remindersSince: at } });
    },
    prove: (id, address) => (transaction, { at }) => prove(transaction, id, address, at),
    merge: (from, into) => (transaction, { at }) => merge(transaction, mergers, from, into, at),
    buryMail: (id, emailKey, cause) => (transaction, { at }) => transaction.contact.updateMany({ where: { id, emailKey, mailDeadAt: null }, data: { mailDeadAt: at, mailDeadCause: cause } }),
    unlock: (id) => async (transaction) => (await transaction.contact.updateMany({ where: { id, OR: [{ lockedAt: { not: null } }, { failedCodes: { gte: failuresInARow } }] }, data: { failedCodes: 0, lockedAt: null } })).count > 0,
    correctEmail: (id, address) => (transaction) => correctEmail(transaction, id, address),
    erase: async (transaction, { contactId, successorId }) => {
      // Limits are not shaken off by asking to be forgotten.
      await transaction.$executeRaw`UPDATE "Contact" k SET "failedCodes" = f."failedCodes", "lockedAt" = f."lockedAt" FROM "Contact" f WHERE k.id = ${successorId} AND f.id = ${contactId}`;
      return (await transaction.contact.deleteMany({ where: { id: contactId } })).count;
    },
    forget: async (before) => {
      const gone = await database.prisma.$executeRaw`DELETE FROM "Contact" k WHERE k."updatedAt" < ${before} AND k."emailKey" IS NULL AND k."lockedAt" IS NULL AND k."mayWriteFirst" IS NOT TRUE
        AND NOT EXISTS (SELECT 1 FROM "Conversation" c WHERE c."contactId" = k.id) AND NOT EXISTS (SELECT 1 FROM "Membership" m WHERE m."contactId" = k.id)`;
      const left = await forgetPlaces(database, before);
      return gone + left;
    },
  };
}

async function prove(transaction: Transaction, id: string, { email, key }: MailAddress, at: Date): Promise<void> {
  const known = await transaction.contact.findUnique({ where: { emailKey: key } });
  if (known && known.id !== id) throw new OvertakenError();
  await dropAddress(transaction, key);
  // What the list says of the address stays as it was written there.
  await transaction.contact.update({ where: { id }, data: { verifiedAt: at, mailDeadAt: null, mailDeadCause: null, ...(!known && { email, emailKey: key, emailFrom: 'contact' }) } });
}

/** What an agent writes is a claim until the code comes back: it may be shown, but whoever a list knows by that address, and all that is theirs, must not be taken for this contact. */
async function correctEmail(transaction: Transaction, id: string, { email, key }: MailAddress): Promise<void> {
  if (await transaction.contact.count({ where: { emailKey: key, id: { not: id } } }) > 0) throw new OvertakenError();
  await keepAddress(transaction, id, key);
  await transaction.contact.updateMany({ where: { id, OR: [{ emailKey: null }, { emailKey: { not: key } }] }, data: { email, emailKey: null, emailFrom: null, verifiedAt: null, mailDeadAt: null, mailDeadCause: null } });
}

/** States are text that only the dialogs understand; here no more is known of them than that procedures lie under "journeys". */
async function forgetPlaces(database: Database, before: Date): Promise<number> {
  const rows = await database.prisma.$queryRaw<{ id: string; state: string; version: number }[]>`SELECT k.id, k.state, k.version FROM "Contact" k
    WHERE k.state LIKE '%"journeys":{"%' AND NOT EXISTS (SELECT 1 FROM "Conversation" c WHERE c."contactId" = k.id AND c."updatedAt" >= ${before})
      AND NOT EXISTS (SELECT 1 FROM "Notice" n WHERE n."contactId" = k.id AND n.state = 'planned' AND n.milestone LIKE 'nudge:%') LIMIT 10000`;
  for (const { id, state, version } of rows) {
    const left = JSON.stringify({ ...(JSON.parse(state) as object), journeys: {} });
    await database.prisma.contact.updateMany({ where: { id, version }, data: { state: left, version: { increment: 1 } } });
  }
  return rows.length;
}

async function merge(transaction: Transaction, mergers: readonly Merger[], from: Pick<Contact, 'id' | 'version'>, into: string, at: Date): Promise<void> {
  // Locked in the order in which an opting out locks, before anything that follows from them.
  await transaction.$executeRaw`SELECT 1 FROM "Contact" WHERE id IN (${from.id}, ${into}) ORDER BY id FOR UPDATE`;
  // A turn under way in one of them must be played again, as the other contact's.
  await transaction.conversation.updateMany({ where: { contactId: from.id }, data: { contactId: into, version: { increment: 1 } } });
  for (const move of [mergeAddresses, ...mergers]) await move(transaction, { from: from.id, into }, at);
  // Who has said no anywhere is not written to. LEAST passes over whoever has not said yes.
  await transaction.$executeRaw`UPDATE "Contact" k SET name = COALESCE(k.name, f.name), 
    "mayWriteFirst" = CASE WHEN k."mayWriteFirst" IS FALSE OR f."mayWriteFirst" IS FALSE THEN false ELSE COALESCE(k."mayWriteFirst", f."mayWriteFirst") END,
    "remindersSince" = CASE WHEN k."mayWriteFirst" IS FALSE OR f."mayWriteFirst" IS FALSE THEN NULL ELSE LEAST(k."remindersSince", f."remindersSince") END,
    "failedCodes" = k."failedCodes" + f."failedCodes", "timeZone" = CASE WHEN k."verifiedAt" IS NULL THEN f."timeZone" ELSE k."timeZone" END FROM "Contact" f WHERE k.id = ${into} AND f.id = ${from.id}`;
  // Mails that the first one has got hold addresses that were signed for it.
  await transaction.formerContact.updateMany({ where: { contactId: from.id }, data: { contactId: into } });
  await transaction.formerContact.create({ data: { id: from.id, contactId: into } });
  // What the first one did since it was read would be lost.
  const { count } = await transaction.contact.deleteMany({ where: { id: from.id, version: from.version } });
  if (count !== 1) throw new OvertakenError();
}

function read(row: Row, now: Date, failuresInARow: number): Contact {
  const isProven = row.verifiedAt !== null && now.getTime() - row.verifiedAt.getTime() < PROVEN_MS;
  return {
    id: row.id, state: row.state, version: row.version, timeZone: row.timeZone, language: languageOf(row.language), name: row.name ?? undefined, email: row.email ?? undefined, emailKey: row.emailKey ?? undefined,
    verifiedAt: isProven ? row.verifiedAt : undefined, provenAt: row.verifiedAt ?? undefined, mailDead: row.mailDeadAt ? { at: row.mailDeadAt, cause: row.mailDeadCause ?? '' } : undefined,
    mayWriteFirst: row.mayWriteFirst ?? undefined, remindersSince: row.remindersSince ?? undefined, isLocked: row.failedCodes >= failuresInARow,
  };
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
  readonly remindersSince: Date | null;
  readonly mailDeadAt: Date | null;
  readonly mailDeadCause: string | null;
  readonly failedCodes: number;
}

const UNKNOWN: Omit<Row, 'id'> = {
  state: '{}', version: 0, language: null, name: null, email: null, emailKey: null, verifiedAt: null, timeZone: 'Europe/Zurich', mayWriteFirst: null, remindersSince: null, mailDeadAt: null, mailDeadCause: null, failedCodes: 0,
};
