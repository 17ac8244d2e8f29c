/** What the console's page reads: the desk's rows, worded and in the shapes of api.ts. Nothing here changes anything. */
import type { Language } from '../../locales';
import type { CheckedChain } from '../../services/auditChecks';
import type { DeskServices } from '../../services/desk';
import { EXPIRY_STATES, type ExpiryState } from '../../services/desk/expiryState';
import type { FigureTable } from '../../services/desk/figures/figure';
import { isAtHub } from '../../services/handoffs/handoff';
import type { AuditPage, Queue, SayingView } from './api';
import { languageFor, readDossier, readRows } from './dossier';
import type { Reads, Viewer } from './parts';
import { handoffRow, noticeView, sayingView, timeOf } from './rowViews';
import { placeOf, stepTitle } from './walkViews';

export interface ReadsParts {
  readonly desk: DeskServices;
  /** The trail of who did what (services/audit.ts). */
  readonly audit: AuditReading;
  readonly auditChecks: AuditChecking;
  /** For whoever has named no language of Lotse's. */
  readonly language: Language;
}

export interface AuditReading {
  read(asked: Parameters<Reads['audit']>[0], count: number): Promise<{ readonly rows: readonly AuditRecord[]; readonly hasMore: boolean }>;
}

/** Whether the trail holds (services/auditChecks.ts). */
export interface AuditChecking {
  look(): Promise<CheckedChain>;
  check(): Promise<CheckedChain>;
}

interface AuditRecord extends Omit<AuditPage['entries'][number], 'at' | 'agent'> {
  readonly at: Date;
  readonly agentName: string;
}

const AUDIT_A_PAGE = 100;

export function createReads({ desk, audit, auditChecks, language }: ReadsParts): Reads {
  const { handoffs, transcripts, dossiers, partners, today } = desk;
  const nobody = { languages: [], topics: [] };
  return {
    queue: async (viewer) => sorted((await handoffs.queue()).map((row) => handoffRow(row, viewer, today())), viewer),
    handoff: async (viewer, id) => {
      const row = await handoffs.find(id);
      const dossier = row && await readDossier(desk, viewer, row.contactId, languageFor(viewer, language));
      return row && dossier && { handoff: handoffRow(row, viewer, today()), dossier: { ...dossier, handoffs: dossier.handoffs.filter((each) => each.id !== id) } };
    },
    sayings: async (handoffId, from, viewer) => {
      const row = await handoffs.find(handoffId);
      if (!row || row.contactId === '') return undefined;
      const { sayings, hasMore } = await transcripts.read(row.conversationId, from, row.closedAt ? { id: row.id, closedAt: row.closedAt } : undefined);
      return { sayings: sayings.map((saying) => placed(sayingView(saying), languageFor(viewer ?? nobody, language))), hasMore, watermark: sayings.at(-1)?.id ?? from.after ?? '0' };
    },
    contact: (viewer, id) => readDossier(desk, viewer, id, languageFor(viewer, language)),
    search: async (viewer, words) => (await handoffs.saying(words)).map((row) => handoffRow(row, viewer, today())),
    partners: async ({ state, page, ...asked }) => {
      const { ids, total } = await partners.find({ ...asked, page, ...(isState(state) && { state }) });
      return { rows: await readRows(desk, ids), total, page };
    },
    partner: async (viewer, id) => {
      const [partner] = await readRows(desk, [id]);
      if (!partner) return undefined;
      const notices = await dossiers.notices({ partnerIds: [id] });
      return { partner, notices: notices.map(noticeView), handoffs: (await handoffs.ofPartner(id)).map((row) => handoffRow(row, viewer ?? nobody, today())) };
    },
    agents: async () => (await desk.agents.list()).map(({ roles, seenAt, ...agent }) => ({ ...agent, roles: roles as Viewer['roles'], seenAt: timeOf(seenAt) })),
    canned: () => desk.canned.list(),
    audit: (asked, viewer) => readAudit(audit, auditChecks, asked, languageFor(viewer ?? nobody, language)),
    checkAudit: async () => chainView(await auditChecks.check()),
    today,
    figures: async (from, to, viewer) => ({ from, to, today: today(), tables: (await desk.figures.read(from, to)).map((table) => (table.name === 'funnel' ? worded(table, languageFor(viewer ?? nobody, language)) : table)) }),
  };
}

function sorted(rows: readonly Queue['waiting'][number][], { id }: Viewer): Queue {
  // What an engagement hub is asked for waits for nobody here.
  const isElsewhere = (row: Queue['waiting'][number]) => row.state === 'waiting' && isAtHub(row);
  const joined = rows.filter((row) => row.state === 'joined' || isElsewhere(row));
  return {
    waiting: rows.filter((row) => row.state === 'waiting' && !isElsewhere(row)), mine: joined.filter(({ agent }) => agent?.id === id),
    others: joined.filter(({ agent }) => agent?.id !== id), closed: rows.filter(({ state }) => state === 'closed'),
  };
}

function isState(state: string | undefined): state is ExpiryState {
  return EXPIRY_STATES.some((known) => known === state);
}

/** A step that somebody moved to is called by its title. */
function placed(saying: SayingView, language: Language): SayingView {
  const { event, field, after } = saying.about;
  if (event !== 'moved' || field === undefined || after === undefined) return saying;
  const { after: _id, ...about } = saying.about;
  const title = stepTitle(field, after, language);
  return { ...saying, about: { ...about, ...(title !== null && { after: title }) } };
}

/** From the first step to the last, each with its title; null for one that is there no more. */
function worded({ name, columns, rows }: FigureTable, language: Language): FigureTable {
  const inOrder = [...rows].sort((one, other) => placeOf(String(one[0]), String(one[1])) - placeOf(String(other[0]), String(other[1])));
  return {
    name, columns: [columns[0]!, columns[1]!, 'title', ...columns.slice(2)],
    rows: inOrder.map(([procedure, step, ...figures]) => [procedure!, step!, stepTitle(String(procedure), String(step), language), ...figures]),
  };
}

async function readAudit({ read }: AuditReading, { look }: AuditChecking, asked: Parameters<Reads['audit']>[0], language: Language): Promise<AuditPage> {
  const { rows, hasMore } = await read(asked, AUDIT_A_PAGE);
  const entries = rows.map(({ id, at, agentName, act, kind, subject, before, after }) => ({ id, at: at.toISOString(), agent: agentName, act, kind, subject, before, after: titled(after, language) }));
  return { entries, hasMore, chain: chainView(await look()) };
}

/** A step that somebody was moved to, by its title. */
function titled(after: unknown, language: Language): unknown {
  const { procedure, step } = (after ?? {}) as { readonly procedure?: unknown; readonly step?: unknown };
  return typeof procedure === 'string' && typeof step === 'string' ? { ...after as object, step: stepTitle(procedure, step, language) ?? step } : after;
}

function chainView({ wholeAt, ...chain }: CheckedChain): AuditPage['chain'] {
  return { ...chain, wholeAt: wholeAt.toISOString() };
}
