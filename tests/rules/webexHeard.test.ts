/** In which rooms more happened than was announced. */
import { createHeardRooms } from '../../bot/channels/webex/heard';

const MINUTE = 60_000;

it('knows what was heard and answered, and nothing later', () => {
  const heard = createHeardRooms();
  heard.hear('r', 10 * MINUTE);
  heard.say('r', 10 * MINUTE + 5);
  expect([heard.isKnown('r', 10 * MINUTE + 5), heard.isKnown('r', 10 * MINUTE + 300), heard.isKnown('another', MINUTE)]).toEqual([true, false, false]);
  heard.hear('r', MINUTE);
  expect(heard.isKnown('r', 10 * MINUTE + 5)).toBe(true);
});

it('what Lotse says first hides nothing that was lost before', () => {
  const heard = createHeardRooms();
  heard.hear('r', MINUTE);
  heard.say('r', 3 * MINUTE);
  heard.say('never', 3 * MINUTE);
  expect([heard.isKnown('r', 3 * MINUTE), heard.isKnown('never', 3 * MINUTE)]).toEqual([false, false]);
});

it('forgets what is long ago, what is in doubt, and takes no nonsense for a time', () => {
  const heard = createHeardRooms();
  for (const [room, atMs] of [['old', 1], ['young', MINUTE], ['doubted', MINUTE], ['nonsense', Number.NaN]] as const) heard.hear(room, atMs);
  heard.doubt('doubted');
  heard.forget(MINUTE);
  expect(['old', 'young', 'doubted', 'nonsense'].map((room) => heard.isKnown(room, 50_000))).toEqual([false, true, false, false]);
});
