/** ALSO's list of partners: brought in all or nothing, and given back. What a person said or deleted is respected. */
import { stringify } from 'csv-stringify/sync';
import type { Database } from '../../prisma/database';
import { applyRows, forgetRows, forgetRowsBefore, readPage, stageRows, type Conflict, type ExportedRow, type Outcome, type StagedRow } from '../../prisma/partnerList';
import type { Audit, AuditEntry } from '../audit';
import type { Clock } from '../clock';
import { dayIn, startOfDay } from '../day';
import type { Actor } from '../handoffs/handoff';
import { workdaysBefore, type WorkCalendar } from '../workCalendar';
import type { Random } from '../random';
import { COLUMNS, guard } from './columns';
import { readFileRows, unusable, UnusableFile } from './file';
import { judgeRow, type Refusal } from './row';
import type { Said } from './said';
import { conflictOf, refusalOf, sentenceOf, summary } from './wording';

export interface ImportOptions {
  /** Says what would be done, and stops there. */
  readonly isDryRun: boolean;
  /** Applies the other rows where some were refused. */
  readonly skipsRefused: boolean;
  /** Who brings it in, for the audit trail; an operator at the command line where it is left out. */
  readonly by?: Pick<Actor, 'id' | 'name'>;
}

/** 0: done; 1: rows were refused; 2: the file cannot be used. */
export type ImportEnd = 0 | 1 | 2;
/** Hears each sentence, and what it says, for whoever speaks another language. */
export type Report = (line: string, said: Said) => void;
type Tell = (said: Said) => void;

export interface PartnerLists {
  import(source: AsyncIterable<Uint8Array>, options: ImportOptions, report: Report): Promise<ImportEnd>;
  /** The list as the import takes it, page by page. */
  export(write: (chunk: string) => Promise<void> | void): Promise<void>;
}

export interface PartnerListParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly audit: Pick<Audit, 'write'>;
  /** A keyed hash of an address, under which a deletion is remembered. */
  readonly keyOf: (emailKey: string) => string;
  /** ALSO's own working days. */
  readonly office: Pick<WorkCalendar, 'zone' | 'isWorkday'>;
}

const OPERATOR = 'Operator';
const BATCH = 1000;
const SHOWN = 200;
const DAY_MS = 86_400_000;
/** So many working days a list may lag behind what a contact knows already. */
const PATIENCE_DAYS = 5;

export function createPartnerLists(parts: PartnerListParts): PartnerLists {
  return {
    import: async (source, options, report) => {
      const tell: Tell = (said) => report(sentenceOf(said), said);
      const { database, clock, random } = parts;
      const now = clock.now();
      await forgetRowsBefore(database, new Date(now.getTime() - DAY_MS).toISOString());
      const importId = `${now.toISOString()} ${random.uuid()}`;
      try {
        return await run(parts, importId, source, options, tell);
      } catch (error) {
        if (!(error instanceof UnusableFile)) throw error;
        error.says.forEach(tell);
        tell({ word: 'unusable', values: {} });
        return 2;
      } finally {
        await forgetRows(database, importId);
      }
    },
    export: (write) => exportList(parts.database, write),
  };
}

async function run(parts: PartnerListParts, importId: string, source: AsyncIterable<Uint8Array>, options: ImportOptions, report: Tell): Promise<ImportEnd> {
  const { isDryRun, skipsRefused } = options;
  const { database, clock, office, audit } = parts;
  const findings = createFindings(report);
  const { rows, refused } = await stage(parts, importId, source, findings.refuse).catch((error: unknown) => {
    findings.tell([], 0);
    throw error;
  });
  const now = clock.now();
  const claimsUntil = startOfDay(workdaysBefore(dayIn(office.zone, now), PATIENCE_DAYS, office.isWorkday), office.zone);
  const outcome = await applyRows(database, importId, { now, claimsUntil }, SHOWN, async (transaction, applied) => {
    const isWanted = !isDryRun && (refused + applied.conflicts.total === 0 || skipsRefused);
    if (isWanted) await audit.write(transaction, entryOf(options, refused, applied, now));
    return isWanted;
  });
  findings.tell(outcome.conflicts.shown, outcome.conflicts.total);
  const tellErased = atMost(SHOWN, report);
  for (const erased of outcome.erased.shown) tellErased({ word: 'erased', values: { line: erased.line } });
  tellErased.rest(outcome.erased.total - outcome.erased.shown.length);
  summary({ rows, refused, isDryRun }, outcome).forEach(report);
  return refused + outcome.conflicts.total > 0 ? 1 : 0;
}

