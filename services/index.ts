/** What the business knows and does; built once from the doors, handed to dialogs and to the edge. */
import { createHmac } from 'node:crypto';
import type { Database } from '../prisma/database';
import { createAgentServices, type AgentServices, type AgentSettings } from './agents';
import { createAgreements, type Agreements } from './agreements';
import type { Clock } from './clock';
import { createConsents, type Consents } from './consents';
import { createContacts, type Contacts } from './contacts';
import { createDeskServices, type DeskServices } from './desk';
import { createMisunderstandings, type Misunderstandings } from './desk/misunderstandings';
import { createWalkSteps, type WalkSteps } from './desk/walkSteps';
import { createErasures, type Erasures } from './erasures';
import { createFiles, type Files, type FileSettings } from './files';
import { createHandoffs, type Handoffs } from './handoffs/handoffs';
import { createSupportPost, type SupportMailboxes } from './handoffs/mails/handoffMails';
import { lookAtOf, type HandoffTimes } from './handoffs/rules';
import { createSayings, type Sayings } from './handoffs/sayings';
import { createWatching, type Watching } from './handoffs/watching';
import { createCalendars, createHolidays, type WorkHours } from './holidays';
import type { LocalMailbox, Mail } from './mail';
import { createMailQueue, type MailQueue } from './mailQueue';
import { createMailWriter } from './mailWriter';
import { createMedia, type Media } from './media';
import type { Memory } from './memory';
import { createBounces, type Bounces } from './notices/mails/bounces';
import type { PlanSettings } from './notices/plan/facts';
import { nextOpening } from './workCalendar';
import { createNoticeServices } from './notices';
import type { ReachSettings } from './notices/reports/reachability';
import { createLedger, type Ledger } from './notices/ledger';
import type { LedgerRecords } from './notices/ledgerRecords';
import type { NoticeReader } from './notices/noticeReader';
import type { Notices } from './notices/notices';
import { createOptingOut, type OptingOut } from './notices/optingOut';
import type { Nudges } from './notices/nudging';
import type { Planner } from './notices/plan/planner';
import { createPace, type Pace } from './pace';
import { createPartnerLists, type PartnerLists } from './partnerList/import';
import { createPartners, type Partners } from './partners';
import { createPersonalFiles, type PersonalFiles } from './personalFile';
import { createOffice, type Office } from './office';
import type { Random } from './random';
import { createRoutes, type Routes } from './routes';
import { createTurns, type Turns } from './turns';
import { createUnsubscribing, type Unsubscribing } from './unsubscribing';
import { createChallenges, type Challenges } from './verification/challenges';
import { hashOfAddress, type CodeLimits } from './verification/rules';
import { createVerifications, type Verifications } from './verification/verifications';
import { createWebchats, type Webchats } from './webchats';

export interface Doors {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** What the installation remembers: it is asked before there are services. */
  readonly memory: Memory;
  /** Undefined where no mail can be sent. */
  readonly mail: Mail | undefined;
  /** Local mode keeps mails here. */
  readonly mailbox: LocalMailbox | undefined;
}

export interface ServiceSettings {
  /** The key that codes and signatures follow from; never in the database. */
  readonly pepper: Buffer;
  readonly codes: CodeLimits;
  readonly mailLeaseMs: number;
  readonly files: FileSettings;
  readonly agents: AgentSettings;
  readonly notices: NoticeSettings;
  readonly support: SupportSettings;
  /** Channels that are pages: what is said there waits for whoever opens it. */
  readonly pages: readonly string[];
  /** Whether people of support can be asked for: there is a console that they sign in to, or a mailbox of theirs. */
  readonly hasSupport: boolean;
  /** Channels on which whoever asks for a person leaves for an engagement hub. */
  readonly hubs: readonly string[];
  /** Where Lotse is reached from outside; undefined where mails cannot lead there. */
  readonly publicUrl: () => string | undefined;
  /** The whole installation is at its limit of codes. */
  readonly onCodeLimit: () => void;
  readonly onMailFailure: (failure: unknown) => void;
  /** What is not said first while the database is not confirmed: kinds of mail. */
  readonly heldMails: () => readonly string[];
  /** A partner about whom nothing can be decided. */
  readonly onPlanFailure: (partnerId: string, failure: unknown) => void;
}

export interface NoticeSettings extends WorkHours {
  /** ALSO's own zone and canton. */
  readonly officeZone: string;
  readonly canton: string;
  readonly leaseMs: number;
  readonly reaperWaitMs: number;
}

/** When ALSO's own people of support are there, whom a mail tells, and how long whoever is waited for may take. */
export interface SupportSettings extends SupportMailboxes {
  readonly desk: Pick<WorkHours, 'opensAt' | 'closesAt'> & { readonly zone: string; readonly canton: string };
  readonly times: HandoffTimes;
}

export interface Services extends AgentServices {
  readonly office: Office;
  readonly clock: Clock;
  readonly random: Random;
  readonly turns: Turns;
  readonly consents: Consents;
  readonly files: Files;
  readonly contacts: Contacts;
  readonly partners: Partners;
  readonly agreements: Agreements;
  readonly routes: Routes;
  readonly partnerLists: PartnerLists;
  readonly challenges: Challenges;
  readonly verifications: Verifications;
  readonly mails: MailQueue | undefined;
  readonly media: Media;
  readonly erasures: Erasures;
  readonly personalFiles: PersonalFiles;
  readonly webchats: Webchats;
  readonly sayings: Sayings;
  readonly handoffs: Handoffs;
  readonly walkSteps: WalkSteps;
  readonly misunderstandings: Misunderstandings;
  readonly desk: DeskServices;
  readonly watching: Watching;
  readonly memory: Memory;
  readonly notices: Notices & NoticeReader;
  readonly nudges: Nudges;
  readonly planner: Planner;
  readonly ledger: Ledger & LedgerRecords;
  readonly pace: Pace;
  readonly bounces: Bounces;
  readonly optingOut: OptingOut;
  readonly unsubscribing: Unsubscribing;
}

export function createServices(doors: Doors, settings: ServiceSettings): Services {
  const { database, clock, random, memory, mail } = doors;
  const { pepper, codes: limits } = settings;
  const keyFor = (use: string) => createHmac('sha256', pepper).update(use).digest();
  const people = createAgentServices(doors, keyFor('console'), settings.agents, settings.files);
  const planSettings = planSettingsOf(settings.notices, { hasMail: mail !== undefined, pages: new Set(settings.pages) });
  const { records, bookings, notices, planner } = createNoticeServices({ database, clock, random, settings: planSettings, onFailure: settings.onPlanFailure });
  const said = { turns: createTurns(database, clock), sayings: createSayings(database), webchats: createWebchats(database, clock, random), consents: createConsents(), files: createFiles(database, clock, random, settings.files), walkSteps: createWalkSteps(database), misunderstandings: createMisunderstandings(database) };
  const office = officeOf(settings.support.desk);
  const handoffs = createHandoffs({
    database, clock, sayings: said.sayings, isOffered: settings.hasSupport, hasHub: (channel) => settings.hubs.includes(channel), lookAt: (row) => lookAtOf(row, office.calendar, settings.support.times),
    office: { isOpen: office.isOpen, opensAt: (now) => nextOpening(now, office.calendar) },
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
    clock, random, memory, office, ...said, handoffs, contacts, partners, agreements, mails, challenges, notices, planner, unsubscribing,
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
