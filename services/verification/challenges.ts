/** Challenges: codes that were asked for and are waited for, without the codes. */
import { OvertakenError } from '../../prisma/turnStore';
import type { Database } from '../../prisma/database';
import type { Clock } from '../clock';
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
  end(id: string): Effect;
  readonly erase: Eraser;
  /** Forgets challenges, tries and counted mails from before a time. */
  forget(before: Date): Promise<number>;
}

export function createChallenges(database: Database, clock: Clock, limits: CodeLimits): Challenges {
  const alive = () => ({ endedAt: null, expiresAt: { gt: clock.now() } });
  return {
    findAlive: async (id) => (await database.prisma.challenge.findUnique({ where: { id, ...alive() } })) ?? undefined,
    findWaiting: async (contactId, emailKey) => (await database.prisma.challenge.findFirst({ where: { contactId, ...(emailKey !== undefined && { emailKey }), ...alive(), tries: { lt: limits.tries } } })) ?? undefined,
    begin: (challenge) => async (transaction, { at }) => {
      const { id, contactId } = challenge;
      await transaction.challenge.updateMany({ where: { contactId, endedAt: null, id: { not: id } }, data: { endedAt: at } });
      await transaction.challenge.upsert({ where: { id }, create: { ...challenge, createdAt: at }, update: {} });
    },
    end: (id) => async (transaction, { at }) => {
      const { count } = await transaction.challenge.updateMany({ where: { id, endedAt: null }, data: { endedAt: at } });
      if (count !== 1) throw new OvertakenError();
    },
    erase: async (transaction, { contactId }) => {
      const found = await transaction.challenge.findMany({ where: { contactId }, select: { id: true } });
      await transaction.codeTry.deleteMany({ where: { challengeId: { in: found.map(({ id }) => id) } } });
      return (await transaction.challenge.deleteMany({ where: { contactId } })).count;
    },
    forget: async (before) => {
      const challenges = await database.prisma.challenge.deleteMany({ where: { createdAt: { lt: before } } });
      const tries = await database.prisma.codeTry.deleteMany({ where: { at: { lt: before } } });
      const mails = await database.prisma.codeMail.deleteMany({ where: { at: { lt: before } } });
      return challenges.count + tries.count + mails.count;
    },
  };
}
