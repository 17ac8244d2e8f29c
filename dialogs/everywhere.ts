/** The words that are understood everywhere: menu, back, stop, help, start again, language, person, where am I; and words of one's own. */
import type { DialogContext } from 'botbuilder-dialogs';
import { findText, word, type TextKey } from '../locales';
import { chooseLanguage } from './asideDialog';
import { ASIDE_DIALOG, type Aside, type AsideOptions } from './asides';
import type { Understanding } from '../services/understanding/understanding';
import { meaningOf, type Command } from './choices';
import { addLead, say, type Conversation } from './conversation';
import { askPerson, withdrawPerson } from './handoff/asking';
import { currentProcedure, isUnderWay, languageOfTurn, openJourneys } from './state';
import { PRIVACY_DIALOG, RECORD_DIALOG } from './identity/ids';
import { languageNamedIn } from './languageOfText';
import { MENU_DIALOG } from './menuDialog';
import { admit, misunderstand } from './misunderstanding';
import { NOTICE_DIALOG, type NoticeOptions } from './notices/ids';
import { PROCEDURE_DIALOG, type ProcedureOptions } from './procedureDialog';
import { PROCEDURES } from './procedures';
import type { Wish } from './procedures/place';
import type { ProcedureId } from './procedures/procedure';
import { journeyTitle, wordLeaving } from './procedures/wording';
import { askWhich, createDoing, isSmallTalk, readText } from './topics/acting';

/** Says who Lotse is and what it can do. */
export async function greet(dc: DialogContext, conversation: Conversation): Promise<void> {
  conversation.state.greeted = true;
  conversation.moved = true;
  await dc.cancelAllDialogs();
  await dc.beginDialog(MENU_DIALOG, { greets: true });
}

/** Words that mean the same wherever the conversation stands. */
export async function answerEverywhere(dc: DialogContext, conversation: Conversation, isFirst: boolean, understanding: Understanding): Promise<void> {
  const meaning = conversation.heard.press ? undefined : meaningOf(conversation.heard.text);
  const isKnown = meaning?.language ?? meaning?.procedure ?? (meaning?.command && meaning.command in EVERYWHERE);
  if (!isKnown) return answerText(dc, conversation, isFirst, understanding);
  conversation.state.misunderstood = 0;
  if (meaning!.language) {
    chooseLanguage(conversation, meaning!.language);
    return dc.repromptDialog();
  }
  if (meaning!.procedure) return startOver(dc, { procedure: meaning!.procedure, resumes: true });
  if (isFirst && meaning!.command === 'greet') return greet(dc, conversation);
  return EVERYWHERE[meaning!.command!]!(dc, conversation);
}

/** Words of one's own: what they are about is guessed, done where that is sure, asked where it is close, and admitted where it is neither. */
async function answerText(dc: DialogContext, conversation: Conversation, isFirst: boolean, understanding: Understanding): Promise<void> {
  const act = readText(conversation, understanding);
  if (isFirst && (act.act === 'unknown' || isSmallTalk(act))) return greet(dc, conversation);
  if (act.act === 'unknown') return act.isForeign && conversation.handoff === undefined ? admit(dc, conversation) : misunderstand(dc, conversation);
  // Whoever comes reads what is not plain.
  if (act.act === 'ask' && conversation.handoff?.state === 'waiting') return misunderstand(dc, conversation);
  if (isFirst) for (const key of ['greeting', 'privacy'] as const) addLead(conversation, word(languageOfTurn(conversation), key));
  // A day in words that were only guessed is none that somebody has given.
  conversation.isGuess = true;
  return act.act === 'ask' ? askWhich(dc, act.topics) : doTopic(dc, conversation, act.topic, act.others);
}

