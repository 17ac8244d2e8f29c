/** What agents type in a chat of their own instead of pressing something: to take whoever waits, to see who waits, and to end a conversation. Contacts never see it. */
import type { ChatAgent } from './senders';
import type { ActAnswer } from '../console/api';
import { nextFor } from '../../services/handoffs/rules';
import type { HandoffRecord, Handoffs } from '../../services/handoffs/handoffs';
import { queueLine } from './cards';
import type { Describe } from './describing';
import { fill, type AgentTexts } from './words';

export type Command = 'next' | 'queue' | 'close';

export interface ChatCommandParts {
  readonly handoffs: Pick<Handoffs, 'waiting'>;
  readonly describe: Describe;
  readonly texts: AgentTexts;
}

export interface ChatCommands {
  /** Who waits, one line each, in the order in which they came. */
  queue(): Promise<string>;
  /** Has `accept` take whoever waits longest of those who suit the agent, else the next one: what it answered last, or undefined where nobody waits. */
  next(agent: ChatAgent, accept: (handoff: HandoffRecord) => Promise<ActAnswer>): Promise<ActAnswer | undefined>;
}

const COMMAND = /^\s*[/／](next|queue|close)\s*$/iu;
/** A message that a person reads; the console has all of them. */
const MOST_SHOWN = 15;
/** So many who are waiting are looked at to find who suits. */
const MOST_WEIGHED = 200;

export function commandIn(text: string): Command | undefined {
  return COMMAND.exec(text)?.[1]?.toLowerCase() as Command | undefined;
}

export function createChatCommands({ handoffs, describe, texts }: ChatCommandParts): ChatCommands {
  const { words } = texts;
  return {
    queue: async () => {
      const waiting = await handoffs.waiting(MOST_WEIGHED);
      if (waiting.length === 0) return words.nobodyWaits;
      const shown = await Promise.all(waiting.slice(0, MOST_SHOWN).map(async (handoff) => queueLine(words, await describe(handoff))));
      const more = waiting.length - shown.length;
      return [...shown, ...(more > 0 ? [fill(words.moreWait, { count: String(more) })] : [])].join('\n');
    },
    next: async (agent, accept) => {
      let answer: ActAnswer | undefined;
      // Somebody may have been taken by a colleague, or have gone, since they were looked at.
      for (const handoff of nextFor(agent, await handoffs.waiting(MOST_WEIGHED))) {
        answer = await accept(handoff);
        if (answer.kind === 'done' || answer.kind === 'refused') return answer;
      }
      return answer;
    },
  };
}
