/** What the business knows and does; built once from the doors, handed to dialogs and to the edge. */
import { createHmac } from 'node:crypto';
import { createAgentServices } from './agents';
import { createAgreements } from './agreements';
import { createConsents } from './consents';
import { createContacts } from './contacts';
import { createDeskServices } from './desk';
import { createMisunderstandings } from './desk/misunderstandings';
import { createWalkSteps } from './desk/walkSteps';
import { createErasures } from './erasures';
import { createFiles } from './files';
import { createHandoffs } from './handoffs/handoffs';
import { createSupportPost } from './handoffs/mails/handoffMails';
import { lookAtOf } from './handoffs/rules';
import { createSayings } from './handoffs/sayings';
import { createWatching } from './handoffs/watching';
import { createCalendars, createHolidays } from './holidays';
import { createMailQueue } from './mailQueue';
import { createMailWriter } from './mailWriter';
import { createMedia } from './media';
import { createBounces } from './notices/mails/bounces';
import type { PlanSettings } from './notices/plan/facts';
import { nextOpening } from './workCalendar';
import { createNoticeServices } from './notices';
import type { ReachSettings } from './notices/reports/reachability';
import { createLedger } from './notices/ledger';
import type { LedgerRecords } from './notices/ledgerRecords';
import { createOptingOut } from './notices/optingOut';
import { createPace } from './pace';
import { createPartnerLists } from './partnerList/import';
import { createPartners } from './partners';
import { createPersonalFiles } from './personalFile';
import { createOffice, type Office } from './office';
import { createRoutes } from './routes';
import { createTurns } from './turns';
import { createUnsubscribing } from './unsubscribing';
import { createChallenges } from './verification/challenges';
import { hashOfAddress } from './verification/rules';
import { createVerifications } from './verification/verifications';
import { createWebchats } from './webchats';
import type { Doors, ServiceSettings, NoticeSettings, SupportSettings, Services } from './services';

export type { Doors, ServiceSettings, NoticeSettings, SupportSettings, Services } from './services';

export function createServices(doors: Doors, settings: ServiceSettings): Services {
  const { database, clock, random, memory, mail, understanding } = doors;
  const { pepper, codes: limits } = settings;
  const keyFor = (use: string) => createHmac('sha256', pepper).update(use).digest();
  const people = createAgentServices(doors, keyFor('console'), settings.agents, settings.files);
  const planSettings = planSettingsOf(settings.notices, { hasMail: mail !== undefined, pages: new Set(settings.pages) });
  const { records, bookings, notices, planner } = createNoticeServices({ database, clock, random, settings: planSettings, onFailure: settings.onPlanFailure });
  const said = { turns: createTurns(database, clock), sayings: createSayings(database), webchats: createWebchats(database, clock, random), consents: createConsents(), files: createFiles(database, clock, random, settings.files), walkSteps: createWalkSteps(database), misunderstandings: createMisunderstandings(database) };
  const office = officeOf(settings.support.desk);
  const handoffs = createHandoffs({
    database, clock, sayings: said.sayings, isOffered: settings.hasSupport, hasHub: (channel) => settings.hubs.includes(channel), lookAt: (row) => lookAtOf(row, office.calendar, settings.support.times),
    office: { isOpen: office.isOpen, opensAt: (now) => nextOpening(now, office.calendar), zone: office.calendar.zone },
    ring: (transaction, { id, conversationId }) => transaction.$executeRaw`SELECT pg_notify('lotse_handoffs', ${id}), pg_notify('lotse_sayings', ${conversationId})`,
  });
  const agreements = createAgreements(bookings);
  const partners = createPartners(database, random);
  const challenges = createChallenges(database, clock, limits);
  const contacts = createContacts(database, clock, limits.failuresInARow, [challenges.merge, said.consents.merge, said.files.merge, said.sayings.merge, said.walkSteps.merge, said.misunderstandings.merge, handoffs.merge, partners.merge, agreements.merge, (transaction, { from, into }) => records.merge(transaction, from, into)]);
  const unsubscribing = createUnsubscribing({ key: keyFor('unsubscribe') });
  const write = createMailWriter({ database, office, challenges, clock, pepper, notices, records, unsubscribing, publicUrl: settings.publicUrl });
  const mails = mail && createMailQueue({ database, clock, mail, write, leaseMs: settings.mailLeaseMs, onFailure: settings.onMailFailure, held: settings.heldMails });
  const ledger = createLedger({ database, clock, random, queueMail: mails?.queue, leaseMs: settings.notices.leaseMs, reaperWaitMs: settings.notices.reaperWaitMs });
  return {
    clock, random, memory, understanding, office, ...said, handoffs, contacts, partners, agreements, mails, challenges, notices, planner, unsubscribing,
    ledger: { ...ledger, ...records }, nudges: bookings.nudges, routes: createRoutes(database, clock), pace: createPace(database, clock), bounces: createBounces(database, clock, contacts),
    optingOut: createOptingOut(database, clock, contacts),
    watching: createWatching({ database, clock, office, handoffs, times: settings.support.times, post: createSupportPost(mails, settings.support) }),
    verifications: createVerifications({ database, clock, random, challenges, mails, pepper, limits, onOverallLimit: settings.onCodeLimit }),
    media: createMedia({ key: keyFor('media'), clock }), desk: createDeskServices({ database, clock, memory, settings: { ...planSettings, office: office.calendar }, language: settings.support.supportLanguage, sayings: said.sayings, agreements, contacts, partners, records }),
    ...people,
    ...aboutPersons(doors, pepper, planSettings, { ...said, audit: people.audit, handoffs, mails, challenges, partners, agreements, contacts, records }),
  };
}

