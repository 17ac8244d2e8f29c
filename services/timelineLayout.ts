/** Where everything on the picture of a timeline stands: days along the bar, labels in two rows that never touch. Pure. */
import { LOCALES, type Language } from '../locales';
import { daysBetween, type Day } from './day';
import type { AgreementStatus } from './expiry';

export interface TimelineWords {
  readonly opens: string;
  readonly expires: string;
  readonly graceEnds: string;
  readonly today: string;
}

export interface Timeline {
  readonly opensOn: Day;
  readonly expiresOn: Day;
  readonly graceEndsOn: Day;
  readonly today: Day;
  readonly words: TimelineWords;
  readonly language: Language;
}

export interface Span {
  readonly left: number;
  readonly right: number;
}

export interface Label extends Span {
  readonly word: string;
  readonly date: string;
  /** Where its day stands on the bar. */
  readonly at: number;
  readonly row: 0 | 1;
  /** Below 1 where the words are too long for the picture. */
  readonly scale: number;
}

export interface TimelineLayout {
  readonly segments: readonly (Span & { readonly status: AgreementStatus })[];
  readonly labels: readonly Label[];
  /** `beyond` says on which side of the picture today lies, where it lies outside: left, right. */
  readonly today: Span & { readonly word: string; readonly date: string; readonly at: number; readonly scale: number; readonly beyond: -1 | 0 | 1 };
}

/** Narrow enough that its words can still be read on a telephone. */
export const WIDTH = 640;
export const MARGIN = 24;
export const TEXT_SIZE = 22;
export const PILL_PADDING = 16;
const GAP = 12;
const LABEL_LIMIT = 280;
/** How much of the time before renewal opens, and after the grace, is drawn, as a share of the time between. */
const LEAD = 0.2;
const REST = 0.12;
/** The rows of (opens, expires, grace ends), nearest first. The last always fits: the outer two are most of the picture apart. */
const ARRANGEMENTS = [[0, 0, 0], [0, 0, 1], [1, 0, 0], [1, 0, 1]] as const;
const formatIn = (locale: string) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const formats = Object.fromEntries(Object.entries(LOCALES).map(([language, locale]) => [language, formatIn(locale)])) as Record<Language, Intl.DateTimeFormat>;

/** In Arabic, time runs from right to left. */
export function layTimeline(timeline: Timeline): TimelineLayout {
  const { opensOn, expiresOn, graceEndsOn, language } = timeline;
  if (!(opensOn < expiresOn && expiresOn < graceEndsOn)) throw new Error(`A timeline runs from ${opensOn} over ${expiresOn} to ${graceEndsOn}: these days are not in order.`);
  const shareOf = (day: Day) => (daysBetween(opensOn, day) / daysBetween(opensOn, graceEndsOn) + LEAD) / (1 + LEAD + REST);
  const xOf = (day: Day) => MARGIN + shareOf(day) * (WIDTH - 2 * MARGIN);
  const ends = [MARGIN, xOf(opensOn), xOf(expiresOn), xOf(graceEndsOn), WIDTH - MARGIN] as const;
  const statuses = ['active', 'renewalOpen', 'grace', 'lapsed'] as const;
  const layout = {
    segments: statuses.map((status, index) => ({ status, left: ends[index]!, right: ends[index + 1]! })),
    labels: placeLabels(timeline, xOf), today: placeToday(timeline, xOf),
  };
  return language === 'ar' ? mirror(layout) : layout;
}

export function wordDay(day: Day, language: Language): string {
  return formats[language].format(new Date(`${day}T00:00:00Z`));
}

type Unplaced = Pick<Label, 'word' | 'date' | 'at' | 'scale'> & { readonly width: number };

function placeLabels({ opensOn, expiresOn, graceEndsOn, words, language }: Timeline, xOf: (day: Day) => number): Label[] {
  const labels = ([[opensOn, words.opens], [expiresOn, words.expires], [graceEndsOn, words.graceEnds]] as const).map(([day, word]): Unplaced => {
    const date = wordDay(day, language);
    const width = Math.max(widthOf(word), widthOf(date));
    return { word, date, at: xOf(day), width: Math.min(width, LABEL_LIMIT), scale: Math.min(1, LABEL_LIMIT / width) };
  });
  const placed = ARRANGEMENTS.map((rows) => inRows(labels, rows));
  return placed.find(isApart) ?? placed.at(-1)!;
}

/** Under its day, moved aside as far as the edge, or a line that goes down to the second row, asks for. */
function inRows(labels: readonly Unplaced[], rows: readonly (0 | 1)[]): Label[] {
  const lines = labels.filter((_, index) => rows[index] === 1).map(({ at }) => at);
  return labels.map(({ width, ...label }, index) => {
    const row = rows[index]!;
    const walls = row === 0 ? lines : [];
    const low = Math.max(MARGIN, ...walls.filter((x) => x < label.at).map((x) => x + GAP));
    const high = Math.min(WIDTH - MARGIN, ...walls.filter((x) => x > label.at).map((x) => x - GAP));
    return { ...label, row, ...around(label.at, width, low, high) };
  });
}

function isApart(labels: readonly Label[]): boolean {
  return labels.every((one) => labels.every((other) => one === other || one.row !== other.row || one.right + GAP <= other.left || other.right + GAP <= one.left));
}

function placeToday({ today, words, language }: Timeline, xOf: (day: Day) => number): TimelineLayout['today'] {
  const date = wordDay(today, language);
  const x = xOf(today);
  const at = Math.min(Math.max(x, MARGIN), WIDTH - MARGIN);
  const room = WIDTH - 2 * MARGIN;
  const width = widthOf(`${words.today} – ${date}`) + 2 * PILL_PADDING;
  return { word: words.today, date, at, beyond: x < at ? -1 : x > at ? 1 : 0, scale: Math.min(1, room / width), ...around(at, Math.min(width, room), MARGIN, WIDTH - MARGIN) };
}

function around(at: number, width: number, low: number, high: number): Span {
  const left = Math.max(low, Math.min(at - width / 2, high - width));
  return { left, right: left + width };
}

function mirror({ segments, labels, today }: TimelineLayout): TimelineLayout {
  const flip = <T extends Span>(span: T): T => ({ ...span, left: WIDTH - span.right, right: WIDTH - span.left });
  return {
    segments: segments.map(flip), labels: labels.map((label) => ({ ...flip(label), at: WIDTH - label.at })),
    today: { ...flip(today), at: WIDTH - today.at, beyond: today.beyond === 0 ? 0 : today.beyond === 1 ? -1 : 1 },
  };
}

/** Of the size of the text; the first that fits. */
const WIDTHS = [
  { letters: /[ .,:;!'’ijlI\u2066-\u2069]/, width: 0.36 }, { letters: /[mwMW%@—…ЖМФШЩЫЮжмфшщыюصضسش]/, width: 1.1 }, { letters: /[A-ZА-ЯÀ-Þ]/, width: 0.82 },
] as const;

/** At least as wide as the fonts draw it (tests/services/timeline.test.ts), so that boxes that do not touch hold texts that do not. */
export function widthOf(text: string): number {
  return TEXT_SIZE * [...text].reduce((sum, letter) => sum + (WIDTHS.find(({ letters }) => letters.test(letter))?.width ?? 0.67), 0);
}
