/** Nobody is left waiting for nothing: each step is done once by however many instances, comes again after a crash, and gives way to whoever was faster. */
import { readSettings } from '../../bot/env';
import { createWatch, type WatchParts } from '../../bot/handoffs/watch';
import { createMetrics } from '../../bot/metrics';
import type { HandoffOccasion } from '../../dialogs/conversation';
import type { Database, Transaction } from '../../prisma/database';
import { createHandoffs, type Handoffs } from '../../services/handoffs/handoffs';
import { createHandoffMails, createSupportPost } from '../../services/handoffs/mails/handoffMails';
import { lookAtOf } from '../../services/handoffs/rules';
import { createSayings } from '../../services/handoffs/sayings';
import { createWatching, type Watching } from '../../services/handoffs/watching';
import { calendarOf, createHolidays } from '../../services/holidays';
import type { OutgoingMail } from '../../services/mail';
import { createMailQueue, type MailQueue } from '../../services/mailQueue';
import { createOffice } from '../../services/office';
import type { Effect } from '../../services/turns';
import { nextOpening } from '../../services/workCalendar';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';

const MINUTE_MS = 60_000;
const { times } = readSettings({}).handoffs;
const BOXES = { supportMail: 'support@also.example', leadMail: 'lead@also.example', supportLanguage: 'de' as const };
const ANNA = { id: 'anna', name: 'Anna Keller', firstName: 'Anna' };

let database: Database;
let now: Date;
let handoffs: Handoffs;
let mails: MailQueue;
let sent: OutgoingMail[];
let told: { id: string; occasion: HandoffOccasion }[];
let called: string[];
let logged: string[];
const clock = clockAt(() => now);
const office = createOffice(calendarOf(createHolidays(), { zone: 'Europe/Zurich', country: 'CH', canton: 'ZH' }));
const at = (text: string) => new Date(`${text.replace(' ', 'T')}:00Z`);
const row = (id = 'h1') => database.prisma.handoff.findUniqueOrThrow({ where: { id } });

/** A turn as the edge plays it: committed once for its id, or not at all. */
const tell: WatchParts['tell'] = async (conversationId, id, { occasion, effects }) => {
  if (await database.prisma.conversation.count({ where: { id: conversationId } }) === 0) return undefined;
  if (await database.prisma.turn.count({ where: { conversationId, activityId: id } }) > 0) return { isRepeated: true };
  await turn(conversationId, id, effects);
  if (occasion) told.push({ id, occasion });
  return {};
};
function turn(conversationId: string, activityId: string, effects: readonly Effect[]): Promise<void> {
  return database.prisma.$transaction(async (transaction: Transaction) => {
    await transaction.turn.create({ data: { conversationId, activityId, replies: '[]', at: now } });
    for (const effect of effects) await effect(transaction, { conversationId, activityId, at: now });
  });
}
let number = 0;
const does = (...effects: Effect[]) => turn('webchat|ana', `turn${number += 1}`, effects);
const watchingWith = (post = createSupportPost(mails, BOXES)): Watching => createWatching({ database, clock, office, times, post, handoffs });
const watch = (parts: Partial<WatchParts> = {}) => createWatch({
  watching: watchingWith(), tell, calls: { call: async (id, why) => void called.push(`${id} ${why}`) }, audit: { write: async () => {} }, onMail: () => {}, metrics: createMetrics(),
  log: { info: () => {}, error: (event, { error }: { error?: unknown } = {}) => void logged.push(`${event}: ${error instanceof Error ? error.message : ''}`) }, ...parts,
});
/** As the time machine does: stops at each due time on the way. */
async function pass(until: Date, job = watch()): Promise<void> {
  const next = () => job.nextDue(now);
  for (let due = await next(); due && due <= until; due = await next()) {
    if (due > now) now = due;
    await job.run();
    await mails.sendDue();
  }
  now = until;
}

