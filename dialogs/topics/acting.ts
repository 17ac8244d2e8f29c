/** The one way in which Lotse acts on what it understood of free text, or on which of a few topics was chosen. */
import type { DialogContext } from 'botbuilder-dialogs';
import { LANGUAGES, word } from '../../locales';
import { normalise } from '../../locales/folding';
import type { Understanding } from '../../services/understanding/understanding';
import { addLead, say, type Conversation } from '../conversation';
import { besidePressed } from '../handoff/ids';
import { leaveFor } from '../leaving';
import { currentProcedure, isUnderWay, languageOfTurn } from '../state';
import { wordAnnoyed, wordAnswer, wordUnderstood, wordUnknown } from './answering';
import { decide, type Act } from './deciding';
import { TOPIC_DIALOG, type TopicOptions } from './ids';
import { TOPICS, type Topic, type TopicCommand } from './topic';

/** Answers a command as if the word for it had been typed. */
export type Commanding = (dc: DialogContext, conversation: Conversation, command: Exclude<TopicCommand, 'annoyed'>) => Promise<void>;
/** Does what a topic asks for. `others`: what the words may have meant instead; undefined where it was chosen. */
export type Doing = (dc: DialogContext, conversation: Conversation, topic: Topic, others?: readonly Topic[]) => Promise<void>;

/** What the words mean here. A press means what its button says, and nothing else. */
export function readText({ heard, state }: Conversation, understanding: Understanding): Act {
  if (heard.press !== undefined) return { act: 'unknown', isForeign: false, confidence: 0 };
  return decide(understanding.guess(heard.text), currentProcedure({ state }));
}

export function createDoing(command: Commanding): Doing {
  return async (dc, conversation, topic, others) => {
    conversation.state.misunderstood = 0;
    const language = languageOfTurn(conversation);
    if (topic.kind === 'outOfScope') return say(dc.context, wordUnknown(language));
    if (topic.kind === 'command') return topic.command === 'annoyed' ? say(dc.context, wordAnnoyed(language)) : command(dc, conversation, topic.command);
    const isHere = topic.kind === 'start' && topic.problem === undefined && currentProcedure(conversation) === topic.procedure;
    if (topic.kind === 'answer' || isHere) return answer(dc, conversation, topic);
    // Whoever asks gets an answer, and is led through it then.
    if (isQuestion(conversation)) await say(dc.context, wordAnswer(language, topic.answer));
    if (others) await sayUnderstood(dc, conversation, topic, others);
    await leaveFor(dc, topic.procedure, topic.problem === undefined ? { resumes: true } : { problem: topic.problem });
  };
}

function isQuestion({ heard }: Conversation): boolean {
  return heard.press === undefined && /[?؟]/.test(heard.text);
}

/** In the middle of something the answer stands alone, and the open step is shown again; elsewhere the next sensible thing is offered. */
async function answer(dc: DialogContext, conversation: Conversation, topic: Extract<Topic, { kind: 'start' | 'answer' }>): Promise<void> {
  const language = languageOfTurn(conversation);
  if (!isUnderWay(conversation)) return void (await dc.beginDialog(TOPIC_DIALOG, { view: 'answer', topic: topic.id } satisfies TopicOptions));
  await say(dc.context, wordAnswer(language, topic.answer));
  addLead(conversation, word(language, 'answers:goOn'));
  await dc.repromptDialog();
}

/** What it was taken for stands by itself, with the way back: to the place that was left, and to what else it may have meant. */
async function sayUnderstood(dc: DialogContext, conversation: Conversation, topic: Topic, others: readonly Topic[]): Promise<void> {
  const language = languageOfTurn(conversation);
  conversation.state.meant = { before: structuredClone(conversation.state.dialogs), others: others.map(({ id }) => id) };
  await say(dc.context, wordUnderstood(language, topic));
}

/** By its button, or as it stands on it in any language. */
export function isNotMeant({ heard }: Conversation): boolean {
  if (heard.press) return besidePressed(heard.press)?.about === 'meant';
  return LANGUAGES.some((language) => normalise(word(language, 'answers:notMeant')) === normalise(heard.text));
}

/** It was taken for something else than was meant: back to where the contact was, and asked which. */
export async function takeBack(dc: DialogContext, conversation: Conversation): Promise<void> {
  const { state } = conversation;
  const { before, others } = state.meant!;
  delete state.meant;
  // The very array, which the context of the dialogs holds as well.
  state.dialogs.splice(0, state.dialogs.length, ...before);
  conversation.moved = true;
  await askWhich(dc, others.map((id) => TOPICS.get(id)).filter((topic): topic is Topic => topic !== undefined));
}

/** A few are close: whoever wrote says which. */
export async function askWhich(dc: DialogContext, topics: readonly Topic[]): Promise<void> {
  await dc.beginDialog(TOPIC_DIALOG, { view: 'which', topics: topics.map(({ id }) => id) } satisfies TopicOptions);
}
