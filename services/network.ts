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

/** So many times the time-out may a request wait for a connection of its own. */
const CROWD_FACTOR = 3;
/** Kept connections are closed before servers close theirs. */
const IDLE_MS = 4000;
const ANSWER_LIMIT_BYTES = 1024 * 1024;
const REFUSED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

export function createNetwork(maxSockets = 64): Network {
  const agents = { 'http:': new http.Agent({ keepAlive: true, maxSockets, timeout: IDLE_MS }), 'https:': new https.Agent({ keepAlive: true, maxSockets, timeout: IDLE_MS }) };
  return {
    request: (request) => send(request, agents),
    close: () => Object.values(agents).forEach((agent) => agent.destroy()),
  };
}

/** Nothing was received there when the request never got a connection of its own. */
function send(request: NetworkRequest, agents: Record<'http:' | 'https:', http.Agent>, isRepeated = false): Promise<NetworkAnswer> {
  const { method, url, headers, body, timeoutMs } = request;
  const target = new URL(url);
  const protocol = target.protocol as 'http:' | 'https:';
  const length = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8', 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const sent = (protocol === 'https:' ? https : http).request(target, { method, agent: agents[protocol], headers: { ...length, ...headers } }, (response) => {
      isAnswered = true;
      readAnswer(sent, response).then((answer) => { clearTimeout(timer); resolve(answer); }, fail);
    });
    // Waiting for a free connection in a crowd is not waiting for an answer.
    const timer = setTimeout(() => sent.destroy(Object.assign(new Error('TIMEOUT'), { code: 'TIMEOUT' })), timeoutMs * (CROWD_FACTOR + 1));
    sent.once('socket', (socket) => { socket.setTimeout(timeoutMs, () => sent.destroy(Object.assign(new Error('TIMEOUT'), { code: 'TIMEOUT' }))); });
    function fail(error: NodeJS.ErrnoException): void {
      clearTimeout(timer);
      const code = error.code ?? error.message;
      // A kept connection that the other side had just closed: nothing was read there (Node's own advice for reusedSocket).
      if (sent.reusedSocket && code === 'ECONNRESET' && !isAnswered && !isRepeated) { send(request, agents, true).then(resolve, reject); return; }
      const neverLeft = !sent.socket || sent.socket.connecting;
      reject(new NetworkError(code, REFUSED.has(code) || neverLeft, { cause: error }));
    }
    sent.on('error', fail);
    sent.end(body);
  });
}

function readAnswer(sent: http.ClientRequest, response: http.IncomingMessage): Promise<NetworkAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > ANSWER_LIMIT_BYTES) sent.destroy(new Error('ANSWER_TOO_LONG'));
      else chunks.push(chunk);
    });
    response.on('end', () => { sent.socket?.setTimeout(0); resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }); });
    response.on('error', reject);
  });
}
