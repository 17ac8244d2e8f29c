/** Mails to support about a handoff: queued with the step that they belong to, written when they leave. */
import type { Database, Transaction } from '../../../prisma/database';
import type { Clock } from '../../clock';
import type { MailQueue } from '../../mailQueue';
import type { MailWriter } from '../../mailWriter';
import type { Language } from '../../../locales';
import type { Office } from '../../office';
import { writeHandoffMail, type HandoffMailWhy } from './handoffMail';
import { readStory } from './handoffStory';

export interface HandoffMailParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly office: Pick<Office, 'calendar'>;
  /** Where Lotse is reached from outside; undefined where mails cannot lead there. */
  readonly publicUrl: () => string | undefined;
}

export function createHandoffMails({ database, clock, office, publicUrl }: HandoffMailParts): Readonly<Record<'handoff', MailWriter>> {
  return {
    handoff: async ({ to, language, payload }) => {
      const id = String(payload.handoffId);
      const story = await readStory(database, id, payload.why as HandoffMailWhy, clock.now(), office.calendar.zone);
      const base = publicUrl()?.replace(/\/$/, '');
      return story && { ...writeHandoffMail({ to, language, story, zone: office.calendar.zone, ...(base !== undefined && { link: `${base}/console#/queue/${encodeURIComponent(id)}` }) }), handoffId: id };
    },
  };
}

export interface SupportMailboxes {
  /** Empty where there is none. */
  readonly supportMail: string;
  readonly leadMail: string;
  readonly supportLanguage: Language;
}

/** Lets support know by mail, where it has a mailbox and mails can leave. */
export interface SupportPost {
  readonly isReachable: boolean;
  queue(transaction: Transaction, handoff: { readonly id: string; readonly waitingSince: Date }, why: HandoffMailWhy, at: Date): Promise<void>;
}

/** A mail server that is away for longer has missed it. */
const LIFE_MS = 2 * 86_400_000;

export function createSupportPost(mails: Pick<MailQueue, 'queue'> | undefined, { supportMail, leadMail, supportLanguage }: SupportMailboxes): SupportPost {
  return {
    isReachable: mails !== undefined && supportMail !== '',
    queue: async (transaction, { id, waitingSince }, why, at) => {
      const to = why === 'lead' ? leadMail : supportMail;
      if (to === '') return;
      // It may wait more than once, and support hears of each time.
      await mails?.queue(transaction, { id: `handoff-${id}-${why}-${waitingSince.getTime()}`, kind: 'handoff', to, language: supportLanguage, payload: { handoffId: id, why }, expiresAt: new Date(at.getTime() + LIFE_MS) });
    },
  };
}
