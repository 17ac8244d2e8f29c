import fc from 'fast-check';
import { LANGUAGES, type Language } from '../../locales';
import { addDays } from '../../services/day';
import { layTimeline, MARGIN, WIDTH, widthOf, type Label, type Span, type Timeline } from '../../services/timelineLayout';
import { findTimelineSubject, nameTimeline } from '../../services/timelineName';
import { timelineSvg } from '../../services/timelineSvg';

const words = { opens: 'Renewal opens', expires: 'Expires', graceEnds: 'Grace period ends', today: 'Today' };
const timeline = (today: string, language: Language = 'en'): Timeline => ({ opensOn: '2026-10-02', expiresOn: '2026-12-31', graceEndsOn: '2027-01-10', today, words, language });
/** Agreements of all lengths, with words of all lengths, on any day of some years. */
const timelines = fc.record({
  opensOn: fc.integer({ min: 0, max: 4000 }).map((days) => addDays('2024-01-01', days)), open: fc.integer({ min: 1, max: 400 }), grace: fc.integer({ min: 1, max: 400 }),
  offset: fc.integer({ min: -500, max: 1000 }), language: fc.constantFrom(...LANGUAGES), words: fc.record({ opens: word(), expires: word(), graceEnds: word(), today: word() }),
}).map(({ opensOn, open, grace, offset, language, words }): Timeline => ({ opensOn, expiresOn: addDays(opensOn, open), graceEndsOn: addDays(opensOn, open + grace), today: addDays(opensOn, offset), language, words }));
function word() {
  return fc.string({ unit: fc.constantFrom(...'aemiIЖшسنه 1<&"'), minLength: 1, maxLength: 60 });
}
const overlap = (one: Span, other: Span) => one.left < other.right && other.left < one.right;
const always = (holds: (timeline: Timeline) => void) => fc.assert(fc.property(timelines, holds), { seed: 7, numRuns: 400 });

describe('the labels of a timeline', () => {
  it('never touch each other in a row, and never leave the picture', () => always((given) => {
    const { labels, today } = layTimeline(given);
    for (const span of [...labels, today]) { expect(span.left).toBeGreaterThanOrEqual(MARGIN - 1e-6); expect(span.right).toBeLessThanOrEqual(WIDTH - MARGIN + 1e-6); }
    const pairs = labels.flatMap((one, index) => labels.slice(index + 1).map((other): [Label, Label] => [one, other]));
    expect(pairs.filter(([one, other]) => one.row === other.row && overlap(one, other))).toEqual([]);
  }));
  it('of the first row leave room for the lines that go down to the second', () => always((given) => {
    const { labels } = layTimeline(given);
    const lines = labels.filter(({ row }) => row === 1).map(({ at }) => at);
    expect(labels.filter(({ row, left, right }) => row === 0 && lines.some((x) => left < x && x < right))).toEqual([]);
  }));
  it('are as wide as their words, which shrink where they are too long', () => always((given) => {
    for (const { word, date, scale, left, right } of layTimeline(given).labels) expect(right - left).toBeCloseTo(scale * Math.max(widthOf(word), widthOf(date)), 6);
  }));
  it('stand in one row where there is room, and in two where ten days follow ninety', () => {
    expect(layTimeline(timeline('2026-11-21')).labels.map(({ row }) => row)).toEqual([0, 0, 1]);
    expect(layTimeline({ ...timeline('2026-11-21'), graceEndsOn: '2027-03-31', words: { opens: 'opens', expires: 'ends', graceEnds: 'over', today: 'today' } }).labels.map(({ row }) => row)).toEqual([0, 0, 0]);
  });
  it('carry the date in the form of the language', () => {
    expect(LANGUAGES.map((language) => layTimeline(timeline('2026-11-21', language)).labels[1]!.date)).toEqual(['31 Dec 2026', '31. Dez. 2026', '31 déc. 2026', '31 дек. 2026 г.', '31 ديسمبر 2026']);
  });
});

