/** The ledger of notices: who claims what, what goes on and what stands still, and what every end leaves behind. */
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import { createLedger, type ClaimedMessage, type LedgerParts } from '../../services/notices/ledger';
import { createLedgerRecords } from '../../services/notices/ledgerRecords';
import type { Effect } from '../../services/turns';
import { createRandom } from '../../services/random';
import { openTestDatabase } from '../database';

const MINUTE = 60_000;
const LEASE_MS = 60_000;

let database: Database;
let now: Date;
let ledger: ReturnType<typeof build>;
const clock = { now: () => now, pauseUntil: async () => {}, monotonicMs: () => performance.now() };
const build = (parts: Partial<LedgerParts> = {}) => ({ ...createLedgerRecords(database), ...createLedger({ database, clock, random: createRandom(), queueMail: undefined, leaseMs: LEASE_MS, reaperWaitMs: LEASE_MS, ...parts }) });
const pass = (ms: number) => { now = new Date(now.getTime() + ms); };

interface Row { subject?: string; cycle?: string; milestone?: string; contactId?: string; dueAt?: Date; state?: string; reason?: string; messageId?: string }
let number = 0;
async function put(id: string, { subject = 'firma', cycle = '2027-03-31', contactId = 'ana', state = 'planned', dueAt = now, ...row }: Row = {}): Promise<void> {
  await database.prisma.notice.create({ data: { id, subject, cycle, milestone: `later:${number += 1}`, contactId, state, dueAt, createdAt: now, updatedAt: now, ...row } });
}
const find = (id: string) => database.prisma.notice.findUniqueOrThrow({ where: { id } });
const statesOf = async (...ids: string[]) => (await Promise.all(ids.map(find))).map(({ state }) => state);
const idsOf = (messages: readonly ClaimedMessage[]) => messages.map(({ notices }) => notices.map(({ id }) => id));
const run = (effect: Effect) => database.prisma.$transaction((transaction) => effect(transaction, { conversationId: 'talk', activityId: 'a', at: now }));
/** As if so much of the database's time had passed. */
const expire = (state: string, ms = LEASE_MS) => database.prisma.$executeRaw`UPDATE "Notice" SET "leasedUntil" = clock_timestamp() - ${ms}::int * interval '1 millisecond' WHERE state = ${state}`;
const claimOne = async (): Promise<ClaimedMessage> => (await ledger.claim(1))[0]!;
const going = { route: 'msteams', conversationId: 'msteams|ana' };
async function sending(message?: ClaimedMessage): Promise<ClaimedMessage> {
  const claimed = message ?? await claimOne();
  expect(await ledger.begin(claimed, going)).toEqual({ untilMs: expect.any(Number) });
  return claimed;
}
async function putAgreement(id: string, lookAt: Date | null = new Date('2027-12-01')): Promise<void> {
  await database.prisma.partner.create({ data: { id, company: id, updatedAt: now, agreement: { create: { expiresOn: new Date('2027-03-31'), from: 'also', updatedAt: now, lookAt } } } });
}
const lookAtOf = async (partnerId: string) => (await database.prisma.agreement.findUniqueOrThrow({ where: { partnerId } })).lookAt;
async function putTalk(id: string, contactId = 'ana'): Promise<void> {
  await database.prisma.conversation.create({ data: { id, channel: 'msteams', address: `address of ${id}`, contactId, state: '{}', version: 1, updatedAt: now } });
}

beforeAll(async () => { database = await openTestDatabase({ ...readSettings({}).database, lockTimeoutMs: 300 }); });
beforeEach(async () => {
  for (const table of ['notice', 'conversation', 'partner', 'webchatActivity', 'queuedMail'] as const) await (database.prisma[table] as { deleteMany(): Promise<unknown> }).deleteMany();
  now = new Date('2027-01-31T09:00:00.000Z');
  ledger = build();
});
afterAll(() => database.close());

