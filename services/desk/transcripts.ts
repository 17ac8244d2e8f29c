/** What was said in a conversation, page by page, for whoever takes over; with the files that came along and the names of those who spoke. */
import type { Database } from '../../prisma/database';
import { queryOf } from '../../prisma/noticeFacts';
import type { Saying } from '../handoffs/saying';
import type { ClosedHandoff, Sayings } from '../handoffs/sayings';
import type { FileRecord } from './records';

export interface TranscriptPage {
  /** Oldest first. */
  readonly sayings: readonly (Saying & { readonly agent: string | null; readonly files: readonly FileRecord[] })[];
  /** Whether something was said before the first one. */
  readonly hasMore: boolean;
}

/** What was said after a saying, or before one; the last ones without either. */
export interface TranscriptFrom {
  readonly after?: string;
  readonly before?: string;
}

export interface Transcripts {
  /** Of a handoff that is closed nothing that the contact has said to Lotse since. */
  read(conversationId: string, from: TranscriptFrom, upTo?: ClosedHandoff): Promise<TranscriptPage>;
}

export const SAYINGS_A_PAGE = 200;

/** What a contact attached, and what an agent's words name. */
const FILES = `SELECT id, "activityId", name, "contentType", size, state, reason FROM "File" WHERE "conversationId" = $1 AND ("activityId" = ANY($2::text[]) OR id = ANY($3::text[])) ORDER BY at, place`;
const AGENTS = 'SELECT id, name FROM "Agent" WHERE id = ANY($1::text[])';
const EARLIER = 'SELECT EXISTS (SELECT 1 FROM "Saying" WHERE "conversationId" = $1 AND id <= $2::bigint) AS "isThere"';
const NOTHING: TranscriptPage = { sayings: [], hasMore: false };
/** A number of a saying; anything else names none. */
const ID = /^\d{1,18}$/;

export function createTranscripts(database: Database, said: Pick<Sayings, 'after' | 'before'>): Transcripts {
  const query = queryOf(database);
  const withCompany = async (conversationId: string, sayings: readonly Saying[]): Promise<TranscriptPage['sayings']> => {
    if (sayings.length === 0) return [];
    const heard = sayings.filter(({ by }) => by === 'contact').map(({ activityId }) => activityId);
    const files = await query<FileRecord>(FILES, [conversationId, heard, sayings.flatMap(({ about }) => about?.files ?? [])]);
    const names = new Map((await query<{ id: string; name: string }>(AGENTS, [sayings.flatMap(({ agentId }) => agentId ?? [])])).map(({ id, name }) => [id, name]));
    const isOf = ({ by, about, activityId }: Saying, file: FileRecord) => (by === 'contact' ? file.activityId === activityId : about?.files?.includes(file.id) === true);
    return sayings.map((saying) => ({ ...saying, agent: names.get(saying.agentId ?? '') ?? null, files: files.filter((file) => isOf(saying, file)) }));
  };
  return {
    read: async (conversationId, { after, before }, upTo) => {
      if ([after, before].some((id) => id !== undefined && !ID.test(id))) return NOTHING;
      if (after !== undefined) {
        const sayings = await said.after(conversationId, after, SAYINGS_A_PAGE, upTo);
        const [earlier] = await query<{ isThere: boolean }>(EARLIER, [conversationId, after]);
        return { sayings: await withCompany(conversationId, sayings), hasMore: earlier!.isThere };
      }
      const found = await said.before(conversationId, before, SAYINGS_A_PAGE + 1, upTo);
      return { sayings: await withCompany(conversationId, found.slice(-SAYINGS_A_PAGE)), hasMore: found.length > SAYINGS_A_PAGE };
    },
  };
}
