/** What hand-overs leave in the ledger: who has given a renewal to whom. Handing over is not looking after it: the one who was named must show a sign. Pure. */
import { rowsOf, wasSaid } from './cycle';
import { offsetOf, type NoticePayload } from '../notice';
import type { PlanContact, PlanFacts, ToldNotice } from './plan';

/** By which a contact hears that it is theirs now. */
export function isHandOver({ milestone }: Pick<ToldNotice, 'milestone'>): boolean {
  return milestone.startsWith('handedOver:');
}

/** Who has given it away, be it to anybody or to one contact. */
export function giversOf(rows: readonly ToldNotice[], to?: string): readonly string[] {
  return rows.filter((row) => isHandOver(row) && (to === undefined || row.contactId === to)).flatMap(({ payload }) => payload.byId ?? []);
}

/** The colleague who wants no reminders any more, for a contact who had given it away and is asked again: said once. */
export function declinedTo(facts: PlanFacts, { id }: PlanContact): NoticePayload | undefined {
  const rows = rowsOf(facts);
  const heir = facts.contacts.find((contact) => contact.id === facts.agreement.inCharge);
  if (!heir || heir.id === id || heir.mayWriteFirst !== false || !giversOf(rows).includes(id)) return undefined;
  const isTold = rows.some((row) => row.contactId === id && offsetOf(row.milestone) !== undefined && row.payload.byId === heir.id && wasSaid(row));
  return isTold ? undefined : { ...(heir.name !== undefined && { by: heir.name }), byId: heir.id };
}
