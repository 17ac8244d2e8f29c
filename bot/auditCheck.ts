/** The audit trail is gone through once a day: a look at the page reads only what came since. */
import type { Services } from '../services';
import { daily, type Job } from './jobs';
import type { Log } from './log';

/** After old entries went (retention.ts). */
const CHECK_HOUR_UTC = 3;

/** Tells operators where the chain is broken. */
export function createAuditCheck({ auditChecks }: Pick<Services, 'auditChecks'>, log: Log): Job {
  return {
    name: 'auditChain', runs: 'whenDue', nextDue: daily(CHECK_HOUR_UTC),
    run: async () => {
      const { holds, brokenAt } = await auditChecks.check();
      if (!holds) log.error('the audit trail was tampered with', { entry: brokenAt });
    },
  };
}
