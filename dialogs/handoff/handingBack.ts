/** A person of support has finished, or nobody came: the contact is given back at the very step at which they are. */
import type { DialogContext } from 'botbuilder-dialogs';
import { word } from '../../locales';
import { addLead, type Conversation } from '../conversation';
import { MENU_DIALOG } from '../menuDialog';
import { currentProcedure, isAside, languageOfTurn } from '../state';
import { HANDOFF_DIALOG } from './ids';
import { askRating } from './rating';

/** Says what has come of it and asks how it was, and only then shows the place, so that it is the last thing that is read. */
export async function handBack(dc: DialogContext, conversation: Conversation, handoffId: string, words: readonly string[]): Promise<void> {
  for (const each of words.filter(Boolean)) addLead(conversation, each);
  await askRating(dc, conversation, handoffId);
  await showPlace(dc, conversation);
}

/** The place where the contact stands, without what was said beside it; the menu where there is none. */
export async function showPlace(dc: DialogContext, conversation: Conversation): Promise<void> {
  const { dialogs } = conversation.state;
  while (isAside(dialogs.at(-1)?.id) || dialogs.at(-1)?.id === HANDOFF_DIALOG) dialogs.pop();
  if (currentProcedure(conversation)) addLead(conversation, word(languageOfTurn(conversation), 'handoff:back.here'));
  if (dc.activeDialog) return dc.repromptDialog();
  await dc.beginDialog(MENU_DIALOG);
}
