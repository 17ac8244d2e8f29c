/** A notice as a mail: the same words as in the chat, and the way there instead of buttons. Written at the moment of sending. */
import { word, type Language } from '../../../locales';
import type { OutgoingMail } from '../../mail';
import { layOutMail, type MailLink } from '../../mailLayout';
import { unsubscribeHeaders } from '../../unsubscribing';
import { isNudge } from '../notice';
import { onePerAgreement, wordDigest, wordNotice, type NoticeSubject } from '../wording';

export interface NoticeMail {
  readonly to: string;
  readonly language: Language;
  /** What the message is about, as things stand now; at least one. */
  readonly subjects: readonly NoticeSubject[];
  /** Lotse's own page, such as https://lotse.example/; nothing where it has no address. */
  readonly chat?: string | undefined;
  /** The whole address by which the reader stops the reminders. */
  readonly unsubscribe?: string | undefined;
  readonly attachments?: OutgoingMail['attachments'];
}

export function writeNoticeMail({ to, language, subjects, chat, unsubscribe, attachments = [] }: NoticeMail): OutgoingMail {
  const each = onePerAgreement(subjects);
  const [first] = each;
  if (!first) throw new Error('A mail of a notice is about something: there is no subject.');
  const isQuestion = isNudge(first);
  const { subjectLine, paragraphs, warning } = each.length === 1 ? wordNotice(language, first) : wordDigest(language, each);
  const isTold = each.every(({ milestone }) => milestone === 'renewed');
  const answer = isTold ? [] : [word(language, isQuestion ? 'notices:mail.answerNudge' : 'notices:mail.answer')];
  const links: MailLink[] = chat === undefined ? [] : [{ text: word(language, 'notices:mail.chat'), url: chat }];
  return {
    to, language, attachments,
    ...layOutMail({
      language, subject: subjectLine, paragraphs: [...paragraphs, ...(warning ? [`${word(language, 'warning')} ${warning}`] : []), ...answer], links,
      closing: word(language, isQuestion ? 'notices:mail.closingNudge' : 'notices:mail.closing'),
      ...(unsubscribe !== undefined && { unsubscribe: { text: word(language, 'notices:mail.unsubscribe'), url: unsubscribe } }),
    }),
    ...(unsubscribe !== undefined && { headers: unsubscribeHeaders(unsubscribe) }),
  };
}
