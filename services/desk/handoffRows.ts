/** Handoffs as lists show them: each with its contact, the partner that it is about, else the one whose agreement hurries most, whose it is, and what was said last. */
import type { Database } from '../../prisma/database';
import { queryOf } from '../../prisma/noticeFacts';
import type { Day } from '../day';
import { lastWordOn } from './partnerSearch';
import { searchTerms } from './searchTerms';

/** One row, as the database has it; days as YYYY-MM-DD. */
export interface HandoffRecord {
  readonly id: string;
  readonly state: string;
  readonly from: string;
  readonly via: string | null;
  readonly conversationId: string;
  readonly contactId: string;
  readonly name: string | null;
  readonly email: string | null;
  /** What the directory of the channel calls the contact. */
  readonly calledName: string | null;
  readonly company: string | null;
  readonly expiresOn: Day | null;
  readonly channel: string;
  readonly language: string;
  readonly topic: string;
  readonly question: string;
  readonly askedAt: Date;
  readonly waitingSince: Date;
  readonly joinedAt: Date | null;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
  readonly reason: string | null;
  readonly agentId: string | null;
  readonly agentName: string | null;
  readonly rating: number | null;
  readonly lastBy: string | null;
  readonly lastText: string | null;
  readonly lastAt: Date | null;
  /** What the contact said last. */
  readonly heardText: string | null;
}

export interface HandoffRows {
  /** All that wait, the longest first, and all that somebody has; then those closed last. */
  queue(): Promise<readonly HandoffRecord[]>;
  find(id: string): Promise<HandoffRecord | undefined>;
  /** Those of a contact, or of anybody at a partner, newest first. */
  ofContact(contactId: string): Promise<readonly HandoffRecord[]>;
  ofPartner(partnerId: string): Promise<readonly HandoffRecord[]>;
  /** One for each conversation with a handoff in which a person said these words, where they were said last first. */
  saying(words: string): Promise<readonly HandoffRecord[]>;
}

const CLOSED = 50;
const MOST = 50;
/** So much of a saying is the beginning that a list shows. */
const BEGINNING = 120;

/** Nothing that a contact has said to Lotse after a handoff was closed. */
const wasHeard = (saying: string, handoff: string) => `(${handoff}."closedAt" IS NULL OR ${saying}.at <= ${handoff}."closedAt" OR ${saying}."handoffId" = ${handoff}.id)`;
/** `chosen` is a table of handoffs with a column `rank` in whose order they are given; `over` a day: what expired by then can be renewed no more, and comes after what can (services/expiry.ts, byUrgency). */
const rows = (chosen: string, over: string) => `SELECT h.id, h.state, h."from", h.via, h."conversationId", h."contactId", c.name, c.email, h."calledName", p.company, to_char(p."expiresOn", 'YYYY-MM-DD') AS "expiresOn",
    h.channel, h.language, h.topic, h.question, h."askedAt", h."waitingSince", h."joinedAt", h."closedAt", h."closedBy", h.reason, h."agentId", a.name AS "agentName", h.rating,
    s.by AS "lastBy", left(s.text, ${BEGINNING}) AS "lastText", s.at AS "lastAt", left(w.text, ${BEGINNING}) AS "heardText"
  FROM (${chosen}) h LEFT JOIN "Contact" c ON c.id = h."contactId" LEFT JOIN "Agent" a ON a.id = h."agentId"
  LEFT JOIN LATERAL (SELECT p.company, g."expiresOn" FROM "Membership" m JOIN "Partner" p ON p.id = m."partnerId" LEFT JOIN "Agreement" g ON g."partnerId" = p.id
    WHERE m."contactId" = h."contactId" AND (h."partnerId" IS NULL OR p.id = h."partnerId") ORDER BY g."expiresOn" <= ${over}::date, abs(g."expiresOn" - ${over}::date), p.id LIMIT 1) p ON true
  LEFT JOIN LATERAL (SELECT s.by, s.text, s.at FROM "Saying" s WHERE s."conversationId" = h."conversationId" AND s.by IN ('contact', 'lotse', 'agent') AND s.text <> '' AND ${wasHeard('s', 'h')} ORDER BY s.id DESC LIMIT 1) s ON true
  LEFT JOIN LATERAL (SELECT w.text FROM "Saying" w WHERE w."conversationId" = h."conversationId" AND w.by = 'contact' AND w.text <> '' AND ${wasHeard('w', 'h')} ORDER BY w.id DESC LIMIT 1) w ON true
  ORDER BY h.rank, h.id`;
const OPEN = `SELECT *, row_number() OVER (ORDER BY "waitingSince", "askedAt", id) AS rank FROM "Handoff" WHERE state IN ('waiting', 'joined')`;
const LATELY_CLOSED = `SELECT *, row_number() OVER (ORDER BY "closedAt" DESC, id) AS rank FROM (SELECT * FROM "Handoff" WHERE state = 'closed' AND "contactId" <> '' ORDER BY "closedAt" DESC LIMIT ${CLOSED}) newest`;
const newestFirst = (where: string) => `SELECT *, row_number() OVER (ORDER BY "askedAt" DESC, id) AS rank FROM "Handoff" WHERE ${where} ORDER BY "askedAt" DESC LIMIT ${MOST}`;
const SAYING = `SELECT h.*, row_number() OVER (ORDER BY said.last DESC) AS rank
  FROM (SELECT s."conversationId", max(s.id) AS last FROM "Saying" s WHERE s.by IN ('contact', 'agent', 'note') AND lotse_words(s.text) @@ lotse_sought($1)
    AND EXISTS (SELECT FROM "Handoff" w WHERE w."conversationId" = s."conversationId" AND ${wasHeard('s', 'w')}) GROUP BY 1) said
  JOIN LATERAL (SELECT * FROM "Handoff" o WHERE o."conversationId" = said."conversationId" ORDER BY o."askedAt" DESC LIMIT 1) h ON true ORDER BY said.last DESC LIMIT ${MOST}`;

export function createHandoffRows(database: Database, today: () => Day): HandoffRows {
  const query = queryOf(database);
  const read = (chosen: string, values: readonly unknown[]) => query<HandoffRecord>(rows(chosen, `$${values.length + 1}`), [...values, lastWordOn(today())]);
  return {
    queue: async () => [...await read(OPEN, []), ...await read(LATELY_CLOSED, [])],
    find: async (id) => (await read('SELECT *, 1 AS rank FROM "Handoff" WHERE id = $1', [id]))[0],
    ofContact: (contactId) => read(newestFirst('"contactId" = $1 AND "contactId" <> \'\''), [contactId]),
    ofPartner: (partnerId) => read(newestFirst('"contactId" IN (SELECT "contactId" FROM "Membership" WHERE "partnerId" = $1)'), [partnerId]),
    saying: async (words) => {
      const terms = searchTerms(words);
      return terms === undefined ? [] : read(SAYING, [terms]);
    },
  };
}
