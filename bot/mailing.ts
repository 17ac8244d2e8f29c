/** Lets queued mails out: right after the turn that queued them, and again when they are due; and tells the contact what does not arrive. */
import type { MailQueue, Undelivered } from '../services/mailQueue';
import type { Job } from './jobs';
import type { Log } from './log';
import type { Metrics } from './metrics';

export interface Mailing {
  readonly job: Job;
  /** Something may be due now. */
  wake(): void;
  /** All that was due is out. */
  idle(): Promise<void>;
}

export interface MailingParts {
  /** Undefined where no mail can be sent. */
  readonly mails: MailQueue | undefined;
  /** What follows where a mail is not delivered, by the kind of mail; nothing follows for the others. */
  readonly outcomes: Readonly<Record<string, (mail: Undelivered) => Promise<unknown>>>;
  readonly log: Log;
  readonly metrics: Metrics;
}

export function createMailing({ mails, outcomes, log, metrics }: MailingParts): Mailing {
  let running: Promise<void> = Promise.resolve();

  async function tell(mail: Undelivered): Promise<void> {
    metrics.count('lotse_mails_undelivered_total', { why: mail.why });
    if (Object.hasOwn(outcomes, mail.kind)) await outcomes[mail.kind]!(mail);
    await mails?.told(mail.id);
  }

  async function sendDue(): Promise<void> {
    for (const undelivered of (await mails?.sendDue()) ?? []) {
      await tell(undelivered).catch((error: unknown) => log.error('mail trouble not told', { error }));
    }
  }

  function run(): Promise<void> {
    running = running.then(sendDue).catch((error: unknown) => log.error('mails not sent', { error }));
    return running;
  }

  return {
    job: { name: 'mail', runs: 'atEachTick', nextDue: async () => mails?.nextDue(), run, settle: () => running },
    wake: () => void run(),
    idle: () => running,
  };
}
