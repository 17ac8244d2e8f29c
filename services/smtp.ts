/** Sends mails through an SMTP server: one recipient each, a fixed sender, nothing fetched on the way. */
import { createTransport } from 'nodemailer';
import type { Mail, MailResult, OutgoingMail } from './mail';
import { readMailAddress } from './mailAddress';

export interface SmtpSettings {
  /** smtp: or smtps:, with user and password where the server wants them. */
  readonly url: string;
  /** `Name <address>` or an address. */
  readonly from: string;
  /** How long one mail may take, from the connection to the server's word on it. */
  readonly timeoutMs: number;
  /** As many as mails are sent at once: waiting for a connection counts, too. */
  readonly connections: number;
}

export interface Smtp extends Mail {
  /** Connects and signs in, and sends nothing; the cause where that fails. */
  verify(): Promise<string | undefined>;
  /** Lets mails under way end. */
  close(): void;
}

interface Refusal {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** Headers that a caller may add: none that names a recipient or a sender. */
const ADDED = /^(?:list|x)-[a-z-]+$/i;
const PLAIN_ID = /^[\w.-]+$/;
const CONTROLS = /\p{Cc}+/gu;
/** "No such mailbox", "no such domain", "moved", "closed" (RFC 3463), also as Exchange Online says it. */
const UNKNOWN_MAILBOX = /\b5\.(?:1\.(?:[0-36]|10)|2\.1|4\.1)\b/;
const ANY_STATUS = /\b5\.\d{1,3}\.\d{1,3}\b/;
/** Replies to a recipient that mean the mailbox where the server gives no closer status. */
const MAILBOX_CODES = [550, 551, 553, 556];

export function createSmtp({ url, from, timeoutMs, connections }: SmtpSettings): Smtp {
  const transport = createTransport({
    pool: true, url, maxConnections: connections,
    // A connection that the server closed while it was idle costs one more try; more tries are the queue's.
    maxRequeues: 1,
    connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs,
  });
  const ownDomain = /@([^\s<>@]+?)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return {
    send: async (mail) => {
      const address = readMailAddress(mail.to);
      if (!('email' in address) || address.email !== mail.to) return { kind: 'refused', reason: 'address', cause: 'not an address' };
      const message = writeMessage(mail, address.email, from, ownDomain);
      try {
        await transport.sendMail({ ...message, signal: AbortSignal.timeout(timeoutMs) });
        return { kind: 'accepted' };
      } catch (error) {
        return judge(error as Refusal);
      }
    },
    verify: () => transport.verify().then(() => undefined, (error: unknown) => causeOf(error as Refusal)),
    close: () => transport.close(),
  };
}

function writeMessage(mail: OutgoingMail, to: string, from: string, ownDomain: string) {
  const { language, subject, text, html, attachments, headers = {}, messageId } = mail;
  const added = Object.entries(headers);
  if (!added.every(([name]) => ADDED.test(name))) throw new Error('A mail may add only headers that begin with List- or X-.');
  if (messageId !== undefined && !PLAIN_ID.test(messageId)) throw new Error('The id of a mail has letters, digits, dots, hyphens and underscores only.');
  return {
    from, to: { name: '', address: to }, envelope: { from, to: [to] }, subject: subject.replace(CONTROLS, ' '), text, html,
    ...(messageId !== undefined && { messageId: `<${messageId}@${ownDomain}>` }),
    attachments: attachments.map(({ name, contentType, content }) => ({ filename: name, contentType, content })),
    headers: {
      ...Object.fromEntries(added.map(([name, value]) => [name, value.replace(CONTROLS, ' ')])),
      'Content-Language': language, 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All',
    },
    disableFileAccess: true, disableUrlAccess: true,
  };
}

/** Only a 5xx to this very mail is final. A wrong password, a server that turns everybody away or a lost connection is the operator's to mend. */
function judge(refusal: Refusal): MailResult {
  const { code, command, responseCode = 0, response = '' } = refusal;
  const cause = causeOf(refusal);
  const isFinal = responseCode >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  if (!isFinal) return { kind: 'later', cause };
  const isMailbox = command === 'RCPT TO' && (ANY_STATUS.test(response) ? UNKNOWN_MAILBOX.test(response) : MAILBOX_CODES.includes(responseCode));
  return { kind: 'refused', reason: isMailbox ? 'address' : 'policy', cause };
}

/** Without the server's own words, which may hold addresses. */
function causeOf({ code, command, responseCode }: Refusal): string {
  return [code, command, responseCode || undefined].filter(Boolean).join(' ') || 'unknown';
}
