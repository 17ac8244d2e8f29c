/** Where a contact stands in a procedure, and how that place is said. */
import type { TurnContext } from 'botbuilder';
import { word } from '../locales';
import type { Standing } from './chosenWay';
import { addLead, conversationOf, keepJourney, say, type Conversation } from './conversation';
import { writeLetters } from './letter';
import type { Message } from './message';
import { PROCEDURES } from './procedures';
import { begin, recover, take, type Journey } from './procedures/journey';
import { asksDay } from './procedures/nudge';
import type { ProcedureId } from './procedures/procedure';
import { titleOf, wordPlace } from './procedures/wording';
import { languageOfTurn } from './state';

/** The stored walk; after a deploy that took its step away it goes on at the nearest known one, and says so. */
export function standing(conversation: Conversation, id: ProcedureId): Standing {
  const procedure = PROCEDURES[id];
  const stored = conversation.state.journeys[id]?.journey ?? begin(procedure);
  const { journey, moved } = recover(procedure, stored);
  if (moved) {
    const language = languageOfTurn(conversation);
    addLead(conversation, word(language, 'recap.moved', { title: titleOf(language, id) }));
    keepJourney(conversation, journey);
  }
  // Where others read along, nobody is asked for a day.
  if (!conversation.heard.isDirect && journey.place.view.kind === 'day') return { procedure, journey: take(procedure, journey, { id: 'back', target: { to: 'back' } }) };
  return { procedure, journey };
}

export async function sayPlace(context: TurnContext, at: Standing): Promise<void> {
  const conversation = conversationOf(context);
  const message = wordPlace(languageOfTurn(conversation), at.procedure, at.journey);
  await say(context, withExtras(conversation, conversation.heard.isDirect ? message : amongOthers(message, at), at.journey));
}

/** Where others read along Lotse does not offer to write to one of them. */
function amongOthers({ question, ...message }: Message, { procedure, journey }: Standing): Message {
  return { ...message, choices: message.choices.filter(({ id }) => id !== 'asked'), ...(question && !asksDay(procedure, journey.place) && { question }) };
}

/** What a few steps have beside their text: the finished letter, the browser that the contact sits at. */
function withExtras(conversation: Conversation, message: Message, journey: Journey): Message {
  if (journey.procedure !== 'activationMail') return message;
  if (journey.place.step === 'letter') return { ...message, links: [], letters: writeLetters(message.language, journey) };
  const { browser } = conversation.heard;
  if (!message.question || !browser) return message;
  const useIt = { id: 'useProposal', label: word(message.language, 'buttons.useThis', { value: browser }) };
  return { ...message, question: { ...message.question, proposal: browser }, choices: [useIt, ...message.choices] };
}
