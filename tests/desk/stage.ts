/** A desk on a database of its own: services with a clock that the test sets, and what an agent would find. */
import { readSettings } from '../../bot/env';
import { createReads } from '../../bot/console/reads';
import { createDesk } from '../../bot/console/desk';
import type { Desk, Reads, Viewer } from '../../bot/console/parts';
import type { Database } from '../../prisma/database';
import type { Services } from '../../services';
import { servicesAt } from '../asking';
import { openTestDatabase } from '../database';

export const NOW = new Date('2026-11-23T09:00:00Z');
export const ANNA: Viewer = { id: 'anna', name: 'Anna Muster', firstName: 'Anna', roles: ['agent'], languages: ['de', 'fr'], topics: [] };

export interface DeskStage {
  readonly database: Database;
  readonly services: Services;
  readonly reads: Reads;
  readonly acts: Desk;
  at(moment: Date | string): void;
  stop(): Promise<void>;
}

export async function openDesk(): Promise<DeskStage> {
  const database = await openTestDatabase(readSettings({}).database);
  let now = NOW;
  const services = servicesAt(database, { now: () => now, monotonicMs: () => now.getTime() } as Services['clock']);
  const { audit, auditChecks, desk } = services;
  return { database, services, acts: createDesk(desk, audit), reads: createReads({ desk, audit, auditChecks, language: 'de' }), at: (moment) => { now = new Date(moment); }, stop: () => database.close() };
}

export const daysFromNow = (days: number) => new Date(Date.UTC(2026, 10, 23 + days));
export const minutesAgo = (minutes: number) => new Date(NOW.getTime() - 60_000 * minutes);

/** A partner with an agreement and one contact, who can be reached by mail. */
export async function addPartner({ prisma }: Database, id: string, { company = id, expiresIn = 100, number, contact = {}, agreement = {} }: { company?: string; expiresIn?: number | null; number?: string; contact?: object | null; agreement?: object } = {}): Promise<void> {
  await prisma.partner.create({ data: { id, company, ...(number && { customerNumber: number, listedNumber: number }), updatedAt: NOW, ...(expiresIn !== null && { agreement: { create: { expiresOn: daysFromNow(expiresIn), from: 'also', updatedAt: NOW, ...agreement } } }) } });
  if (contact === null) return;
  const email = `${id.toLowerCase()}@firma.example`;
  await prisma.contact.create({ data: { id: `of-${id}`, name: `Contact of ${id}`, email, emailKey: email, verifiedAt: NOW, mayWriteFirst: true, updatedAt: NOW, memberships: { create: { partnerId: id, isSignatory: true } }, ...contact } });
}

export async function addHandoff({ prisma }: Database, id: string, fields: object = {}): Promise<void> {
  await prisma.handoff.create({ data: { id, contactId: `of-${id}`, conversationId: `talk-${id}`, state: 'waiting', topic: 'renewal', language: 'de', channel: 'webchat', question: 'Hilfe', from: 'contact', askedAt: NOW, waitingSince: NOW, updatedAt: NOW, ...fields } });
}

let sayings = 0;
export async function addSaying({ prisma }: Database, conversationId: string, by: string, text: string, fields: object = {}): Promise<string> {
  sayings += 1;
  return String((await prisma.saying.create({ data: { conversationId, contactId: 'c', by, text, activityId: `a${sayings}`, place: 0, at: NOW, ...fields } })).id);
}
