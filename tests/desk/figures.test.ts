/** The picture of the week: each table from rows that are known. */
import type { FigureTable } from '../../bot/console/api';
import { spread } from '../../services/desk/figures/waiting';
import { withoutNames } from '../../services/desk/withoutNames';
import { addHandoff, addPartner, addSaying, daysFromNow, NOW, openDesk, type DeskStage } from './stage';

let desk: DeskStage;
beforeEach(async () => { desk = await openDesk(); });
afterEach(() => desk.stop());

async function table(name: string, from = '2026-11-16', to = '2026-11-23'): Promise<FigureTable> {
  const { tables } = await desk.reads.figures(from, to);
  return tables.find((each) => each.name === name)!;
}
const asRecord = ({ rows }: FigureTable) => Object.fromEntries(rows.map(([key, value]) => [String(key), value])) as Record<string, unknown>;

it('all tables are there, and an installation in which nothing has happened has nothing in them but noughts', async () => {
  const { tables } = await desk.reads.figures('2026-11-16', '2026-11-23');
  expect(tables.map(({ name }) => name)).toEqual(['renewals', 'calendar', 'milestones', 'funnel', 'waiting', 'deflection', 'ratings', 'questions', 'conversations']);
  for (const { columns, rows } of tables) for (const row of rows) expect([columns.length, row.slice(1).filter((cell) => cell !== 0 && cell !== null)]).toEqual([row.length, []]);
});

it('agreements are counted by state, and week by week ahead with what is at risk', async () => {
  const { database } = desk;
  await addPartner(database, 'soon', { expiresIn: 3 });
  await addPartner(database, 'cared', { expiresIn: 4, agreement: { careAt: NOW } });
  await addPartner(database, 'mute', { expiresIn: 60, contact: { mayWriteFirst: false } });
  await addPartner(database, 'claimed', { expiresIn: 360, agreement: { claimedAt: NOW } });
  await addPartner(database, 'grace', { expiresIn: -3 });
  await addPartner(database, 'over', { expiresIn: -30, contact: null });
  await addPartner(database, 'none', { expiresIn: null });
  expect(asRecord(await table('renewals'))).toEqual({ active: 1, renewalOpen: 1, dueSoon: 2, grace: 1, lapsed: 1, unknown: 1, unreachable: 1, claimed: 1 });
  const { rows } = await table('calendar');
  expect([rows.length, rows[0], rows[8], rows.filter(([, expiring]) => expiring !== 0).length]).toEqual([26, ['2026-11-23', 2, 1, 0], ['2027-01-18', 1, 1, 0], 2]);
});

it('the notice that was said last before a renewal has brought it about; a day that was corrected is none', async () => {
  const { database } = desk;
  const since = new Date('2026-11-20T10:00:00Z');
  await addPartner(database, 'renewed', { expiresIn: 370, agreement: { since, revision: 1 } });
  await addPartner(database, 'corrected', { expiresIn: 20, agreement: { since, revision: 1 } });
  const notice = (id: string, subject: string, cycle: string, milestone: string, day: string) => database.prisma.notice.create({ data: { id, subject, cycle, milestone, contactId: `of-${subject}`, state: 'sent', dueAt: NOW, sentAt: new Date(`${day}T08:00:00Z`), createdAt: NOW, updatedAt: NOW } });
  await notice('n1', 'renewed', '2026-11-28', 'T-30', '2026-10-29');
  await notice('n2', 'renewed', '2026-11-28', 'T-14', '2026-11-14');
  await notice('n3', 'renewed', '2026-11-28', 'T-7', '2026-11-21');
  await notice('n4', 'corrected', '2026-12-01', 'T-30', '2026-11-01');
  expect((await table('milestones')).rows).toEqual([['T-14', 1]]);
});

it('the funnel tells how many reached a step, left it, came to an end; whoever moved today has not left', async () => {
  const step = async (walkId: string, name: string, day: number, fields: object = {}) => {
    await desk.database.prisma.walkStep.create({ data: { walkId, conversationId: walkId, contactId: walkId, procedure: 'registration', step: name, language: 'de', channel: 'webchat', status: 'open', at: daysFromNow(day), ...fields } });
  };
  for (const walk of ['a', 'b', 'c', 'd', 'e']) await step(walk, 'openTool', -5);
  for (const walk of ['a', 'b', 'c', 'd']) await step(walk, 'form', -4);
  await step('a', 'openTool', -4);
  await step('a', 'form', -4);
  await step('a', 'checked', -3);
  await step('a', 'checked', -3, { status: 'waiting' });
  await step('b', 'form', 0, { at: NOW });
  await step('d', 'form', -4, { status: 'handedOn' });
  await step('f', 'openTool', -30);
  const { columns, rows } = await table('funnel');
  expect(columns).toEqual(['procedure', 'step', 'title', 'language', 'channel', 'reached', 'left', 'ended']);
  expect(rows.map(([, name, title, , , ...figures]) => [name, title, ...figures])).toEqual([
    ['openTool', 'Partnerregistrierung von Cisco öffnen', 5, 1, 1], ['form', 'Online-Formular ausfüllen', 4, 1, 1], ['checked', expect.any(String) as string, 1, 0, 1],
  ]);
  await step('g', 'longGone', -1);
  expect((await table('funnel')).rows.map(([, name, title]) => [name, title]).at(-1)).toEqual(['longGone', null]);
});

