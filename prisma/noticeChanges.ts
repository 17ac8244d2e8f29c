/**
 * Every change in the ledger of notices that is not its own way from claimed to sent (noticeLedger.ts): what turns, plans,
 * lists, mails that come back, deletions and operators make of rows. Rows are locked in one order everywhere:
 * conversation, agreement, notice, each by id.
 */
import type { Database, Transaction } from './database';

/** Which rows are meant; nothing narrows nothing. */
export interface NoticeSelection {
  readonly subject?: string;
  readonly cycle?: string;
  readonly contactId?: string;
  readonly milestone?: string;
}

export interface BookedNotice extends Required<NoticeSelection> {
  readonly id: string;
  readonly dueAt: Date;
  /** JSON. */
  readonly payload: string;
}

/** What the planner has decided. */
export interface PlannedChanges {
  /** New rows, planned or skipped; a row that was cancelled before lives again. */
  readonly rows: readonly PlanRow[];
  /** Planned rows that have another due time now. */
  readonly moved: readonly { readonly id: string; readonly dueAt: Date }[];
  readonly cancelled: readonly { readonly id: string; readonly reason: string }[];
}

export interface PlanRow extends BookedNotice {
  readonly state: 'planned' | 'skipped';
  readonly reason: string | undefined;
}

/** Not held by anybody, and no word of that day. */
const LET_GO = 'token = NULL, "leasedUntil" = NULL, "spokenOn" = NULL';
const NOT_LEFT_YET = `state IN ('planned', 'claimed')`;
const REMINDERS = `milestone NOT LIKE 'nudge:%'`;
const mine = (rows: string) => `WITH mine AS MATERIALIZED (SELECT id FROM "Notice" WHERE ${rows} ORDER BY id FOR UPDATE)`;
const change = (rows: string, changes: string) => `${mine(rows)} UPDATE "Notice" n SET ${changes} FROM mine WHERE n.id = mine.id`;

/** Calls off what has not left yet. */
export function cancelNotices(transaction: Transaction, selection: NoticeSelection, reason: string, at: Date): Promise<number> {
  const chosen = (['subject', 'cycle', 'contactId', 'milestone'] as const).filter((column) => selection[column] !== undefined);
  const rows = [NOT_LEFT_YET, ...chosen.map((column, place) => `"${column}" = $${place + 3}`)].join(' AND ');
  return cancel(transaction, rows, reason, at, chosen.map((column) => selection[column]!));
}

/** All of a contact but nudges: what a contact asked to be asked is asked all the same. */
export function cancelReminders(transaction: Transaction, contactId: string, reason: string, at: Date): Promise<number> {
  return cancel(transaction, `${NOT_LEFT_YET} AND ${REMINDERS} AND "contactId" = $3`, reason, at, [contactId]);
}

function cancel(transaction: Transaction, rows: string, reason: string, at: Date, values: readonly string[]): Promise<number> {
  return transaction.$executeRawUnsafe(change(rows, `state = 'cancelled', reason = $1, ${LET_GO}, "updatedAt" = $2::timestamptz`), reason, at, ...values);
}

/** The same as part of a longer statement: of subjects that are gone, $2 being the time. */
export function cancelOfGoneText(gone: string): string {
  return `UPDATE "Notice" n SET state = 'cancelled', reason = 'gone', ${LET_GO}, "updatedAt" = $2::timestamptz FROM ${gone} g WHERE n.subject = g.id AND n.${NOT_LEFT_YET}`;
}

/** Rows go over to another subject, $2 being the time: what was said of it was said. `moves`: a table of ids and their new subjects. */
export function moveSubjectText(moves: string): string {
  return `UPDATE "Notice" n SET subject = w."newSubject", "updatedAt" = $2::timestamptz FROM (${moves}) w
    WHERE n.id = w.id AND NOT EXISTS (SELECT FROM "Notice" s WHERE s.subject = w."newSubject" AND (s.cycle, s.milestone, s."contactId") = (n.cycle, n.milestone, n."contactId"))`;
}

/** What was called off is planned again, what waits says what holds now; what was said stays. The planner looks at the agreements anew. */
export async function bookNotices(transaction: Transaction, notices: readonly BookedNotice[], at: Date): Promise<void> {
  await transaction.$executeRaw`SELECT lotse_look_again(${notices.map(({ subject }) => subject)})`;
  for (const { id, subject, cycle, milestone, contactId, dueAt, payload } of notices) {
    await transaction.$executeRaw`INSERT INTO "Notice" AS n (id, subject, cycle, milestone, "contactId", state, "dueAt", payload, "createdAt", "updatedAt")
      VALUES (${id}, ${subject}, ${cycle}, ${milestone}, ${contactId}, 'planned', ${dueAt}, ${payload}::jsonb, ${at}, ${at})
      ON CONFLICT (subject, cycle, milestone, "contactId") DO UPDATE SET state = 'planned', reason = NULL, "dueAt" = EXCLUDED."dueAt", payload = EXCLUDED.payload, tries = 0, "messageId" = NULL, "updatedAt" = EXCLUDED."updatedAt"
      WHERE n.state IN ('cancelled', 'planned')`;
  }
}

