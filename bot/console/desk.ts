/** What is done at the desk beside conversations: each act in one commit with its line in the audit trail. */
import type { Services } from '../../services';
import type { DeskServices } from '../../services/desk';
import type { AuditTrail } from '../../services/desk/acts';
import type { Job } from '../jobs';
import type { Desk } from './parts';

export function createDesk(desk: Pick<DeskServices, 'acts'>, audit: AuditTrail): Desk {
  return desk.acts(audit);
}

/** Brings in the first canned answers, once in the life of an installation. */
export function createSowing({ desk: { canned }, clock }: Pick<Services, 'desk' | 'clock'>): Job {
  let isSown = false;
  return {
    name: 'canned', runs: 'atEachTick', nextDue: async () => undefined,
    run: async () => {
      if (!isSown) await canned.seed(clock.now());
      isSown = true;
    },
  };
}
