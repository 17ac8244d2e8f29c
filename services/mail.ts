/** The door to mailboxes. */
import type { Database, Transaction } from '../prisma/database';
import type { Language } from '../locales';
import type { Clock } from './clock';
import type { Eraser } from './erasures';

export interface OutgoingMail {
  readonly to: string;
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly { readonly name: string; readonly contentType: string; readonly content: string }[];
  /** `List-…` and `X-…` only. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The same at each try, so that a mailbox can drop what came twice: letters, digits, `.`, `_` and `-`. */
  readonly messageId?: string;
  /** A mail to support that tells a contact's story: of which handoff. A copy that is kept here goes with the contact. */
  readonly handoffId?: string;
}

/** "refused" will not change by trying again; "later" may. `cause` is for the operator: codes, and never an address. */
export type MailResult =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: 'address' | 'policy'; readonly cause?: string }
  | { readonly kind: 'later'; readonly cause?: string };

export interface KeptMail extends Omit<OutgoingMail, 'language' | 'headers' | 'messageId' | 'handoffId'> {
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface Mail {
  send(mail: OutgoingMail): Promise<MailResult>;
}

/** Local mode: mails are kept and shown, never sent. */
export interface LocalMailbox extends Mail {
  /** Everything kept, newest last. */
  list(): Promise<KeptMail[]>;
  readonly erase: Eraser;
}

const SHOWN = 200;

export function createLocalMailbox(database: Database, clock: Clock): LocalMailbox {
  return {
    send: async ({ to, subject, text, html, attachments, handoffId = null }) => {
      const data = { to, subject, text, html, attachments: attachments.map((attachment) => ({ ...attachment })), at: clock.now(), handoffId };
      await database.prisma.$transaction(async (transaction) => {
        if (handoffId === null || await isSomebodys(transaction, handoffId)) await transaction.localMail.create({ data });
      });
      return { kind: 'accepted' };
    },
    erase: async (transaction, { emails, contactId }) => {
      // One that is just being kept comes before or after, not in between.
      const handoffs = await transaction.$queryRaw<{ id: string }[]>`SELECT id FROM "Handoff" WHERE "contactId" = ${contactId} ORDER BY id FOR UPDATE`;
      return transaction.$executeRaw`DELETE FROM "LocalMail" WHERE lower("to") = ANY(${[...emails]}) OR "handoffId" = ANY(${handoffs.map(({ id }) => id)})`;
    },
    list: async () => {
      const mails = await database.prisma.localMail.findMany({ orderBy: { id: 'desc' }, take: SHOWN });
      return mails.reverse().map(({ to, subject, text, html, attachments, at }) => ({ to, subject, text, html, attachments: attachments as unknown as OutgoingMail['attachments'], at: at.toISOString() }));
    },
  };
}

/** Whoever was forgotten while the mail was written is not told of any more. */
async function isSomebodys(transaction: Transaction, handoffId: string): Promise<boolean> {
  return (await transaction.$queryRaw<unknown[]>`SELECT 1 FROM "Handoff" WHERE id = ${handoffId} AND "contactId" <> '' FOR SHARE`).length > 0;
}

/** Where mails go: kept in local mode, sent where there is a server, both where there are both. Undefined where there is neither. */
export function createMailDoor({ mailbox, smtp }: { readonly mailbox?: Mail; readonly smtp?: Mail }): Mail | undefined {
  if (!mailbox || !smtp) return smtp ?? mailbox;
  const shown = new Set<string>();
  return {
    send: async (mail) => {
      // The next try at the same mail is no second mail to show.
      if (mail.messageId === undefined || !shown.has(mail.messageId)) await mailbox.send(mail);
      if (shown.size >= SHOWN) shown.clear();
      if (mail.messageId !== undefined) shown.add(mail.messageId);
      return smtp.send(mail);
    },
  };
}
