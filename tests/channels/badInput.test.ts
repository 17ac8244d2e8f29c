/** What Lotse does with what no honest client sends: a short refusal, and everybody else is served on. */
import { readdirSync, watch, type FSWatcher } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { createHome, post, startLotse, type Answer, type Home, type LotseProcess } from '../process';

const HEADERS = ['x-content-type-options', 'referrer-policy', 'cache-control', 'x-frame-options', 'content-security-policy', 'cross-origin-opener-policy', 'permissions-policy'];
const LIMIT = 256 * 1024;

let home: Home;
let lotse: LotseProcess;
let watcher: FSWatcher;
const touched: string[] = [];

beforeAll(async () => {
  home = await createHome();
  watcher = watch(home.temp, (_event, name) => void touched.push(String(name)));
  lotse = await startLotse(home);
});
afterAll(async () => {
  watcher.close();
  await lotse.end('SIGKILL');
  await home.remove();
});

/** An ordinary activity; the replies come back in the answer, so no connector is needed. */
function activity(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'message', id: 'a1', channelId: 'msteams', serviceUrl: 'http://127.0.0.1:9/', deliveryMode: 'expectReplies', text: 'menu',
    from: { id: 'ana', name: 'Ana' }, recipient: { id: 'bot' }, conversation: { id: 'ordinary' }, ...changes,
  };
}

const without = (field: string) => JSON.stringify({ ...activity(), [field]: undefined });
const withText = (text: string) => JSON.stringify(activity({ text }));
const raw = (field: string, json: string) => without(field).replace('{', `{"${field}":${json},`);
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, index]));
const multipart = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nwords\r\n--x--\r\n';

interface Bad {
  readonly name: string;
  readonly body: string | Buffer;
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly chunked?: true;
}

