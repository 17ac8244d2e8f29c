/** Reading back on Webex: lists that do not end as they should, and messages that cannot be played. */
import { createApi, type WebexApi } from '../../bot/channels/webex/api';
import { catchUp } from '../../bot/channels/webex/catchUp';
import { createFind } from '../../bot/channels/webex/finding';
import { createHeardRooms } from '../../bot/channels/webex/heard';
import type { WebexMessage } from '../../bot/channels/webex/resources';
import { createClock } from '../../services/clock';
import type { NetworkAnswer } from '../../services/network';

const SELF = async () => ({ id: 'bot', name: 'Lotse' });
const HOST = 'https://webex.example/v1';
let asked: string[];
let errors: string[];
let played: unknown[];
beforeEach(() => { asked = []; errors = []; played = []; });

/** Each page names the same next one. */
function apiNaming(next: string, items: readonly object[]): WebexApi {
  const request = async ({ url }: { url: string }): Promise<NetworkAnswer> => { asked.push(url); return { status: 200, headers: { link: `<${next}>; rel="next"` }, body: JSON.stringify({ items }) }; };
  return createApi({ request } as never, createClock(), { url: HOST, token: 'token', timeoutMs: 100 });
}

const said = (id: string, secondsAgo: number) => ({ id, roomId: 'r', personId: 'ana', lastActivity: new Date().toISOString(), created: new Date(Date.now() - secondsAgo * 1000).toISOString() });

function read(api: WebexApi, takeMessage: (message: WebexMessage) => Promise<void> = async () => {}) {
  const log = { info: () => {}, error: (event: string) => void errors.push(event) };
  return catchUp({ api, clock: createClock(), inbox: { takeMessage: async (message) => { played.push(message.id); await takeMessage(message); } }, self: SELF, heard: createHeardRooms(), log, isEnded: () => false }, new Date(Date.now() - 60_000), 'all').then(({ messages }) => messages);
}

it.each([['its own page', `${HOST}/again`, 3], ['another host', 'https://evil.example/v1/rooms', 2], ['no address at all', 'http://[', 2]])('a list that goes on at %s is read so far, not followed, and logged', async (_what, next, count) => {
  const api = apiNaming(next, [said('a', 10)]);
  expect(await read(api)).toBeGreaterThan(0);
  const distinct = new Set(asked);
  expect([asked.filter((url) => url.startsWith('https://evil')).length, distinct.size]).toEqual([0, count]);
  expect(errors).toContain('webex list cut');
});

it('a notice is not known to be absent where the list was cut', async () => {
  const find = createFind(apiNaming('https://evil.example/v1/messages', [said('a', 10)]), SELF);
  expect(await find(JSON.stringify({ room: 'r' }), 'marker', new Date(Date.now() - 86_400_000))).toBe('unknown');
});

it('a message that cannot be played keeps none of those after it from being heard, and is told at the end', async () => {
  const api: WebexApi = { ...apiNaming('', []), pages: async function* <T>(path: string) { yield (path.startsWith('/rooms') ? [{ id: 'r', lastActivity: new Date().toISOString() }] : [said('c', 1), said('b', 2), said('a', 3)]) as unknown as readonly T[]; } };
  await expect(read(api, async ({ id }) => { if (id === 'a') throw new Error('broken'); })).rejects.toThrow('broken');
  expect(played).toEqual(['a', 'b', 'c']);
});

it('a list that is longer than is read is logged', async () => {
  let page = 0;
  const request = async (): Promise<NetworkAnswer> => { page += 1; return { status: 200, headers: { link: `<${HOST}/rooms?cursor=${page}>; rel="next"` }, body: '{"items":[{}]}' }; };
  let isCut = false;
  const pages = createApi({ request } as never, createClock(), { url: HOST, token: 'token', timeoutMs: 100 }).pages('/rooms', 3, () => { isCut = true; });
  for await (const items of pages) expect(items).toHaveLength(1);
  expect([page, isCut]).toEqual([3, true]);
});
