/** What a turn knows while it runs: what was heard, where the conversation stands, and what the turn leaves behind. */
import type { TurnContext } from 'botbuilder';
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { HandoffStanding, NewHandoff } from '../services/handoffs/handoff';
import type { Misunderstood } from '../services/desk/misunderstandings';
import type { WalkMove } from '../services/desk/walkSteps';
import type { Effect } from '../services/turns';
import { activityOf, type Message } from './message';
import type { Journey } from './procedures/journey';
import type { ConversationState, Heard, JourneyRecord } from './state';

/** Why Lotse speaks first: what became of a mail, or of a handoff. */
export type Occasion = MailOccasion | HandoffOccasion;
export interface MailOccasion { readonly kind: 'mail'; readonly why: 'refused' | 'late' | 'expired'; readonly challengeId: string; readonly email: string }
export type HandoffOccasion = { readonly handoffId: string } & (
  /** An agent has it now; `isFirst` where nobody had it before. */
  | { readonly kind: 'joined'; readonly firstName: string; readonly isFirst: boolean }
  /** It waits for somebody else again. */
  | { readonly kind: 'released'; readonly why: 'transferred' | 'silentAgent' }
  /** An agent begins a conversation; their first words follow. */
  | { readonly kind: 'started'; readonly firstName: string }
  /** Lotse goes on where the contact was, with what was corrected and the walk where the agent has put it. */
  | { readonly kind: 'handedBack'; readonly by: 'agent' | 'silence'; readonly firstName?: string; readonly corrected?: readonly string[] }
  /** A walk is moved to a step, silently: it is shown when the conversation is handed back. */
  | { readonly kind: 'moved'; readonly procedure: string; readonly step: string }
  /** Nobody took it in time; whether support was told by mail. */
  | { readonly kind: 'unanswered'; readonly isMailed: boolean }
  /** The contact has been silent for a while, with an agent there. */
  | { readonly kind: 'stillThere'; readonly firstName: string }
  | { readonly kind: 'ratingReminder' }
  /** The contact writes faster than anybody can read. */
  | { readonly kind: 'slowed' }
);

/** The running turn. Dialogs change `state`, add to `effects` and `say`; everything is committed together. */
export interface Conversation {
  /** The id under which the conversation is remembered, and the channel it is on. */
  readonly id: string;
  readonly channel: string;
  /** The id of what was heard: what must happen once happens once for it. */
  readonly activityId: string;
  readonly heard: Heard;
  readonly occasion?: Occasion;
  readonly state: ConversationState;
  /** The message of notices that was said here after the contact's last words: typed answers may mean it. */
  readonly notice?: string;
  /** The handoff that is waiting or joined here. */
  readonly handoff?: HandoffStanding;
  /** Messages of which nobody knows whether they have reached the contact. */
  readonly unknownNotices: readonly string[];
  /** Whose conversation it is; another one where it is found out who writes. */
  contact: { readonly id: string; readonly version: number; readonly isNew: boolean };
  readonly now: Date;
  /** When what is heard was said, as the channel tells. */
  readonly saidAt: Date;
  /** A new number that nobody can guess. */
  readonly token: () => string;
  readonly effects: Effect[];
  /** What was asked for in this turn leaves for an engagement hub, with what was said here. */
  handsOver?: NewHandoff;
  /** Where walks have moved to in this turn: the funnel is made of it. */
  walked?: readonly WalkMove[];
  /** Words that were not understood: so that somebody sees what Lotse has yet to learn. */
  misheard?: Pick<Misunderstood, 'text' | 'procedure' | 'step'>;
  /** Said before the next message: a recap, a kind word. */
  lead?: string;
  /** The channel on which the contact has gone on since this conversation was last used. */
  continuedIn?: string;
  /** Set by a dialog to whose place the words meant nothing. */
  isUnheard?: true;
  /** Set where what is done was guessed from the words. */
  isGuess?: true;
  /** Set when the place has changed: buttons of earlier cards no longer work. */
  moved?: true;
}

const KEY = Symbol('conversation');
/** What is said again at one place, as for each button that comes late, must not outlive the buttons that somebody is looking at. */
const LIVE_CARDS = 32;

export function setConversation(context: TurnContext, conversation: Conversation): void {
  context.turnState.set(KEY, conversation);
}

export function conversationOf(context: TurnContext): Conversation {
  const conversation = context.turnState.get<Conversation | undefined>(KEY);
  if (!conversation) throw new Error('The turn has no conversation: setConversation comes before any dialog.');
  return conversation;
}

/** Something to be said before the next message, after what waits already. */
export function addLead(conversation: Conversation, words: string): void {
  conversation.lead = [conversation.lead, words].filter(Boolean).join(' ');
}

/** Says a message: with a number of its own where it has buttons, unless its card stands beside the way, and with the lead that waits to be said. */
export async function say(context: TurnContext, message: Message): Promise<void> {
  const conversation = conversationOf(context);
  const lead = [conversation.lead, message.lead].filter(Boolean).join(' ');
  delete conversation.lead;
  if (message.choices.length === 0 || message.card !== undefined) {
    await context.sendActivity(activityOf({ ...message, ...(lead && { lead }) }));
    return;
  }
  const card = conversation.token();
  if (conversation.moved) conversation.state.cards = [];
  delete conversation.moved;
  conversation.state.cards = [...conversation.state.cards, card].slice(-LIVE_CARDS);
  await context.sendActivity(activityOf({ ...message, card, ...(lead && { lead }) }));
}

/** The walk was moved: remembers it, under an id that it keeps, and lets the buttons of earlier cards die. */
export function keepJourney(conversation: Conversation, { wish, ...journey }: Journey, status: JourneyRecord['status'] = 'open'): void {
  const at = conversation.now.toISOString();
  const kept = wish && { ...wish, at: wish.at ?? at, ...(status === 'done' && { isOver: true as const }) };
  const id = journey.id ?? conversation.token();
  conversation.state.journeys[journey.procedure] = { status, at, journey: { ...journey, id, ...(kept && { wish: kept }) } };
  noteMove(conversation, { ...journey, id }, status);
  conversation.moved = true;
}

/** Remembers where a walk stands, as a figure; one that is only looked at anew has not moved. */
export function noteMove(conversation: Conversation, { id, procedure, place: { step, problem } }: Journey, status: WalkMove['status']): void {
  if (id === undefined) return;
  const move: WalkMove = { walkId: id, procedure, step, ...(problem !== undefined && { problem }), language: conversation.state.language ?? 'en', status };
  conversation.walked = [...conversation.walked ?? [], move];
}

/** A dialog's answer to words that mean nothing at its place: the words everywhere understood are tried next. */
export function notUnderstood(dc: DialogContext): DialogTurnResult {
  conversationOf(dc.context).isUnheard = true;
  return Dialog.EndOfTurn;
}