const PLAN = `INSERT INTO "Notice" AS n (id, subject, cycle, milestone, "contactId", state, reason, "dueAt", payload, "createdAt", "updatedAt")
  SELECT r.id, r.subject, r.cycle, r.milestone, r.contact, r.state, r.reason, r.due::timestamptz, r.payload::jsonb, $10::timestamptz, $10::timestamptz
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[]) AS r(id, subject, cycle, milestone, contact, state, reason, due, payload)
  ON CONFLICT (subject, cycle, milestone, "contactId") DO UPDATE SET state = EXCLUDED.state, reason = EXCLUDED.reason, "dueAt" = EXCLUDED."dueAt", payload = EXCLUDED.payload, "updatedAt" = EXCLUDED."updatedAt", tries = 0
  WHERE n.state IN ('cancelled', 'planned')`;
const planned = (values: string) => `WITH mine AS MATERIALIZED (
  SELECT n.id, n.reason AS held, r.value FROM unnest($1::text[], $2::text[]) AS r(id, value) JOIN "Notice" n ON n.id = r.id WHERE n.state = 'planned' ORDER BY n.id FOR UPDATE OF n)
  UPDATE "Notice" n SET "updatedAt" = $3::timestamptz, ${values} FROM mine WHERE n.id = mine.id`;
const MOVE = `${planned('"dueAt" = mine.value::timestamptz')} AND mine.held IS NULL`;
const CANCEL_PLANNED = planned(`state = 'cancelled', reason = mine.value, ${LET_GO}, "messageId" = NULL`);

/** The agreements of the rows are the transaction's already. */
export async function writePlan(transaction: Transaction, { rows, moved, cancelled }: PlannedChanges, now: Date): Promise<void> {
  if (rows.length > 0) {
    const all = (pick: (row: PlanRow) => string | null) => rows.map(pick);
    await transaction.$executeRawUnsafe(
      PLAN, all((row) => row.id), all((row) => row.subject), all((row) => row.cycle), all((row) => row.milestone), all((row) => row.contactId), all((row) => row.state),
      all((row) => row.reason ?? null), all((row) => row.dueAt.toISOString()), all((row) => row.payload), now,
    );
  }
  if (moved.length > 0) await transaction.$executeRawUnsafe(MOVE, moved.map(({ id }) => id), moved.map(({ dueAt }) => dueAt.toISOString()), now);
  if (cancelled.length > 0) await transaction.$executeRawUnsafe(CANCEL_PLANNED, cancelled.map(({ id }) => id), cancelled.map(({ reason }) => reason), now);
}

/** The dialog for whose end notices were held is over. */
export function releaseHeld(transaction: Transaction, contactId: string, at: Date): Promise<number> {
  return transaction.$executeRawUnsafe(change(`"contactId" = $1 AND state = 'planned' AND reason = 'held' AND "dueAt" > $2::timestamptz`, `"dueAt" = $2::timestamptz, "updatedAt" = $2::timestamptz`), contactId, at);
}

/** Messages in these states have arrived, as an answer shows, or were told again: what follows from that is planned now. */
export async function settleMessages(transaction: Transaction, messageIds: readonly string[], states: readonly string[], reason: string, at: Date): Promise<void> {
  const open = `"messageId" = ANY($1::text[]) AND state = ANY($2::text[])`;
  await transaction.$executeRawUnsafe(`SELECT lotse_look_again(ARRAY(SELECT DISTINCT subject FROM "Notice" WHERE ${open}))`, [...messageIds], [...states]);
  const told = `state = 'sent', reason = $3, "sentAt" = $4::timestamptz, token = NULL, "leasedUntil" = NULL, "updatedAt" = $4::timestamptz`;
  await transaction.$executeRawUnsafe(change(open, told), [...messageIds], [...states], reason, at);
}

/** It was found out that a message of which nobody knew has not arrived: all of it is planned again, as if it had never left. */
export async function replanMessage(transaction: Transaction, messageId: string, at: Date): Promise<number> {
  await transaction.$executeRaw`SELECT lotse_look_again(ARRAY(SELECT DISTINCT subject FROM "Notice" WHERE "messageId" = ${messageId} AND state = 'unknown'))`;
  const changes = `state = 'planned', reason = 'unanswered', "dueAt" = $2::timestamptz, ${LET_GO}, "messageId" = NULL, route = NULL, "conversationId" = NULL, "activityId" = NULL, "sentAt" = NULL, tries = 0, "updatedAt" = $2::timestamptz`;
  return transaction.$executeRawUnsafe(change(`"messageId" = $1 AND state = 'unknown'`, changes), messageId, at);
}

