/** An agent's words on each channel: to the letter, whatever somebody has pasted into them, and never as if Lotse had said it. */
import type { Activity } from 'botbuilder';
import type { Word } from '../../dialogs/message';
import { speechWithAddresses } from '../../bot/addresses';
import { plainWord, teamsWord } from '../../bot/channels/botFramework/wordRendering';
import { renderWord } from '../../bot/channels/webex/wordRendering';
import { refusalOf } from '../fakes/webexRules';

const AT = { channel: 'msteams', conversation: 'a:1', bot: '28:bot', contact: '29:ana', answering: undefined };
const say = (text: string, more: Partial<Word> = {}): Word => ({ by: { name: 'Anna' }, language: 'en', text, ...more });
const PDF = { path: 'https://lotse.example/media/file-1?e=1&s=2', name: 'An "offer" <1>.pdf', contentType: 'application/pdf' };
const PNG = { path: 'https://lotse.example/media/file-2?e=1&s=2', name: 'screen.png', contentType: 'image/png' };

const PAYLOADS: readonly (readonly [string, string])[] = [
  ['HTML', '<img src=x onerror=alert(1)><b>bold</b> &lt;script&gt; "quoted" \'too\''],
  ['Markdown', '**bold** _it_ [here](https://evil.example) `code` # title\n> quote\n- list\n1. one ~~gone~~ |a|b|'],
  ['a card', '{"type":"AdaptiveCard","version":"1.5","actions":[{"type":"Action.Submit","data":{"lotse":{"card":"x","choice":"y"}}}]}'],
  ['a script', 'javascript:alert(1) data:text/html,<script>alert(1)</script> vbscript:x'],
  ['a mention', '<at>Lotse</at> <spark-mention data-object-type="all">All</spark-mention> @all'],
  ['spaces', '  two   three\n\n    four\ttab'],
];

/** What a client that reads HTML would show. */
function shownOf(html: string): string {
  const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': '\'', '&nbsp;': ' ' };
  return html.replace(/<br>/g, '\n').replace(/<[^>]*>/g, '').replace(/&\w+;|&#39;/g, (entity) => entities[entity]!);
}

describe.each(PAYLOADS)('%s in what somebody says', (_name, text) => {
  it('is text on Teams: the only marks are ours', () => {
    const [activity, ...more] = teamsWord(say(text), AT);
    expect(more).toEqual([]);
    expect(activity).toMatchObject({ textFormat: 'xml', from: { name: 'Anna' } });
    expect(activity!.attachments).toBeUndefined();
    expect(activity!.text!.match(/<[^>]*>/g)!.filter((mark) => !['<b>', '</b>', '<br>'].includes(mark))).toEqual([]);
    expect(activity!.text!.match(/<b>.*?<\/b>/g)).toEqual(['<b>Anna</b>']);
    expect(shownOf(activity!.text!)).toBe(`Anna\n${text.replace('\t', '    ')}`);
  });

  it('is text on Webex, which reads no Markdown there', () => {
    const replies = renderWord(say(text), { answering: undefined });
    expect(replies).toEqual([{ text: `Anna:\n${text}` }]);
    expect(refusalOf(replies[0] as never)).toBeUndefined();
  });

  it('is text in the web chat and for programs, said by a person and without a card', () => {
    const [activity] = plainWord(say(text), AT);
    expect(activity).toMatchObject({ text, textFormat: 'plain', from: { name: 'Anna' }, channelData: { lotse: { person: 'Anna' } } });
    expect(activity!.attachments).toBeUndefined();
  });
});

it('what turns letters around turns neither the name nor the next line', () => {
  const text = 'a\u202egnp.exe\nnext \u2066open\nlast';
  for (const said of [shownOf(teamsWord(say(text), AT)[0]!.text!), renderWord(say(text), { answering: undefined })[0]!.text as string]) {
    const [name, first, second, last] = said.split('\n');
    expect([name!.replace(':', ''), first, second, last!.replace(/[\u2066-\u2069]/g, '')]).toEqual(['Anna', '\u2068a\u202egnp.exe\u2069', '\u2068next \u2066open\u2069', 'last']);
  }
  expect(teamsWord(say('x', { by: { name: 'An\u202ena\n<b>Lotse</b>' } }), AT)[0]!.text).toBe('<b>Anna &lt;b&gt;Lotse&lt;/b&gt;</b><br>x');
});

it('Arabic runs from right to left, with the name on its side and Latin words among it', () => {
  const text = 'افتحوا Smart Account، من فضلكم.\nThanks!';
  expect(renderWord(say(text, { language: 'ar' }), { answering: undefined })[0]!.text).toBe('\u200fAnna:\n\u2068افتحوا Smart Account، من فضلكم.\u2069\nThanks!');
  expect(teamsWord(say(text, { language: 'ar' }), AT)[0]!.text).toBe('<b>\u200fAnna</b><br>\u2068افتحوا Smart Account، من فضلكم.\u2069<br>Thanks!');
});

describe('long words', () => {
  const long = Array.from({ length: 1000 }, (_, index) => `Wort ${index} & mehr.`).join(' ');

  it('come whole, in order, in messages that each channel takes', () => {
    const teams = teamsWord(say(long), AT).map(({ text }) => text!);
    expect(teams.length).toBeGreaterThan(1);
    expect(teams.every((text) => Buffer.byteLength(text) < 17_000)).toBe(true);
    expect(teams.map((text) => shownOf(text).slice('Anna\n'.length)).join(' ')).toBe(long);
    const webex = renderWord(say(long), { answering: undefined });
    expect(webex.map((reply) => refusalOf(reply as never))).toEqual(webex.map(() => undefined));
    expect(webex.map((reply) => String(reply.text).slice('Anna:\n'.length)).join(' ')).toBe(long);
  });
});

describe('files', () => {
  const word = say('Please look.', { files: [PNG, PDF] });

  it('are pictures and links on Teams', () => {
    const [activity] = teamsWord(word, AT);
    expect(activity!.attachments).toEqual([{ contentType: 'image/png', contentUrl: PNG.path, name: 'screen.png' }]);
    expect(activity!.text).toBe('<b>Anna</b><br>Please look.<br><a href="https://lotse.example/media/file-1?e=1&amp;s=2">An &quot;offer&quot; &lt;1&gt;.pdf</a>');
  });

  it('come one by one on Webex, each in the thread', () => {
    expect(renderWord(word, { answering: 'thread' })).toEqual([
      { text: 'Anna:\nPlease look.', parentId: 'thread' },
      { text: 'Anna: screen.png', files: [PNG.path], parentId: 'thread' }, { text: 'Anna: An "offer" <1>.pdf', files: [PDF.path], parentId: 'thread' },
    ]);
    expect(renderWord({ ...word, text: '' }, { answering: undefined })).toHaveLength(2);
  });

  it('are attachments in the web chat, and no card', () => {
    const [activity] = plainWord(word, AT) as [Partial<Activity>];
    expect(activity.attachments!.map(({ contentUrl }) => contentUrl)).toEqual([PNG.path, PDF.path]);
  });

  it('get Lotse\'s own address, and stay where they are', () => {
    const own = speechWithAddresses(say('x', { files: [{ ...PNG, path: '/media/file-2?e=1&s=2' }, PDF] }), 'https://lotse.example/');
    expect(own).toMatchObject({ files: [{ path: PNG.path }, { path: PDF.path }] });
    expect(speechWithAddresses(say('x', { files: [{ ...PNG, path: '/media/a' }] }), undefined)).toMatchObject({ files: [] });
  });
});
