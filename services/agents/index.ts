/** What there is for the people of support: who they are, their sessions, what they send, and the trail of what they did. */
import { createHmac } from 'node:crypto';
import { createAudit, type Audit } from '../audit';
import { createAuditChecks, type AuditChecks } from '../auditChecks';
import { createBell, type Bell } from '../bell';
import type { Database } from '../../prisma/database';
import type { Clock } from '../clock';
import type { Memory } from '../memory';
import type { Random } from '../random';
import { createCallCards, type CallCards } from '../handoffs/callCards';
import { createCallPlaces, type CallPlaces } from '../handoffs/callPlace';
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
  readonly auditChecks: AuditChecks;
  readonly agents: Agents;
  readonly agentFiles: AgentFiles;
  readonly sessions: Sessions;
  readonly signIns: SignIns;
  readonly bell: Bell;
  readonly agentChats: AgentChats;
  readonly callCards: CallCards;
  readonly callPlaces: CallPlaces;
}

export function createAgentServices(doors: { readonly database: Database; readonly clock: Clock; readonly random: Random; readonly memory: Memory }, key: Buffer, settings: AgentSettings, files: AgentFileSettings): AgentServices {
  const audit = createAudit(doors.database);
  const agents = createAgents({ ...doors, audit, firstAdmin: settings.firstAdmin });
  return {
    audit, auditChecks: createAuditChecks({ ...doors, audit, key: createHmac('sha256', key).update('audit').digest() }), agents, agentFiles: createAgentFiles(doors, files), sessions: createSessions({ ...doors, agents, audit }, settings),
    signIns: createSignIns({ ...doors, key }), bell: createBell(doors.database), agentChats: createAgentChats(doors.database), callCards: createCallCards(doors.database, doors.clock), callPlaces: createCallPlaces({ ...doors, audit }),
  };
}
