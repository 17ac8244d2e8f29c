/**
 * What an agent sends in chats is dealt with one after the other, over all instances: to whom a word goes depends on what was pressed before it.
 * Here in the order in which it came; between instances whoever dies lets the others wait for a while only.
 */
import { BusyError } from '../turn';
import { createQueue } from '../queue';
import type { Services } from '../../services';
import type { AgentChat } from '../../services/handoffs/chats';

export interface DealingParts {
  readonly services: Pick<Services, 'agents' | 'clock' | 'random'>;
}

/** Throws a BusyError where others are not done in time: then the channel repeats it. */
export type Dealing = <T>(agentId: string, work: () => Promise<T>) => Promise<T>;

/** As long as a turn is tried (turn.ts), and longer than anybody who has died is waited for. */
const LONGEST_WAIT_MS = 10_000;
const LOOK_EVERY_MS = 40;
/** What is held so lasts five seconds: one may be lost. */
const HOLD_EVERY_MS = 2000;
/** So long words may be under way. */
const LATE_MS = 5 * 60_000;

export function createDealing({ services: { agents, clock, random } }: DealingParts): Dealing {
  const queue = createQueue();
  return (agentId, work) => queue(agentId, async () => {
    const token = random.uuid();
    const untilMs = clock.monotonicMs() + LONGEST_WAIT_MS;
    while (!(await agents.deal(agentId, token))) {
      if (clock.monotonicMs() > untilMs) throw new BusyError('What the agent sent before is still being dealt with: repeat the activity.');
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    // One act may be several turns, each of which may take as long as anybody waits here.
    const holding = setInterval(() => void agents.dealStill(agentId, token).catch(() => {}), HOLD_EVERY_MS).unref();
    try {
      return await work();
    } finally {
      clearInterval(holding);
      // Where the database is away its time runs out.
      await agents.dealt(agentId, token).catch(() => {});
    }
  });
}

/** Whether words were written before the agent was told that the contact is not theirs any more: then they are not meant for Lotse. By two clocks: one that is far off must not take words away from Lotse for long. */
export function isForFormer(chat: AgentChat | undefined, conversationId: string | null, saidAt: Date): boolean {
  if (chat?.conversationId !== conversationId) return false;
  if (chat.overAt === null) return !chat.isOver;
  return saidAt < chat.overAt && chat.overAt.getTime() - saidAt.getTime() < LATE_MS;
}
