/** Draws an agreement's timeline as a PNG: renewal opens, expiry, the end of the grace, and today. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import type { Language } from '../locales';
import { milestonesOf } from './expiry';
import type { Timeline, TimelineWords } from './timelineLayout';
import { findTimelineSubject } from './timelineName';
import { timelineSvg } from './timelineSvg';

const FONTS = ['NotoSans-400.ttf', 'NotoSans-600.ttf', 'NotoSansArabic-400.ttf', 'NotoSansArabic-600.ttf'];
/** Twice as many pixels as the drawing is wide, since most screens show two or more of them for one. */
const ZOOM = { mode: 'zoom', value: 2 } as const;
const PICTURES_KEPT = 64;
let loading: Promise<Uint8Array[]> | undefined;

export async function drawTimeline(timeline: Timeline): Promise<Buffer> {
  const svg = timelineSvg(timeline);
  loading ??= load();
  const drawing = new Resvg(svg, { fitTo: ZOOM, font: { fontBuffers: await loading, defaultFontFamily: 'Noto Sans' } });
  const picture = drawing.render();
  const bytes = Buffer.from(picture.asPng());
  picture.free();
  drawing.free();
  return bytes;
}

/** The drawing takes a while the first time, and can be loaded once only. */
async function load(): Promise<Uint8Array[]> {
  await initWasm(readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return Promise.all(FONTS.map((name) => readFile(path.join(__dirname, 'fonts', name))));
}

export interface Picture {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Draws what a picture's name asks for; nothing where the name asks for no timeline. The last pictures are kept: clients fetch one several times. */
export function createTimelineMaker(wordsOf: (language: Language) => TimelineWords): (name: string) => Promise<Picture | undefined> {
  const kept = new Map<string, Promise<Buffer>>();
  return async (name) => {
    const subject = findTimelineSubject(name);
    if (!subject) return undefined;
    const { expiresOn, today, language } = subject;
    const drawn = kept.get(name) ?? drawTimeline({ ...milestonesOf(expiresOn), today, language, words: wordsOf(language) });
    kept.delete(name);
    kept.set(name, drawn);
    if (kept.size > PICTURES_KEPT) kept.delete(kept.keys().next().value!);
    return { contentType: 'image/png', body: await drawn };
  };
}
