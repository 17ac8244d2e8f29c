/** The calendar file, read by a strict reader of RFC 5545 that knows nothing of who wrote it. */
import fc from 'fast-check';
import { LANGUAGES, type Language } from '../../locales';
import { createCalendarMaker, writeCalendar, type CalendarSubject } from '../../services/calendarFile';
import { nameCalendar } from '../../services/calendarName';
import { createMedia } from '../../services/media';
import { clockAt } from '../clocks';

const SUBJECT: CalendarSubject = { partnerId: '01939f4e-7a11-7c40-8d52-6e1f5b0a9c01', company: 'Alpenblick Informatik AG', expiresOn: '2026-12-31', revision: 0, today: '2026-11-21' };
const NOW = new Date('2026-11-21T16:00:00Z');

interface Line { readonly name: string; readonly parameters: Readonly<Record<string, string>>; readonly value: string }
interface Component { readonly name: string; readonly lines: Line[]; readonly inner: Component[] }

/** Unfolds, and refuses whatever RFC 5545 does not allow: section 3.1. */
function readCalendar(text: string): Component {
  if (!text.endsWith('\r\n') || /(?<!\r)\n|\r(?!\n)/.test(text)) throw new Error('Lines end with CR LF.');
  const folded = text.slice(0, -2).split('\r\n');
  for (const line of folded) if (Buffer.byteLength(line) > 75 || line === '' || !line.isWellFormed()) throw new Error(`Longer than 75 bytes, empty or cut in a letter: ${line}`);
  const lines = text.slice(0, -2).replaceAll(/\r\n[ \t]/g, '').split('\r\n').map(readLine);
  const [calendar, rest] = readComponent(lines);
  if (rest.length > 0) throw new Error('Something stands behind the calendar.');
  return calendar;
}