/** Acts on a topic, whether it was understood or chosen. */
export const doTopic = createDoing(async (dc, conversation, command) => {
  const named = command === 'language' ? languageNamedIn(conversation.heard.text) : undefined;
  if (named) {
    chooseLanguage(conversation, named);
    return dc.repromptDialog();
  }
  // Words that are only guessed lose nobody's place; a button that was chosen means what it says.
  if (command === 'restart' && conversation.isGuess) return showMenu(dc, conversation);
  // What is asked of one's own status stands in the record.
  await EVERYWHERE[command === 'status' ? 'record' : command]!(dc, conversation);
});

type Answer = (dc: DialogContext, conversation: Conversation) => Promise<void>;
/** Above what is under way, which goes on afterwards; never twice above itself. */
export function open(id: string, options?: object): Answer {
  return async (dc, { state }) => {
    const already = state.dialogs.findIndex((dialog) => dialog.id === id);
    if (already >= 0) state.dialogs.length = already;
    await dc.beginDialog(id, options);
  };
}
const askForPerson: Answer = async (dc) => void (await askPerson(dc, 'contact'));
const withdraw: Answer = async (dc) => void (await withdrawPerson(dc));
const aside = (kind: Aside): Answer => async (dc) => void (await dc.beginDialog(ASIDE_DIALOG, { kind } satisfies AsideOptions));
/** What was answered to the last notice, or said of the contact's own agreement. */
function answerNotice(choice: NoticeOptions['choice']): Answer {
  return open(NOTICE_DIALOG, { choice } satisfies NoticeOptions);
}
function isAboutRenewal(conversation: Conversation): boolean {
  const isAtRecord = [RECORD_DIALOG, NOTICE_DIALOG].includes(conversation.state.dialogs.at(-1)?.id ?? '');
  return isAtRecord || [undefined, 'renewal'].includes(currentProcedure(conversation));
}
/** A human line and no detour: the buttons above it still work. */
const smallTalk = (key: TextKey): Answer => async (dc, conversation) => {
  const language = languageOfTurn(conversation);
  await say(dc.context, { language, text: word(language, key), choices: [], facts: [] });
};

const EVERYWHERE: Partial<Record<Command, Answer>> = {
  menu: (dc, conversation) => showMenu(dc, conversation),
  back: (dc, conversation) => {
    if (!currentProcedure(conversation)) addLead(conversation, word(languageOfTurn(conversation), 'end.nothingBehind'));
    return showMenu(dc, conversation);
  },
  stop,
  restart: (dc, conversation) => {
    const procedure = currentProcedure(conversation);
    return procedure ? startOver(dc, { procedure }) : greet(dc, conversation);
  },
  goOn,
  orderProblems: (dc, conversation) => showMenu(dc, conversation, 'orderProblems'),
  record: open(RECORD_DIALOG), myData: open(PRIVACY_DIALOG), deleteMyData: open(PRIVACY_DIALOG, { view: 'delete' }),
  renewed: answerNotice('renewed'), remindersOff: answerNotice('optOut'),
  // In a walk about something else, somebody else does that.
  notMine: (dc, conversation) => (isAboutRenewal(conversation) ? answerNotice('notMine') : misunderstand)(dc, conversation),
  // In the middle of something else it is that which is put off.
  later: (dc, conversation) => (isAboutRenewal(conversation) ? answerNotice('later') : stop)(dc, conversation),
  // Where no code of ours is waited for, a code that does not come is Cisco's.
  resend: (dc) => startOver(dc, { procedure: 'activationMail', resumes: true }),
  next: askOrGoOn, onward: askOrGoOn, yes: askAgain, fine: (dc, conversation) => (isUnderWay(conversation) ? askAgain : smallTalk('smallTalk.fine'))(dc, conversation), no: askAgain,
  trouble: askForPerson,
  help: aside('help'), language: aside('language'), person: askForPerson, status: aside('status'),
  greet: (dc, conversation) => {
    if (!conversation.lead) addLead(conversation, word(languageOfTurn(conversation), 'smallTalk.greet'));
    return dc.repromptDialog();
  },
  withdraw, endTalk: withdrawOrStop, changedMind: withdrawOrStop,
  thanks: smallTalk('smallTalk.thanks'), goodbye: smallTalk('smallTalk.goodbye'),
};

