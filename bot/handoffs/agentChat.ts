/**
 * Agents who take part from a chat of their own with Lotse: what they write there goes to the contact whom they have, before the channel is answered,
 * so that its repetition is the retry. Whatever else comes in, and what agents say who have nobody, goes on to the dialogs.
 */
import type { Actor } from '../../services/handoffs/handoff';
import type { Clock } from '../../services/clock';
import type { AgentChats } from '../../services/handoffs/chats';
import type { Message } from '../../dialogs/message';
import { rememberedAs, saidAt, type Channel, type Incoming } from '../channels/channel';
import type { ActAnswer } from '../console/api';
import type { Acts } from '../console/parts';
import type { TurnResult, Turns } from '../turn';
import type { Calling } from './calling';
import { isForFormer, type Dealing } from './dealing';
import { commandIn, type ChatCommands, type Command } from './chatCommands';
import { isHandoffCard, lineOf, pressOn, reasonsOf, type Press } from './cards';
import type { ChatAgent, Senders } from './senders';
import { fill, type AgentTexts } from './words';

export interface AgentChatParts {
  readonly turns: Turns;
  readonly acts: Pick<Acts, 'accept' | 'say' | 'note' | 'transfer' | 'close'>;
  readonly senders: Senders;
  readonly chats: Pick<AgentChats, 'findJoined' | 'ofAgent'>;
  readonly dealing: Dealing;
  readonly clock: Clock;
  /** From now on the agent is told there. */
  readonly setConversation: (agentId: string, conversationId: string) => Promise<void>;
  readonly calling: Pick<Calling, 'here' | 'changed'>;
  /** A handoff has changed: what it means for the chats of agents. */
  readonly changed: (handoffId: string) => Promise<void>;
  readonly commands: ChatCommands;
  readonly texts: AgentTexts;
}

/** What an agent has sent. `id`: the same each time the channel repeats it, in all conversations. */
interface FromAgent {
  readonly agent: ChatAgent;
  readonly incoming: Incoming;
  readonly id: string;
  /** When they sent it, as the channel says. */
  readonly saidAt: Date;
}

/** "!" or "/note" in front keeps words from the contact. */
const NOTE = /^\s*(?:[!！]|\/note\b)\s*/iu;

/** Turns as the channels play them: those of agents go another way. */
export function withAgents(parts: AgentChatParts): Turns {
  const { turns } = parts;
  return {
    ...turns,
    hear: async (incoming, channel, isAnswered) => {
      const { isDone, isNewIn } = await take(parts, incoming, channel);
      const result = isDone ? nothing(incoming, channel) : await turns.hear(incoming, channel, isAnswered);
      // Once Lotse has answered: before that there may be no conversation in which it could be said.
      if (isNewIn) await tell(parts, isNewIn, `commands|${isNewIn.id}`, parts.texts.words.welcome);
      return result;
    },
  };
}

interface Taken {
  /** It was an agent's, and there is nothing left to be done. */
  readonly isDone: boolean;
  /** An agent who has this chat from now on, and has to hear what can be done in it. */
  readonly isNewIn?: ChatAgent;
}

/** Throws where it could not be done: then the channel repeats it. */
async function take(parts: AgentChatParts, incoming: Incoming, channel: Channel): Promise<Taken> {
  const { kind, from, heard } = incoming;
  if (kind === 'arrival' || kind === 'departure') return { isDone: false };
  const isCall = heard.press !== undefined && isHandoffCard(heard.press.card);
  const sender = from && await parts.senders.find(from);
  // Such a button is nobody's but support's.
  if (!sender) return { isDone: isCall };
  const conversationId = rememberedAs(channel.id, incoming.conversation);
  const at = saidAt(incoming, parts.clock.now());
  return parts.dealing(sender.id, async () => {
    // What came before may have changed where their chat is, and whoever was removed meanwhile is nobody's agent.
    const agent = await parts.senders.find(from);
    return agent ? takeFrom(parts, { agent, incoming, id: `chat|${conversationId}|${incoming.id}`, saidAt: at }, { channel, conversationId, isCall }) : { isDone: isCall };
  });
}

async function takeFrom(parts: AgentChatParts, sent: FromAgent, { channel, conversationId, isCall }: { readonly channel: Channel; readonly conversationId: string; readonly isCall: boolean }): Promise<Taken> {
  const { agent, incoming } = sent;
  const { heard } = incoming;
  const press = heard.press && pressOn(heard.press);
  if (!heard.isDirect) {
    if (press) await act(parts, sent, press);
    return { isDone: isCall || await parts.calling.here(actorOf(agent), incoming, channel) };
  }
  const isNew = agent.conversationId !== conversationId;
  if (isNew) await parts.setConversation(agent.id, conversationId);
  const known = { ...sent, agent: { ...agent, conversationId } };
  return { isDone: await inOwnChat(parts, known, isCall, press), ...(isNew && { isNewIn: known.agent }) };
}

/** Where an agent and Lotse are alone. */
async function inOwnChat(parts: AgentChatParts, sent: FromAgent, isCall: boolean, press: Press | undefined): Promise<boolean> {
  const { agent, incoming: { kind, heard } } = sent;
  if (isCall) {
    if (press) await act(parts, sent, press);
    return true;
  }
  const handoffId = await parts.chats.findJoined(agent.id);
  const command = kind === 'message' && !heard.press ? commandIn(heard.text) : undefined;
  if (command) await obey(parts, sent, command, handoffId);
  else if (handoffId !== undefined) await speak(parts, sent, handoffId);
  else if (kind === 'message' && !heard.press && isForFormer(await parts.chats.ofAgent(agent.id), agent.conversationId, sent.saidAt)) await tell(parts, agent, sent.id, parts.texts.words.refusals.over);
  else return false;
  return true;
}

