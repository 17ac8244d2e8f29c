/** What mails of the verification say; a code is put in at the moment of sending and nowhere else. */
import { say, word } from '../../locales';
import type { Clock } from '../clock';
import type { OutgoingMail } from '../mail';
import { layOutMail } from '../mailLayout';
import type { WaitingMail } from '../mailQueue';
import type { MailWriter } from '../mailWriter';
import type { Challenge, Challenges } from './challenges';
import { codeOf } from './rules';

export interface CodeMailParts {
  readonly challenges: Challenges;
  readonly clock: Clock;
  readonly pepper: Buffer;
}

/** A code while its challenge lives, a word to an address that was given up. */
export function createCodeMails({ challenges, clock, pepper }: CodeMailParts): Readonly<Record<'code' | 'addressChanged', MailWriter>> {
  return {
    addressChanged: async (mail) => writeAddressChanged(mail),
    code: async (mail) => {
      const challenge = await challenges.findAlive(String(mail.payload.challengeId));
      return challenge && writeCode(mail, challenge, Math.max(1, Math.ceil((challenge.expiresAt.getTime() - clock.now().getTime()) / 60_000)), pepper);
    },
  };
}

function writeCode({ language, to }: WaitingMail, { id, contactId, emailKey }: Challenge, minutes: number, pepper: Buffer): OutgoingMail {
  const code = codeOf(pepper, { challengeId: id, contactId, emailKey });
  const paragraphs = [word(language, 'mails:code.lead'), say(language, 'mails:code.life', { count: minutes }).text, word(language, 'mails:code.notYou')];
  return { to, language, attachments: [], ...layOutMail({ language, code, paragraphs, subject: word(language, 'mails:code.subject'), closing: word(language, 'mails:closing') }) };
}

function writeAddressChanged({ language, to }: WaitingMail): OutgoingMail {
  const paragraphs = [word(language, 'mails:changed.text'), word(language, 'mails:changed.notYou')];
  return { to, language, attachments: [], ...layOutMail({ language, paragraphs, subject: word(language, 'mails:changed.subject'), closing: word(language, 'mails:closing') }) };
}