/** "Yes" or "done" where it is no answer: at a question it is asked for one, at a place to wait at it is a farewell. */
async function askAgain(dc: DialogContext, conversation: Conversation): Promise<void> {
  const procedure = currentProcedure(conversation);
  const expects = (conversation.state.dialogs.at(-1)?.state as { expects?: string } | undefined)?.expects;
  if (!procedure && expects !== 'choice') return misunderstand(dc, conversation);
  const place = procedure && conversation.state.journeys[procedure]!.journey.place;
  const wish = procedure && conversation.state.journeys[procedure]!.journey.wish;
  if (place?.view.kind === 'waiting' && wish && ['yes', 'next'].includes(meaningOf(conversation.heard.text)?.command ?? '')) return askBack(dc, conversation, questionOf(procedure, wish));
  if (place && expects === undefined && ['lacking', 'trouble', 'waiting'].includes(place.view.kind)) return smallTalk('smallTalk.kept')(dc, conversation);
  const isIrreversible = place && PROCEDURES[procedure].steps[place.step]?.warn;
  addLead(conversation, word(languageOfTurn(conversation), isIrreversible ? 'choose.yes' : 'choose.answer'));
  return dc.repromptDialog();
}

/** While it is waited a "yes" may mean that it has come, or only that it is waited: it is asked, and the next yes is the answer. */
function askBack(dc: DialogContext, conversation: Conversation, question: string): Promise<void> {
  conversation.state.misunderstood = 1;
  addLead(conversation, findText(languageOfTurn(conversation), `notices:${question.replace(':', '.')}.title`)!.text);
  return dc.repromptDialog();
}

function questionOf(procedure: ProcedureId, { nudge, next }: Wish): string {
  const { questions } = PROCEDURES[procedure].nudges[nudge]!;
  return questions[Math.min(next, questions.length - 1)]!.milestone;
}

function withdrawOrStop(dc: DialogContext, conversation: Conversation): Promise<void> {
  return (conversation.handoff ? withdraw : stop)(dc, conversation);
}

function askOrGoOn(dc: DialogContext, conversation: Conversation): Promise<void> {
  return currentProcedure(conversation) ? askAgain(dc, conversation) : goOn(dc, conversation);
}

async function showMenu(dc: DialogContext, conversation: Conversation, view?: 'orderProblems'): Promise<void> {
  const procedure = currentProcedure(conversation);
  const leaving = procedure && wordLeaving(languageOfTurn(conversation), conversation.state.journeys[procedure]!.journey);
  if (leaving) addLead(conversation, leaving.text);
  conversation.moved = true;
  await dc.cancelAllDialogs();
  await dc.beginDialog(MENU_DIALOG, { view });
}

async function goOn(dc: DialogContext, conversation: Conversation): Promise<void> {
  const open = openJourneys(conversation.state)[0];
  if (isUnderWay(conversation)) return dc.repromptDialog();
  if (open) return startOver(dc, { procedure: open.journey.procedure, resumes: true });
  if (!conversation.state.isProven && conversation.heard.isDirect) return aside('elsewhere')(dc, conversation);
  addLead(conversation, word(languageOfTurn(conversation), 'end.nothingToGoOn'));
  return showMenu(dc, conversation);
}

async function stop(dc: DialogContext, conversation: Conversation): Promise<void> {
  const language = languageOfTurn(conversation);
  const procedure = currentProcedure(conversation);
  addLead(conversation, procedure ? word(language, 'end.stopped', { title: journeyTitle(language, conversation.state.journeys[procedure]!.journey) }) : isUnderWay(conversation) ? '' : word(language, 'end.nothingToStop'));
  await showMenu(dc, conversation);
}

async function startOver(dc: DialogContext, options: ProcedureOptions): Promise<void> {
  await dc.cancelAllDialogs();
  await dc.beginDialog(MENU_DIALOG, { isSilent: true });
  await dc.beginDialog(PROCEDURE_DIALOG, options);
}
