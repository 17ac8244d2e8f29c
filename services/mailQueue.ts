/** Sends the mails that turns have queued: each by one instance at a time, again later where a server asks for it, and never after their time. */
import type { Database, Transaction } from '../prisma/database';
import { LANGUAGES, type Language } from '../locales';
import type { Clock } from './clock';
import type { Eraser } from './erasures';
import type { Mail, MailResult, OutgoingMail } from './mail';

export interface NewMail {
  readonly id: string;
  readonly kind: string;
  readonly to: string;
  readonly language: Language;
  /** What the mail is about, never a code. */
  readonly payload: MailPayload;
  /** The conversation that is told where the mail cannot be delivered. */
  readonly conversationId?: string;
  readonly expiresAt: Date;
}

export type MailPayload = Readonly<Record<string, string | number | boolean | null>>;

export interface WaitingMail extends Omit<NewMail, 'conversationId'> {
  readonly conversationId: string | null;
  readonly createdAt: Date;
  readonly tries: number;
  readonly toldAt: Date | null;
  readonly leasedUntil: Date;
}

/** What a contact must hear now: a mailbox or server said no, it takes longer than it should, or it was given up. */
export interface Undelivered extends Pick<WaitingMail, 'id' | 'kind' | 'to' | 'conversationId' | 'payload' | 'language'> {
  readonly why: 'refused' | 'late' | 'expired';
  /** The server refused Lotse, its sender or the text, and said nothing of the mailbox. */
  readonly isPolicy?: true;
}

export interface MailQueue {
  /** Queues a mail together with whatever else the transaction commits. */
  queue(transaction: Transaction, mail: NewMail): Promise<void>;
  /** Sends what is due. What a contact must hear is given back until it was told. */
  sendDue(): Promise<Undelivered[]>;
  /** The contact has heard of it. */
  told(id: string): Promise<void>;
  /** When the next mail that still waits may be sent. */
  nextDue(): Promise<Date | undefined>;
  readonly erase: Eraser;
  /** Forgets mails that ended before a day. Returns how many rows went. */
  forget(olderThan: Date): Promise<number>;
}

export interface MailQueueParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly mail: Mail;
  /** Makes the text at the moment of sending; undefined where nobody waits for the mail any more. */
  readonly write: (mail: WaitingMail) => OutgoingMail | undefined | Promise<OutgoingMail | undefined>;
  /** Longer than one mail may take, or two instances may send it. */
  readonly leaseMs: number;
  /** Kinds of mail that wait for now. */
  readonly held: () => readonly string[];
  /** What broke in Lotse itself while a mail was written or sent; it is tried again like one that a server put off. */
  readonly onFailure: (failure: unknown) => void;
}

const AT_ONCE = 5;
const TOLD_WITHIN_MS = 86_400_000;
const LATE_AFTER_MS = 120_000;
const BACKOFF_MS = [30_000, 60_000, 120_000, 300_000, 600_000, 900_000];

/**
 * A process that dies between a server's acceptance and the mark leaves the mail to the next one, which sends it again:
 * with the same Message-ID and, for a code, the same code. A mail that comes twice is better than one that does not come.
 */
export function createMailQueue(parts: MailQueueParts): MailQueue {
  const { database, clock } = parts;
  return {
    queue: async (transaction, mail) => {
      const now = clock.now();
      await transaction.queuedMail.create({ data: { ...mail, createdAt: now, dueAt: now } });
    },
    sendDue: async () => {
      const undelivered = await findUntold(parts);
      const first = await claim(parts);
      // Most ticks find nothing: that is to cost one question and not five.
      const workers = first ? AT_ONCE : 0;
      const ends = await Promise.allSettled(Array.from({ length: workers }, (_, place) => sendOneByOne(parts, undelivered, place === 0 ? first : undefined)));
      const broken = ends.find((end) => end.status === 'rejected');
      // What is already marked must be told, even if the database was lost on the way.
      if (broken && undelivered.length === 0) throw broken.reason;
      return undelivered;
    },
    told: async (id) => void (await database.prisma.queuedMail.updateMany({ where: { id }, data: { toldAt: clock.now() } })),
    nextDue: async () => {
      const [row] = await database.prisma.$queryRaw<{ at: Date | null }[]>`SELECT min(GREATEST("dueAt", "leasedUntil")) AS at FROM "QueuedMail"
        WHERE outcome IS NULL AND kind <> ALL(${[...parts.held()]})`;
      return row?.at ?? undefined;
    },
    erase: (transaction, { provenEmails, conversationIds }) => transaction.$executeRaw`DELETE FROM "QueuedMail"
      WHERE lower("to") = ANY(${[...provenEmails]}) OR "conversationId" = ANY(${[...conversationIds]})`,
    forget: async (olderThan) => (await database.prisma.queuedMail.deleteMany({ where: { endedAt: { lt: olderThan } } })).count,
  };
}

/** Mails of these kinds that still wait are not sent any more, and nobody is told. */
export function giveUpMails({ prisma }: Database, kinds: readonly string[], at: Date) {
  return prisma.$executeRaw`UPDATE "QueuedMail" SET outcome = 'expired', "endedAt" = ${at}, "toldAt" = ${at}, "leasedUntil" = NULL WHERE outcome IS NULL AND kind = ANY(${[...kinds]})`;
}