function planSettingsOf({ officeZone, canton, ...hours }: NoticeSettings, reach: ReachSettings): PlanSettings {
  const calendarOf = createCalendars(createHolidays(), { opensAt: hours.opensAt, closesAt: hours.closesAt, saysAt: hours.saysAt });
  return { calendarOf, office: calendarOf({ zone: officeZone, country: 'CH', canton: canton || null }), ...reach };
}

function officeOf({ opensAt, closesAt, zone, canton }: SupportSettings['desk']): Office {
  return createOffice(createCalendars(createHolidays(), { opensAt, closesAt, saysAt: opensAt })({ zone, country: 'CH', canton: canton || null }));
}

interface Keepers extends Pick<Services, 'audit' | 'turns' | 'webchats' | 'sayings' | 'walkSteps' | 'misunderstandings' | 'handoffs' | 'consents' | 'files' | 'mails' | 'challenges' | 'partners' | 'agreements' | 'contacts'> {
  readonly records: LedgerRecords;
}

/** What concerns all that is known of persons: lists, deletions, the file of their own. */
function aboutPersons({ database, clock, random, mailbox }: Doors, pepper: Buffer, { office }: PlanSettings, keepers: Keepers): Pick<Services, 'partnerLists' | 'erasures' | 'personalFiles'> {
  const { turns, webchats, sayings, walkSteps, misunderstandings, handoffs, consents, files, mails, challenges, partners, agreements, contacts, records } = keepers;
  const hashOf = (emailKey: string) => hashOfAddress(pepper, emailKey);
  // Whatever leads to other rows goes last, handoffs after the mails about them; agreements are locked before notices, as everywhere.
  const erasers = {
    carried: turns.eraseCarried, said: webchats.erase, sayings: sayings.erase, steps: walkSteps.erase, misunderstandings: misunderstandings.erase, ...(mailbox && { mailbox: mailbox.erase }), handoffs: handoffs.erase, turns: turns.erase, consents: consents.erase, files: files.erase, ...(mails && { mails: mails.erase }), codes: challenges.erase,
    agreements: agreements.erase, notices: records.erase, companies: partners.erase, contact: contacts.erase,
  };
  return {
    partnerLists: createPartnerLists({ database, clock, random, audit: keepers.audit, keyOf: hashOf, office }),
    erasures: createErasures({ database, erasers, hashOf, closeConversation: turns.close }),
    personalFiles: createPersonalFiles(database),
  };
}
