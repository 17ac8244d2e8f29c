/** A partner list in the database: staged in batches, judged and applied as a whole in one transaction, read back in pages. Plain SQL: a hundred thousand rows are a few statements. */
import type { Database, Transaction } from './database';
import { ADD_CONTACTS, APPLY_AGREEMENTS, APPLY_PARTNERS, CHANGE_CONTACTS, KEEP_OF_DECLARED, LEAVE_DECLARED, LEAVE_OUT_ERASED, REMOVE_DECLARED, TAKE_OUT_CONFLICTS } from './partnerListSql';

/** A row of the file as it was judged good; what is undefined leaves what is known. */
export interface StagedRow {
  readonly line: number;
  readonly company: string;
  readonly customerNumber: string;
  readonly country: string | undefined;
  readonly name: string | undefined;
  readonly email: string;
  readonly emailKey: string;
  readonly language: string | undefined;
  readonly isSignatory: boolean | undefined;
  /** YYYY-MM-DD */
  readonly expiresOn: string | undefined;
  readonly canton: string | undefined;
  /** In order, comma-separated, such as "-30, -7, 0, 3". */
  readonly noticeDays: string | undefined;
  readonly addressKey: string;
}

export interface Count {
  readonly created: number;
  readonly changed: number;
  readonly left: number;
}

/** What the list says of renewals that contacts had reported. */
export interface Claims {
  readonly confirmed: number;
  readonly refuted: number;
}

/** A row that contradicts an earlier one of the same file. */
export interface Conflict {
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly firstLine: number;
  readonly firstValue: string;
}

/** At most as many lines as were asked for are told one by one. */
export interface Some<Each> {
  readonly total: number;
  readonly shown: readonly Each[];
}

export interface Outcome {
  readonly erased: Some<{ readonly line: number }>;
  readonly conflicts: Some<Conflict>;
  readonly partners: Count;
  readonly contacts: Count;
  readonly agreements: Count;
  readonly claims: Claims;
  readonly isApplied: boolean;
}

export interface ExportedRow {
  readonly company: string;
  readonly customerNumber: string;
  readonly country: string | null;
  readonly name: string | null;
  readonly email: string;
  readonly emailKey: string;
  readonly language: string | null;
  readonly isSignatory: boolean | null;
  readonly expiresOn: string | null;
  readonly canton: string | null;
  readonly noticeDays: string;
}

/** "LIST": one import is applied at a time, whichever process it runs in. */
export const LIST_LOCK = 0x4c495354;
const LOCK_RETRY_MS = 250;
const APPLY_TIMEOUT_MS = 15 * 60_000;

const STAGE = {
  name: 'lotse_list_stage',
  text: `INSERT INTO "ImportRow" ("importId", line, company, "customerNumber", country, name, email, "emailKey", language, "isSignatory", "expiresOn", canton, "noticeDays", "addressKey")
    SELECT $1, r.line, r.company, r.number, r.country, r.name, r.email, r.key, r.language, r.signatory::boolean, r.day::date, r.canton, r.days, r.address
    FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
      AS r(line, company, number, country, name, email, key, language, signatory, day, canton, days, address)`,
};
const FORGET = { name: 'lotse_list_forget', text: 'DELETE FROM "ImportRow" WHERE "importId" = $1' };
const FORGET_OLDER = { name: 'lotse_list_forget_older', text: 'DELETE FROM "ImportRow" WHERE "importId" COLLATE "C" < $1' };
/**
 * A day that only a contact gave is not in the list: going out and in again would make it ALSO's word. OFFSET keeps the
 * planner, statistics or not, walking by keys from each partner, so that a page costs the same wherever it is.
 */
const PAGE = {
  name: 'lotse_list_page',
  text: `SELECT p.company, p."listedNumber" AS "customerNumber", p.country, c.name, c.email, c."emailKey", c.language, m."isSignatory",
      to_char(a."expiresOn", 'YYYY-MM-DD') AS "expiresOn", p.canton, array_to_string(coalesce(p."noticeDays", '{}'), ', ') AS "noticeDays"
    FROM "Partner" p CROSS JOIN LATERAL (SELECT "contactId", "isSignatory" FROM "Membership" WHERE "partnerId" = p.id OFFSET 0) m
    CROSS JOIN LATERAL (SELECT name, email, "emailKey", language FROM "Contact" WHERE id = m."contactId" AND "emailKey" IS NOT NULL AND (p."listedNumber" > $1 OR "emailKey" > $2) OFFSET 0) c
    LEFT JOIN LATERAL (SELECT "expiresOn" FROM "Agreement" WHERE "partnerId" = p.id AND "from" = 'also' OFFSET 0) a ON true
    WHERE p."listedNumber" >= $1 ORDER BY p."listedNumber", c."emailKey" LIMIT $3`,
};

export async function stageRows(database: Database, importId: string, rows: readonly StagedRow[]): Promise<void> {
  const all = <Value>(pick: (row: StagedRow) => Value | undefined) => rows.map((row) => pick(row) ?? null);
  await database.run(STAGE, [
    importId, all((row) => row.line), all((row) => row.company), all((row) => row.customerNumber), all((row) => row.country), all((row) => row.name), all((row) => row.email),
    all((row) => row.emailKey), all((row) => row.language), all((row) => row.isSignatory?.toString()), all((row) => row.expiresOn), all((row) => row.canton), all((row) => row.noticeDays), all((row) => row.addressKey),
  ]);
}

