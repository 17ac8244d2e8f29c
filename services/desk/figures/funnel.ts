/** Where people leave each procedure: how many walks reached a step, were left there, came to an end. */
import type { FigureFrame, FigureTable } from './figure';

interface FunnelRow {
  readonly procedure: string;
  readonly step: string;
  readonly language: string;
  readonly channel: string;
  readonly reached: number;
  readonly left: number;
  readonly ended: number;
}

/** Whoever has not moved for so long has left; until then the walk is under way. */
const LEFT_AFTER_MS = 86_400_000;
const FUNNEL = `WITH moves AS (SELECT * FROM "WalkStep" WHERE at >= $1 AND at < $2),
  last AS (SELECT DISTINCT ON ("walkId") "walkId", step, status, at FROM "WalkStep" WHERE "walkId" IN (SELECT "walkId" FROM moves) ORDER BY "walkId", id DESC)
  SELECT m.procedure, m.step, m.language, m.channel, count(DISTINCT m."walkId")::int AS reached,
    count(DISTINCT m."walkId") FILTER (WHERE l.status = 'open' AND l.step = m.step AND l.at < $3)::int AS left,
    count(DISTINCT m."walkId") FILTER (WHERE l.status IN ('done', 'waiting'))::int AS ended
  FROM moves m JOIN last l ON l."walkId" = m."walkId" GROUP BY 1, 2, 3, 4 ORDER BY 1, 5 DESC, 2, 3, 4`;

export async function readFunnel({ query, now, from, until }: FigureFrame): Promise<FigureTable> {
  const rows = await query<FunnelRow>(FUNNEL, [from, until, new Date(now.getTime() - LEFT_AFTER_MS)]);
  return { name: 'funnel', columns: ['procedure', 'step', 'language', 'channel', 'reached', 'left', 'ended'], rows: rows.map(({ procedure, step, language, channel, reached, left, ended }) => [procedure, step, language, channel, reached, left, ended]) };
}
