import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Request, type Response, type Server } from 'restify';
import { guarded, setCommonHeaders } from '../../bot/answers';
import { createLog } from '../../bot/log';
import { createMediaRoute, type Maker } from '../../bot/media';
import { createMetrics } from '../../bot/metrics';
import { createMedia } from '../../services/media';
import { clockAt } from '../clocks';

const HOUR = 3_600_000;
let now = Date.UTC(2027, 0, 31, 9);
const clock = clockAt(() => new Date(now));
const media = createMedia({ key: Buffer.alloc(32, 7), clock });
const NAME = 'timeline-20261231-20261121-de.png';
afterEach(() => { now = Date.UTC(2027, 0, 31, 9); });

describe('a signed address', () => {
  it('gives its name, until it expires', () => {
    const address = media.sign(NAME, HOUR);
    expect(address).toMatch(/^\/media\/timeline-20261231-20261121-de\.png\?e=\d+&s=[\w-]{43}$/);
    now += HOUR - 1;
    expect(media.findName(address)).toBe(NAME);
    now += 1;
    expect(media.findName(address)).toBeUndefined();
  });
  it('is worth nothing with any bit of it flipped', () => {
    const address = Buffer.from(media.sign(NAME, HOUR));
    const forged = Array.from({ length: address.length * 8 }, (_, bit) => { const copy = Buffer.from(address); copy[bit >> 3]! ^= 1 << (bit & 7); return copy.toString('latin1'); });
    expect(forged.filter((each) => media.findName(each) !== undefined)).toEqual([]);
  });
  it('is worth nothing with any other letter at the end of its signature, though some would be the same bytes', () => {
    const address = media.sign(NAME, HOUR);
    const others = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].filter((letter) => !address.endsWith(letter)).map((letter) => address.slice(0, -1) + letter);
    expect(others).toHaveLength(63);
    expect([...others, `${address}=`, `${address}A`, address.slice(0, -1)].filter((each) => media.findName(each) !== undefined)).toEqual([]);
  });
  it('opens no other name, no later hour, and nothing under another key', () => {
    const [query, later] = [media.sign(NAME, HOUR).split('?')[1]!, media.sign(NAME, 2 * HOUR)];
    const mixed = [`/media/timeline-20261231-20261122-de.png?${query}`, `/media/${NAME}x?${query}`, `/media/${NAME}/?${query}`, `/media/x/${NAME}?${query}`, `/media/%74imeline-20261231-20261121-de.png?${query}`,
      `/other/${NAME}?${query}`, `/media/${NAME}?${later.split('?')[1]!.split('&')[0]!}&${query.split('&')[1]!}`, createMedia({ key: Buffer.alloc(32, 8), clock }).sign(NAME, HOUR)];
    expect(mixed.map(media.findName)).toEqual(mixed.map(() => undefined));
  });
  it.each(['', '/', '/media/', '/media/?e=&s=', `/media/${NAME}`, `/media/${NAME}?`, `/media/${NAME}?e=NaN&s=`, `/media/${NAME}?s=${'é'.repeat(43)}&e=99999999999`, `/media/${NAME}?%`])('"%s" is none', (address) => expect(media.findName(address)).toBeUndefined());
  it('bears what a mail program adds behind it', () => expect(media.findName(`${media.sign(NAME, HOUR)}&utm_source=mail`)).toBe(NAME));
  it.each(['', '.', '..', '.env', 'a/b', 'a b', 'a|1', 'é', 'a\n', 'x'.repeat(101)])('is not made for the name %j', (name) => expect(() => media.sign(name, HOUR)).toThrow('cannot be an address'));
});

describe('GET /media/NAME', () => {
  const makers: Record<string, Maker> = {
    timeline: async (name) => (name === NAME ? { contentType: 'image/png', body: Buffer.from('picture') } : undefined),
    export: async () => ({ contentType: 'application/json', body: Buffer.from('{}'), fileName: 'Ihre Daten "für" Ana.json' }),
    x: async () => { throw new Error('the maker broke'); },
  };
  let server: Server;
  beforeAll(async () => {
    server = createServer({ name: '' });
    const route = guarded(createMediaRoute(media, makers), createLog(clock.now, () => {}), createMetrics());
    server.get('/media/:name', async (request: Request, response: Response) => { setCommonHeaders(response); await route(request, response); });
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
  });
  afterAll(() => new Promise<void>((resolve) => { server.close(() => resolve()); }));

  async function get(address: string): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }> {
    const [response] = await once(http.get({ host: '127.0.0.1', port: (server.server.address() as AddressInfo).port, path: address, agent: false }), 'response') as [http.IncomingMessage];
    return { status: response.statusCode!, headers: response.headers, body: Buffer.concat(await response.toArray() as Buffer[]).toString() };
  }

  it('shows a picture, on pages of other hosts too, to be kept by the one who fetched it', async () => {
    const { status, headers, body } = await get(media.sign(NAME, HOUR));
    expect([status, body, headers['content-type'], headers['content-length'], headers['cache-control'], headers['x-content-type-options'], headers['cross-origin-resource-policy'], headers['content-disposition']])
      .toEqual([200, 'picture', 'image/png', '7', 'private, max-age=3600', 'nosniff', 'cross-origin', undefined]);
    expect(headers['content-security-policy']).toContain("default-src 'none'; sandbox");
  });
  it('gives an export to be saved, kept by nobody else', async () => {
    const { status, headers } = await get(media.sign('export-1234.json', HOUR));
    expect([status, headers['cache-control'], headers['content-disposition'], headers['cross-origin-resource-policy']])
      .toEqual([200, 'no-store', "attachment; filename=\"Ihre_Daten__f_r__Ana.json\"; filename*=UTF-8''Ihre%20Daten%20%22f%C3%BCr%22%20Ana.json", 'same-origin']);
  });
  it('refuses what is not signed, or no longer, before it asks any maker', async () => {
    const address = media.sign('x-1.png', HOUR);
    expect((await get(`/media/${NAME}`)).status).toBe(403);
    now += HOUR;
    const { status, body } = await get(address);
    expect([status, JSON.parse(body)]).toEqual([403, { code: 'Expired', message: 'This address is not valid, or no longer: please ask Lotse for a new one.' }]);
  });
  it('knows nothing under names that no maker makes', async () => {
    for (const name of ['timeline-20261331-20261121-de.png', 'other-1.png', 'constructor-1.png', '__proto__', 'x'.repeat(100)]) expect([name, (await get(media.sign(name, HOUR))).status]).toEqual([name, 404]);
  });
  it('says nothing of what breaks in a maker', async () => {
    const { status, body } = await get(media.sign('x-1.png', HOUR));
    expect([status, body.includes('maker')]).toEqual([500, false]);
  });
});