async function open(id = 'h1', more: object = {}): Promise<void> {
  await does(handoffs.open({ id, contactId: 'ana', from: 'contact', topic: 'webex', step: 'mail', language: 'fr', channel: 'webchat', question: 'Je n\'ai **rien** reçu', ...more }));
}

beforeAll(async () => { database = await openTestDatabase(readSettings({}).database); });
beforeEach(async () => {
  for (const table of ['handoff', 'saying', 'turn', 'queuedMail', 'conversation', 'agent', 'contact', 'partner'] as const) await (database.prisma[table] as { deleteMany(): Promise<unknown> }).deleteMany();
  now = at('2026-11-18 08:00');
  [sent, told, called, logged] = [[], [], [], []];
  const sayings = createSayings(database);
  handoffs = createHandoffs({
    database, clock, sayings, isOffered: true, hasHub: (channel) => channel === 'elsewhere', lookAt: (handoff) => lookAtOf(handoff, office.calendar, times), ring: async () => {},
    office: { isOpen: office.isOpen, opensAt: (moment) => nextOpening(moment, office.calendar), zone: office.calendar.zone },
  });
  const writers = createHandoffMails({ database, clock, office, publicUrl: () => 'https://lotse.example/' });
  mails = createMailQueue({ database, clock, mail: { send: async (mail) => { sent.push(mail); return { kind: 'accepted' }; } }, write: writers.handoff, leaseMs: MINUTE_MS, held: () => [], onFailure: (error) => void logged.push(String(error)) });
  await database.prisma.partner.create({ data: { id: 'p1', company: 'Räber <IT> AG', listedNumber: '4711', updatedAt: now, agreement: { create: { expiresOn: new Date('2026-12-01'), from: 'also', updatedAt: now } } } });
  await database.prisma.contact.create({ data: { id: 'ana', name: 'Ana Räber', email: 'ana@raeber.example', verifiedAt: now, updatedAt: now, memberships: { create: { partnerId: 'p1' } } } });
  await database.prisma.conversation.create({ data: { id: 'webchat|ana', channel: 'webchat', address: '{}', contactId: 'ana', state: '{}', version: 1, updatedAt: now, isDirect: true, heardAt: now } });
  await database.prisma.agent.create({ data: { id: 'anna', tenant: 'local', subject: 'anna', name: 'Anna Keller', firstName: 'Anna', roles: ['agent'], updatedAt: now } });
});
afterAll(() => database.close());

