/** How the dialog about notices is left: with what has come of it. */
import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import { addLead, conversationOf } from '../conversation';
import { RECORD_DIALOG } from '../identity/ids';
import { NOTICE_DIALOG, type NoticeOptions } from './ids';
import type { At } from './views';

/** Says what has come of it, and leaves for what else the message was about, or for what was under way before. A record beneath would still show what has just changed: it is left, too. */
export function leaveWith(dc: DialogContext, words: string): Promise<DialogTurnResult> {
  const conversation = conversationOf(dc.context);
  const { dialogs } = conversation.state;
  addLead(conversation, words);
  while (conversation.effects.length > 0 && dialogs.at(-2)?.id === RECORD_DIALOG) dialogs.splice(-2, 1);
  const { rest = [], view } = dc.activeDialog!.state as Partial<At>;
  const isAnswered = conversation.effects.length > 0 && view !== 'optOut';
  return isAnswered && rest.length > 0 ? dc.replaceDialog(NOTICE_DIALOG, { choice: 'rest', subjects: rest } satisfies NoticeOptions) : dc.endDialog();
}
