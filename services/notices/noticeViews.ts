/** Notices as dialogs see them: what a message is about as things stand, and what an answer to it changes. */
import type { Database } from '../../prisma/database';
import { readSubjects, type MemberFacts, type SubjectFacts } from '../../prisma/noticeFacts';
import { momentOf } from '../day';
import type { Bookings } from './bookings';
import { factsForPlan, isReachable } from './plan/facts';
import type { LedgerRecords } from './ledgerRecords';
import { isNudge } from './notice';
import { HOME_ZONE, type NoticeReader } from './noticeReader';
import type { Notices, NoticeView } from './notices';
import { inChargeOf } from './plan/plan';

export interface NoticeViewParts {
  readonly database: Database;
  readonly records: LedgerRecords;
  readonly bookings: Bookings;
  readonly reader: NoticeReader;
}

const LATEST = {
  name: 'lotse_notice_latest',
  text: `SELECT "messageId" FROM "Notice" WHERE "contactId" = $1 AND state IN ('sent', 'unknown') AND milestone NOT LIKE 'nudge:%' AND "messageId" IS NOT NULL ORDER BY "updatedAt" DESC LIMIT 1`,
};

export function createNoticeViews({ database, records, bookings, reader }: NoticeViewParts): Notices {
  const factsOf = async (partnerId: string) => (await reader.factsOf([{ subject: partnerId }])).get(partnerId);
  const memberOf = async (contactId: string, partnerId: string): Promise<{ partner: SubjectFacts | undefined; contact: MemberFacts | undefined }> => {
    const partner = (await reader.partnersOf([{ subject: partnerId }])).get(partnerId);
    return { partner, contact: partner?.contacts.find(({ id }) => id === contactId) };
  };
  const findMessage = (messageId: string) => viewOf(messageId, records, reader);
  return {
    findMessage,
    latestFor: async (contactId) => {
      const [latest] = await database.run<{ messageId: string }>(LATEST, [contactId]);
      return latest && findMessage(latest.messageId);
    },
    snooze: (contactId, partnerId, day) => async (transaction, turn) => {
      const [partner] = await readSubjects((text, values) => transaction.$queryRawUnsafe(text, ...values), [partnerId]);
      const contact = partner?.contacts.find(({ id }) => id === contactId);
      const expiresOn = partner?.agreement?.expiresOn;
      if (!contact || !expiresOn) return;
      const { saysAt, zone } = reader.calendarOf(partner, contact.timeZone);
      await bookings.insert([{ subject: partnerId, cycle: expiresOn, milestone: `later:${day}`, contactId, dueAt: momentOf(day, saysAt, zone), payload: {} }])(transaction, turn);
    },
    calendarFor: async (contactId, partnerId) => {
      const { partner, contact } = await memberOf(contactId, partnerId);
      return reader.calendarOf(partner ?? { country: null, canton: null }, contact?.timeZone ?? HOME_ZONE);
    },
    colleaguesOf: async (contactId, partnerId) => {
      const partner = await factsOf(partnerId);
      const others = (partner?.contacts ?? []).filter((contact) => contact.id !== contactId && contact.name !== null && contact.mayWriteFirst === true && isReachable(contact, reader.planSettings));
      return others.map(({ id, name }) => ({ id, name: name! })).sort((a, b) => a.name.localeCompare(b.name));
    },
    hasColleagueFirst: async (contactId, partnerId, now) => {
      const partner = await factsOf(partnerId);
      const contacts = (partner?.contacts ?? []).map((contact) => (contact.id === contactId ? { ...contact, mayWriteFirst: true, remindersSince: contact.remindersSince ?? now } : contact));
      const facts = partner && factsForPlan({ ...partner, contacts }, now, reader.planSettings);
      return facts !== undefined && (inChargeOf(facts)?.id ?? contactId) !== contactId;
    },
    release: (contactId) => records.release(contactId),
  };
}

async function viewOf(messageId: string, records: Pick<LedgerRecords, 'findMessage'>, reader: NoticeReader): Promise<NoticeView | undefined> {
  const rows = await records.findMessage(messageId);
  const [first] = rows;
  const subjects = first ? reader.subjectsOf(rows, await reader.partnersOf(rows)) : [];
  if (!first || subjects.length === 0) return undefined;
  const isUnknown = rows.some(({ state }) => state === 'unknown');
  return { messageId, contactId: first.contactId, isNudge: isNudge(first), state: isUnknown ? 'unknown' : first.state, subjects };
}