describe('nobody takes it', () => {
  it('the agents are called again, support is told, then the lead, then it is given up: the contact hears that, and support has the whole story', async () => {
    await open();
    await pass(at('2026-11-18 08:09'));
    expect([called, sent.length, told]).toEqual([['h1 again'], 0, []]);
    await pass(at('2026-11-18 08:19'));
    expect(sent.map(({ to, subject, handoffId }) => [to, subject, handoffId])).toEqual([['support@also.example', 'Lotse: Ana Räber wartet auf den Support', 'h1']]);
    await pass(at('2026-11-18 08:59'));
    expect([called, sent.length, sent[1]?.to]).toEqual([['h1 again', 'h1 lead'], 2, 'lead@also.example']);
    await pass(at('2026-11-18 12:00'));
    expect(told).toEqual([{ id: 'handoff|h1|unanswered', occasion: { kind: 'unanswered', handoffId: 'h1', isMailed: true } }]);
    expect(sent.map(({ subject }) => subject).slice(2)).toEqual(['Lotse: Bitte melden Sie sich bei Ana Räber']);
    expect(await row()).toMatchObject({ state: 'closed', closedBy: 'nobody', closedAt: at('2026-11-18 09:00'), lookAt: null });
    expect((await database.prisma.conversation.findFirstOrThrow()).handoffId).toBeNull();
    expect(await watch().nextDue(now)).toBeUndefined();
  });

  it('at night nothing happens before the office opens', async () => {
    now = at('2026-11-20 20:00');
    await open();
    await pass(at('2026-11-23 06:59'));
    expect([called, sent, told]).toEqual([[], [], []]);
    await pass(at('2026-11-23 08:30'));
    expect([called, sent.length, told.length]).toEqual([['h1 again', 'h1 lead'], 3, 1]);
  });

  it('without a mailbox of support nobody is told that there was a mail', async () => {
    const post = createSupportPost(mails, { ...BOXES, supportMail: '', leadMail: '' });
    await open();
    await pass(at('2026-11-18 12:00'), watch({ watching: watchingWith(post) }));
    expect([sent, told.map(({ occasion }) => occasion)]).toEqual([[], [{ kind: 'unanswered', handoffId: 'h1', isMailed: false }]]);
  });

  it('once somebody has it, what was queued is not sent, and nothing else comes of it', async () => {
    await open();
    await pass(at('2026-11-18 08:09'));
    now = at('2026-11-18 08:10');
    await watch().run();
    await does(handoffs.join('h1', ANNA, 'console'), handoffs.say('h1', ANNA));
    await pass(at('2026-11-18 08:35'));
    expect([sent, told, (await row()).state]).toEqual([[], [], 'joined']);
  });

  it('where the conversation is gone it is closed all the same, and support hears of it', async () => {
    await open();
    await database.prisma.conversation.deleteMany();
    await pass(at('2026-11-18 12:00'));
    expect([told, sent.length, (await row()).closedBy]).toEqual([[], 3, 'nobody']);
  });

  it('a card that cannot be sent keeps nobody from being told by mail', async () => {
    await open();
    await pass(at('2026-11-18 12:00'), watch({ calls: { call: () => Promise.reject(new Error('no channel')) } }));
    expect([sent.length, told.length, logged[0]]).toEqual([3, 1, 'agents not called: no channel']);
  });
});

describe('one of them is silent', () => {
  it('the agent is called, and then it waits for somebody else, who is looked for at once', async () => {
    await open();
    await does(handoffs.join('h1', ANNA, 'console'));
    await pass(at('2026-11-18 08:06'));
    expect([called, told]).toEqual([['h1 agentSilent'], []]);
    await pass(at('2026-11-18 08:11'));
    expect([called, told.map(({ occasion }) => occasion)]).toEqual([['h1 agentSilent', 'h1 released'], [{ kind: 'released', handoffId: 'h1', why: 'silentAgent' }]]);
    expect(await row()).toMatchObject({ state: 'waiting', agentId: null, stage: 0, waitingSince: at('2026-11-18 08:10'), lookAt: at('2026-11-18 08:13') });
    // A second agent has time of their own, and may be silent, too.
    await does(handoffs.join('h1', { ...ANNA, id: 'beat' }, 'console'));
    await pass(at('2026-11-18 08:22'));
    expect(told.map(({ id }) => id)).toEqual([`handoff|h1|released|${at('2026-11-18 08:10').getTime()}`, `handoff|h1|released|${at('2026-11-18 08:21').getTime()}`]);
  });

  it('a contact who writes on and on does not keep the agent from being called', async () => {
    await open();
    await does(handoffs.join('h1', ANNA, 'console'), handoffs.say('h1', ANNA));
    for (const minute of ['08:05', '08:08', '08:09', '08:14']) {
      await pass(at(`2026-11-18 ${minute}`));
      await does(handoffs.hear('h1'));
    }
    await pass(at('2026-11-18 08:16'));
    expect([called, (await row()).state]).toEqual([['h1 agentSilent', 'h1 released'], 'waiting']);
  });

  it('the contact is asked once, and it is closed a day later; a rating is asked for once more', async () => {
    await open();
    await does(handoffs.join('h1', ANNA, 'console'), handoffs.say('h1', ANNA));
    await pass(at('2026-11-19 07:59'));
    expect(told.map(({ occasion }) => occasion)).toEqual([{ kind: 'stillThere', handoffId: 'h1', firstName: 'Anna' }]);
    await pass(at('2026-11-19 08:01'));
    expect(told[1]).toEqual({ id: 'handoff|h1|handedBack', occasion: { kind: 'handedBack', handoffId: 'h1', by: 'silence', firstName: 'Anna' } });
    expect(await row()).toMatchObject({ state: 'closed', closedBy: 'silence', ratingAsks: 1 });
    await pass(at('2026-12-31 12:00'));
    expect([told.slice(2).map(({ id }) => id), await row()]).toMatchObject([['handoff|h1|ratingReminder'], { ratingAsks: 2, lookAt: null }]);
  });

  it('who answers is not asked, and who has asked again is not reminded of a rating', async () => {
    await open();
    await does(handoffs.join('h1', ANNA, 'console'), handoffs.say('h1', ANNA));
    await pass(at('2026-11-18 08:20'));
    await does(handoffs.hear('h1'));
    await does(handoffs.say('h1', ANNA), handoffs.close('h1', { by: 'agent', agent: ANNA, reason: 'solved' }));
    await open('h2');
    await does(handoffs.close('h2', { by: 'contact' }));
    await pass(at('2026-12-31 12:00'));
    expect([told, (await row()).ratingAsks]).toEqual([[], 2]);
  });
});

