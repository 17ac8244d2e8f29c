/** Reads what a mail about a handoff tells, as things stand when it leaves. */
import { languageOf } from '../../../locales';
import type { Database } from '../../../prisma/database';
import { dayIn } from '../../day';
import { asRead } from '../saying';
import type { HandoffMailWhy, HandoffStory, SaidLine } from './handoffMail';

/** More is read on the console. */
const LINES = 60;
/** By which state it is seen that a mail has nobody to tell of any more. */
const STILL: Readonly<Record<HandoffMailWhy, string>> = { waiting: 'waiting', lead: 'waiting', unanswered: 'nobody' };

/** Undefined where somebody has it by now, or the contact is gone. */
export async function readStory({ prisma }: Database, id: string, why: HandoffMailWhy, now: Date, zone: string): Promise<HandoffStory | undefined> {
  const handoff = await prisma.handoff.findUnique({ where: { id } });
  if (!handoff || handoff.contactId === '' || STILL[why] !== (handoff.closedBy ?? handoff.state)) return undefined;
  const contact = await prisma.contact.findUnique({ where: { id: handoff.contactId } });
  if (!contact) return undefined;
  const partner = handoff.partnerId === null ? null : await prisma.partner.findUnique({ where: { id: handoff.partnerId }, include: { agreement: true } });
  const rows = await prisma.saying.findMany({ where: { conversationId: handoff.conversationId, by: { in: ['contact', 'lotse', 'agent', 'event'] } }, orderBy: { id: 'desc' }, take: LINES + 1 });
  const { topic, step, problem, question, channel, askedAt } = handoff;
  return {
    why, topic, question, channel, askedAt, step: step ?? undefined, problem: problem ?? undefined, language: languageOf(handoff.language) ?? 'en', today: dayIn(zone, now),
    since: handoff.waitingSince, name: contact.name ?? (contact.email === null ? handoff.calledName : null) ?? undefined, email: contact.email ?? undefined, isEmailProven: contact.verifiedAt !== null,
    partner: partner ? { company: partner.company, customerNumber: partner.customerNumber ?? partner.listedNumber ?? undefined, expiresOn: partner.agreement?.expiresOn.toISOString().slice(0, 10) } : undefined,
    said: asRead(rows.slice(0, LINES).reverse()).map(({ row: { at, by }, text }): SaidLine => ({ at, by: by as SaidLine['by'], text })), isCut: rows.length > LINES,
  };
}
