/** What the dialogs and the edge find in services, and what services are built from: types alone. */
import type { Database } from '../prisma/database';
import type { AgentServices, AgentSettings } from './agents';
import type { Agreements } from './agreements';
import type { Clock } from './clock';
import type { Consents } from './consents';
import type { Contacts } from './contacts';
import type { DeskServices } from './desk';
import type { Misunderstandings } from './desk/misunderstandings';
import type { WalkSteps } from './desk/walkSteps';
import type { Erasures } from './erasures';
import type { Files, FileSettings } from './files';
import type { Handoffs } from './handoffs/handoffs';
import type { SupportMailboxes } from './handoffs/mails/handoffMails';
import type { HandoffTimes } from './handoffs/rules';
import type { Sayings } from './handoffs/sayings';
import type { Watching } from './handoffs/watching';
import type { WorkHours } from './holidays';
import type { LocalMailbox, Mail } from './mail';
import type { MailQueue } from './mailQueue';
import type { Media } from './media';
import type { Memory } from './memory';
import type { Bounces } from './notices/mails/bounces';
import type { Ledger } from './notices/ledger';
import type { LedgerRecords } from './notices/ledgerRecords';
import type { NoticeReader } from './notices/noticeReader';
import type { Notices } from './notices/notices';
import type { OptingOut } from './notices/optingOut';
import type { Nudges } from './notices/nudging';
import type { Planner } from './notices/plan/planner';
import type { Pace } from './pace';
import type { PartnerLists } from './partnerList/import';
import type { Partners } from './partners';
import type { PersonalFiles } from './personalFile';
import type { Office } from './office';
import type { Random } from './random';
import type { Routes } from './routes';
import type { Turns } from './turns';
import type { Understanding } from './understanding/understanding';
import type { Unsubscribing } from './unsubscribing';
import type { Challenges } from './verification/challenges';
import type { CodeLimits } from './verification/rules';
import type { Verifications } from './verification/verifications';
import type { Webchats } from './webchats';

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
  /** What free text is about. */
  readonly understanding: Understanding;
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
  readonly understanding: Understanding;
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
