/** What goes along with a mail of a notice, and whom the account mail names. */
import type { ContactFacts, NoticeFacts, PartnerFacts } from '../../prisma/noticeFacts';
import { momentOf } from '../../services/day';
import { createNoticeMails } from '../../services/notices/mails/noticeMails';
import type { Notice } from '../../services/notices/notice';
import type { NoticeReader } from '../../services/notices/noticeReader';
import { createUnsubscribing } from '../../services/unsubscribing';
import { clockAt } from '../clocks';

const at = (day: string, time = '09:00') => momentOf(day, time, 'Europe/Zurich');
const contact = (id: string, changes: Partial<ContactFacts> = {}): ContactFacts => ({
  id, name: id, email: `${id}@firma.example`, language: 'en', timeZone: 'Europe/Zurich', mayWriteFirst: true, remindersSince: null, isSignatory: null, provenAt: at('2026-01-01'), mailDeadAt: null, mailDeadCause: null, routes: [], ...changes,
});
const partner = (partnerId: string, expiresOn: string, contacts: readonly ContactFacts[] = [contact('ana')], told: PartnerFacts['told'] = []): PartnerFacts => ({
  partnerId, company: `${partnerId} AG`, customerNumber: '1001', listedNumber: '1001', country: 'CH', canton: null, noticeDays: [], signatoryName: null, contacts, told,
  agreement: { expiresOn, since: at('2026-01-01'), revision: 0, previousExpiresOn: null, claimedAt: null, refutedAt: null, careAt: null, inCharge: null },
});
const row = (subject: string, cycle: string, milestone: string, contactId = 'ana'): Notice => ({ id: `${subject} ${milestone}`, subject, cycle, milestone: milestone as Notice['milestone'], contactId, state: 'sent', dueAt: at('2026-12-01'), reason: undefined, payload: {}, tries: 1, sentAt: at('2026-12-01') });
const said = (subject: string, cycle: string, milestone: string, contactId: string, day: string): NoticeFacts => ({ ...row(subject, cycle, milestone, contactId), state: 'sent', reason: null, dueAt: at(day), sentAt: at(day), payload: {} });

/** The mail that leaves on a day for rows of these partners. */
async function mailOf(kind: 'notice' | 'account', today: string, partners: readonly PartnerFacts[], rows: readonly Notice[]) {
  const byId = new Map(partners.map((each) => [each.partnerId, each]));
  const office = { zone: 'Europe/Zurich' } as NoticeReader['planSettings']['office'];
  const reader: Partial<NoticeReader> = {
    planSettings: { office, channels: new Set(), pages: new Set(), hasMail: true } as never, partnersOf: async () => byId, factsOf: async () => byId,
    subjectsOf: (notices) => notices.map(({ milestone, cycle, payload, subject }) => ({ milestone, cycle, payload, partnerId: subject, company: byId.get(subject)!.company, expiresOn: byId.get(subject)!.agreement!.expiresOn, today })),
    findAgreement: async (partnerId) => ({ partnerId, company: byId.get(partnerId)!.company, expiresOn: byId.get(partnerId)!.agreement!.expiresOn, revision: 0, today }),
  };
  const mails = createNoticeMails({ clock: clockAt(() => at(today)), records: { findMessage: async () => rows }, notices: reader as NoticeReader, unsubscribing: createUnsubscribing({ key: Buffer.alloc(32) }), publicUrl: () => undefined });
  return mails[kind]({ to: 'ana@firma.example', language: 'en', payload: { messageId: 'm' } } as never);
}

describe('a mail of a notice', () => {
  const expires = '2026-12-19';
  it.each([['before the expiry', '2026-12-12', ['lotse.ics']], ['in the grace', '2026-12-29', ['lotse.ics']], ['once it is over', '2026-12-30', []]])('has its entry for the calendar %s', async (_, today, names) => {
    const mail = await mailOf('notice', today, [partner('nord', expires)], [row('nord', expires, 'T-7')]);
    expect(mail?.attachments.map(({ name }) => name)).toEqual(names);
  });
  it('about several companies has one for each that has a day ahead', async () => {
    const partners = [partner('nord', expires), partner('sued', '2026-12-21'), partner('west', '2026-12-01')];
    const mail = await mailOf('notice', '2026-12-18', partners, partners.map(({ partnerId, agreement }) => row(partnerId, agreement!.expiresOn, 'T-3')));
    expect(mail?.attachments.map(({ name, content }) => [name, /SUMMARY:(.*)\r/.exec(content)?.[1]])).toEqual([['lotse-1.ics', expect.stringContaining('nord AG')], ['lotse-2.ics', expect.stringContaining('sued AG')]]);
    expect(mail?.text).toContain('west AG: expired on');
  });
});

describe('the account mail', () => {
  const expires = '2026-12-21';
  const lines = async (contacts: readonly ContactFacts[], told: readonly NoticeFacts[]) => {
    const mail = await mailOf('account', '2026-12-18', [partner('Haddad', expires, contacts, told)], [row('Haddad', expires, 'account', 'account')]);
    return mail!.text.split('\n').filter((line) => line.startsWith('•') || /remind|react/.test(line));
  };
  it('names whoever was reminded and then wanted no more', async () => {
    expect(await lines([contact('Omar', { mayWriteFirst: false })], [said('Haddad', expires, 'T-14', 'Omar', '2026-12-07')]))
      .toEqual(['• Omar: reminded on 7 December 2026, and has not wanted reminders since. Please call, or ask a colleague.', 'There is nobody else to remind.']);
  });
  it('and whoever never wanted any, beside those who do not react', async () => {
    expect(await lines([contact('Ana'), contact('Omar', { mayWriteFirst: false }), contact('Eva', { mayWriteFirst: null })], [said('Haddad', expires, 'T-14', 'Ana', '2026-12-07')]))
      .toEqual(['• Ana: reminded on 7 December 2026', '• Omar: does not want reminders. Please call, or ask a colleague.', 'So far nobody has reacted.']);
    expect(await lines([contact('Omar', { mayWriteFirst: false })], [])).toEqual(['• Omar: does not want reminders. Please call, or ask a colleague.', 'Nobody could be reminded.']);
  });
});
