/** Partners for agents: found among a hundred thousand by words, by the state of the agreement, or because nobody there can be reached. */
import type { Database } from '../../prisma/database';
import { queryOf } from '../../prisma/noticeFacts';
import { addDays, daysBetween, type Day } from '../day';
import { milestonesOf } from '../expiry';
import type { ReachSettings } from '../notices/reports/reachability';
import { expiryRange, type ExpiryState } from './expiryState';
import { searchTerms } from './searchTerms';

export interface PartnerSearch {
  readonly search: string;
  readonly state?: ExpiryState;
  readonly isUnreachable: boolean;
  readonly page: number;
}

export interface FoundPartners {
  readonly ids: readonly string[];
  readonly total: number;
}

export const PARTNERS_A_PAGE = 50;

/** The words of a company and its number, and those of its contacts; each index finds them by how they begin. */
const WORDS = (value: string) => `p.id IN (SELECT id FROM "Partner" WHERE lotse_words(company || ' ' || coalesce("customerNumber", '')) @@ lotse_sought(${value})
  UNION SELECT m."partnerId" FROM "Contact" c JOIN "Membership" m ON m."contactId" = c.id
    WHERE (c.email IS NOT NULL OR c.name IS NOT NULL) AND lotse_words(coalesce(c.name, '') || ' ' || coalesce(c.email, '')) @@ lotse_sought(${value}))`;
/** The same rule as services/notices/reports/reachability.ts, over all partners at once; a test holds the two together. */
export const REACHED = (hasMail: string, pages: string) => `SELECT m."partnerId" FROM "Membership" m JOIN "Contact" c ON c.id = m."contactId" WHERE c."mayWriteFirst" AND (
    (${hasMail}::boolean AND c.email IS NOT NULL AND c."verifiedAt" IS NOT NULL AND c."mailDeadAt" IS NULL)
    OR c.id IN (SELECT "contactId" FROM "Conversation" WHERE "isDirect" AND "heardAt" IS NOT NULL AND "deadAt" IS NULL AND NOT channel = ANY(${pages}::text[])))`;

/** The part of a statement that chooses, and its values. */
interface Chosen {
  readonly where: string;
  readonly values: readonly unknown[];
}

export async function findPartners(database: Database, asked: PartnerSearch, today: Day, reach: ReachSettings): Promise<FoundPartners> {
  const { where, values } = chosen(asked, today, reach);
  const page = `ORDER BY company, id LIMIT ${PARTNERS_A_PAGE} OFFSET ${PARTNERS_A_PAGE * (Math.max(0, Math.trunc(asked.page)) || 0)}`;
  // Without a choice the index gives the page; with one, what was chosen is counted and paged at once.
  const text = where === '' ? `SELECT (SELECT count(*) FROM "Partner")::int AS total, ARRAY(SELECT id FROM "Partner" ${page}) AS ids`
    : `WITH found AS MATERIALIZED (SELECT p.id, p.company FROM "Partner" p LEFT JOIN "Agreement" a ON a."partnerId" = p.id ${where})
      SELECT (SELECT count(*) FROM found)::int AS total, ARRAY(SELECT id FROM found ${page}) AS ids`;
  return (await queryOf(database)<FoundPartners>(text, values))[0]!;
}

function chosen({ search, state, isUnreachable }: PartnerSearch, today: Day, { hasMail, pages }: ReachSettings): Chosen {
  const values: unknown[] = [];
  const value = (given: unknown) => `$${values.push(given)}`;
  const terms = searchTerms(search);
  const conditions = [
    ...(terms === undefined ? [] : [WORDS(value(terms))]),
    ...(state === undefined ? [] : [inState(state, today, value)]),
    ...(isUnreachable ? [`a."expiresOn" >= ${value(lastWordOn(today))}::date`, `p.id NOT IN (${REACHED(value(hasMail), value([...pages]))})`] : []),
  ];
  return { where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values };
}

function inState(state: ExpiryState, today: Day, value: (given: unknown) => string): string {
  if (state === 'unknown') return 'a."partnerId" IS NULL';
  const { from, to } = expiryRange(today, state);
  return [...(from === undefined ? [] : [`a."expiresOn" >= ${value(from)}::date`]), ...(to === undefined ? [] : [`a."expiresOn" <= ${value(to)}::date`])].join(' AND ');
}

/** An agreement that ended before that day is over: nobody needs to be reached for it. */
export function lastWordOn(today: Day): Day {
  const { graceEndsOn } = milestonesOf(today);
  return addDays(today, -daysBetween(today, graceEndsOn) - 1);
}
