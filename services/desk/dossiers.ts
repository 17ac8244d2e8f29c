/** What is known of a contact, for whoever takes over: the person, the ways to reach them, the companies, and every notice with what became of it. */
import type { Database } from '../../prisma/database';
import { queryOf } from '../../prisma/noticeFacts';

export interface ContactRecord {
  readonly id: string;
  readonly state: string;
  readonly name: string | null;
  /** What the directory of a channel has called them last. */
  readonly calledName: string | null;
  readonly email: string | null;
  readonly verifiedAt: Date | null;
  readonly language: string | null;
  readonly timeZone: string;
  readonly mayWriteFirst: boolean | null;
  readonly mailDeadCause: string | null;
}

export interface RouteRecord {
  readonly channel: string;
  readonly deadAt: Date | null;
  readonly deadCause: string | null;
  readonly heardAt: Date | null;
}

export interface NoticeRecord {
  readonly id: string;
  readonly milestone: string;
  readonly state: string;
  readonly reason: string | null;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
  readonly route: string | null;
  readonly company: string | null;
}

/** Of one of the contact's companies, what else an agent may correct. */
export interface MembershipRecord {
  readonly partnerId: string;
  readonly isSignatory: boolean | null;
  readonly signatoryName: string | null;
}

export interface Dossiers {
  contact(id: string): Promise<ContactRecord | undefined>;
  routes(contactId: string): Promise<readonly RouteRecord[]>;
  memberships(contactId: string): Promise<readonly MembershipRecord[]>;
  /** Those told or to be told to the contact, and those about the contact's companies; newest first. */
  notices(of: { readonly contactId?: string; readonly partnerIds: readonly string[] }): Promise<readonly NoticeRecord[]>;
  /** Who said that the agreement was renewed, by name or address, where somebody did: by partner. */
  claimants(partnerIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

const MOST_NOTICES = 200;
const CONTACT = `SELECT id, state, name, email, "verifiedAt", language, "timeZone", "mayWriteFirst", CASE WHEN "mailDeadAt" IS NOT NULL THEN coalesce("mailDeadCause", '') END AS "mailDeadCause",
  (SELECT "calledName" FROM "Handoff" WHERE "contactId" = $1 AND "calledName" IS NOT NULL ORDER BY "askedAt" DESC LIMIT 1) AS "calledName" FROM "Contact" WHERE id = $1`;
const ROUTES = 'SELECT channel, "deadAt", "deadCause", "heardAt" FROM "Conversation" WHERE "contactId" = $1 ORDER BY "heardAt" DESC NULLS LAST, id';
const MEMBERSHIPS = `SELECT m."partnerId", m."isSignatory", p."signatoryName" FROM "Membership" m JOIN "Partner" p ON p.id = m."partnerId"
  WHERE m."contactId" = $1 ORDER BY p.company, p.id`;
const NOTICES = `SELECT n.id, n.milestone, n.state, n.reason, n."dueAt", n."sentAt", n.route, p.company FROM "Notice" n LEFT JOIN "Partner" p ON p.id = n.subject
  WHERE n."contactId" = $1 OR n.subject = ANY($2::text[]) ORDER BY coalesce(n."sentAt", n."dueAt") DESC, n.id LIMIT ${MOST_NOTICES}`;
const CLAIMANTS = 'SELECT a."partnerId" AS id, coalesce(c.name, c.email) AS name FROM "Agreement" a JOIN "Contact" c ON c.id = a."claimedBy" WHERE a."partnerId" = ANY($1::text[]) AND coalesce(c.name, c.email) IS NOT NULL';

export function createDossiers(database: Database): Dossiers {
  const query = queryOf(database);
  return {
    contact: async (id) => (await query<ContactRecord>(CONTACT, [id]))[0],
    routes: (contactId) => query(ROUTES, [contactId]),
    memberships: (contactId) => query(MEMBERSHIPS, [contactId]),
    notices: ({ contactId = '', partnerIds }) => query(NOTICES, [contactId, [...partnerIds]]),
    claimants: async (partnerIds) => new Map((await query<{ id: string; name: string }>(CLAIMANTS, [[...partnerIds]])).map(({ id, name }) => [id, name])),
  };
}
