/** Fetches what contacts have attached: right after the turn, again when it is due, a few at a time, and never while somebody waits for it. */
import type { Files, Reach, WaitingFile } from '../services/files';
import type { Channel } from './channels/channel';
import type { Job } from './jobs';
import type { Log } from './log';
import type { Metrics } from './metrics';

export interface Filing {
  readonly job: Job;
  /** Something may be due now. */
  wake(): void;
  /** Takes nothing new; what is under way gets a moment to end, and is another instance's, or the next start's, after that. */
  drain(): Promise<void>;
}

export interface FilingParts {
  readonly files: Pick<Files, 'claim' | 'take' | 'nextDue'>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly log: Log;
  readonly metrics: Metrics;
}

const AT_ONCE = 4;
const DRAIN_MS = 3000;

export function createFiling(parts: FilingParts): Filing {
  const { files, log } = parts;
  const workers = new Set<Promise<void>>();
  const state = { isStopped: false, isWoken: false };
  const settle = async () => { while (workers.size > 0) await Promise.all(workers); };

  /** What is woken while somebody looks is looked for once more. */
  async function next(): Promise<WaitingFile | undefined> {
    do {
      state.isWoken = false;
      const file = state.isStopped ? undefined : await files.claim();
      if (file) return file;
    } while (state.isWoken);
    return undefined;
  }

  async function work(): Promise<void> {
    for (let file = await next(); file; file = await next()) {
      // Where one was due, another may be.
      begin();
      await take(parts, file);
    }
  }

  function begin(): void {
    if (state.isStopped || workers.size >= AT_ONCE) return;
    const worker: Promise<void> = work().catch((error: unknown) => { if (!state.isStopped) log.error('files not fetched', { error }); }).finally(() => workers.delete(worker));
    workers.add(worker);
  }

  return {
    // A slow file keeps no other job waiting.
    job: { name: 'files', runs: 'atEachTick', nextDue: () => files.nextDue(), run: async () => begin(), settle },
    wake: () => { state.isWoken = true; begin(); },
    drain: async () => {
      state.isStopped = true;
      await Promise.race([settle(), new Promise((resolve) => { setTimeout(resolve, DRAIN_MS).unref(); })]);
    },
  };
}

async function take({ files, channels, log, metrics }: FilingParts, file: WaitingFile): Promise<void> {
  const reach: Reach = async ({ channel, source }, limitBytes) => {
    const way = channels.get(channel)?.way;
    // A channel that is not set any more may be again.
    if (!way?.fetchFile) return { kind: 'later' };
    return way.fetchFile(source, limitBytes).catch((error: unknown) => {
      log.error('file not fetched', { file: file.id, channel, error });
      return { kind: 'later' };
    });
  };
  const end = await files.take(file, reach) ?? 'overtaken';
  metrics.count('lotse_files_total', { result: end });
  if (end !== 'kept') log.info('file not kept', { file: file.id, channel: file.channel, cause: end });
}
