/** A mail says the same in both its forms, shows its code so that it can be read and typed, and brings nothing along. */
import fc from 'fast-check';
import { LANGUAGES, type Language } from '../../locales';
import { layOutMail } from '../../services/mailLayout';

const WORDS = { subject: 'Ihr Code', paragraphs: ['Hier ist Ihr Code:', 'Er gilt 60 Minuten.', 'Sie haben keinen verlangt? Dann ist nichts zu tun.'], code: '481516', closing: 'Lotse, ALSO Schweiz' };
const layOut = (language: Language, words: Partial<typeof WORDS> = {}) => layOutMail({ language, ...WORDS, ...words });
/** What a reader sees of the HTML, one line for each block. */
const seen = (html: string) => html.slice(html.indexOf('<body')).replace(/<br>/g, '\n').replace(/<[^>]+>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', '\'').replaceAll('&amp;', '&').split('\n').filter(Boolean);

it('as text, the code stands alone on a line in groups of three, right after what leads up to it', () => {
  expect(layOut('de').text).toBe('Hier ist Ihr Code:\n\n481 516\n\nEr gilt 60 Minuten.\n\nSie haben keinen verlangt? Dann ist nichts zu tun.\n\nLotse, ALSO Schweiz\n');
});
it('in Arabic the groups keep their order: as text by isolates, as HTML by a direction of their own', () => {
  const { text, html } = layOut('ar');
  expect(text).toContain('\n\n\u2066481 516\u2069\n\n');
  expect(html).toMatch(/<html lang="ar" dir="rtl"/);
  expect(html).toMatch(/<div dir="ltr" style="[^"]*unicode-bidi:isolate[^"]*">481 516<\/div>/);
});
it.each(LANGUAGES)('says in %s the same words in both forms', (language) => {
  const { text, html } = layOut(language);
  expect(seen(html)).toEqual(text.replace(/[\u2066\u2069]/g, '').split('\n').filter(Boolean));
  expect(html).toContain(`lang="${language}"`);
});
it('a mail without a code has no empty place for one', () => {
  const { code: _, ...rest } = WORDS;
  const { text, html } = layOutMail({ language: 'fr', ...rest });
  expect(text).toBe(`${[...rest.paragraphs, rest.closing].join('\n\n')}\n`);
  expect(html).not.toContain('<div dir="ltr" style="margin:8px');
});
it('fetches nothing, runs nothing, and sets no colour of words or paper, so that it reads in the light and in the dark', () => {
  const { html } = layOut('en');
  expect(html).not.toMatch(/https?:|src=|href=|url\(|@import|<(?:script|img|link|style|form|iframe)/i);
  expect(html).not.toMatch(/[;"]\s*(?:color|background(?:-color)?):/);
  expect(html).toContain('color-scheme:light dark');
});
it('whatever the words are, they are words and no markup', () => {
  const nasty = fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(fc.constantFrom('<', '>', '"', '\'', '&', '&lt;', '<script>alert(1)</script>', '"><img src=x onerror=y>', '<!--', ']]>', 'a', ' ', '</title>')).map((parts) => parts.join('')))
    .map((text) => text.replace(/[\s\p{Cc}]+/gu, ' ').replace(/\*\*+/g, '*').trim()).filter((text) => text !== '');
  fc.assert(fc.property(nasty, nasty, nasty, (subject, paragraph, closing) => {
    const { html } = layOut('en', { subject, paragraphs: [paragraph], closing });
    expect(seen(html)).toEqual([paragraph, '481 516', closing]);
    expect([...html.matchAll(/<(\/?\w+|![^>]*)/g)].map((match) => match[1])).toEqual(['!DOCTYPE html', 'html', 'head', 'meta', 'meta', 'meta', 'title', '/title', '/head', 'body', 'div', 'p', '/p', 'div', '/div', 'p', '/p', '/div', '/body', '/html']);
  }), { seed: 5, numRuns: 500 });
});

it('words on Cisco\'s screens stand out in HTML, and stand as they are in plain text', () => {
  const { text, html } = layOutMail({ language: 'en', subject: 'Renew', paragraphs: ['Choose **Renew <my> registration** and\naccept.'], closing: 'Lotse' });
  expect(text).toBe('Choose Renew <my> registration and\naccept.\n\nLotse\n');
  expect(html).toContain('Choose <strong>Renew &lt;my&gt; registration</strong> and<br>accept.');
});

describe('a mail with links and a list', () => {
  const words = { subject: 'Noch 30 Tage', paragraphs: ['Grüezi', 'Das steht an:'], list: ['Alpenblick Informatik AG: 31. Dezember', 'Söhne & Co: 4. Januar'], closing: 'Lotse, ALSO Schweiz',
    links: [{ text: 'Zum Chat', url: 'https://lotse.example/?a=1&b=2' }], unsubscribe: { text: 'Erinnerungen abbestellen', url: 'https://lotse.example/unsubscribe?c=1&s=2' } };
  it('says as text where each link leads, and how to get no more of these at the very end', () => {
    expect(layOutMail({ language: 'de', ...words }).text).toBe('Grüezi\n\nDas steht an:\n\n- Alpenblick Informatik AG: 31. Dezember\n- Söhne & Co: 4. Januar\n\nZum Chat: https://lotse.example/?a=1&b=2\n\nLotse, ALSO Schweiz\n\nErinnerungen abbestellen: https://lotse.example/unsubscribe?c=1&s=2\n');
    expect(layOutMail({ language: 'fr', ...words }).text).toContain('Zum Chat\u202f: https://');
    expect(layOutMail({ language: 'ar', ...words }).text).toContain('Zum Chat: \u2066https://lotse.example/?a=1&b=2\u2069\n');
  });
  it.each(LANGUAGES)('shows in %s the same words as HTML, with links that can be followed and nothing that is fetched', (language) => {
    const { text, html } = layOutMail({ language, ...words });
    const shown = text.replace(/[\u2066\u2069]/g, '').replace(/\u202f?: https:\S+/g, '').replace(/^- /gm, '').split('\n').filter(Boolean);
    expect(seen(html)).toEqual(shown);
    expect([...html.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map(([, url, name]) => [url, name])).toEqual([['https://lotse.example/?a=1&amp;b=2', 'Zum Chat'], ['https://lotse.example/unsubscribe?c=1&amp;s=2', 'Erinnerungen abbestellen']]);
    expect(html.replace(/<a href="[^"]*">/g, '')).not.toMatch(/https?:|src=|href=|url\(|@import|<(?:script|img|link|style|form|iframe)/i);
  });
  it.each(['javascript:alert(1)', 'lotse.example', '//lotse.example', 'https://lotse.example/a b', 'https://lotse.example/"onclick="x', 'mailto:eve@evil.example', 'data:text/html,x', ''])('leads nowhere but to pages: not to "%s"', (url) => {
    expect(() => layOutMail({ language: 'en', ...words, links: [{ text: 'x', url }] })).toThrow('link of a mail');
  });
});
