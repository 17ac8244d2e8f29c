/** What cannot be known is not said twice, and settled by the contact's next word; an older copy of the database says nothing first. */
import type { Person } from '../person';
import { until } from '../process';
import { startSecond } from '../secondLotse';
import { createWorld, type World } from '../world';

const EXPIRES = '2027-03-31';
let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

const notices = () => world.lotse.database.prisma.notice;
const rowOf = (partnerId: string, milestone: string) => notices().findFirst({ where: { subject: partnerId, milestone } });

async function moveTo(now: string): Promise<void> {
  const answer = await fetch(`${world.url}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ now, asleep: true }) });
  expect(await answer.json()).toHaveProperty('now');
}

/** Somebody on Teams who wants to be reminded of an agreement that expires at the end of March. */
async function reminded(name: string, mayWriteFirst = true): Promise<{ person: Person; partnerId: string }> {
  const person = world.person(name, { channel: 'msteams', locale: 'en' });
  await person.arrives();
  const { prisma } = world.lotse.database;
  const { contactId } = await prisma.conversation.findFirstOrThrow({ where: { address: { contains: `"contact":"${name}"` } } });
  const at = world.lotse.services.clock.now();
  await prisma.contact.update({ where: { id: contactId }, data: { name, mayWriteFirst, remindersSince: at } });
  const { id } = await prisma.partner.create({ data: { company: `${name} Ltd`, updatedAt: at, memberships: { create: { contactId } }, agreement: { create: { expiresOn: new Date(EXPIRES), from: 'also', since: at, updatedAt: at } } } });
  return { person, partnerId: id };
}

it('an answer that was lost makes a notice unknown; it is not said again until the contact writes, and then in short', async () => {
  await moveTo('2027-02-26T10:00:00Z');
  const { person, partnerId } = await reminded('ada');
  world.connector.mood({ kind: 'acceptThenDrop' });
  await moveTo('2027-03-01T10:00:00Z');
  expect(await rowOf(partnerId, 'T-30')).toMatchObject({ state: 'unknown', reason: 'ambiguous', route: 'msteams' });
  expect(await person.reads()).toHaveLength(1);
  await moveTo('2027-03-02T10:00:00Z');
  expect(await person.reads()).toEqual([]);
  const [answer] = await person.says('hello');
  expect(answer!.text).toContain('ada Ltd: expires on 31 March 2027, 29 days left');
  expect(await rowOf(partnerId, 'T-30')).toMatchObject({ state: 'sent', reason: 'toldAgain' });
  const [next] = await person.says('hello');
  expect(next!.text).not.toContain('29 days left');
});

it('a press on a notice shows that it has arrived', async () => {
  await moveTo('2027-03-12T10:00:00Z');
  const { person, partnerId } = await reminded('ben');
  // Ada hears of hers on the same day.
  world.connector.mood({ kind: 'acceptThenFail', status: 502 }, { kind: 'acceptThenFail', status: 502 });
  await moveTo('2027-03-17T10:00:00Z');
  expect(await rowOf(partnerId, 'T-14')).toMatchObject({ state: 'unknown' });
  const notice = (await person.reads()).find(({ text }) => text.includes('ben Ltd'));
  const [answer] = await person.presses('It has been renewed', notice);
  expect(answer!.text).toContain('Until when is the agreement of ben Ltd valid now?');
  expect(answer!.text).not.toContain('I do not know whether');
  expect(await rowOf(partnerId, 'T-14')).toMatchObject({ state: 'sent', reason: 'pressed' });
});

/** A row as a sender has left it, of somebody for whom no tick plans anything. */
async function leave(name: string, partnerId: string, milestone: string, state: string): Promise<void> {
  const { prisma } = world.lotse.database;
  const { id: conversationId, contactId } = await prisma.conversation.findFirstOrThrow({ where: { address: { contains: `"contact":"${name}"` } } });
  const at = world.lotse.services.clock.now();
  const messageId = `${name} ${milestone}`;
  await notices().create({ data: { id: messageId, messageId, subject: partnerId, cycle: EXPIRES, milestone, contactId, conversationId, state, dueAt: at, route: 'msteams', createdAt: at, updatedAt: at } });
  await prisma.conversation.update({ where: { id: conversationId }, data: { noticeId: messageId } });
}

async function putPartner(company: string): Promise<string> {
  const at = world.lotse.services.clock.now();
  return (await world.lotse.database.prisma.partner.create({ data: { company, updatedAt: at, agreement: { create: { expiresOn: new Date(EXPIRES), from: 'also', since: at, updatedAt: at } } } })).id;
}

it('the next word settles all that is unknown, the older ones, too, each said again in short', async () => {
  const { person, partnerId } = await reminded('dora', false);
  await leave('dora', partnerId, 'T-60', 'unknown');
  await leave('dora', await putPartner('Dora and Daughters'), 'T-30', 'unknown');
  await leave('dora', 'gone', 'T-21', 'unknown');
  await leave('dora', partnerId, 'T-14', 'sent');
  const [answer] = await person.says('hello');
  const [, line = ''] = /once more in short: (.*)\./.exec(answer!.text) ?? [];
  expect(line.split(' · ').map((each) => each.split(':')[0]).sort()).toEqual(['Dora and Daughters', 'dora Ltd']);
  const rows = await notices().findMany({ where: { id: { startsWith: 'dora' } }, orderBy: { id: 'asc' } });
  expect(rows.map(({ state, reason }) => [state, reason])).toEqual([['sent', null], ['sent', 'toldAgain'], ['sent', 'toldAgain'], ['sent', 'toldAgain']]);
});

it('an answer tells that its notice has arrived, and what else is unknown is said again beside it', async () => {
  const { person, partnerId } = await reminded('emil', false);
  const other = await putPartner('Emil and Sons');
  await leave('emil', other, 'T-30', 'unknown');
  await leave('emil', partnerId, 'T-14', 'unknown');
  const [answer] = await person.says('it has been renewed');
  expect(answer!.text).toMatch(/once more in short: Emil and Sons: [^·]*$/m);
  expect(answer!.text).toContain('Until when is the agreement of emil Ltd valid now?');
  expect([(await rowOf(partnerId, 'T-14'))?.reason, (await rowOf(other, 'T-30'))?.reason]).toEqual(['pressed', 'toldAgain']);
});

it('a word that comes while a notice is being sent is not the last that could settle it', async () => {
  const { person, partnerId } = await reminded('finn', false);
  await leave('finn', partnerId, 'T-14', 'sending');
  expect((await person.says('hello'))[0]!.text).not.toContain('once more');
  await notices().update({ where: { id: 'finn T-14' }, data: { state: 'unknown', reason: 'interrupted' } });
  expect((await person.says('hello'))[0]!.text).toContain('once more in short: finn Ltd');
  expect(await rowOf(partnerId, 'T-14')).toMatchObject({ state: 'sent', reason: 'toldAgain' });
});

it('an answer to a notice that is being sent shows that it has arrived', async () => {
  const { person, partnerId } = await reminded('gina', false);
  await leave('gina', partnerId, 'T-14', 'sending');
  await person.says('it has been renewed');
  expect(await rowOf(partnerId, 'T-14')).toMatchObject({ state: 'sent', reason: 'pressed' });
});

it('a database that was put back from a copy says nothing first until an operator confirms, and nothing again after that', async () => {
  await moveTo('2027-03-23T10:00:00Z');
  const { person, partnerId } = await reminded('cem');
  const { memory } = world.lotse.services;
  await memory.keep('notices.database', 'another database');
  // What a start finds out.
  const copy = await createWorldOnSame();
  try {
    await copy.moveTo('2027-03-24T10:00:00Z');
    expect(await person.reads()).toEqual([]);
    expect(await rowOf(partnerId, 'T-7')).toBeNull();
    const metrics = await (await fetch(`${copy.url}/metrics`)).text();
    expect(metrics).toContain('lotse_notices_paused 1');
    await copy.confirm();
    await copy.moveTo('2027-03-25T10:00:00Z');
    expect(await rowOf(partnerId, 'T-7')).toBeNull();
    await copy.moveTo('2027-03-30T10:00:00Z');
    await until(async () => (await rowOf(partnerId, 'T-1'))?.state === 'sent', 'the next one is said');
    expect(await person.reads()).toHaveLength(1);
  } finally {
    await copy.stop();
  }
});

/** Another Lotse on the database of this world, which has stopped for it. */
async function createWorldOnSame() {
  const second = await startSecond(world, { CODE_PEPPER: 'the pepper of the tests, known to all' });
  await world.lotse.jobs.stop();
  const moveSecond = async (now: string) => {
    const answer = await fetch(`${second.url}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ now, asleep: true }) });
    expect(answer.status).toBe(200);
  };
  return { url: second.url, moveTo: moveSecond, confirm: () => second.lotse.guard.confirm(), stop: () => second.lotse.stop() };
}
