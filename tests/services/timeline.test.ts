import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-wasm';
import { LANGUAGES, type Language } from '../../locales';
import { createTimelineMaker, drawTimeline } from '../../services/timeline';
import { TEXT_SIZE, widthOf, wordDay } from '../../services/timelineLayout';

const WORDS = {
  en: ['Renewal opens', 'Expires', 'Grace period ends', 'Today'], de: ['Erneuerung möglich ab', 'Läuft ab', 'Nachfrist endet', 'Heute'], fr: ['Renouvellement possible dès', 'Expire', 'Fin du délai de grâce', 'Aujourd’hui'],
  ru: ['Продление открывается', 'Истекает', 'Конец льготного срока', 'Сегодня'], ar: ['بدء إمكانية التجديد', 'تنتهي الاتفاقية', 'نهاية فترة السماح', 'اليوم'],
} as const;
const wordsOf = (language: Language) => { const [opens, expires, graceEnds, today] = WORDS[language]; return { opens, expires, graceEnds, today }; };
const draw = (today: string, language: Language = 'de') => drawTimeline({ opensOn: '2026-10-02', expiresOn: '2026-12-31', graceEndsOn: '2027-01-10', today, language, words: wordsOf(language) });
const fonts = ['NotoSans-400.ttf', 'NotoSans-600.ttf', 'NotoSansArabic-400.ttf', 'NotoSansArabic-600.ttf'].map((name) => readFileSync(path.join(__dirname, '../../services/fonts', name)));

describe('the picture of a timeline', () => {
  it('is a PNG of 1280 by 520 pixels and less than 50 KB, in each language', async () => {
    for (const language of LANGUAGES) {
      const picture = await draw('2026-11-21', language);
      expect(picture.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
      expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1280, 520]);
      expect(picture.length).toBeLessThan(50 * 1024);
    }
  });
  it('is the same, byte for byte, for the same timeline, also where several are asked for at once', async () => {
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => draw('2026-11-21')));
    for (const other of others) expect(other.equals(first!)).toBe(true);
  });
  it('differs by day and by language, also where the day lies beyond its edges', async () => {
    const pictures = await Promise.all([draw('2026-11-21'), draw('2026-11-22'), draw('2026-11-21', 'fr'), draw('2026-01-05'), draw('2026-01-06'), draw('2027-05-05'), draw('2027-05-06')]);
    expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(7);
  });
  it('has transparent corners and is opaque elsewhere, so that it looks the same on a dark page', async () => {
    const pixels = pixelsOf(await draw('2026-11-21'));
    const opacity = (x: number, y: number) => pixels.readUInt8(4 * (1280 * y + x) + 3);
    expect([opacity(0, 0), opacity(1279, 0), opacity(0, 519), opacity(1279, 519)]).toEqual([0, 0, 0, 0]);
    expect([opacity(640, 4), opacity(200, 480), opacity(24, 24), opacity(1274, 260), opacity(640, 180)]).toEqual([255, 255, 255, 255, 255]);
  });
});

describe('the words on the picture', () => {
  const months = Array.from({ length: 12 }, (_, month) => `2026-${String(month + 1).padStart(2, '0')}-28`);
  it.each(LANGUAGES)('have all their letters in our fonts, and are never wider than the layout takes them for (%s)', async (language) => {
    await draw('2026-11-21');
    for (const text of [...WORDS[language], ...months.map((day) => wordDay(day, language)), '0123456789 – Cisco']) {
      expect(drawnWidth(text, language)).toBeLessThanOrEqual(widthOf(text));
      expect([...text].filter((letter) => letter.trim() && drawnWidth(letter, language) === 0)).toEqual([]);
    }
  });
  it('would be missed here if they were not drawn', () => expect(drawnWidth('漢', 'de')).toBe(0));
});

describe('a picture asked for by its name', () => {
  const make = createTimelineMaker(wordsOf);
  it('is the one that the name describes, drawn once', async () => {
    const made = await make('timeline-20261231-20261121-de.png');
    expect(made?.contentType).toBe('image/png');
    expect(made?.body.equals(await draw('2026-11-21'))).toBe(true);
    expect((await make('timeline-20261231-20261121-de.png'))?.body).toBe(made?.body);
  });
  it('is not there where the name describes none', async () => expect(await make('timeline-20261331-20261121-de.png')).toBeUndefined());
});

/** As the drawing itself measures it, in the heavier weight; 0 where nothing is drawn. */
function drawnWidth(text: string, language: Language): number {
  const family = `${language === 'ar' ? "'Noto Sans Arabic', " : ''}'Noto Sans'`;
  const drawing = new Resvg(`<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="100"><text x="100" y="60" font-size="${TEXT_SIZE}" font-weight="600" font-family="${family}">${text}</text></svg>`, { font: { fontBuffers: fonts } });
  return drawing.getBBox()?.width ?? 0;
}

function pixelsOf(picture: Buffer): Buffer {
  const drawing = new Resvg(`<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="520"><image width="1280" height="520" href="data:image/png;base64,${picture.toString('base64')}"/></svg>`);
  return Buffer.from(drawing.render().pixels);
}
