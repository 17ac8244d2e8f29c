/** Asks the Lotse that holds the embedded folder to do what a command wants, over the loopback: two processes may not open the folder. */
import { once } from 'node:events';
import http from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Commands } from '../commands';
import type { Door } from '../wiring';

/** The last line of every answer. */
const LAST = /^exit (\d)$/;
const BROKEN = 'The running Lotse did not finish this; its log says why. The same command again is safe.';

export function askRunningLotse(door: Door): Commands {
  return {
    lists: {
      import: async (source, { isDryRun, skipsRefused }, report) => {
        const request = open(door, 'POST', `/commands/import?dryRun=${isDryRun}&skipRefused=${skipsRefused}`);
        // An answer may come before all is sent, and is what counts.
        const answered = answerOf(request);
        const sent = pipeline(Readable.from(source), request).catch(() => {});
        const end = await readAnswer(await answered, (line) => report(bare(line)));
        await sent;
        return end;
      },
      export: async (write) => {
        if (await ask(door, 'GET', '/commands/export', write) !== 0) throw new Error(BROKEN);
      },
    },
    reports: {
      dryRun: (options, tell) => ask(door, 'GET', `/commands/notices?${new URLSearchParams({ ...options }).toString()}`, (line) => tell(bare(line))),
      resume: (tell) => ask(door, 'POST', '/commands/resume', (line) => tell(bare(line))),
      reachability: (tell) => ask(door, 'GET', '/commands/reachability', (line) => tell(bare(line))),
    },
  };
}

/** Asks without a body. */
async function ask(door: Door, method: string, path: string, take: (line: string) => Promise<void> | void): Promise<0 | 1 | 2> {
  const request = open(door, method, path);
  request.end();
  return readAnswer(await answerOf(request), take);
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
async function readAnswer(response: http.IncomingMessage, take: (line: string) => Promise<void> | void): Promise<0 | 1 | 2> {
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

function bare(line: string): string {
  return line.replace(/\n$/, '');
}