function readLine(line: string): Line {
  const [, name, parameters, value] = /^([A-Z0-9-]+)((?:;[A-Z-]+=(?:[^\p{Cc}";:,]+|"[^\p{Cc}"]*"))*):([^\p{Cc}]*)$/u.exec(line) ?? [];
  if (name === undefined) throw new Error(`Not a line: ${line}`);
  return { name, parameters: Object.fromEntries(parameters!.split(';').slice(1).map((each) => each.split('=') as [string, string])), value: value! };
}

function readComponent([begin, ...lines]: readonly Line[]): [Component, readonly Line[]] {
  if (begin?.name !== 'BEGIN') throw new Error('A component begins with BEGIN.');
  const component: Component = { name: begin.value, lines: [], inner: [] };
  for (let rest: readonly Line[] = lines; rest.length > 0;) {
    if (rest[0]!.name === 'END') {
      if (rest[0]!.value !== begin.value) throw new Error(`${begin.value} ends as ${rest[0]!.value}.`);
      return [component, rest.slice(1)];
    }
    if (rest[0]!.name === 'BEGIN') {
      const [inner, after] = readComponent(rest);
      component.inner.push(inner);
      rest = after;
    } else {
      component.lines.push(rest[0]!);
      rest = rest.slice(1);
    }
  }
  throw new Error(`${begin.value} does not end.`);
}

/** Section 3.3.11: a comma and a semicolon never stand bare. */
function readText(value: string): string {
  if (!/^(?:[^\\,;]|\\[\\,;nN])*$/.test(value)) throw new Error(`Not a text: ${value}`);
  return value.replace(/\\([\\,;nN])/g, (_, letter: string) => (letter.toLowerCase() === 'n' ? '\n' : letter));
}

function readEntry(text: string) {
  const calendar = readCalendar(text);
  const one = ({ name, lines }: Component, wanted: string): Line => {
    const found = lines.filter((line) => line.name === wanted);
    if (found.length !== 1) throw new Error(`${name} has ${found.length} of ${wanted}.`);
    return found[0]!;
  };
  expect([calendar.name, calendar.inner.map(({ name }) => name), one(calendar, 'VERSION').value, one(calendar, 'METHOD').value, readText(one(calendar, 'PRODID').value)]).toEqual(['VCALENDAR', ['VEVENT'], '2.0', 'PUBLISH', '-//ALSO Switzerland//Lotse//EN']);
  const event = calendar.inner[0]!;
  const day = (name: string) => {
    const { parameters, value } = one(event, name);
    expect([parameters, value]).toEqual([{ VALUE: 'DATE' }, expect.stringMatching(/^\d{8}$/)]);
    return value;
  };
  expect(one(event, 'DTSTAMP').value).toMatch(/^\d{8}T\d{6}Z$/);
  return {
    uid: readText(one(event, 'UID').value), sequence: Number(one(event, 'SEQUENCE').value), begins: day('DTSTART'), ends: day('DTEND'), stamp: one(event, 'DTSTAMP').value,
    summary: readText(one(event, 'SUMMARY').value), description: readText(one(event, 'DESCRIPTION').value), status: one(event, 'STATUS').value, transparency: one(event, 'TRANSP').value,
    alarms: event.inner.map((alarm) => {
      const trigger = one(alarm, 'TRIGGER').value;
      // Section 3.3.6: after a T there is at least one time.
      expect(trigger).toMatch(/^-P(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?(?<!T))?$/);
      return { kind: alarm.name, action: one(alarm, 'ACTION').value, trigger, says: readText(one(alarm, 'DESCRIPTION').value) };
    }),
  };
}

const write = (language: Language, change: Partial<CalendarSubject> = {}, now = NOW) => readEntry(writeCalendar({ ...SUBJECT, ...change }, language, now)!);

const withoutIsolates = (text: string) => text.replace(/[\u2066\u2069]/g, '');

it('is an entry of the whole day on which the agreement expires, that blocks nobody\'s time and rings twice at nine in the morning', () => {
  expect(write('en')).toEqual({
    uid: 'agreement-01939f4e-7a11-7c40-8d52-6e1f5b0a9c01@lotse', sequence: 0, begins: '20261231', ends: '20270101', stamp: '20261121T160000Z', status: 'CONFIRMED', transparency: 'TRANSPARENT',
    summary: 'Cisco agreement of Alpenblick Informatik AG expires',
    description: 'The Cisco Registered Partner agreement of Alpenblick Informatik AG expires on 31 December 2026. It can be renewed from 2 October 2026, 90 days before; the current ICPA must be accepted before the expiry date. After that date Cisco grants at most 10 days, in calendar days until 10 January 2027.\n\nThis entry comes from Lotse, the chat assistant of ALSO Switzerland for Cisco partners. If the date changes, the new file that Lotse gives you moves this entry.',
    alarms: ['-P13DT15H', '-PT15H'].map((trigger) => ({ kind: 'VALARM', action: 'DISPLAY', trigger, says: 'Cisco agreement of Alpenblick Informatik AG expires' })),
  });
});
it('stays the same entry when the day changes, and the later one counts', () => {
  const [before, after] = [write('de'), write('fr', { expiresOn: '2027-12-30', revision: 1 }, new Date('2027-01-05T08:00:00Z'))];
  expect(after.uid).toBe(before.uid);
  expect(after.sequence).toBeGreaterThan(before.sequence);
  expect(after.stamp > before.stamp).toBe(true);
  expect([after.begins, after.ends]).toEqual(['20271230', '20271231']);
});
it('in the grace is the last day of it, with words and an alarm of its own', () => {
  const [before, grace, next] = [write('en'), write('en', { today: '2027-01-01' }), write('en', { expiresOn: '2027-12-31', revision: 1 })];
  expect(grace).toMatchObject({
    uid: before.uid, begins: '20270110', ends: '20270111', summary: 'Last day to renew the Cisco agreement of Alpenblick Informatik AG', alarms: [{ trigger: '-PT15H', says: 'Last day to renew the Cisco agreement of Alpenblick Informatik AG' }],
    description: expect.stringContaining('expired on 31 December 2026. After that date Cisco grants at most 10 days to renew; counted in calendar days, 10 January 2027 is the last one.'),
  });
  expect([before.sequence, grace.sequence, next.sequence]).toEqual([0, 1, 2]);
});
it('rings only on days to come', () => {
  const triggers = (today: string) => write('en', { today }).alarms.map(({ trigger }) => trigger);
  expect(['2026-12-16', '2026-12-17', '2026-12-29', '2026-12-30', '2026-12-31', '2027-01-08', '2027-01-09', '2027-01-10'].map(triggers)).toEqual([['-P13DT15H', '-PT15H'], ['-PT15H'], ['-PT15H'], [], [], ['-PT15H'], [], []]);
});
it('is none once the grace is over', () => expect(writeCalendar({ ...SUBJECT, today: '2027-01-11' }, 'en', NOW)).toBeUndefined());
it.each(LANGUAGES)('says the three days in %s, in lines that every reader can read', (language) => {
  const { summary, description } = write(language, { company: 'Société Générale d’Informatique et de Télécommunications du Léman SA' });
  for (const text of [summary, description]) expect(withoutIsolates(text)).toContain('Société Générale d’Informatique et de Télécommunications du Léman SA');
  expect(description).toMatch(/2026.*2026.*2027/s);
  expect(description).not.toMatch(/\{|\[\[|\.\./);
  const grace = write(language, { today: '2027-01-05' });
  expect([grace.summary, grace.description].map(withoutIsolates)).toEqual([expect.stringContaining(SUBJECT.company), expect.stringMatching(/2026.*2027/s)]);
  expect(grace.summary).not.toBe(write(language).summary);
});
it.each(['2028-02-29', '2027-02-28', '2026-03-29', '2026-10-25', '9999-12-30'])('%s is a day like the others', (expiresOn) => {
  const { begins, ends } = write('ru', { expiresOn, today: expiresOn });
  expect([begins, ends]).toEqual([expiresOn.replaceAll('-', ''), new Date(Date.parse(`${expiresOn}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')]);
});
it('whatever a company is called, it is a name and no line of the calendar', () => {
  const nasty = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\\', ';', ',', ':', '"', '\\n', '\r\n', '\n', '\r', '\t', 'END:VEVENT', '\r\nATTENDEE:mailto:eve@evil.example', '\u2028', '😀', 'م', '{{expires}}', '$t(x)'))).map((parts) => `A ${parts.join('')} Z`);
  fc.assert(fc.property(nasty, fc.constantFrom(...LANGUAGES), (company, language) => {
    const { summary, alarms } = write(language, { company });
    expect(/A .* Z/su.exec(withoutIsolates(summary))?.[0]).toBe(withoutIsolates(company.replace(/\p{Cc}+/gu, ' ')));
    expect(alarms.map(({ says }) => says)).toEqual([summary, summary]);
  }), { seed: 15, numRuns: 500 });
});

describe('under its signed address', () => {
  const agreements = new Map([[SUBJECT.partnerId, SUBJECT]]);
  const make = createCalendarMaker(async (partnerId) => agreements.get(partnerId), clockAt(() => NOW));
  it('it is made anew at each fetch, from what is known then', async () => {
    const media = createMedia({ key: Buffer.alloc(32, 7), clock: clockAt(() => NOW) });
    const name = media.findName(media.sign(nameCalendar(SUBJECT.partnerId, 'ar'), 86_400_000))!;
    expect(name.length).toBeLessThanOrEqual(100);
    const file = await make(name);
    expect([file?.contentType, file?.fileName]).toEqual(['text/calendar; charset=utf-8; method=PUBLISH', 'lotse.ics']);
    expect(readEntry(file!.body.toString('utf8'))).toMatchObject({ begins: '20261231', sequence: 0 });
    agreements.set(SUBJECT.partnerId, { ...SUBJECT, expiresOn: '2027-12-31', revision: 4 });
    expect(readEntry((await make(name))!.body.toString('utf8'))).toMatchObject({ begins: '20271231', sequence: 8 });
    agreements.set(SUBJECT.partnerId, { ...SUBJECT, today: '2027-01-11' });
    expect(await make(name)).toBeUndefined();
  });
  it.each(['calendar-unknown-de.ics', `calendar-${SUBJECT.partnerId}-it.ics`, `calendar-${SUBJECT.partnerId}-de.txt`, 'calendar-.ics', 'calendar--de.ics', 'calendar'])('there is none for %s', async (name) => expect(await make(name)).toBeUndefined());
});
