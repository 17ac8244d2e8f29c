/** Mails that wait: sent once by however many instances, again when a server asks for it, given up in time, and the contact told. */
import { randomUUID } from 'node:crypto';
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import { createMailQueue, type MailQueue, type MailQueueParts, type NewMail, type WaitingMail } from '../../services/mailQueue';
import { createSmtp, type Smtp } from '../../services/smtp';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';
import { GREYLIST, startMailServer, UNKNOWN, type FakeMailServer } from '../fakes/mailServer';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LEASE_MS = 30 * SECOND;

let database: Database;
let server: FakeMailServer;
let smtp: Smtp;
let now: Date;
let queue: MailQueue;
const write = ({ to, language, id }: WaitingMail) => ({ to, language, subject: id, text: 'Guten Tag', html: '<p>Guten Tag</p>', attachments: [] });
const build = (parts: Partial<MailQueueParts> = {}) => createMailQueue({ database, clock: clockAt(() => now), mail: smtp, write, leaseMs: LEASE_MS, held: () => [], onFailure: () => {}, ...parts });
const pass = (ms: number) => { now = new Date(now.getTime() + ms); };
const find = (id: string) => database.prisma.queuedMail.findUniqueOrThrow({ where: { id } });

/** Queues a mail that is worth sending for an hour. */
async function put(id: string, mail: Partial<NewMail> = {}): Promise<void> {
  await database.prisma.$transaction((transaction) => queue.queue(transaction, { id, kind: 'code', to: `${id}@firma.ch`, language: 'fr', payload: { challengeId: id }, conversationId: `talk-${id}`, expiresAt: new Date(now.getTime() + 60 * MINUTE), ...mail }));
}
const told = (id: string, why: string) => ({ id, kind: 'code', to: `${id}@firma.ch`, conversationId: `talk-${id}`, payload: { challengeId: id }, language: 'fr', why });

beforeAll(async () => {
  database = await openTestDatabase(readSettings({}).database);
  server = await startMailServer();
  smtp = createSmtp({ url: server.url, from: 'lotse@bot.example', timeoutMs: 1000, connections: 5 });
});
beforeEach(async () => {
  server.forget();
  await database.prisma.queuedMail.deleteMany();
  now = new Date('2026-11-21T12:00:00.000Z');
  queue = build();
});
afterAll(async () => {
  smtp.close();
  await server.stop();
  await database.close();
});

it('a mail is sent once, with its row\'s id as Message-ID, and never after', async () => {
  await put('one');
  expect(await queue.nextDue()).toEqual(now);
  expect(await queue.sendDue()).toEqual([]);
  expect(await queue.sendDue()).toEqual([]);
  expect(server.received.map(({ to }) => to)).toEqual([['one@firma.ch']]);
  expect((await server.parse(0)).messageId).toBe('<one@bot.example>');
  expect(await find('one')).toMatchObject({ outcome: 'sent', endedAt: now, tries: 1, leasedUntil: null, toldAt: null });
  expect(await queue.nextDue()).toBeUndefined();
});

it('a mail whose transaction is given up was never queued', async () => {
  await expect(database.prisma.$transaction(async (transaction) => {
    await queue.queue(transaction, { id: 'gone', kind: 'code', to: 'gone@firma.ch', language: 'de', payload: {}, expiresAt: new Date(now.getTime() + MINUTE) });
    throw new Error('given up');
  })).rejects.toThrow('given up');
  expect(await queue.nextDue()).toBeUndefined();
});

/** Sends what is due and tells everybody who has to know. */
async function tell() {
  const all = await queue.sendDue();
  for (const { id } of all) await queue.told(id);
  return all;
}

it('what could not be told, as in a crash, is given back until it was', async () => {
  await put('crash');
  server.mood(UNKNOWN);
  expect(await queue.sendDue()).toEqual([told('crash', 'refused')]);
  expect(await tell()).toEqual([told('crash', 'refused')]);
  expect(await queue.sendDue()).toEqual([]);
});

it('a mailbox that does not exist ends it at once, and the contact hears of it once', async () => {
  await put('unknown');
  server.mood(UNKNOWN);
  expect(await tell()).toEqual([told('unknown', 'refused')]);
  pass(MINUTE);
  expect(await queue.sendDue()).toEqual([]);
  expect(await find('unknown')).toMatchObject({ outcome: 'refused', tries: 1 });
  expect(server.named).toHaveLength(1);
});

it('greylisting puts it off for 30 seconds, then 1, 2, 5 and 10 minutes; that it is late is said once; then it arrives', async () => {
  await put('grey');
  server.mood(...Array(6).fill(GREYLIST) as typeof GREYLIST[]);
  const heard: [number, unknown[]][] = [];
  const start = now.getTime();
  for (let due = await queue.nextDue(); due; due = await queue.nextDue()) {
    pass(due.getTime() - now.getTime() - 1);
    expect(await queue.sendDue()).toEqual([]);
    pass(1);
    heard.push([(now.getTime() - start) / SECOND, await tell()]);
  }
  expect(heard.map(([seconds]) => seconds)).toEqual([0, 30, 90, 210, 510, 1110, 2010]);
  expect(heard.flatMap(([, all]) => all)).toEqual([told('grey', 'late')]);
  expect(heard[3]![1]).toHaveLength(1);
  expect(server.received).toHaveLength(1);
  expect(await find('grey')).toMatchObject({ outcome: 'sent', tries: 7 });
});

