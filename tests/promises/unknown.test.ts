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
async function reminded(name: string): Promise<{ person: Person; partnerId: string }> {
  const person = world.person(name, { channel: 'msteams', locale: 'en' });
  await person.arrives();
  const { prisma } = world.lotse.database;
  const { contactId } = await prisma.conversation.findFirstOrThrow({ where: { address: { contains: `"contact":"${name}"` } } });
  const at = world.lotse.services.clock.now();
  await prisma.contact.update({ where: { id: contactId }, data: { name, mayWriteFirst: true, remindersSince: at } });
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
