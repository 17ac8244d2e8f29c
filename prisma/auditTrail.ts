/**
 * The audit trail: a chain in which each row holds the hash of the one before it, so that a row that was changed, removed or
 * put in between shows. The serving role can only add where another role owns the tables (prisma/database.ts).
 */
import { createHash } from 'node:crypto';

export interface TrailEntry {
  readonly at: Date;
  /** Undefined for Lotse itself. */
  readonly agentId?: string;
  readonly agentName: string;
  readonly act: string;
  readonly kind: string;
  readonly subject: string;
  /** Names of fields, ids, days, states; nothing personal. */
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface TrailRow extends Omit<TrailEntry, 'agentId' | 'before' | 'after'> {
  readonly id: string;
  readonly agentId: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly previousHash: string;
  readonly hash: string;
}

/** Whether the chain holds from its first row to its last; else the first row that does not. */
export interface Chain {
  readonly holds: boolean;
  readonly rows: number;
  readonly brokenAt: string | null;
}

/** One statement with parameters, within a transaction where it writes. */
export type TrailQuery = (text: string, values: readonly unknown[]) => Promise<readonly unknown[]>;

// Where a number is given out as text, what it is sorted by is named with its table: else it would be sorted as text.
/** One writer at a time: the next row needs the hash of the last. */
const LOCK = 72707371;
const BEGINNING = '';
/** Where the end of the chain is remembered, since a chain does not miss its last rows. */
const END = 'audit.end';
/** The entry that stands for the rows which were kept long enough. */
const FORGOTTEN = 'forgotten';
const PAGE = 2000;
const BELOW_ALL = '-9223372036854775808';
const COLUMNS = 'id::text AS id, at, "agentId", "agentName", act, kind, subject, before, after, "previousHash", hash';

export async function appendEntry(query: TrailQuery, entry: TrailEntry): Promise<void> {
  await query(`SELECT 1 AS locked FROM pg_advisory_xact_lock(${LOCK})`, []);
  const [last] = await query('SELECT hash FROM "AuditEntry" ORDER BY "AuditEntry".id DESC LIMIT 1', []) as { hash: string }[];
  const row = { ...entry, agentId: entry.agentId ?? null, before: plain(entry.before), after: plain(entry.after), previousHash: last?.hash ?? BEGINNING };
  const hash = hashOf(row);
  const [added] = await query(
    `INSERT INTO "AuditEntry" (at, "agentId", "agentName", act, kind, subject, before, after, "previousHash", hash)
     VALUES ($1::timestamptz, $2::text, $3::text, $4::text, $5::text, $6::text, $7::jsonb, $8::jsonb, $9::text, $10::text) RETURNING id::text AS id`,
    [row.at, row.agentId, row.agentName, row.act, row.kind, row.subject, jsonOf(row.before), jsonOf(row.after), row.previousHash, hash],
  ) as { id: string }[];
  await query('INSERT INTO "Memory" (name, value) VALUES ($1::text, $2::text) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value', [END, `${added!.id} ${hash}`]);
}

/** Takes away what was kept long enough; an entry in the chain itself says up to where. Returns how many rows went. */
export async function forgetEntries(query: TrailQuery, before: Date, now: Date): Promise<number> {
  await query(`SELECT 1 AS locked FROM pg_advisory_xact_lock(${LOCK})`, []);
  // Up to the last one that is old without a break, whatever a clock that was set back has written.
  const [oldest] = await query('SELECT id::text AS id, hash FROM "AuditEntry" WHERE id < coalesce((SELECT min(id) FROM "AuditEntry" WHERE at >= $1::timestamptz), 9223372036854775807) ORDER BY "AuditEntry".id DESC LIMIT 1', [before]) as { id: string; hash: string }[];
  if (!oldest) return 0;
  await appendEntry(query, { at: now, agentName: 'Lotse', act: FORGOTTEN, kind: 'audit', subject: oldest.id, after: { hash: oldest.hash } });
  const gone = await query('DELETE FROM "AuditEntry" WHERE id <= $1::bigint RETURNING id', [oldest.id]);
  return gone.length;
}

/** A row up to which the chain was seen to hold. */
export interface Anchor {
  readonly id: string;
  readonly hash: string;
}

/** `end`: the last row that was looked at. */
export interface VerifiedTrail {
  readonly chain: Chain;
  readonly end: Anchor | undefined;
}

/**
 * Goes through the whole chain, or through what follows a row; undefined where that row is not there as it was any more,
 * or where old rows were taken away since.
 */
export async function verifyTrail(query: TrailQuery, from?: Anchor): Promise<VerifiedTrail | undefined> {
  if (from && !(await isAsItWas(query, from))) return undefined;
  const beginning = await beginningOf(query);
  let rows = 0;
  let last = from;
  let endBefore: string | undefined;
  for (;;) {
    for (let page = await pageAfter(query, last?.id ?? BELOW_ALL); page.length > 0; page = await pageAfter(query, last!.id)) {
      for (const row of page) {
        if (from && row.act === FORGOTTEN) return undefined;
        const isNext = row.previousHash === (last ? last.hash : beginning);
        const isCut = !isNext && !from && row.previousHash !== beginning && row.previousHash === await beginningOf(query);
        if (!isNext && !isCut || row.hash !== hashOf(row)) return { chain: { holds: false, rows, brokenAt: row.id }, end: last };
        // Where old rows went while this goes on, the chain begins anew here.
        rows = isCut ? 1 : rows + 1;
        last = row;
      }
    }
    const [end] = await query('SELECT value FROM "Memory" WHERE name = $1::text', [END]) as { value: string }[];
    if ((end?.value ?? '') === (last ? `${last.id} ${last.hash}` : '')) return { chain: { holds: true, rows, brokenAt: null }, end: last && { id: last.id, hash: last.hash } };
    // Whoever adds a row while this goes on moves the end; where it stands still, it is not the end of this chain.
    if (endBefore === (end?.value ?? '')) return { chain: { holds: false, rows, brokenAt: end?.value.split(' ')[0] ?? last?.id ?? '0' }, end: last };
    endBefore = end?.value ?? '';
  }
}

async function isAsItWas(query: TrailQuery, { id, hash }: Anchor): Promise<boolean> {
  const [row] = await query(`SELECT ${COLUMNS} FROM "AuditEntry" WHERE id = $1::bigint`, [id]) as TrailRow[];
  return row !== undefined && row.hash === hash && hashOf(row) === hash;
}

/** Whether that row is there as it was, or went with all before it, as the chain itself says: what is left of those never has a gap. */
export async function hasKept(query: TrailQuery, { id, hash }: Anchor): Promise<boolean> {
  const [found] = await query(
    `SELECT EXISTS (SELECT FROM "AuditEntry" WHERE id = $1::bigint AND hash = $2::text) AS "isThere", EXISTS (SELECT FROM "AuditEntry" WHERE id <= $1::bigint) AS "isAnyLeft",
     (SELECT subject FROM "AuditEntry" WHERE act = $3::text AND kind = 'audit' ORDER BY "AuditEntry".id DESC LIMIT 1) AS "goneUpTo"`, [id, hash, FORGOTTEN],
  ) as { isThere: boolean; isAnyLeft: boolean; goneUpTo: string | null }[];
  const { isThere, isAnyLeft, goneUpTo } = found!;
  return isThere || !isAnyLeft && goneUpTo !== null && BigInt(goneUpTo) >= BigInt(id);
}

/** The hash before which nothing has to be: that of the very beginning, or of where old rows went. */
async function beginningOf(query: TrailQuery): Promise<string> {
  const cuts = await query('SELECT after FROM "AuditEntry" WHERE act = $1::text AND kind = \'audit\' ORDER BY "AuditEntry".id DESC LIMIT 1', [FORGOTTEN]) as { after: { hash?: string } | null }[];
  return cuts[0]?.after?.hash ?? BEGINNING;
}

function pageAfter(query: TrailQuery, id: string): Promise<TrailRow[]> {
  return query(`SELECT ${COLUMNS} FROM "AuditEntry" WHERE id > $1::bigint ORDER BY "AuditEntry".id LIMIT ${PAGE}`, [id]) as Promise<TrailRow[]>;
}

/** The newest rows first, before one of them where it is given. */
export async function readTrail(query: TrailQuery, { before, subject, agent }: { readonly before?: string; readonly subject?: string; readonly agent?: string }, count: number): Promise<TrailRow[]> {
  return await query(
    `SELECT ${COLUMNS} FROM "AuditEntry" WHERE ($1::bigint IS NULL OR id < $1::bigint) AND ($2::text IS NULL OR subject = $2::text) AND ($3::text IS NULL OR "agentId" = $3::text)
     ORDER BY "AuditEntry".id DESC LIMIT ${count}`, [before ?? null, subject ?? null, agent ?? null],
  ) as TrailRow[];
}

function hashOf({ at, agentId, agentName, act, kind, subject, before, after, previousHash }: Omit<TrailRow, 'id' | 'hash'>): string {
  const canonical = JSON.stringify([previousHash, at.toISOString(), agentId, agentName, act, kind, subject, sorted(before), sorted(after)]);
  return createHash('sha256').update(canonical).digest('hex');
}

/** As the database gives it back. */
function plain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value)) as unknown;
}

function jsonOf(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** The database keeps the keys of an object in an order of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}
