/** Who cannot be reached: judged from rows, so that a finding ends with its cause, and nobody gets a test message. */
import { randomUUID } from 'node:crypto';
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import type { ContactFacts, PartnerFacts } from '../../prisma/noticeFacts';
import { createCalendars, createHolidays } from '../../services/holidays';
import { judgeReach } from '../../services/notices/reports/reachability';
import { createNoticeReports, type NoticeReports } from '../../services/notices/reports/reports';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';

const NOW = new Date('2026-12-11T09:00:00Z');
const EXPIRES = '2027-03-31';
const TEAMS = { conversationId: 'msteams|a', channel: 'msteams', heardAt: NOW, deadAt: null, deadCause: null };
const PAGE = { ...TEAMS, conversationId: 'webchat|a', channel: 'webchat' };
const ANA: ContactFacts = {
  id: 'ana', name: 'Ana Keller', email: 'ana@alpha.example', language: 'de', timeZone: 'Europe/Zurich', mayWriteFirst: true, remindersSince: NOW, isSignatory: true, provenAt: NOW, mailDeadAt: null, mailDeadCause: null, routes: [TEAMS],
};
const partnerOf = (...contacts: readonly ContactFacts[]): PartnerFacts => ({
  partnerId: 'p', company: 'Alpha AG', customerNumber: '100234', listedNumber: '100234', country: 'CH', canton: null, noticeDays: [], signatoryName: null, contacts, told: [],
  agreement: { expiresOn: EXPIRES, since: NOW, revision: 0, previousExpiresOn: null, claimedAt: null, refutedAt: null, careAt: null, inCharge: null },
});
const dead = (deadCause: string, route = TEAMS) => ({ ...route, deadAt: NOW, deadCause });
const causesOf = (contact: Partial<ContactFacts>, hasMail = true) => judgeReach(partnerOf({ ...ANA, ...contact }), { hasMail, pages: new Set(['webchat']) }).contacts[0]!.causes;

describe('a contact', () => {
  it.each<[string, Partial<ContactFacts>]>([
    ['with a conversation that lives', {}],
    ['with a conversation, though mails come back', { mailDeadAt: NOW }],
    ['with a conversation, though the address was never proven', { provenAt: null }],
    ['who took the app away, but reads mails', { routes: [dead('uninstalled')] }],
    ['whose other conversation lives', { routes: [dead('blocked'), { ...TEAMS, conversationId: 'b' }], mailDeadAt: NOW }],
    ['who wrote on the page only, and reads mails', { routes: [PAGE] }],
    ['of whom only the address is left, proven once', { routes: [] }],
  ])('%s can be reached', (_, contact) => expect(causesOf(contact)).toEqual([]));

  it.each<[string, Partial<ContactFacts>, readonly string[]]>([
    ['who took the app away', { routes: [dead('uninstalled')], provenAt: null }, ['uninstalled']],
    ['who blocked Lotse', { routes: [dead('blocked')], mailDeadAt: NOW }, ['blocked', 'mailDead']],
    ['whose conversation is gone', { routes: [dead('gone')], provenAt: null }, ['gone']],
    ['whose channel refuses', { routes: [dead('refused')], provenAt: null }, ['gone']],
    ['who left one conversation after the other', { routes: [dead('uninstalled'), dead('gone'), dead('uninstalled')], mailDeadAt: NOW }, ['uninstalled', 'gone', 'mailDead']],
    ['whose mails come back', { routes: [], mailDeadAt: NOW }, ['mailDead']],
    ['whose mails come back, and whose page nobody may look at', { routes: [PAGE], mailDeadAt: NOW }, ['mailDead']],
    ['who wrote on the page only, and never proved an address', { routes: [PAGE], provenAt: null }, ['notProven']],
    ['whom only a list names', { mayWriteFirst: null, routes: [], provenAt: null }, ['notProven']],
    ['of whom nothing is left', { routes: [], email: null, provenAt: null }, ['noRoute']],
    ['who wrote, but never proved an address', { mayWriteFirst: null, provenAt: null }, ['notProven']],
    ['who has not said whether Lotse may write first', { mayWriteFirst: null }, ['notAsked']],
    ['who has not said so, and took the app away', { mayWriteFirst: null, routes: [dead('uninstalled')], mailDeadAt: NOW }, ['uninstalled', 'mailDead', 'notAsked']],
    ['who does not want it, however many ways there are', { mayWriteFirst: false }, ['optedOut']],
  ])('%s cannot', (_, contact, causes) => expect(causesOf(contact)).toEqual(causes));

  it('is not reached by mail where Lotse sends none', () => expect(causesOf({ routes: [dead('blocked')] }, false)).toEqual(['blocked']));
});

it('a partner is unreachable only where all of its contacts are, or where there are none', () => {
  const lost = { ...ANA, id: 'bea', routes: [dead('blocked')], provenAt: null };
  const settings = { hasMail: true, pages: new Set(['webchat']) };
  expect([partnerOf(), partnerOf(lost), partnerOf(lost, ANA)].map((partner) => judgeReach(partner, settings).isReachable)).toEqual([false, false, true]);
});

