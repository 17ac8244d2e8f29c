/** What is announced on Webex before it can be fetched. */
import type { WebexApi } from '../../bot/channels/webex/api';
import { eventOf } from '../../bot/channels/webex/event';
import { createInbox } from '../../bot/channels/webex/inbox';
import { createClock } from '../../services/clock';

const NOW = new Date('2026-03-04T10:00:00Z');
const created = '2026-03-04T09:59:58.000Z';
const MESSAGE = { id: 'm', roomId: 'r', roomType: 'direct', personId: 'ana', text: 'menu', created };

/** `shownAt`: which of the requests for it is the first that Webex answers. */
async function announce(resource: string, shownAt: number, at = created) {
  const seen = { asked: 0, pausesMs: [] as number[], heard: [] as string[], missed: 0 };
  const api = { find: async () => { seen.asked += 1; return seen.asked >= shownAt ? MESSAGE : undefined; } } as unknown as WebexApi;
  const clock = { ...createClock(), now: () => NOW, pauseUntil: async (moment: Date) => void seen.pausesMs.push(moment.getTime() - NOW.getTime()) };
  const turns = { hear: async ({ heard }: { heard: { text: string } }) => { seen.heard.push(heard.text); } };
  const inbox = createInbox({ api, clock, turns: turns as never, channel: {} as never, self: async () => ({ id: 'bot', name: 'Lotse' }), heard: { hear: () => {} }, onMissed: () => { seen.missed += 1; } });
  const event = eventOf({ resource, event: 'created', data: { id: 'm', roomId: 'r', created: at } });
  if (event === undefined || event === 'other') throw new Error('An event was expected.');
  await inbox.take(event);
  return seen;
}

it.each([
  ['a message that is there is asked for once', 'messages', 1, created, { asked: 1, pausesMs: [], heard: ['menu'], missed: 0 }],
  ['one that is there a moment later is heard', 'messages', 2, created, { asked: 2, pausesMs: [1500], heard: ['menu'], missed: 0 }],
  ['one that is not there even then is read back soon', 'messages', 3, created, { asked: 2, pausesMs: [1500], heard: [], missed: 1 }],
  ['a press cannot be read back', 'attachmentActions', 3, created, { asked: 2, pausesMs: [1500], heard: [], missed: 0 }],
  ['what is old and gone is nothing', 'messages', 2, '2026-03-04T09:58:00.000Z', { asked: 1, pausesMs: [], heard: [], missed: 0 }],
  ['what has no time is nothing', 'messages', 2, 'once', { asked: 1, pausesMs: [], heard: [], missed: 0 }],
])('%s', async (_what, resource, shownAt, at, expected) => expect(await announce(resource, shownAt, at)).toEqual(expected));
