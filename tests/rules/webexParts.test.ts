/** Long texts on Webex: nothing is lost, nothing is halved, every part fits. */
import fc from 'fast-check';
import { partsOf } from '../../bot/channels/webex/parts';

const bytes = (text: string) => Buffer.byteLength(text);
const within = (limit: number) => (part: string) => bytes(part) <= limit;
const bare = (text: string) => text.replace(/[\s\u2066-\u2069]/gu, '');
const graphemes = (text: string) => [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const letter of text) {
    if (/[\u2066-\u2068]/u.test(letter)) depth += 1;
    else if (letter === '\u2069') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

const word = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((text) => !/[\u2066-\u2069]/u.test(text)),
  fc.constantFrom('Lizenz', 'Gültigkeit.', 'срок', 'شهادة', '👩‍👩‍👧', 'é', '\u2066Cisco CCO ID\u2069', '\u2066https://also.example/a?b=c\u2069', 'yes?', '\u2067خ\u2066a\u2069\u2069'),
);
const text = fc.array(fc.tuple(word, fc.constantFrom(' ', ' ', '\n', '\n\n', '')), { minLength: 1, maxLength: 120 }).map((pairs) => pairs.flat().join(''));

it('a text that fits stays as it is', () => {
  fc.assert(fc.property(text, (whole) => expect(partsOf(whole, within(bytes(whole)))).toEqual([whole])));
});

it('each part fits, is balanced and is not empty, and together they say all of it', () => {
  fc.assert(fc.property(text, fc.integer({ min: 60, max: 400 }), (whole, limit) => {
    const parts = partsOf(whole, within(limit));
    expect(parts.every((part) => bytes(part) <= limit)).toBe(true);
    expect(parts.every(isBalanced)).toBe(true);
    if (whole.trim() !== '') expect(parts.every((part) => part.trim() !== '')).toBe(true);
    expect(bare(parts.join(''))).toBe(bare(whole));
  }), { numRuns: 500 });
});

it('one letter that is longer than a message comes to an end, within an isolate as well', () => {
  const huge = `a${'\u0301'.repeat(60)}`;
  for (const whole of [`x \u2068${huge}\u2069 y`, `\u2067\u2068${huge}\u2069\u2069`, huge]) {
    let asked = 0;
    const parts = partsOf(whole, (part) => { if ((asked += 1) > 5000) throw new Error('It does not come to an end.'); return bytes(part) <= 40; });
    expect(parts.every((part) => bytes(part) <= 40 && isBalanced(part))).toBe(true);
    expect(bare(parts.join(''))).toBe(bare(whole));
  }
});

it('no letter is halved where a letter fits', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('👩‍👩‍👧', 'e\u0301', 'क्षि', 'a', '🇨🇭'), { minLength: 30, maxLength: 60 }), (all) => {
    const whole = all.join('');
    const parts = partsOf(whole, within(100));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.flatMap(graphemes)).toEqual(graphemes(whole));
  }));
});

it.each([
  ['a paragraph', 'One. Two.\n\nThree. Four.', 16, ['One. Two.', 'Three. Four.']],
  ['a line', 'One. Two.\nThree. Four.', 16, ['One. Two.', 'Three. Four.']],
  ['a sentence', 'One two three. Four five six.', 20, ['One two three.', 'Four five six.']],
  ['a word', 'one two three four', 10, ['one two', 'three four']],
  ['a letter', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
  ['no word within an isolate', 'ab \u2066c d\u2069 e', 13, ['ab \u2066c d\u2069', 'e']],
  ['an isolate that is too long, closed and opened again', '\u2066abcdefgh\u2069', 10, ['\u2066abcd\u2069', '\u2066efgh\u2069']],
])('a text is cut at %s', (_where, whole, limit, parts) => {
  expect(partsOf(whole, within(limit))).toEqual(parts);
});

it('a letter that is larger than a message is cut between its characters, and nothing is lost', () => {
  const pile = `a${'\u0301'.repeat(50)}`;
  const parts = partsOf(pile, within(20));
  expect(parts.every((part) => bytes(part) <= 20)).toBe(true);
  expect(parts.join('')).toBe(pile);
});

it('isolates that are nested only to make room run out are taken away', () => {
  const parts = partsOf(`${'\u2066'.repeat(3000)}word ${'and more '.repeat(20)}`, within(100));
  expect(parts.every((part) => bytes(part) <= 100 && !part.includes('\u2066'))).toBe(true);
  expect(parts.join(' ').startsWith('word and more')).toBe(true);
});
