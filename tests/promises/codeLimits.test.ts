/** How many codes may be asked for, how long each is good and for whom, and when a contact is locked: on a clock that the test moves. */
import fc from 'fast-check';
import { readSettings } from '../../bot/env';
import type { Database } from '../../prisma/database';
import type { Services } from '../../services';
import { addContact, ask, askSent, codeFor, LIMITS, servicesAt, wrongCodes } from '../asking';
import { standingClock } from '../clocks';
import { openTestDatabase } from '../database';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let database: Database;
beforeAll(async () => { database = await openTestDatabase(readSettings({}).database); });
afterAll(() => database.close());

let clock: ReturnType<typeof standingClock>;
let services: Services;
let alarms: number;
let count = 0;
beforeEach(() => begin());

/** A new time with nothing sent before. */
async function begin(perInstallationHour = LIMITS.perInstallationHour): Promise<void> {
  await database.prisma.codeMail.deleteMany();
  clock = standingClock();
  alarms = 0;
  services = servicesAt(database, clock, { limits: { ...LIMITS, perInstallationHour }, onCodeLimit: () => { alarms += 1; } });
}

const newContact = () => addContact(database, clock.now());
const newAddress = () => `person-${count += 1}@firma.example`;
const give = (contactId: string, challengeId: string, code: string) => services.verifications.answer({ contactId, challengeId, activityId: `given-${count += 1}`, code });

describe('codes that are asked for', () => {
  const PER_HOUR_HERE = 12;
  interface Mail { readonly contact: number; readonly address: number; readonly at: number }
  /** Whether the promise allows a mail, counted anew from those that went out. */
  function isAllowed(mails: readonly Mail[], { contact, address, at }: Mail): boolean {
    const within = (ms: number, isMeant: (mail: Mail) => boolean) => mails.filter((mail) => mail.at > at - ms && isMeant(mail)).length;
    const own = (mail: Mail) => mail.contact === contact;
    const there = (mail: Mail) => mail.address === address;
    return within(MINUTE, own) === 0 && within(HOUR, own) < 3 && within(DAY, own) < 10 && within(HOUR, there) < 5 && within(DAY, there) < 20 && within(HOUR, () => true) < PER_HOUR_HERE;
  }

  const step = fc.record({
    contact: fc.nat({ max: 7 }), address: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat({ max: 4 })), comesBack: fc.boolean(),
    waits: fc.constantFrom(0, 0, 0, SECOND, 59_999, MINUTE, MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR - 1, HOUR, 3 * HOUR, DAY),
  });

  it('in any order, by any contacts, for any addresses, keep every limit, and a refusal names the first moment that is none', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 70, size: 'max' }), async (steps) => {
      await begin(PER_HOUR_HERE);
      const contacts = await Promise.all(Array.from({ length: 8 }, newContact));
      const mails: Mail[] = [];
      const play = async (contact: number, address: number) => {
        const mail = { contact, address, at: clock.now().getTime() };
        const before = alarms;
        const asked = await ask(database, services, contacts[contact]!, `address-${address}@firma.example`);
        expect(asked.kind).toBe(isAllowed(mails, mail) ? 'sent' : 'wait');
        expect(alarms > before).toBe(mails.filter(({ at }) => at > mail.at - HOUR).length >= PER_HOUR_HERE);
        if (asked.kind === 'sent') mails.push(mail);
        return asked.kind === 'wait' ? asked.until : undefined;
      };
      for (const { contact, address, waits, comesBack } of steps) {
        clock.move(waits);
        const until = await play(contact, address);
        if (!until || !comesBack) continue;
        clock.set(new Date(until.getTime() - 1));
        expect(await play(contact, address)).toEqual(until);
        clock.set(until);
        expect(await play(contact, address)).toBeUndefined();
      }
    }), { seed: 20261121, numRuns: 6 });
  }, 240_000);

  it('are 200 an hour in the whole installation, whoever asks, and somebody is told', async () => {
    for (let number = 0; number < 200; number += 1) {
      clock.move(SECOND);
      await askSent(database, services, await newContact(), newAddress());
    }
    expect(alarms).toBe(0);
    const first = clock.now().getTime() - 199 * SECOND;
    expect(await ask(database, services, await newContact(), newAddress())).toEqual({ kind: 'wait', until: new Date(first + HOUR) });
    expect(alarms).toBe(1);
    clock.set(new Date(first + HOUR));
    await askSent(database, services, await newContact(), newAddress());
    expect(await ask(database, services, await newContact(), newAddress())).toMatchObject({ kind: 'wait' });
    expect(alarms).toBe(2);
  });

  it('at once are no more than one after the other: of 40 contacts who ask for one address five get a mail', async () => {
    const address = newAddress();
    const contacts = await Promise.all(Array.from({ length: 40 }, newContact));
    const asked = await Promise.all(contacts.map((contact) => ask(database, services, contact, address)));
    expect(asked.filter(({ kind }) => kind === 'sent')).toHaveLength(5);
  });

  it('count even where the turn that asked was never committed, and once where it is played again', async () => {
    const contactId = await newContact();
    const wish = { contactId, conversationId: 'c', activityId: 'played-again', language: 'en' as const, address: { email: 'a@firma.example', key: 'a@firma.example', domain: 'firma.example' } };
    for (let time = 0; time < 10; time += 1) expect(await services.verifications.ask(wish)).toMatchObject({ kind: 'sent' });
    expect(await database.prisma.codeMail.count()).toBe(1);
    expect(await ask(database, services, contactId, newAddress())).toEqual({ kind: 'wait', until: new Date(clock.now().getTime() + MINUTE) });
  });
});

