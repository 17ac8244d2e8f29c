/** When messages may leave, shared by all instances: one row for each limit, moved on in one statement. */
import type { Database, Statement } from './database';

/** A free moment farther ahead than this was written by a clock that went wrong, and does not count. */
const HORIZON = `interval '20 minutes'`;

/** Nothing is taken where the first free moment lies after $4. */
const RESERVE: Statement = {
  name: 'lotse_pace_reserve',
  text: `INSERT INTO "Pace" AS p (key, "freeAt") VALUES ($1, $2::timestamptz + $3::int * interval '1 millisecond')
    ON CONFLICT (key) DO UPDATE SET "freeAt" = CASE WHEN p."freeAt" BETWEEN $2::timestamptz AND $2::timestamptz + ${HORIZON} THEN p."freeAt" ELSE $2::timestamptz END + $3::int * interval '1 millisecond'
    WHERE p."freeAt" <= $4::timestamptz OR p."freeAt" > $2::timestamptz + ${HORIZON} RETURNING "freeAt"`,
};

const FREE_AT: Statement = { name: 'lotse_pace_free_at', text: 'SELECT "freeAt" FROM "Pace" WHERE key = $1' };

const HOLD_BACK: Statement = {
  name: 'lotse_pace_hold_back',
  text: `INSERT INTO "Pace" AS p (key, "freeAt") VALUES ($1, $3::timestamptz)
    ON CONFLICT (key) DO UPDATE SET "freeAt" = CASE WHEN p."freeAt" <= $2::timestamptz + ${HORIZON} THEN GREATEST(p."freeAt", $3::timestamptz) ELSE $3::timestamptz END`,
};

/** The end of the time that was taken; undefined where none is free up to `latest`. */
export async function reserveTime(database: Database, key: string, now: Date, ms: number, latest: Date): Promise<Date | undefined> {
  return (await database.run<{ freeAt: Date }>(RESERVE, [key, now, ms, latest]))[0]?.freeAt;
}

export async function readFreeAt(database: Database, key: string): Promise<Date | undefined> {
  return (await database.run<{ freeAt: Date }>(FREE_AT, [key]))[0]?.freeAt;
}

export async function holdBack(database: Database, key: string, now: Date, until: Date): Promise<void> {
  await database.run(HOLD_BACK, [key, now, until]);
}
