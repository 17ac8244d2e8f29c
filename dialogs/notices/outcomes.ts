/** What an answer to a notice changes, and what is said of it. */
import { word, writeDay, type TextKey } from '../../locales';
import { daysBetween, type Day } from '../../services/day';
import { milestonesOf } from '../../services/expiry';
import { dayKindOf, valuesOf, type NoticeSubject } from '../../services/notices/wording';
import type { Conversation } from '../conversation';
import { endRenewal } from '../renewalWalk';
import { languageOfTurn } from '../state';
import { readColleagues, type NoticeServices, type Scene } from './scene';

/** So long before the expiry nobody is reminded: whoever says that it was renewed means the day that is known. */
const FAR_DAYS = 120;

/** A contact's answer: who, in which turn, about what. */
export interface Answer {
  readonly services: NoticeServices;
  readonly conversation: Conversation;
  readonly scene: Scene;
  readonly subject: NoticeSubject;
}

/** Whether Lotse goes on reminding this contact of this agreement, and may promise it. */
export function goesOn({ scene: { contact }, subject }: Pick<Answer, 'scene' | 'subject'>): boolean {
  return contact.mayWriteFirst === true && dayKindOf(subject) !== 'over';
}

export function isRenewedAlready({ today, expiresOn }: NoticeSubject): boolean {
  return daysBetween(today, expiresOn) > FAR_DAYS;
}

export async function noteDay(answer: Answer, to: Day): Promise<string> {
  const { services, conversation, scene: { contact, partners }, subject } = answer;
  const { partnerId, company, expiresOn } = subject;
  conversation.effects.push(services.agreements.renew(partnerId, { contactId: contact.id, from: expiresOn, to }));
  endRenewal(conversation, 'reported', subject, partners.length > 1);
  const language = languageOfTurn(conversation);
  const values = { company, day: writeDay(language, to), opens: writeDay(language, milestonesOf(to).opensOn) };
  const colleagues = await readColleagues(services, answer.scene, partnerId);
  const follows = !goesOn(answer) ? 'compared' : colleagues.length > 0 ? 'stoppedAll' : 'stopped';
  return [`notices:done.renewed`, `notices:done.${follows}`, contact.mayWriteFirst ? 'notices:done.next' : 'notices:done.opens'].map((key) => word(language, key as TextKey, values)).join(' ');
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
  return word(languageOfTurn(conversation), dayKindOf(subject) === 'over' ? 'notices:done.told' : 'notices:done.handedOver', { name: colleague.name });
}

/** Somebody whom Lotse does not know: the name is noted, and the reminders stay where they are. */
export function noteName(answer: Answer, name: string): string {
  const { services, conversation, scene: { contact, partners }, subject } = answer;
  const isSignatory = partners.find(({ id }) => id === subject.partnerId)?.isSignatory === true;
  conversation.effects.push(services.partners.setSignatory(contact.id, subject.partnerId, { isSignatory, name }));
  endRenewal(conversation, 'handedOver', subject, partners.length > 1);
  return word(languageOfTurn(conversation), goesOn(answer) ? 'notices:done.noted' : 'notices:done.notedOff', { name });
}

export function stopReminders({ services, conversation, scene: { contact } }: Omit<Answer, 'subject'>): string {
  conversation.effects.push(services.optingOut.effect(contact.id));
  return word(languageOfTurn(conversation), 'notices:done.optedOut');
}

/** Words about the agreement as it is now, where nothing is changed. */
export function wordUnchanged(answer: Answer, key: 'nobody' | 'already' | 'dayUnknown'): string {
  const { conversation, subject } = answer;
  const language = languageOfTurn(conversation);
  const said = key === 'already' || goesOn(answer) ? key : `${key}Off` as const;
  return word(language, `notices:done.${said}` satisfies TextKey, { ...valuesOf(language, subject), day: writeDay(language, subject.expiresOn) });
}

/** Why the answer to a notice is over: the agreement has another day by now, or is no more the contact's. */
export function wordLost(conversation: Conversation, { partners }: Scene, partnerId: string): string {
  const language = languageOfTurn(conversation);
  const partner = partners.find(({ id }) => id === partnerId);
  if (partner?.expiresOn === undefined) return word(language, 'notices:not.gone');
  return word(language, 'notices:not.changed', { company: partner.company, expires: writeDay(language, partner.expiresOn) });
}
