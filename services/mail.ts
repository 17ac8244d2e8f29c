/** The door to mailboxes. */
import type { Database } from '../prisma/database';
import type { Clock } from './clock';

export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly { readonly name: string; readonly contentType: string; readonly content: string }[];
}

export interface KeptMail extends OutgoingMail {
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface Mail {
  send(mail: OutgoingMail): Promise<void>;
}

/** Local mode: mails are kept and shown, never sent. */
export interface LocalMailbox extends Mail {
  /** Everything kept, newest last. */
  list(): Promise<KeptMail[]>;
}

const SHOWN = 200;

export function createLocalMailbox(database: Database, clock: Clock): LocalMailbox {
  return {
    send: async (mail) => {
      await database.prisma.localMail.create({ data: { ...mail, attachments: mail.attachments.map((attachment) => ({ ...attachment })), at: clock.now() } });
    },
    list: async () => {
      const mails = await database.prisma.localMail.findMany({ orderBy: { id: 'desc' }, take: SHOWN });
      return mails.reverse().map(({ id: _, at, attachments, ...mail }) => ({ ...mail, attachments: attachments as unknown as OutgoingMail['attachments'], at: at.toISOString() }));
    },
  };
}
