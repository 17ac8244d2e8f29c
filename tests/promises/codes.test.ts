/** Codes under attack: many at once, at two Lotses, repeated, with the same name; what is counted, what is compared, and what succeeds. */
import crypto, { randomUUID } from 'node:crypto';
import { word } from '../../locales';
import type { Lotse } from '../../bot/wiring';
import type { Answered } from '../../services/verification/verifications';
import { addContact, addressOf, askSent, codeFor, PEPPER, wrongCodes } from '../asking';
import { post } from '../process';
import { startSecond } from '../secondLotse';
import { createWorld, type World } from '../world';

let world: World;
let second: { lotse: Lotse; url: string };
beforeAll(async () => {
  world = await createWorld({ CODE_PEPPER: PEPPER });
  second = await startSecond(world, { CODE_PEPPER: PEPPER });
});
afterAll(async () => {
  await second.lotse.stop();
  await world.stop();
});
afterEach(() => jest.restoreAllMocks());

interface Asking { readonly contactId: string; readonly challengeId: string; readonly right: string }

async function asking(): Promise<Asking> {
  const { database, services } = world.lotse;
  const contactId = await addContact(database, services.clock.now());
  const { challengeId } = await askSent(database, services, contactId, `${contactId}@firma.example`);
  return { contactId, challengeId, right: await codeFor(database, challengeId) };
}

/** Gives codes, all at once, at both Lotses in turn. */
function give({ contactId, challengeId }: Asking, codes: readonly string[], activityOf: (index: number) => string = () => randomUUID()): Promise<Answered[]> {
  return Promise.all(codes.map((code, index) => [world.lotse, second.lotse][index % 2]!.services.verifications.answer({ contactId, challengeId, activityId: activityOf(index), code })));
}

/** What is counted of a challenge and of its contact, and what was remembered of each try. */
async function counted({ contactId, challengeId }: Asking) {
  const { prisma } = world.lotse.database;
  const { tries } = await prisma.challenge.findUniqueOrThrow({ where: { id: challengeId } });
  const { failedCodes } = await prisma.contact.findUniqueOrThrow({ where: { id: contactId } });
  return { tries, failedCodes, remembered: await prisma.codeTry.count({ where: { challengeId } }) };
}

const leftOf = (answers: readonly Answered[]) => answers.flatMap((answer) => (answer.kind === 'wrong' ? answer.left : [])).sort();

describe('wrong codes at once, at two Lotses', () => {
  it('are compared five times, however many come, and then the right one is refused', async () => {
    const ana = await asking();
    const compared = jest.spyOn(crypto, 'timingSafeEqual');
    const answers = await give(ana, wrongCodes(ana.right, 200));
    expect(compared).toHaveBeenCalledTimes(5);
    expect(leftOf(answers)).toEqual([1, 2, 3, 4]);
    expect(answers.filter(({ kind }) => kind === 'spent')).toHaveLength(196);
    expect(await give(ana, [ana.right, ana.right])).toEqual([{ kind: 'spent' }, { kind: 'spent' }]);
    expect(compared).toHaveBeenCalledTimes(5);
    expect(await counted(ana)).toEqual({ tries: 5, failedCodes: 5, remembered: 5 });
  });

  it('under one activity a hundred times count once and are answered alike', async () => {
    const ana = await asking();
    const [code] = wrongCodes(ana.right, 1);
    const answers = await give(ana, Array.from({ length: 100 }, () => code!), () => 'again');
    expect(answers).toEqual(Array.from({ length: 100 }, () => ({ kind: 'wrong', left: 4 })));
    expect(await counted(ana)).toEqual({ tries: 1, failedCodes: 1, remembered: 1 });
  });

  it('that differ, under the name of one activity, are as many tries as there are codes', async () => {
    const ana = await asking();
    const compared = jest.spyOn(crypto, 'timingSafeEqual');
    await give(ana, wrongCodes(ana.right, 100), () => 'again');
    expect(compared).toHaveBeenCalledTimes(5);
    expect(await counted(ana)).toEqual({ tries: 5, failedCodes: 5, remembered: 5 });
    expect(await give(ana, [ana.right], () => 'again')).toEqual([{ kind: 'spent' }]);
    expect(compared).toHaveBeenCalledTimes(5);
  });

  it('use up each contact its own code only', async () => {
    const [ana, luis] = [await asking(), await asking()];
    await Promise.all([give(ana, wrongCodes(ana.right, 50)), give(luis, wrongCodes(luis.right, 4))]);
    expect(await counted(luis)).toEqual({ tries: 4, failedCodes: 4, remembered: 4 });
    expect(await give(luis, [luis.right])).toMatchObject([{ kind: 'right' }]);
  });
});

