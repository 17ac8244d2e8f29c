/** The dialog set, and the order in which a message is understood: what is refused, the place's own choices, the words understood everywhere. */
import type { TurnContext } from 'botbuilder';
import { DialogSet, type DialogContext, type DialogState } from 'botbuilder-dialogs';
import { word, type TextKey } from '../locales';
import { AsideDialog, chooseLanguage } from './asideDialog';
import { ASIDE_DIALOG, type Aside, type AsideOptions } from './asides';
import { meaningOf, type Command } from './choices';
import { conversationOf, languageOfTurn, openJourneys, type Conversation } from './conversation';
import { languageOfFirstMessage } from './languageOfText';
import { MENU_DIALOG, MenuDialog } from './menuDialog';
import { PROCEDURE_DIALOG, ProcedureDialog, type ProcedureOptions } from './procedureDialog';
import { PROCEDURES } from './procedures';
import { progress } from './procedures/journey';
import type { ProcedureId } from './procedures/procedure';
import { titleOf, wordLeaving } from './procedures/wording';
import { refusalOf } from './refusals';

export interface DialogSettings {
  /** After this many minutes without a word a contact is told where they stand. */
  readonly recapAfterMinutes: number;
  /** The longest message that is read, in code points. */
  readonly textLimit: number;
}

export interface Dialogs {
  /** A contact has come: greets, once. */
  greet(context: TurnContext): Promise<void>;
  /** A contact has written or pressed something. */
  answer(context: TurnContext): Promise<void>;
}

export function createDialogs(settings: DialogSettings): Dialogs {
  const set = new DialogSet({ get: async (context) => stackOf(conversationOf(context)), set: async () => {}, delete: async () => {} });
  set.add(new MenuDialog()).add(new ProcedureDialog()).add(new AsideDialog());
  return {
    greet: async (context) => {
      const conversation = conversationOf(context);
      conversation.state.language ??= conversation.heard.locale ?? 'en';
      conversation.state.languageFrom ??= 'locale';
      if (conversation.state.greeted) return;
      await greet(await set.createContext(context), conversation);
    },
    answer: async (context) => {
      const conversation = conversationOf(context);
      learnLanguage(conversation);
      await answer(await set.createContext(context), conversation, settings);
      conversation.state.heardAt = conversation.now.toISOString();
    },
  };
}

/** botbuilder-dialogs keeps its stack in an object of its own; ours is the array in the conversation's state. */
function stackOf(conversation: Conversation): DialogState {
  return { get dialogStack() { return conversation.state.dialogs; }, set dialogStack(stack) { conversation.state.dialogs = stack; } };
}

async function greet(dc: DialogContext, conversation: Conversation): Promise<void> {
  conversation.state.greeted = true;
  conversation.moved = true;
  await dc.cancelAllDialogs();
  await dc.beginDialog(MENU_DIALOG, { greets: true });
}

async function answer(dc: DialogContext, conversation: Conversation, settings: DialogSettings): Promise<void> {
  const isFirst = !conversation.state.greeted;
  conversation.state.greeted = true;
  if (!dc.activeDialog) await dc.beginDialog(MENU_DIALOG, { isSilent: true });
  addRecap(conversation, settings.recapAfterMinutes);
  const refusal = refusalOf(conversation, settings.textLimit);
  if (refusal) {
    conversation.lead = [conversation.lead, refusal].filter(Boolean).join(' ');
    await dc.repromptDialog();
    return;
  }
  await dc.continueDialog();
  // What an aside does not understand is for the dialog beneath it.
  while (conversation.isUnheard && dc.activeDialog?.id === ASIDE_DIALOG) {
    delete conversation.isUnheard;
    conversation.state.dialogs.pop();
    await dc.continueDialog();
  }
  if (conversation.isUnheard) await answerEverywhere(dc, conversation, isFirst);
}

/** Words that mean the same wherever the conversation stands. */
async function answerEverywhere(dc: DialogContext, conversation: Conversation, isFirst: boolean): Promise<void> {
  const meaning = conversation.heard.press ? undefined : meaningOf(conversation.heard.text);
  const isKnown = meaning?.language ?? meaning?.procedure ?? (meaning?.command && meaning.command in EVERYWHERE);
  if (!isKnown) return isFirst ? greet(dc, conversation) : misunderstand(dc, conversation);
  conversation.state.misunderstood = 0;
  if (meaning!.language) {
    chooseLanguage(conversation, meaning!.language);
    return dc.repromptDialog();
  }
  if (meaning!.procedure) return startOver(dc, { procedure: meaning!.procedure });
  if (isFirst && meaning!.command === 'greet') return greet(dc, conversation);
  return EVERYWHERE[meaning!.command!]!(dc, conversation);
}

