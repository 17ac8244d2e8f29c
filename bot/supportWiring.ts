/** Builds what people of support work with: the console, the acts, the watch over whoever waits. Constructs, like wiring.ts. */
import { isOneOf } from '../services/agents/agent';
import type { Services } from '../services';
import type { Listening } from '../services/bell';
import { FILE_KINDS } from '../services/fileKinds';
import type { Network } from '../services/network';
import { createAuditCheck } from './auditCheck';
import { createConsole, type ConsoleBack } from './console/console';
import { createDesk, createSowing } from './console/desk';
import type { Links } from './console/links';
import type { Acts } from './console/parts';
import { TALKS, type House } from './console/reading';
import { createReads } from './console/reads';
import type { Settings } from './env';
import type { Ground } from './ground';
import { createActs } from './handoffs/acts';
import type { Channel } from './channels/channel';
import type { Calls } from './handoffs/calls';
import type { Missed } from './handoffs/fates';
import { withHub, withoutHub } from './handoffs/hub';
import { createSlowing } from './handoffs/slowing';
import { createAgentPlaces, type AgentPlaces } from './handoffs/agentPlaces';
import { createWatch } from './handoffs/watch';
import type { Job } from './jobs';
import type { Log } from './log';
import { jsonReader } from './server';
import type { Serving } from './serving';
import type { Turns } from './turn';

export interface SupportParts {
  readonly settings: Settings;
  readonly ground: Ground;
  readonly network: Network;
  readonly pagesFolder: string;
  readonly turns: Turns;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly onMail: () => void;
  /** What tests put in its place. */
  readonly back?: ConsoleBack | undefined;
}

export interface Support {
  readonly servings: readonly Serving[];
  /** Turns as the channels play them: what agents say in chats of their own goes to contacts. */
  readonly turns: Turns;
  /** The way into the console in local mode. */
  readonly links: Links | undefined;
  readonly acts: Acts;
  readonly jobs: readonly Job[];
  readonly missed: Missed;
  /** A contact writes faster than anybody can read. */
  readonly slowDown: (conversation: string) => void;
}

/** Files that an agent sends can be fetched for as long as transcripts are kept. */
const DAY_MS = 86_400_000;

export function wireSupport({ settings, ground, network, pagesFolder, turns, channels, onMail, back }: SupportParts): Support {
  const { services, address, log, metrics } = ground;
  const { isLocal, http, files, conversation } = settings;
  const acts = createActs({
    services, turns, audit: services.audit, files: services.agentFiles, corrections: services.desk.corrections, textLimit: conversation.textLimit, fileLifeMs: settings.retention.transcriptDays * DAY_MS,
    findAgent: async (id) => {
      const agent = await services.agents.find(id);
      // Whoever may not see conversations is given none.
      return agent && !agent.isRemoved && isOneOf(agent.roles, TALKS) ? agent : undefined;
    },
  });
  const desk = createDesk(services.desk, services.audit);
  const { serving, links } = createConsole({
    settings: settings.console, isLocal, publicUrl: http.publicUrl, address, services, network, readJson: jsonReader(http.bodyLimitBytes), fileLimitBytes: files.limitBytes, pagesFolder, log, metrics,
    acts, desk, reads: createReads({ desk: services.desk, audit: services.audit, auditChecks: services.auditChecks, language: settings.handoffs.supportLanguage }), house: houseOf(settings, services), ...back,
  });
  const chats = createAgentPlaces({ services, acts, turns, channels, log, address, language: settings.handoffs.supportLanguage, zone: settings.handoffs.desk.zone });
  const calls = callsOf(services, chats);
  const watch = createWatch({ watching: services.watching, tell: turns.tell, calls, audit: services.audit, onMail, log, metrics });
  return {
    servings: [serving, hearing(services, chats, log)], turns: withHub({ turns: chats.turns, handoffs: services.handoffs, calls, audit: services.audit, clock: services.clock, log, metrics }), links, acts, jobs: [watch, createSowing(services), createAuditCheck(services, log), ...chats.jobs], missed: withoutHub({ turns, handoffs: services.handoffs, calls, audit: services.audit, log }, chats.missed),
    slowDown: createSlowing({ services, turns: () => turns, channels: () => [...channels.keys()], log }),
  };
}

/** Whatever happens to a handoff, on any instance, is carried to the chat and shown on the card that it concerns. */
function hearing({ bell }: Services, chats: AgentPlaces, log: Log): Serving {
  let listening: Listening | undefined;
  return {
    doors: [],
    begin: async () => {
      listening = await bell.listen({ onHandoff: (id) => void chats.changed(id) });
      if (!listening.isRinging()) log.error('LISTEN does not come through to the database: pages of the console learn of changes by looking, and hear no calls (npm run doctor)', {});
    },
    end: () => void listening?.stop(),
  };
}

function houseOf({ files, handoffs }: Settings, { office, clock }: Services): House {
  const accept = files.kinds.map((kind) => FILE_KINDS[kind].contentType).join(',');
  return () => {
    const now = clock.now();
    return { office: { isOpen: office.isOpen(now), until: (office.closesAt(now) ?? office.opensAt(now) ?? now).toISOString(), zone: handoffs.desk.zone }, files: { accept, limitBytes: files.limitBytes } };
  };
}

/** On every page of the console that is open, and in the channel of support: whoever has it where they are silent, leads where it takes long, else everybody. */
function callsOf({ bell, handoffs, agents }: Services, chats: AgentPlaces): Calls {
  return {
    call: async (handoffId, why) => {
      const agentId = why === 'agentSilent' ? (await handoffs.find(handoffId))?.agentId : undefined;
      await bell.call({ handoffId, ...(agentId !== undefined && { agentId }), ...(why === 'lead' && { role: 'lead' as const }) });
      const leads = why === 'lead' ? (await agents.list()).filter(({ roles, isRemoved }) => roles.includes('lead') && !isRemoved).map(({ id }) => id) : [];
      await chats.call(handoffId, agentId === undefined ? 'waitsStill' : 'waitsForYou', agentId === undefined ? leads : [agentId]);
    },
  };
}
