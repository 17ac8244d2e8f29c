/** Takes agreements that the planner must look at, and writes what it decided: all in one transaction, each agreement by one instance. */
import type { Database } from './database';
import { writePlan, type PlannedChanges } from './noticeChanges';
import { readFacts, type PartnerFacts, type Query } from './noticeFacts';

/** What is to be written for the agreements that were taken. */
export interface PlanChanges extends PlannedChanges {
  readonly lookAt: readonly { readonly partnerId: string; readonly at: Date }[];
}

const NEVER_LOOKED = `SELECT "partnerId" FROM "Agreement" WHERE "lookAt" IS NULL LIMIT $1::int FOR UPDATE SKIP LOCKED`;
const DUE = `SELECT "partnerId" FROM "Agreement" WHERE "lookAt" <= $2::timestamptz ORDER BY "lookAt" LIMIT $1::int FOR UPDATE SKIP LOCKED`;
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
    const { lookAt, ...changes } = decide(await readFacts(query, partnerIds));
    await writePlan(transaction, changes, now);
    await transaction.$executeRawUnsafe(LOOK, lookAt.map(({ partnerId }) => partnerId), lookAt.map(({ at }) => at.toISOString()));
    return partnerIds.length;
  }, { timeout: TIMEOUT_MS, maxWait: TIMEOUT_MS });
}
