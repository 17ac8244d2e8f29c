/** Agreements: until when a partner's contract with Cisco runs, who looks after its renewal, and what a contact says of it that nobody has confirmed yet. */
import { OvertakenError } from '../prisma/overtaken';
import type { Database, Transaction } from '../prisma/database';
import type { Merger } from './contacts';
import { dayIn, type Day } from './day';
import type { Eraser } from './erasures';
import type { Notice, NoticeReason } from './notices/notice';
import type { Effect } from './turns';

/** A contact's word that the agreement was renewed. */
export interface Renewal {
  readonly contactId: string;
  /** The day that it ran out on before. */
  readonly from: Day;
  readonly to: Day;
  /** The day that was said in an earlier word, where this one corrects it. */
  readonly instead?: Day;
}

export interface Agreements {
  /** A day that a contact knows; `from` is what was read before. Where it is another by now, the turn is played again. */
  setExpiry(partnerId: string, days: { readonly from: Day | undefined; readonly to: Day }): Effect;
  /** Nothing more is said of the day before; colleagues hear of it once. It stands until ALSO's list confirms or refutes it. */
  renew(partnerId: string, renewal: Renewal): Effect;
  /** Somebody has shown that the renewal is being looked after. */
  lookAfter(partnerId: string, contactId: string): Effect;
  /** A colleague is to look after it from now on: one of the partner's contacts to whom Lotse may write first. */
  handOver(partnerId: string, contacts: { readonly from: string; readonly to: string }): Effect;
  /** ALSO confirms what a contact said; undefined where nothing waits to be confirmed, else what was confirmed. */
  confirm(partnerId: string, at: Date): (transaction: Transaction) => Promise<{ readonly previousExpiresOn: Day | null; readonly expiresOn: Day } | undefined>;
  /** The day that an agent of ALSO gives, whoever gave the one before. Where that is another by now, the turn is played again. */
  correct(partnerId: string, days: { readonly from: Day | undefined; readonly to: Day }): Effect;
  readonly erase: Eraser;
  readonly merge: Merger;
}

/** What agreements ask of the ledger of notices, within the same commit. */
export interface AgreementNotices {
  /** What is planned or claimed of a cycle is not said any more, to one contact where one is named. */
  cancel(of: Pick<Notice, 'subject' | 'cycle'> & Partial<Pick<Notice, 'contactId'>>, reason: NoticeReason): Effect;
  /** Plans notices. What was cancelled is planned again, what still waits says what holds now, what was said is not said twice. */
  insert(notices: readonly NewNotice[]): Effect;
  /** Takes a person's name out of what was or is to be said to others. */
  forgetName(contactId: string): Effect;
}

export type NewNotice = Pick<Notice, 'subject' | 'cycle' | 'milestone' | 'contactId' | 'dueAt' | 'payload'>;

type Turn = Parameters<Effect>[1];

const NOT_CLAIMED = { claimedAt: null, claimedBy: null, previousExpiresOn: null };

export function createAgreements(notices: AgreementNotices): Agreements {
  return {
    setExpiry: (partnerId, days) => (transaction, { at }) => setExpiry(transaction, partnerId, days, at),
    renew: (partnerId, renewal) => (transaction, turn) => renew(transaction, turn, notices, partnerId, renewal),
    lookAfter: (partnerId, contactId) => (transaction, { at }) => transaction.agreement.updateMany({ where: { partnerId }, data: { careAt: at, careBy: contactId, updatedAt: at } }),
    handOver: (partnerId, contacts) => (transaction, turn) => handOver(transaction, turn, notices, partnerId, contacts),
    confirm: (partnerId, at) => (transaction) => confirm(transaction, partnerId, at),
    correct: (partnerId, days) => (transaction, { at }) => correct(transaction, partnerId, days, at),
    erase: async (transaction, { contactId, present }) => {
      const companies = await transaction.membership.findMany({ where: { contactId }, select: { partnerId: true } });
      // A plan that names the person comes before or after, not in between.
      await transaction.$executeRaw`SELECT lotse_look_again(${companies.map(({ partnerId }) => partnerId)})`;
      const count = await transaction.$executeRaw`UPDATE "Agreement" SET "claimedBy" = NULLIF("claimedBy", ${contactId}), "careBy" = NULLIF("careBy", ${contactId}), "inCharge" = NULLIF("inCharge", ${contactId})
        WHERE ${contactId} IN ("claimedBy", "careBy", "inCharge")`;
      await notices.forgetName(contactId)(transaction, present);
      return count;
    },
    merge: async (transaction, { from, into }) => {
      for (const role of ['claimedBy', 'careBy', 'inCharge'] as const) await transaction.agreement.updateMany({ where: { [role]: from }, data: { [role]: into } });
    },
  };
}

/** Nothing is said of what was due in any agreement before that moment. */
export function rememberFrom({ prisma }: Database, moment: Date) {
  return prisma.$executeRaw`UPDATE "Agreement" SET since = GREATEST(since, ${moment}), "lookAt" = NULL`;
}

