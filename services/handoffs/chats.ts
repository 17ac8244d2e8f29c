/** What agents see of handoffs in chats of their own: whose it is, and up to where what was said has been carried there. */
import type { Database, Transaction } from '../../prisma/database';
import type { Effect } from '../turns';

/** A handoff in an agent's chat: one that they have, or had. */
export interface AgentChat {
  readonly agentId: string;
  readonly handoffId: string;
  /** The agent's own conversation with Lotse. */
  readonly conversationId: string;
  readonly beganAt: Date;
  readonly carriedTo: bigint;
  readonly isOver: boolean;
  /** When they were told so. */
  readonly overAt: Date | null;
}

export interface AgentChats {
  /** Of an agent; the last one, where it is over. */
  ofAgent(agentId: string): Promise<AgentChat | undefined>;
  /** Of a handoff: an agent who had it may be about to be told so. */
  ofHandoff(handoffId: string): Promise<readonly AgentChat[]>;
  /** The handoff that an agent has taken in a chat of their own; undefined where they have none. */
  findJoined(agentId: string): Promise<string | undefined>;
  /** Handoffs that somebody has in a chat, or had and was not told of the end. */
  live(): Promise<readonly string[]>;
  /** From here on it is in this chat, with all that was said since somebody was asked for. */
  begin(chat: Pick<AgentChat, 'agentId' | 'handoffId' | 'conversationId'>): Effect;
  /** Moves on; throws a MovedError where another instance has: then nothing of the turn happens. */
  carried(chat: AgentChat, to: bigint): Effect;
  /** The same for what nobody has to be told. */
  pass(chat: AgentChat, to: bigint): Promise<boolean>;
  /** The agent was told that it is not theirs any more. */
  end(chat: AgentChat): Effect;
  /** An agent who is not there any more has none. */
  forget(agentId: string): Promise<void>;
}

/** Another instance has carried it. */
export class MovedError extends Error {
  override readonly name = 'MovedError';
}

export function createAgentChats({ prisma }: Database): AgentChats {
  return {
    ofAgent: async (agentId) => (await prisma.handoffChat.findUnique({ where: { agentId } })) ?? undefined,
    ofHandoff: (handoffId) => prisma.handoffChat.findMany({ where: { handoffId, isOver: false } }),
    findJoined: async (agentId) => (await prisma.handoff.findFirst({ where: { agentId, state: 'joined', via: 'chat' }, select: { id: true }, orderBy: { joinedAt: 'desc' } }))?.id,
    live: async () => {
      const joined = await prisma.handoff.findMany({ where: { state: 'joined', via: 'chat' }, select: { id: true } });
      const told = await prisma.handoffChat.findMany({ where: { isOver: false }, select: { handoffId: true } });
      return [...new Set([...joined.map(({ id }) => id), ...told.map(({ handoffId }) => handoffId)])];
    },
    begin: ({ agentId, handoffId, conversationId }) => async (transaction, { at }) => {
      const { _min: first } = await transaction.saying.aggregate({ where: { handoffId }, _min: { id: true } });
      const chat = { handoffId, conversationId, beganAt: at, carriedTo: (first.id ?? 1n) - 1n, isOver: false, overAt: null };
      await transaction.handoffChat.upsert({ where: { agentId }, create: { agentId, ...chat }, update: chat });
    },
    carried: (chat, to) => async (transaction) => {
      if (!(await move(transaction, chat, to))) throw new MovedError('Another instance has carried it.');
    },
    pass: (chat, to) => move(prisma, chat, to),
    forget: async (agentId) => { await prisma.handoffChat.deleteMany({ where: { agentId } }); },
    end: ({ agentId, handoffId }) => async (transaction, { at }) => {
      await transaction.handoffChat.updateMany({ where: { agentId, handoffId }, data: { isOver: true, overAt: at } });
    },
  };
}

async function move({ handoffChat }: Pick<Transaction, 'handoffChat'>, { agentId, handoffId, beganAt, carriedTo }: AgentChat, to: bigint): Promise<boolean> {
  return (await handoffChat.updateMany({ where: { agentId, handoffId, beganAt, carriedTo }, data: { carriedTo: to } })).count === 1;
}
