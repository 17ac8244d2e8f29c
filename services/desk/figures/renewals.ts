/** How the agreements stand today, which expire in the weeks ahead, and after which notice people renewed. */
import { addDays, weekdayOf, type Day } from '../../day';
import { DUE_SOON_DAYS, EXPIRY_STATES, expiryStateOn } from '../expiryState';
import { lastWordOn, REACHED } from '../partnerSearch';
import type { FigureFrame, FigureTable } from './figure';

/** The partners whose agreement expires on a day; null for those without one. */
interface ExpiryDay {
  readonly day: Day | null;
  readonly partners: number;
  readonly claimed: number;
  /** Nobody there can be told, and nobody has said that it was renewed. */
  readonly unreachable: number;
  /** The same, or nobody looks after it. */
  readonly unattended: number;
}

const WEEKS = 26;
const BY_DAY = `WITH reached AS MATERIALIZED (SELECT DISTINCT "partnerId" FROM (${REACHED('$1', '$2')}) all_reached)
  SELECT to_char(a."expiresOn", 'YYYY-MM-DD') AS day, count(*)::int AS partners, count(a."claimedAt")::int AS claimed,
    count(*) FILTER (WHERE a."claimedAt" IS NULL AND r."partnerId" IS NULL)::int AS unreachable,
    count(*) FILTER (WHERE a."claimedAt" IS NULL AND (r."partnerId" IS NULL OR a."careAt" IS NULL))::int AS unattended
  FROM "Partner" p LEFT JOIN "Agreement" a ON a."partnerId" = p.id LEFT JOIN reached r ON r."partnerId" = p.id GROUP BY 1`;
/** What was said last of the cycle that was over with the renewal: a day that moved by less than ten months was corrected. */
const TRIGGERS = `SELECT split_part(n.milestone, ':', 1) AS milestone, count(*)::int AS renewals
  FROM "Agreement" a JOIN LATERAL (SELECT milestone FROM "Notice" n WHERE n.subject = a."partnerId" AND n.state = 'sent' AND n."sentAt" <= a.since AND n."contactId" <> 'account'
    AND n.cycle ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' AND a."expiresOn" >= to_date(n.cycle, 'YYYY-MM-DD') + 300 AND n.milestone NOT LIKE 'renewed%' AND n.milestone NOT LIKE 'notConfirmed%'
    ORDER BY n."sentAt" DESC, n.id LIMIT 1) n ON true
  WHERE a.since >= $1 AND a.since < $2 AND a.revision > 0 AND a."refutedAt" IS NULL GROUP BY 1 ORDER BY 2 DESC, 1`;

export async function readRenewals({ query, today, from, until, reach }: FigureFrame): Promise<FigureTable[]> {
  const days = await query<ExpiryDay>(BY_DAY, [reach.hasMail, [...reach.pages]]);
  const triggers = await query<{ milestone: string; renewals: number }>(TRIGGERS, [from, until]);
  return [
    { name: 'renewals', columns: ['state', 'partners'], rows: [...states(days, today), ['unreachable', sum(days, 'unreachable', (day) => day >= lastWordOn(today))], ['claimed', sum(days, 'claimed', () => true)]] },
    { name: 'calendar', columns: ['week', 'expiring', 'atRisk', 'claimed'], rows: calendar(days, today) },
    { name: 'milestones', columns: ['milestone', 'renewals'], rows: triggers.map(({ milestone, renewals }) => [milestone, renewals]) },
  ];
}

function states(days: readonly ExpiryDay[], today: Day): [string, number][] {
  return EXPIRY_STATES.map((state) => [state, days.filter(({ day }) => expiryStateOn(today, day ?? undefined) === state).reduce((total, { partners }) => total + partners, 0)]);
}

/** Week by week from this Monday on. At risk: nobody there can be told, or less than a month is left and nobody looks after it. */
function calendar(days: readonly ExpiryDay[], today: Day): (string | number)[][] {
  const monday = addDays(today, 1 - weekdayOf(today));
  return Array.from({ length: WEEKS }, (_, week) => addDays(monday, 7 * week)).map((first) => {
    const isIn = (day: Day) => day >= first && day < addDays(first, 7) && day >= today;
    const near = sum(days, 'unattended', (day) => isIn(day) && day <= addDays(today, DUE_SOON_DAYS));
    const far = sum(days, 'unreachable', (day) => isIn(day) && day > addDays(today, DUE_SOON_DAYS));
    return [first, sum(days, 'partners', isIn), near + far, sum(days, 'claimed', isIn)];
  });
}

function sum(days: readonly ExpiryDay[], what: Exclude<keyof ExpiryDay, 'day'>, isMeant: (day: Day) => boolean): number {
  return days.reduce((total, each) => total + (each.day !== null && isMeant(each.day) ? each[what] : 0), 0);
}