async function setExpiry(transaction: Transaction, partnerId: string, { from, to }: { from: Day | undefined; to: Day }, at: Date): Promise<void> {
  if (from === to) return;
  // A day that is corrected back to the list's own is the list's again.
  const listed = await transaction.agreement.count({ where: { partnerId, listedExpiresOn: dateOf(to) } });
  const day = { expiresOn: dateOf(to), from: listed > 0 ? 'also' : 'contact', since: at, updatedAt: at };
  if (from === undefined) return addFirst(transaction, { partnerId, ...day });
  const { count } = await transaction.agreement.updateMany({ where: { partnerId, expiresOn: dateOf(from), from: 'contact' }, data: { ...day, ...NOT_CLAIMED, refutedAt: null, revision: { increment: 1 } } });
  if (count !== 1) throw new OvertakenError();
}

/** Where somebody else was faster nothing breaks: a transaction that has failed could not tell who has made it fail. */
async function addFirst(transaction: Transaction, data: { readonly partnerId: string; readonly expiresOn: Date; readonly from: string; readonly since: Date; readonly updatedAt: Date }): Promise<void> {
  const { count } = await transaction.agreement.createMany({ data: [data], skipDuplicates: true });
  if (count !== 1) throw new OvertakenError();
}

async function confirm(transaction: Transaction, partnerId: string, at: Date) {
  const claimed = await transaction.agreement.findFirst({ where: { partnerId, claimedAt: { not: null } } });
  if (!claimed) return undefined;
  const { count } = await transaction.agreement.updateMany({ where: { partnerId, claimedAt: claimed.claimedAt, expiresOn: claimed.expiresOn }, data: { ...NOT_CLAIMED, from: 'also', updatedAt: at } });
  return count === 0 ? undefined : { previousExpiresOn: claimed.previousExpiresOn && dayOf(claimed.previousExpiresOn), expiresOn: dayOf(claimed.expiresOn) };
}

async function correct(transaction: Transaction, partnerId: string, { from, to }: { from: Day | undefined; to: Day }, at: Date): Promise<void> {
  if (from === to) return;
  const day = { expiresOn: dateOf(to), from: 'also', since: at, updatedAt: at };
  if (from === undefined) return addFirst(transaction, { partnerId, ...day });
  const { count } = await transaction.agreement.updateMany({ where: { partnerId, expiresOn: dateOf(from) }, data: { ...day, ...NOT_CLAIMED, refutedAt: null, revision: { increment: 1 } } });
  if (count !== 1) throw new OvertakenError();
}

async function renew(transaction: Transaction, turn: Turn, notices: AgreementNotices, partnerId: string, { contactId, from, to, instead }: Renewal): Promise<void> {
  const { at } = turn;
  const corrected = instead !== undefined && { previousExpiresOn: dateOf(from), claimedAt: { not: null } };
  const { count } = await transaction.agreement.updateMany({
    where: { partnerId, expiresOn: dateOf(instead ?? from), ...corrected },
    // ALSO's list has as long to follow as it had before a slip was corrected.
    data: { expiresOn: dateOf(to), from: 'contact', previousExpiresOn: dateOf(from), ...(!corrected && { claimedAt: at }), claimedBy: contactId, refutedAt: null, since: at, revision: { increment: 1 }, updatedAt: at },
  });
  if (count !== 1) throw new OvertakenError();
  await notices.cancel({ subject: partnerId, cycle: instead ?? from }, 'renewed')(transaction, turn);
  const others = await transaction.contact.findMany({ where: { id: { not: contactId }, mayWriteFirst: true, memberships: { some: { partnerId } } }, select: { id: true }, orderBy: { id: 'asc' } });
  const payload = { ...(await nameOf(transaction, contactId)), expiresOn: to };
  await notices.insert(others.map(({ id }) => ({ subject: partnerId, cycle: from, milestone: 'renewed', contactId: id, dueAt: at, payload })))(transaction, turn);
}

async function handOver(transaction: Transaction, turn: Turn, notices: AgreementNotices, partnerId: string, { from, to }: { from: string; to: string }): Promise<void> {
  const { at } = turn;
  const heir = await transaction.contact.findFirst({ where: { id: to, mayWriteFirst: true, memberships: { some: { partnerId } } }, select: { timeZone: true } });
  // The colleague has left, or wishes no notices any more.
  if (!heir) throw new OvertakenError();
  const { expiresOn } = await transaction.agreement.update({ where: { partnerId }, data: { inCharge: to, updatedAt: at } });
  // It is not looked after before the colleague shows a sign.
  await transaction.agreement.updateMany({ where: { partnerId, OR: [{ careBy: null }, { careBy: { not: to } }] }, data: { careAt: null, careBy: null } });
  const cycle = { subject: partnerId, cycle: dayOf(expiresOn) };
  await notices.cancel({ ...cycle, contactId: from }, 'handedOver')(transaction, turn);
  await notices.insert([{ ...cycle, milestone: `handedOver:${dayIn(heir.timeZone, at)}`, contactId: to, dueAt: at, payload: await nameOf(transaction, from) }])(transaction, turn);
}

async function nameOf(transaction: Transaction, contactId: string): Promise<{ readonly by?: string; readonly byId: string }> {
  const contact = await transaction.contact.findUnique({ where: { id: contactId }, select: { name: true } });
  return contact?.name == null ? { byId: contactId } : { by: contact.name, byId: contactId };
}

function dayOf(date: Date): Day {
  return date.toISOString().slice(0, 10);
}

function dateOf(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}
