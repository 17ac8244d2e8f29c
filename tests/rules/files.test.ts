/** Files: what their bytes say they are, what they may be called, and what of an activity is one. */
import type { Activity } from 'botbuilder';
import { attachedTo } from '../../bot/channels/botFramework/attached';
import { fetchedOf } from '../../bot/channels/fetching';
import { filesOf } from '../../bot/channels/webex/hearing';
import { FILE_KIND_NAMES, kindOf, labelsOf, mayBeKept } from '../../services/fileKinds';
import { cleanName } from '../../services/fileName';

const latin = (text: string) => Buffer.from(text, 'latin1');

it.each([
  ['\x89PNG\r\n\x1a\n…', 'png'], ['\xff\xd8\xff\xe0', 'jpeg'], ['GIF89a', 'gif'], ['GIF87a', 'gif'], ['GIF88a\0', undefined], ['RIFF\x10\0\0\0WEBPVP8 ', 'webp'], ['RIFF\x10\0\0\0WAVEfmt ', undefined],
  ['%PDF-1.4', 'pdf'], ['PK\x03\x04\0', undefined], ['MZ\0', undefined], ['plain', 'text'], ['<svg onload="x"/>', 'text'], ['a\0b', undefined], ['\x7fELF', undefined], ['Gr\xfcezi', undefined], ['\x1b[31mred\x1b[0m\r\n', 'text'],
])('bytes that begin with %j are %s', (bytes, kind) => expect(kindOf(latin(bytes))).toBe(kind));

it.each([['UTF-8', Buffer.from('Grüezi Привет مرحبا')], ['UTF-16', Buffer.from('\ufeffGrüezi', 'utf16le')], ['UTF-16, the other way round', Buffer.from('\ufeffGrüezi', 'utf16le').swap16()]])('text in %s is text', (_what, bytes) => expect(kindOf(bytes)).toBe('text'));

it.each([
  ['a.png', 'image/*', true], ['a.docx', undefined, false], ['a.DOCX', 'application/octet-stream', false], ['a.exe', undefined, false], ['a.heic', undefined, false], ['noending', undefined, true], ['a.conf', undefined, true],
  [undefined, 'image/svg+xml', false], [undefined, 'image/png', true], [undefined, 'video/mp4', false], [undefined, 'application/pdf', true], [undefined, 'application/zip', false], [undefined, undefined, true],
])('%s, announced as %s, may be kept: %s', (name, contentType, may) => expect(mayBeKept(FILE_KIND_NAMES, { name, contentType })).toBe(may));

it('kinds are called as people call them', () => expect(labelsOf(FILE_KIND_NAMES)).toBe('PNG, JPEG, GIF, WebP, PDF, TXT'));

it.each([
  ['Bildschirm foto.png', 'Bildschirm foto.png'], ['../../etc/passwd', 'passwd'], ['C:\\Users\\ana\\a.pdf', 'a.pdf'], ['a\u202Egnp.exe', 'agnp.exe'], ['a\u0000\n\u2028b.txt', 'a b.txt'], ['\u200b\u2066\ufeff', undefined], ['..', undefined], ['.bashrc', 'bashrc'], ['a. . ', 'a'],
  ['a<b>:"c|?*.png', 'a_b___c___.png'], ['', undefined], [undefined, undefined], ['\ud800a', 'a'], ['e\u0301.txt', 'é.txt'], ['снимок.png', 'снимок.png'], ['لقطة.png', 'لقطة.png'],
])('%j is kept as %j', (given, name) => expect(cleanName(given)).toBe(name));

it('a long name is cut, its ending stays, and no character is halved', () => {
  expect(cleanName(`${'ä'.repeat(500)}.jpeg`)).toBe(`${'ä'.repeat(115)}.jpeg`);
  expect([...cleanName('😀'.repeat(300))!]).toHaveLength(120);
});

