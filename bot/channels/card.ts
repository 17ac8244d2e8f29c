/** A neutral message as an Adaptive Card 1.5: what Teams and the web chat show. */
import { isRightToLeft } from '../../locales';
import { plainText, withoutMarks, type Choice, type Letter, type Message, type Question } from '../../dialogs/message';
import type { PressData } from './channel';

type Element = Readonly<Record<string, unknown>>;

/** Hosts show a handful of buttons per set and hide the rest; so the sets stay small. */
const BUTTONS_PER_SET = 5;

/** `text`: the whole message, for whoever cannot show the card. */
export function cardOf(message: Message, text = plainText(message)): Element {
  const major = message.choices.filter((choice) => !choice.minor);
  const minor = message.choices.filter((choice) => choice.minor);
  return {
    type: 'AdaptiveCard', version: '1.5', lang: message.language, rtl: isRightToLeft(message.language),
    fallbackText: text,
    body: [
      ...(message.lead ? paragraphs(message.lead) : []),
      ...heading(message),
      ...(message.picture ? [{ type: 'Image', url: message.picture.path, altText: message.picture.text, size: 'Stretch' }] : []),
      ...paragraphs(message.text),
      ...(message.warning ? [warning(message.warning)] : []),
      ...(message.hint ? paragraphs(message.hint, { isSubtle: true }) : []),
      ...(message.letters ?? []).map((letter, index) => letterBox(letter, index)),
      ...(message.question ? [input(message.question)] : []),
      ...linkSet(message),
      ...(message.question && message.card ? [actionSet('send', [submit(message.card, { id: 'words', label: message.question.send, main: true })])] : []),
      ...buttonSets('choices', major, message.card),
      ...buttonSets('minor', minor, message.card),
    ],
  };
}

function heading({ title, progress }: Message): Element[] {
  return [
    ...(title ? [{ type: 'TextBlock', text: title, weight: 'Bolder', size: 'Medium', wrap: true, style: 'heading' }] : []),
    ...(progress ? [{ type: 'TextBlock', text: progress, isSubtle: true, spacing: 'None', wrap: true }] : []),
  ];
}

/** One RichTextBlock per line; the words on Cisco's screens stand out. TextRuns are never read as Markdown. */
function paragraphs(text: string, style: Element = {}): Element[] {
  return text.split('\n').filter((line) => line !== '').map((line) => ({
    type: 'RichTextBlock', ...(line.startsWith('• ') && { spacing: 'Small' }),
    inlines: line.split('**').map((run, index) => ({ type: 'TextRun', text: run, ...(index % 2 === 1 && { weight: 'Bolder' }), ...style })).filter((run) => run.text !== ''),
  }));
}

/** A sign and a word, since colour alone tells nothing to many. */
function warning({ word, text }: { word: string; text: string }): Element {
  return { type: 'Container', style: 'warning', id: 'warning', items: [{ type: 'TextBlock', text: `⚠ ${word}`, weight: 'Bolder', wrap: true }, ...paragraphs(text)] };
}

function letterBox(letter: Letter, index: number): Element {
  const rows = [`${letter.words.to} ${letter.to}`, `${letter.words.subject} ${letter.subject}`, '', ...letter.body.split('\n')];
  const lines = rows.map((row): Element => ({ type: 'RichTextBlock', spacing: row === '' ? 'Small' : 'None', inlines: [{ type: 'TextRun', text: row === '' ? ' ' : row }] }));
  return {
    type: 'Container', separator: true, spacing: 'Medium',
    items: [
      ...(letter.words.heading ? [{ type: 'TextBlock', text: letter.words.heading, weight: 'Bolder', wrap: true }] : []),
      { type: 'Container', id: index === 0 ? 'letter' : `letter-${letter.language}`, style: 'emphasis', rtl: isRightToLeft(letter.language), items: lines },
      actionSet(`letter-open-${letter.language}`, [{ type: 'Action.OpenUrl', title: letter.words.open, url: letter.mailto }]),
    ],
  };
}

function input(question: Question): Element {
  return {
    type: 'Input.Text', id: 'words', label: question.label, maxLength: 500,
    ...(question.example && { placeholder: question.example }), ...(question.proposal && { value: question.proposal }),
  };
}

function linkSet({ links }: Message): Element[] {
  const actions = (links ?? []).map((link) => ({ type: 'Action.OpenUrl', title: withoutMarks(link.text), url: link.url }));
  return actions.length > 0 ? [actionSet('links', actions)] : [];
}

function buttonSets(id: string, choices: readonly Choice[], card?: string): Element[] {
  if (card === undefined) return [];
  const sets: Element[] = [];
  for (let start = 0; start < choices.length; start += BUTTONS_PER_SET) {
    const few = choices.slice(start, start + BUTTONS_PER_SET).map((choice) => submit(card, choice));
    sets.push(actionSet(start === 0 ? id : `${id}-${start}`, few));
  }
  return sets;
}

function actionSet(id: string, actions: readonly Element[]): Element {
  return { type: 'ActionSet', id, actions, ...(id.startsWith('minor') && { spacing: 'Small' }) };
}

function submit(card: string, choice: Choice): Element {
  const data: PressData = { lotse: { card, choice: choice.id } };
  return { type: 'Action.Submit', title: choice.label, data, ...(choice.main && { style: 'positive' }) };
}
