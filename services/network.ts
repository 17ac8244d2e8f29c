/** The door to other hosts: bounded requests on kept-alive connections, no redirects, no retries of its own. */
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { lookupPublic } from './publicAddress';

export interface NetworkRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** Only to a name that leads into the public internet. */
  readonly isPublic?: boolean;
  /** Asked once the connection stands, right before anything is written: false lets nothing leave, as if the connection had been refused. */
  readonly mayLeave?: () => boolean;
}

export interface NetworkAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** The same, of which the bytes are wanted; without them where the status is not 200. */
export interface NetworkBytes extends Omit<NetworkAnswer, 'body'> {
  readonly bytes: Buffer;
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

/** The same door, through which files come as well. */
export interface FileNetwork extends Network {
  /** Gets bytes, as they are; a NetworkError ANSWER_TOO_LONG as soon as there are more than so many, or are said to be. */
  download(request: Pick<NetworkRequest, 'url' | 'headers' | 'timeoutMs' | 'isPublic'>, limitBytes: number): Promise<NetworkBytes>;
}

/** So many times the time-out may a request wait for a connection of its own. */
const CROWD_FACTOR = 3;
/** Idle connections are closed before servers close theirs: a request on one that is just being closed would be lost without a word. */
const IDLE_MS = 4000;
const ANSWER_LIMIT_BYTES = 1024 * 1024;
export const TOO_LONG = 'ANSWER_TOO_LONG';
const HELD_BACK = 'HELD_BACK';
const REFUSED = new Set([HELD_BACK, 'NOT_PUBLIC', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

export function createNetwork(maxSockets = 64): FileNetwork {
  const agents = { 'http:': new http.Agent({ keepAlive: true, maxSockets, timeout: IDLE_MS }), 'https:': new https.Agent({ keepAlive: true, maxSockets, timeout: IDLE_MS }) };
  return {
    request: async (request) => {
      const { bytes, ...answer } = await send(request, agents, { limitBytes: ANSWER_LIMIT_BYTES, only: () => true });
      return { ...answer, body: bytes.toString('utf8') };
    },
    download: (request, limitBytes) => send({ ...request, method: 'GET', headers: { 'accept-encoding': 'identity', ...request.headers } }, agents, { limitBytes, only: (status) => status === 200 }),
    close: () => Object.values(agents).forEach((agent) => agent.destroy()),
  };
}

/** How much of an answer is read, and of which. */
interface Reading {
  readonly limitBytes: number;
  readonly only: (status: number) => boolean;
}

/** Nothing was received there when the request never got a connection of its own. */
function send({ method, url, headers, body, timeoutMs, isPublic, mayLeave }: NetworkRequest, agents: Record<'http:' | 'https:', http.Agent>, reading: Reading): Promise<NetworkBytes> {
  const target = new URL(url);
  const protocol = target.protocol as 'http:' | 'https:';
  const length = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8', 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = (protocol === 'https:' ? https : http).request(target, { method, agent: agents[protocol], headers: { ...length, ...headers }, ...(isPublic && { lookup: lookupPublic }) }, (response) => {
      readAnswer(sent, response, reading, () => { fail(new Error(TOO_LONG)); sent.destroy(); }).then((answer) => { clearTimeout(timer); resolve(answer); }, fail);
    });
    // Waiting for a free connection in a crowd is not waiting for an answer.
    const giveUp = () => sent.destroy(Object.assign(new Error('TIMEOUT'), { code: 'TIMEOUT' }));
    const timer = setTimeout(giveUp, timeoutMs * (CROWD_FACTOR + 1));
    sent.setTimeout(timeoutMs, giveUp);
    function fail(error: NodeJS.ErrnoException): void {
      clearTimeout(timer);
      const code = error.code ?? error.message;
      const socket: TlsSocket | null = sent.socket;
      const neverLeft = !socket || socket.connecting || socket.secureConnecting === true;
      reject(new NetworkError(code, REFUSED.has(code) || neverLeft, { cause: error }));
    }
    sent.on('error', fail);
    if (!mayLeave) return sent.end(body);
    whenConnected(sent, () => { if (mayLeave()) sent.end(body); else sent.destroy(Object.assign(new Error(HELD_BACK), { code: HELD_BACK })); });
  });
}

/** As Node has it: true from the start until the handshake is over, so that nothing of the request has left. */
type TlsSocket = Socket & { readonly secureConnecting?: boolean };

function whenConnected(sent: http.ClientRequest, then: () => void): void {
  sent.once('socket', (socket: TlsSocket) => {
    if (socket.secureConnecting) socket.once('secureConnect', then);
    else if (socket.connecting) socket.once('connect', then);
    else then();
  });
}

function readAnswer(sent: http.ClientRequest, response: http.IncomingMessage, { limitBytes, only }: Reading, stop: () => void): Promise<NetworkBytes> {
  return new Promise((resolve, reject) => {
    const { statusCode: status = 0, headers } = response;
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('error', reject);
    if (!only(status)) {
      resolve({ status, headers, bytes: Buffer.alloc(0) });
      return void sent.destroy();
    }
    // What is said to be too long is not even begun.
    if (Number(headers['content-length']) > limitBytes) return stop();
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) stop();
      else chunks.push(chunk);
    });
    response.on('end', () => resolve({ status, headers, bytes: Buffer.concat(chunks) }));
  });
}
