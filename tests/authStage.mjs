/** What `npm run check:auth` brings up: real Lotses with a probe inside, as in production, and a server that stands for every allowed host. */
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { certify } from './certificate.cjs';
import { freePort, remove, start, stop, temporaryFolder, waitUntil } from './bench/processes.mjs';

const root = path.resolve(import.meta.dirname, '..');
/** Behind it stand the allowed hosts, as far as the probe's resolver knows. */
export const PUBLIC_ADDRESS = '52.113.194.132';

/** The Bot Connector behind every allowed host: notes what arrives, and sends elsewhere whom a path asks for it: /STATUS/TARGET in hexadecimal. */
export async function startTrap() {
  const { key, cert } = certify(['smba.trafficmanager.net', '*.botframework.com', '*.b.botframework.com']);
  const folder = temporaryFolder();
  const certificate = path.join(folder, 'certificate.pem');
  writeFileSync(certificate, cert);
  const requests = [];
  const server = https.createServer({ key, cert }, (request, response) => {
    requests.push(request.url);
    const [, status, target] = /^\/(30\d)\/([0-9a-f]+)\//.exec(request.url) ?? [];
    request.resume();
    response.writeHead(Number(status ?? 200), { 'content-type': 'application/json', ...(target && { location: Buffer.from(target, 'hex').toString() }) });
    response.end('{"id":"1"}');
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { port: server.address().port, certificate, requests, stop: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }) };
}

/** `own`: ports of the check's other servers. */
export async function startLotse({ url, trap, own, names = {}, env = {} }) {
  const folder = temporaryFolder();
  const [port, probePort] = [await freePort(), await freePort()];
  mkdirSync(path.join(folder, 'data'));
  const probe = { port: probePort, own: [...own, Number(new URL(url).port)], trapPort: trap.port, names, reached: [PUBLIC_ADDRESS] };
  const lotse = start([process.execPath, '--expose-gc', '-r', path.join(root, 'tests/authProbe.cjs'), path.join(root, 'dist/bot/index.js')], {
    env: {
      PATH: process.env.PATH, HOME: folder, NODE_ENV: 'production', NODE_EXTRA_CA_CERTS: trap.certificate, PROBE: JSON.stringify(probe), HOST: '127.0.0.1', PORT: String(port), DATA_DIR: path.join(folder, 'data'), DATABASE_URL: url,
      CODE_PEPPER: 'the pepper of a check, which nothing but its processes may hold', CONTACT_MESSAGES_PER_10_SECONDS: '100000', REPLY_EVERY_MS: '0', SHUTDOWN_GRACE_MS: '0', ...env,
    },
    cwd: folder, log: path.join(folder, 'log'),
  });
  const address = `http://127.0.0.1:${port}`;
  const ask = async (what) => (await fetch(`http://127.0.0.1:${probePort}${what}`)).json();
  await waitUntil(() => fetch(`${address}/readyz`).then(({ status }) => status === 200, () => false), lotse);
  return { address, begin: () => ask('/begin'), figures: () => ask('/'), leave: async () => { await stop(lotse); await remove(folder); } };
}

/** One POST as it stands; a header may be a list. Status 0 where no answer came. */
export function post(url, body, headers, agent) {
  return new Promise((resolve) => {
    const request = http.request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers } }, (response) => {
      const parts = [];
      response.on('data', (chunk) => parts.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(parts).toString() }));
    });
    request.on('error', () => resolve({ status: 0, body: '' }));
    request.end(body);
  });
}

/** Does work for each of many, so many at once. */
export async function forEach(count, atOnce, work) {
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => { for (let index = next++; index < count; index = next++) await work(index); }));
}
