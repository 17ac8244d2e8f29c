/**
 * What did not arrive, or of which nobody knows: whoever said it hears so, in the transcript and in a chat of their own, also when the handoff
 * is over or somebody else's by then; and what an agent may have missed in their chat is told there again, and called that.
 */
import type { Word } from '../../dialogs/message';
import type { Services } from '../../services';
import type { Turns } from '../turn';
import type { Describe } from './describing';
import { groupOf, isToldDirectly } from './telling';
import { fill, type AgentTexts } from './words';

export interface FatesParts {
  readonly services: Pick<Services, 'handoffs' | 'sayings' | 'clock'>;
  readonly turns: Pick<Turns, 'tell'>;
  readonly findAgent: (id: string) => Promise<{ readonly name: string; readonly conversationId: string | null } | undefined>;
  readonly describe: Describe;
  readonly texts: AgentTexts;
}

interface Turn { readonly conversationId: string; readonly activityId: string }

/** Called before the turn counts as done, so that it is told after a crash, too; all of it is told once. */
export type Missed = (turn: Turn, how: 'undelivered' | 'unknown') => Promise<void>;

const CARRY = 'carry';
const LAST = 'last';
const MOST = 50;

/** Names a turn that carries sayings of a handoff to an agent: so that they can be found again; what was carried when it was over tells fewer of them. */
export function carriedAs(chat: { readonly handoffId: string; readonly agentId: string; readonly beganAt: Date; readonly carriedTo: bigint }, to: bigint, isLast = false): string {
  return [CARRY, chat.handoffId, chat.beganAt.getTime(), chat.carriedTo, to, chat.agentId, ...(isLast ? [LAST] : [])].join('|');
}

export function createMissed(parts: FatesParts): Missed {
  return async (turn, how) => {
    const word = await parts.services.sayings.missed(turn, how, parts.services.clock.now());
    if (word?.agentId !== undefined && isToldDirectly(turn.activityId)) await tellAuthor(parts, turn, how, { ...word, agentId: word.agentId });
    if (turn.activityId.startsWith(`${CARRY}|`)) await tellAgain(parts, turn);
  };
}

async function tellAuthor({ services, turns, findAgent, describe, texts }: FatesParts, { activityId }: Turn, how: Parameters<Missed>[1], { agentId, handoffId = '', text }: { readonly agentId: string; readonly handoffId?: string; readonly text: string }): Promise<void> {
  const conversationId = (await findAgent(agentId))?.conversationId;
  const handoff = await services.handoffs.find(handoffId);
  // Of whoever has been deleted nothing is said any more.
  if (!conversationId || !handoff || handoff.conversationId === '') return;
  const contact = (await describe(handoff)).contact ?? texts.words.contact;
  await turns.tell(conversationId, `fate|${handoffId}|${activityId}`, { word: noteOf(texts, fill(texts.words.events[how], { contact, text })) });
}

async function tellAgain({ services, turns, findAgent, describe, texts }: FatesParts, { conversationId, activityId }: Turn): Promise<void> {
  const [, handoffId = '', , from = '', to = '', agentId = '', last] = activityId.split('|');
  const handoff = await services.handoffs.find(handoffId);
  if (!handoff || handoff.conversationId === '' || agentId === '') return;
  const contact = (await describe(handoff)).contact ?? texts.words.contact;
  const said = (await services.sayings.after(handoff.conversationId, from, MOST)).filter(({ id }) => BigInt(id) <= BigInt(to));
  if (said.length === 0) return;
  const { speaker, text } = await groupOf(said, { handoffId, agentId, contact, texts, isLast: last === LAST, nameOf: async (id) => (await findAgent(id))?.name ?? '' });
  if (speaker !== undefined) await turns.tell(conversationId, `fate|${handoffId}|${activityId}`, { word: noteOf(texts, fill(texts.words.again, { speaker, text })) });
}

/** As what Lotse tells agents beside the words of others. */
function noteOf({ language, words }: AgentTexts, text: string): Word {
  return { by: { name: words.event }, language, text };
}
