/** The buttons that people of support press in chats and channels: whose handoff a card is about, and what was chosen on it. Pure. */
import type { Choice, Message } from '../../dialogs/message';
import { CLOSE_REASONS, type CloseReason } from '../../services/handoffs/handoff';
import { fill, type AgentTexts } from './words';

/** What is said of a handoff where people of support read it. Nothing that a contact has written is read as marks. */
export interface Described {
  readonly id: string;
  readonly contact: string | undefined;
  readonly partner: string | undefined;
  readonly topic: string;
  readonly language: string;
  readonly question: string;
  readonly since: string;
}

export type Press =
  | { readonly handoffId: string; readonly act: 'accept' | 'back' | 'close' }
  | { readonly handoffId: string; readonly act: 'closeAs'; readonly reason: CloseReason };

const CARD = 'handoff:';
const CLOSE_AS = 'close.';
const LONGEST_QUESTION = 100;

/** Whether a card is one of these: it is nobody's step, and no client asks what has become of it. */
export function isHandoffCard(card: string): boolean {
  return card.startsWith(CARD);
}

export function cardOf(handoffId: string): string {
  return CARD + handoffId;
}

export function pressOn({ card, choice }: { readonly card: string; readonly choice: string }): Press | undefined {
  if (!isHandoffCard(card)) return undefined;
  const handoffId = card.slice(CARD.length);
  if (choice === 'accept' || choice === 'back' || choice === 'close') return { handoffId, act: choice };
  const reason = CLOSE_REASONS.find((each) => choice === CLOSE_AS + each);
  return reason && { handoffId, act: 'closeAs', reason };
}

/** What an agent sees first of whom they have taken. */
export function headOf({ language, words }: AgentTexts, handoff: Described, consoleUrl: string | undefined): Message {
  const contact = handoff.contact ?? words.contact;
  const choices: Choice[] = [{ id: 'close', label: words.close }, { id: 'back', label: words.back, minor: true }];
  const { question } = handoff;
  return {
    language, title: plain(contact), text: [fill(words.head, { contact: plain(contact) }), '', ...factsOf(words, handoff), ...(question === '' ? [] : [fill(words.question, { question: plain(question) })])].join('\n'),
    ...(consoleUrl !== undefined && { links: [{ url: consoleUrl, text: words.console }] }), choices, card: cardOf(handoff.id), facts: [],
  };
}

/** How an agent ends it. */
export function reasonsOf({ language, words }: AgentTexts, handoffId: string): Message {
  return { language, text: words.how, choices: CLOSE_REASONS.map((reason) => ({ id: CLOSE_AS + reason, label: words.reasons[reason] })), card: cardOf(handoffId), facts: [] };
}

/** What all of support see where they are called: no word of the contact's. */
export function callOf({ language, words }: AgentTexts, handoff: Described, consoleUrl: string | undefined): Message {
  return {
    language, title: words.waits, text: [fill(words.since, { since: handoff.since }), ...factsOf(words, handoff)].join('\n'),
    ...(consoleUrl !== undefined && { links: [{ url: consoleUrl, text: words.console }] }), choices: [{ id: 'accept', label: words.accept, main: true }], card: cardOf(handoff.id), facts: [],
  };
}

/** Whoever waits, in one line, where an agent asks for all of them. */
export function queueLine({ waitsLine }: AgentTexts['words'], { since, topic, language, contact, partner, question }: Described): string {
  const who = [contact, partner].filter((part) => part !== undefined).join(', ');
  return [fill(waitsLine, { since, topic, language }), who, shortened(question)].filter((part) => part !== '').join(' · ');
}

/** A line stays one. */
function shortened(question: string): string {
  const letters = [...question.replace(/\s+/gu, ' ').trim()];
  return letters.length > LONGEST_QUESTION ? `${letters.slice(0, LONGEST_QUESTION).join('')}…` : letters.join('');
}

/** The same once somebody has it, or nobody waits any more: a sentence in the place of the buttons. */
export function settledOf(texts: AgentTexts, handoff: Described, state: string, consoleUrl: string | undefined): Message {
  const { card: _card, ...message } = callOf(texts, handoff, consoleUrl);
  return { ...message, title: `✓ ${state}`, choices: [] };
}

export function lineOf({ language }: AgentTexts, text: string): Message {
  return { language, text: plain(text), choices: [], facts: [] };
}

function factsOf(words: AgentTexts['words'], { partner, topic, language }: Described): string[] {
  return [...(partner === undefined ? [] : [fill(words.partner, { partner: plain(partner) })]), fill(words.topic, { topic }), fill(words.language, { language })];
}

/** The marks that set off words on Cisco's screens mean nothing here, and each text keeps its own direction. */
function plain(text: string): string {
  return text.replaceAll('**', '∗∗').split('\n').map((line) => (/[^\u0000-\u05bf]/u.test(line) ? `\u2068${line}\u2069` : line)).join('\n');
}