describe('a claim', () => {
  it('takes what is due, the earliest first, and leaves what is not', async () => {
    await put('later', { contactId: 'luis', dueAt: new Date(now.getTime() + 1) });
    await put('second', { contactId: 'ben' });
    await put('first', { contactId: 'ana', dueAt: new Date(now.getTime() - MINUTE) });
    expect(idsOf(await ledger.claim(1))).toEqual([['first']]);
    expect(idsOf(await ledger.claim(10))).toEqual([['second']]);
    expect(await ledger.claim(10)).toEqual([]);
    expect(await ledger.nextDue()).toEqual(new Date(now.getTime() + 1));
    expect(await statesOf('first', 'second', 'later')).toEqual(['claimed', 'claimed', 'planned']);
  });

  it('makes one message of all that is due for a contact, and of each nudge one of its own', async () => {
    await put('a', { subject: 'one', dueAt: new Date(now.getTime() - 2) });
    await put('b', { subject: 'two', dueAt: new Date(now.getTime() - 1) });
    await put('nudge', { milestone: 'nudge:webexMail' });
    await put('not yet', { subject: 'three', dueAt: new Date(now.getTime() + 1) });
    await put('luis', { contactId: 'luis' });
    const messages = await ledger.claim(10);
    expect(idsOf(messages).sort()).toEqual([['a', 'b'], ['luis'], ['nudge']]);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(3);
    for (const { id, notices } of messages) for (const notice of notices) expect(await find(notice.id)).toMatchObject({ messageId: id, state: 'claimed' });
  });

  it('takes all rows of a contact with the first one, however small the batch', async () => {
    for (let place = 0; place < 30; place += 1) await put(`row-${place}`, { subject: `s${place}` });
    const [message, ...others] = await ledger.claim(1);
    expect(message!.notices).toHaveLength(30);
    expect(others).toEqual([]);
  });

  it('by five instances at once gives each row to one of them, and each contact, too', async () => {
    for (let place = 0; place < 120; place += 1) await put(`row-${place}`, { contactId: `c${place % 40}`, dueAt: new Date(now.getTime() - (place * 7919) % 1000) });
    const claims = await Promise.all(Array.from({ length: 5 }, async () => {
      const mine: ClaimedMessage[] = [];
      for (let some = await build().claim(3); some.length > 0; some = await build().claim(3)) mine.push(...some);
      return mine;
    }));
    const messages = claims.flat();
    expect(messages.flatMap(({ notices }) => notices).map(({ id }) => id).sort()).toEqual(Array.from({ length: 120 }, (_, place) => `row-${place}`).sort());
    expect(messages).toHaveLength(40);
  });
});

describe('a claim of a few', () => {
  it('looks at few, however many are due at the same moment', async () => {
    await database.prisma.notice.createMany({ data: [...Array(5000).keys()].map((place) => ({ id: `row-${place}`, subject: `s${place}`, cycle: '2027-03-31', milestone: 'T-30', contactId: `c${place}`, state: 'planned', dueAt: now, createdAt: now, updatedAt: now })) });
    await database.prisma.$executeRaw`ANALYZE "Notice"`;
    const ran = jest.spyOn(database, 'run');
    expect(await ledger.claim(2)).toHaveLength(2);
    const [{ text }, values] = ran.mock.calls.find(([{ name }]) => name === 'lotse_notice_claim')!;
    ran.mockRestore();
    const plan = await database.prisma.$transaction(async (transaction) => {
      for (const way of ['seqscan', 'bitmapscan']) await transaction.$executeRawUnsafe(`SET LOCAL enable_${way} = off`);
      return transaction.$queryRawUnsafe<Record<string, string>[]>(`EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) ${text}`, ...values);
    });
    const most = Math.max(...[...plan.map((row) => Object.values(row)[0]!).join('\n').matchAll(/actual rows=([\d.]+)/g)].map(([, rows]) => Number(rows)));
    expect(most).toBeLessThanOrEqual(41);
  });
});

