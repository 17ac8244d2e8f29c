/** Routes of local mode, for trying and testing: the kept mails and the time machine. Absent otherwise. */
import type { Request } from 'restify';
import type { LocalMailbox } from '../services/mail';
import { answerJson, HttpError, type Route } from './answers';
import type { Jobs } from './jobs';
import type { Mailing } from './mailing';
import { targetOf, type TimeMachine } from './timeMachine';

export interface LocalSettings {
  readonly mailbox: LocalMailbox;
  readonly mailing: Mailing;
  readonly machine: TimeMachine;
  readonly jobs: Jobs;
  readonly readJson: (request: Request) => Promise<Record<string, unknown>>;
}

export function createLocalRoutes({ mailbox, mailing, machine, jobs, readJson }: LocalSettings): Record<'mail' | 'readClock' | 'setClock', Route> {
  const now = () => ({ now: machine.clock.now().toISOString() });
  let moving: Promise<unknown> = Promise.resolve();
  return {
    mail: async (_request, response) => {
      // What a turn has just queued is in the mailbox for whoever looks after it.
      await mailing.idle();
      answerJson(response, 200, await mailbox.list());
    },
    readClock: async (_request, response) => answerJson(response, 200, now()),
    setClock: async (request, response) => {
      const body = await readJson(request);
      const move = moving.then(async () => {
        const target = targetOf(body, machine.clock.now());
        return target !== undefined && machine.moveTo(target, body.asleep === true, jobs);
      });
      moving = move.catch(() => {});
      if (!(await move)) throw new HttpError(400, 'BadTime', 'Send {"now": "2027-01-31T09:00:00Z"} or {"advance": "P30D"}; the clock only goes forward, at most ten years at a time (or any time up to 2199 with "asleep": true).');
      answerJson(response, 200, now());
    },
  };
}
