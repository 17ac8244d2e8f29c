/** What was said in a conversation, page by page, for whoever takes over; with the files that came along. */
import type { Database } from '../../prisma/database';
import { queryOf } from '../../prisma/noticeFacts';
import type { AboutSaying, SaidBy } from '../handoffs/saying';

export interface SayingRecord {
  readonly id: string;
  readonly by: SaidBy;
  readonly text: string;
  readonly at: Date;
  readonly about: AboutSaying;
  readonly agent: string | null;
  readonly handoffId: string | null;
  readonly activityId: string;
}

export interface FileRecord {
  readonly id: string;
  readonly activityId: string;
  readonly name: string | null;
  readonly contentType: string | null;
  readonly size: number | null;
  readonly state: 'waiting' | 'kept' | 'refused';
  readonly reason: string | null;
}

export interface TranscriptPage {
  /** Oldest first. */
  readonly sayings: readonly SayingRecord[];
  readonly files: readonly FileRecord[];
  /** Whether something was said before the first one. */
  readonly hasMore: boolean;
}

/** What was said after a saying, or before one; the last ones without either. */
export interface TranscriptFrom {
  readonly after?: string;
  readonly before?: string;
}

export interface Transcripts {
  read(conversationId: string, from: TranscriptFrom): Promise<TranscriptPage>;
}

export const SAYINGS_A_PAGE = 200;

const SAYINGS = (where: string, order: 'ASC' | 'DESC') => `SELECT s.id::text AS id, s.by, s.text, s.at, s.about, a.name AS agent, s."handoffId", s."activityId"
  FROM "Saying" s LEFT JOIN "Agent" a ON a.id = s."agentId" WHERE s."conversationId" = $1 ${where} ORDER BY s.id ${order} LIMIT ${SAYINGS_A_PAGE + 1}`;
const AFTER = SAYINGS('AND s.id > $2::bigint', 'ASC');
const BEFORE = SAYINGS('AND s.id < $2::bigint', 'DESC');
const LAST = SAYINGS('', 'DESC');
const EARLIER = 'SELECT EXISTS (SELECT 1 FROM "Saying" WHERE "conversationId" = $1 AND id <= $2::bigint) AS "isThere"';
/** Those that came with what was said, and those that were named by it. */
const FILES = `SELECT id, "activityId", name, "contentType", size, state, reason FROM "File" WHERE "conversationId" = $1 AND ("activityId" = ANY($2::text[]) OR id = ANY($3::text[])) ORDER BY at, place`;
/** A number of a saying, or nothing that can be one. */
const ID = /^\d{1,18}$/;

export function createTranscripts(database: Database): Transcripts {
  const query = queryOf(database);
  return {
    read: async (conversationId, { after, before }) => {
      if ([after, before].some((id) => id !== undefined && !ID.test(id))) return { sayings: [], files: [], hasMore: false };
      const found = await query<SayingRecord>(after !== undefined ? AFTER : before !== undefined ? BEFORE : LAST, [conversationId, ...[after ?? before].filter((id) => id !== undefined)]);
      const page = found.slice(0, SAYINGS_A_PAGE);
      const sayings = after === undefined ? page.reverse() : page;
      const named = sayings.flatMap(({ about }) => about.files ?? []);
      const files = await query<FileRecord>(FILES, [conversationId, sayings.filter(({ by }) => by === 'contact').map(({ activityId }) => activityId), named]);
      const hasMore = after === undefined ? found.length > SAYINGS_A_PAGE : (await query<{ isThere: boolean }>(EARLIER, [conversationId, after]))[0]!.isThere;
      return { sayings, files, hasMore };
    },
  };
}
