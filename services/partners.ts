/** Partners: the companies that sell, who works for them, and until when their agreement runs. */
import type { Database } from '../prisma/database';
import { OvertakenError } from '../prisma/overtaken';
import type { Merger } from './contacts';
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
  /** The day is a contact's word that the agreement was renewed, which ALSO's list has not confirmed yet; until then it ran to `previousExpiresOn`. */
  readonly claimedAt: Date | undefined;
  readonly previousExpiresOn: Day | undefined;
  /** Whether this contact may sign for the partner (REN-16); undefined while nobody has said. */
  readonly isSignatory: boolean | undefined;
  /** Who may sign, where it is not this contact. */
  readonly signatoryName: string | undefined;
}

export type PartnerChange = Partial<Pick<PartnerRecord, 'company' | 'country' | 'customerNumber'>>;

export interface Partners {
  /** The partners that a contact works for, by name. */
  of(contactId: string): Promise<PartnerRecord[]>;
  /** A company that only the contact names. Its customer number opens nothing: what ALSO's list knows of a number is ALSO's to say. */
  add(contactId: string, company: string): Effect;
  /** `judged`: what was read before, where that matters; where it is another by now, the turn is played again. */
  change(partnerId: string, change: PartnerChange, judged?: PartnerChange): Effect;
  /** Who may sign: this contact, or somebody by name, or nobody knows. */
  setSignatory(contactId: string, partnerId: string, signatory: { readonly isSignatory: boolean; readonly name?: string }, judged?: Pick<PartnerRecord, 'isSignatory' | 'signatoryName'>): Effect;
  /** Leaves the contact's companies; those that only this contact named go with the last of their contacts. */
  readonly erase: Eraser;
  readonly merge: Merger;
}

export function createPartners(database: Database, random: Random): Partners {
  return {
    of: async (contactId) => {
      const rows = await database.prisma.membership.findMany({
        where: { contactId }, include: { partner: { include: { agreement: true } } }, orderBy: [{ partner: { company: 'asc' } }, { partnerId: 'asc' }],
      });
      return rows.map(({ isSignatory, partner }) => read(partner, isSignatory));
    },
    add: (contactId, company) => (transaction, { at }) => transaction.partner.create({
      data: { id: random.uuid(), company, updatedAt: at, memberships: { create: { contactId } } },
    }),
    change: (partnerId, change, judged) => async (transaction, { at }) => {
      // The list always names the company; what it leaves open a contact may add.
      const isLeftOpen = Object.keys(change).map((field) => (field === 'company' ? { id: '' } : { [field]: null }));
      const asJudged = judged && Object.fromEntries(Object.keys(change).map((field) => [field, judged[field as keyof PartnerChange] ?? null]));
      const { count } = await transaction.partner.updateMany({ where: { ...asJudged, id: partnerId, OR: [{ listedNumber: null }, { AND: isLeftOpen }] }, data: { ...change, updatedAt: at } });
      // The list has named the partner meanwhile: what it says is for ALSO to change.
      if (count !== 1) throw new OvertakenError();
    },
    setSignatory: (contactId, partnerId, { isSignatory, name }, judged) => async (transaction, { at }) => {
      const parts = await transaction.membership.updateMany({ where: { contactId, partnerId, ...(judged && { isSignatory: judged.isSignatory ?? null }) }, data: { isSignatory } });
      const named = await transaction.partner.updateMany({ where: { id: partnerId, ...(judged && { signatoryName: judged.signatoryName ?? null }) }, data: { signatoryName: name ?? null, updatedAt: at } });
      if (parts.count !== 1 || named.count !== 1) throw new OvertakenError();
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
    // What was said of the other one's part stays.
    merge: (transaction, { from, into }) => transaction.$executeRaw`INSERT INTO "Membership" AS m ("contactId", "partnerId", "isSignatory")
      SELECT ${into}, "partnerId", "isSignatory" FROM "Membership" WHERE "contactId" = ${from}
      ON CONFLICT ("contactId", "partnerId") DO UPDATE SET "isSignatory" = EXCLUDED."isSignatory" WHERE m."isSignatory" IS NULL AND EXCLUDED."isSignatory" IS NOT NULL`,
  };
}

interface Row {
  readonly id: string;
  readonly company: string;
  readonly country: string | null;
  readonly customerNumber: string | null;
  readonly listedNumber: string | null;
  readonly signatoryName: string | null;
  readonly agreement: { readonly expiresOn: Date; readonly from: string; readonly claimedAt: Date | null; readonly previousExpiresOn: Date | null } | null;
}

function read({ agreement, ...partner }: Row, isSignatory: boolean | null): PartnerRecord {
  return {
    id: partner.id, company: partner.company, country: partner.country ?? undefined, customerNumber: partner.customerNumber ?? undefined,
    isListed: partner.listedNumber !== null, isSignatory: isSignatory ?? undefined, signatoryName: partner.signatoryName ?? undefined,
    expiresOn: agreement?.expiresOn.toISOString().slice(0, 10), isExpiryListed: agreement?.from === 'also',
    claimedAt: agreement?.claimedAt ?? undefined, previousExpiresOn: agreement?.previousExpiresOn?.toISOString().slice(0, 10),
  };
}
