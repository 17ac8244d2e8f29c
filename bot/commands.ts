/** What commands ask of a running Lotse: the partner list, in and out; what will be said, and who cannot be reached. From this machine only, and with the word that stands in the folder's lock. */
import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Request, Response } from 'restify';
import { isDay } from '../services/day';
import type { DryRunOptions, NoticeReports } from '../services/notices/reports/reports';
import type { ImportEnd, ImportOptions, PartnerLists } from '../services/partnerList/import';
import { HttpError, type Route } from './answers';
import type { Log } from './log';
import { LOOPBACK_HOST } from './origins';

export interface Commands {
  /** A command takes sentences alone. */
  readonly lists: Pick<PartnerLists, 'export'> & { import(source: AsyncIterable<Uint8Array>, options: ImportOptions, report: (line: string) => void): Promise<ImportEnd> };
  readonly reports: NoticeReports;
}

export type CommandRoutes = Readonly<Record<'import' | 'export' | 'notices' | 'resume' | 'reachability', Route>>;

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
/** The command ended for a reason that only Lotse's log tells. */
const BROKEN = 3;

export function createCommandRoutes({ lists, reports }: Commands, token: string, log: Log): CommandRoutes {
  const command = (run: (request: Request, response: Response) => Promise<number>) => commandRoute(token, log, run);
  return {
    import: command(async (request, response) => {
      const wanted = wantedOf(request);
      const options = { isDryRun: wanted.get('dryRun') === 'true', skipsRefused: wanted.get('skipRefused') === 'true' };
      const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      // A command that has gone cannot hear the rest; what it had sent in full is imported all the same.
      return lists.import(body, options, (line) => { if (!response.destroyed) response.write(`${line}\n`); });
    }),
    export: command(async (_request, response) => {
      await lists.export((chunk) => write(response, chunk));
      return 0;
    }),
    notices: command(async (request, response) => {
      const options = dryRunOf(wantedOf(request));
      return options ? reports.dryRun(options, (line) => write(response, `${line}\n`)) : 2;
    }),
    resume: command((_request, response) => reports.resume((line) => write(response, `${line}\n`))),
    reachability: command((_request, response) => reports.reachability((line) => write(response, `${line}\n`))),
  };
}

function wantedOf(request: Request): URLSearchParams {
  return new URL(request.url ?? '', 'http://localhost').searchParams;
}

function dryRunOf(wanted: URLSearchParams): DryRunOptions | undefined {
  const [from = '', to = '', partner] = ['from', 'to', 'partner'].map((name) => wanted.get(name) ?? undefined);
  return isDay(from) && isDay(to) ? { from, to, ...(partner !== undefined && { partner }) } : undefined;
}

/** Lines as they come, and a last one with the code to exit with. */
function commandRoute(token: string, log: Log, run: (request: Request, response: Response) => Promise<number>): Route {
  return async (request, response) => {
    if (!isAllowed(request, token)) throw new HttpError(403, 'Forbidden', 'Only commands that run beside this Lotse may ask this.');
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    const end = await run(request, response).catch((error: unknown) => {
      log.error('command failed', { error });
      return BROKEN;
    });
    // A list that cannot be used is not read to its end; a connection that is closed on somebody who still sends is reset, and the answer is lost with it.
    if (!request.readableEnded) await finished(request.resume()).catch(() => {});
    response.end(`exit ${end}\n`);
  };
}

function isAllowed({ socket, headers }: Request, token: string): boolean {
  const given = Buffer.from(/^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
  const isOurs = given.length === Buffer.byteLength(token) && timingSafeEqual(given, Buffer.from(token));
  return isOurs && LOOPBACK.test(socket.remoteAddress ?? '') && LOOPBACK_HOST.test(headers.host ?? '') && headers.origin === undefined;
}

async function write(response: Response, text: string): Promise<void> {
  if (response.destroyed) throw new Error('The command has gone.');
  if (response.write(text)) return;
  const waiting = new AbortController();
  await Promise.race([once(response, 'drain', waiting), once(response, 'close', waiting)]);
  waiting.abort();
}
