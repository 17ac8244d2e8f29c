/** Takes agreements that the planner must look at, and writes what it decided: all in one transaction, each agreement by one instance. */
import type { Database } from './database';
import { readFacts, type PartnerFacts, type Query } from './noticeFacts';

/** What is to be written for the agreements that were taken. */
export interface PlanChanges {
  /** New rows, planned or skipped; a row that was cancelled before lives again. */
  readonly rows: readonly PlanRow[];
  /** Planned rows that have another due time now. */
  readonly moved: readonly { readonly id: string; readonly dueAt: Date }[];
  readonly cancelled: readonly { readonly id: string; readonly reason: string }[];
  readonly lookAt: readonly { readonly partnerId: string; readonly at: Date }[];
}

export interface PlanRow {
  readonly id: string;
  readonly subject: string;
  readonly cycle: string;
  readonly milestone: string;
  readonly contactId: string;
  readonly state: 'planned' | 'skipped';
  readonly reason: string | undefined;
  readonly dueAt: Date;
  /** JSON. */
  readonly payload: string;
}

const NEVER_LOOKED = `SELECT "partnerId" FROM "Agreement" WHERE "lookAt" IS NULL LIMIT $1::int FOR UPDATE SKIP LOCKED`;
const DUE = `SELECT "partnerId" FROM "Agreement" WHERE "lookAt" <= $2::timestamptz ORDER BY "lookAt" LIMIT $1::int FOR UPDATE SKIP LOCKED`;
const INSERT = `INSERT INTO "Notice" AS n (id, subject, cycle, milestone, "contactId", state, reason, "dueAt", payload, "createdAt", "updatedAt")
  SELECT r.id, r.subject, r.cycle, r.milestone, r.contact, r.state, r.reason, r.due::timestamptz, r.payload::jsonb, $10::timestamptz, $10::timestamptz
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[]) AS r(id, subject, cycle, milestone, contact, state, reason, due, payload)
  ON CONFLICT (subject, cycle, milestone, "contactId") DO UPDATE SET state = EXCLUDED.state, reason = EXCLUDED.reason, "dueAt" = EXCLUDED."dueAt", payload = EXCLUDED.payload, "updatedAt" = EXCLUDED."updatedAt", tries = 0
  WHERE n.state IN ('cancelled', 'planned')`;
const MOVE = `UPDATE "Notice" n SET "dueAt" = r.due::timestamptz, "updatedAt" = $3::timestamptz FROM unnest($1::text[], $2::text[]) AS r(id, due) WHERE n.id = r.id AND n.state = 'planned' AND n.reason IS NULL`;
const CANCEL = `UPDATE "Notice" n SET state = 'cancelled', reason = r.reason, "spokenOn" = NULL, "messageId" = NULL, "updatedAt" = $3::timestamptz FROM unnest($1::text[], $2::text[]) AS r(id, reason) WHERE n.id = r.id AND n.state = 'planned'`;
const LOOK = `UPDATE "Agreement" a SET "lookAt" = r.at::timestamptz FROM unnest($1::text[], $2::text[]) AS r(partner, at) WHERE a."partnerId" = r.partner`;

const NEXT = {
  name: 'lotse_plan_next',
  text: `SELECT EXISTS (SELECT FROM "Agreement" WHERE "lookAt" IS NULL) AS "isNow", (SELECT min("lookAt") FROM "Agreement") AS "lookAt"`,
};

const TIMEOUT_MS = 30_000;

/** When an agreement is to be looked at next: `now` where one has changed. */
export async function nextLook(database: Database, now: Date): Promise<Date | undefined> {
  const [row] = await database.run<{ isNow: boolean; lookAt: Date | null }>(NEXT, []);
  return row?.isNow ? now : row?.lookAt ?? undefined;
}

/** Takes up to `limit` agreements, lets `decide` say what follows from their facts, and writes it. Returns how many were taken. */
export function planSome(database: Database, { now, limit }: { readonly now: Date; readonly limit: number }, decide: (facts: readonly PartnerFacts[]) => PlanChanges): Promise<number> {
  return database.prisma.$transaction(async (transaction) => {
    const query: Query = (text, values) => transaction.$queryRawUnsafe(text, ...values);
    const fresh = await query<{ partnerId: string }>(NEVER_LOOKED, [limit]);
    const due = fresh.length < limit ? await query<{ partnerId: string }>(DUE, [limit - fresh.length, now]) : [];
    const partnerIds = [...fresh, ...due].map(({ partnerId }) => partnerId);
    if (partnerIds.length === 0) return 0;
    await write((text, values) => transaction.$executeRawUnsafe(text, ...values), decide(await readFacts(query, partnerIds)), now);
    return partnerIds.length;
  }, { timeout: TIMEOUT_MS, maxWait: TIMEOUT_MS });
}

async function write(execute: (text: string, values: readonly unknown[]) => Promise<unknown>, { rows, moved, cancelled, lookAt }: PlanChanges, now: Date): Promise<void> {
  const iso = (date: Date) => date.toISOString();
  if (rows.length > 0) {
    const all = (pick: (row: PlanRow) => string | null) => rows.map(pick);
    await execute(INSERT, [
      all((row) => row.id), all((row) => row.subject), all((row) => row.cycle), all((row) => row.milestone), all((row) => row.contactId), all((row) => row.state),
      all((row) => row.reason ?? null), all((row) => iso(row.dueAt)), all((row) => row.payload), now,
    ]);
  }
  if (moved.length > 0) await execute(MOVE, [moved.map(({ id }) => id), moved.map(({ dueAt }) => iso(dueAt)), now]);
  if (cancelled.length > 0) await execute(CANCEL, [cancelled.map(({ id }) => id), cancelled.map(({ reason }) => reason), now]);
  await execute(LOOK, [lookAt.map(({ partnerId }) => partnerId), lookAt.map(({ at }) => iso(at))]);
}