it('waiting counts in office time only, and ratings by their stars', async () => {
  const asked = (day: string, time: string) => new Date(`2026-11-${day}T${time}:00+01:00`);
  await addHandoff(desk.database, 'quick', { askedAt: asked('18', '10:00'), joinedAt: asked('18', '10:04'), firstWordAt: asked('18', '10:06'), state: 'closed', closedAt: asked('18', '11:00'), rating: 5 });
  await addHandoff(desk.database, 'night', { askedAt: asked('18', '23:00'), joinedAt: asked('19', '08:10'), firstWordAt: asked('19', '08:20'), state: 'closed', closedAt: asked('19', '11:00'), rating: 4 });
  await addHandoff(desk.database, 'nobody', { askedAt: asked('20', '10:00'), state: 'closed', closedAt: asked('20', '11:00'), closedBy: 'nobody' });
  await addHandoff(desk.database, 'ours', { from: 'agent', askedAt: asked('20', '10:00') });
  const { opensAt } = desk.services.office.calendar;
  const late = opensAt === '08:00' ? 10 : 70;
  const nothing = [0, 0, 0, null, null, null, null];
  expect((await table('waiting', '2026-11-17', '2026-11-21')).rows).toEqual([['2026-11-17', ...nothing], ['2026-11-18', 2, 2, 0, 4, late, 6, late + 10], ['2026-11-19', ...nothing], ['2026-11-20', 1, 0, 1, null, null, null, null], ['2026-11-21', ...nothing]]);
  expect((await table('ratings')).rows).toEqual([[1, 0], [2, 0], [3, 0], [4, 1], [5, 1]]);
  expect([spread([]), spread([1]), spread([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])]).toEqual([[null, null], [1, 1], [5, 9]]);
});

it('conversations are told apart by whether a person was in them; no row leads to anybody', async () => {
  const { database } = desk;
  const at = new Date('2026-11-19T09:00:00Z');
  for (const id of ['alone', 'asked', 'helped', 'mute']) await addSaying(database, `talk-${id}`, 'lotse', 'Guten Tag', { at, about: { language: 'fr' } });
  for (const id of ['alone', 'asked', 'helped']) await addSaying(database, `talk-${id}`, 'contact', 'Bonjour', { at });
  await addHandoff(database, 'asked', { askedAt: at });
  await addHandoff(database, 'helped', { askedAt: at, joinedAt: at, rating: 3, topic: 'order' });
  await database.prisma.walkStep.create({ data: { walkId: 'w', conversationId: 'talk-alone', contactId: 'c', procedure: 'webex', step: 'mail', language: 'fr', channel: 'webex', status: 'done', at } });
  expect((await table('deflection', '2026-11-19', '2026-11-20')).rows).toEqual([['2026-11-19', 3, 1, 2, 1, 66.7], ['2026-11-20', 0, 0, 0, 0, null]]);
  const { rows } = await table('conversations');
  expect(rows.map((row) => row.join(' ')).sort()).toEqual(['2026-11-19 webchat fr order none yes 3 1 1 0', '2026-11-19 webchat fr renewal none yes  1 1 0', '2026-11-19 webex fr webex done no  1 1 0']);
  expect(JSON.stringify(rows)).not.toContain('talk-');
});

it('today counts as far as it has come, and no day after it is shown', async () => {
  const { database, reads } = desk;
  await addSaying(database, 'talk-today', 'contact', 'Guten Morgen', { at: NOW });
  await addHandoff(database, 'today', { askedAt: NOW });
  const { to, today } = await reads.figures('2026-11-22', '2026-11-25');
  expect([to, today, reads.today()]).toEqual(['2026-11-25', '2026-11-23', '2026-11-23']);
  expect((await table('deflection', '2026-11-22', '2026-11-25')).rows).toEqual([['2026-11-22', 0, 0, 0, 0, null], ['2026-11-23', 1, 0, 1, 0, 100]]);
  expect((await table('waiting', '2026-11-22', '2026-11-25')).rows.map(([day, handoffs]) => [day, handoffs])).toEqual([['2026-11-22', 0], ['2026-11-23', 1]]);
  desk.at('2026-11-23T23:30:00Z');
  expect(reads.today()).toBe('2026-11-24');
});

it('questions that were not understood are ranked, however they were written, without what leads to a person', async () => {
  const { database, services } = desk;
  const ask = (text: string, contactId: string) => database.prisma.$transaction((transaction) => services.misunderstandings.note({ text, language: 'de', channel: 'webchat', contactId })(transaction, { conversationId: 'c', activityId: 'a', at: new Date('2026-11-20T10:00:00Z') }));
  await ask('Wo ist meine Rechnung 4711-0815?', 'one');
  await ask('wo ist meine rechnung 99 88 77', 'two');
  await ask('=HYPERLINK("https://boese.example/x")', 'two');
  await ask('…', 'two');
  expect((await table('questions')).rows).toEqual([['wo ist meine rechnung …', 'de', 2, 2, '2026-11-20'], ['=HYPERLINK("…', 'de', 1, 1, '2026-11-20']]);
});

it.each([
  ['Mail an ana.muster@firma.example bitte', 'Mail an … bitte'], ['Tel. +41 44 123 45 67 heute', 'Tel. … heute'], ['siehe https://x.example/a?b=c dort', 'siehe … dort'], ['Schritt 3 von 10', 'Schritt 3 von 10'], ['رقم ١٢٣٤٥٦', 'رقم …'],
])('"%s" is kept as "%s"', (text, kept) => expect(withoutNames(text)).toBe(kept));
