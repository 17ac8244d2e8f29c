import fc from 'fast-check';
import { BodyError, parseBody } from '../../bot/body';
import { checkActivity } from '../../bot/channels/botFramework/activity';
import { InputError } from '../../bot/channels/channel';

const parse = (text: string | Buffer) => parseBody(Buffer.from(text as string));
const nested = (levels: number, open = '[', close = ']') => `{"a":${open.repeat(levels - 1)}${close.repeat(levels - 1)}}`;

describe('a body', () => {
  it('is read as it was written', () => {
    const body = { type: 'message', text: 'Grüezi, مرحبا, привет 👋 {[}] "\\" \n', value: { list: [1, null, true, { deep: [] }], empty: '' } };
    expect(parse(JSON.stringify(body))).toEqual(body);
  });
  it('may be nested 32 levels deep and not one more, whatever brackets stand in its texts', () => {
    expect(parse(nested(32))).toHaveProperty('a');
    expect(() => parse(nested(33))).toThrow('32 levels');
    expect(() => parse(nested(40_000))).toThrow('32 levels');
    expect(() => parse(nested(40_000, '{"a":', '}'))).toThrow('32 levels');
    expect(parse(JSON.stringify({ text: '[{'.repeat(5000), quoted: '\\"[[['.repeat(50) }))).toHaveProperty('text');
  });
  it('may hold 2,000 values and not one more', () => {
    const many = (count: number) => JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1])));
    expect(Object.keys(parse(many(2000)))).toHaveLength(2000);
    expect(() => parse(many(2001))).toThrow('2000 values');
    expect(() => parse(JSON.stringify({ list: Array.from({ length: 2000 }, () => 0) }))).toThrow('2000 values');
  });
  it.each([
    ['nothing', ''], ['no JSON', '{'], ['a list', '[]'], ['a text', '"a"'], ['a number', '1'], ['null', 'null'], ['two objects', '{}{}'], ['a trailing comma', '{"a":1,}'], ['closing brackets only', ']]]]'], ['NaN', '{"a":NaN}'],
    ['a lone high surrogate', '{"text":"\\ud800"}'], ['a lone low surrogate', '{"text":"a\\udc00b"}'], ['a lone surrogate as a key', '{"\\ud800":1}'], ['NUL', '{"text":"a\\u0000b"}'], ['NUL far inside', '{"a":[{"b":["\\u0000"]}]}'],
    ['10,000 marks on a letter', JSON.stringify({ text: `a${'\u0301'.repeat(10_000)}` })], ['17 marks as a key', JSON.stringify({ [`a${'\u0301'.repeat(17)}`]: 1 })],
  ])('is refused with 400 where it is %s', (_what, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ status: 400 }) as Error);
    expect(() => parse(text)).toThrow(BodyError);
  });
  it.each(['Việt Nam', 'सुप्रभात', 'مَرْحَبًا', 'Z̸͝a̷lgo', '👩‍👩‍👧‍👦', '𐍈', 'שָׁלוֹם', '\ufeffa'])('takes "%s", which people write', (text) => expect(parse(JSON.stringify({ text }))).toEqual({ text }));
  it('does not change what objects are made of', () => {
    expect(() => parse('{"__proto__":{"polluted":true}}')).toThrow(BodyError);
    const body = parse('{"constructor":{"prototype":{"polluted":true}}}');
    expect([({} as { polluted?: boolean }).polluted, Object.getPrototypeOf(body)]).toEqual([undefined, Object.prototype]);
  });
  it('is an object or a BodyError with a short sentence, whatever the bytes', () => {
    fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map((text) => new TextEncoder().encode(text)), fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', 'a', '1') }).map((text) => new TextEncoder().encode(text))), (bytes) => {
      try {
        expect(typeof parseBody(Buffer.from(bytes))).toBe('object');
      } catch (error) {
        expect(error).toBeInstanceOf(BodyError);
        expect((error as Error).message.length).toBeLessThan(200);
      }
    }), { seed: 2, numRuns: 3000 });
  });
});

describe('an activity', () => {
  const good = { type: 'message', channelId: 'msteams', conversation: { id: 'c' }, from: { id: 'ana' } };
  it('needs a type, a channel, a conversation and a sender', () => expect(checkActivity({ ...good })).toEqual(good));
  it.each(['type', 'channelId', 'conversation', 'from'])('is refused without %s, and where it has another kind', (name) => {
    for (const value of [undefined, null, 0, '', [], {}, true, { id: '' }, { id: 7 }, { id: 'x'.repeat(1001) }]) {
      expect(() => checkActivity({ ...good, [name]: value })).toThrow(InputError);
      expect(() => checkActivity({ ...good, [name]: value })).toThrow(name);
    }
  });
  it.each([['recipient', 'bot'], ['id', 7], ['id', ''], ['text', 7], ['text', {}], ['serviceUrl', 7], ['attachments', {}], ['entities', 'x'], ['membersAdded', 1]])('is refused where %s is %p', (name, value) => {
    expect(() => checkActivity({ ...good, [name]: value })).toThrow(name);
  });
  it('is an activity or an InputError, whatever the JSON', () => {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('type', 'channelId', 'conversation', 'from', 'recipient', 'id', 'text', 'serviceUrl', 'attachments', 'entities'), fc.jsonValue()), (value) => {
      try { checkActivity(value); } catch (error) { expect(error).toBeInstanceOf(InputError); }
    }), { seed: 2, numRuns: 3000 });
  });
});
