/** What the dialog about notices stands on, read anew in each turn: the contact, and the agreements that it is about. */
import type { Services } from '../../services';
import type { Agreements } from '../../services/agreements';
import type { Contact } from '../../services/contacts';
import { dayIn, daysBetween, type Day } from '../../services/day';
import { snoozeDays, workdaysAhead } from '../../services/notices/plan/milestones';
import { milestoneAt } from '../../services/notices/notice';
import type { Colleague, Notices } from '../../services/notices/notices';
import type { NoticeSubject } from '../../services/notices/wording';
import type { PartnerRecord } from '../../services/partners';
import type { Conversation } from '../conversation';

export interface NoticeServices extends Pick<Services, 'contacts' | 'partners' | 'media' | 'optingOut'> {
  readonly agreements: Pick<Agreements, 'renew' | 'handOver' | 'lookAfter'>;
  readonly notices: Pick<Notices, 'findMessage' | 'latestFor' | 'snooze' | 'calendarFor' | 'colleaguesOf'>;
}

/** Which notice of which agreement is spoken of; what else it said, such as names, is not kept. */
export type About = Pick<NoticeSubject, 'partnerId' | 'milestone' | 'cycle'> & Partial<Pick<NoticeSubject, 'payload'>>;

export interface Scene {
  readonly contact: Contact;
  readonly partners: readonly PartnerRecord[];
  /** What is spoken of, as things stand; without agreements that are gone or have another day by now. */
  readonly subjects: readonly NoticeSubject[];
  readonly today: Day;
}

export async function readScene(services: NoticeServices, { contact: { id }, now }: Conversation, abouts: readonly About[]): Promise<Scene> {
  const contact = await services.contacts.get(id);
  const partners = await services.partners.of(id);
  const today = dayIn(contact.timeZone, now);
  return { contact, partners, today, subjects: abouts.flatMap((about) => subjectNow(about, partners, today) ?? []) };
}

/** What typed words may be about: the agreements of the last notice, or else all of the contact's. */
export async function readAbouts(services: NoticeServices, { contact: { id }, now }: Conversation): Promise<About[]> {
  const { timeZone } = await services.contacts.get(id);
  const partners = await services.partners.of(id);
  const told = (await services.notices.latestFor(id))?.subjects.filter((subject) => subjectNow(subject, partners, subject.today)) ?? [];
  if (told.length > 0) return told;
  const today = dayIn(timeZone, now);
  return partners.flatMap(({ id: partnerId, expiresOn }) => (expiresOn === undefined ? [] : [aboutOn(today, partnerId, expiresOn)]));
}

/** An agreement of which nothing may have been said first. */
export function aboutOn(today: Day, partnerId: string, expiresOn: Day): About {
  return { partnerId, milestone: milestoneAt(daysBetween(expiresOn, today)), cycle: expiresOn };
}

/** Others who want reminders and can be reached. */
export function readColleagues({ notices }: NoticeServices, { contact }: Scene, partnerId: string): Promise<readonly Colleague[]> {
  return notices.colleaguesOf(contact.id, partnerId);
}

/** Days on which it is still in time to be reminded. */
export async function readSnoozeDays({ notices }: NoticeServices, { contact }: Scene, { partnerId, today, expiresOn }: NoticeSubject): Promise<readonly Day[]> {
  return snoozeDays(today, expiresOn, await notices.calendarFor(contact.id, partnerId));
}

/** All days on which a contact may be reminded who names one. */
export async function readWorkdays({ notices }: NoticeServices, { contact }: Scene, { partnerId, today, expiresOn }: NoticeSubject): Promise<ReturnType<typeof workdaysAhead>> {
  return workdaysAhead(today, expiresOn, await notices.calendarFor(contact.id, partnerId));
}

function subjectNow({ payload = {}, ...about }: About, partners: readonly PartnerRecord[], today: Day): NoticeSubject | undefined {
  const partner = partners.find(({ id }) => id === about.partnerId);
  // A colleague's word that it was renewed is told of the day before.
  if (partner?.expiresOn === undefined || (partner.expiresOn !== about.cycle && about.milestone !== 'renewed')) return undefined;
  return { ...about, payload, today, company: partner.company, expiresOn: partner.expiresOn, signatory: partner.signatoryName };
}
