/** Something said beside the way. It takes its own choices; every other word is for the dialog beneath, which goes on where it was. */
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { TurnContext } from 'botbuilder';
import { word, type Language } from '../locales';
import { ASIDE_DIALOG, wordAside, type Aside, type AsideOptions } from './asides';
import { addLead, conversationOf, notUnderstood, say, type Conversation } from './conversation';
import { askPersonInstead, withdrawPersonInstead } from './handoff/asking';
import { languageOfTurn, settleJourney } from './state';
import { RECORD_DIALOG } from './identity/ids';
import { MENU_DIALOG } from './menuDialog';
import { PROCEDURE_DIALOG, type ProcedureOptions } from './procedureDialog';
import type { ProcedureId } from './procedures/procedure';
import { chosenOf } from './understand';

/** What a typed yes means beside the way; to go on, unless something else is asked. */
const YES: Partial<Record<Aside, string>> = { offer: 'person', elsewhere: 'record' };

export class AsideDialog extends Dialog {
  constructor() {
    super(ASIDE_DIALOG);
  }

  override async beginDialog(dc: DialogContext, options?: object): Promise<DialogTurnResult> {
    dc.activeDialog!.state = { ...(options as AsideOptions) };
    await sayAside(dc.context, (options as AsideOptions).kind);
    return Dialog.EndOfTurn;
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const { kind } = dc.activeDialog!.state as AsideOptions;
    const language = languageOfTurn(conversation);
    const inLanguage = (other: Language) => wordAside(kind, other, conversation.state, conversation.handoff).choices;
    const chosen = chosenOf(conversation.heard, { choices: inLanguage(language), inLanguage, yes: YES[kind] ?? 'goOn' }, language);
    if (chosen === undefined) return notUnderstood(dc);
    conversation.state.misunderstood = 0;
    return this.take(dc, conversation, kind, chosen);
  }

  override async repromptDialog(context: TurnContext, instance: { state: unknown }): Promise<void> {
    await sayAside(context, (instance.state as AsideOptions).kind);
  }

  override async resumeDialog(dc: DialogContext): Promise<DialogTurnResult> {
    return dc.endDialog();
  }

  private async take(dc: DialogContext, conversation: Conversation, kind: Aside, chosen: string): Promise<DialogTurnResult> {
    const [verb, name] = chosen.split(':') as [string, string | undefined];
    if (verb === 'goOn') return dc.endDialog();
    if (verb === 'record') return dc.replaceDialog(RECORD_DIALOG);
    if (verb === 'person') return askPersonInstead(dc, kind === 'offer' ? 'lotse' : 'contact');
    if (verb === 'withdraw') return withdrawPersonInstead(dc);
    if (verb === 'language') {
      chooseLanguage(conversation, name as Language);
      return dc.endDialog();
    }
    if (verb === 'settle') {
      settleJourney(conversation.state, name as ProcedureId);
      return dc.replaceDialog(ASIDE_DIALOG, { kind: 'status' } satisfies AsideOptions);
    }
    await dc.cancelAllDialogs();
    await dc.beginDialog(MENU_DIALOG, { isSilent: verb !== 'menu' });
    if (verb === 'menu') return Dialog.EndOfTurn;
    return dc.beginDialog(PROCEDURE_DIALOG, { procedure: name as ProcedureId, resumes: true } satisfies ProcedureOptions);
  }
}

/** An explicit choice wins over everything heard later, and stays. */
export function chooseLanguage(conversation: Conversation, language: Language): void {
  conversation.state.language = language;
  conversation.state.languageFrom = 'choice';
  addLead(conversation, word(language, 'language.changed'));
}

async function sayAside(context: TurnContext, kind: Aside): Promise<void> {
  const conversation = conversationOf(context);
  await say(context, wordAside(kind, languageOfTurn(conversation), conversation.state, conversation.handoff));
}
