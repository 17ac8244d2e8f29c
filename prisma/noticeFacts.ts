/** All that the planning of notices stands on, read for many partners at once. */
import type { Database } from './database';

/** Runs a statement, inside a transaction or outside. */
export type Query = <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** Statements outside a transaction. */
export function queryOf(database: Database): Query {
  return <Row>(text: string, values: readonly unknown[]) => database.run({ name: NAMES.get(text) ?? '', text }, values) as unknown as Promise<Row[]>;
}

/** What a message about a partner's agreement is made of. */
export interface SubjectFacts {
  readonly partnerId: string;
  readonly company: string;
  readonly customerNumber: string | null;
  readonly listedNumber: string | null;
  readonly country: string | null;
  readonly canton: string | null;
  readonly noticeDays: readonly number[];
  /** Who may sign, in a contact's words. */
  readonly signatoryName: string | null;
  readonly agreement: AgreementFacts | undefined;
  readonly contacts: readonly MemberFacts[];
}

/** What planning stands on. */
export interface PartnerFacts extends SubjectFacts {
  readonly contacts: readonly ContactFacts[];
  readonly told: readonly NoticeFacts[];
}

/** Days as YYYY-MM-DD. */
export interface AgreementFacts {
  readonly expiresOn: string;
  readonly since: Date;
  readonly revision: number;
  readonly previousExpiresOn: string | null;
  readonly claimedAt: Date | null;
  readonly refutedAt: Date | null;
  readonly careAt: Date | null;
  readonly inCharge: string | null;
}

export interface MemberFacts {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly language: string | null;
  readonly timeZone: string;
  readonly mayWriteFirst: boolean | null;
  readonly remindersSince: Date | null;
  readonly isSignatory: boolean | null;
  /** When the address was proven, however long ago. */
  readonly provenAt: Date | null;
  readonly mailDeadAt: Date | null;
  readonly mailDeadCause: string | null;
}

export interface ContactFacts extends MemberFacts {
  /** Direct conversations, the one last used first. */
  readonly routes: readonly RouteFacts[];
}

export interface RouteFacts {
  readonly conversationId: string;
  readonly channel: string;
  readonly heardAt: Date;
  readonly deadAt: Date | null;
  readonly deadCause: string | null;
}

export interface NoticeFacts {
  readonly id: string;
  readonly subject: string;
  readonly cycle: string;
  readonly milestone: string;
  readonly contactId: string;
  readonly state: string;
  readonly reason: string | null;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
  readonly payload: Readonly<Record<string, string>>;
}

const PARTNERS = `SELECT p.id AS "partnerId", p.company, p."customerNumber", p."listedNumber", p.country, p.canton, p."noticeDays", p."signatoryName",
    to_char(a."expiresOn", 'YYYY-MM-DD') AS "expiresOn", a.since, a.revision, to_char(a."previousExpiresOn", 'YYYY-MM-DD') AS "previousExpiresOn",
    a."claimedAt", a."refutedAt", a."careAt", a."inCharge"
  FROM "Partner" p LEFT JOIN "Agreement" a ON a."partnerId" = p.id WHERE p.id = ANY($1::text[]) ORDER BY p.company, p.id`;
const CONTACTS = `SELECT m."partnerId", m."isSignatory", c.id, c.name, c.email, c.language, c."timeZone", c."mayWriteFirst", c."remindersSince",
    c."verifiedAt" AS "provenAt", c."mailDeadAt", c."mailDeadCause"
  FROM "Membership" m JOIN "Contact" c ON c.id = m."contactId" WHERE m."partnerId" = ANY($1::text[]) ORDER BY c.id`;
const ROUTES = `SELECT "contactId", id AS "conversationId", channel, "heardAt", "deadAt", "deadCause" FROM "Conversation"
  WHERE "contactId" = ANY($1::text[]) AND "isDirect" AND "heardAt" IS NOT NULL ORDER BY "heardAt" DESC`;
const TOLD = `SELECT id, subject, cycle, milestone, "contactId", state, reason, "dueAt", "sentAt", payload FROM "Notice" WHERE subject = ANY($1::text[]) ORDER BY "dueAt"`;

/** Named, so that PostgreSQL keeps their plans. */
const NAMES = new Map([[PARTNERS, 'lotse_facts_partners'], [CONTACTS, 'lotse_facts_contacts'], [ROUTES, 'lotse_facts_routes'], [TOLD, 'lotse_facts_told']]);

type PartnerRow = Omit<SubjectFacts, 'agreement' | 'contacts'> & { expiresOn: string | null } & { [K in keyof Omit<AgreementFacts, 'expiresOn'>]: AgreementFacts[K] };

export async function readFacts(query: Query, partnerIds: readonly string[]): Promise<PartnerFacts[]> {
  const partners = await readSubjects(query, partnerIds);
  const routes = await query<RouteFacts & { contactId: string }>(ROUTES, [[...new Set(partners.flatMap(({ contacts }) => contacts.map(({ id }) => id)))]]);
  const told = await query<NoticeFacts>(TOLD, [partnerIds]);
  const [routesOf, toldOf] = [grouped(routes, 'contactId'), grouped(told, 'subject')];
  return partners.map((partner) => ({
    ...partner, told: toldOf.get(partner.partnerId) ?? [],
    contacts: partner.contacts.map((member) => ({ ...member, routes: routesOf.get(member.id) ?? [] })),
  }));
}

/** Without the ways to reach people and what they were told. */
export async function readSubjects(query: Query, partnerIds: readonly string[]): Promise<SubjectFacts[]> {
  const partners = await query<PartnerRow>(PARTNERS, [partnerIds]);
  const membersOf = grouped(await query<MemberFacts & { partnerId: string }>(CONTACTS, [partnerIds]), 'partnerId');
  return partners.map(({ partnerId, company, customerNumber, listedNumber, country, canton, noticeDays, signatoryName, expiresOn, ...agreement }) => ({
    partnerId, company, customerNumber, listedNumber, country, canton, signatoryName, noticeDays: noticeDays ?? [],
    agreement: expiresOn === null ? undefined : { expiresOn, ...agreement },
    contacts: membersOf.get(partnerId) ?? [],
  }));
}

function grouped<Key extends string, Row extends Readonly<Record<Key, string>>>(rows: readonly Row[], key: Key): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row[key]);
    if (group) group.push(row);
    else groups.set(row[key], [row]);
  }
  return groups;
}
