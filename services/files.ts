/**
 * What contacts attach, kept for the people who take over: noted in the commit of the turn, fetched right after it by one instance at a
 * time, and never given to anybody from here. See docs/decisions/016.
 */
import type { Database } from '../prisma/database';
import type { Clock } from './clock';
import type { Merger } from './contacts';
import type { Eraser } from './erasures';
import { FILE_KINDS, kindOf, mayBeKept, type FileKind } from './fileKinds';
import { cleanName } from './fileName';
import type { Random } from './random';
import type { Effect } from './turns';

/** Something attached, as the channel names it; `source` is text that only the channel reads, undefined for what Lotse cannot fetch. */
export interface Attached {
  readonly name?: string;
  readonly contentType?: string;
  readonly source?: string;
}

/** Why a file is not kept: its size, its kind, its number; it has no bytes, is not there any more, not for us, or may be harmful; or nobody answered for too long. */
export type FileReason = 'tooLarge' | 'type' | 'tooMany' | 'empty' | 'gone' | 'forbidden' | 'unsafe' | 'failed';

/** A file before it is committed with its turn; with a reason where it is known already that it cannot be kept. */
export interface NewFile extends Attached {
  readonly reason?: FileReason;
}

/** How fetching ended: with the bytes, and the name where only the answer tells it; never; or not now. */
export type Fetched =
  | { readonly kind: 'fetched'; readonly bytes: Uint8Array; readonly name?: string }
  | { readonly kind: 'refused'; readonly reason: FileReason }
  | { readonly kind: 'later'; readonly retryAfterMs?: number };

/** A file that is to be fetched, held by this instance until then. */
export interface WaitingFile {
  readonly id: string;
  readonly channel: string;
  readonly source: string;
  readonly name: string | null;
  readonly at: Date;
  readonly tries: number;
  readonly leasedUntil: Date;
}

export type Reach = (file: Pick<WaitingFile, 'channel' | 'source'>, limitBytes: number) => Promise<Fetched>;
/** What came of a file; undefined where somebody else has it by now, or it was deleted meanwhile. */
export type FileEnd = 'kept' | 'later' | FileReason | undefined;

export interface FileLimits {
  readonly kinds: readonly FileKind[];
  readonly limitBytes: number;
  readonly perMessage: number;
}

export interface FileSettings extends FileLimits {
  /** So many files of one contact are kept in a day. */
  readonly perDay: number;
  /** Longer than one file may take. */
  readonly leaseMs: number;
}

export interface Files {
  /** Which of them can be kept, as far as their names, announced types and number tell. */
  judge(attached: readonly Attached[]): readonly NewFile[];
  /** Notes them with the turn that brought them. */
  note(files: readonly NewFile[], of: { readonly channel: string; readonly contactId: string }): Effect;
  /** The next file that is due, for this instance alone. */
  claim(): Promise<WaitingFile | undefined>;
  /** Fetches a file that was claimed, and keeps it where it is one that is kept. */
  take(file: WaitingFile, reach: Reach): Promise<FileEnd>;
  nextDue(): Promise<Date | undefined>;
  readonly erase: Eraser;
  readonly merge: Merger;
  /** Forgets files that came before a day. Returns how many. */
  forget(olderThan: Date): Promise<number>;
}

const DAY_MS = 86_400_000;
/** Addresses of Teams hold for minutes only, those of Webex for as long as the message; who is down may be down for hours. */
const GIVE_UP_AFTER_MS = DAY_MS;
const BACKOFF_MS = [30_000, 60_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000];
const LONGEST_REST_MS = 3_600_000;

export function createFiles(database: Database, clock: Clock, random: Random, settings: FileSettings): Files {
  const { kinds, perMessage, limitBytes } = settings;
  return {
    judge: (attached) => attached.map((file, place) => {
      const reason = place >= perMessage ? 'tooMany' : file.source === undefined ? 'forbidden' : mayBeKept(kinds, file) ? undefined : 'type';
      return { ...file, ...(reason && { reason }) };
    }),
    note: (files, of) => note(random, settings, files, of),
    claim: () => claim(database, clock, settings.leaseMs),
    take: async (file, reach) => {
      // Whatever breaks again and again ends some day; what nobody has tried yet, as after a long sleep, is tried.
      if (file.tries > 1 && file.at.getTime() + GIVE_UP_AFTER_MS < clock.now().getTime()) return end(database, file, 'failed', clock.now());
      const fetched = await reach(file, limitBytes);
      if (fetched.kind === 'later') return putOff(database, clock, file, fetched.retryAfterMs);
      if (fetched.kind === 'refused') return end(database, file, fetched.reason, clock.now());
      const found = examine(fetched.bytes, settings);
      return 'reason' in found ? end(database, file, found.reason, clock.now()) : keep(database, file, fetched, found.kind, clock.now());
    },
    nextDue: async () => {
      const [row] = await database.prisma.$queryRaw<{ at: Date | null }[]>`SELECT min(GREATEST("dueAt", "leasedUntil")) AS at FROM "File" WHERE state = 'waiting'`;
      return row?.at ?? undefined;
    },
    erase: async (transaction, { contactId, conversationIds }) => (await transaction.file.deleteMany({ where: { OR: [{ contactId }, { conversationId: { in: [...conversationIds] } }] } })).count,
    merge: (transaction, { from, into }) => transaction.file.updateMany({ where: { contactId: from }, data: { contactId: into } }),
    forget: async (olderThan) => (await database.prisma.file.deleteMany({ where: { at: { lt: olderThan } } })).count,
  };
}

