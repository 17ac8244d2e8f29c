/** What operators watch of the notices: how many stand where, how late the oldest is, whether anything goes out at all. */
import type { Clock } from '../services/clock';
import type { LedgerRecords } from '../services/notices/ledgerRecords';
import type { RestoreGuard } from '../services/notices/restored';
import type { Jobs } from './jobs';
import type { Figure, FigureSource } from './metrics';

export interface NoticeFigureParts {
  readonly ledger: Pick<LedgerRecords, 'count' | 'nextDue'>;
  readonly guard: Pick<RestoreGuard, 'isPaused'>;
  readonly jobs: Pick<Jobs, 'lastTick'>;
  readonly clock: Pick<Clock, 'now'>;
}

export function createNoticeFigures({ ledger, guard, jobs, clock }: NoticeFigureParts): FigureSource {
  return async () => {
    const [counts, due] = [await ledger.count(), await ledger.nextDue()];
    const lastTick = jobs.lastTick();
    const lateMs = due === undefined ? 0 : Math.max(0, clock.now().getTime() - due.getTime());
    return [
      ...counts.map(({ state, milestone, route, count }): Figure => ({ name: 'lotse_notices', labels: { state, milestone, route: route ?? 'none' }, value: count })),
      { name: 'lotse_notices_oldest_due_seconds', value: lateMs / 1000 },
      { name: 'lotse_notices_paused', value: guard.isPaused() ? 1 : 0 },
      ...(lastTick ? [{ name: 'lotse_last_tick_timestamp_seconds' as const, value: lastTick.getTime() / 1000 }] : []),
    ];
  };
}
