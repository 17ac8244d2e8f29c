/** Under which names notices and the dialog about them are known to the others. Pure. */
import type { Verified } from '../identity/ids';
import type { About } from './scene';

export const NOTICE_DIALOG = 'notice';

/** How the dialog is begun: with the choice that was made at a message, or with a verb that was typed and means whatever it can. */
export interface NoticeOptions {
  readonly choice: string;
  /** What the message was about, one subject for each agreement. */
  readonly subjects?: readonly About[];
  /** The address was proven in this very turn, so that the verb can be meant; the tables do not know it yet. */
  readonly verified?: Verified;
}

const CARD = 'notice.';

/** The card of a message about notices: its buttons work for as long as what it says holds. */
export function cardOfMessage(messageId: string): string {
  return `${CARD}${messageId}`;
}

/** The message that a card belongs to, if it is one about notices. */
export function messageOfCard(card: string): string | undefined {
  return card.startsWith(CARD) ? card.slice(CARD.length) : undefined;
}
