/** A person of support is asked for: one question, what will happen now, and the way back to where the contact was. */
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { TurnContext } from 'botbuilder';
import { word, type Language } from '../../locales';
import type { NewHandoff } from '../../services/handoffs/handoff';
import { ASIDE_DIALOG, type AsideOptions } from '../asides';
import { meaningOf, type Command } from '../choices';
import { addLead, conversationOf, notUnderstood, say, type Conversation } from '../conversation';
import type { Message } from '../message';
import { currentProcedure, isAside, languageOfTurn, type Heard } from '../state';
import { chosenOf } from '../understand';
import type { HandoffDoors } from './doors';
import { questionChoices, waitingChoices, wordAsked, wordAskedAtHub, wordBeside, wordOutlook, wordQuestion, wordWaiting, type Present } from './handoffWording';
import { HANDOFF_DIALOG, type HandoffOptions } from './ids';

/** What is remembered while it is asked; numbers in an answer are no codes. */
interface Asking {
  readonly view: 'question' | 'waiting';
  readonly from: NonNullable<HandoffOptions['from']>;
  readonly expects?: 'words';
}

/** Words that answer the question though they mean something elsewhere: what it is about. All others keep their meaning. */
const ABOUT = new Set<Command>(['trouble', 'orderProblems', 'resend', 'dontKnow', 'renewed', 'notMine', 'myself', 'record']);
const HERE: Partial<Record<Command, string>> = { person: 'connect', no: 'goOn', back: 'goOn', goOn: 'goOn', later: 'goOn', next: 'goOn', onward: 'goOn' };
/** Whoever thinks better of it has no question any more, or wants nobody to come. */
const CHANGED_MIND = { question: 'goOn', waiting: 'withdraw' } as const;

export class HandoffDialog extends Dialog {
  constructor(private readonly doors: HandoffDoors) {
    super(HANDOFF_DIALOG);
  }

  override async beginDialog(dc: DialogContext, options?: object): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const { from = 'contact', withdraws, adds } = options as HandoffOptions;
    conversation.state.misunderstood = 0;
    if (adds) return this.noteMore(dc, conversation);
    if (withdraws) return this.withdraw(dc, conversation);
    if (!this.doors.handoffs.isOffered) return dc.replaceDialog(ASIDE_DIALOG, { kind: 'person' } satisfies AsideOptions);
    if (!conversation.heard.isDirect) {
      addLead(conversation, word(languageOfTurn(conversation), 'handoff:notHere'));
      return dc.endDialog();
    }
    const asking: Asking = conversation.handoff ? { view: 'waiting', from } : { view: 'question', from, expects: 'words' };
    dc.activeDialog!.state = asking;
    await dc.repromptDialog();
    return Dialog.EndOfTurn;
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const { view, from } = dc.activeDialog!.state as Asking;
    const chosen = chosenHere(conversation, view);
    if (chosen === 'withdraw') return this.withdraw(dc, conversation);
    if (chosen === 'supports') return dc.replaceDialog(ASIDE_DIALOG, { kind: 'supports' } satisfies AsideOptions);
    if (chosen === 'goOn') return dc.endDialog();
    const words = chosen === 'connect' ? '' : view === 'question' ? wordsOf(conversation.heard) : undefined;
    return words === undefined ? notUnderstood(dc) : this.ask(dc, conversation, from, words);
  }

  override async repromptDialog(context: TurnContext, instance: { state: unknown }): Promise<void> {
    const conversation = conversationOf(context);
    const language = languageOfTurn(conversation);
    const { handoff } = conversation;
    const isWaiting = (instance.state as Asking).view === 'waiting' && handoff !== undefined;
    if (!isWaiting) return say(context, wordQuestion(language, isBeside(conversation)));
    return say(context, wordWaiting(language, await this.doors.handoffs.outlook(handoff.id), await this.present(conversation), isBeside(conversation)));
  }

  override async resumeDialog(dc: DialogContext): Promise<DialogTurnResult> {
    await dc.repromptDialog();
    return Dialog.EndOfTurn;
  }

  /** From now on it waits, and Lotse goes on helping. */
  private async ask(dc: DialogContext, conversation: Conversation, from: Asking['from'], question: string): Promise<DialogTurnResult> {
    const { handoffs } = this.doors;
    const language = languageOfTurn(conversation);
    const id = conversation.token();
    conversation.state.misunderstood = 0;
    const outlook = await handoffs.outlook();
    const { contact: { id: contactId }, heard: { calledName } } = conversation;
    const handoff: NewHandoff = { id, contactId, from, language, channel: conversation.channel, question, ...(calledName !== undefined && { calledName }), ...topicOf(conversation, question) };
    conversation.effects.push(handoffs.open(handoff));
    const present = await this.present(conversation);
    if (handoffs.hub.hasHub(conversation.channel)) return handOver(dc, conversation, handoff, wordAskedAtHub(language, outlook, present));
    await say(dc.context, wordAsked(language, id, outlook, present));
    return dc.endDialog();
  }

  private async withdraw(dc: DialogContext, conversation: Conversation): Promise<DialogTurnResult> {
    const { handoff } = conversation;
    if (handoff) conversation.effects.push(this.doors.handoffs.close(handoff.id, { by: 'contact' }));
    addLead(conversation, word(languageOfTurn(conversation), handoff ? 'handoff:withdrawn.done' : 'handoff:withdrawn.nothing'));
    return dc.endDialog();
  }

  /** Whoever comes reads it; how long it takes is said with it, since that is what is asked most while one waits. */
  private async noteMore(dc: DialogContext, conversation: Conversation): Promise<DialogTurnResult> {
    const language = languageOfTurn(conversation);
    const noted = word(language, 'handoff:waiting.added');
    const outlook = wordOutlook(language, await this.doors.handoffs.outlook(conversation.handoff!.id), await this.present(conversation));
    // What is beneath stays as it is: its buttons still work.
    conversation.state.dialogs.pop();
    await say(dc.context, wordBeside(language, this.doors.handoffs.hub.hasHub(conversation.channel) ? noted : [noted, outlook].join(' ')));
    return Dialog.EndOfTurn;
  }

  private async present({ contact, now }: Conversation): Promise<Present> {
    return { now, timeZone: (await this.doors.contacts.get(contact.id)).timeZone };
  }
}

