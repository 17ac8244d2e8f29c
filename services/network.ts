/** The door to other hosts: bounded requests on kept-alive connections, no redirects, no retries of its own. */
import http from 'node:http';
import https from 'node:https';

export interface NetworkRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

export interface NetworkAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** No answer came. `isRefused` says that nothing can have been received there, so that trying again cannot double anything. */
export class NetworkError extends Error {
  constructor(readonly code: string, readonly isRefused: boolean, options?: ErrorOptions) {
    super(`No answer (${code}).`, options);
  }
}

export interface Network {
  request(request: NetworkRequest): Promise<NetworkAnswer>;
  close(): void;
}

const ANSWER_LIMIT_BYTES = 1024 * 1024;
const REFUSED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

export function createNetwork(maxSockets = 64): Network {
  const agents = { 'http:': new http.Agent({ keepAlive: true, maxSockets }), 'https:': new https.Agent({ keepAlive: true, maxSockets }) };
  return {
    request: (request) => send(request, agents),
    close: () => Object.values(agents).forEach((agent) => agent.destroy()),
  };
}

function send({ method, url, headers, body, timeoutMs }: NetworkRequest, agents: Record<'http:' | 'https:', http.Agent>): Promise<NetworkAnswer> {
  const target = new URL(url);
  const protocol = target.protocol as 'http:' | 'https:';
  const length = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8', 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? https : http).request(target, { method, agent: agents[protocol], headers: { ...length, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > ANSWER_LIMIT_BYTES) request.destroy(new Error('ANSWER_TOO_LONG'));
        else chunks.push(chunk);
      });
      response.on('end', () => { clearTimeout(timer); resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }); });
      response.on('error', fail);
    });
    const timer = setTimeout(() => request.destroy(Object.assign(new Error('TIMEOUT'), { code: 'TIMEOUT' })), timeoutMs);
    function fail(error: NodeJS.ErrnoException): void {
      clearTimeout(timer);
      const code = error.code ?? error.message;
      reject(new NetworkError(code, REFUSED.has(code), { cause: error }));
    }
    request.on('error', fail);
    request.end(body);
  });
}