/** Bodies that no route may take. */
const BAD_BODIES: Bad[] = [
  { name: 'a body over the limit that says so', body: withText('a'.repeat(LIMIT)), status: 413 },
  { name: 'a body over the limit in chunks', body: withText('a'.repeat(LIMIT)), status: 413, chunked: true },
  { name: 'a body of several megabytes', body: withText('a'.repeat(4 * 1024 * 1024)), status: 413 },
  { name: 'a body of several megabytes in chunks', body: withText('a'.repeat(4 * 1024 * 1024)), status: 413, chunked: true },
  { name: 'a gzip body', body: gzipSync(JSON.stringify(activity())), status: 415, headers: { 'content-encoding': 'gzip' } },
  { name: 'a deflate body in disguise', body: gzipSync(JSON.stringify(activity())), status: 400 },
  { name: 'a multipart body', body: multipart, status: 415, headers: { 'content-type': 'multipart/form-data; boundary=x' } },
  { name: 'text/plain', body: JSON.stringify(activity()), status: 415, headers: { 'content-type': 'text/plain' } },
  { name: 'a form', body: 'type=message', status: 415, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  { name: 'no content type', body: JSON.stringify(activity()), status: 415, headers: { 'content-type': '' } },
  { name: 'arrays 40,000 levels deep', body: '['.repeat(40_000) + ']'.repeat(40_000), status: 400 },
  { name: 'objects 33 levels deep', body: raw('value', '{"a":'.repeat(33) + '1' + '}'.repeat(33)), status: 400 },
  { name: 'brackets that never close', body: '{"a":['.repeat(40_000), status: 400 },
  { name: '5,000 keys', body: JSON.stringify(activity({ value: keys(5000) })), status: 400 },
  { name: 'a list', body: '[]', status: 400 }, { name: 'null', body: 'null', status: 400 }, { name: 'a text', body: '"message"', status: 400 },
  { name: 'nothing', body: '', status: 400 }, { name: 'half an object', body: '{"type":"mess', status: 400 },
  { name: '10,000 combining marks', body: withText(`a${'\u0301'.repeat(10_000)}`), status: 400 },
  { name: 'a lone surrogate', body: raw('text', '"\\ud800"'), status: 400 },
  { name: 'a lone surrogate as a key', body: raw('\\udc00', '1'), status: 400 },
  { name: 'a NUL', body: raw('text', '"\\u0000"'), status: 400 },
  { name: 'a key __proto__', body: raw('__proto__', '{"type":"message"}'), status: 400 },
  { name: 'a key __proto__ inside', body: raw('value', '{"lotse":{"__proto__":{"choice":"menu"}}}'), status: 400 },
];

/** Objects that are no activity. */
const BAD_ACTIVITIES: Bad[] = [
  ...['type', 'conversation', 'from', 'channelId'].map((field) => ({ name: `no ${field}`, body: without(field), status: 400 })),
  { name: 'no serviceUrl', body: without('serviceUrl'), status: 403 },
  { name: 'a serviceUrl that is a number', body: JSON.stringify(activity({ serviceUrl: 7 })), status: 400 },
  { name: 'a conversation without an id', body: JSON.stringify(activity({ conversation: {} })), status: 400 },
  { name: 'a conversation that is a list', body: JSON.stringify(activity({ conversation: ['a'] })), status: 400 },
  { name: 'a from whose id is a number', body: JSON.stringify(activity({ from: { id: 7 } })), status: 400 },
  { name: 'a type that is a list', body: JSON.stringify(activity({ type: ['message'] })), status: 400 },
  { name: 'a text that is an object', body: JSON.stringify(activity({ text: {} })), status: 400 },
  { name: 'attachments that are no list', body: JSON.stringify(activity({ attachments: {} })), status: 400 },
  { name: 'an id of 100,000 characters', body: JSON.stringify(activity({ id: 'a'.repeat(100_000) })), status: 400 },
];

function expectRefusal(answer: Answer, status: number): void {
  expect(answer.status).toBe(status);
  expect(Buffer.byteLength(answer.body)).toBeLessThanOrEqual(1024);
  expect(answer.body).not.toMatch(/\n|\bat .+:\d+|node_modules|\.(?:ts|js)\b|\/(?:bot|dialogs|dist|home|work|tmp|usr)\//);
  expect(Object.keys(answer.headers)).toEqual(expect.arrayContaining(HEADERS));
  expect(JSON.parse(answer.body)).toEqual({ code: expect.any(String), message: expect.any(String) });
}

/** Somebody ordinary writes at the same time and is answered in the same second. */
async function expectServed(): Promise<void> {
  const before = performance.now();
  const answer = await post(`${lotse.url}/api/messages`, JSON.stringify(activity({ id: `o${before}` })));
  expect(answer.status).toBe(200);
  expect((JSON.parse(answer.body) as { activities: unknown[] }).activities.length).toBeGreaterThan(0);
  expect(performance.now() - before).toBeLessThan(1000);
}

async function refuses(address: string, { body, headers, chunked, status }: Bad): Promise<void> {
  const [answer] = await Promise.all([post(`${lotse.url}${address}`, body, headers, { ...(chunked && { chunked }) }), expectServed()]);
  expectRefusal(answer, status);
}

describe('bad input on the Bot Framework route', () => {
  it.each([...BAD_BODIES, ...BAD_ACTIVITIES])('refuses $name shortly, and serves others on', (bad) => refuses('/api/messages', bad));
});

describe('bad input on the web chat', () => {
  // Opening a web chat needs no body.
  it.each(BAD_BODIES.filter(({ name }) => name !== 'nothing'))('refuses $name shortly, and serves others on', (bad) => refuses('/directline/conversations', bad));
});

describe('after all of it', () => {
  it.each([{ name: 'declared', chunked: false }, { name: 'chunked', chunked: true }])('the refusal of a big body arrives each time, not only when the network is kind ($name)', async ({ chunked }) => {
    const big = withText('a'.repeat(2 * 1024 * 1024));
    const answers = await Promise.allSettled(Array.from({ length: 30 }, () => post(`${lotse.url}/api/messages`, big, {}, { chunked })));
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.status : String(answer.reason)))).toEqual(Array(30).fill(413));
  });

  it('nothing was written to the temp folder', () => {
    expect(readdirSync(home.temp)).toEqual([]);
    expect(touched).toEqual([]);
  });

  it('nothing was logged as a failure, since refusals are no failures', () => expect(lotse.written.errors).not.toContain('"level":"error"'));
});
