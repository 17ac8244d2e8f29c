/** A year, or some days, of many partners: who they are, what the rules alone say of that time, and how what really happened differs from it. */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Database } from '../prisma/database';
import { readFacts, type PartnerFacts, type Query } from '../prisma/noticeFacts';
import { addDays, dayIn, momentOf, type Day } from '../services/day';
import { factsForPlan, type PlanSettings } from '../services/notices/plan/facts';
import { workdaysAfter, type WorkCalendar } from '../services/workCalendar';
import { ACCOUNT } from '../services/notices/notice';
import { simulate } from '../services/notices/plan/simulate';

/** A Monday on which nobody is awake anywhere, so that the seconds that a start takes change nothing. */
export const START = new Date('2027-02-01T01:30:00Z');
/** The earliest agreement is in its grace already, the latest expires on the last day. */
const GRACE_DAYS = 12;
export const ACCOUNT_MAIL = 'konto@also.example';

export interface Crowd {
  readonly partners: number;
  readonly seed: number;
  readonly serviceUrl: string;
  /** For so many days they are looked at. */
  readonly days: number;
}

type Rows = Pick<Database, 'prisma'>;

export async function seedPartners({ prisma }: Rows, { partners, seed, serviceUrl, days }: Crowd): Promise<void> {
  const values: Record<string, string> = { partners: String(partners), seed: String(seed), serviceUrl, start: START.toISOString(), firstDay: addDays(START.toISOString().slice(0, 10), -GRACE_DAYS), days: String(days + GRACE_DAYS) };
  const script = readFileSync(path.join(__dirname, 'bench/partners.sql'), 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name]!);
  for (const statement of script.split(/;\n/)) if (/^[A-Z]/m.test(statement)) await prisma.$executeRawUnsafe(statement);
}

/** Takes up Lotse's time at the start of the year. */
export async function setClock({ prisma }: Rows): Promise<void> {
  await prisma.memory.create({ data: { name: 'clock.shiftMs', value: String(START.getTime() - Date.now()) } });
}

/** The Bot Connector at its best: takes everything at once, and counts it by conversation. */
export interface Counter {
  readonly url: string;
  readonly messages: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

export async function startCounter(): Promise<Counter> {
  const messages = new Map<string, number>();
  const server = http.createServer((request, response) => {
    const conversation = decodeURIComponent(/^\/v3\/conversations\/([^/]+)\/activities/.exec(request.url ?? '')?.[1] ?? '');
    request.resume().on('end', () => {
      messages.set(conversation, (messages.get(conversation) ?? 0) + 1);
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end('{"id":"1"}');
    });
  });
  // A connection that is closed just when it is used again looks like a message that was lost.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, messages,
    stop: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
}

/** What becomes of one notice: "sent 2027-03-01", "skipped late". */
export type Year = ReadonlyMap<string, string>;

/** What the rules say if nobody answers and every channel works. */
export async function foretell(database: Rows, until: Date, settings: PlanSettings): Promise<Year> {
  const year = new Map<string, string>();
  const forAccount: { key: string; dueAt: Date }[] = [];
  for (const partner of await readPartners(database)) {
    const facts = factsForPlan(partner, START, settings)!;
    for (const notice of simulate(facts, START, until)) {
      const key = keyOf({ ...notice, subject: partner.partnerId, cycle: facts.agreement.expiresOn });
      if (year.has(key)) throw new Error(`The rules say ${key} twice.`);
      year.set(key, notice.reason ? `skipped ${notice.reason}` : `sent ${dayIn(zoneOf(partner, notice.contactId), notice.dueAt)}`);
      if (notice.contactId === ACCOUNT && !notice.reason) forAccount.push({ key, dueAt: notice.dueAt });
    }
  }
  for (const [key, day] of onePerDay(forAccount, settings.office)) year.set(key, `sent ${day}`);
  return year;
}

/** The rules look at one partner at a time; the account mailbox hears of all of them, and once a day: what comes later on a day waits for the next one. */
function onePerDay(notices: readonly { readonly key: string; readonly dueAt: Date }[], office: WorkCalendar): ReadonlyMap<string, Day> {
  const spoken = new Map<Day, number>();
  return new Map([...notices].sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime()).map(({ key, dueAt }) => {
    const day = dayIn(office.zone, dueAt);
    if ((spoken.get(day) ?? Infinity) < dueAt.getTime()) {
      const next = workdaysAfter(day, 1, office.isWorkday);
      spoken.set(next, momentOf(next, office.saysAt, office.zone).getTime());
      return [key, next];
    }
    spoken.set(day, dueAt.getTime());
    return [key, day];
  }));
}

/** What the ledger says. Rows for later days are left out. */
export async function readYear(database: Rows, until: Date): Promise<Year> {
  const partners = new Map((await readPartners(database)).map((partner) => [partner.partnerId, partner]));
  const rows = await database.prisma.notice.findMany();
  return new Map(rows.filter(({ state, dueAt }) => !(state === 'planned' && dueAt > until)).map((row) => [
    keyOf(row), [row.state, row.sentAt ? dayIn(zoneOf(partners.get(row.subject)!, row.contactId), row.sentAt) : row.reason].join(' '),
  ]));
}

/** One sentence for each notice that did not go as foretold. */
export function differencesOf(foretold: Year, happened: Year): string[] {
  return [...new Set([...foretold.keys(), ...happened.keys()])].sort().filter((key) => foretold.get(key) !== happened.get(key))
    .map((key) => `${key}: foretold ${foretold.get(key) ?? 'nothing'}, happened ${happened.get(key) ?? 'nothing'}`);
}

export interface Received {
  readonly messages: number;
  readonly doubled: number;
  readonly lost: number;
}

/** What came to conversations and mailboxes, against the messages of the ledger. */
export async function countReceived({ prisma }: Rows, counter: Counter): Promise<Received> {
  const rows = await prisma.notice.findMany({ where: { state: 'sent' } });
  const emails = new Map((await prisma.contact.findMany()).map(({ id, email }) => [id, email ?? id]));
  const placeOf = ({ conversationId, contactId }: (typeof rows)[number]) => (contactId === ACCOUNT ? ACCOUNT_MAIL : conversationId ?? emails.get(contactId)!);
  const said = countBy([...new Map(rows.map((row) => [row.messageId, placeOf(row)])).values()]);
  const mails = countBy((await prisma.localMail.findMany()).map(({ to }) => to));
  const heard = new Map([...mails, ...[...counter.messages].map(([conversation, count]) => [`emulator|${conversation}`, count] as const)]);
  const beyond = (some: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>) => [...some].reduce((sum, [place, count]) => sum + Math.max(0, count - (others.get(place) ?? 0)), 0);
  return { messages: [...said.values()].reduce((sum, count) => sum + count, 0), doubled: beyond(heard, said), lost: beyond(said, heard) };
}

function countBy(places: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  return counts;
}

async function readPartners({ prisma }: Rows): Promise<PartnerFacts[]> {
  const query: Query = (text, values) => prisma.$queryRawUnsafe(text, ...values);
  return readFacts(query, (await prisma.partner.findMany({ select: { id: true } })).map(({ id }) => id));
}

function zoneOf({ contacts }: PartnerFacts, contactId: string): string {
  return contacts.find(({ id }) => id === contactId)?.timeZone ?? 'Europe/Zurich';
}

function keyOf({ subject, cycle, milestone, contactId }: Readonly<Record<'subject' | 'cycle' | 'milestone' | 'contactId', string>>): string {
  return `${subject} ${cycle} ${milestone} ${contactId}`;
}
