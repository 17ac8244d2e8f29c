/** How long things are kept: once a day, what is too old is forgotten. */
import type { Services } from '../services';
import { daily, type Job } from './jobs';

export interface RetentionSettings {
  readonly turnDays: number;
  readonly transcriptDays: number;
  readonly idleConversationDays: number;
}

const HOUR_UTC = 2;

export function createRetention(days: RetentionSettings, services: Services): Job {
  return {
    name: 'retention', nextDue: daily(HOUR_UTC),
    run: async () => {
      await services.turns.forget(days.turnDays, days.idleConversationDays);
      await services.webchats.forget(days.transcriptDays);
    },
  };
}