describe('instances and crashes', () => {
  it('of four instances one does each step', async () => {
    for (let each = 0; each < 12; each += 1) {
      await open(`h${each}`);
      // One conversation has one at a time: the next one is another's.
      await database.prisma.conversation.updateMany({ data: { handoffId: null } });
    }
    const jobs = Array.from({ length: 4 }, () => watch({ watching: watchingWith() }));
    for (const minute of ['08:03', '08:10', '08:20', '09:00']) {
      now = at(`2026-11-18 ${minute}`);
      await Promise.all(jobs.map((job) => job.run()));
      await mails.sendDue();
    }
    expect([called.length, new Set(called).size, sent.length, new Set(told.map(({ id }) => id)).size, told.length]).toEqual([24, 24, 36, 12, 12]);
    expect(logged).toEqual([]);
  });

  it('who dies before the words are committed leaves the step to the next one, when the lease is over', async () => {
    await open();
    await pass(at('2026-11-18 08:59'));
    now = at('2026-11-18 09:00');
    await watch({ tell: () => Promise.reject(new Error('killed')) }).run();
    expect([(await row()).state, logged, await watch().nextDue(now)]).toEqual(['waiting', ['handoff not looked after: killed'], at('2026-11-18 09:01')]);
    await pass(at('2026-11-18 09:02'));
    expect([told.length, sent.length, (await row()).closedBy]).toEqual([1, 3, 'nobody']);
  });

  it('who dies right after has said it once', async () => {
    await open();
    await pass(at('2026-11-18 08:59'));
    now = at('2026-11-18 09:00');
    await watch({ tell: async (...telling) => { await tell(...telling); throw new Error('killed'); } }).run();
    await mails.sendDue();
    await pass(at('2026-11-18 10:00'));
    expect([told.length, sent.length, (await row()).closedBy]).toEqual([1, 3, 'nobody']);
  });

  it('who takes it in the last moment has it: nothing of giving up is said or done', async () => {
    await open();
    await pass(at('2026-11-18 08:59'));
    now = at('2026-11-18 09:00');
    await watch({ tell: async (...telling) => { await does(handoffs.join('h1', ANNA, 'console')); return tell(...telling); } }).run();
    await mails.sendDue();
    expect([told, sent.length, await row(), logged]).toMatchObject([[], 2, { state: 'joined', agentId: 'anna', lookAt: at('2026-11-18 09:05') }, []]);
  });

  it('who was down for a morning gives people their time before it gives up', async () => {
    await open();
    await pass(at('2026-11-18 08:04'));
    now = at('2026-11-18 11:30');
    await watch().run();
    await mails.sendDue();
    expect([sent.length, told]).toEqual([1, []]);
    await pass(at('2026-11-18 12:19'));
    expect([sent.length, told]).toEqual([2, []]);
    await pass(at('2026-11-18 12:21'));
    expect(told.length).toBe(1);
  });

  it('a contact who was forgotten is nobody\'s to write about', async () => {
    await open();
    await pass(at('2026-11-18 08:09'));
    now = at('2026-11-18 08:10');
    await watch().run();
    await database.prisma.$transaction((transaction) => handoffs.erase(transaction, { contactId: 'ana', conversationIds: ['webchat|ana'], provenEmails: [], present: { conversationId: 'webchat|ana', activityId: 'x', at: now } } as unknown as Parameters<Handoffs['erase']>[1]));
    await pass(at('2026-11-18 12:00'));
    expect([sent, told, await watch().nextDue(now)]).toEqual([[], [], undefined]);
  });
});