/** Nobody fills the database: what is beyond the day's number is noted, and not fetched. */
function note({ uuid }: Random, { perDay, perMessage }: FileSettings, files: readonly NewFile[], { channel, contactId }: { readonly channel: string; readonly contactId: string }): Effect {
  return async (transaction, { conversationId, activityId, at }) => {
    const today = await transaction.file.count({ where: { contactId, at: { gt: new Date(at.getTime() - DAY_MS) }, state: { not: 'refused' } } });
    // Of an endless list, so much is enough to tell that there was more.
    const data = files.slice(0, perMessage * 2).map(({ name, contentType, source, reason: known }, place) => {
      const reason = known ?? (today + place >= perDay ? 'tooMany' : undefined);
      const end = reason ? { state: 'refused', reason, endedAt: at } : { state: 'waiting', source: source! };
      return { id: uuid(), conversationId, contactId, activityId, place, channel, name: cleanName(name) ?? null, contentType: contentType?.slice(0, 100) ?? null, at, dueAt: at, ...end };
    });
    await transaction.file.createMany({ data, skipDuplicates: true });
  };
}

/** What was tried less often comes first: fresh addresses soon hold no more. */
async function claim({ prisma }: Database, clock: Clock, leaseMs: number): Promise<WaitingFile | undefined> {
  const now = clock.now();
  const [file] = await prisma.$queryRaw<WaitingFile[]>`
    UPDATE "File" SET "leasedUntil" = ${new Date(now.getTime() + leaseMs)}, tries = tries + 1
    WHERE id = (SELECT id FROM "File" WHERE state = 'waiting' AND "dueAt" <= ${now} AND ("leasedUntil" IS NULL OR "leasedUntil" <= ${now})
      ORDER BY tries, "dueAt", id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, channel, source, name, at, tries, "leasedUntil"`;
  return file;
}

/** The address is a key to somebody's file: it goes as soon as nobody needs it. */
async function end({ prisma }: Database, file: WaitingFile, reason: FileReason, endedAt: Date): Promise<FileEnd> {
  const { count } = await prisma.file.updateMany({ where: isHeld(file), data: { state: 'refused', reason, source: null, leasedUntil: null, endedAt } });
  return count === 0 ? undefined : reason;
}

/** As text: the embedded database takes ten times as long for the same as bytes, and all of Lotse waits for it. */
async function keep({ prisma }: Database, file: WaitingFile, { bytes, name }: Extract<Fetched, { kind: 'fetched' }>, kind: FileKind, endedAt: Date): Promise<FileEnd> {
  const count = await prisma.$executeRaw`UPDATE "File" SET state = 'kept', bytes = decode(${Buffer.from(bytes).toString('base64')}::text, 'base64'), size = ${bytes.length}::int,
      "contentType" = ${FILE_KINDS[kind].contentType}, name = COALESCE(name, ${cleanName(name) ?? null}::text), source = NULL, "leasedUntil" = NULL, "endedAt" = ${endedAt}
    WHERE id = ${file.id} AND state = 'waiting' AND "leasedUntil" = ${file.leasedUntil}`;
  return count === 0 ? undefined : 'kept';
}

function examine(bytes: Uint8Array, { kinds, limitBytes }: FileLimits): { readonly kind: FileKind } | { readonly reason: FileReason } {
  if (bytes.length === 0) return { reason: 'empty' };
  if (bytes.length > limitBytes) return { reason: 'tooLarge' };
  const kind = kindOf(bytes);
  return kind && kinds.includes(kind) ? { kind } : { reason: 'type' };
}

async function putOff(database: Database, clock: Clock, file: WaitingFile, retryAfterMs = 0): Promise<FileEnd> {
  const now = clock.now();
  const restMs = Math.max(BACKOFF_MS[Math.min(file.tries, BACKOFF_MS.length) - 1]!, Math.min(retryAfterMs, LONGEST_REST_MS));
  if (now.getTime() + restMs > file.at.getTime() + GIVE_UP_AFTER_MS) return end(database, file, 'failed', now);
  const { count } = await database.prisma.file.updateMany({ where: isHeld(file), data: { dueAt: new Date(now.getTime() + restMs), leasedUntil: null } });
  return count === 0 ? undefined : 'later';
}

/** Whoever was too slow, or whose file was deleted meanwhile, changes nothing any more. */
function isHeld({ id, leasedUntil }: WaitingFile) {
  return { id, state: 'waiting', leasedUntil };
}