/** How a mail ended, or what is the matter with it: denied is refused for what it is, and not for the mailbox. */
type Unsent = 'refused' | 'denied' | 'expired' | 'late';

function toldAs(end: Unsent): Pick<Undelivered, 'why' | 'isPolicy'> {
  return end === 'denied' ? { why: 'refused', isPolicy: true } : { why: end };
}

/** What ended when nobody could be told, as in a crash; what is a day old is not worth saying any more. */
async function findUntold({ database, clock }: MailQueueParts): Promise<Undelivered[]> {
  const rows = await database.prisma.$queryRaw<(Undelivered & { outcome: 'refused' | 'denied' | 'expired' })[]>`SELECT id, kind, "to", "conversationId", payload, language, outcome FROM "QueuedMail"
    WHERE outcome IN ('refused', 'denied', 'expired') AND ("toldAt" IS NULL OR "toldAt" < "endedAt") AND "endedAt" > ${new Date(clock.now().getTime() - TOLD_WITHIN_MS)}`;
  return rows.map(({ outcome, ...mail }) => ({ ...mail, ...toldAs(outcome) }));
}

async function sendOneByOne(parts: MailQueueParts, undelivered: Undelivered[], first: WaitingMail | undefined): Promise<void> {
  for (let mail = first ?? await claim(parts); mail; mail = await claim(parts)) {
    const end = await deliver(parts, mail);
    const { id, kind, to, conversationId, payload, language } = mail;
    if (end) undelivered.push({ id, kind, to, conversationId, payload, language, ...toldAs(end) });
  }
}

async function claim({ database, clock, leaseMs, held }: MailQueueParts): Promise<WaitingMail | undefined> {
  const now = clock.now();
  const [mail] = await database.prisma.$queryRaw<(Omit<WaitingMail, 'language'> & { language: string })[]>`
    UPDATE "QueuedMail" SET "leasedUntil" = ${new Date(now.getTime() + leaseMs)}, tries = tries + 1
    WHERE id = (SELECT id FROM "QueuedMail" WHERE outcome IS NULL AND "dueAt" <= ${now} AND ("leasedUntil" IS NULL OR "leasedUntil" <= ${now}) AND kind <> ALL(${[...held()]})
      ORDER BY "dueAt", id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, "to", language, payload, "conversationId", "createdAt", "expiresAt", tries, "toldAt", "leasedUntil"`;
  return mail && { ...mail, language: LANGUAGES.find((language) => language === mail.language) ?? 'en' };
}

/** Sends one mail, marks how it went, and says what the contact must hear of it. */
async function deliver(parts: MailQueueParts, mail: WaitingMail): Promise<Unsent | undefined> {
  if (mail.expiresAt <= parts.clock.now()) return end(parts, mail, 'expired');
  const result = await trySending(parts, mail);
  if (result === 'unwanted') {
    // Nobody waits for it any more, so nobody is told.
    await end(parts, mail, 'expired', true);
    return undefined;
  }
  if (result.kind === 'later') return putOff(parts, mail);
  return end(parts, mail, result.kind === 'accepted' ? 'sent' : result.reason === 'address' ? 'refused' : 'denied');
}

async function trySending({ mail: door, write, onFailure }: MailQueueParts, mail: WaitingMail): Promise<MailResult | 'unwanted'> {
  try {
    const written = await write(mail);
    return written ? await door.send({ messageId: mail.id, ...written }) : 'unwanted';
  } catch (failure) {
    onFailure(failure);
    return { kind: 'later' };
  }
}

/** The end counts whoever holds the lease by now: what a server has said of the mail does not change. */
async function end({ database, clock }: MailQueueParts, { id }: WaitingMail, outcome: 'sent' | 'refused' | 'denied' | 'expired', isQuiet = false): Promise<Unsent | undefined> {
  const now = clock.now();
  const { count } = await database.prisma.queuedMail.updateMany({ where: { id, outcome: null }, data: { outcome, endedAt: now, leasedUntil: null, ...(isQuiet && { toldAt: now }) } });
  return count === 1 && outcome !== 'sent' && !isQuiet ? outcome : undefined;
}

async function putOff(parts: MailQueueParts, mail: WaitingMail): Promise<Unsent | undefined> {
  const now = parts.clock.now();
  const dueAt = new Date(now.getTime() + BACKOFF_MS[Math.min(mail.tries, BACKOFF_MS.length) - 1]!);
  // Told now, and not when the next try would come too late anyway.
  if (dueAt >= mail.expiresAt) return end(parts, mail, 'expired');
  const isLate = mail.toldAt === null && now.getTime() - mail.createdAt.getTime() > LATE_AFTER_MS;
  const { count } = await parts.database.prisma.queuedMail.updateMany({
    where: { id: mail.id, outcome: null, leasedUntil: mail.leasedUntil }, data: { dueAt, leasedUntil: null },
  });
  return count === 1 && isLate ? 'late' : undefined;
}
