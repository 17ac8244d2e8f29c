/** What Lotse says on Webex: a card of version 1.3, the whole text beside it, and never more than a message holds. */
import fc from 'fast-check';
import { plainText, type Message } from '../../dialogs/message';
import { renderWebex } from '../../bot/channels/webex/rendering';
import { refusalOf, TEXT_LIMIT_BYTES, type Draft } from '../fakes/webexRules';

const full: Message = {
  language: 'en', title: 'A *title* of [Firma](x)', progress: 'Step 1 of 3', lead: 'Welcome back.', text: 'Press **Log in**.\n• first\n• second', warning: { word: 'Mind', text: 'It cannot be undone.' }, hint: 'A hint.',
  picture: { path: 'https://lotse.example/media/x', text: 'A picture' }, links: [{ url: 'https://cisco.example/a', text: 'Cisco' }],
  letters: [{ language: 'ar', to: 'a@b.example', subject: 'Hi', body: 'Hello\n\nBye', mailto: 'mailto:a@b.example', words: { to: 'To:', subject: 'Subject:', open: 'Open', heading: 'In Arabic' } }],
  question: { label: 'Your number?', example: '123', proposal: '9', send: 'Send' },
  choices: [{ id: 'a', label: 'Yes', main: true }, ...Array.from({ length: 7 }, (_, index) => ({ id: `b${index}`, label: `Choice ${index}` })), { id: 'p', label: 'Person', minor: true as const }], card: 'notice.4711', facts: [],
};
const drafts = (message: Message) => renderWebex(message, {}) as readonly Draft[];
const cardOf = (draft: Draft | undefined) => JSON.stringify(draft?.attachments?.[0]?.content);
const bytes = (text: string) => Buffer.byteLength(text);

it('a message with everything is one that Webex takes, with all of its text and all of its choices', () => {
  const [draft, ...others] = drafts(full);
  expect(others).toEqual([]);
  expect(refusalOf(draft!)).toBeUndefined();
  expect(draft!.text).toBe(plainText(full));
  for (const { label } of full.choices) expect(cardOf(draft)).toContain(label);
});

it('carries the number of its card in each button, by which a notice is found again', () => {
  const submits = cardOf(drafts(full)[0]).match(/"Action\.Submit"/g)!;
  expect(cardOf(drafts(full)[0]).match(/"card":"notice\.4711"/g)).toHaveLength(submits.length);
});

it('says nothing as Markdown: neither texts nor headings are text blocks', () => expect(cardOf(drafts(full)[0])).not.toContain('"TextBlock"'));

it('is refused by nobody in Arabic, and runs from right to left by marks and isolates alone', () => {
  const arabic: Message = { ...full, language: 'ar', text: 'اضغط **\u2066Log in\u2069** ثم أكمل.', choices: [{ id: 'a', label: 'نعم' }] };
  const [draft] = drafts(arabic);
  expect(refusalOf(draft!)).toBeUndefined();
  expect(cardOf(draft)).toContain('"horizontalAlignment":"Right"');
  for (const line of draft!.text!.split('\n').filter((each) => each.trim() !== '')) expect(line).toMatch(/^\u200f\u2067.*\u2069$/u);
  expect(draft!.text!.replace(/[\u200f\u2067]|\u2069(?=\n|$)/gu, '')).toBe(plainText(arabic));
});

it('a reply in a thread says so in each part', () => {
  const replies = renderWebex({ ...full, text: 'word '.repeat(3000) }, { answering: 'parent' });
  expect(replies.length).toBeGreaterThan(1);
  expect(replies.every(({ parentId }) => parentId === 'parent')).toBe(true);
});

const words = fc.constantFrom('Lizenz', 'Partnervertrag.', 'договор', 'شهادة', '\u2066CCO ID\u2069', '👩‍👩‍👧', '**Log in**', '\n', '\n\n', '• one');
const texts = fc.array(words, { minLength: 1, maxLength: 2500 }).map((all) => all.join(' ')).filter((text) => text.trim() !== '');

it('however long it is: each part fits, nothing is lost, and the buttons stand under the last part alone', () => {
  fc.assert(fc.property(texts, fc.constantFrom('en' as const, 'ar' as const), fc.integer({ min: 0, max: 12 }), fc.boolean(), (text, language, count, hasQuestion) => {
    const choices = Array.from({ length: count }, (_, index) => ({ id: `c${index}`, label: `Choice ${index}` }));
    const message: Message = { language, text, choices, card: 'card', facts: [], ...(hasQuestion && { question: full.question! }) };
    const replies = drafts(message);
    const bare = (all: string) => all.replace(/[\s\u200f\u2066-\u2069]/gu, '');
    expect(replies.map(refusalOf).filter(Boolean)).toEqual([]);
    expect(replies.every((each) => bytes(each.text!) <= TEXT_LIMIT_BYTES)).toBe(true);
    expect(bare(replies.map((each) => each.text).join(''))).toBe(bare(plainText(message)));
    expect(replies.map(({ attachments }) => attachments?.length ?? 0)).toEqual(replies.map((_, index) => (index === replies.length - 1 ? 1 : 0)));
    for (const { label } of choices) expect(cardOf(replies.at(-1))).toContain(label);
  }), { numRuns: 60 });
});
