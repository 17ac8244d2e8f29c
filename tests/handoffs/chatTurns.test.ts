/** How the turns of agents' chats are named, and whose they are: so that what tells of a contact is found again, and nothing goes to where an agent was before. */
import type { Channel, Incoming } from '../../bot/channels/channel';
import { withAgents, type AgentChatParts } from '../../bot/handoffs/agentChat';
import { carriedAs, createMissed, type FatesParts } from '../../bot/handoffs/fates';
import type { ChatAgent } from '../../bot/handoffs/senders';
import { agentTexts } from '../../bot/handoffs/words';
import { standingClock } from '../clocks';

const NOW = Date.UTC(2027, 1, 1, 9);
const texts = agentTexts('en');
const MIA: ChatAgent = { id: 'mia', name: 'Mia Keller', firstName: 'Mia', roles: ['agent'], languages: [], topics: [], conversationId: 'msteams|a:mia' };
const types = (text: string): Incoming => ({ kind: 'message', conversation: 'a:mia', address: '', id: '1', from: { tenant: 't', id: 'mia' }, heard: { text, hasAttachments: false, isDirect: true, locale: 'en' } });

/** Mia's chat, in which her row is read as `found` one after the other; what was told there, and what else was done. */
function chat(found: readonly (ChatAgent | undefined)[]) {
  const done: string[] = [];
  const left = [...found];
  const turns = withAgents({
    turns: { hear: async () => { done.push('heard by Lotse'); }, tell: async (conversation: string, id: string) => { done.push(`${conversation} ${id}`); } },
    senders: { find: async () => left.shift() }, dealing: async (_id: string, work: () => Promise<unknown>) => work(), clock: standingClock(NOW), chats: { findJoined: async () => undefined, ofAgent: async () => undefined },
    setConversation: async (_id: string, conversation: string) => { done.push(`moved to ${conversation}`); }, commands: { queue: async () => 'Ana Muster waits' }, texts,
  } as unknown as AgentChatParts);
  return { done, hears: (text: string) => turns.hear(types(text), { id: 'msteams' } as Channel, false) };
}

it('who waits is told in a turn that goes with whoever is forgotten', async () => {
  const { done, hears } = chat([MIA, MIA]);
  await hears('/queue');
  expect(done).toEqual(['msteams|a:mia queue|chat|msteams|a:mia|1']);
});

it('what came before is known when the next is dealt with: a chat that was just found is not found anew', async () => {
  const { done, hears } = chat([{ ...MIA, conversationId: null }, MIA]);
  await hears('/queue');
  expect(done).toEqual(['msteams|a:mia queue|chat|msteams|a:mia|1']);
});

it('whoever was removed while their words waited is nobody\'s agent', async () => {
  const { done, hears } = chat([MIA, undefined]);
  await hears('/queue');
  expect(done).toEqual(['heard by Lotse']);
});

it.each([[true, 0], [false, 1]])('what may have been missed is told again as it was told: without what Lotse said where it was over then (%s)', async (isLast, times) => {
  const again: string[] = [];
  const missed = createMissed({
    services: { handoffs: { find: async () => ({ id: 'h', conversationId: 'c' }) }, sayings: { missed: async () => undefined, after: async () => [{ id: '9', by: 'lotse', handoffId: 'h', text: 'Step 2 of 10' }] }, clock: standingClock(NOW) },
    turns: { tell: async (_conversation: string, _id: string, { word }: { word: { text: string } }) => { again.push(word.text); } }, findAgent: async () => MIA, describe: async () => ({ contact: 'Ana' }), texts,
  } as unknown as FatesParts);
  await missed({ conversationId: 'msteams|a:mia', activityId: carriedAs({ handoffId: 'h', agentId: 'mia', beganAt: new Date(NOW), carriedTo: 8n }, 9n, isLast) }, 'unknown');
  expect(again).toEqual(Array(times).fill(expect.stringContaining('Step 2 of 10')));
});
