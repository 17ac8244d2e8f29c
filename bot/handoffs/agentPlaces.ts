/** Where people of support take part beside the console, in chats and channels of their own, built together: what channels hear, and what is carried and shown there. */
import type { Language } from '../../locales';
import type { Services } from '../../services';
import type { Channel } from '../channels/channel';
import type { Acts } from '../console/parts';
import type { Job } from '../jobs';
import type { Log } from '../log';
import type { Turns } from '../turn';
import { withAgents } from './agentChat';
import { createCalling, type Calling } from './calling';
import { createCarrying } from './carrying';
import { createChatCommands } from './chatCommands';
import { createDescribe, createMoment } from './describing';
import { createDealing } from './dealing';
import { createMissed, type Missed } from './fates';
import { createSenders } from './senders';
import { agentTexts } from './words';

export interface AgentPlacesParts {
  readonly services: Pick<Services, 'handoffs' | 'sayings' | 'contacts' | 'partners' | 'clock' | 'random' | 'agents' | 'agentChats' | 'callCards' | 'callPlaces'>;
  readonly acts: Pick<Acts, 'accept' | 'say' | 'note' | 'transfer' | 'close'>;
  readonly turns: Turns;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly log: Log;
  /** Where Lotse is reached from outside, once that is known. */
  readonly address: () => string | undefined;
  readonly language: Language;
  readonly zone: string;
}

export interface AgentPlaces {
  /** Turns as the channels play them. */
  readonly turns: Turns;
  /** Something was said in a handoff, or it has changed. Does not throw. */
  changed(handoffId: string): Promise<void>;
  readonly call: Calling['call'];
  /** What did not arrive, or of which nobody knows. */
  readonly missed: Missed;
  readonly jobs: readonly Job[];
}

export function createAgentPlaces({ services, acts, turns, channels, log, address, language, zone }: AgentPlacesParts): AgentPlaces {
  const { agents, agentChats: chats, callCards: cards } = services;
  const texts = agentTexts(language);
  const moment = createMoment(texts, zone);
  const describe = createDescribe(services, texts, moment);
  const consoleUrl = (handoffId: string) => { const base = address(); return base && `${base.replace(/\/$/, '')}/console#/queue/${encodeURIComponent(handoffId)}`; };
  const dealing = createDealing({ services });
  const calling = createCalling({ cards, handoffs: services.handoffs, channels, callPlaces: services.callPlaces, findAgent: agents.find, describe, moment, texts, consoleUrl, log });
  const carrying = createCarrying({ services, chats, turns, findAgent: agents.find, describe, texts, consoleUrl, log });
  return {
    turns: withAgents({ turns, acts, senders: createSenders(agents.findBySender, services.clock), clock: services.clock, dealing, chats, setConversation: agents.setConversation, calling, changed: carrying.changed, commands: createChatCommands({ handoffs: services.handoffs, describe, texts }), texts }),
    changed: async (handoffId) => { await Promise.all([carrying.changed(handoffId), calling.changed(handoffId)]); },
    call: calling.call, missed: createMissed({ services, turns, findAgent: agents.find, describe, texts }), jobs: [carrying.job, calling.job],
  };
}
