/** Everything that Lotse keeps of one person, as a file for that person. */
import type { Database } from '../prisma/database';

export interface PersonalFiles {
  /** JSON, readable; undefined where nobody of that id is known. */
  write(contactId: string): Promise<string | undefined>;
}

export function createPersonalFiles(database: Database): PersonalFiles {
  return {
    write: (contactId) => database.prisma.$transaction(async (transaction) => {
      const contact = await transaction.contact.findUnique({ where: { id: contactId }, include: { formerAddresses: true, memberships: { include: { partner: { include: { agreement: true } } } } } });
      if (!contact) return undefined;
      const conversations = await transaction.conversation.findMany({ where: { contactId } });
      const ids = { in: conversations.map(({ id }) => id) };
      const said = await transaction.webchatActivity.findMany({ where: { conversationId: ids }, orderBy: { watermark: 'asc' } });
      const { memberships, formerAddresses, state, version: _version, ...person } = contact;
      return JSON.stringify({
        contact: { ...person, ...(JSON.parse(state) as object), formerEmails: formerAddresses.map(({ email }) => email) },
        companies: memberships.map(({ isSignatory, partner: { id: _id, listedNumber, agreement, ...partner } }) => ({ ...partner, isOnAlsosList: listedNumber !== null, isSignatory, agreement: agreement && ownPart(agreement, contactId) })),
        conversations: conversations.map(({ id, channel, address, state: place, heardAt, saidAt, deadAt, deadCause, leftAt, updatedAt }) => ({ id, channel, address: JSON.parse(address) as unknown, place: JSON.parse(place) as unknown, heardAt, saidAt, deadAt, deadCause, leftAt, updatedAt })),
        replies: (await transaction.turn.findMany({ where: { conversationId: ids }, orderBy: { at: 'asc' } })).map(({ at, replies }) => ({ at, replies: JSON.parse(replies) as unknown })),
        said: said.map(({ at, activity }) => ({ at, activity: JSON.parse(activity) as unknown })),
        // What agents note among themselves reaches no contact.
        sayings: await transaction.saying.findMany({ where: { contactId, by: { not: 'note' } }, orderBy: { id: 'asc' }, select: { by: true, text: true, about: true, at: true } }),
        handoffs: await transaction.handoff.findMany({ where: { contactId }, orderBy: { askedAt: 'asc' }, select: { topic: true, question: true, calledName: true, askedAt: true, joinedAt: true, closedAt: true, closedBy: true, rating: true, ratingWords: true } }),
        steps: await transaction.walkStep.findMany({ where: { contactId }, orderBy: { id: 'asc' }, select: { procedure: true, step: true, problem: true, language: true, channel: true, status: true, at: true } }),
        notUnderstood: await transaction.misunderstanding.findMany({ where: { contactId }, orderBy: { id: 'asc' }, select: { text: true, language: true, channel: true, procedure: true, step: true, at: true } }),
        consents: await transaction.consent.findMany({ where: { contact: contactId } }),
        files: await transaction.file.findMany({ where: { contactId }, orderBy: [{ at: 'asc' }, { place: 'asc' }], select: { name: true, contentType: true, size: true, at: true, state: true, reason: true } }),
        verifications: await transaction.challenge.findMany({ where: { contactId }, select: { email: true, createdAt: true, expiresAt: true, tries: true, endedAt: true } }),
        notices: await transaction.notice.findMany({ where: { contactId }, orderBy: { dueAt: 'asc' }, select: { milestone: true, cycle: true, state: true, reason: true, dueAt: true, sentAt: true, route: true } }),
        mails: await transaction.queuedMail.findMany({ where: { OR: [{ conversationId: ids }, ...(contact.email ? [{ to: { equals: contact.email, mode: 'insensitive' as const } }] : [])] }, select: { kind: true, to: true, createdAt: true, outcome: true } }),
      }, null, 2);
    }),
  };
}

/** A partner's agreement without the colleagues who had to do with it. */
function ownPart({ partnerId: _partnerId, lookAt: _lookAt, claimedBy, careBy, inCharge, ...agreement }: Agreement, contactId: string) {
  return { ...agreement, wasClaimedByYou: claimedBy === contactId, wasLookedAfterByYou: careBy === contactId, isInYourCharge: inCharge === contactId };
}

type Agreement = { readonly partnerId: string; readonly lookAt: Date | null; readonly claimedBy: string | null; readonly careBy: string | null; readonly inCharge: string | null };