describe('sending', () => {
  it('begins for all rows at once, notes where, and marks the conversation', async () => {
    await putTalk('msteams|ana');
    await put('a');
    await put('b');
    const message = await sending();
    expect(await find('a')).toMatchObject({ state: 'sending', route: 'msteams', conversationId: 'msteams|ana', tries: 0, messageId: message.id });
    expect((await database.prisma.conversation.findUniqueOrThrow({ where: { id: 'msteams|ana' } })).noticeId).toBe(message.id);
    await ledger.sent(message, 'activity-1');
    expect(await find('b')).toMatchObject({ state: 'sent', activityId: 'activity-1', sentAt: now, token: null, leasedUntil: null, reason: null });
  });

  it('stands still where a row was called off meanwhile, and the others go on alone', async () => {
    await put('a', { subject: 'one' });
    await put('b', { subject: 'two' });
    const message = await claimOne();
    await run(ledger.cancel({ subject: 'one' }, 'renewed'));
    expect(await ledger.begin(message, going)).toBe('lost');
    expect(await statesOf('a', 'b')).toEqual(['cancelled', 'planned']);
    expect(idsOf(await ledger.claim(5))).toEqual([['b']]);
  });

  it('stands still where the lease ran out, whoever has the rows now', async () => {
    await put('a');
    const message = await claimOne();
    await expire('claimed');
    expect(await ledger.begin(message, going)).toBe('lost');
    await ledger.reap([]);
    const next = await claimOne();
    expect(await ledger.begin(message, going)).toBe('lost');
    await sending(next);
    expect(await ledger.begin(next, going)).toBe('lost');
    expect(await statesOf('a')).toEqual(['sending']);
  });

  it('is refused on a day on which the contact was spoken to, and is not lost by it', async () => {
    await put('a');
    const first = await claimOne();
    expect(await ledger.begin(first, { ...going, spokenOn: '2027-01-31' })).toEqual({ untilMs: expect.any(Number) });
    await put('b');
    const second = await claimOne();
    expect(await ledger.begin(second, { ...going, spokenOn: '2027-01-31' })).toBe('spokenToday');
    const tomorrow = new Date(now.getTime() + 86_400_000);
    await ledger.putBack(second, 'spokenToday', tomorrow);
    expect(await find('b')).toMatchObject({ state: 'planned', dueAt: tomorrow, reason: 'spokenToday' });
    pass(86_400_000);
    expect(await ledger.begin(await claimOne(), { ...going, spokenOn: '2027-02-01' })).toEqual({ untilMs: expect.any(Number) });
  });

  it('that was refused leaves the day free, and the conversation without the notice', async () => {
    await putTalk('msteams|ana');
    await put('a');
    const message = await claimOne();
    await ledger.begin(message, { ...going, spokenOn: '2027-01-31' });
    await ledger.postpone(message, new Date(now.getTime() + 1), 'throttled');
    expect(await find('a')).toMatchObject({ state: 'planned', spokenOn: null, route: null, tries: 1 });
    expect((await database.prisma.conversation.findUniqueOrThrow({ where: { id: 'msteams|ana' } })).noticeId).toBeNull();
  });

  it('goes on under another id where one route has refused it', async () => {
    await put('a');
    await put('b');
    const message = await sending();
    const anew = await ledger.reclaim(message);
    expect(anew!.id).not.toBe(message.id);
    expect(idsOf([anew!])).toEqual([['a', 'b']]);
    await sending(anew);
    expect(await ledger.reclaim(message)).toBeUndefined();
  });
});

