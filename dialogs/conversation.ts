/** What a turn knows while it runs: what was heard, where the conversation stands, and what the turn leaves behind. */
import type { TurnContext } from 'botbuilder';
import type { DialogInstance } from 'botbuilder-dialogs';
import type { Language } from '../locales';
import type { Random } from '../services/random';
import type { Consent } from '../services/turns';
import { activityOf, type Message } from './message';
import type { Journey } from './procedures/journey';
import type { ProcedureId } from './procedures/procedure';

/** One message from a contact, as the edge understood it; free of any channel. */
export interface Heard {
  readonly text: string;
  /** A pressed button: the number of its card, what was chosen, and words typed into the card. */
  readonly press?: { readonly card: string; readonly choice: string; readonly words?: string };
  readonly hasAttachments: boolean;
  /** The client's language, where it says one that we speak. */
  readonly locale?: Language;
  /** What the contact's browser says about itself, such as "Firefox 133". */
  readonly browser?: string;
  /** Who writes: the channel's id and name of the person. */
  readonly contact: string;
}

export interface JourneyRecord {
  readonly status: 'open' | 'done' | 'waiting';
  readonly journey: Journey;
  /** When it was last moved, ISO 8601, UTC. */
  readonly at: string;
}

/** All that is remembered of a conversation between turns; plain data. */
export interface ConversationState {
  language?: Language;
  /** How the language came about; a choice is never overridden. */
  languageFrom?: 'locale' | 'message' | 'choice';
  greeted?: true;
  dialogs: DialogInstance[];
  journeys: Partial<Record<ProcedureId, JourneyRecord>>;
  /** Numbers of the cards whose buttons still work. */
  cards: string[];
  misunderstood: number;
  /** The last turn of the contact, ISO 8601, UTC. */
  heardAt?: string;
}

/** The running turn. Dialogs change `state`, add to `consents` and `say`; everything is committed together. */
export interface Conversation {
  readonly heard: Heard;
  readonly state: ConversationState;
  readonly now: Date;
  readonly random: Random;
  readonly consents: Consent[];
  /** Said before the next message: a recap, a kind word. */
  lead?: string;
  /** Set by a dialog to whose place the words meant nothing. */
  isUnheard?: true;
  /** Set when the place has changed: buttons of earlier cards no longer work. */
  moved?: true;
}

const KEY = Symbol('conversation');
const LIVE_CARDS = 8;

export function newState(): ConversationState {
  return { dialogs: [], journeys: {}, cards: [], misunderstood: 0 };
}

export function setConversation(context: TurnContext, conversation: Conversation): void {
  context.turnState.set(KEY, conversation);
}

export function conversationOf(context: TurnContext): Conversation {
  const conversation = context.turnState.get<Conversation | undefined>(KEY);
  if (!conversation) throw new Error('The turn has no conversation: setConversation comes before any dialog.');
  return conversation;
}

export function languageOfTurn(conversation: Conversation): Language {
  return conversation.state.language ?? 'en';
}

/** Says a message: with a number of its own where it has buttons, and with the lead that waits to be said. */
export async function say(context: TurnContext, message: Message): Promise<void> {
  const conversation = conversationOf(context);
  const lead = [conversation.lead, message.lead].filter(Boolean).join(' ');
  delete conversation.lead;
  if (message.choices.length === 0) {
    await context.sendActivity(activityOf({ ...message, ...(lead && { lead }) }));
    return;
  }
  const card = conversation.random.token(16);
  if (conversation.moved) conversation.state.cards = [];
  delete conversation.moved;
  conversation.state.cards = [...conversation.state.cards, card].slice(-LIVE_CARDS);
  await context.sendActivity(activityOf({ ...message, card, ...(lead && { lead }) }));
}

/** The walk was moved: remembers it and lets the buttons of earlier cards die. */
export function keepJourney(conversation: Conversation, journey: Journey, status: JourneyRecord['status'] = 'open'): void {
  conversation.state.journeys[journey.procedure] = { status, journey, at: conversation.now.toISOString() };
  conversation.moved = true;
}

/** Open walks, the one moved last first. */
export function openJourneys(state: ConversationState): JourneyRecord[] {
  return Object.values(state.journeys).filter((record) => record.status === 'open').sort((a, b) => b.at.localeCompare(a.at));
}
