/** What is heard on Webex: the words without the bot's mention, whatever the JSON. */
import fc from 'fast-check';
import { hearMessage, hearPress } from '../../bot/channels/webex/hearing';
import { eventOf } from '../../bot/channels/webex/event';

const self = { id: Buffer.from('ciscospark://us/PEOPLE/bot-uuid').toString('base64'), name: 'Lotse von ALSO' };
const mention = (id: string, name: string) => `<p><spark-mention data-object-type="person" data-object-id="${id}">${name}</spark-mention> hallo</p>`;

it.each([
  ['a group names the bot in full', { text: 'Lotse von ALSO hallo', html: mention(self.id, 'Lotse von ALSO') }, 'hallo'],
  ['shortened', { text: 'Lotse hallo', html: mention(self.id, 'Lotse') }, 'hallo'],
  ['by its bare id', { text: 'Lotse hallo', html: mention('bot-uuid', 'Lotse') }, 'hallo'],
  ['in the middle', { text: 'hallo Lotse, hilf', html: mention(self.id, 'Lotse') }, 'hallo , hilf'],
  ['with a comma', { text: 'Lotse: hallo', html: mention(self.id, 'Lotse') }, 'hallo'],
  ['with letters that HTML writes otherwise', { text: 'A & B hallo', html: mention(self.id, 'A &amp; B') }, 'hallo'],
  ['somebody else is mentioned, too', { text: 'Lotse frag Ana', html: `${mention('other', 'Ana')}${mention(self.id, 'Lotse')}` }, 'frag Ana'],
  ['without html', { text: 'lotse von also menu' }, 'menu'],
  ['without html, shortened', { text: 'Lotse menu' }, 'menu'],
  ['another name that begins alike', { text: 'Lotsenbuch' }, 'Lotsenbuch'],
  ['only the name', { text: 'Lotse' }, ''],
])('%s', (_what, message, text) => expect(hearMessage({ roomType: 'group', ...message }, self)).toEqual({ text, hasAttachments: false, isDirect: false }));

it('in a direct room the name is a word like any other', () => expect(hearMessage({ roomType: 'direct', text: 'Lotse menu' }, self).text).toBe('Lotse menu'));
it('files are heard', () => expect(hearMessage({ roomType: 'direct', files: ['https://x'] }, self)).toEqual({ text: '', hasAttachments: true, isDirect: true }));
it('a press carries its card, its choice and what was typed', () => {
  expect(hearPress({ inputs: { lotse: { card: 'c', choice: 'words' }, words: '0123' } }, true)).toEqual({ text: '', hasAttachments: false, isDirect: true, press: { card: 'c', choice: 'words', words: '0123' } });
});
it.each([undefined, null, 3, 'x', {}, { lotse: 1 }, { lotse: { card: 1 } }])('%j is no press', (inputs) => expect(hearPress({ inputs }, true)).toBeUndefined());

it('any JSON is heard, and none throws', () => {
  const any = fc.record({ text: fc.anything(), html: fc.oneof(fc.anything(), fc.string().map((name) => mention(self.id, name))), files: fc.anything(), roomType: fc.anything(), inputs: fc.anything() });
  fc.assert(fc.property(any, fc.string(), (message, name) => {
    expect(typeof hearMessage(message, { ...self, name }).text).toBe('string');
    hearPress(message, false);
  }));
});

it('an event is known by its resource and ids, and anything else is not one', () => {
  const data = { id: 'm', roomId: 'r', text: 'not trusted' };
  expect(eventOf({ resource: 'messages', event: 'created', data, orgId: 'o' })).toEqual({ kind: 'message', resourceId: 'm', roomId: 'r', id: 'messages|created|m', orgId: 'o' });
  expect(eventOf({ resource: 'messages', event: 'created', data: { ...data, personId: 'p' } })).toMatchObject({ personId: 'p' });
  expect(eventOf({ resource: 'rooms', event: 'updated', data })).toBe('other');
  for (const body of [{}, { resource: 'messages' }, { resource: 'messages', event: 'created' }, { resource: 'messages', event: 'created', data: null }, { resource: 'messages', event: 'created', data: { id: 1, roomId: 'r' } }]) expect(eventOf(body)).toBeUndefined();
  fc.assert(fc.property(fc.dictionary(fc.constantFrom('resource', 'event', 'data', 'orgId'), fc.anything()), (body) => void eventOf(body)));
});
