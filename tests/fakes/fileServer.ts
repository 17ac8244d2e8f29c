/**
 * A server that holds files, as a character: what lies at an address may be a file, too much, too slow, endless, cut off, elsewhere, or
 * refused; one after the other, the last one for ever. Bare HTTP (RFC 9110, RFC 6266 for names).
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Holding =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly disposition?: string; readonly isUnmeasured?: true }
  | { readonly kind: 'refuse'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'redirect'; readonly to: string }
  /** Says nothing for so long, or says so many bytes and then no more. */
  | { readonly kind: 'slow'; readonly ms: number; readonly bytes: Uint8Array }
  | { readonly kind: 'silent' } | { readonly kind: 'stuck' } | { readonly kind: 'cut' }
  | { readonly kind: 'endless' };

export interface FileServer {
  readonly url: string;
  readonly requests: { readonly path: string; readonly authorization: string | undefined }[];
  /** How many bytes of what does not end have left by now. */
  readonly poured: { bytes: number };
  hold(path: string, ...holdings: Holding[]): string;
  stop(): Promise<void>;
}

const CHUNK = Buffer.alloc(64 * 1024, 'x');

export async function startFileServer(): Promise<FileServer> {
  const held = new Map<string, Holding[]>();
  const requests: FileServer['requests'] = [];
  const poured = { bytes: 0 };
  const server = http.createServer((request, response) => {
    const path = request.url ?? '';
    requests.push({ path, authorization: request.headers.authorization });
    const holdings = held.get(path) ?? [];
    const holding = holdings.length > 1 ? holdings.shift() : holdings[0];
    answer(response, holding ?? { kind: 'refuse', status: 404 }, poured);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url, requests, poured,
    hold: (path, ...holdings) => { held.set(path, holdings); return url + path; },
    stop: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
}

function answer(response: http.ServerResponse, holding: Holding, poured: FileServer['poured']): void {
  const say = (status: number, headers: http.OutgoingHttpHeaders, body?: Uint8Array | string) => {
    response.writeHead(status, headers);
    response.end(body);
  };
  const begin = () => {
    response.writeHead(200, { 'content-length': 1000 });
    response.write('some');
  };
  switch (holding.kind) {
    case 'file': return say(200, { ...(!holding.isUnmeasured && { 'content-length': holding.bytes.length }), 'content-type': 'image/png', ...(holding.disposition && { 'content-disposition': Buffer.from(holding.disposition, 'utf8').toString('latin1') }) }, holding.bytes);
    case 'refuse': return say(holding.status, { ...holding.headers }, '{"error":"refused"}');
    case 'redirect': return say(302, { location: holding.to });
    case 'slow': return void setTimeout(() => say(200, {}, holding.bytes), holding.ms);
    case 'silent': return;
    case 'stuck': return begin();
    case 'cut': begin(); return void setTimeout(() => response.destroy(), 5);
    case 'endless': return pour(response, poured);
  }
}

function pour(response: http.ServerResponse, poured: FileServer['poured']): void {
  response.writeHead(200);
  const more = (): void => {
    do poured.bytes += CHUNK.length; while (!response.destroyed && response.write(CHUNK));
  };
  response.on('drain', more);
  more();
}