describe('messages that are said side by side', () => {
  const talkOf = (contactId: string) => ({ route: 'msteams', conversationId: `msteams|${contactId}` });
  const CONTACTS = ['ana', 'ben', 'luis', 'mia', 'noa'];
  async function claimAll(): Promise<Record<string, ClaimedMessage>> {
    for (const contactId of CONTACTS) {
      await putTalk(`msteams|${contactId}`, contactId);
      await putAgreement(contactId);
      await put(contactId, { subject: contactId, contactId });
    }
    return Object.fromEntries((await ledger.claim(10)).map((message) => [message.contactId, message]));
  }
  const endsOf = async (work: (contactId: string) => Promise<unknown>) => (await Promise.allSettled(CONTACTS.map(work))).map(({ status }) => status);

  it('end each for itself, also where the channel has given one of them a name that cannot be kept', async () => {
    const messages = await claimAll();
    for (const contactId of CONTACTS) await sending(messages[contactId]);
    expect(await endsOf((contactId) => ledger.sent(messages[contactId]!, contactId === 'ben' ? 'reply\u0000' : 'reply'))).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect(await statesOf(...CONTACTS)).toEqual(['sent', 'sending', 'sent', 'sent', 'sent']);
  });

  it('begin each for itself where one of the contacts was spoken to on that day', async () => {
    await put('earlier', { contactId: 'mia', state: 'sent' });
    await database.prisma.$executeRaw`UPDATE "Notice" SET "spokenOn" = '2027-01-31'`;
    const messages = await claimAll();
    const ends = await Promise.all(CONTACTS.map((contactId) => ledger.begin(messages[contactId]!, { ...talkOf(contactId), spokenOn: '2027-01-31' })));
    const gone = { untilMs: expect.any(Number) };
    expect(ends).toEqual([gone, gone, gone, 'spokenToday', gone]);
    expect(await statesOf(...CONTACTS)).toEqual(['sending', 'sending', 'sending', 'claimed', 'sending']);
  });

  it('begin each for itself where the lease of one has run out, and a row of another was called off', async () => {
    await put('other', { subject: 'called off', contactId: 'luis' });
    const messages = await claimAll();
    await run(ledger.cancel({ subject: 'called off' }, 'renewed'));
    await database.prisma.notice.update({ where: { id: 'ben' }, data: { leasedUntil: new Date(0) } });
    const ends = await Promise.all(CONTACTS.map((contactId) => ledger.begin(messages[contactId]!, talkOf(contactId))));
    const gone = { untilMs: expect.any(Number) };
    expect(ends).toEqual([gone, 'lost', 'lost', gone, gone]);
    expect(await statesOf(...CONTACTS, 'other')).toEqual(['sending', 'claimed', 'planned', 'sending', 'sending', 'cancelled']);
  });

  it('are not begun twice where the answer of the database was lost, and are planned again by those who have not posted them', async () => {
    const messages = await claimAll();
    const real = database.run.bind(database);
    const ran = jest.spyOn(database, 'run').mockImplementation(async (statement, values) => {
      await real(statement, values);
      throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    });
    expect(await endsOf((contactId) => ledger.begin(messages[contactId]!, talkOf(contactId)))).toEqual(CONTACTS.map(() => 'rejected'));
    expect(ran).toHaveBeenCalledTimes(1);
    ran.mockRestore();
    expect(await statesOf(...CONTACTS)).toEqual(CONTACTS.map(() => 'sending'));
    for (const contactId of CONTACTS) await ledger.postpone(messages[contactId]!, now, 'broken');
    expect((await ledger.claim(10)).map(({ contactId }) => contactId).sort()).toEqual(CONTACTS);
  });

  // Only there can somebody else hold a row.
  if (process.env.TEST_DATABASE_URL) {
    async function whileHeld<Result>(table: 'Conversation' | 'Agreement', column: string, id: string, work: () => Promise<Result>): Promise<Result> {
      return database.prisma.$transaction(async (transaction) => {
        await transaction.$executeRawUnsafe(`SELECT 1 FROM "${table}" WHERE "${column}" = $1 FOR UPDATE`, id);
        return work();
      });
    }

    it('begin each for itself where somebody else holds the conversation of one of them', async () => {
      const messages = await claimAll();
      expect(await whileHeld('Conversation', 'id', 'msteams|luis', () => endsOf((contactId) => ledger.begin(messages[contactId]!, talkOf(contactId))))).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
      expect(await statesOf(...CONTACTS)).toEqual(['sending', 'sending', 'claimed', 'sending', 'sending']);
    });

    it('begin at two instances for the same contacts in another order: each contact is spoken to once, and nobody breaks', async () => {
      for (const [id, contactId] of [['1', 'ana'], ['2', 'ben']] as const) await put(id, { subject: id, contactId });
      const mine = await ledger.claim(10);
      for (const [id, contactId] of [['3', 'ben'], ['4', 'ana']] as const) await put(id, { subject: id, contactId });
      const theirs = await ledger.claim(10);
      // So slowly that they meet in the middle.
      await database.prisma.$executeRaw`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END'`;
      await database.prisma.$executeRaw`CREATE TRIGGER slow BEFORE UPDATE ON "Notice" FOR EACH ROW EXECUTE FUNCTION slow()`;
      const ends = await Promise.allSettled([[ledger, mine], [build(), theirs]].flatMap(([instance, messages]) => (messages as ClaimedMessage[]).map((message) => (instance as typeof ledger).begin(message, { route: 'msteams', spokenOn: '2027-01-31' }))));
      await database.prisma.$executeRaw`DROP FUNCTION slow CASCADE`;
      const said = ends.map((end) => (end.status === 'fulfilled' && typeof end.value !== 'string' ? 'gone' : end.status === 'fulfilled' ? end.value : end.status));
      expect(said.sort()).toEqual(['gone', 'gone', 'spokenToday', 'spokenToday']);
      expect(await database.prisma.notice.count({ where: { contactId: 'ana', state: 'sending' } })).toBe(1);
    });

    it('end each for itself where somebody else, such as a list, holds the agreement of one of them', async () => {
      const messages = await claimAll();
      for (const contactId of CONTACTS) await sending(messages[contactId]);
      expect(await whileHeld('Agreement', 'partnerId', 'luis', () => endsOf((contactId) => ledger.sent(messages[contactId]!, 'reply')))).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
      expect(await statesOf(...CONTACTS)).toEqual(['sent', 'sent', 'sending', 'sent', 'sent']);
    });
  }
});

