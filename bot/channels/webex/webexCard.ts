/**
 * The card of a message as Webex shows it: Adaptive Cards 1.3, which know neither headings nor directions. Made from the card that the
 * other channels show, so that both say the same; texts become runs, which are never read as Markdown. Pure.
 */
import type { Message } from '../../../dialogs/message';
import { cardOf } from '../card';
import { runsTowardsLeft, towardsLeft } from './direction';

type Element = Readonly<Record<string, unknown>>;

const LISTS = ['body', 'items', 'actions'] as const;
const WORDS = ['title', 'label', 'placeholder'] as const;
/** What a text block may say of its words, and a run as well. */
const STYLE = ['weight', 'size', 'isSubtle'] as const;

export function webexCard(message: Message): Element {
  // The whole text goes beside the card, not into it once more.
  const { fallbackText: _beside, ...card } = cardOf(message, '');
  return { ...plainer(card, false), version: '1.3' };
}

function plainer(element: Element, isAround: boolean): Element {
  const { rtl, ...known } = element;
  const isRightToLeft = typeof rtl === 'boolean' ? rtl : isAround;
  if (known.type === 'TextBlock') return line(runsOf(known), known.spacing, isRightToLeft);
  if (known.type === 'RichTextBlock') return line(known.inlines as Element[], known.spacing, isRightToLeft);
  return { ...known, ...listsOf(known, isRightToLeft), ...(isRightToLeft && wordsOf(known)) };
}

function listsOf(element: Element, isRightToLeft: boolean): Element {
  return Object.fromEntries(LISTS.flatMap((list) => (Array.isArray(element[list]) ? [[list, (element[list] as Element[]).map((inner) => plainer(inner, isRightToLeft))]] : [])));
}

function wordsOf(element: Element): Element {
  return Object.fromEntries(WORDS.flatMap((name) => (typeof element[name] === 'string' ? [[name, towardsLeft(element[name])]] : [])));
}

function runsOf(block: Element): Element[] {
  return [{ type: 'TextRun', text: block.text, ...Object.fromEntries(STYLE.flatMap((name) => (name in block ? [[name, block[name]]] : []))) }];
}

function line(runs: readonly Element[], spacing: unknown, isRightToLeft: boolean): Element {
  return {
    type: 'RichTextBlock', ...(spacing !== undefined && { spacing }),
    ...(isRightToLeft ? { horizontalAlignment: 'Right', inlines: runsTowardsLeft(runs) } : { inlines: runs }),
  };
}