/** The hub has the conversation from now on: what is beneath is shown again when it comes back. */
async function handOver(dc: DialogContext, conversation: Conversation, handoff: NewHandoff, asked: Message): Promise<DialogTurnResult> {
  conversation.handsOver = handoff;
  await say(dc.context, asked);
  conversation.state.dialogs.pop();
  return Dialog.EndOfTurn;
}

/** A second wish for a person is the wish for one without more words. */
function chosenHere(conversation: Conversation, view: Asking['view']): string | undefined {
  const { heard } = conversation;
  const language = languageOfTurn(conversation);
  const inLanguage = (other: Language) => (view === 'question' ? questionChoices : waitingChoices)(other, isBeside(conversation));
  const choices = inLanguage(language);
  const command = heard.press ? undefined : meaningOf(heard.text)?.command;
  const meant = command && (command === 'changedMind' ? CHANGED_MIND[view] : HERE[command]);
  if (meant && choices.some(({ id }) => id === meant)) return meant;
  return chosenOf(heard, { choices, inLanguage, yes: view === 'question' ? 'connect' : 'goOn' }, language);
}

/** What it is about; undefined for words that mean something everywhere. */
function wordsOf({ press, text }: Heard): string | undefined {
  if (press) return press.choice === 'words' ? (press.words ?? '').trim() : undefined;
  const { command, language } = meaningOf(text) ?? {};
  return language || (command && !ABOUT.has(command)) ? undefined : text.trim();
}

/** The procedure that was named, else the one that the contact is in, with the place in it. */
function topicOf(conversation: Conversation, question: string): Pick<NewHandoff, 'topic' | 'step' | 'problem'> {
  const current = currentProcedure(conversation);
  const topic = meaningOf(question)?.procedure ?? current;
  const place = topic !== undefined && topic === current ? conversation.state.journeys[topic]?.journey.place : undefined;
  return { topic: topic ?? 'other', ...(place && { step: place.step }), ...(place?.problem !== undefined && { problem: place.problem }) };
}

/** Whether anything waits beneath the question. */
function isBeside({ state }: Conversation): boolean {
  return state.dialogs.some(({ id }) => id !== 'menu' && id !== HANDOFF_DIALOG && !isAside(id));
}
