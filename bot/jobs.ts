/** When jobs run, and nothing else: a tick each minute, due times by Lotse's clock. */
import { schedule } from 'node-cron';
import type { Clock } from '../services/clock';
import type { Memory } from '../services/memory';
import type { Log } from './log';

/** Work that comes due by itself. */
export interface Job {
  readonly name: string;
  /** At each tick and on every instance, where the job finds out itself what there is to do; or when it is due, on one of them. */
  readonly runs: 'atEachTick' | 'whenDue';
  /** The first time after `last` at which the job is due; undefined while nothing waits for it. */
  nextDue(last: Date): Promise<Date | undefined>;
  run(): Promise<unknown>;
  /** Work that goes on after `run` has returned, where it does: until it is done. */
  settle?(): Promise<unknown>;
}

export interface Jobs {
  /** Runs what is due now. */
  tick(): Promise<void>;
  /** The earliest due time up to `until`, for the time machine; none once they are stopped. */
  nextDue(until: Date): Promise<Date | undefined>;
  /** Until the work that the last tick began is done. */
  settle(): Promise<void>;
  lastTick(): Date | undefined;
  start(): void;
  stop(): Promise<void>;
}

/** Does something again and again in real time until it is stopped. */
export type Ticking = (work: () => Promise<void>) => { stop(): Promise<void> };

export const everyMinute: Ticking = (work) => {
  const task = schedule('* * * * *', work, { timezone: 'Etc/UTC', noOverlap: true });
  return { stop: async () => void (await task.destroy()) };
};

export interface JobsParts {
  readonly clock: Clock;
  readonly memory: Memory;
  readonly log: Log;
  readonly ticking: Ticking;
}

export function createJobs(jobs: readonly Job[], { clock, memory, log, ticking }: JobsParts): Jobs {
  let last: Date | undefined;
  let isStopped = false;
  let task: ReturnType<Ticking> | undefined;
  let running: Promise<void> = Promise.resolve();
  const began = clock.now();

  async function runDue(): Promise<void> {
    last = clock.now();
    for (const job of jobs) {
      if (job.runs === 'atEachTick' || await claim(job, memory, began, clock.now())) await job.run().catch((error: unknown) => log.error('job failed', { job: job.name, error }));
    }
  }

  /** One tick at a time; a later one waits for the one before. */
  function tick(): Promise<void> {
    const result = running.then(runDue);
    running = result.catch(() => {});
    return result;
  }

  async function stop(): Promise<void> {
    isStopped = true;
    await task?.stop();
    await running;
  }

  return {
    tick, stop,
    settle: async () => { for (const job of jobs) await job.settle?.(); },
    lastTick: () => last,
    nextDue: async (until) => (isStopped ? undefined : nextOf(jobs, memory, began, until)),
    start: () => { task = ticking(() => tick().catch((error: unknown) => log.error('tick failed', { error }))); },
  };
}

/** Where several instances tick, one of them does the work. */
async function claim(job: Job, memory: Memory, began: Date, now: Date): Promise<boolean> {
  const { due, ran } = await dueOf(job, memory, began);
  return due !== undefined && due <= now && memory.replace(nameOf(job), ran, now.toISOString());
}

async function nextOf(jobs: readonly Job[], memory: Memory, began: Date, until: Date): Promise<Date | undefined> {
  const dues = (await Promise.all(jobs.map((job) => dueOf(job, memory, began)))).flatMap(({ due }) => (due && due <= until ? [due] : []));
  return dues.sort((a, b) => a.getTime() - b.getTime())[0];
}

async function dueOf(job: Job, memory: Memory, began: Date): Promise<{ due: Date | undefined; ran: string }> {
  if (job.runs === 'atEachTick') return { due: await job.nextDue(began), ran: began.toISOString() };
  const ran = await memory.find(nameOf(job));
  // A Lotse that is never up at the hour must not count from each of its starts.
  if (ran === undefined) await memory.keep(nameOf(job), began.toISOString());
  const since = ran ?? began.toISOString();
  return { due: await job.nextDue(new Date(since)), ran: since };
}

function nameOf(job: Job): string {
  return `job.${job.name}`;
}

/** Each day at this hour, UTC. */
export function daily(hour: number): Job['nextDue'] {
  return async (last) => {
    const due = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), last.getUTCDate(), hour));
    if (due <= last) due.setUTCDate(due.getUTCDate() + 1);
    return due;
  };
}