/** What is typed instead of pressed; `handoffId`: of whom they have. */
async function obey(parts: AgentChatParts, sent: FromAgent, command: Command, handoffId: string | undefined): Promise<void> {
  const { acts, commands, texts } = parts;
  const { agent, id, saidAt: at } = sent;
  if (command === 'queue') return tell(parts, agent, id, await commands.queue(), 'queue');
  if (command === 'close') return tell(parts, agent, id, handoffId === undefined ? texts.words.nobodyHere : reasonsOf(texts, handoffId));
  if (handoffId !== undefined) return tell(parts, agent, id, texts.words.refusals.oneAtATime);
  const answer = await commands.next(agent, async ({ id: waiting }) => {
    const accepted = await acts.accept(actorOf(agent), waiting, { id, via: 'chat', saidAt: at });
    if (accepted.kind === 'done') changed(parts, waiting);
    return accepted;
  });
  if (answer?.kind !== 'done') await tell(parts, agent, id, answer?.kind === 'refused' ? wordsOf(texts, answer) : texts.words.nobodyWaits);
}

/** Words, a note, or a change of either. */
async function speak(parts: AgentChatParts, { agent, incoming: { kind, heard }, id, saidAt: at }: FromAgent, handoffId: string): Promise<void> {
  const { acts, texts: { words } } = parts;
  const by = actorOf(agent);
  const isNote = NOTE.test(heard.text);
  const text = heard.text.replace(NOTE, '');
  if (kind !== 'message') return tell(parts, agent, id, kind === 'edit' ? words.unedited : words.unremoved);
  if (heard.press) return tell(parts, agent, id, words.stale);
  if (heard.hasAttachments) await tell(parts, agent, `${id}|file`, words.refusals.file);
  if (text.trim() === '') return;
  const answer = await (isNote ? acts.note(by, handoffId, { id, text, saidAt: at }) : acts.say(by, handoffId, { id, text: heard.text, saidAt: at }));
  if (answer.kind !== 'done') await tell(parts, agent, id, wordsOf(parts.texts, answer));
  else if (isNote) await tell(parts, agent, id, words.noted);
}

async function act(parts: AgentChatParts, sent: FromAgent, press: Press): Promise<void> {
  const { acts, texts } = parts;
  const { agent, id } = sent;
  const { handoffId } = press;
  const by = actorOf(agent);
  if (press.act === 'close') return tell(parts, agent, id, reasonsOf(texts, handoffId));
  if (press.act === 'accept') await accept(parts, sent, handoffId);
  else {
    const answer = await (press.act === 'closeAs' ? acts.close(by, handoffId, { id, reason: press.reason }) : acts.transfer(by, handoffId, { id }));
    if (answer.kind !== 'done') await tell(parts, agent, id, wordsOf(texts, answer));
  }
  changed(parts, handoffId);
}

/** Beside the answer: nobody has to wait for what others are shown. */
function changed(parts: AgentChatParts, handoffId: string): void {
  void parts.changed(handoffId);
  void parts.calling.changed(handoffId);
}

/** In the chat where there is one, and one at a time there: else nobody would know for whom words are. */
async function accept(parts: AgentChatParts, { agent, id, saidAt: at }: FromAgent, handoffId: string): Promise<void> {
  const { acts, chats, texts } = parts;
  const other = agent.conversationId === null ? undefined : await chats.findJoined(agent.id);
  if (other !== undefined && other !== handoffId) return tell(parts, agent, id, texts.words.refusals.oneAtATime);
  const answer = await acts.accept(actorOf(agent), handoffId, { id, via: agent.conversationId === null ? 'console' : 'chat', saidAt: at });
  if (answer.kind !== 'done') await tell(parts, agent, id, wordsOf(texts, answer));
}

function wordsOf({ words: { refusals } }: AgentTexts, answer: Exclude<ActAnswer, { kind: 'done' }>): string {
  if (answer.kind === 'taken') return fill(refusals.taken, { agent: answer.by });
  return answer.kind === 'over' ? refusals.over : refusals[answer.why];
}

/** Said to the agent alone, once; whoever has no chat with Lotse sees it on the card. What tells of contacts has a name of its own: it goes with them (services/turns.ts). */
async function tell({ turns, texts }: AgentChatParts, { conversationId }: ChatAgent, id: string, what: string | Message, as: 'answer' | 'queue' = 'answer'): Promise<void> {
  if (conversationId !== null) await turns.tell(conversationId, `${as}|${id}`, { word: typeof what === 'string' ? lineOf(texts, what) : what });
}

function actorOf({ id, name, firstName }: ChatAgent): Actor {
  return { id, name, firstName };
}

/** A turn in which nobody has said anything. */
function nothing({ conversation, id, address }: Incoming, channel: Channel): TurnResult {
  return { conversationId: rememberedAs(channel.id, conversation), activityId: id, channel: channel.id, address, replies: [], moments: [], said: 0, toSend: false };
}
