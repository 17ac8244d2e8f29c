/** What there is for the people of support: who they are, their sessions, what they send, and the trail of what they did. */
import { createAudit, type Audit } from '../audit';
import { createBell, type Bell } from '../bell';
import type { Database } from '../../prisma/database';
import type { Clock } from '../clock';
import type { Random } from '../random';
import { createCallCards, type CallCards } from '../handoffs/callCards';
import { createAgentChats, type AgentChats } from '../handoffs/chats';
import { createAgentFiles, type AgentFiles, type AgentFileSettings } from './agentFiles';
import { createAgents, type Agents } from './agents';
import { createSessions, type Sessions, type SessionSettings } from './sessions';
import { createSignIns, type SignIns } from './signIns';

export interface AgentSettings extends SessionSettings {
  readonly firstAdmin: string;
}

export interface AgentServices {
  readonly audit: Audit;
  readonly agents: Agents;
  readonly agentFiles: AgentFiles;
  readonly sessions: Sessions;
  readonly signIns: SignIns;
  readonly bell: Bell;
  readonly agentChats: AgentChats;
  readonly callCards: CallCards;
}

export function createAgentServices(doors: { readonly database: Database; readonly clock: Clock; readonly random: Random }, key: Buffer, settings: AgentSettings, files: AgentFileSettings): AgentServices {
  const audit = createAudit(doors.database);
  const agents = createAgents({ ...doors, audit, firstAdmin: settings.firstAdmin });
  return {
    audit, agents, agentFiles: createAgentFiles(doors, files), sessions: createSessions({ ...doors, agents }, settings),
    signIns: createSignIns({ ...doors, key }), bell: createBell(doors.database), agentChats: createAgentChats(doors.database), callCards: createCallCards(doors.database, doors.clock),
  };
}