describe('a timeline', () => {
  it('runs from right to left in Arabic: the same picture, mirrored', () => always((given) => {
    // The dates of Arabic are spoken in German here, so that only the direction differs.
    const [arabic, words] = [layTimeline({ ...given, language: 'ar' }), given.words];
    const other = layTimeline({ ...given, language: 'de', words });
    expect(arabic.segments.map(({ left, right }) => [left, right])).toEqual(other.segments.map(({ left, right }) => [WIDTH - right, WIDTH - left]));
    expect(arabic.labels.map(({ at }) => at)).toEqual(other.labels.map(({ at }) => WIDTH - at));
    expect([arabic.today.at, arabic.today.beyond + other.today.beyond]).toEqual([WIDTH - other.today.at, 0]);
  }));
  it('runs without a hole from one edge to the other, in the order of the statuses', () => always((given) => {
    const segments = layTimeline({ ...given, language: 'fr' }).segments;
    expect(segments.map(({ status }) => status)).toEqual(['active', 'renewalOpen', 'grace', 'lapsed']);
    expect(segments.map(({ left }) => left)).toEqual([MARGIN, ...segments.slice(0, 3).map(({ right }) => right)]);
    expect(segments.at(-1)!.right).toBe(WIDTH - MARGIN);
  }));
  it.each([['2026-06-01', -1], ['2026-09-20', 0], ['2026-12-31', 0], ['2027-01-10', 0], ['2027-02-01', 1]] as const)('on %s shows today on the side %i of the picture', (today, beyond) => {
    expect([layTimeline(timeline(today)).today.beyond, layTimeline(timeline(today, 'ar')).today.beyond]).toEqual([beyond, beyond === 0 ? 0 : -beyond]);
  });
  it('marks today on the very mark of its day', () => {
    for (const [index, day] of ['2026-10-02', '2026-12-31', '2027-01-10'].entries()) expect(layTimeline(timeline(day)).today.at).toBe(layTimeline(timeline(day)).labels[index]!.at);
  });
  it('whose days are not in order is refused with a sentence', () => expect(() => layTimeline({ ...timeline('2026-11-21'), graceEndsOn: '2026-12-31' })).toThrow('not in order'));
});

describe('the drawing', () => {
  it('holds every word as text, whatever letters it has, and no colour without a pattern of its own', () => {
    const svg = timelineSvg({ ...timeline('2026-11-21'), words: { ...words, expires: '<b>"A&B"</b>' } });
    expect(svg).toContain('&#60;b&#62;&#34;A&#38;B&#34;&#60;/b&#62;');
    expect([...svg.matchAll(/fill="url\(#(\w+)\)"/g)].map(([, pattern]) => pattern)).toEqual(['active', 'renewalOpen', 'grace', 'lapsed']);
  });
  it('says of every Arabic text that it runs from right to left, so that a number or a Latin name in it stands where it is read', () => {
    const texts = (language: Language) => [...timelineSvg(timeline('2026-11-21', language)).matchAll(/>([^<]+)<\/text>/g)].map(([, text]) => text!);
    expect(texts('ar')).toHaveLength(7);
    expect(texts('ar').filter((text) => !/^\u2067.+\u2069$/.test(text))).toEqual([]);
    expect(texts('de').filter((text) => /[\u2067\u2069]/.test(text))).toEqual([]);
  });
});

describe('the name of a timeline', () => {
  it('gives back what it was made of', () => {
    for (const language of LANGUAGES) expect(findTimelineSubject(nameTimeline({ expiresOn: '2026-12-31', today: '2026-11-21', language }))).toEqual({ expiresOn: '2026-12-31', today: '2026-11-21', language });
    expect(nameTimeline({ expiresOn: '2026-12-31', today: '2026-11-21', language: 'de' })).toBe('timeline-20261231-20261121-de.png');
  });
  it.each(['timeline-20261231-20261121-it.png', 'timeline-20260230-20261121-de.png', 'timeline-20261231-20261321-de.png', 'timeline-20261231-de.png', 'timeline-20261231-20261121-de.png.exe', 'xtimeline-20261231-20261121-de.png', ''])('"%s" is none', (name) => {
    expect(findTimelineSubject(name)).toBeUndefined();
  });
});
