/** Asking for codes in tests, below the conversation: contacts who exist, asks that are committed as a turn commits them, and the codes that nobody stores. */
import { randomUUID } from 'node:crypto';
import { readSettings } from '../bot/env';
import type { Database } from '../prisma/database';
import { createServices, type Services } from '../services';
import type { Clock } from '../services/clock';
import { createLocalMailbox } from '../services/mail';
import { readMailAddress, type MailAddress } from '../services/mailAddress';
import { createMemory } from '../services/memory';
import { createRandom } from '../services/random';
import { codeOf, type CodeLimits } from '../services/verification/rules';
import type { Asked } from '../services/verification/verifications';

export const PEPPER = 'the pepper of the tests, known to all';
export const LIMITS: CodeLimits = readSettings({}).codes;
export type Sent = Extract<Asked, { kind: 'sent' }>;

/** Services with a clock of the test's own, whose mails all arrive. */
export function servicesAt(database: Database, clock: Clock, { limits = LIMITS, onCodeLimit = () => {} }: { limits?: CodeLimits; onCodeLimit?: () => void } = {}): Services {
  const mail = { send: async () => ({ kind: 'accepted' as const }) };
  return createServices({ database, clock, random: createRandom(), memory: createMemory(database), mail, mailbox: createLocalMailbox(database, clock), understanding: { guess: () => [] } }, { pepper: Buffer.from(PEPPER), hasSupport: true, agents: readSettings({}).console, codes: limits, mailLeaseMs: 60_000, files: { ...readSettings({}).files, leaseMs: 60_000 }, notices: readSettings({}).notices, support: readSettings({}).handoffs, pages: [], hubs: [], publicUrl: () => undefined, onCodeLimit, onMailFailure: () => {}, heldMails: () => [], onPlanFailure: () => {} });
}

export async function addContact(database: Database, now: Date): Promise<string> {
  return (await database.prisma.contact.create({ data: { updatedAt: now } })).id;
}

/** Asks as a turn does: what it brings about is committed. */
export async function ask(database: Database, services: Services, contactId: string, email: string): Promise<Asked> {
  const turn = { conversationId: `webchat|of-${contactId}`, activityId: randomUUID(), at: services.clock.now() };
  const asked = await services.verifications.ask({ ...turn, contactId, address: addressOf(email), language: 'en' });
  if (asked.kind === 'sent') await database.prisma.$transaction(async (transaction) => { for (const effect of asked.effects) await effect(transaction, turn); });
  return asked;
}

export async function askSent(database: Database, services: Services, contactId: string, email: string): Promise<Sent> {
  const asked = await ask(database, services, contactId, email);
  if (asked.kind !== 'sent') throw new Error(`No code was sent: ${JSON.stringify(asked)}`);
  return asked;
}

export function addressOf(email: string): MailAddress {
  const read = readMailAddress(email);
  if (!('email' in read)) throw new Error(`"${email}" is no address.`);
  return read;
}

/** What the mail of a challenge says. */
export async function codeFor(database: Database, challengeId: string): Promise<string> {
  const { contactId, emailKey } = await database.prisma.challenge.findUniqueOrThrow({ where: { id: challengeId } });
  return codeOf(Buffer.from(PEPPER), { challengeId, contactId, emailKey });
}

/** Different codes, none of them the right one. */
export function wrongCodes(right: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => String((Number(right) + 1 + index) % 1_000_000).padStart(6, '0'));
}