describe('the mail to support', () => {
  const said = (by: string, text: string, activityId: string, about: object = {}) => database.prisma.saying.create({ data: { conversationId: 'webchat|ana', contactId: 'ana', by, text, activityId, place: 0, at: now, about } });

  it('tells who it is, whose agreement ends when, where they stand, what was asked and what was said, as it stands now', async () => {
    await said('contact', 'bonjour\nligne deux', 'a1');
    await said('lotse', 'Bonjour ! Que puis-je faire ?', 'a2');
    await said('contact', 'mon mot de pase', 'a3', { message: 'm3' });
    await said('contact', 'à effacer', 'a4', { message: 'm4' });
    await said('note', 'intern: schwierig', 'a5');
    await open();
    await said('event', 'mon mot de passe', 'a6', { event: 'edited', of: 'm3' });
    await said('event', '', 'a7', { event: 'removed', of: 'm4' });
    await pass(at('2026-11-18 08:11'));
    const { text, html } = sent[0]!;
    const seen = text.replace(/[\u2066-\u2069]/g, '');
    for (const part of ['Ana Räber möchte mit jemandem vom Support sprechen.', 'E-Mail: ana@raeber.example\n', 'Räber <IT> AG: läuft am 1. Dezember 2026 ab, noch 13 Tage', 'ALSO-Kundennummer: 4711', 'Steht bei: Webex für einen Kunden einrichten › E-Mail zur Einrichtung öffnen', 'Sprache: Französisch; schreibt via Webchat',
      'Die Frage, in den Worten dieser Person:\nJe n\'ai *\u2060*rien*\u2060* reçu', 'Kontakt:\nbonjour\nligne deux', 'Lotse:\nBonjour ! Que puis-je faire ?', 'Kontakt:\nmon mot de passe', '(zurückgenommen)', 'In der Konsole öffnen: https://lotse.example/console#/queue/h1']) expect(seen).toContain(part);
    for (const part of ['schwierig', 'effacer', 'mot de pase']) expect(text + html).not.toContain(part);
    expect(html).toContain('Räber &lt;IT&gt; AG');
  });

  it.each(['en', 'de', 'fr', 'ru', 'ar'] as const)('is whole in %s, whatever is known, and carries nothing that turns or runs', async (supportLanguage) => {
    await database.prisma.membership.deleteMany();
    await database.prisma.contact.update({ where: { id: 'ana' }, data: { name: 'Eve\r\nBcc: x@y.example\u202e', email: null } });
    await said('contact', '\u202e<script>alert(1)</script> [a](javascript:x)', 'a1');
    await open('h1', { topic: 'other', step: undefined, question: '' });
    await pass(at('2026-11-18 12:00'), watch({ watching: watchingWith(createSupportPost(mails, { ...BOXES, supportLanguage })) }));
    expect(sent).toHaveLength(3);
    for (const { subject, text, html, language } of sent) {
      expect([language, /[\r\n\u202e]/.test(subject), /\{|undefined|\u202e/.test(text + html.slice(html.indexOf('<body'))), html.includes('<script')]).toEqual([supportLanguage, false, false, false]);
    }
  });
});