export async function forgetRows(database: Database, importId: string): Promise<void> {
  await database.run(FORGET, [importId]);
}

/** Rows of imports that died; an import's id begins with the time of its start. */
export async function forgetRowsBefore(database: Database, time: string): Promise<void> {
  await database.run(FORGET_OLDER, [time]);
}

export async function readPage(database: Database, after: { readonly customerNumber: string; readonly emailKey: string }, limit: number): Promise<ExportedRow[]> {
  return database.run<ExportedRow & Record<string, string | boolean | null>>(PAGE, [after.customerNumber, after.emailKey, limit]);
}

/** When a list is applied, and before when a contact's word must have been given to be refuted by it: a fresh one is left to wait. */
export interface Moment {
  readonly now: Date;
  readonly claimsUntil: Date;
}

type LastWord = (transaction: Transaction, outcome: Outcome) => Promise<boolean>;
/** Does all that the staged rows say, and takes it back where the last word is no: a preview counts what would really happen. */
export async function applyRows(database: Database, importId: string, moment: Moment, shown: number, lastWord: LastWord): Promise<Outcome> {
  for (;;) {
    const outcome = await attempt(database, importId, moment, shown, lastWord);
    if (outcome) return outcome;
    await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
  }
}

class TakenBack extends Error {
  constructor(readonly outcome: Outcome) {
    super('Taken back.');
  }
}

/** How PostgreSQL ends a transaction that it lets a turn's go before: a deadlock, a conflict, a lock waited for in vain. Nothing is done, and the next attempt does it. */
const YIELDED = /\b(?:40P01|40001|55P03)\b/;

/** Undefined where it must be tried again, as while another import is being applied: waiting inside the transaction would run into the limits on locks. */
async function attempt(database: Database, importId: string, moment: Moment, shown: number, lastWord: LastWord): Promise<Outcome | undefined> {
  try {
    return await database.prisma.$transaction(async (tx) => {
      const [lock] = await tx.$queryRawUnsafe<{ isOurs: boolean }[]>('SELECT pg_try_advisory_xact_lock($1::bigint) AS "isOurs"', LIST_LOCK);
      if (!lock?.isOurs) return undefined;
      const outcome = await apply(tx, importId, moment, shown);
      if (!(await lastWord(tx, outcome))) throw new TakenBack(outcome);
      return { ...outcome, isApplied: true };
    }, { timeout: APPLY_TIMEOUT_MS, maxWait: APPLY_TIMEOUT_MS });
  } catch (error) {
    if (error instanceof TakenBack) return error.outcome;
    if (error instanceof Error && YIELDED.test(error.message)) return undefined;
    throw error;
  }
}

async function apply(tx: Transaction, importId: string, { now, claimsUntil }: Moment, shown: number): Promise<Outcome> {
  // The staged rows are too new for the planner to know how many they are; it would walk through them once for each of them.
  await tx.$executeRawUnsafe('SET LOCAL enable_nestloop = off');
  await tx.$executeRawUnsafe('SET LOCAL jit = off');
  const erased = some(await tx.$queryRawUnsafe<({ total: number; line: number })[]>(LEAVE_OUT_ERASED, importId, shown));
  const conflicts = some(await tx.$queryRawUnsafe<(Conflict & { total: number })[]>(TAKE_OUT_CONFLICTS, importId, shown));
  const partners = countOf(await tx.$queryRawUnsafe<Counted[]>(APPLY_PARTNERS, importId, now));
  const days = await tx.$queryRawUnsafe<(Counted & Claims)[]>(APPLY_AGREEMENTS, importId, now, claimsUntil);
  const [added] = await tx.$queryRawUnsafe<{ total: number; created: number }[]>(ADD_CONTACTS, importId, now);
  const [{ touched } = { touched: 0 }] = await tx.$queryRawUnsafe<{ touched: number }[]>(CHANGE_CONTACTS, importId, now);
  for (const statement of KEEP_OF_DECLARED) await tx.$executeRawUnsafe(statement, importId, now);
  for (const statement of LEAVE_DECLARED) await tx.$executeRawUnsafe(statement, importId);
  await tx.$executeRawUnsafe(REMOVE_DECLARED, importId, now);
  const { total, created } = added ?? { total: 0, created: 0 };
  // Each new contact becomes a member at once, so that it is among the touched.
  const contacts = { created, changed: touched - created, left: total - touched };
  return { erased, conflicts, partners, contacts, agreements: countOf(days), claims: days[0] ?? { confirmed: 0, refuted: 0 }, isApplied: false };
}

interface Counted {
  readonly total: number;
  readonly created: number;
  readonly changed: number;
}

function countOf([row]: readonly Counted[]): Count {
  const { total, created, changed } = row ?? { total: 0, created: 0, changed: 0 };
  return { created, changed, left: total - created - changed };
}

function some<Each extends { readonly total: number }>(rows: readonly Each[]): Some<Each> {
  return { total: rows[0]?.total ?? 0, shown: rows };
}