type Answer = (dc: DialogContext, conversation: Conversation) => Promise<void>;
const aside = (kind: Aside): Answer => async (dc) => void (await dc.beginDialog(ASIDE_DIALOG, { kind } satisfies AsideOptions));
const smallTalk = (key: TextKey): Answer => async (dc, conversation) => {
  conversation.lead = [conversation.lead, word(languageOfTurn(conversation), key)].filter(Boolean).join(' ');
  await dc.repromptDialog();
};

const EVERYWHERE: Partial<Record<Command, Answer>> = {
  menu: showMenu,
  back: (dc, conversation) => {
    if (!currentProcedure(conversation)) conversation.lead = word(languageOfTurn(conversation), 'end.nothingBehind');
    return showMenu(dc, conversation);
  },
  stop,
  restart: (dc, conversation) => {
    const procedure = currentProcedure(conversation);
    return procedure ? startOver(dc, { procedure }) : greet(dc, conversation);
  },
  goOn, next: goOn,
  help: aside('help'), language: aside('language'), person: aside('person'), status: aside('status'),
  greet: smallTalk('smallTalk.greet'), thanks: smallTalk('smallTalk.thanks'), goodbye: smallTalk('smallTalk.goodbye'),
};

async function showMenu(dc: DialogContext, conversation: Conversation): Promise<void> {
  const procedure = currentProcedure(conversation);
  const leaving = procedure && wordLeaving(languageOfTurn(conversation), conversation.state.journeys[procedure]!.journey);
  if (leaving) conversation.lead = [conversation.lead, leaving.text].filter(Boolean).join(' ');
  conversation.moved = true;
  await dc.cancelAllDialogs();
  await dc.beginDialog(MENU_DIALOG);
}

async function goOn(dc: DialogContext, conversation: Conversation): Promise<void> {
  const open = openJourneys(conversation.state)[0];
  if (currentProcedure(conversation)) return dc.repromptDialog();
  if (open) return startOver(dc, { procedure: open.journey.procedure, resumes: true });
  conversation.lead = word(languageOfTurn(conversation), 'end.nothingToGoOn');
  return showMenu(dc, conversation);
}

async function stop(dc: DialogContext, conversation: Conversation): Promise<void> {
  const language = languageOfTurn(conversation);
  const procedure = currentProcedure(conversation);
  conversation.lead = procedure ? word(language, 'end.stopped', { title: titleOf(language, procedure) }) : word(language, 'end.nothingToStop');
  await showMenu(dc, conversation);
}

async function startOver(dc: DialogContext, options: ProcedureOptions): Promise<void> {
  await dc.cancelAllDialogs();
  await dc.beginDialog(MENU_DIALOG, { isSilent: true });
  await dc.beginDialog(PROCEDURE_DIALOG, options);
}

/** The first time the place is shown again with a word of regret, the second time a person is offered. */
async function misunderstand(dc: DialogContext, conversation: Conversation): Promise<void> {
  const isStale = conversation.heard.press !== undefined;
  if (!isStale) conversation.state.misunderstood += 1;
  if (conversation.state.misunderstood >= 2 && !isStale) {
    conversation.state.misunderstood = 0;
    return aside('offer')(dc, conversation);
  }
  const regret = word(languageOfTurn(conversation), isStale ? 'used' : 'menu.notUnderstood');
  conversation.lead = [conversation.lead, regret].filter(Boolean).join(' ');
  await dc.repromptDialog();
}

/** The walk that the contact is in, also while something is said beside it. */
function currentProcedure({ state }: Conversation): ProcedureId | undefined {
  const instance = state.dialogs.findLast((dialog) => dialog.id === PROCEDURE_DIALOG);
  return (instance?.state as { procedure: ProcedureId } | undefined)?.procedure;
}

/** The language of the first message beats the client's; an explicit choice beats both. */
function learnLanguage({ state, heard }: Conversation): void {
  if (state.heardAt === undefined && state.languageFrom !== 'choice' && !heard.press) {
    const found = languageOfFirstMessage(heard.text);
    state.language = found ?? state.language ?? heard.locale ?? 'en';
    state.languageFrom = found ? 'message' : 'locale';
  }
  state.language ??= heard.locale ?? 'en';
}

function addRecap(conversation: Conversation, afterMinutes: number): void {
  const { heardAt, journeys } = conversation.state;
  const idleMinutes = heardAt ? (conversation.now.getTime() - Date.parse(heardAt)) / 60_000 : 0;
  const procedure = currentProcedure(conversation);
  if (!procedure || !journeys[procedure] || idleMinutes < afterMinutes) return;
  const language = languageOfTurn(conversation);
  const at = progress(PROCEDURES[procedure], journeys[procedure].journey);
  const title = titleOf(language, procedure);
  conversation.lead = at ? word(language, 'recap.awayStep', { title, ...at }) : word(language, 'recap.away', { title });
}