describe('on a database with a hundred partners (N6)', () => {
  let database: Database;
  let reports: NoticeReports;
  const written: Record<string, string> = {};
  beforeAll(async () => {
    database = await openTestDatabase(readSettings({}).database);
    const calendarOf = createCalendars(createHolidays());
    reports = createNoticeReports({
      database, clock: clockAt(() => NOW), restored: { isPaused: () => false, refresh: async () => {}, confirm: async () => {} },
      settings: { calendarOf, office: calendarOf({ zone: 'Europe/Zurich', country: 'CH', canton: null }), hasMail: true, hasAccountMail: true, channelNames: new Map(), pages: new Set(['webchat']) },
    });
    for (let number = 0; number < 100; number += 1) await settle(number);
    // Over for long: nobody needs to be reached.
    await database.prisma.partner.create({ data: { company: 'Old AG', updatedAt: NOW, agreement: { create: { expiresOn: new Date('2026-11-29T00:00:00Z'), from: 'also', since: NOW, updatedAt: NOW } } } });
  });
  afterAll(() => database.close());

  /** 10 took the app away, 5 only yield 403, of 5 the mails come back, 3 have no contact who ever wrote; all others can be reached. */
  async function settle(number: number): Promise<void> {
    const [isGone, isBlocked, isBouncing, isSilent] = [number < 10, number >= 10 && number < 15, number >= 15 && number < 20, number >= 20 && number < 23];
    const company = `Company ${String(number).padStart(3, '0')}`;
    const { id: partnerId } = await database.prisma.partner.create({ data: { company, customerNumber: `${1000 + number}`, listedNumber: `${1000 + number}`, updatedAt: NOW, agreement: { create: { expiresOn: new Date(`${EXPIRES}T00:00:00Z`), from: 'also', since: NOW, updatedAt: NOW } } } });
    const { id: contactId } = await database.prisma.contact.create({ data: {
      name: `Contact ${number}`, email: `c${number}@x.example`, emailKey: `c${number}@x.example`, mayWriteFirst: isSilent ? null : true, remindersSince: isSilent ? null : NOW, updatedAt: NOW,
      verifiedAt: isBouncing || number >= 90 ? NOW : null, mailDeadAt: isBouncing ? NOW : null, memberships: { create: { partnerId } },
    } });
    written[company] = contactId;
    if (isSilent || isBouncing || number >= 90) return;
    await database.prisma.conversation.create({ data: {
      id: `msteams|${randomUUID()}`, channel: 'msteams', address: '{}', contactId, state: '{}', version: 1, updatedAt: NOW, heardAt: NOW, isDirect: true,
      ...(isGone && { deadAt: NOW, deadCause: 'uninstalled' }), ...(isBlocked && { deadAt: NOW, deadCause: 'blocked' }),
    } });
  }
  async function audit(): Promise<string[]> {
    const lines: string[] = [];
    expect(await reports.reachability((line) => void lines.push(line))).toBe(0);
    return lines;
  }

  it('there are exactly 23 findings, each with its cause and what helps', async () => {
    const lines = await audit();
    expect(lines[0]).toBe('Partner unreachable:');
    expect(lines.filter((line) => /^2027-03-31 {2}Company \d+ \(\d+\)$/.test(line))).toHaveLength(23);
    const saying = (cause: RegExp) => lines.filter((line) => cause.test(line)).length;
    expect([/has removed Lotse\. Please/, /has blocked Lotse.*Please/, /mails to c\d+@x\.example come back\. Please/, /has not confirmed the address c\d+@x\.example\. Please/].map(saying)).toEqual([10, 5, 5, 3]);
    expect(lines.at(-1)).toBe('100 partners with an agreement that is not over: 77 can be reached, 23 cannot. 0 contacts of the others cannot be reached any more.');
  });
  it('nothing is sent or planned to find out', async () => {
    await audit();
    expect([await database.prisma.notice.count(), await database.prisma.queuedMail.count(), await database.prisma.localMail.count()]).toEqual([0, 0, 0]);
  });
  it('a finding ends with its cause, and a colleague who can be reached is enough', async () => {
    await database.prisma.conversation.updateMany({ where: { contactId: written['Company 000']! }, data: { deadAt: null, deadCause: null } });
    await database.prisma.contact.update({ where: { id: written['Company 015']! }, data: { mailDeadAt: null } });
    const { partnerId } = await database.prisma.membership.findFirstOrThrow({ where: { contactId: written['Company 001']! } });
    await database.prisma.membership.create({ data: { partnerId, contactId: written['Company 099']! } });
    const lines = await audit();
    expect(lines.filter((line) => /Company (?:000|015)/.test(line))).toEqual([]);
    expect(lines.slice(-3)).toEqual([
      'Contact unreachable, but not the partner:', '2027-03-31  Company 001 (1001): Contact 1 <c1@x.example>: has removed Lotse. Please ask for it to be added again.',
      '100 partners with an agreement that is not over: 80 can be reached, 20 cannot. 1 contact of the others cannot be reached any more.',
    ]);
  });
});
