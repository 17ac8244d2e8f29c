/** What the console's page reads: each address is one question to Reads. */
import type { Response } from 'restify';
import { answerJson, HttpError } from '../answers';
import type { Door } from '../serving';
import { isOneOf, type Role } from '../../services/agents/agent';
import type { Agents } from '../../services/agents/agents';
import { addDays, daysBetween } from '../../services/day';
import { EXPIRY_STATES } from '../../services/desk/expiryState';
import type { Me } from './api';
import { countIn, dayIn, oneIn, pathId, rowIn, searchOf, wordsIn } from './asking';
import { csvOf } from './csv';
import type { Doorway, Inside } from './gate';
import type { Reads } from './parts';

/** Who talks with contacts. */
export const TALKS: readonly Role[] = ['agent', 'lead', 'admin'];
/** Who looks after agents, partners and figures. */
export const LEADS: readonly Role[] = ['lead', 'admin'];
const SEES_PARTNERS: readonly Role[] = ['agent', 'lead', 'admin', 'auditor'];
const SEES_FIGURES: readonly Role[] = ['lead', 'admin', 'auditor'];
/** Who reads what was done, and may have the trail checked. */
export const SEES_AUDIT: readonly Role[] = ['admin', 'auditor'];

const PAGES = 100_000;
/** Each is a row of a table, and a bar of a chart. */
const MOST_DAYS = 1100;

/** What the page must know of the house: hours and files. */
export type House = () => Pick<Me, 'office' | 'files'>;

export interface ReadingParts {
  readonly doorway: Doorway;
  readonly reads: Reads;
  readonly agents: Agents;
  readonly house: House;
  readonly isLocal: boolean;
  readonly idleMinutes: number;
}

export function readingDoors(parts: ReadingParts): readonly Door[] {
  const { doorway, reads } = parts;
  const get = (path: string, roles: readonly Role[], ask: (inside: Inside, request: Parameters<typeof pathId>[0]) => Promise<unknown>) =>
    doorway.inside('get', `/console/api/${path}`, roles, async (request, response, inside) => answerFound(response, await ask(inside, request)));
  return [
    doorway.inside('get', '/console/api/me', 'signedIn', async (_request, response, inside) => answerJson(response, 200, await meOf(parts, inside))),
    get('queue', TALKS, ({ viewer }) => reads.queue(viewer)),
    get('search', TALKS, ({ viewer }, request) => reads.search(viewer, wordsIn(searchOf(request), 'words'))),
    get('handoffs/:id', TALKS, ({ viewer }, request) => reads.handoff(viewer, pathId(request))),
    get('handoffs/:id/sayings', TALKS, ({ viewer }, request) => {
      const search = searchOf(request);
      const [after, before] = [rowIn(search, 'after'), rowIn(search, 'before')];
      return reads.sayings(pathId(request), { ...(after !== undefined && { after }), ...(before !== undefined && { before }) }, viewer);
    }),
    get('contacts/:id', TALKS, ({ viewer }, request) => reads.contact(viewer, pathId(request))),
    get('canned', TALKS, () => reads.canned()),
    get('agents', TALKS, ({ viewer }) => agentsFor(viewer.roles, reads)),
    get('partners', SEES_PARTNERS, (_inside, request) => partnersOf(reads, searchOf(request))),
    get('partners/:id', SEES_PARTNERS, async ({ viewer }, request) => withoutWords(viewer.roles, await reads.partner(viewer, pathId(request)))),
    get('audit', SEES_AUDIT, ({ viewer }, request) => {
      const search = searchOf(request);
      const [before, subject, agent] = [rowIn(search, 'before'), wordsIn(search, 'subject'), wordsIn(search, 'agent')];
      return reads.audit({ ...(before !== undefined && { before }), ...(subject !== '' && { subject }), ...(agent !== '' && { agent }) }, viewer);
    }),
    get('figures', SEES_FIGURES, ({ viewer }, request) => reads.figures(...periodOf(searchOf(request), reads), viewer)),
    doorway.inside('get', '/console/api/figures.csv', SEES_FIGURES, async (request, response, { viewer }) => {
      const search = searchOf(request);
      const spoken = search.get('language');
      const [from, to] = periodOf(search, reads);
      const { tables } = await reads.figures(from, to, { ...viewer, ...(spoken !== null && { spoken }) });
      const table = tables.find(({ name }) => name === search.get('table'));
      if (!table) throw new HttpError(404, 'NotFound', `table is one of ${tables.map(({ name }) => name).join(', ')}.`);
      answerCsv(response, `${table.name}-${from}-${to}.csv`);
      response.end(csvOf(table.columns, table.rows));
    }),
  ];
}

function answerFound(response: Response, found: unknown): void {
  if (found === undefined) throw new HttpError(404, 'NotFound', 'There is nothing here.');
  answerJson(response, 200, found);
}

/** A file to save, whatever a browser would rather do with it. */
export function answerCsv(response: Response, name: string): void {
  response.writeHead(200, { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"` });
}

async function meOf({ agents, house, isLocal, idleMinutes }: ReadingParts, { agent, session }: Inside): Promise<Me> {
  const { id, name, firstName, roles, isAvailable, capacity, languages, topics } = agent;
  const administrators = roles.length > 0 ? [] : (await agents.list()).filter((each) => !each.isRemoved && each.roles.includes('admin')).map((each) => each.name);
  return { id, name, firstName, roles, isAvailable, capacity, languages, topics, csrf: session.csrf, isLocal, idleMinutes, administrators, ...house() };
}

/** Everybody may pass a conversation on to a colleague; what else there is to know of colleagues is for those who lead. */
async function agentsFor(roles: readonly Role[], reads: Reads) {
  const rows = await reads.agents();
  return roles.some((role) => LEADS.includes(role)) ? rows : rows.filter(({ isRemoved }) => !isRemoved).map((row) => ({ ...row, email: null, seenAt: null }));
}

/** What contacts have said is for those who talk with them. */
function withoutWords(roles: readonly Role[], page: Awaited<ReturnType<Reads['partner']>>) {
  return page && (isOneOf(roles, TALKS) ? page : { ...page, handoffs: [] });
}

function partnersOf(reads: Reads, search: URLSearchParams) {
  const state = oneIn(search, 'state', EXPIRY_STATES);
  return reads.partners({ search: wordsIn(search, 'search'), isUnreachable: search.get('unreachable') === '1', page: countIn(search, 'page', PAGES), ...(state !== undefined && { state }) });
}

function periodOf(search: URLSearchParams, { today }: Pick<Reads, 'today'>): [string, string] {
  const days = countIn(search, 'days', MOST_DAYS);
  if (days > 0) return [addDays(today(), 1 - days), today()];
  const [from, to] = [dayIn(search, 'from'), dayIn(search, 'to')];
  if (to < from) throw new HttpError(400, 'BadRequest', 'to is not before from.');
  if (daysBetween(from, to) >= MOST_DAYS) throw new HttpError(400, 'BadRequest', `from and to are at most ${MOST_DAYS} days apart.`);
  return [from, to];
}
