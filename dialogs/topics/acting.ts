/** The one way in which Lotse acts on what it understood of free text, or on which of a few topics was chosen. */
import type { DialogContext } from 'botbuilder-dialogs';
import { LANGUAGES, word } from '../../locales';
import { normalise } from '../../locales/folding';
import type { Understanding } from '../../services/understanding/understanding';
import { addLead, say, type Conversation } from '../conversation';
import { cardOfMeant } from '../handoff/ids';
import { leaveFor } from '../leaving';
import { currentProcedure, isUnderWay, languageOfTurn } from '../state';
import { wordAnnoyed, wordAnswer, wordUnderstood, wordUnknown } from './answering';
import { decide, type Act } from './deciding';
import { TOPIC_DIALOG, type TopicOptions } from './ids';
import { actOf } from './meaning';
import { SMALL_TALK, TOPICS, type Topic, type TopicCommand } from './topic';

type Starting = Extract<Topic, { kind: 'start' }>;

/** Answers a command as if the word for it had been typed. */
type Commanding = (dc: DialogContext, conversation: Conversation, command: Exclude<TopicCommand, 'annoyed'>) => Promise<void>;
/** Does what a topic asks for. `others`: what the words may have meant instead; undefined where it was chosen. */
export type Doing = (dc: DialogContext, conversation: Conversation, topic: Topic, others?: readonly Topic[]) => Promise<void>;

/** What the words mean here. A press means what its button says, and nothing else. */
export function readText({ heard, state }: Conversation, understanding: Understanding): Act {
  if (heard.press !== undefined) return { act: 'unknown', isForeign: false, confidence: 0 };
  return decide(understanding.guess(heard.text), currentProcedure({ state }));
}

export function createDoing(command: Commanding): Doing {
  return async (dc, conversation, topic, others) => {
    const language = languageOfTurn(conversation);
    const isAnswered = topic.kind === 'answer' || (topic.kind === 'start' && isHere(conversation, topic));
    // Where a place takes whatever is said the second time, an answer in between was the first.
    conversation.state.misunderstood = isAnswered && isUnderWay(conversation) ? 1 : 0;
    if (topic.kind === 'outOfScope') return say(dc.context, wordUnknown(language));
    if (topic.kind === 'command') return topic.command === 'annoyed' ? say(dc.context, wordAnnoyed(language)) : command(dc, conversation, topic.command);
    if (topic.kind === 'answer' || isAnswered) return answer(dc, conversation, topic);
    // Whoever asks gets an answer, and is led through it then.
    if (isQuestion(conversation)) await say(dc.context, wordAnswer(language, topic.answer));
    await start(dc, conversation, topic, others);
  };
}

/** Whether somebody is in it already, and asks or complains in the middle of it. */
function isHere(conversation: Conversation, { procedure, problem }: Starting): boolean {
  return currentProcedure(conversation) === procedure && (problem === undefined || conversation.state.journeys[procedure]?.journey.place.problem === problem);
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
async function start(dc: DialogContext, conversation: Conversation, topic: Starting, others: readonly Topic[] | undefined): Promise<void> {
  const { state } = conversation;
  const { procedure, problem } = topic;
  const [before, walk, card] = [structuredClone(state.dialogs), structuredClone(state.journeys[procedure]), cardOfMeant(conversation.token())];
  if (others) await say(dc.context, wordUnderstood(languageOfTurn(conversation), topic, card));
  await leaveFor(dc, procedure, problem === undefined ? { resumes: true } : { problem });
  const began = state.journeys[procedure]?.journey.id;
  if (others) state.meant = { card, before, others: others.map(({ id }) => id), procedure, ...(walk && { walk }), ...(began !== undefined && { began }) };
}

/** By its button, or as it stands on it in any language. */
export function isNotMeant({ heard, state }: Conversation): boolean {
  if (!state.meant) return false;
  if (heard.press) return heard.press.card === state.meant.card;
  return LANGUAGES.some((language) => normalise(word(language, 'answers:notMeant')) === normalise(heard.text));
}

/** It was taken for something else than was meant: back to where the contact was, and asked which. */
export async function takeBack(dc: DialogContext, conversation: Conversation): Promise<void> {
  const { state } = conversation;
  const { before, others, procedure, walk, began } = state.meant!;
  delete state.meant;
  if (state.journeys[procedure]?.journey.id === began) {
    delete state.journeys[procedure];
    if (walk) state.journeys[procedure] = walk;
  }
  // The very array, which the context of the dialogs holds as well.
  state.dialogs.splice(0, state.dialogs.length, ...before);
  conversation.moved = true;
  await askWhich(dc, others.map((id) => TOPICS.get(id)).filter((topic): topic is Topic => topic !== undefined));
}

/** A greeting and the like: said, and answered in kind. */
export function isSmallTalk(act: Act): boolean {
  return act.act === 'do' && act.topic.kind === 'command' && SMALL_TALK.has(act.topic.command);
}

/** Whether whoever waits for Lotse's own mail says that none has come. */
export function isAboutMissingMail(conversation: Conversation, understanding: Understanding): boolean {
  if (conversation.heard.press) return false;
  const act = actOf(conversation.heard.text, understanding);
  return act.act === 'do' && act.topic.id === 'procedure.activationMail';
}

/** A few are close: whoever wrote says which. */
export async function askWhich(dc: DialogContext, topics: readonly Topic[]): Promise<void> {
  await dc.beginDialog(TOPIC_DIALOG, { view: 'which', topics: topics.map(({ id }) => id) } satisfies TopicOptions);
}
