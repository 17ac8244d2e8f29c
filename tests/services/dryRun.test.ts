/** The dry run: who would be told what, when and how, and why others are not. It plans and sends nothing. */
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import { createCalendars, createHolidays } from '../../services/holidays';
import { createNoticeReports, type DryRunOptions, type NoticeReports } from '../../services/notices/reports/reports';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';

const START = new Date('2027-01-05T08:30:00Z');
let now = START;
let isPaused = false;
let hasAccountMail = true;
let database: Database;
let reports: NoticeReports;
beforeAll(async () => {
  database = await openTestDatabase(readSettings({}).database);
  const calendarOf = createCalendars(createHolidays());
  reports = createNoticeReports({
    database, clock: clockAt(() => now), restored: { isPaused: () => isPaused, refresh: async () => {}, confirm: async () => { isPaused = false; } },
    settings: { calendarOf, office: calendarOf({ zone: 'Europe/Zurich', country: 'CH', canton: 'ZH' }), hasMail: true, pages: new Set(['webchat']), channelNames: new Map([['msteams', 'Teams'], ['webex', 'Webex'], ['webchat', 'web chat']]), get hasAccountMail() { return hasAccountMail; } },
  });
});
afterEach(async () => {
  now = START;
  isPaused = false;
  hasAccountMail = true;
  for (const table of ['notice', 'membership', 'contact', 'conversation', 'agreement', 'partner'] as const) await (database.prisma[table] as { deleteMany(): Promise<unknown> }).deleteMany();
});
afterAll(() => database.close());

const day = (text: string) => new Date(`${text}T00:00:00Z`);
interface NewContact { readonly name: string; readonly channel?: string; readonly mail?: boolean; readonly mayWriteFirst?: boolean | null; readonly timeZone?: string; readonly dead?: string; readonly isSignatory?: boolean }

async function partner(company: string, number: string, agreement: { readonly expiresOn: string; readonly claimedAt?: Date; readonly claimedBy?: string } | undefined, ...contacts: readonly NewContact[]): Promise<string> {
  const at = new Date('2026-11-21T08:00:00Z');
  const { id: partnerId } = await database.prisma.partner.create({ data: {
    company, customerNumber: number, listedNumber: number, country: 'CH', canton: 'ZH', updatedAt: at, ...(agreement && { agreement: { create: { from: 'also', since: at, updatedAt: at, ...agreement, expiresOn: day(agreement.expiresOn) } } }),
  } });
  let asked = at.getTime();
  for (const { name, channel, mail = false, mayWriteFirst = true, timeZone = 'Europe/Zurich', dead, isSignatory } of contacts) {
    const email = `${name.split(' ')[0]!.toLowerCase()}@${number}.example`;
    const { id: contactId } = await database.prisma.contact.create({ data: {
      name, email, emailKey: email, verifiedAt: mail ? at : null, mayWriteFirst, remindersSince: mayWriteFirst ? new Date((asked += 1000)) : null, timeZone, updatedAt: at, memberships: { create: { partnerId, isSignatory: isSignatory ?? null } },
    } });
    if (channel) await database.prisma.conversation.create({ data: { id: `${channel}|${contactId}`, channel, address: '{}', contactId, state: '{}', version: 1, updatedAt: at, heardAt: at, isDirect: true, deadAt: dead ? at : null, deadCause: dead ?? null } });
  }
  return partnerId;
}

async function dryRun(options: Partial<DryRunOptions> = {}): Promise<{ end: number; lines: string[] }> {
  const lines: string[] = [];
  const end = await reports.dryRun({ from: '2027-01-05', to: '2027-04-30', ...options }, (line) => void lines.push(line));
  return { end, lines };
}
/** The lines of the table, their columns apart by one bar. */
const rows = (lines: readonly string[]) => lines.slice(2, -1).map((line) => line.split(/ {2,}/).join(' | '));