it.each([
  ['attachment; filename="a b.png"', 'a b.png'], ['attachment; filename=a.png', 'a.png'], ['attachment; filename="a\\"b.png"', 'a"b.png'], ['attachment; filename="x"; filename*=UTF-8\'\'St%C3%B6rung.png', 'Störung.png'],
  ['attachment; filename="x"; filename*=UTF-8\'\'%zz', 'x'], [Buffer.from('attachment; filename="ü.png"').toString('latin1'), 'ü.png'], ['attachment; filename="\xfc.png"', 'ü.png'], ['attachment', undefined], [undefined, undefined],
])('an answer that says %j names %j', (disposition, name) => {
  expect(fetchedOf({ status: 200, headers: { 'content-disposition': disposition }, bytes: latin('x') })).toEqual({ kind: 'fetched', bytes: latin('x'), ...(name !== undefined && { name }) });
});

describe('what is attached to an activity', () => {
  const of = (...attachments: unknown[]) => attachedTo({ attachments } as Pick<Activity, 'attachments'>);
  const at = (url: string) => JSON.stringify({ at: 'connector', url });

  it.each<[string, unknown, object[]]>([
    ['a picture', { contentType: 'image/*', contentUrl: 'https://h/a' }, [{ contentType: 'image/*', source: at('https://h/a') }]],
    ['a shared file', { contentType: 'application/vnd.microsoft.teams.file.download.info', name: 'a.docx', content: { downloadUrl: 'https://h/a', fileType: 'docx' } }, [{ name: 'a.docx', source: JSON.stringify({ at: 'share', url: 'https://h/a' }) }]],
    ['a file where Lotse may not go', { contentType: 'reference', contentUrl: 'https://h/a', name: 'a.pdf' }, [{ name: 'a.pdf' }]],
    ['bytes in the address', { contentType: 'image/png', contentUrl: 'data:image/png;base64,AA' }, [{ contentType: 'image/png' }]],
    ['formatted text', { contentType: 'text/html', content: '<p>Hi</p>' }, []], ['a card', { contentType: 'application/vnd.microsoft.card.hero', content: {} }, []], ['a quoted message', { contentType: 'messageReference' }, []],
    ['nothing', null, []], ['a word', 'x', []], ['something without a type', {}, [{}]],
    ['a picture in the text', { contentType: 'text/html', content: "<img alt='x' src='https://h/a'>" }, [{ contentType: 'image/*', source: at('https://h/a') }]],
    ['an emoji', { contentType: 'text/html', content: '<img itemtype="http://schema.skype.com/Emoji" src="https://h/a">' }, []],
    ['a script in the text', { contentType: 'text/html', content: '<img src="javascript:alert(1)">' }, []],
  ])('%s', (_what, attachment, files) => expect(of(attachment)).toEqual(files));

  it('a list without an end is read as far as it matters, at once', () => {
    expect(of(...Array.from({ length: 100_000 }, (_, number) => ({ contentType: 'image/*', contentUrl: `https://h/${number}` })))).toHaveLength(30);
    const before = performance.now();
    of({ contentType: 'text/html', content: '<img '.repeat(40_000) }, { contentType: 'text/html', content: `<img ${' src'.repeat(40_000)}>` }, { contentType: 'text/html', content: `<img ${' itemtype="'.repeat(800)}>`.repeat(20) });
    expect(performance.now() - before).toBeLessThan(500);
  });
  it('no list is no file', () => expect(attachedTo({ attachments: 'x' as unknown as [] })).toEqual([]));
});

it.each<[unknown, object[]]>([
  [['https://webexapis.com/v1/contents/Y2lz_-9='], [{ source: 'Y2lz_-9=' }]], [['https://evil.example/a', 7, null], [{}, {}, {}]], ['https://webexapis.com/v1/contents/a', []], [undefined, []], [['https://webexapis.com/v1/contents/../people/me'], [{}]],
])('Webex names %j', (files, found) => expect(filesOf({ files })).toEqual(found));
