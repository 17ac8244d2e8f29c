/** Verification: proof that a contact reads a mailbox, by a code sent there. What is counted is counted before anything is compared. */
import { countTry } from '../../prisma/codeTries';
import type { Database } from '../../prisma/database';
import type { Language } from '../../locales';
import type { Clock } from '../clock';
import type { MailAddress } from '../mailAddress';
import type { MailQueue } from '../mailQueue';
import { isPrivateMail } from '../privateMail';
import type { Random } from '../random';
import type { Effect } from '../turns';
import type { Challenge, Challenges } from './challenges';
import { hashOfAddress, isCode, nameOfTry, nextMailAt, type CodeLimits } from './rules';

/** A code is wanted for an address; `activityId` makes it one however often the turn is played. */
export interface CodeWish {
  readonly contactId: string;
  readonly conversationId: string;
  readonly activityId: string;
  readonly address: MailAddress;
  readonly language: Language;
}

/** A code is on its way, or why not. The same whether or not anybody knows the address. */
export type Asked =
  | { readonly kind: 'sent'; readonly challengeId: string; readonly minutes: number; readonly isAgain: boolean; readonly effects: readonly Effect[] }
  | { readonly kind: 'wait'; readonly until: Date }
  | { readonly kind: 'locked' }
  | { readonly kind: 'unavailable' };

/** What came of a code; `left` tries remain. */
export type Answered =
  | { readonly kind: 'right'; readonly effect: Effect }
  | { readonly kind: 'wrong'; readonly left: number }
  | { readonly kind: 'spent' | 'expired' | 'locked' };

export interface Attempt {
  readonly contactId: string;
  readonly challengeId: string;
  readonly activityId: string;
  readonly code: string;
}

export interface Verifications {
  /** Whether this installation can send mails at all. */
  readonly isAvailable: boolean;
  /** Whether somebody has the address for themselves and not from a company. */
  isPrivate(address: MailAddress): boolean;
  /** The challenge whose code a contact still waits for. */
  findWaiting(contactId: string): Promise<Challenge | undefined>;
  /** Whether a code that was asked for is still good; how many tries are left is said when it is given. */
  isAlive(challengeId: string): Promise<boolean>;
  ask(wish: CodeWish): Promise<Asked>;
  /** Counts the try, then compares. An activity that is repeated with the same code is not counted again. */
  answer(attempt: Attempt): Promise<Answered>;
  /** Tells an address that it was given up for another one. */
  tellOldAddress(email: string, language: Language, conversationId: string): Effect;
}

export interface VerificationParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly challenges: Challenges;
  /** Undefined where no mail can be sent. */
  readonly mails: MailQueue | undefined;
  readonly pepper: Buffer;
  readonly limits: CodeLimits;
  /** The whole installation is at its limit of codes: somebody may be bombing mailboxes. */
  readonly onOverallLimit: () => void;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** How long it is worth trying to tell an old address that it was given up. */
const NEWS_LIFE_MS = 3 * DAY_MS;
/** Reservations of codes go one after the other, on all instances. */
const LOCK = 20_720_001;

export function createVerifications(parts: VerificationParts): Verifications {
  const { challenges, mails, random } = parts;
  return {
    isAvailable: mails !== undefined,
    isPrivate: ({ domain }) => isPrivateMail(domain),
    findWaiting: (contactId) => challenges.findWaiting(contactId),
    isAlive: async (challengeId) => (await challenges.findAlive(challengeId)) !== undefined,
    ask: async (wish) => {
      if (!mails) return { kind: 'unavailable' };
      const reserved = await reserve(parts, wish);
      return reserved === 'reserved' ? challenge(parts, mails, wish) : reserved;
    },
    answer: (attempt) => compare(parts, attempt),
    tellOldAddress: (email, language, conversationId) => async (transaction, { at }) => {
      await mails?.queue(transaction, { id: random.uuid(), kind: 'addressChanged', to: email, language, payload: {}, conversationId, expiresAt: new Date(at.getTime() + NEWS_LIFE_MS) });
    },
  };
}

/** Counts the mail before it is promised, in a statement of its own that outlives the turn; a turn that is played again finds its own. */
async function reserve({ database, clock, pepper, limits, onOverallLimit }: VerificationParts, wish: CodeWish): Promise<'reserved' | Asked> {
  const { contactId } = wish;
  const addressKey = hashOfAddress(pepper, wish.address.key);
  const activityId = nameOfTry(pepper, `${wish.conversationId}|${wish.activityId}`, addressKey);
  return database.prisma.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
    const contact = await transaction.contact.findUnique({ where: { id: contactId }, select: { failedCodes: true } });
    if (contact && contact.failedCodes >= limits.failuresInARow) return { kind: 'locked' };
    if (await transaction.codeMail.findUnique({ where: { activityId } })) return 'reserved';
    const now = clock.now();
    const since = (ms: number) => ({ gt: new Date(now.getTime() - ms) });
    const day = await transaction.codeMail.findMany({ where: { at: since(DAY_MS), OR: [{ contactId }, { addressKey }] } });
    const hour = await transaction.codeMail.findMany({ where: { at: since(HOUR_MS) }, select: { at: true } });
    const next = nextMailAt(now, {
      byContact: day.filter((mail) => mail.contactId === contactId).map(({ at }) => at),
      toAddress: day.filter((mail) => mail.addressKey === addressKey).map(({ at }) => at),
      inAll: hour.map(({ at }) => at),
    }, limits);
    if (next.isOverall) onOverallLimit();
    if (next.at > now) return { kind: 'wait', until: next.at };
    await transaction.codeMail.create({ data: { activityId, contactId, addressKey, at: now } });
    return 'reserved';
  });
}

/** While a code lives, asking again brings the same one, so that a mail that comes late is still good. */
async function challenge({ challenges, clock, random, limits }: VerificationParts, mails: MailQueue, wish: CodeWish): Promise<Asked> {
  const { contactId, conversationId, address: { email, key }, language } = wish;
  const now = clock.now();
  const alive = await challenges.findWaiting(contactId, key);
  const begun = alive ?? { id: random.uuid(), contactId, conversationId, email, emailKey: key, expiresAt: new Date(now.getTime() + limits.lifeMinutes * 60_000) };
  const send: Effect = (transaction) => mails.queue(transaction, {
    id: random.uuid(), kind: 'code', to: begun.email, language, payload: { challengeId: begun.id }, conversationId, expiresAt: begun.expiresAt,
  });
  const minutes = Math.round((begun.expiresAt.getTime() - now.getTime()) / 60_000);
  return { kind: 'sent', challengeId: begun.id, minutes, isAgain: alive !== undefined, effects: [challenges.begin(begun), send] };
}

async function compare({ challenges, database, clock, limits, pepper }: VerificationParts, { contactId, challengeId, activityId, code }: Attempt): Promise<Answered> {
  const found = await challenges.findAlive(challengeId);
  if (!found || found.contactId !== contactId) return { kind: 'expired' };
  const tried = await countTry(database, { challengeId, contactId, name: nameOfTry(pepper, activityId, code), at: clock.now(), tries: limits.tries, failures: limits.failuresInARow });
  if (tried === 'locked') return { kind: 'locked' };
  if (tried === undefined) return { kind: 'spent' };
  if (isCode(pepper, { challengeId, contactId, emailKey: found.emailKey }, code)) return { kind: 'right', effect: challenges.end(found) };
  return tried >= limits.tries ? { kind: 'spent' } : { kind: 'wrong', left: limits.tries - tried };
}
