/** Beside the way: which of a few topics is meant, or what follows an answer. It takes its own choices; every other word is for the dialog beneath. */
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { TurnContext } from 'botbuilder';
import { word, type Language } from '../../locales';
import { meaningOf, type Command } from '../choices';
import { conversationOf, notUnderstood, say, type Conversation } from '../conversation';
import { askPersonInstead } from '../handoff/asking';
import { leaveFor } from '../leaving';
import type { Choice, Message } from '../message';
import type { ProcedureId } from '../procedures/procedure';
import { titleOf } from '../procedures/wording';
import { isUnderWay, languageOfTurn, type Heard } from '../state';
import { chosenOf } from '../understand';
import type { Doing } from './acting';
import { wordAnswer, wordWhich } from './answering';
import { TOPIC_DIALOG, type TopicOptions } from './ids';
import { TOPICS, type Topic } from './topic';

export class TopicDialog extends Dialog {
  constructor(private readonly doing: Doing) {
    super(TOPIC_DIALOG);
  }

  override async beginDialog(dc: DialogContext, options?: object): Promise<DialogTurnResult> {
    dc.activeDialog!.state = { ...(options as TopicOptions) };
    await dc.repromptDialog();
    return Dialog.EndOfTurn;
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const { heard, state } = conversation;
    const options = dc.activeDialog!.state as TopicOptions;
    const inLanguage = (other: Language) => messageOf(options, other, conversation).choices;
    const language = languageOfTurn(conversation);
    const [only, ...others] = options.view === 'which' ? options.topics : [];
    const next = options.view === 'answer' ? inLanguage(language).find(({ main }) => main)?.id : undefined;
    const yes = only !== undefined && others.length === 0 ? `topic:${only}` : next;
    // "Ok" to an answer only says that it was read.
    const chosen = chosenOf(heard, { choices: inLanguage(language), inLanguage, isGrave: true, ...(yes !== undefined && { yes }) }, language);
    // An answer to this question is none to the one beneath, where it may agree to what cannot be undone.
    if (chosen === undefined && options.view === 'which' && isAnswer(heard)) return endOrAsk(dc, heard);
    if (chosen === undefined) return notUnderstood(dc);
    state.misunderstood = 0;
    const [verb, id = ''] = chosen.split(/:(.*)/s) as [string, string?];
    if (verb === 'person') return askPersonInstead(dc, options.view === 'which' ? 'lotse' : 'contact');
    if (verb === 'menu') return leaveFor(dc);
    if (verb === 'procedure') return leaveFor(dc, id as ProcedureId);
    if (verb === 'goOn') return dc.endDialog();
    state.dialogs.pop();
    const topic = TOPICS.get(id);
    if (topic) await this.doing(dc, conversation, topic);
    return Dialog.EndOfTurn;
  }

  override async repromptDialog(context: TurnContext, instance: { state: unknown }): Promise<void> {
    const conversation = conversationOf(context);
    await say(context, messageOf(instance.state as TopicOptions, languageOfTurn(conversation), conversation));
  }

  override async resumeDialog(dc: DialogContext): Promise<DialogTurnResult> {
    return dc.endDialog();
  }
}

const ANSWERS = new Set<Command | undefined>(['yes', 'fine', 'no', 'next', 'onward', 'trouble', 'dontKnow']);

function isAnswer({ press, text }: Heard): boolean {
  return press === undefined && ANSWERS.has(meaningOf(text)?.command);
}

/** "No" means none of them, and the place beneath is shown again; a "yes" to several says too little. */
async function endOrAsk(dc: DialogContext, { text }: Heard): Promise<DialogTurnResult> {
  if (meaningOf(text)?.command === 'no') return dc.endDialog();
  await dc.repromptDialog();
  return Dialog.EndOfTurn;
}

function messageOf(options: TopicOptions, language: Language, conversation: Conversation): Message {
  const minor = { id: 'menu', label: word(language, 'buttons.menu'), minor: true as const };
  if (options.view === 'which') {
    const topics = options.topics.map((id) => TOPICS.get(id)).filter((topic): topic is Topic => topic !== undefined);
    return wordWhich(language, topics, isUnderWay(conversation) ? [{ id: 'goOn', label: word(language, 'buttons.goOn'), minor: true }] : [minor]);
  }
  const topic = TOPICS.get(options.topic);
  // A deploy has taken it away since.
  if (topic?.kind !== 'answer') return { language, text: word(language, 'menu.again'), facts: [], choices: [minor] };
  const next: Choice[] = topic.next ? [{ id: `procedure:${topic.next}`, label: titleOf(language, topic.next), main: true }] : [];
  return { ...wordAnswer(language, topic.answer), choices: [...next, { id: 'person', label: word(language, 'buttons.person'), minor: true }, minor] };
}
