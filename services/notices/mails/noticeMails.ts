/** The mails of the ledger: a notice to a contact, and the daily word to ALSO's account mailbox. Written from the rows as they stand when the mail leaves. */
import type { Language } from '../../../locales';
import type { PartnerFacts } from '../../../prisma/noticeFacts';
import type { Clock } from '../../clock';
import { dayIn, type Day } from '../../day';
import { writeCalendar } from '../../calendarFile';
import type { MailWriter } from '../../mailWriter';
import type { Unsubscribing } from '../../unsubscribing';
import { writeAccountMail, type AccountPartner, type SilentPartner, type UnreachablePartner } from './accountMail';
import type { PlanSettings } from '../plan/facts';
import { endOf } from '../decision';
import type { LedgerRecords } from '../ledgerRecords';
import { writeNoticeMail, type NoticeMail } from './noticeMail';
import { isNudge } from '../notice';
import type { NoticeReader } from '../noticeReader';
import { judgeReach } from '../reports/reachability';
import type { NoticeSubject } from '../wording';

export interface NoticeMailParts {
  readonly clock: Clock;
  readonly records: Pick<LedgerRecords, 'findMessage'>;
  readonly notices: NoticeReader;
  readonly unsubscribing: Unsubscribing;
  /** Where Lotse is reached from outside; undefined where mails cannot lead there. */
  readonly publicUrl: () => string | undefined;
}

const CALENDAR_TYPE = 'text/calendar; charset=utf-8; method=PUBLISH';

export function createNoticeMails(parts: NoticeMailParts): Readonly<Record<'notice' | 'account', MailWriter>> {
  const { notices, records, unsubscribing, clock } = parts;
  return {
    notice: async ({ to, language, payload }) => {
      const rows = await records.findMessage(String(payload.messageId));
      const partners = await notices.partnersOf(rows);
      // Whoever has opted out or renewed since it was said is not written to any more.
      const kept = rows.filter((row) => endOf(row, partners.get(row.subject)) === undefined);
      const subjects = notices.subjectsOf(kept, partners);
      const [first] = kept;
      if (!first || subjects.length === 0) return undefined;
      const base = parts.publicUrl()?.replace(/\/$/, '');
      const attachments = await calendarsOf(parts, language, subjects);
      return writeNoticeMail({
        to, language, subjects, attachments,
        ...(base !== undefined && { chat: `${base}/`, ...(!isNudge(first) && { unsubscribe: `${base}${unsubscribing.sign(first.contactId)}` }) }),
      });
    },
    account: async ({ to, language, payload }) => {
      const rows = await records.findMessage(String(payload.messageId));
      const partners = await notices.factsOf(rows);
      const today = dayIn(notices.planSettings.office.zone, clock.now());
      const of = (milestone: 'account' | 'reach') => rows.filter((row) => row.milestone === milestone).flatMap((row) => partners.get(row.subject) ?? []).filter(({ agreement }) => agreement !== undefined);
      const [silent, unreachable] = [of('account').map((partner) => silentOf(partner, today)), of('reach').map((partner) => unreachableOf(partner, today, notices.planSettings))];
      return silent.length + unreachable.length === 0 ? undefined : writeAccountMail({ to, language, silent, unreachable });
    },
  };
}

function headOf({ company, customerNumber, agreement }: PartnerFacts, today: Day): AccountPartner {
  return { company, customerNumber: customerNumber ?? undefined, expiresOn: agreement!.expiresOn, today };
}

/** Whom it was said to, and when last; who wants no reminders any more is named, too. */
function silentOf(partner: PartnerFacts, today: Day): SilentPartner {
  const told = (contactId: string) => partner.told.filter((row) => row.contactId === contactId && row.cycle === partner.agreement!.expiresOn && (row.state === 'sent' || row.state === 'unknown')).at(-1);
  const contacts = partner.contacts.filter(({ mayWriteFirst }) => mayWriteFirst !== null).map(({ id, name, timeZone, mayWriteFirst }) => {
    const row = told(id);
    return { name: name ?? undefined, toldOn: row && dayIn(timeZone, row.sentAt ?? row.dueAt), isUnsure: row?.state === 'unknown', hasDeclined: mayWriteFirst === false };
  });
  return { ...headOf(partner, today), contacts };
}

function unreachableOf(partner: PartnerFacts, today: Day, settings: PlanSettings): UnreachablePartner {
  const contacts = judgeReach(partner, settings).contacts.flatMap(({ contact: { name, email }, causes: [cause] }) => (cause === undefined ? [] : [{ name: name ?? undefined, email: email ?? undefined, cause }]));
  return { ...headOf(partner, today), contacts };
}

/** Each agreement goes with its entry for the calendar; what is over, or was only asked, has none. */
async function calendarsOf({ notices, clock }: NoticeMailParts, language: Language, subjects: readonly NoticeSubject[]): Promise<NonNullable<NoticeMail['attachments']>> {
  const todays = new Map(subjects.filter(({ partnerId }) => partnerId !== '').map(({ partnerId, today }) => [partnerId, today]));
  const agreements = await Promise.all([...todays.keys()].map(notices.findAgreement));
  const contents = agreements.flatMap((agreement) => (agreement && writeCalendar({ ...agreement, today: todays.get(agreement.partnerId)! }, language, clock.now())) ?? []);
  return contents.map((content, index) => ({ name: contents.length === 1 ? 'lotse.ics' : `lotse-${index + 1}.ics`, contentType: CALENDAR_TYPE, content }));
}
