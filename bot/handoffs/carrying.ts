/**
 * Carries what is said in a handoff to the chat of the agent who has it: in order, once, by whichever instance comes first. Each message is a
 * turn of the agent's conversation, named by the watermark that it moves on from; both are committed together.
 */
import type { Word } from '../../dialogs/message';
import type { Services } from '../../services';
import type { AgentChat, AgentChats } from '../../services/handoffs/chats';
import type { HandoffRecord } from '../../services/handoffs/handoffs';
import type { Job } from '../jobs';
import type { Log } from '../log';
import { createQueue } from '../queue';
import type { Turns } from '../turn';
import { headOf, lineOf } from './cards';
import type { Describe } from './describing';
import { carriedAs } from './fates';
import { groupOf } from './telling';
import type { AgentTexts } from './words';

export interface CarryingParts {
  readonly services: Pick<Services, 'handoffs' | 'sayings'>;
  readonly chats: AgentChats;
  readonly turns: Pick<Turns, 'tell'>;
  /** The agent's own conversation with Lotse, and how they are called. */
  readonly findAgent: (id: string) => Promise<{ readonly name: string; readonly conversationId: string | null } | undefined>;
  readonly describe: Describe;
  readonly texts: AgentTexts;
  /** Where a handoff is opened in the console, once Lotse knows its address. */
  readonly consoleUrl: (handoffId: string) => string | undefined;
  readonly log: Log;
}

export interface Carrying {
  /** Something was said in a handoff, or it has changed. Does not throw. */
  changed(handoffId: string): Promise<void>;
  /** Whatever was left behind. */
  readonly job: Job;
}

const AT_ONCE = 50;

export function createCarrying(parts: CarryingParts): Carrying {
  const queue = createQueue();
  const changed = (handoffId: string) => queue(handoffId, () => carry(parts, handoffId)).catch((error: unknown) => parts.log.error('nothing carried to an agent', { handoff: handoffId, error }));
  return {
    changed,
    job: { name: 'agentChats', runs: 'atEachTick', nextDue: async () => undefined, run: async () => { for (const id of await parts.chats.live()) await changed(id); } },
  };
}

async function carry(parts: CarryingParts, handoffId: string): Promise<void> {
  const { services, chats } = parts;
  const handoff = await services.handoffs.find(handoffId);
  for (const chat of await chats.ofHandoff(handoffId)) if (!isTheirs(handoff, chat.agentId)) await finish(parts, handoff, chat);
  if (!handoff?.agentId || !isTheirs(handoff, handoff.agentId)) return;
  const chat = await begin(parts, handoff, handoff.agentId);
  if (chat) await carryAll(parts, handoff, chat);
}

function isTheirs(handoff: HandoffRecord | undefined, agentId: string): boolean {
  return handoff?.state === 'joined' && handoff.via === 'chat' && handoff.agentId === agentId;
}

/** Whom they have, before anything of it; undefined where they cannot be told. */
async function begin({ chats, turns, findAgent, describe, texts, consoleUrl }: CarryingParts, handoff: HandoffRecord, agentId: string): Promise<AgentChat | undefined> {
  const before = await chats.ofAgent(agentId);
  if (before?.handoffId === handoff.id && !before.isOver) return before;
  const conversationId = (await findAgent(agentId))?.conversationId;
  if (!conversationId) return undefined;
  await turns.tell(conversationId, `head|${handoff.id}|${before?.beganAt.getTime() ?? 0}`, {
    word: headOf(texts, await describe(handoff), consoleUrl(handoff.id)), effects: [chats.begin({ agentId, handoffId: handoff.id, conversationId })],
  });
  const chat = await chats.ofAgent(agentId);
  return chat?.handoffId === handoff.id && !chat.isOver ? chat : undefined;
}

async function carryAll({ services, chats, turns, texts, describe, findAgent }: CarryingParts, handoff: HandoffRecord, from: AgentChat, isLast = false): Promise<void> {
  const contact = (await describe(handoff)).contact ?? texts.words.contact;
  for (let chat: AgentChat | undefined = from, last: bigint | undefined; chat && chat.carriedTo !== last; chat = await chats.ofAgent(from.agentId)) {
    last = chat.carriedTo;
    if (chat.handoffId !== handoff.id) return;
    const said = await services.sayings.after(handoff.conversationId, String(chat.carriedTo), AT_ONCE);
    if (said.length === 0) return;
    const { speaker, text, to } = await groupOf(said, { handoffId: handoff.id, agentId: chat.agentId, contact, texts, isLast, nameOf: async (id) => (await findAgent(id))?.name ?? '' });
    if (speaker === undefined) await chats.pass(chat, to);
    else {
      const word: Word = { by: { name: speaker }, language: handoff.language, text };
      await turns.tell(chat.conversationId, carriedAs(chat, to, isLast), { word, effects: [chats.carried(chat, to)], isOnce: true }).catch(unlessMoved);
    }
  }
}

/** Another instance was faster: what it has left is looked at anew. */
function unlessMoved(error: unknown): void {
  if ((error as Error).name !== 'MovedError') throw error;
}

/** What the contact said last still arrives, where the agent had it to the end; then that it is over. */
async function finish(parts: CarryingParts, handoff: HandoffRecord | undefined, chat: AgentChat): Promise<void> {
  const { turns, chats, texts } = parts;
  const isClosed = handoff === undefined || handoff.state === 'closed';
  if (handoff && isClosed && handoff.agentId === chat.agentId) await carryAll(parts, handoff, chat, true);
  const { isOver, isPassed, commands } = texts.words;
  await turns.tell(chat.conversationId, `over|${chat.handoffId}|${chat.beganAt.getTime()}`, { word: lineOf(texts, `${isClosed ? isOver : isPassed}\n${commands}`), effects: [chats.end(chat)], mustCount: true });
}
