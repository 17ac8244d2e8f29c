/** How conversations go: with a person or without, what was not understood, and one row for each. */
import type { FigureFrame, FigureTable } from './figure';

interface DayRow { readonly day: string; readonly conversations: number; readonly asked: number; readonly joined: number }
interface QuestionRow { readonly question: string; readonly language: string; readonly times: number; readonly contacts: number; readonly day: string }
interface TalkRow {
  readonly day: string; readonly channel: string; readonly language: string | null; readonly topic: string | null; readonly outcome: string; readonly isHandedOff: boolean; readonly rating: number | null;
  readonly contact: number; readonly lotse: number; readonly agent: number;
}

const MOST_QUESTIONS = 200;
const MOST_TALKS = 5000;
const DAY = (moment: string, zone: string) => `to_char(${moment} AT TIME ZONE ${zone}::text, 'YYYY-MM-DD')`;
const DEFLECTION = `WITH talks AS (SELECT DISTINCT ${DAY('at', '$3')} AS day, "conversationId" FROM "Saying" WHERE by = 'contact' AND at >= $1 AND at < $2),
  asked AS (SELECT ${DAY('"askedAt"', '$3')} AS day, "conversationId", bool_or("joinedAt" IS NOT NULL) AS "isJoined" FROM "Handoff" WHERE "from" <> 'agent' AND "askedAt" >= $1 AND "askedAt" < $2 GROUP BY 1, 2)
  SELECT t.day, count(*)::int AS conversations, count(a.day)::int AS asked, count(*) FILTER (WHERE a."isJoined")::int AS joined
  FROM talks t LEFT JOIN asked a ON a.day = t.day AND a."conversationId" = t."conversationId" GROUP BY 1 ORDER BY 1`;
const QUESTIONS = `SELECT (array_agg(text ORDER BY id DESC))[1] AS question, language, count(*)::int AS times, count(DISTINCT "contactId")::int AS contacts, ${DAY('max(at)', '$3')} AS day
  FROM "Misunderstanding" WHERE at >= $1 AND at < $2 GROUP BY folded, language ORDER BY 3 DESC, max(at) DESC LIMIT ${MOST_QUESTIONS}`;
const TALKS = `WITH talks AS (SELECT "conversationId", min(at) AS begun, count(*) FILTER (WHERE by = 'contact')::int AS contact, count(*) FILTER (WHERE by = 'lotse')::int AS lotse,
      count(*) FILTER (WHERE by = 'agent')::int AS agent, max(id) FILTER (WHERE about ->> 'language' IS NOT NULL) AS spoken
    FROM "Saying" WHERE at >= $1 AND at < $2 GROUP BY 1 HAVING count(*) FILTER (WHERE by = 'contact') > 0 ORDER BY 2 DESC LIMIT ${MOST_TALKS})
  SELECT ${DAY('t.begun', '$3')} AS day, coalesce(c.channel, w.channel, h.channel, '') AS channel, coalesce(s.about ->> 'language', h.language) AS language, coalesce(h.topic, w.procedure) AS topic,
    coalesce(w.status, 'none') AS outcome, h.id IS NOT NULL AS "isHandedOff", h.rating, t.contact, t.lotse, t.agent
  FROM talks t LEFT JOIN "Conversation" c ON c.id = t."conversationId" LEFT JOIN "Saying" s ON s.id = t.spoken
  LEFT JOIN LATERAL (SELECT procedure, status, channel FROM "WalkStep" WHERE "conversationId" = t."conversationId" AND at >= $1 AND at < $2 ORDER BY id DESC LIMIT 1) w ON true
  LEFT JOIN LATERAL (SELECT id, topic, language, channel, rating FROM "Handoff" WHERE "conversationId" = t."conversationId" AND "askedAt" >= $1 AND "askedAt" < $2 ORDER BY "askedAt" DESC LIMIT 1) h ON true
  ORDER BY t.begun DESC`;

/** A conversation counts on each day on which the contact said something. */
export async function readDeflection({ query, from, until, days, office }: FigureFrame): Promise<FigureTable> {
  const found = new Map((await query<DayRow>(DEFLECTION, [from, until, office.zone])).map((row) => [row.day, row]));
  return {
    name: 'deflection', columns: ['day', 'conversations', 'withoutPerson', 'handoffs', 'joined', 'handoffPercent'],
    rows: days.map((day) => {
      const { conversations, asked, joined } = found.get(day) ?? { conversations: 0, asked: 0, joined: 0 };
      return [day, conversations, conversations - asked, asked, joined, conversations === 0 ? null : Math.round((1000 * asked) / conversations) / 10];
    }),
  };
}

/** What came most often first; without secrets, addresses and numbers. */
export async function readQuestions({ query, from, until, office }: FigureFrame): Promise<FigureTable> {
  const rows = await query<QuestionRow>(QUESTIONS, [from, until, office.zone]);
  return { name: 'questions', columns: ['question', 'language', 'times', 'contacts', 'lastOn'], rows: rows.map(({ question, language, times, contacts, day }) => [question, language, times, contacts, day]) };
}

/** One row for each conversation, the latest first; nothing in it leads to a person. */
export async function readTalks({ query, from, until, office }: FigureFrame): Promise<FigureTable> {
  const rows = await query<TalkRow>(TALKS, [from, until, office.zone]);
  return {
    name: 'conversations', columns: ['day', 'channel', 'language', 'topic', 'outcome', 'handedOff', 'rating', 'contactMessages', 'lotseMessages', 'agentMessages'],
    rows: rows.map((row) => [row.day, row.channel, row.language, row.topic, row.outcome, row.isHandedOff ? 'yes' : 'no', row.rating, row.contact, row.lotse, row.agent]),
  };
}
