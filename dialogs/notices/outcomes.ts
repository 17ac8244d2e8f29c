/** What an answer to a notice changes, and what is said of it. */
import { word, writeDay, type TextKey } from '../../locales';
import { daysBetween, type Day } from '../../services/day';
import { milestonesOf } from '../../services/expiry';
import { valuesOf, type NoticeSubject } from '../../services/notices/wording';
import type { Conversation } from '../conversation';
import { endRenewal } from '../renewalWalk';
import { languageOfTurn } from '../state';
import type { NoticeServices, Scene } from './scene';

/** So long before the expiry nobody is reminded: whoever says that it was renewed means the day that is known. */
const FAR_DAYS = 120;

/** A contact's answer: who, in which turn, about what. */
export interface Answer {
  readonly services: NoticeServices;
  readonly conversation: Conversation;
  readonly scene: Scene;
  readonly subject: NoticeSubject;
}

export function isRenewedAlready({ today, expiresOn }: NoticeSubject): boolean {
  return daysBetween(today, expiresOn) > FAR_DAYS;
}

export function noteDay({ services, conversation, scene: { contact, partners }, subject }: Answer, to: Day): string {
  const { partnerId, company, expiresOn } = subject;
  conversation.effects.push(services.agreements.renew(partnerId, { contactId: contact.id, from: expiresOn, to }));
  endRenewal(conversation, 'reported', subject, partners.length > 1);
  const language = languageOfTurn(conversation);
  const values = { company, day: writeDay(language, to), opens: writeDay(language, milestonesOf(to).opensOn) };
  return `${word(language, 'notices:done.renewed', values)} ${word(language, contact.mayWriteFirst ? 'notices:done.next' : 'notices:done.opens', values)}`;
}

/** The contact looks after it and wants to be reminded: that is care, too. */
export function remindLater({ services, conversation, scene: { contact }, subject: { partnerId } }: Answer, day: Day): string {
  conversation.effects.push(services.notices.snooze(contact.id, partnerId, day), services.agreements.lookAfter(partnerId, contact.id));
  const language = languageOfTurn(conversation);
  return word(language, 'notices:done.later', { day: writeDay(language, day) });
}

export function handOver({ services, conversation, scene: { contact, partners }, subject }: Answer, colleague: { readonly id: string; readonly name: string }): string {
  conversation.effects.push(services.agreements.handOver(subject.partnerId, { from: contact.id, to: colleague.id }));
  endRenewal(conversation, 'handedOver', subject, partners.length > 1);
  return word(languageOfTurn(conversation), 'notices:done.handedOver', { name: colleague.name });
}

/** Somebody whom Lotse does not know: the name is noted, and the reminders stay where they are. */
export function noteName({ services, conversation, scene: { contact, partners }, subject }: Answer, name: string): string {
  const isSignatory = partners.find(({ id }) => id === subject.partnerId)?.isSignatory === true;
  conversation.effects.push(services.partners.setSignatory(contact.id, subject.partnerId, { isSignatory, name }));
  endRenewal(conversation, 'handedOver', subject, partners.length > 1);
  return word(languageOfTurn(conversation), 'notices:done.noted', { name });
}

export function stopReminders({ services, conversation, scene: { contact } }: Omit<Answer, 'subject'>): string {
  conversation.effects.push(services.optingOut.effect(contact.id));
  return word(languageOfTurn(conversation), 'notices:done.optedOut');
}

/** Words about the agreement as it is now, where nothing is changed. */
export function wordUnchanged({ conversation, subject }: Pick<Answer, 'conversation' | 'subject'>, key: 'nobody' | 'already' | 'dayUnknown' | 'kept'): string {
  const language = languageOfTurn(conversation);
  return word(language, `notices:done.${key}` satisfies TextKey, { ...valuesOf(language, subject), day: writeDay(language, subject.expiresOn) });
}

/** Why the answer to a notice is over: the agreement has another day by now, or is no more the contact's. */
export function wordLost(conversation: Conversation, { partners }: Scene, partnerId: string): string {
  const language = languageOfTurn(conversation);
  const partner = partners.find(({ id }) => id === partnerId);
  if (partner?.expiresOn === undefined) return word(language, 'notices:not.gone');
  return word(language, 'notices:not.changed', { company: partner.company, expires: writeDay(language, partner.expiresOn) });
}