describe('saying by writing it down', () => {
  const mail = { id: 'mail-1', kind: 'notice', to: 'ana@firma.ch', language: 'de' as const, payload: { messageId: 'm' }, expiresAt: new Date('2027-02-07') };

  it('commits the mark, the log and the mail together', async () => {
    await putTalk('webchat|ana');
    ledger = build({ queueMail: async (transaction, { id, ...rest }) => void (await transaction.queuedMail.create({ data: { id, ...rest, createdAt: now, dueAt: now } })) });
    await put('a');
    const message = await claimOne();
    expect(await ledger.say(message, { route: 'webchat', conversationId: 'webchat|ana', spokenOn: '2027-01-31', log: ['{"text":"one"}', '{"text":"two"}'], mail })).toBe('said');
    expect(await find('a')).toMatchObject({ state: 'sent', route: 'webchat', sentAt: now, messageId: message.id });
    expect((await database.prisma.webchatActivity.findMany({ orderBy: { watermark: 'asc' } })).map(({ activity }) => activity)).toEqual(['{"text":"one"}', '{"text":"two"}']);
    expect(await database.prisma.queuedMail.count()).toBe(1);
  });

  it('leaves nothing behind where the mail cannot be queued', async () => {
    ledger = build({ queueMail: async () => { throw new Error('no room'); } });
    await put('a');
    await expect(ledger.say(await claimOne(), { route: 'webchat', conversationId: 'webchat|ana', log: ['{}'], mail })).rejects.toThrow('no room');
    expect(await statesOf('a')).toEqual(['claimed']);
    expect(await database.prisma.webchatActivity.count()).toBe(0);
  });

  it('writes nothing where the message is lost or the day is taken', async () => {
    await put('a');
    const lost = await claimOne();
    await expire('claimed');
    expect(await ledger.say(lost, { route: 'webchat', conversationId: 'webchat|ana', log: ['{}'] })).toBe('lost');
    await ledger.reap([]);
    expect(await ledger.say(await claimOne(), { route: 'webchat', conversationId: 'webchat|ana', spokenOn: '2027-01-31', log: ['{"text":"said"}'] })).toBe('said');
    await put('b');
    expect(await ledger.say(await claimOne(), { route: 'mail', spokenOn: '2027-01-31', log: [] })).toBe('spokenToday');
    expect(await database.prisma.webchatActivity.count()).toBe(1);
    expect(await statesOf('b')).toEqual(['claimed']);
  });
});

describe('an end', () => {
  it.each(['sent', 'failed', 'unknown', 'skipped', 'cancelled'] as const)('as %s makes the planner look again, at its agreements and no others', async (state) => {
    await putAgreement('firma');
    await putAgreement('other');
    await put('a', { subject: 'firma' });
    const message = state === 'skipped' || state === 'cancelled' ? await claimOne() : await sending();
    expect(await lookAtOf('firma')).not.toBeNull();
    await (state === 'sent' ? ledger.sent(message) : ledger.end(message, state, 'refused'));
    expect([await lookAtOf('firma'), await lookAtOf('other')]).toEqual([null, new Date('2027-12-01')]);
    expect(await find('a')).toMatchObject({ state, reason: state === 'sent' ? null : 'refused', leasedUntil: null });
  });

  it('by writing makes the planner look again, too; being put off does not', async () => {
    await putAgreement('firma');
    await put('a');
    const message = await claimOne();
    await ledger.putBack(message, 'closed', now);
    expect(await lookAtOf('firma')).not.toBeNull();
    await ledger.say(await claimOne(), { route: 'mail' });
    expect(await lookAtOf('firma')).toBeNull();
  });

  it('as unknown keeps the day, since the contact may have heard it', async () => {
    await put('a');
    const message = await claimOne();
    await ledger.begin(message, { ...going, spokenOn: '2027-01-31' });
    await ledger.end(message, 'unknown', 'ambiguous');
    expect((await find('a')).spokenOn).toEqual(new Date('2027-01-31'));
  });
});

