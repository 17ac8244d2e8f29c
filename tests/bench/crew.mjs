/** Lotses on one database, and plain HTTP to them: each may be killed at any moment and comes back elsewhere, so whoever has something to say repeats it until it is taken. */
import http from 'node:http';
import { readFileSync } from 'node:fs';
import { startLotse } from './lotse.mjs';

const agent = new http.Agent({ keepAlive: true, maxSockets: 1000 });
const AGAIN_MS = 50;
/** Lotse is slow for a moment, or stops, or lost a race: the same may be asked again. */
const AGAIN = new Set([409, 429, 500, 502, 503, 504]);

export const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

export async function startCrew(url, count, env, data) {
  const lotses = [];
  for (let place = 0; place < count; place += 1) lotses.push(await startLotse(url, { env, data }));
  return {
    leave: () => Promise.all(lotses.map((lotse) => lotse.leave())),
    pidOf: (place) => lotses[place].pid,
    addressOf: (place) => lotses[place].address,
    /** The fragment of the newest link to the console that one of them has printed. */
    linkOf: async (place) => {
      for (;;) {
        // Lotse listens a moment before it prints where.
        const link = readFileSync(lotses[place].process.log, 'utf8').match(/#link=[\w-]+/g)?.at(-1);
        if (link !== undefined) return link;
        await pause(50);
      }
    },
    /** kill -9; resolves once another one is there in its place. */
    replace: async (place) => {
      lotses[place].process.child.kill('SIGKILL');
      await lotses[place].process.ended;
      lotses[place] = await startLotse(url, { env, data });
    },
  };
}

/** One request; a body is sent as JSON. */
export function ask(address, method, path, { headers = {}, body } = {}) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(path, address), { method, agent, headers: { ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }), ...headers } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part)).on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString('utf8') }));
    });
    request.on('error', reject).end(text);
  });
}

/** Asked again and again, each time of an address of that moment, until it is answered; `onAgain` hears of each time that it was not. */
export async function askUntilTaken(addressNow, method, path, given, onAgain = () => {}) {
  for (;;) {
    const answer = await ask(addressNow(), method, path, typeof given === 'function' ? given() : given).catch(() => undefined);
    if (answer !== undefined && answer.status < 300) return answer.text === '' ? {} : JSON.parse(answer.text);
    if (answer !== undefined && !AGAIN.has(answer.status)) throw new Error(`${method} ${path} was answered with ${answer.status}: ${answer.text.slice(0, 300)}`);
    onAgain(answer?.status);
    await pause(AGAIN_MS);
  }
}
