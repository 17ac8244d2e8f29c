/** Cards: what people or their browsers wrote stays text, wherever it lands; and what comes in is heard without falling over. */
import type { Activity } from 'botbuilder';
import fc from 'fast-check';
import { browserOf } from '../../bot/channels/botFramework/browser';
import { hearActivity } from '../../bot/channels/botFramework/hearing';
import { activityFor } from '../../bot/channels/botFramework/rendering';
import { cardOf } from '../../bot/channels/card';
import { pressOf } from '../../bot/channels/channel';
import { writeLetters } from '../../dialogs/letter';
import { plainText, type Message } from '../../dialogs/message';
import { begin, take, ways, type Journey } from '../../dialogs/procedures/journey';
import { PROCEDURES } from '../../dialogs/procedures';
import { wordPlace } from '../../dialogs/procedures/wording';
import { LANGUAGES, type Language } from '../../locales';

type Part = Record<string, unknown>;
const { activationMail } = PROCEDURES;
/** In code points; dialogs/procedureDialog.ts cuts there. */
const LONGEST_WORDS = 500;
const ENVELOPE = { channel: 'msteams', conversation: 'c', bot: 'lotse', contact: 'ana', answering: undefined };
const HOSTILE = '[click](https://evil.example) **bold** _x_ <script>alert(1)</script> {{DATE(2027-01-01)}} ${7*7} &cc=all@evil.example\nBcc: a@evil.example\r\n\r\njavascript:alert(1) $& $1 {tried} {sender} "\u202e';

function partsOf(card: unknown): Part[] {
  if (typeof card !== 'object' || card === null) return [];
  return [...(Array.isArray(card) ? [] : [card as Part]), ...Object.values(card).flatMap(partsOf)];
}
const ofType = (card: unknown, type: string) => partsOf(card).filter((part) => part.type === type);
/** The finished letter of somebody who answers with these words, as it is said. */
function letterMessage(language: Language, browsers: string): Message {
  const asked: Journey = { ...begin(activationMail), place: { step: 'browsers', view: { kind: 'step' }, problem: 'missing' } };
  const journey = take(activationMail, asked, ways(activationMail, asked).find((way) => way.words)!, browsers);
  return { ...wordPlace(language, activationMail, journey), letters: writeLetters(language, journey), card: 'number' };
}

