/** Under which names the dialog about persons of support is known to the others, and the cards that stand beside whatever else is said. Pure. */
import type { HandoffFrom } from '../../services/handoffs/handoff';

export const HANDOFF_DIALOG = 'handoff';

/** How the dialog is begun: a person is asked for, nobody is needed any more, or more is said to whoever comes. */
export interface HandoffOptions {
  readonly from?: Exclude<HandoffFrom, 'agent'>;
  readonly withdraws?: true;
  readonly adds?: true;
}

/** What was pressed on a card beside the way: the handoff that it is about, if any, and the choice. */
export interface BesidePress {
  readonly about: 'person' | 'talk' | 'rating' | 'meant';
  readonly handoffId: string;
  readonly choice: string;
}

/** Cards beside the way: what is said after them leaves their buttons alone, here and on the page of the web chat. */
const BESIDE = 'beside.';
const CARD = /^beside\.(person|talk|rating|meant)(?:\.(.+))?$/;

/** Offers a person where nothing else can be relied on, such as with an apology. */
export const PERSON_CARD = `${BESIDE}person`;

/** What Lotse took free text for: with it that can be taken back. */
export function cardOfMeant(token: string): string {
  return `${BESIDE}meant.${token}`;
}

/** With which a handoff is withdrawn while it waits, or ended while somebody is there. */
export function cardOfTalk(handoffId: string): string {
  return `${BESIDE}talk.${handoffId}`;
}

export function cardOfRating(handoffId: string): string {
  return `${BESIDE}rating.${handoffId}`;
}

export function isBeside(card: string | undefined): boolean {
  return card?.startsWith(BESIDE) === true;
}

/** What was pressed, where it was on a card beside the way. */
export function besidePressed(press: { readonly card: string; readonly choice: string } | undefined): BesidePress | undefined {
  const [, about, handoffId = ''] = CARD.exec(press?.card ?? '') ?? [];
  return about ? { about: about as BesidePress['about'], handoffId, choice: press!.choice } : undefined;
}
