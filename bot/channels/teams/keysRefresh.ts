/** Fetches the signing keys at the start and by the clock, never because a request asks. */
import type { Log } from '../../log';
import type { BearerCheck } from './bearer';

/** After a failed fetch they are asked for again this soon. */
const RETRY_MS = 30_000;

export function createKeysRefresh(bearer: BearerCheck, log: Log, everyMinutes: number): { begin(): Promise<void>; end(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;

  async function refresh(): Promise<void> {
    const isFresh = await bearer.refresh().then(() => true, (error: unknown) => { log.error('signing keys not fetched', { error }); return false; });
    if (!isOver) timer = setTimeout(() => void refresh(), isFresh ? everyMinutes * 60_000 : RETRY_MS);
  }

  return { begin: refresh, end: () => { isOver = true; clearTimeout(timer); } };
}
