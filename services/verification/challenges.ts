/** Challenges: codes that were asked for and are waited for, without the codes. */
import { OvertakenError } from '../../prisma/overtaken';
import type { Database, Transaction } from '../../prisma/database';
import type { Clock } from '../clock';
import type { Merger } from '../contacts';
import type { Eraser } from '../erasures';
import type { Effect } from '../turns';
import type { CodeLimits } from './rules';

export interface Challenge {
  readonly id: string;
  readonly contactId: string;
  readonly conversationId: string;
  readonly email: string;
  readonly emailKey: string;
  readonly expiresAt: Date;
}

export interface Challenges {
  /** The challenge, as long as its code is good. */
  findAlive(id: string): Promise<Challenge | undefined>;
  /** What a contact waits for: a code that lives and has tries left, to that address or to any. */
  findWaiting(contactId: string, emailKey?: string): Promise<Challenge | undefined>;
  /** The only one of its contact from now on. */
  begin(challenge: Challenge): Effect;
  /** The right code was given. It can be given once. */
  end(challenge: Pick<Challenge, 'id' | 'contactId' | 'emailKey'>): Effect;
  readonly erase: Eraser;
  readonly merge: Merger;
  /** Forgets challenges, tries and counted mails from before a time. */
  forget(before: Date): Promise<number>;
}

export function createChallenges(database: Database, clock: Clock, limits: CodeLimits): Challenges {
  const alive = () => ({ endedAt: null, expiresAt: { gt: clock.now() } });
  const waiting = (contactId: string, emailKey?: string) => ({ contactId, ...(emailKey !== undefined && { emailKey }), ...alive(), tries: { lt: limits.tries } });
  return {
    findAlive: async (id) => (await database.prisma.challenge.findUnique({ where: { id, ...alive() } })) ?? undefined,
    findWaiting: async (contactId, emailKey) => (await database.prisma.challenge.findFirst({ where: waiting(contactId, emailKey) })) ?? undefined,
    begin: (challenge) => async (transaction, { at }) => {
      const { id, contactId } = challenge;
      await lockContact(transaction, contactId);
      await transaction.challenge.updateMany({ where: { contactId, endedAt: null, id: { not: id } }, data: { endedAt: at } });
      await transaction.challenge.upsert({ where: { id }, create: { ...challenge, createdAt: at }, update: {} });
    },
    end: ({ id, contactId, emailKey }) => async (transaction, { at }) => {
      await lockContact(transaction, contactId);
      const { count } = await transaction.challenge.updateMany({ where: { id, endedAt: null }, data: { endedAt: at } });
      if (count !== 1) throw new OvertakenError();
      await forgive(transaction, { contactId, emailKey });
    },
    erase: async (transaction, { contactId, successorId }) => {
      const found = await transaction.challenge.findMany({ where: { contactId }, select: { id: true } });
      await transaction.codeTry.deleteMany({ where: { challengeId: { in: found.map(({ id }) => id) } } });
      // Limits are not shaken off by asking to be forgotten; what is counted says nothing about anybody.
      await transaction.codeMail.updateMany({ where: { contactId }, data: { contactId: successorId } });
      return (await transaction.challenge.deleteMany({ where: { contactId } })).count;
    },
    merge: async (transaction, { from: contactId, into }, at) => {
      // A code belongs to the contact that asked for it.
      await transaction.challenge.updateMany({ where: { contactId, endedAt: null }, data: { endedAt: at } });
      await transaction.challenge.updateMany({ where: { contactId }, data: { contactId: into } });
      await transaction.codeMail.updateMany({ where: { contactId }, data: { contactId: into } });
    },
    forget: async (before) => {
      const challenges = await database.prisma.challenge.deleteMany({ where: { createdAt: { lt: before } } });
      const tries = await database.prisma.codeTry.deleteMany({ where: { at: { lt: before } } });
      const mails = await database.prisma.codeMail.deleteMany({ where: { at: { lt: before } } });
      return challenges.count + tries.count + mails.count;
    },
  };
}

/** The contact's row before the challenge's, as tries take them: the other way round, a try and a success would wait for each other. */
async function lockContact(transaction: Transaction, contactId: string): Promise<void> {
  await transaction.$executeRaw`SELECT 1 FROM "Contact" WHERE id = ${contactId} FOR UPDATE`;
}

/** Tries at this address no longer count against the contact; those at others' addresses do. */
async function forgive(transaction: Transaction, { contactId, emailKey }: Pick<Challenge, 'contactId' | 'emailKey'>): Promise<void> {
  const { _sum: { tries } } = await transaction.challenge.aggregate({ where: { contactId, emailKey }, _sum: { tries: true } });
  await transaction.$executeRaw`UPDATE "Contact" SET "failedCodes" = GREATEST(0, "failedCodes" - ${tries ?? 0}::int), "lockedAt" = NULL WHERE id = ${contactId}`;
}