describe('what a contact wrote', () => {
  it.each(LANGUAGES)('stands in the letter as it was written, and nowhere as an address or as Markdown (%s)', (language) => {
    const card = cardOf(letterMessage(language, HOSTILE));
    const marked = ofType(card, 'TextBlock').map((block) => String(block.text)).filter((text) => /evil|alert|7\*7|script/.test(text));
    expect(marked).toEqual([]);
    const runs = ofType(card, 'TextRun').map((run) => String(run.text));
    expect(runs.filter((text) => text.includes('[click](https://evil.example)')).length).toBe(language === 'en' ? 1 : 2);
    expect(ofType(card, 'TextRun').filter((run) => 'selectAction' in run)).toEqual([]);
  });
  it.each(LANGUAGES)('cannot change to whom the letter goes, add a copy or leave its body (%s)', (language) => {
    const opens = ofType(cardOf(letterMessage(language, HOSTILE)), 'Action.OpenUrl').map((action) => String(action.url));
    const mails = opens.filter((url) => url.includes('?'));
    expect(mails).toHaveLength(language === 'en' ? 1 : 2);
    for (const mail of mails) {
      const url = new URL(mail);
      expect([url.protocol, url.pathname, [...url.searchParams.keys()]]).toEqual(['mailto:', 'web-help@cisco.com', ['subject', 'body']]);
      expect(url.searchParams.get('body')).toContain('&cc=all@evil.example');
      expect(mail).not.toMatch(/[\s<>"\u202e]/);
    }
    expect(opens.every((url) => /^(mailto:web-help@cisco\.com|https?:\/\/[\w.]+cisco\.com\/)/.test(url))).toBe(true);
  });
  it('is written as it is, even where it looks like a place to fill in', () => {
    const [letter] = writeLetters('en', { ...begin(activationMail), words: { browsers: '{tried} {sender} $& $1 $$' } });
    expect(letter!.body).toContain(': {tried} {sender} $& $1 $$');
  });
  it('may be a lone surrogate or a pile of marks without breaking the letter', () => {
    for (const browsers of ['\ud800', 'a\udc00b', `a${'\u0301'.repeat(500)}`, '\0']) expect(() => letterMessage('de', browsers)).not.toThrow();
  });
  it.each(['x', '😀', 'ж', '&', '\u0301'])('makes no card that Teams refuses, at the longest that is kept (%s)', (unit) => {
    for (const language of LANGUAGES) expect(Buffer.byteLength(JSON.stringify(cardOf(letterMessage(language, unit.repeat(LONGEST_WORDS)))))).toBeLessThan(28 * 1024);
  });
  it('is proposed in the input only, as a value', () => {
    const card = cardOf({ language: 'en', text: 'Which?', question: { label: 'Browsers', send: 'Send', proposal: HOSTILE }, choices: [], facts: [], card: 'number' });
    expect(partsOf(card).filter((part) => Object.entries(part).some(([key, value]) => key !== 'value' && typeof value === 'string' && value.includes('evil')))).toEqual([]);
  });
});

describe('a card', () => {
  const message: Message = { language: 'ar', title: 'Title', progress: 'Step 3 of 10', lead: 'Lead', text: 'Press **Done** now.\nThen **go**', warning: { word: 'Careful', text: 'No way **back**' }, hint: 'Hint', links: [{ url: 'https://www.cisco.com/go/scm', text: '**scm**' }], card: 'number', facts: [],
    choices: [...Array.from({ length: 7 }, (_, index) => ({ id: `answer:${index}`, label: `Answer ${index}`, ...(index === 2 && { main: true as const }) })), { id: 'menu', label: 'Menu', minor: true as const }] };
  const card = cardOf(message);
  it('says its language and direction, and all of it as plain text too', () => {
    expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.5', lang: 'ar', rtl: true, fallbackText: plainText(message) });
    expect(plainText(message).split('\n\n')).toEqual(['Lead', 'Title · Step 3 of 10', 'Press Done now.\nThen go', expect.stringMatching(/^⚠ Careful:? No way back$/), 'Hint', 'scm: https://www.cisco.com/go/scm', [...message.choices.keys()].map((index) => `${index + 1}. ${message.choices[index]!.label}`).join('\n')]);
  });
  it('sets off the words on Cisco\'s screens by weight, without a mark', () => {
    expect(ofType(card, 'TextRun').filter((run) => run.weight === 'Bolder').map((run) => run.text)).toEqual(['Done', 'go', 'back']);
    expect(JSON.stringify({ ...card, fallbackText: '' })).not.toContain('**');
  });
  it('warns with a sign and a word, not with colour alone', () => expect(ofType(card, 'TextBlock').map((block) => block.text)).toContain('⚠ Careful'));
  it('shows at most five buttons per set, all of them, and only the main way on stands out', () => {
    const sets = ofType(card, 'ActionSet').map((set) => set.actions as Part[]);
    expect(Math.max(...sets.map((actions) => actions.length))).toBeLessThanOrEqual(5);
    expect(ofType(card, 'Action.Submit').map((action) => (action.data as { lotse: { choice: string } }).lotse.choice)).toEqual(message.choices.map((choice) => choice.id));
    expect(ofType(card, 'Action.Submit').filter((action) => action.style === 'positive').map((action) => action.title)).toEqual(['Answer 2']);
  });
  it('has no id twice, and no button where its message has no number', () => {
    const ids = partsOf(card).map((part) => part.id).filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ofType(cardOf({ ...message, card: undefined }), 'Action.Submit')).toEqual([]);
  });
  it('goes to Teams with the text in the card and the notification only, and to the web chat with both', () => {
    const [teams, webchat] = [false, true].map((hasText) => activityFor(message, hasText, ENVELOPE));
    expect([teams!.text, teams!.summary!.length <= 210, webchat!.text, webchat!.textFormat]).toEqual([undefined, true, plainText(message), 'plain']);
  });
});

describe('what comes in', () => {
  const activity = (rest: object) => ({ type: 'message', channelId: 'msteams', conversation: { id: 'c' }, from: { id: 'ana' }, recipient: { id: 'bot' }, ...rest }) as Activity;
  it('is heard without the mention of Lotse, but with those of others', () => {
    const mention = (id: string, text: string) => ({ type: 'mention', mentioned: { id }, text });
    expect(hearActivity(activity({ text: '<at>Lotse</at> menu for <at>Luis</at>', entities: [mention('bot', '<at>Lotse</at>'), mention('luis', '<at>Luis</at>')] })).text).toBe('menu for <at>Luis</at>');
  });
  it('is a press only where a card of ours was pressed', () => {
    expect(pressOf({ lotse: { card: 'n', choice: 'next' }, words: 'Edge' })).toEqual({ card: 'n', choice: 'next', words: 'Edge' });
    for (const value of [undefined, null, 7, 'next', [], {}, { lotse: null }, { lotse: 'x' }, { lotse: { card: 1, choice: 'next' } }, { lotse: { card: 'n' } }]) expect(pressOf(value)).toBeUndefined();
  });
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0', /^Firefox 133\.0 \(Windows/], ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0', /^Microsoft Edge 131/],
  ])('tells the browser from its user agent', (userAgent, browser) => expect(browserOf({ userAgent })).toMatch(browser));
  it.each(['', ' ', 'curl', 'x'.repeat(513), '<script>alert(1)</script>/1 x', '[a](https://evil.example)/1 x', `x/${'9'.repeat(300)} `, 'evil\u202e/1 x', 7, null, {}])('tells nothing hostile or endless from %p', (userAgent) => {
    expect(browserOf({ userAgent }) ?? '').toMatch(/^[\w .()-]{0,60}$/);
  });
  it('is heard, whatever the JSON around type, conversation and sender', () => {
    const json = fc.jsonValue();
    fc.assert(fc.property(fc.record({ text: json, value: json, locale: json, entities: json, attachments: json, channelData: fc.oneof(json, fc.record({ userAgent: fc.oneof(json, fc.string({ unit: 'binary' })) })), recipient: json }, { requiredKeys: [] }), (rest) => {
      const heard = hearActivity(activity(rest));
      expect([typeof heard.text, typeof heard.hasAttachments, typeof heard.isDirect]).toEqual(['string', 'boolean', 'boolean']);
    }), { seed: 2, numRuns: 3000 });
  });
});
