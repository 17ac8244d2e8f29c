/** Files on the page of the agents: what contacts attached is read there, and what agents send is kept until it is said. */
import type { Database } from '../../prisma/database';
import type { Clock } from '../clock';
import { FILE_KINDS, kindOf, type FileKind } from '../fileKinds';
import { cleanName } from '../fileName';
import type { Random } from '../random';
import type { Effect } from '../turns';

export interface KeptFile {
  readonly id: string;
  readonly name: string | null;
  readonly contentType: string;
  readonly size: number;
}

export type Uploaded =
  | { readonly kind: 'kept'; readonly file: KeptFile }
  | { readonly kind: 'refused'; readonly reason: 'tooLarge' | 'type' | 'empty' | 'tooMany' };

export interface AgentFiles {
  /** Keeps what an agent is about to send; what it is, its bytes tell. Nobody keeps more here than they are about to say. */
  keep(agentId: string, name: string, bytes: Buffer): Promise<Uploaded>;
  read(id: string): Promise<(KeptFile & { readonly bytes: Buffer }) | undefined>;
  /** A file of this agent that was not said yet, or was said in this very turn, which may come again. */
  findOwn(agentId: string, id: string, activityId: string): Promise<KeptFile | undefined>;
  /** From now on they belong to what was said in a turn. */
  attach(agentId: string, ids: readonly string[], of: { readonly contactId: string; readonly channel: string }): Effect;
  /** Those that were never said. Returns how many went. */
  forget(): Promise<number>;
}

export interface AgentFileSettings {
  readonly kinds: readonly FileKind[];
  readonly limitBytes: number;
}

/** What was not said yet stands in no conversation. */
const NOWHERE = '';
/** A message takes ten of them; who has several conversations may prepare something in each. */
const MOST_UNSAID = 50;
/** A draft of yesterday may still be sent. */
const UNSAID_MS = 2 * 86_400_000;
/** "AF": uploads of one agent are counted one after the other. */
const LOCK = 0x4146;

export function createAgentFiles({ database, clock, random }: { readonly database: Database; readonly clock: Clock; readonly random: Random }, { kinds, limitBytes }: AgentFileSettings): AgentFiles {
  return {
    keep: async (agentId, name, bytes) => {
      if (bytes.length === 0) return { kind: 'refused', reason: 'empty' };
      if (bytes.length > limitBytes) return { kind: 'refused', reason: 'tooLarge' };
      const kind = kindOf(bytes);
      if (!kind || !kinds.includes(kind)) return { kind: 'refused', reason: 'type' };
      const file = { id: random.uuid(), name: cleanName(name) ?? null, contentType: FILE_KINDS[kind].contentType, size: bytes.length };
      const at = clock.now();
      const isKept = await database.prisma.$transaction(async (transaction) => {
        await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK}::int, hashtext(${agentId}))`;
        await transaction.file.deleteMany({ where: { agentId, ...unsaid(at) } });
        if (await transaction.file.count({ where: { agentId, conversationId: NOWHERE } }) >= MOST_UNSAID) return false;
        // As text: the embedded database takes ten times as long for the same as bytes.
        await transaction.$executeRaw`INSERT INTO "File" (id, "conversationId", "contactId", "activityId", "agentId", place, channel, name, "contentType", size, bytes, state, at, "dueAt", "endedAt")
          VALUES (${file.id}, ${NOWHERE}, ${NOWHERE}, ${file.id}, ${agentId}, 0, ${NOWHERE}, ${file.name}, ${file.contentType}, ${file.size}::int, decode(${bytes.toString('base64')}::text, 'base64'), 'kept', ${at}, ${at}, ${at})`;
        return true;
      });
      if (!isKept) return { kind: 'refused', reason: 'tooMany' };
      return { kind: 'kept', file };
    },
    read: async (id) => {
      const row = await database.prisma.file.findFirst({ where: { id, state: 'kept' } });
      return row?.bytes ? { id, name: row.name, contentType: row.contentType ?? 'application/octet-stream', size: row.bytes.length, bytes: Buffer.from(row.bytes) } : undefined;
    },
    findOwn: async (agentId, id, activityId) => {
      const row = await database.prisma.file.findFirst({ where: { id, agentId, OR: [{ conversationId: NOWHERE }, { activityId }] }, select: { name: true, contentType: true, size: true } });
      return row ? { id, name: row.name, contentType: row.contentType ?? 'application/octet-stream', size: row.size ?? 0 } : undefined;
    },
    attach: (agentId, ids, { contactId, channel }) => async (transaction, { conversationId, activityId }) => {
      for (const [place, id] of ids.entries()) await transaction.file.updateMany({ where: { id, agentId, conversationId: NOWHERE }, data: { conversationId, activityId, place, contactId, channel } });
    },
    forget: async () => (await database.prisma.file.deleteMany({ where: { agentId: { not: null }, ...unsaid(clock.now()) } })).count,
  };
}

function unsaid(now: Date) {
  return { conversationId: NOWHERE, at: { lt: new Date(now.getTime() - UNSAID_MS) } };
}
