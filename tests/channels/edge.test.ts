/** What the edge refuses before anybody thinks about it: unknown addresses, foreign names and pages, texts made to be slow. */
import http from 'node:http';
import { findSecret } from '../../dialogs/secrets';
import { createWorld, type World } from '../world';

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: http.IncomingHttpHeaders;
}

function ask(path: string, options: http.RequestOptions = {}, body?: string): Promise<Answer> {
  const { hostname, port } = new URL(world.url);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path, method: 'GET', agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8'), headers: response.headers }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

describe('an address that does not exist, or takes another method', () => {
  it.each([
    ['GET', '/package.json', 404], ['GET', '/.env', 404], ['GET', '/LOCAL/MAIL', 404], ['GET', '/%', 404], ['PUT', '/', 405], ['GET', '/api/messages', 405], ['HEAD', '/nothing', 404], ['OPTIONS', '/', 405],
  ])('%s %s is refused in a short sentence with all headers, and Lotse lives on', async (method, path, status) => {
    const answer = await ask(path, { method });
    expect([400, 404, 405]).toContain(answer.status);
    expect(answer.status).toBe(status);
    expect(answer.body.length).toBeLessThan(200);
    expect(answer.body).not.toContain('package.json');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect((await ask('/livez')).status).toBe(200);
  });
});

describe('local mode', () => {
  const json = { 'content-type': 'application/json' };
  it.each([
    ['another name for this machine', { host: 'evil.example:3978' }], ['a foreign page', { origin: 'https://evil.example' }], ['a page under a name that leads here', { host: 'evil.example', origin: 'http://evil.example' }],
  ])('shows and does nothing for %s', async (_name, headers) => {
    expect((await ask('/local/mail', { headers })).status).toBe(403);
    expect((await ask('/local/clock', { method: 'POST', headers: { ...json, ...headers } }, '{"advance":"P1D"}')).status).toBe(403);
    expect((await ask('/api/messages', { method: 'POST', headers: { ...json, ...headers } }, '{}')).status).toBe(403);
    expect((await ask('/directline/conversations', { method: 'POST', headers: { ...json, ...headers } }, '{}')).status).toBe(403);
  });

  it('opens a web chat for a client that sends no body', async () => {
    expect((await ask('/directline/conversations', { method: 'POST' })).status).toBe(201);
  });
});

describe('a text that is made to be slow', () => {
  it.each([['the same noun again and again', 'code:'.repeat(50_000)], ['endless spaces', `code is${' '.repeat(200_000)}ab x`], ['one endless word', `password ${'a1'.repeat(100_000)}`]])('%s is judged at once', (_name, text) => {
    const began = performance.now();
    findSecret(text, 'choice');
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
