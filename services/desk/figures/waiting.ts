/** How long contacts waited for a person, day by day, in office time: until somebody took it, and until the first word. */
import { dayIn } from '../../day';
import { workMsBetween, type WorkCalendar } from '../../workCalendar';
import type { FigureFrame, FigureTable } from './figure';

interface Wait {
  readonly askedAt: Date;
  readonly joinedAt: Date | null;
  readonly firstWordAt: Date | null;
  readonly closedBy: string | null;
}

const WAITS = `SELECT "askedAt", "joinedAt", "firstWordAt", "closedBy" FROM "Handoff" WHERE "askedAt" >= $1 AND "askedAt" < $2 AND "from" <> 'agent' ORDER BY "askedAt"`;
const RATINGS = 'SELECT rating, count(*)::int AS handoffs FROM "Handoff" WHERE rating IS NOT NULL AND coalesce("closedAt", "askedAt") >= $1 AND coalesce("closedAt", "askedAt") < $2 GROUP BY 1';
const STARS = [1, 2, 3, 4, 5];
const MINUTE_MS = 60_000;

export async function readWaiting({ query, from, until, days, office }: FigureFrame): Promise<FigureTable> {
  const byDay = new Map<string, Wait[]>(days.map((day) => [day, []]));
  for (const wait of await query<Wait>(WAITS, [from, until])) byDay.get(dayIn(office.zone, wait.askedAt))?.push(wait);
  const rows = [...byDay].map(([day, waits]) => {
    const answered = waits.filter(({ joinedAt }) => joinedAt !== null).length;
    const nobody = waits.filter(({ closedBy }) => closedBy === 'nobody').length;
    return [day, waits.length, answered, nobody, ...spread(minutes(waits, 'joinedAt', office)), ...spread(minutes(waits, 'firstWordAt', office))];
  });
  return { name: 'waiting', columns: ['day', 'handoffs', 'answered', 'unanswered', 'waitMedian', 'waitP90', 'answerMedian', 'answerP90'], rows };
}

/** What contacts thought of it, from 1 to 5. */
export async function readRatings({ query, from, until }: FigureFrame): Promise<FigureTable> {
  const given = new Map((await query<{ rating: number; handoffs: number }>(RATINGS, [from, until])).map(({ rating, handoffs }) => [rating, handoffs]));
  return { name: 'ratings', columns: ['rating', 'handoffs'], rows: STARS.map((star) => [star, given.get(star) ?? 0]) };
}

function minutes(waits: readonly Wait[], end: 'joinedAt' | 'firstWordAt', office: WorkCalendar): number[] {
  return waits.flatMap((wait) => (wait[end] === null ? [] : [workMsBetween(wait.askedAt, wait[end], office) / MINUTE_MS])).sort((one, other) => one - other);
}

/** The median and the nine of ten, in minutes with one decimal; null where nobody was answered. */
export function spread(sorted: readonly number[]): [number | null, number | null] {
  const at = (share: number) => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    return value === undefined ? null : Math.round(value * 10) / 10;
  };
  return [at(0.5), at(0.9)];
}
