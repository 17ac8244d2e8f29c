/** What messages of the ledger are made of: their rows with the partners that they are about, as things stand. */
import type { Database } from '../../prisma/database';
import { dropNotice } from '../../prisma/noticeChanges';
import { queryOf, readFacts, readSubjects, type PartnerFacts, type SubjectFacts } from '../../prisma/noticeFacts';
import type { CalendarSubject } from '../calendarFile';
import type { Clock } from '../clock';
import { dayIn } from '../day';
import type { PlanSettings } from './plan/facts';
import type { WorkCalendar } from '../workCalendar';
import { isNudge, type Notice, type NoticeReason } from './notice';
import type { NoticeSubject } from './wording';

export type { PartnerFacts, SubjectFacts };

/** What messages are made of: rows with the partners that they are about. */
export interface NoticeReader {
  readonly planSettings: PlanSettings;
  /** The partners of rows, by id. */
  partnersOf(notices: readonly Pick<Notice, 'subject'>[]): Promise<ReadonlyMap<string, SubjectFacts>>;
  /** The same with the ways to reach people and what they were told. */
  factsOf(notices: readonly Pick<Notice, 'subject'>[]): Promise<ReadonlyMap<string, PartnerFacts>>;
  calendarOf(partner: Pick<SubjectFacts, 'country' | 'canton'>, zone: string): WorkCalendar;
  /** What rows are about today; those whose agreement is gone are left out. */
  subjectsOf(notices: readonly Notice[], partners: ReadonlyMap<string, SubjectFacts>): readonly NoticeSubject[];
  /** What a calendar holds of a partner's agreement. */
  findAgreement(partnerId: string): Promise<CalendarSubject | undefined>;
  /** A claimed row ends unsaid, while the others of its message go on. */
  drop(notice: Notice, token: string, end: { readonly state: 'skipped' | 'cancelled'; readonly reason: NoticeReason }): Promise<void>;
}

/** Where nobody has said otherwise. */
export const HOME_ZONE = 'Europe/Zurich';

export function createNoticeReader(database: Database, clock: Clock, settings: PlanSettings): NoticeReader {
  return {
    planSettings: settings,
    partnersOf: async (notices) => byId(await readSubjects(queryOf(database), subjectsIn(notices))),
    factsOf: async (notices) => byId(await readFacts(queryOf(database), subjectsIn(notices))),
    calendarOf: ({ country, canton }, zone) => settings.calendarOf({ zone, country, canton }),
    subjectsOf: (notices, partners) => subjectsOf(notices, partners, clock.now()),
    findAgreement: async (partnerId) => {
      const [partner] = await readSubjects(queryOf(database), [partnerId]);
      return partner?.agreement && { partnerId, company: partner.company, expiresOn: partner.agreement.expiresOn, revision: partner.agreement.revision, today: dayIn(HOME_ZONE, clock.now()) };
    },
    drop: ({ id }, token, end) => dropNotice(database, { id, token }, end, clock.now()),
  };
}

function subjectsIn(notices: readonly Pick<Notice, 'subject'>[]): string[] {
  return [...new Set(notices.map(({ subject }) => subject))];
}

function byId<Partner extends SubjectFacts>(partners: readonly Partner[]): ReadonlyMap<string, Partner> {
  return new Map(partners.map((partner) => [partner.partnerId, partner]));
}

function subjectsOf(rows: readonly Notice[], partners: ReadonlyMap<string, SubjectFacts>, now: Date): NoticeSubject[] {
  return rows.flatMap((row): NoticeSubject[] => {
    const { milestone, cycle, payload, contactId } = row;
    if (isNudge(row)) return [{ milestone, cycle, payload, partnerId: '', company: '', expiresOn: '', today: dayIn(HOME_ZONE, now) }];
    const partner = partners.get(row.subject);
    if (!partner?.agreement) return [];
    const zone = partner.contacts.find(({ id }) => id === contactId)?.timeZone ?? HOME_ZONE;
    return [{ milestone, cycle, payload, partnerId: partner.partnerId, company: partner.company, expiresOn: partner.agreement.expiresOn, today: dayIn(zone, now), signatory: partner.signatoryName ?? undefined }];
  });
}