describe('a code', () => {
  it('is good for 60 minutes, and not a millisecond longer', async () => {
    for (const [ms, kind] of [[HOUR - 1, 'right'], [HOUR, 'expired']] as const) {
      const contact = await newContact();
      const { challengeId, minutes } = await askSent(database, services, contact, newAddress());
      expect(minutes).toBe(60);
      clock.move(ms);
      expect(await give(contact, challengeId, await codeFor(database, challengeId))).toMatchObject({ kind });
    }
  });

  it('is good once', async () => {
    const contact = await newContact();
    const { challengeId } = await askSent(database, services, contact, newAddress());
    const code = await codeFor(database, challengeId);
    const answered = await give(contact, challengeId, code);
    if (answered.kind !== 'right') throw new Error(`It was not taken: ${answered.kind}`);
    await database.prisma.$transaction((transaction) => answered.effect(transaction, { conversationId: 'c', activityId: 'right', at: clock.now() }));
    expect(await give(contact, challengeId, code)).toEqual({ kind: 'expired' });
  });

  it('is of no use to another contact, in another challenge, or once another address was asked for', async () => {
    const [ana, eve] = [await newContact(), await newContact()];
    const address = newAddress();
    const first = await askSent(database, services, ana, address);
    const code = await codeFor(database, first.challengeId);
    const ofEve = await askSent(database, services, eve, address);
    expect(await give(eve, first.challengeId, code)).toEqual({ kind: 'expired' });
    expect(await give(eve, ofEve.challengeId, code)).toEqual({ kind: 'wrong', left: 4 });
    clock.move(MINUTE);
    const other = await askSent(database, services, ana, newAddress());
    expect(await give(ana, first.challengeId, code)).toEqual({ kind: 'expired' });
    expect(await give(ana, other.challengeId, code)).toEqual({ kind: 'wrong', left: 4 });
  });

  it('comes again while it lives, and another one after five wrong tries or after an hour', async () => {
    const contact = await newContact();
    const address = newAddress();
    const first = await askSent(database, services, contact, address);
    const code = await codeFor(database, first.challengeId);
    for (const wrong of wrongCodes(code, 4)) await give(contact, first.challengeId, wrong);
    clock.move(59 * MINUTE);
    expect(await askSent(database, services, contact, address)).toMatchObject({ challengeId: first.challengeId, isAgain: true, minutes: 1 });
    await give(contact, first.challengeId, wrongCodes(code, 5)[4]!);
    clock.move(MINUTE);
    const second = await askSent(database, services, contact, address);
    expect(second).toMatchObject({ isAgain: false, minutes: 60 });
    expect(await codeFor(database, second.challengeId)).not.toBe(code);
    clock.move(HOUR);
    expect((await askSent(database, services, contact, address)).challengeId).not.toBe(second.challengeId);
  });
});

describe('50 wrong codes in a row', () => {
  /** Gives wrong codes, and asks for a new code whenever one is used up. Returns the challenge that is open then. */
  async function fail(contact: string, address: string, times: number): Promise<string> {
    let challengeId = '';
    for (let failed = 0; failed < times; failed += 1) {
      if (failed % 5 === 0) {
        clock.move(3 * HOUR);
        ({ challengeId } = await askSent(database, services, contact, address));
      }
      await give(contact, challengeId, wrongCodes(await codeFor(database, challengeId), 5)[failed % 5]!);
    }
    return challengeId;
  }

  it('lock the contact for good: neither the right code nor a new one; others may ask for the same address', async () => {
    const [ana, luis] = [await newContact(), await newContact()];
    const address = newAddress();
    const challengeId = await fail(ana, address, 49);
    // A code that is not used up yet, so that nothing but the lock refuses the right one.
    expect(await give(ana, challengeId, wrongCodes(await codeFor(database, challengeId), 9)[8]!)).toEqual({ kind: 'spent' });
    await database.prisma.challenge.update({ where: { id: challengeId }, data: { tries: 0 } });
    expect(await give(ana, challengeId, await codeFor(database, challengeId))).toEqual({ kind: 'locked' });
    clock.move(30 * DAY);
    expect(await ask(database, services, ana, address)).toEqual({ kind: 'locked' });
    expect(await ask(database, services, ana, newAddress())).toEqual({ kind: 'locked' });
    expect(await database.prisma.contact.findUnique({ where: { id: ana } })).toMatchObject({ failedCodes: 50, lockedAt: expect.any(Date) });
    const others = await askSent(database, services, luis, address);
    expect(await give(luis, others.challengeId, await codeFor(database, others.challengeId))).toMatchObject({ kind: 'right' });
  });

  it('are counted from the last success', async () => {
    const ana = await newContact();
    const address = newAddress();
    const challengeId = await fail(ana, address, 49);
    const answered = await give(ana, challengeId, await codeFor(database, challengeId));
    if (answered.kind !== 'right') throw new Error(`It was not taken: ${answered.kind}`);
    const turn = { conversationId: 'c', activityId: 'right', at: clock.now() };
    await database.prisma.$transaction(async (transaction) => {
      await answered.effect(transaction, turn);
      await services.contacts.prove(ana, { email: address, key: address, domain: 'firma.example' })(transaction, turn);
    });
    expect(await database.prisma.contact.findUnique({ where: { id: ana } })).toMatchObject({ failedCodes: 0, lockedAt: null });
    await fail(ana, newAddress(), 49);
    clock.move(3 * HOUR);
    await askSent(database, services, ana, newAddress());
  });
});
