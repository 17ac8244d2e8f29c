/** What agents read and do beside conversations, as the console's routes are handed it. Built once. */
import type { Database } from '../../prisma/database';
import type { Language } from '../../locales';
import type { Agreements } from '../agreements';
import type { Clock } from '../clock';
import type { Contacts } from '../contacts';
import { dayIn, type Day } from '../day';
import type { Sayings } from '../handoffs/sayings';
import type { Memory } from '../memory';
import type { LedgerRecords } from '../notices/ledgerRecords';
import type { PlanSettings } from '../notices/plan/facts';
import type { Partners } from '../partners';
import { createDeskActs, type AuditTrail, type DeskActs } from './acts';
import { createAgentRows, type AgentRows } from './agentRows';
import { createCannedAnswers, type CannedAnswers } from './cannedAnswers';
import { createCorrections, type Corrections } from './corrections';
import { createDossiers, type Dossiers } from './dossiers';
import { createFigures, type Figures } from './figures/figures';
import { createHandoffRows, type HandoffRows } from './handoffRows';
import { readPartners, type PartnerOverview } from './partnerRows';
import { findPartners, type FoundPartners, type PartnerSearch } from './partnerSearch';
import { createTranscripts, type Transcripts } from './transcripts';

export interface DeskServices {
  readonly handoffs: HandoffRows;
  readonly transcripts: Transcripts;
  readonly dossiers: Dossiers;
  readonly agents: AgentRows;
  readonly canned: CannedAnswers;
  readonly corrections: Corrections;
  readonly figures: Figures;
  readonly partners: {
    find(asked: PartnerSearch): Promise<FoundPartners>;
    /** In the order of the ids. */
    read(ids: readonly string[]): Promise<readonly PartnerOverview[]>;
  };
  /** Those of the contacts who may try no more codes until an agent lets them. */
  lockedAmong(contactIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** The day by ALSO's own clocks: days to an expiry are counted from it. */
  today(): Day;
  acts(audit: AuditTrail): DeskActs;
}

export interface DeskParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly memory: Memory;
  readonly settings: Pick<PlanSettings, 'office' | 'hasMail' | 'pages'>;
  /** In which the first canned answers are named for agents. */
  readonly language: Language;
  readonly sayings: Pick<Sayings, 'after' | 'before'>;
  readonly agreements: Pick<Agreements, 'confirm' | 'correct'>;
  readonly contacts: Pick<Contacts, 'get' | 'findByAddress' | 'change' | 'correctEmail' | 'unlock' | 'lockedAmong'>;
  readonly partners: Pick<Partners, 'of' | 'change' | 'setSignatory'>;
  readonly records: Pick<LedgerRecords, 'findOut'>;
}

export function createDeskServices({ database, clock, memory, settings, language, sayings, agreements, contacts, partners, records }: DeskParts): DeskServices {
  const { office, ...reach } = settings;
  const canned = createCannedAnswers(database, memory, language);
  const today = () => dayIn(office.zone, clock.now());
  return {
    handoffs: createHandoffRows(database, today), transcripts: createTranscripts(database, sayings), dossiers: createDossiers(database), agents: createAgentRows(database), canned,
    corrections: createCorrections({ contacts, partners, agreements, zone: office.zone }), figures: createFigures({ database, clock, office, reach }),
    partners: { find: (asked) => findPartners(database, asked, today(), reach), read: (ids) => readPartners(database, ids, today(), reach) },
    lockedAmong: (ids) => contacts.lockedAmong(ids), today,
    acts: (audit) => createDeskActs({ database, clock, audit, agreements, contacts, records, canned }),
  };
}