describe('reaping', () => {
  it('plans again what was only claimed, and waits for what may still be on its way', async () => {
    await put('claimed', { contactId: 'luis' });
    await claimOne();
    await put('sending');
    await sending();
    expect(await ledger.reap([])).toEqual({ unknown: 0, toAsk: [] });
    await expire('claimed', 1);
    await expire('sending', LEASE_MS - 5000);
    expect(await ledger.reap([])).toEqual({ unknown: 0, toAsk: [] });
    expect(await statesOf('claimed', 'sending')).toEqual(['planned', 'sending']);
  });

  it('calls unknown what nobody can be asked about, once, and has the agreement looked at', async () => {
    await putAgreement('firma');
    await put('a');
    await sending();
    await expire('sending', LEASE_MS + 1);
    const reaped = await Promise.all([build(), build(), build()].map((instance) => instance.reap(['webex'])));
    expect(reaped.map(({ unknown }) => unknown).sort()).toEqual([0, 0, 1]);
    expect(await find('a')).toMatchObject({ state: 'unknown', reason: 'interrupted' });
    expect(await lookAtOf('firma')).toBeNull();
  });

  it('gives what can be asked about to one instance, with the address and the time', async () => {
    await putTalk('msteams|ana');
    await put('a');
    await put('b');
    const message = await sending();
    const began = now;
    pass(MINUTE);
    await expire('sending', LEASE_MS + 1);
    const reaped = await Promise.all([build(), build()].map((instance) => instance.reap(['msteams'])));
    const toAsk = reaped.flatMap((each) => each.toAsk);
    expect(toAsk).toMatchObject([{ id: message.id, channel: 'msteams', conversationId: 'msteams|ana', address: 'address of msteams|ana', since: began }]);
    expect(toAsk[0]!.notices).toHaveLength(2);
    await ledger.putBack(toAsk[0]!);
    expect(idsOf([await claimOne()])).toEqual([['a', 'b']]);
  });

  it('believes a post that comes to its end late, also after others gave it up', async () => {
    await put('a');
    const message = await sending();
    await expire('sending', LEASE_MS + 1);
    await ledger.reap([]);
    await ledger.sent(message, 'late');
    expect(await find('a')).toMatchObject({ state: 'sent', activityId: 'late', reason: null });
    await put('b');
    const refused = await sending();
    await expire('sending', LEASE_MS + 1);
    await ledger.reap([]);
    await ledger.putBack(refused, 'throttled', now);
    expect(await statesOf('b')).toEqual(['planned']);
  });
});

describe('the contact\'s next word', () => {
  it('by a press tells that the message arrived', async () => {
    await putAgreement('firma');
    await put('a');
    const message = await sending();
    await ledger.end(message, 'unknown', 'ambiguous');
    await database.prisma.agreement.updateMany({ data: { lookAt: new Date('2027-12-01') } });
    expect((await ledger.findMessage(message.id)).map(({ id }) => id)).toEqual(['a']);
    await run(ledger.settle([message.id], 'pressed'));
    expect(await find('a')).toMatchObject({ state: 'sent', reason: 'pressed', sentAt: now });
    expect(await lookAtOf('firma')).toBeNull();
  });

  it('settles all that was unknown where it was told again, and nothing else', async () => {
    for (const id of ['older', 'newer', 'untold']) await put(id, { state: 'unknown', reason: 'ambiguous', messageId: id });
    await put('sending', { state: 'sending', messageId: 'sending' });
    await run(ledger.settle(['older', 'newer', 'sending'], 'toldAgain'));
    expect(await statesOf('older', 'newer', 'untold', 'sending')).toEqual(['sent', 'sent', 'unknown', 'sending']);
  });

  it('lets go what was held for it, and only that', async () => {
    const later = new Date(now.getTime() + 60 * MINUTE);
    await put('held', { dueAt: later, reason: 'held' });
    await put('closed', { dueAt: later, reason: 'closed' });
    await run(ledger.release('ana'));
    expect([(await find('held')).dueAt, (await find('closed')).dueAt]).toEqual([now, later]);
  });
});