/** How much has changed, and nothing of what stands in the list. */
function entryOf({ by, skipsRefused }: ImportOptions, refusedRows: number, { partners, contacts, agreements, conflicts }: Outcome, at: Date): AuditEntry {
  const changed = ({ created, changed: others }: Outcome['partners']) => created + others;
  return {
    at, ...(by && { agentId: by.id }), agentName: by?.name ?? OPERATOR, act: 'list.import', kind: 'list', subject: 'partners',
    after: { skipsRefused, refusedRows: refusedRows + conflicts.total, partners: changed(partners), contacts: changed(contacts), agreements: changed(agreements) },
  };
}

/** Judges row by row and keeps the good ones in the database, so that memory does not grow with the file. */
async function stage({ database, keyOf }: PartnerListParts, importId: string, source: AsyncIterable<Uint8Array>, refuse: (refusal: Refusal) => void): Promise<{ rows: number; refused: number }> {
  let rows = 0;
  let refused = 0;
  let batch: StagedRow[] = [];
  const flush = async () => {
    if (batch.length > 0) await stageRows(database, importId, batch);
    batch = [];
  };
  for await (const { line, cells, problem } of readFileRows(source)) {
    rows += 1;
    const judged = problem === undefined ? judgeRow(cells, line) : { refusals: [{ line, ...problem }] };
    if ('row' in judged) batch.push({ line, ...judged.row, addressKey: keyOf(judged.row.emailKey) });
    else refused += 1;
    if ('refusals' in judged) judged.refusals.forEach(refuse);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  if (rows === 0) throw unusable('noRows');
  return { rows, refused };
}

/** What is wrong with rows, told in the order of their lines: some is seen while the file is read, some only with the whole of it. */
function createFindings(report: Tell) {
  const found: { readonly line: number; readonly said: Said }[] = [];
  let untold = 0;
  return {
    refuse: (refusal: Refusal) => {
      if (found.length < SHOWN) found.push({ line: refusal.line, said: refusalOf(refusal) });
      else untold += 1;
    },
    /** `total`: how many rows contradict others; of the first of them each contradiction is given. */
    tell: (conflicts: readonly Conflict[], total: number) => {
      const tell = atMost(SHOWN, report);
      const all = [...found, ...conflicts.map((conflict) => ({ line: conflict.line, said: conflictOf(conflict) }))];
      for (const { said } of all.sort((one, other) => one.line - other.line)) tell(said);
      tell.rest(untold + total - new Set(conflicts.map(({ line }) => line)).size);
    },
  };
}

/** Tells the first lines, and of the others how many they are. */
function atMost(limit: number, report: Tell) {
  let told = 0;
  const tell = (said: Said) => {
    told += 1;
    if (told <= limit) report(said);
  };
  return Object.assign(tell, {
    rest: (untold: number) => {
      const more = untold + Math.max(0, told - limit);
      if (more > 0) report({ word: 'more', values: { count: more } });
    },
  });
}

async function exportList(database: Database, write: (chunk: string) => Promise<void> | void): Promise<void> {
  const csv = (records: readonly (readonly string[])[]) => stringify(records as string[][], { delimiter: ';', record_delimiter: 'windows' });
  await write(csv([COLUMNS]));
  let page: ExportedRow[] = [];
  do {
    page = await readPage(database, page.at(-1) ?? { customerNumber: '', emailKey: '' }, BATCH);
    if (page.length > 0) await write(csv(page.map(recordOf)));
  } while (page.length === BATCH);
}

function recordOf({ company, customerNumber, country, name, email, language, isSignatory, expiresOn, canton, noticeDays }: ExportedRow): string[] {
  const signatory = isSignatory === null ? '' : isSignatory ? 'yes' : 'no';
  const cells = [company, customerNumber, country ?? '', name ?? '', email, language ?? '', signatory, expiresOn ?? '', canton ?? ''];
  // Whole numbers with commas and spaces between them are no formula to anybody.
  return [...cells.map(guard), noticeDays];
}