/** A mail did not arrive that was the only way: planned again for other ways where the mailbox is dead, else failed. */
export function returnMail(transaction: Transaction, messageId: string, isMailboxDead: boolean, at: Date): Promise<number> {
  const changes = isMailboxDead
    ? `state = 'planned', reason = 'unanswered', "dueAt" = $2::timestamptz, "messageId" = NULL, "spokenOn" = NULL, route = NULL, "sentAt" = NULL, "updatedAt" = $2::timestamptz`
    : `state = 'failed', reason = 'refused', "spokenOn" = NULL, "updatedAt" = $2::timestamptz`;
  return transaction.$executeRawUnsafe(change(`"messageId" = $1 AND state = 'sent' AND route = 'mail'`, changes), messageId, at);
}

const DROP = {
  name: 'lotse_notice_drop',
  text: `UPDATE "Notice" SET state = $3, reason = $4, token = NULL, "leasedUntil" = NULL, "messageId" = NULL, "updatedAt" = $5::timestamptz WHERE id = $1 AND token = $2 AND state = 'claimed'`,
};

/** A claimed row ends unsaid, while the others of its message go on. */
export async function dropNotice(database: Database, { id, token }: { readonly id: string; readonly token: string }, { state, reason }: { readonly state: string; readonly reason: string }, at: Date): Promise<void> {
  await database.run(DROP, [id, token, state, reason, at]);
}

/** What is due before a time is not said any more: an older copy of the database may say again what was said. */
export function passOver({ prisma }: Database, before: Date, at: Date) {
  return prisma.$executeRawUnsafe(change(`${NOT_LEFT_YET} AND "dueAt" < $1::timestamptz`, `state = 'skipped', reason = 'restored', ${LET_GO}, "updatedAt" = $2::timestamptz`), before, at);
}

/** How much a row tells of what the contact has heard. */
const weightOf = (row: string) => `CASE ${row}.state WHEN 'sent' THEN 4 WHEN 'unknown' THEN 3 WHEN 'sending' THEN 3 WHEN 'claimed' THEN 2 WHEN 'planned' THEN 1 ELSE 0 END`;
const LESSER = `DELETE FROM "Notice" d USING "Notice" k WHERE d."contactId" IN ($1, $2) AND k."contactId" IN ($1, $2) AND d."contactId" <> k."contactId"
  AND (d.subject, d.cycle, d.milestone) = (k.subject, k.cycle, k.milestone) AND (${weightOf('d')}, (d."contactId" = $2)::int) < (${weightOf('k')}, (k."contactId" = $2)::int)`;

const NAMED = `payload ? 'byId' AND payload ->> 'byId' = $1`;

/** Two contacts were one person. Where both have a row, the one that was told stays. */
export async function moveContact(transaction: Transaction, from: string, into: string): Promise<void> {
  await transaction.$executeRaw`SELECT 1 FROM "Notice" WHERE "contactId" IN (${from}, ${into}) ORDER BY id FOR UPDATE`;
  await transaction.$executeRawUnsafe(LESSER, from, into);
  // Whoever was about to say something to the first one looks again to whom it is said.
  await transaction.notice.updateMany({ where: { contactId: from, state: 'claimed' }, data: { state: 'planned', token: null, leasedUntil: null, messageId: null } });
  // Both may have been spoken to on the same day; that cannot be undone.
  await transaction.$executeRaw`UPDATE "Notice" n SET "contactId" = ${into}, "spokenOn" = CASE WHEN NOT EXISTS (SELECT 1 FROM "Notice" k WHERE k."contactId" = ${into} AND k."spokenOn" = n."spokenOn") THEN n."spokenOn" END
    WHERE n."contactId" = ${from}`;
  await transaction.$executeRawUnsafe(change(NAMED, `payload = payload || jsonb_build_object('byId', $2::text)`), from, into);
}

/** Takes a person's name out of what was or is to be said to colleagues, wherever those are now. */
export function forgetName(transaction: Transaction, contactId: string): Promise<number> {
  return transaction.$executeRawUnsafe(change(NAMED, `payload = payload - 'by' - 'byId'`), contactId);
}

export async function eraseNotices(transaction: Transaction, contactId: string): Promise<number> {
  return (await transaction.notice.deleteMany({ where: { contactId } })).count;
}

/** Forgets what ended before a day, of cycles that ended before it, too. Returns how many rows went. */
export async function forgetEnded({ prisma }: Database, before: Date): Promise<number> {
  const ended = { notIn: ['planned', 'claimed', 'sending'] };
  return (await prisma.notice.deleteMany({ where: { state: ended, updatedAt: { lt: before }, cycle: { lt: before.toISOString().slice(0, 10) } } })).count;
}
