/** What waiting mails say, by their kind, written at the moment of sending. */
import { createHandoffMails, type HandoffMailParts } from './handoffs/mails/handoffMails';
import type { OutgoingMail } from './mail';
import type { WaitingMail } from './mailQueue';
import { createNoticeMails, type NoticeMailParts } from './notices/mails/noticeMails';
import { createCodeMails, type CodeMailParts } from './verification/mails';

/** Undefined where nobody waits for the mail any more. */
export type MailWriter = (mail: WaitingMail) => Promise<OutgoingMail | undefined>;

export function createMailWriter(parts: CodeMailParts & NoticeMailParts & HandoffMailParts): MailWriter {
  const writers: Readonly<Record<string, MailWriter>> = { ...createCodeMails(parts), ...createNoticeMails(parts), ...createHandoffMails(parts) };
  return (mail) => {
    const write = Object.hasOwn(writers, mail.kind) ? writers[mail.kind] : undefined;
    if (!write) throw new Error(`Nobody writes mails of the kind "${mail.kind}": it belongs into services/mailWriter.ts.`);
    return write(mail);
  };
}
