/** Leaves whatever is under way for the menu, or for a walk: one that is open, where there is one, unless it is begun in another way. */
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import { conversationOf } from './conversation';
import { MENU_DIALOG } from './menuDialog';
import { PROCEDURE_DIALOG, type ProcedureOptions } from './procedureDialog';
import type { ProcedureId } from './procedures/procedure';

export async function leaveFor(dc: DialogContext, procedure?: ProcedureId, how: Omit<ProcedureOptions, 'procedure'> = { resumes: true }): Promise<DialogTurnResult> {
  conversationOf(dc.context).moved = true;
  await dc.cancelAllDialogs();
  await dc.beginDialog(MENU_DIALOG, { isSilent: procedure !== undefined });
  return procedure === undefined ? Dialog.EndOfTurn : dc.beginDialog(PROCEDURE_DIALOG, { procedure, ...how } satisfies ProcedureOptions);
}
