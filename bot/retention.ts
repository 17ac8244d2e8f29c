/** How long things are kept: once a day, what is too old is forgotten. */
import type { Services } from '../services';
import { daily, type Job } from './jobs';

export interface RetentionSettings {
  readonly turnDays: number;
  readonly transcriptDays: number;
  readonly idleConversationDays: number;
  /** What contacts have attached. */
  readonly fileDays: number;
  /** Challenges, tries and mails; at least the day over which codes are counted. */
  readonly codeHours: number;
  /** At least a year and the grace, so that nothing of an agreement's present cycle is forgotten. */
  readonly noticeDays: number;
  /** Who an agent was, after they were removed. */
  readonly agentDays: number;
  /** Undefined where only the role that owns the tables may forget what agents did: it does so at the start. */
  readonly auditMonths: number | undefined;
}

const HOUR_UTC = 2;
const HOUR_MS = 3_600_000;

/** `lasting`: channels whose conversations can still be reached after any time. */
export function createRetention(days: RetentionSettings, services: Services, lasting: readonly string[]): Job {
  return {
    name: 'retention', runs: 'whenDue', nextDue: daily(HOUR_UTC),
    run: async () => {
      await services.turns.forget(days.turnDays, days.idleConversationDays, lasting);
      await services.webchats.forget(days.transcriptDays);
      const hoursAgo = (hours: number) => new Date(services.clock.now().getTime() - hours * HOUR_MS);
      await services.sayings.forget(hoursAgo(24 * days.transcriptDays));
      await services.misunderstandings.forget(hoursAgo(24 * days.transcriptDays));
      await services.walkSteps.forget(hoursAgo(24 * days.noticeDays));
      await services.handoffs.forget(hoursAgo(24 * days.transcriptDays), hoursAgo(24 * days.noticeDays));
      await services.challenges.forget(hoursAgo(days.codeHours));
      await services.mails?.forget(hoursAgo(days.codeHours));
      await services.contacts.forget(hoursAgo(24 * days.idleConversationDays));
      await services.files.forget(hoursAgo(24 * days.fileDays));
      await services.agentFiles.forget();
      await services.ledger.forget(hoursAgo(24 * days.noticeDays));
      await services.sessions.forget();
      await forgetAgents(services, hoursAgo(24 * days.agentDays));
      if (days.auditMonths !== undefined) await services.audit.forget(monthsBefore(services.clock.now(), days.auditMonths), services.clock.now());
    },
  };
}

/** First what leads to a person, then who it was: so that one who dies in between begins again. */
async function forgetAgents({ agents, agentChats, turns }: Services, removedBefore: Date): Promise<void> {
  for (const { id, conversationId } of await agents.removedBefore(removedBefore)) {
    await agentChats.forget(id);
    // Whoever has written there since is a contact like any other.
    if (conversationId !== null) await turns.close(conversationId, removedBefore);
    await agents.forget(id);
  }
}

function monthsBefore(now: Date, months: number): Date {
  const before = new Date(now);
  before.setUTCMonth(before.getUTCMonth() - months);
  return before;
}

/** Conversations in which somebody was forgotten go as soon as the last word has arrived. */
export function createSweep({ sweep }: Services['erasures']): Job {
  return { name: 'erasures', runs: 'atEachTick', nextDue: async () => undefined, run: sweep };
}