it('one line for each notice: when and where, whose, what, how and why', async () => {
  await partner('Alpha AG', '100234', { expiresOn: '2027-03-31' }, { name: 'Ana Keller', channel: 'msteams', mail: true }, { name: 'Bea Roth', mail: true, isSignatory: true });
  const { end, lines } = await dryRun();
  expect(end).toBe(0);
  expect(lines[0]).toBe('What will be said from 2027-01-05 to 2027-04-30, if nobody answers and everything arrives; days and times are those of whoever is told.');
  const ana = (what: string, why = 'asked for reminders first') => `Europe/Zurich | Alpha AG (100234) | Ana Keller <ana@100234.example> | ${what} | Teams | ${why}`;
  const bea = (what: string) => `Europe/Zurich | Alpha AG (100234) | Bea Roth <bea@100234.example> | ${what} | mail`;
  // 30 January is a Saturday; Good Friday and Easter Monday are 26 and 29 March.
  expect(rows(lines).filter((row) => !row.includes('not said'))).toEqual(expect.arrayContaining([
    `2027-02-01 09:00 | ${ana('60 days before the expiry (T-60)')}`, `2027-03-01 09:00 | ${ana('30 days before the expiry (T-30)')}`, `2027-03-17 09:00 | ${ana('14 days before the expiry (T-14)')}`,
    `2027-03-18 09:00 | ${bea('a colleague does not react')}`, `2027-03-31 09:00 | ${ana('the day of the expiry (T0)')}`, `2027-03-31 09:00 | ${bea('the day of the expiry (T0)')} | told, too, since nobody reacts`,
    `2027-04-01 09:00 | ${ana('1 day after the expiry (T+1)')}`, `2027-04-09 09:00 | ${ana('10 days after the expiry (T+10)')}`, `2027-04-12 09:00 | ${ana('11 days after the expiry (T+11)')}`,
  ]));
  expect(lines.some((line) => /ALSO's account mailbox +nobody reacts +mail$/.test(line))).toBe(true);
  expect(lines.at(-1)).toMatch(/^\d+ notices to 2 contacts of 1 partner; 1 partner looked at\. What one person is told on one day leaves as one message\.$/);
});
it('says so where no account mailbox is set: nobody is told', async () => {
  await partner('Alpha AG', '100234', { expiresOn: '2027-03-31' }, { name: 'Ana', channel: 'msteams' });
  hasAccountMail = false;
  const { lines } = await dryRun({ from: '2027-03-20', to: '2027-03-30' });
  expect(rows(lines).filter((row) => row.includes('account mailbox'))).toEqual([expect.stringMatching(/\| ALSO's account mailbox \| nobody reacts \| - \| not said: nobody is told, since no account mailbox is set \(ACCOUNT_MAIL\)$/)]);
});
it('only the days that were asked for, by the calendar of whoever is told', async () => {
  await partner('Delta AG', '4000', { expiresOn: '2027-03-31' }, { name: 'Kiri', channel: 'webex', timeZone: 'Pacific/Auckland' });
  expect(rows((await dryRun({ from: '2027-03-01', to: '2027-03-01' })).lines)).toEqual(['2027-03-01 09:00 | Pacific/Auckland | Delta AG (4000) | Kiri <kiri@4000.example> | 30 days before the expiry (T-30) | Webex | asked for reminders first']);
  expect(rows((await dryRun({ from: '2027-02-27', to: '2027-02-28' })).lines)).toEqual([]);
});
it('who is in charge comes first, and a page is not trusted alone', async () => {
  const partnerId = await partner('Epsilon AG', '5000', { expiresOn: '2027-03-31' }, { name: 'First', channel: 'msteams' }, { name: 'Second', channel: 'webchat', mail: true });
  const { id } = await database.prisma.contact.findFirstOrThrow({ where: { name: 'Second' } });
  await database.prisma.agreement.update({ where: { partnerId }, data: { inCharge: id } });
  expect(rows((await dryRun({ from: '2027-02-01', to: '2027-02-01' })).lines)).toEqual(['2027-02-01 09:00 | Europe/Zurich | Epsilon AG (5000) | Second <second@5000.example> | 60 days before the expiry (T-60) | web chat and mail | in charge of the renewal']);
});
it('says why somebody is not told', async () => {
  await partner('Gone AG', '1001', { expiresOn: '2027-03-31' }, { name: 'Uta', channel: 'msteams', dead: 'uninstalled' });
  await partner('Nobody AG', '1002', { expiresOn: '2027-03-31' });
  await partner('Half AG', '1003', { expiresOn: '2027-03-31' }, { name: 'Ina', channel: 'msteams' }, { name: 'Ole', channel: 'msteams', mayWriteFirst: false });
  await partner('Old AG', '1004', { expiresOn: '2026-12-20' }, { name: 'Ida', channel: 'msteams' });
  await partner('Claim AG', '1005', { expiresOn: '2028-01-15', claimedAt: START, claimedBy: 'x' }, { name: 'Cora', channel: 'msteams' });
  await partner('Later AG', '1006', { expiresOn: '2027-12-31' }, { name: 'Lia', channel: 'msteams' });
  const { lines } = await dryRun();
  const of = (number: string) => rows(lines).filter((row) => row.includes(`(${number})`) && !row.startsWith('20')).map((row) => row.split(' | ').at(-1));
  expect([of('1001'), of('1002'), of('1003')]).toEqual([
    ['not told: nobody can be reached: Uta <uta@1001.example>: has removed Lotse. Please ask for it to be added again.'],
    ['not told: nobody can be reached: No contact is known. Please add one to the partner list, or call the company.'],
    ['not told: Ole <ole@1003.example>: does not want reminders. Please call, or ask a colleague.'],
  ]);
  expect([of('1004'), of('1005'), of('1006')]).toEqual([['not told: expired on 2026-12-20, and over.'], ['not told: renewed until 2028-01-15, as a contact said; this waits for ALSO\'s list.'], []]);
});

describe('of one partner', () => {
  it('says so where nothing is due, or no day is known', async () => {
    await partner('Later AG', '1006', { expiresOn: '2027-12-31' }, { name: 'Lia', channel: 'msteams' });
    await partner('Dayless AG', '1007', undefined, { name: 'Dan', channel: 'msteams' });
    await partner('Other AG', '1008', { expiresOn: '2027-03-31' }, { name: 'Ott', channel: 'msteams' });
    expect(rows((await dryRun({ partner: '1006' })).lines)).toEqual(['- | - | Later AG (1006) | not told: nothing falls due in this time.']);
    expect(rows((await dryRun({ partner: '1007' })).lines)).toEqual(['- | - | Dayless AG (1007) | not told: it is not known until when the agreement is valid.']);
  });
  it('cannot be answered for a number that nobody has, nor for days that are over', async () => {
    expect(await dryRun({ partner: '999999' })).toEqual({ end: 2, lines: ['There is no partner with the number 999999.'] });
    expect(await dryRun({ from: '2026-12-01', to: '2026-12-31' })).toEqual({ end: 2, lines: ['2026-12-31 is over: what was said stands in the ledger.'] });
  });
});

it('a name is words and no order to a terminal', async () => {
  await partner('Evil\u001b[31m\r\nAG\u202e', '6666', { expiresOn: '2027-03-31' }, { name: 'Eve\u0007\nAdmin', channel: 'msteams' });
  const { lines } = await dryRun();
  expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(rows(lines)[0]).toContain('Evil [31m AG (6666)');
});
it('plans and sends nothing, and says the same a second time', async () => {
  await partner('Alpha AG', '100234', { expiresOn: '2027-03-31' }, { name: 'Ana Keller', channel: 'msteams' });
  const first = await dryRun();
  expect(await dryRun()).toEqual(first);
  expect([await database.prisma.notice.count(), await database.prisma.queuedMail.count()]).toEqual([0, 0]);
});
it('more partners than fit on a page come once each, the first to expire first', async () => {
  const numbers = Array.from({ length: 450 }, (_, index) => index);
  await database.prisma.partner.createMany({ data: numbers.map((number) => ({ id: `p${number}`, company: `Company ${number}`, listedNumber: `${10_000 + number}`, updatedAt: START })) });
  await database.prisma.agreement.createMany({ data: numbers.map((number) => ({ partnerId: `p${number}`, expiresOn: day(`2027-03-${String(1 + ((number * 7) % 31)).padStart(2, '0')}`), from: 'also', updatedAt: START })) });
  const { lines } = await dryRun();
  const seen = rows(lines).filter((row) => row.startsWith('-')).map((row) => /\((\d+)\)/.exec(row)![1]!);
  expect([seen.length, new Set(seen).size]).toEqual([450, 450]);
  const days = seen.map((number) => ((Number(number) - 10_000) * 7) % 31);
  expect(days).toEqual([...days].sort((one, other) => one - other));
});

describe('a database that was restored', () => {
  it('is said at the head, until an operator confirms it', async () => {
    isPaused = true;
    expect((await dryRun()).lines[0]).toBe('Notices are paused: the database was restored. After npm run notices -- --resume this will be said:');
    const lines: string[] = [];
    expect([await reports.resume((line) => void lines.push(line)), await reports.resume((line) => void lines.push(line))]).toEqual([0, 0]);
    expect(lines).toEqual([expect.stringMatching(/^Confirmed: notices go out again\./), 'Nothing is paused: there is nothing to confirm.']);
  });
});
