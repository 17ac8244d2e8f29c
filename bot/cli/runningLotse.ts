/** Asks the Lotse that holds the embedded folder to import or export, over the loopback: two processes may not open the folder. */
import { once } from 'node:events';
import http from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImportEnd, PartnerLists } from '../../services/partnerList/import';
import type { Door } from '../wiring';

/** The last line of every answer. */
const LAST = /^exit (\d)$/;
const BROKEN = 'The running Lotse did not finish this; its log says why. Importing the same file again is safe.';

export function askRunningLotse(door: Door): PartnerLists {
  return {
    import: async (source, { isDryRun, skipsRefused }, report) => {
      const request = open(door, 'POST', `/commands/import?dryRun=${isDryRun}&skipRefused=${skipsRefused}`);
      // An answer may come before all is sent, and is what counts.
      const answered = answerOf(request);
      const sent = pipeline(Readable.from(source), request).catch(() => {});
      const end = await readAnswer(await answered, (line) => report(line.replace(/\n$/, '')));
      await sent;
      return end;
    },
    export: async (write) => {
      const request = open(door, 'GET', '/commands/export');
      request.end();
      if (await readAnswer(await answerOf(request), write) !== 0) throw new Error(BROKEN);
    },
  };
}

function open({ port, token }: Door, method: string, path: string): http.ClientRequest {
  return http.request({ host: '127.0.0.1', port, method, path, agent: false, headers: { authorization: `Bearer ${token}`, ...(method === 'POST' && { 'content-type': 'text/csv' }) } });
}

async function answerOf(request: http.ClientRequest): Promise<http.IncomingMessage> {
  try {
    const [response] = await once(request, 'response') as [http.IncomingMessage];
    return response.setEncoding('utf8');
  } catch (error) {
    throw new Error('The running Lotse cannot be asked on 127.0.0.1: let it listen there, or stop it for the time of this command.', { cause: error });
  }
}

/** Hands on line by line, all but the last, which says how it ended. */
async function readAnswer(response: http.IncomingMessage, take: (line: string) => Promise<void> | void): Promise<ImportEnd> {
  let rest = '';
  for await (const text of response as AsyncIterable<string>) {
    const lines = (rest + text).split(/(?<=\n)/);
    rest = lines.pop() ?? '';
    if (response.statusCode === 200) for (const line of lines) await take(line);
  }
  const end = Number(LAST.exec(rest.trimEnd())?.[1]);
  if (end !== 0 && end !== 1 && end !== 2) throw new Error(BROKEN);
  return end;
}