describe('the right code', () => {
  interface Chat { readonly conversationId: string; readonly token: string }
  const say = (url: string, { conversationId, token }: Chat, id: string, text: string) =>
    post(`${url}/directline/conversations/${conversationId}/activities`, JSON.stringify({ type: 'message', text, locale: 'en', channelData: { clientActivityID: id } }), { authorization: `Bearer ${token}` });

  /** What Lotse said in a conversation, each with the activity that it answers. */
  async function saidIn({ conversationId }: Chat) {
    const log = await world.lotse.database.prisma.webchatActivity.findMany({ where: { conversationId: `webchat|${conversationId}` }, orderBy: { watermark: 'asc' } });
    return log.map(({ activity }) => JSON.parse(activity) as { id: string; text?: string; from: { id: string } }).filter(({ from }) => from.id === 'lotse');
  }

  /** Everything that a success changes. */
  async function changed(email: string) {
    const { prisma } = world.lotse.database;
    const contacts = await prisma.contact.findMany({ where: { emailKey: email } });
    const challenges = await prisma.challenge.findMany({ where: { emailKey: email }, select: { tries: true, endedAt: true } });
    return { contacts: contacts.map(({ verifiedAt, failedCodes, version }) => ({ verifiedAt, failedCodes, version })), challenges, mails: await prisma.queuedMail.count() };
  }

  it('given 200 times at once at two Lotses succeeds once, and repeated 1,000 times it changes nothing more', async () => {
    const email = `ana-${randomUUID()}@firma.example`;
    const chat = JSON.parse((await post(`${world.url}/directline/conversations`, JSON.stringify({ locale: 'en' }))).body) as Chat;
    await say(world.url, chat, 'status', 'my status');
    await say(world.url, chat, 'address', email);
    const { id } = await world.lotse.database.prisma.challenge.findFirstOrThrow({ where: { emailKey: email } });
    const right = await codeFor(world.lotse.database, id);
    const urls = [world.url, second.url];
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => say(urls[index % 2]!, chat, `right-${index}`, right)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const confirms = async () => (await saidIn(chat)).filter(({ text }) => text?.includes(word('en', 'identity:verify.done', { email })));
    const [winner, ...others] = await confirms();
    expect(others).toEqual([]);
    const apologies = (await saidIn(chat)).filter(({ text }) => text?.includes(word('en', 'error')));
    expect(apologies).toEqual([]);
    const after = await changed(email);
    expect(after).toMatchObject({ contacts: [{ verifiedAt: expect.any(Date), failedCodes: 0 }], challenges: [{ endedAt: expect.any(Date) }] });
    const activity = winner!.id.replace(/^c\./, '').replace(/\.\d+$/, '');
    const repeat = (count: number) => Promise.all(Array.from({ length: count }, (_, index) => say(urls[index % 2]!, chat, activity, right)));
    for (let round = 0; round < 5; round += 1) expect((await repeat(180)).filter(({ status }) => status !== 200)).toEqual([]);
    for (let one = 0; one < 100; one += 1) await say(urls[one % 2]!, chat, activity, right);
    expect(await confirms()).toHaveLength(1);
    expect(await changed(email)).toEqual(after);
  });

  it('given at once in two conversations of one person succeeds once', async () => {
    const ana = await asking();
    const { database } = world.lotse;
    const answers = await give(ana, [ana.right, ana.right, ana.right, ana.right]);
    const commits = await Promise.allSettled(answers.map((answer, index) => database.prisma.$transaction((transaction) => (answer as Extract<Answered, { kind: 'right' }>).effect(transaction, { conversationId: 'c', activityId: `${index}`, at: world.lotse.services.clock.now() }))));
    expect(commits.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is no hindrance for wrong ones that come before it is committed, nor they for it', async () => {
    const { database, services } = world.lotse;
    const ana = await asking();
    const [answer] = await give(ana, [ana.right]);
    const turn = { conversationId: 'c', activityId: 'right', at: services.clock.now() };
    let wrong: Promise<Answered[]> = Promise.resolve([]);
    await database.prisma.$transaction(async (transaction) => {
      await (answer as Extract<Answered, { kind: 'right' }>).effect(transaction, turn);
      wrong = give(ana, wrongCodes(ana.right, 4));
      wrong.catch(() => {});
      await new Promise((resolve) => { setTimeout(resolve, 200); });
      await services.contacts.prove(ana.contactId, addressOf(`${ana.contactId}@firma.example`))(transaction, turn);
    });
    expect((await wrong).filter(({ kind }) => kind !== 'spent' && kind !== 'expired')).toEqual([]);
    expect(await counted(ana)).toMatchObject({ tries: 1, failedCodes: 0 });
  });
});
