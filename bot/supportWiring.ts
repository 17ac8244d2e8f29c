/** Builds what people of support work with: the console, the acts, the watch over whoever waits. Constructs, like wiring.ts. */
import type { Services } from '../services';
import { FILE_KINDS } from '../services/fileKinds';
import type { Network } from '../services/network';
import { createConsole, type ConsoleBack } from './console/console';
import { createDesk } from './console/desk';
import type { Links } from './console/links';
import type { Acts } from './console/parts';
import type { House } from './console/reading';
import { createReads } from './console/reads';
import type { Settings } from './env';
import type { Ground } from './ground';
import { createActs } from './handoffs/acts';
import type { Calls } from './handoffs/calls';
import { createSlowing } from './handoffs/slowing';
import { createWatch } from './handoffs/watch';
import type { Job } from './jobs';
import { jsonReader } from './server';
import type { Serving } from './serving';
import type { Turns } from './turn';

export interface SupportParts {
  readonly settings: Settings;
  readonly ground: Ground;
  readonly network: Network;
  readonly pagesFolder: string;
  readonly turns: Turns;
  /** By id. */
  readonly channels: readonly string[];
  readonly onMail: () => void;
  /** What tests put in its place. */
  readonly back?: ConsoleBack | undefined;
}

export interface Support {
  readonly serving: Serving;
  /** The way into the console in local mode. */
  readonly links: Links | undefined;
  readonly acts: Acts;
  readonly jobs: readonly Job[];
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
    findAgent: async (id) => { const agent = await services.agents.find(id); return agent?.isRemoved ? undefined : agent; },
  });
  const desk = createDesk(services.desk, services.audit);
  const { serving, links } = createConsole({
    settings: settings.console, isLocal, publicUrl: http.publicUrl, address, services, network, readJson: jsonReader(http.bodyLimitBytes), fileLimitBytes: files.limitBytes, pagesFolder, log, metrics,
    acts, desk, reads: createReads({ desk: services.desk, audit: services.audit, language: settings.handoffs.supportLanguage }), house: houseOf(settings, services), ...back,
  });
  const watch = createWatch({ watching: services.watching, tell: turns.tell, calls: callsOf(services), onMail, log, metrics });
  return { serving, links, acts, jobs: [watch], slowDown: createSlowing({ services, turns: () => turns, channels: () => channels, log }) };
}

function houseOf({ files, handoffs }: Settings, { office, clock }: Services): House {
  const accept = files.kinds.map((kind) => FILE_KINDS[kind].contentType).join(',');
  return () => {
    const now = clock.now();
    return { office: { isOpen: office.isOpen(now), until: (office.closesAt(now) ?? office.opensAt(now) ?? now).toISOString(), zone: handoffs.desk.zone }, files: { accept, limitBytes: files.limitBytes } };
  };
}

/** On every page of the console that is open: whoever has it where they are silent, leads where it takes long, else everybody. */
function callsOf({ bell, handoffs }: Services): Calls {
  return {
    call: async (handoffId, why) => {
      const agentId = why === 'agentSilent' ? (await handoffs.find(handoffId))?.agentId : undefined;
      await bell.call({ handoffId, ...(agentId !== undefined && { agentId }), ...(why === 'lead' && { role: 'lead' as const }) });
    },
  };
}
