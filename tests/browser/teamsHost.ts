/** Stands for Teams in a browser: a page at the address of Teams that shows Lotse in a frame, as Teams does, and answers teams-js. Lotse is reached by https through it. */
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { certify } from '../certificate.cjs';

export const TEAMS = 'https://teams.microsoft.com';
export const LOTSE = 'https://lotse.example';
export const STRANGER = 'https://stranger.example';

export interface TeamsHost {
  /** For the browser: these names lead here, and no other leads anywhere. */
  readonly browserArguments: readonly string[];
  /** What Teams answers when it is asked for a token. */
  answer: readonly [true, string] | readonly [false, string] | undefined;
  /** What the tab has asked, in order. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** Attributes that Teams gives its frames. */
const SANDBOX = 'allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-pointer-lock allow-scripts allow-same-origin allow-downloads';
const RUNTIME = JSON.stringify({ apiVersion: 4, hostVersionsInfo: {}, isLegacyTeams: false, supports: { app: {}, pages: {} } });

/** Each request carries an id and a uuid; the answer carries both, and is taken from an origin of Teams only. */
const HOST_SCRIPT = `addEventListener('message', async ({ data, origin, source }) => {
  if (origin !== '${LOTSE}' || typeof data?.func !== 'string') return;
  const { args } = await (await fetch('/ask', { method: 'POST', body: data.func })).json();
  if (args) source.postMessage({ id: data.id, uuidAsString: data.uuidAsString, args }, origin);
});`;
const page = (script: string) => `<!doctype html><title>host</title><style>body,iframe{margin:0;border:0;width:100%;height:98vh}</style><script>${script}</script><iframe name="embedded-page-container" sandbox="${SANDBOX}" src="${LOTSE}/console"></iframe>`;

export async function startTeamsHost(lotse: string): Promise<TeamsHost> {
  const host: Omit<TeamsHost, 'browserArguments' | 'stop'> = { answer: undefined, asked: [] };
  const { key, cert } = certify([TEAMS, LOTSE, STRANGER].map((each) => new URL(each).hostname));
  const server = https.createServer({ key, cert }, (request, response) => {
    const { host: name } = request.headers;
    if (name === new URL(LOTSE).host) { pass(request, response, lotse); return; }
    if (request.url === '/ask') { void hear(request, response, host); return; }
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(page(name === new URL(TEAMS).host ? HOST_SCRIPT : ''));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  const rules = [TEAMS, LOTSE, STRANGER].map((each) => `MAP ${new URL(each).hostname}:443 127.0.0.1:${port}`);
  return Object.assign(host, {
    // Cookies of third parties are gone, as they will be: only what is partitioned is kept.
    browserArguments: [`--host-resolver-rules=${rules.join(', ')}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`, '--test-third-party-cookie-phaseout', '--ignore-certificate-errors'],
    stop: () => new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  });
}

async function hear(request: http.IncomingMessage, response: http.ServerResponse, host: Pick<TeamsHost, 'answer' | 'asked'>): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const func = Buffer.concat(parts).toString();
  host.asked.push(func);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ args: func === 'initialize' ? ['content', 'web', RUNTIME, '2.0.1'] : func === 'authentication.getAuthToken' ? host.answer : undefined }));
}

/** The proxy in front of Lotse: unchanged, streams included. */
function pass(request: http.IncomingMessage, response: http.ServerResponse, lotse: string): void {
  const onward = http.request(new URL(request.url ?? '/', lotse), { method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}
