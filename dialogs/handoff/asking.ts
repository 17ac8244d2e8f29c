/** The one way in which a person of support is asked for, or not needed any more, wherever that is said. */
import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import { conversationOf } from '../conversation';
import { HANDOFF_DIALOG, type HandoffOptions } from './ids';

type From = NonNullable<HandoffOptions['from']>;

/** `from`: whether the contact wants it, or Lotse has offered it. */
export function askPerson(dc: DialogContext, from: From): Promise<DialogTurnResult> {
  return begin(dc, { from });
}

/** The same from a dialog that is over with it. */
export function askPersonInstead(dc: DialogContext, from: From): Promise<DialogTurnResult> {
  conversationOf(dc.context).state.dialogs.pop();
  return askPerson(dc, from);
}

/** Nobody is to come any more. */
export function withdrawPerson(dc: DialogContext): Promise<DialogTurnResult> {
  return begin(dc, { withdraws: true });
}

export function withdrawPersonInstead(dc: DialogContext): Promise<DialogTurnResult> {
  conversationOf(dc.context).state.dialogs.pop();
  return withdrawPerson(dc);
}

/** Words that mean nothing here are for whoever comes. */
export function addForPerson(dc: DialogContext): Promise<DialogTurnResult> {
  return dc.beginDialog(HANDOFF_DIALOG, { adds: true } satisfies HandoffOptions);
}

/** Above what is under way, which goes on afterwards; never twice above itself. */
function begin(dc: DialogContext, options: HandoffOptions): Promise<DialogTurnResult> {
  const { dialogs } = conversationOf(dc.context).state;
  const already = dialogs.findIndex(({ id }) => id === HANDOFF_DIALOG);
  if (already >= 0) dialogs.length = already;
  return dc.beginDialog(HANDOFF_DIALOG, options);
}
