/** One message on the screen, in the direction and language of its own words. */
import { Card, type Press } from './card';
import type { Activity } from './directline';
import { make, makeWord } from './elements';
import { directionOf, findLanguage } from './language';
import { relabel } from './texts';

const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

export interface Bubble {
  readonly element: HTMLElement;
  readonly card?: Card;
}

export function makeBotBubble(activity: Activity, onPress: (press: Press, card: Card) => void): Bubble {
  const body = make('div', 'bubble');
  const language = findLanguage(activity.locale);
  if (language) body.lang = language;
  body.dir = language ? directionOf(language) : 'auto';
  const card = findCard(activity, onPress);
  if (card) body.append(card.element);
  else body.append(make('p', 'words', activity.text ?? ''));
  const element = make('article', 'message bot', [makeWord('span', 'lotse', 'unseen'), body]);
  relabel(element);
  return { element, ...(card && { card }) };
}

/** `names`: of the files that went along. */
export function makeOwnBubble(text: string, names: readonly string[] = []): HTMLElement {
  const lines = [...(text === '' ? [] : [make('p', 'words', text)]), ...names.map((name) => make('p', 'words file', name))];
  for (const line of lines) line.dir = 'auto';
  const element = make('article', 'message own', [makeWord('span', 'you', 'unseen'), make('div', 'bubble', lines)]);
  relabel(element);
  return element;
}

/** Says beneath an own message that it did not go out; one press tries again. */
export function markUnsent(bubble: HTMLElement, retry: () => void): void {
  markSent(bubble);
  bubble.classList.add('unsent');
  const button = makeWord('button', 'notSent', 'retry');
  button.type = 'button';
  button.addEventListener('click', retry);
  bubble.append(button);
  relabel(bubble);
}

export function markSent(bubble: HTMLElement): void {
  bubble.classList.remove('unsent');
  bubble.querySelector('.retry')?.remove();
}

/** The card of a message; one that cannot be shown gives way to the message's text. */
function findCard(activity: Activity, onPress: (press: Press, card: Card) => void): Card | undefined {
  const content = activity.attachments?.find((attachment) => attachment.contentType === CARD_TYPE)?.content;
  if (!content) return undefined;
  try {
    const card = new Card(content, onPress);
    return card.element.hasChildNodes() ? card : undefined;
  } catch (error) {
    console.error('This card cannot be shown; its text is shown instead.', error);
    return undefined;
  }
}
