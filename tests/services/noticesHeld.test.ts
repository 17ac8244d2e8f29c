/** Nobody speaks into a conversation with a person of support: what was to be said meanwhile comes after it, unless something would be lost. */
import { addDays, dayIn } from '../../services/day';
import { holdForAgent } from '../../services/notices/decision';
import type { Effect } from '../../services/turns';
import type { WorkCalendar } from '../../services/workCalendar';
import { confirms } from '../mailbox';
import { getKept } from '../kept';
import { createWorld, type World } from '../world';

const ZONE = 'Europe/Zurich';
/** Nothing is planned by itself of the agreement: the reminder is written by hand. */
const NEVER = new Date('2199-01-01');
const ANNA = { id: 'anna', name: 'Anna Keller', firstName: 'Anna' };
let world: World;
beforeAll(async () => { world = await createWorld({ HANDOFF_AGENT_SILENT_MINUTES: '1000' }); });
afterAll(() => world.stop());

const prisma = () => world.lotse.database.prisma;
const now = () => world.lotse.services.clock.now();

it.each([
  ['when it is over', 'eva', (): Effect => world.lotse.services.handoffs.close('eva', { by: 'agent', agent: ANNA, reason: 'solved' })],
  ['when it waits for somebody again', 'uta', (): Effect => world.lotse.services.handoffs.pass('uta', ANNA, undefined, 'transferred')],
])('a reminder that comes due during a handoff is said %s', async (_, name, ends) => {
  const { handoffs, office } = world.lotse.services;
  const opens = office.opensAt(now()) ?? now();
  await world.advance(`PT${Math.ceil((opens.getTime() - now().getTime()) / 1000)}S`);
  const person = world.person(name, { channel: 'emulator', locale: 'en' });
  await confirms(person, world.url, `${name}@firma.example`);
  await person.says('menu');
  const { contactId } = await getKept(world.lotse.database, `emulator|emulator-${name}-`);
  const conversation = await prisma().conversation.findFirstOrThrow({ where: { contactId } });
  await prisma().contact.update({ where: { id: contactId }, data: { mayWriteFirst: true } });
  const expiresOn = addDays(dayIn(ZONE, now()), 30);
  const { id: subject } = await prisma().partner.create({ data: { company: `${name} AG`, updatedAt: now(), memberships: { create: { contactId } } } });
  await prisma().agreement.create({ data: { partnerId: subject, expiresOn: new Date(`${expiresOn}T00:00:00Z`), from: 'contact', since: NEVER, lookAt: NEVER, updatedAt: now() } });
  const does = (...effects: Effect[]) => prisma().$transaction(async (transaction) => {
    for (const effect of effects) await effect(transaction, { conversationId: conversation.id, activityId: `test${effects.length}`, at: now() });
  });
  await does(handoffs.open({ id: name, contactId, from: 'contact', topic: 'other', language: 'en', channel: 'emulator', question: 'Hello?' }), handoffs.join(name, ANNA, 'console'));
  await prisma().conversation.updateMany({ data: { busyUntil: null } });
  const dueAt = new Date(now().getTime() + 60_000);
  await prisma().notice.create({ data: { id: `n-${name}`, subject, cycle: expiresOn, milestone: 'T-30', contactId, state: 'planned', dueAt, payload: {}, createdAt: now(), updatedAt: now() } });
  const row = () => prisma().notice.findUniqueOrThrow({ where: { id: `n-${name}` } });

  await world.advance('PT3M');
  expect(await row()).toMatchObject({ state: 'planned', reason: 'held', sentAt: null });
  // It is looked at again, in case that nobody has noticed the end.
  await world.advance('PT32M');
  expect(await row()).toMatchObject({ state: 'planned', reason: 'held' });
  expect(await person.reads()).toEqual([]);
  await does(ends());
  await world.advance('PT1M');
  const seen = await person.reads();
  expect([(await row()).state, seen.length, seen[0]?.text.includes(`${name} AG`)]).toEqual(['sent', 1, true]);
});

describe('what must not be lost is said even so', () => {
  const calendar: WorkCalendar = { zone: 'UTC', opensAt: '08:00', closesAt: '18:00', saysAt: '09:00', isWorkday: (day) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()) };
  const held = (moment: string, ...expiries: string[]) => holdForAgent({ now: new Date(`${moment}:00Z`), calendar, expiries })?.until.toISOString().slice(0, 16);
  it.each([
    ['in working hours it waits for half an hour and looks again', '2026-11-18T10:00', ['2026-12-18'], '2026-11-18T10:30'],
    ['at closing it waits for the morning', '2026-11-18T17:45', ['2026-12-18'], '2026-11-19T08:00'],
    ['on the day of the expiry it waits while that lasts', '2026-11-18T10:00', ['2026-11-18'], '2026-11-18T10:30'],
    ['and no longer', '2026-11-18T23:45', ['2026-11-18'], undefined],
    ['nor past the end of the grace', '2026-11-18T23:45', ['2026-11-08'], undefined],
    ['nor past the nearest of several', '2026-11-18T23:45', ['2026-12-18', '2026-11-18'], undefined],
    ['a question waits for working hours', '2026-11-18T17:45', [], '2026-11-19T08:00'],
  ])('%s', (_, moment, expiries, until) => expect(held(moment, ...expiries)).toBe(until));
});
