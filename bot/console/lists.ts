/** The list of partners on the console: brought in, with a look before, and given out. */
import type { Request } from 'restify';
import type { Audit } from '../../services/audit';
import type { Clock } from '../../services/clock';
import type { PartnerLists } from '../../services/partnerList/import';
import type { Said } from '../../services/partnerList/said';
import { answerJson, HttpError } from '../answers';
import { createLimit } from '../limits';
import type { Door } from '../serving';
import { searchOf } from './asking';
import { pace, type Doorway } from './gate';
import { answerCsv, LEADS } from './reading';

export interface ListsParts {
  readonly doorway: Doorway;
  readonly lists: PartnerLists;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly importLimitBytes: number;
  readonly exportsPerHour: number;
}

const HOUR_MS = 3_600_000;

export function listDoors(parts: ListsParts): readonly Door[] {
  const { doorway, lists, clock } = parts;
  const exports = createLimit(clock, parts.exportsPerHour, HOUR_MS);
  return [
    doorway.inside('get', '/console/api/partners/export.csv', LEADS, async (_request, response, inside) => {
      pace(exports, inside.agent.id);
      const { id: agentId, name: agentName } = inside.viewer;
      await parts.audit.note({ at: clock.now(), agentId, agentName, act: 'list.export', kind: 'list', subject: 'partners' });
      answerCsv(response, 'partners.csv');
      await lists.export((chunk) => { if (!response.destroyed) response.write(chunk); });
      response.end();
    }),
    doorway.inside('post', '/console/api/import', ['admin'], async (request, response, inside) => {
      const wanted = searchOf(request);
      const options = { isDryRun: wanted.get('dryRun') === '1', skipsRefused: wanted.get('skipRefused') === '1', by: inside.viewer };
      const says: Said[] = [];
      const end = await lists.import(bounded(request, parts.importLimitBytes), options, (_line, said) => says.push(said));
      // All or nothing, unless refused rows are skipped.
      const isApplied = !options.isDryRun && (end === 0 || (end === 1 && options.skipsRefused));
      answerJson(response, 200, { end, isApplied, says });
    }),
  ];
}

/** As the import takes it: streamed, so that memory does not grow with the file. */
function bounded(request: Request, limitBytes: number): AsyncIterable<Buffer> {
  if (!/^text\/csv\s*(;|$)/i.test(request.headers['content-type'] ?? '')) throw new HttpError(415, 'BadBody', 'Send the list as text/csv.');
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') throw new HttpError(415, 'BadBody', 'Send the list without content-encoding.');
  const tooLong = () => new HttpError(413, 'BadBody', `The list is larger than ${limitBytes} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLong();
  return (async function* () {
    let size = 0;
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limitBytes) throw tooLong();
      yield chunk;
    }
  })();
}
