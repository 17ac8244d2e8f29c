/** Partners: the companies that sell, who works for them, and until when their agreement runs. */
import type { Database } from '../prisma/database';
import { OvertakenError } from '../prisma/overtaken';
import type { Day } from './day';
import type { Eraser } from './erasures';
import type { Random } from './random';
import type { Effect } from './turns';

/** A partner as one of its contacts knows it. */
export interface PartnerRecord {
  readonly id: string;
  readonly company: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | undefined;
  /** Digits only. */
  readonly customerNumber: string | undefined;
  /** ALSO's list names this partner: company, country and number are for ALSO to change. */
  readonly isListed: boolean;
  readonly expiresOn: Day | undefined;
  /** The day stands in ALSO's list. */
  readonly isExpiryListed: boolean;
  /** Whether this contact may sign for the partner (REN-16); undefined while nobody has said. */
  readonly isSignatory: boolean | undefined;
  /** Who may sign, where it is not this contact. */
  readonly signatoryName: string | undefined;
}

export type PartnerChange = Partial<Pick<PartnerRecord, 'company' | 'country' | 'customerNumber'>>;

export interface Partners {
  /** The partners that a contact works for, oldest first. */
  of(contactId: string): Promise<PartnerRecord[]>;
  /** A company that only the contact names. Its customer number opens nothing: what ALSO's list knows of a number is ALSO's to say. */
  add(contactId: string, company: string): Effect;
  change(partnerId: string, change: PartnerChange): Effect;
  /** Who may sign: this contact, or somebody by name, or nobody knows. */
  setSignatory(contactId: string, partnerId: string, signatory: { readonly isSignatory: boolean; readonly name?: string }): Effect;
  setExpiry(partnerId: string, day: Day): Effect;
  /** Leaves the contact's companies; those that only this contact named go with the last of their contacts. */
  readonly erase: Eraser;
}

export function createPartners(database: Database, random: Random): Partners {
  return {
    of: async (contactId) => {
      const rows = await database.prisma.membership.findMany({ where: { contactId }, include: { partner: { include: { agreement: true } } }, orderBy: { partnerId: 'asc' } });
      return rows.map(({ isSignatory, partner }) => ({
        id: partner.id, company: partner.company, country: partner.country ?? undefined, customerNumber: partner.customerNumber ?? undefined,
        isListed: partner.listedNumber !== null, expiresOn: partner.agreement?.expiresOn.toISOString().slice(0, 10), isExpiryListed: partner.agreement?.from === 'also',
        isSignatory: isSignatory ?? undefined, signatoryName: partner.signatoryName ?? undefined,
      }));
    },
    add: (contactId, company) => (transaction, { at }) => transaction.partner.create({
      data: { id: random.uuid(), company, updatedAt: at, memberships: { create: { contactId } } },
    }),
    change: (partnerId, change) => async (transaction, { at }) => {
      // The list always names the company; what it leaves open a contact may add.
      const isLeftOpen = Object.keys(change).map((field) => (field === 'company' ? { id: '' } : { [field]: null }));
      const { count } = await transaction.partner.updateMany({ where: { id: partnerId, OR: [{ listedNumber: null }, { AND: isLeftOpen }] }, data: { ...change, updatedAt: at } });
      // The list has named the partner meanwhile: what it says is for ALSO to change.
      if (count !== 1) throw new OvertakenError();
    },
    setSignatory: (contactId, partnerId, { isSignatory, name }) => async (transaction, { at }) => {
      await transaction.membership.update({ where: { contactId_partnerId: { contactId, partnerId } }, data: { isSignatory } });
      await transaction.partner.update({ where: { id: partnerId }, data: { signatoryName: name ?? null, updatedAt: at } });
    },
    setExpiry: (partnerId, day) => async (transaction, { at }) => {
      const agreement = { expiresOn: new Date(`${day}T00:00:00Z`), from: 'contact', updatedAt: at };
      await transaction.agreement.upsert({ where: { partnerId }, create: { partnerId, ...agreement }, update: agreement });
    },
    erase: async (transaction, { contactId }) => {
      const left = await transaction.membership.findMany({ where: { contactId } });
      await transaction.membership.deleteMany({ where: { contactId } });
      // A name that was given as the signatory's is a person's, too, and nobody is left who gave it.
      const ids = left.map(({ partnerId }) => partnerId);
      const { count } = await transaction.partner.deleteMany({ where: { id: { in: ids }, listedNumber: null, memberships: { none: {} } } });
      await transaction.partner.updateMany({ where: { id: { in: ids }, memberships: { none: {} } }, data: { signatoryName: null } });
      return count;
    },
  };
}
