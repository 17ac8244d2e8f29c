/** What operators watch of the notices: how many stand where, how late the oldest is, whether anything goes out at all. */
import type { Clock } from '../../services/clock';
import type { Ledger } from '../../services/notices/ledger';
import type { LedgerRecords, NoticeCount } from '../../services/notices/ledgerRecords';
import type { NoticeState } from '../../services/notices/notice';
import type { RestoreGuard } from '../../services/notices/restored';
import type { Jobs } from '../jobs';
import type { Figure, FigureSource } from '../metrics';

export interface NoticeFigureParts {
  readonly ledger: Pick<LedgerRecords, 'count'> & Pick<Ledger, 'nextDue'>;
  readonly guard: Pick<RestoreGuard, 'isPaused'>;
  readonly jobs: Pick<Jobs, 'lastTick'>;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
}

/** Few at any time, and what somebody may have to look at. */
const OPEN: readonly NoticeState[] = ['planned', 'claimed', 'sending', 'unknown', 'failed'];
/** All that was ever said or not: at a million rows that takes a second to count. */
const OVER: readonly NoticeState[] = ['sent', 'skipped', 'cancelled'];
const KEPT_MS = 5 * 60_000;

export function createNoticeFigures({ ledger, guard, jobs, clock }: NoticeFigureParts): FigureSource {
  const countOver = kept(() => ledger.count(OVER), clock);
  return async () => {
    const [over, open, due] = [await countOver(), await ledger.count(OPEN), await ledger.nextDue()];
    const lastTick = jobs.lastTick();
    const lateMs = due === undefined ? 0 : Math.max(0, clock.now().getTime() - due.getTime());
    return [
      ...[...open, ...over].map(({ state, milestone, route, count }): Figure => ({ name: 'lotse_notices', labels: { state, milestone, route: route ?? 'none' }, value: count })),
      { name: 'lotse_notices_oldest_due_seconds', value: lateMs / 1000 },
      { name: 'lotse_notices_paused', value: guard.isPaused() ? 1 : 0 },
      ...(lastTick ? [{ name: 'lotse_last_tick_timestamp_seconds' as const, value: lastTick.getTime() / 1000 }] : []),
    ];
  };
}

/** Counted anew where the last counting began too long ago; one that failed is not kept. */
function kept(count: () => Promise<readonly NoticeCount[]>, clock: Pick<Clock, 'monotonicMs'>): () => Promise<readonly NoticeCount[]> {
  let last: { readonly atMs: number; readonly counts: Promise<readonly NoticeCount[]> } | undefined;
  return () => {
    if (last && clock.monotonicMs() - last.atMs < KEPT_MS) return last.counts;
    const counting = { atMs: clock.monotonicMs(), counts: count() };
    counting.counts.catch(() => { if (last === counting) last = undefined; });
    last = counting;
    return counting.counts;
  };
}