it('a server that stays away makes the mail expire, which is said even though it was said to be late', async () => {
  await put('away', { expiresAt: new Date(now.getTime() + 10 * MINUTE) });
  await server.goDown();
  const heard: unknown[] = [];
  for (let due = await queue.nextDue(); due; due = await queue.nextDue()) {
    now = due;
    heard.push(...await tell());
  }
  await server.comeBack();
  expect(heard).toEqual([told('away', 'late'), told('away', 'expired')]);
  expect(await find('away')).toMatchObject({ outcome: 'expired' });
  expect(now.getTime()).toBeLessThan(new Date('2026-11-21T12:10:00Z').getTime());
});

it('what was due while Lotse was down and is past its time is not sent, and said', async () => {
  await put('slept');
  pass(61 * MINUTE);
  expect(await queue.sendDue()).toEqual([told('slept', 'expired')]);
  expect(server.named).toEqual([]);
});

it('a mail that nobody waits for any more is neither sent nor spoken of', async () => {
  await put('superseded');
  expect(await build({ write: () => undefined }).sendDue()).toEqual([]);
  expect(server.named).toEqual([]);
  expect(await find('superseded')).toMatchObject({ outcome: 'expired' });
});

it('a mail that cannot be written is tried again later, its failure is handed over, and the others are sent', async () => {
  await put('broken');
  await put('whole');
  const failures: unknown[] = [];
  expect(await build({ onFailure: (failure) => failures.push(failure), write: (mail) => { if (mail.id === 'broken') throw new Error('no text'); return write(mail); } }).sendDue()).toEqual([]);
  expect(failures).toEqual([new Error('no text')]);
  expect([(await find('broken')).outcome, (await find('whole')).outcome]).toEqual([null, 'sent']);
});

it('three instances at once send forty mails once each', async () => {
  for (let number = 0; number < 40; number += 1) await put(`m${number}`);
  await Promise.all([build(), build(), build()].map((instance) => instance.sendDue()));
  expect(server.received.map(({ to }) => to[0]).sort()).toEqual(Array.from({ length: 40 }, (_, number) => `m${number}@firma.ch`).sort());
  expect(await database.prisma.queuedMail.count({ where: { outcome: 'sent', tries: 1 } })).toBe(40);
});

it('no more than five are under way at once', async () => {
  for (let number = 0; number < 12; number += 1) await put(`n${number}`);
  let under = 0;
  let most = 0;
  const counting = { send: async () => { most = Math.max(most, under += 1); await new Promise((resolve) => { setTimeout(resolve, 15); }); under -= 1; return { kind: 'accepted' as const }; } };
  await build({ mail: counting }).sendDue();
  expect(most).toBe(5);
});

it('what a dead instance was sending is left alone until its lease ends, and sent then; the job clock knows when', async () => {
  await put('orphan');
  // As a process that died between the claim and the mark leaves it.
  await database.prisma.queuedMail.update({ where: { id: 'orphan' }, data: { leasedUntil: new Date(now.getTime() + LEASE_MS), tries: 1 } });
  expect(await queue.sendDue()).toEqual([]);
  expect(await queue.nextDue()).toEqual(new Date(now.getTime() + LEASE_MS));
  pass(LEASE_MS);
  await queue.sendDue();
  expect(server.received).toHaveLength(1);
});

it('an instance that was slower than its lease neither puts off nor frees what another is sending meanwhile', async () => {
  await put('slow');
  let other: Promise<unknown> = Promise.resolve();
  const gate: { open: () => void; began: () => void } = { open: () => {}, began: () => {} };
  const opened = new Promise<void>((resolve) => { gate.open = resolve; });
  const began = new Promise<void>((resolve) => { gate.began = resolve; });
  const second = build({ mail: { send: async (mail) => { gate.began(); await opened; return smtp.send(mail); } } });
  const first = build({ mail: { send: async () => { pass(LEASE_MS); other = second.sendDue(); await began; return { kind: 'later' }; } } });
  expect(await first.sendDue()).toEqual([]);
  expect(await find('slow')).toMatchObject({ outcome: null, tries: 2, leasedUntil: new Date(now.getTime() + LEASE_MS) });
  gate.open();
  await other;
  expect(await find('slow')).toMatchObject({ outcome: 'sent', tries: 2 });
  expect(server.received).toHaveLength(1);
});

it('forgets what ended before a day, and nothing that waits', async () => {
  await put('old');
  await queue.sendDue();
  pass(MINUTE);
  await put('new');
  await queue.sendDue();
  await put('waiting');
  expect(await queue.forget(now)).toBe(1);
  expect((await database.prisma.queuedMail.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id)).toEqual(['new', 'waiting']);
});

it('a payload, a language and a mail without a conversation come back as they were queued', async () => {
  const id = randomUUID();
  const payload = { text: '"ü"\n', count: 3, isTrue: true, nothing: null };
  await database.prisma.$transaction((transaction) => queue.queue(transaction, { id, kind: 'notice', to: 'ana@firma.ch', language: 'ar', payload, expiresAt: new Date(now.getTime() + MINUTE) }));
  const seen: WaitingMail[] = [];
  await build({ write: (mail) => { seen.push(mail); return undefined; } }).sendDue();
  expect(seen).toEqual([{ id, kind: 'notice', to: 'ana@firma.ch', language: 'ar', payload, conversationId: null, createdAt: now, expiresAt: new Date(now.getTime() + MINUTE), tries: 1, toldAt: null, leasedUntil: new Date(now.getTime() + LEASE_MS) }]);
});
