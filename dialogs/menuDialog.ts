/** The menu: what Lotse can do, what is open, and the problems with orders. The ground on which every other dialog stands. */
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { TurnContext } from 'botbuilder';
import { findText, word, type Language } from '../locales';
import { ASIDE_DIALOG, type Aside, type AsideOptions } from './asides';
import { conversationOf, notUnderstood, say, type Conversation } from './conversation';
import { askPerson } from './handoff/asking';
import { languageOfTurn, openJourneys, type ConversationState } from './state';
import { RECORD_DIALOG } from './identity/ids';
import type { Choice, Message } from './message';
import { PROCEDURE_DIALOG, type ProcedureOptions } from './procedureDialog';
import { PROCEDURES } from './procedures';
import { PROCEDURE_IDS, type ProcedureId } from './procedures/procedure';
import { journeyTitle, titleOf } from './procedures/wording';
import { chosenOf } from './understand';

export const MENU_DIALOG = 'menu';

type View = 'menu' | 'orderProblems';
/** Problems that somebody may come with from the start (ORT-1, ORT-5, ORT-11, ORD-19). */
const ORDER_PROBLEMS = Object.keys(PROCEDURES.order.problems);
const ASIDES_HERE = ['status', 'language', 'help', 'person'] as const satisfies readonly Aside[];

export class MenuDialog extends Dialog {
  constructor() {
    super(MENU_DIALOG);
  }

  /** `isSilent` lays the ground for a dialog that speaks itself; `greets` begins with who Lotse is. */
  override async beginDialog(dc: DialogContext, { isSilent, greets, view = 'menu' }: { isSilent?: boolean; greets?: boolean; view?: View } = {}): Promise<DialogTurnResult> {
    dc.activeDialog!.state = { view };
    if (!isSilent) await sayMenu(dc.context, view, greets);
    return Dialog.EndOfTurn;
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const { view } = dc.activeDialog!.state as { view: View };
    const language = languageOfTurn(conversation);
    const inLanguage = (other: Language) => choicesOf(view, other, conversation.state);
    const chosen = chosenOf(conversation.heard, { choices: inLanguage(language), inLanguage }, language);
    if (chosen === undefined) return notUnderstood(dc);
    conversation.state.misunderstood = 0;
    return this.take(dc, conversation, chosen);
  }

  override async repromptDialog(context: TurnContext, instance: { state: unknown }): Promise<void> {
    await sayMenu(context, (instance.state as { view: View }).view);
  }

  override async resumeDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const { view } = dc.activeDialog!.state as { view: View };
    await sayMenu(dc.context, view);
    return Dialog.EndOfTurn;
  }

  private async take(dc: DialogContext, conversation: Conversation, chosen: string): Promise<DialogTurnResult> {
    const [verb, name] = chosen.split(':') as [string, string | undefined];
    if (verb === 'person') return askPerson(dc, 'contact');
    if (ASIDES_HERE.includes(verb as 'help')) return dc.beginDialog(ASIDE_DIALOG, { kind: verb as Aside } satisfies AsideOptions);
    if (verb === 'record') return dc.beginDialog(RECORD_DIALOG);
    if (verb === 'orderProblems' || verb === 'back') {
      const view: View = verb === 'back' ? 'menu' : 'orderProblems';
      dc.activeDialog!.state = { view };
      conversation.moved = true;
      await sayMenu(dc.context, view);
      return Dialog.EndOfTurn;
    }
    dc.activeDialog!.state = { view: 'menu' };
    const open = openJourneys(conversation.state)[0]?.journey.procedure;
    if (verb === 'goOn' && open) return dc.beginDialog(PROCEDURE_DIALOG, { procedure: open, resumes: true } satisfies ProcedureOptions);
    const options: ProcedureOptions = verb === 'problem' ? { procedure: 'order', problem: name! } : { procedure: name as ProcedureId, resumes: true };
    return dc.beginDialog(PROCEDURE_DIALOG, options);
  }
}

/** The menu with what is open first. */
function choicesOf(view: View, language: Language, state: ConversationState): Choice[] {
  if (view === 'orderProblems') {
    const problems = ORDER_PROBLEMS.map((problem) => ({ id: `problem:${problem}`, label: findText(language, `order:problems.${problem}.title`)!.text }));
    return [...problems, { id: 'back', label: word(language, 'buttons.back'), minor: true }];
  }
  const open = openJourneys(state)[0]?.journey;
  return [
    ...(open ? [{ id: 'goOn', label: word(language, 'menu.goOn', { title: journeyTitle(language, open) }), main: true as const }] : []),
    ...PROCEDURE_IDS.flatMap((id): Choice[] => [
      { id: `procedure:${id}`, label: titleOf(language, id) },
      ...(id === 'order' ? [{ id: 'orderProblems', label: word(language, 'menu.orderProblems') }] : []),
    ]),
    { id: 'record', label: word(language, 'buttons.record') },
    ...ASIDES_HERE.map((aside) => ({ id: aside, label: word(language, `buttons.${aside}`), minor: true as const })),
  ];
}

async function sayMenu(context: TurnContext, view: View, greets?: boolean): Promise<void> {
  const conversation = conversationOf(context);
  const language = languageOfTurn(conversation);
  const choices = choicesOf(view, language, conversation.state);
  const hasEnded = conversation.lead !== undefined && !greets && conversation.state.misunderstood === 0;
  const text = word(language, view === 'orderProblems' ? 'menu.orderProblemsText' : hasEnded ? 'menu.again' : 'menu.text');
  const greeting: Partial<Message> = greets ? { lead: word(language, 'greeting'), hint: word(language, 'privacy') } : {};
  await say(context, { language, text, choices, facts: [], ...greeting });
}
