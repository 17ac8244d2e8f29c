/** The picture of a timeline as SVG: an opaque card, so that it looks the same on a light and on a dark page. Pure. */
import { layTimeline, MARGIN, PILL_PADDING, TEXT_SIZE, WIDTH, type Label, type Timeline, type TimelineLayout } from './timelineLayout';

const HEIGHT = 260;
/** From top to bottom: today, the bar, two rows of labels. */
const PILL = { top: 16, bottom: 58 };
const BAR = { top: 76, bottom: 110 };
const ROW_TOPS = [118, 184] as const;
const LINE_HEIGHT = 29;
/** Each status has a pattern of its own too, for those who do not tell the colours apart. */
const PATTERNS = `
<pattern id="active" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#0e7a4b"/></pattern>
<pattern id="renewalOpen" width="16" height="16" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
  <rect width="16" height="16" fill="#0f6cbd"/><rect width="5" height="16" fill="#8cc1f0"/></pattern>
<pattern id="grace" width="14" height="17" patternUnits="userSpaceOnUse" y="${BAR.top}"><rect width="14" height="17" fill="#b3470b"/><circle cx="7" cy="8.5" r="4" fill="#ffd9a8"/></pattern>
<pattern id="lapsed" width="10" height="10" patternUnits="userSpaceOnUse"><rect width="10" height="10" fill="#e4e4e4"/><rect width="2.5" height="10" fill="#6b6b6b"/></pattern>`;
const INK = '#1b1b1b';
/** Around a text that runs from right to left: the drawing takes every text for one that begins on the left. */
const RIGHT_TO_LEFT = { begin: '\u2067', end: '\u2069' };

export function timelineSvg(timeline: Timeline): string {
  const { segments, labels, today } = layTimeline(timeline);
  const isArabic = timeline.language === 'ar';
  const directed = (words: string) => (isArabic ? `${RIGHT_TO_LEFT.begin}${words}${RIGHT_TO_LEFT.end}` : words);
  const text: Write = (words, x, y, size, weight, fill) =>
    `<text x="${round(x)}" y="${round(y)}" font-size="${round(size)}" font-weight="${weight}" fill="${fill}">${directed(escapeXml(words))}</text>`;
  const clip = `<clipPath id="bar"><rect x="${MARGIN}" y="${BAR.top}" width="${WIDTH - 2 * MARGIN}" height="${BAR.bottom - BAR.top}" rx="10"/></clipPath>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"><defs>${PATTERNS}${clip}</defs>`,
    `<rect x="1" y="1" width="${WIDTH - 2}" height="${HEIGHT - 2}" rx="20" fill="#ffffff" stroke="#c7c7c7" stroke-width="2"/>`,
    `<g clip-path="url(#bar)">${segments.map(drawSegment).join('')}</g>`,
    `<g text-anchor="middle" font-family="${isArabic ? "'Noto Sans Arabic', " : ''}'Noto Sans'">`,
    ...labels.map((label) => drawLabel(label, text)), drawToday(today, text), '</g></svg>',
  ].join('\n');
}

type Write = (words: string, x: number, y: number, size: number, weight: 400 | 600, fill: string) => string;

function drawSegment({ status, left, right }: ReturnType<typeof layTimeline>['segments'][number]): string {
  return `<rect x="${round(left)}" y="${BAR.top}" width="${round(right - left)}" height="${BAR.bottom - BAR.top}" fill="url(#${status})"/>`;
}

function drawLabel({ word, date, at, row, scale, left, right }: Label, text: Write): string {
  const top = ROW_TOPS[row];
  const middle = (left + right) / 2;
  const line = `<path d="M${round(at)} ${BAR.top - 6}V${top + 4}" stroke="#ffffff" stroke-width="8"/><path d="M${round(at)} ${BAR.top - 6}V${top + 4}" stroke="${INK}" stroke-width="3"/>`;
  return line + text(word, middle, top + LINE_HEIGHT, TEXT_SIZE * scale, 400, '#424242') + text(date, middle, top + 2 * LINE_HEIGHT, TEXT_SIZE * scale, 600, INK);
}

/** A flag over the bar; where today lies outside the picture, an arrow beside the bar points to where it would be. */
function drawToday({ word, date, at, beyond, scale, left, right }: TimelineLayout['today'], text: Write): string {
  const middle = (BAR.top + BAR.bottom) / 2;
  const arrow = `M${round(at + beyond * 18)} ${middle}l${-beyond * 15} -16v32z`;
  const flag = `M${round(at)} ${PILL.bottom - 4}V${BAR.bottom + 6}`;
  const mark = beyond === 0 ? `<path d="${flag}" stroke="#ffffff" stroke-width="12"/><path d="${flag}" stroke="${INK}" stroke-width="6"/>` : `<path d="${arrow}" fill="${INK}"/>`;
  const pill = `<rect x="${round(left)}" y="${PILL.top}" width="${round(right - left)}" height="${PILL.bottom - PILL.top}" rx="${PILL_PADDING}" fill="${INK}"/>`;
  return mark + pill + text(`${word} – ${date}`, (left + right) / 2, PILL.bottom - 12, TEXT_SIZE * scale, 600, '#ffffff');
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