describe('rows', () => {
  it('are called off by what they are about, unless they have left', async () => {
    for (const state of ['planned', 'claimed', 'sending', 'sent']) await put(state, { state, cycle: 'now' });
    await put('other cycle', { cycle: 'then' });
    await put('other milestone', { subject: 'journey', milestone: 'nudge:webexMail' });
    await run(ledger.cancel({ subject: 'firma', cycle: 'now' }, 'renewed'));
    await run(ledger.cancel({ subject: 'journey', milestone: 'nudge:webexBegun' }, 'moved'));
    expect(await statesOf('planned', 'claimed', 'sending', 'sent', 'other cycle', 'other milestone')).toEqual(['cancelled', 'cancelled', 'sending', 'sent', 'planned', 'planned']);
  });

  it('of two contacts who were one go over; where both have one, the told one stays, and no day is spoken on twice', async () => {
    await put('told', { contactId: 'old', milestone: 'T-7', state: 'sent' });
    await put('planned', { contactId: 'new', milestone: 'T-7' });
    await put('mine', { contactId: 'new', milestone: 'T-3', state: 'unknown' });
    await put('theirs', { contactId: 'old', milestone: 'T-3' });
    await put('alone', { contactId: 'old', milestone: 'T-1', state: 'sent' });
    await put('same', { contactId: 'old', milestone: 'T0' });
    await put('equal', { contactId: 'new', milestone: 'T0' });
    await database.prisma.notice.updateMany({ where: { id: { in: ['mine', 'alone'] } }, data: { spokenOn: new Date('2027-01-31') } });
    await database.prisma.$transaction((transaction) => ledger.merge(transaction, 'old', 'new'));
    const rows = await database.prisma.notice.findMany({ orderBy: { id: 'asc' } });
    expect(rows.map(({ id, contactId, spokenOn }) => [id, contactId, spokenOn !== null])).toEqual([['alone', 'new', false], ['equal', 'new', false], ['mine', 'new', true], ['told', 'new', false]]);
  });

  it('that name the first of two contacts who were one name the second by the same name', async () => {
    await put('a', { contactId: 'luis', milestone: 'renewed', state: 'sent' });
    await database.prisma.notice.update({ where: { id: 'a' }, data: { payload: { by: 'Ana', byId: 'old' } } });
    await database.prisma.$transaction((transaction) => ledger.merge(transaction, 'old', 'new'));
    expect((await find('a')).payload).toEqual({ by: 'Ana', byId: 'new' });
  });

  it('that were just claimed for the first of two contacts who were one are claimed anew for the second', async () => {
    await put('a', { contactId: 'old' });
    const message = await claimOne();
    await database.prisma.$transaction((transaction) => ledger.merge(transaction, 'old', 'new'));
    await ledger.end(message, 'cancelled', 'gone');
    expect(await ledger.begin(message, going)).toBe('lost');
    expect((await claimOne()).contactId).toBe('new');
  });

  it('of a person who is forgotten are gone', async () => {
    await put('a');
    await put('b', { contactId: 'luis', state: 'sent' });
    const person = { contactId: 'ana', conversationIds: [], emails: [], provenEmails: [], successorId: 'nobody', present: { conversationId: 'talk', activityId: 'a', at: now } };
    expect(await database.prisma.$transaction((transaction) => ledger.erase(transaction, person))).toBe(1);
    expect((await database.prisma.notice.findMany()).map(({ id }) => id)).toEqual(['b']);
  });

  it('are forgotten once they and their agreement ended before a day', async () => {
    await put('old', { cycle: '2025-01-01', state: 'sent' });
    await put('waiting', { cycle: '2025-01-01' });
    await put('young', { cycle: '2027-03-31', state: 'sent' });
    expect(await ledger.forget(new Date('2026-01-01'))).toBe(0);
    pass(MINUTE);
    expect(await ledger.forget(now)).toBe(1);
    expect((await database.prisma.notice.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id)).toEqual(['waiting', 'young']);
  });

  it('are counted by state, milestone and route, without the days that milestones carry', async () => {
    await put('a', { state: 'sent', milestone: 'later:2027-02-01' });
    await put('b', { state: 'sent', milestone: 'later:2027-02-02' });
    await put('c', { milestone: 'T-7' });
    expect(await ledger.count(['sent'])).toEqual([{ state: 'sent', milestone: 'later', route: undefined, count: 2 }]);
    expect(await ledger.count(['planned', 'sent', 'skipped'])).toEqual([{ state: 'planned', milestone: 'T-7', route: undefined, count: 1 }, { state: 'sent', milestone: 'later', route: undefined, count: 2 }]);
  });
});
