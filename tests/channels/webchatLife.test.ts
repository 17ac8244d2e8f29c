/** How long a web chat lives: as long as somebody uses it, and not for ever. */
import { post } from '../process';
import { createWorld, type World } from '../world';

interface Chat { readonly conversationId: string; readonly token: string }

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.stop());

const open = async () => JSON.parse((await post(`${world.url}/directline/conversations`, '{}')).body) as Chat;
const pathOf = ({ conversationId }: Chat) => `${world.url}/directline/conversations/${conversationId}/activities`;
const say = (chat: Chat) => post(pathOf(chat), JSON.stringify({ type: 'message', text: 'menu' }), { authorization: `Bearer ${chat.token}` });
const readOn = (chat: Chat) => fetch(`${pathOf(chat)}?watermark=1`, { headers: { authorization: `Bearer ${chat.token}`, connection: 'close' } });

/** Lotse may be asleep meanwhile: nothing is due that matters here. */
const pass = (advance: string) => post(`${world.url}/local/clock`, JSON.stringify({ advance, asleep: true }));

it('what is used now and then lives longer than its token was made for; what nobody uses ends with it', async () => {
  const [written, read, left] = [await open(), await open(), await open()];
  for (let month = 1; month <= 4; month += 1) {
    await pass('P46D');
    expect((await say(written)).status).toBe(200);
    expect((await readOn(read)).status).toBe(200);
  }
  expect((await say(left)).status).toBe(403);
  await pass('P91D');
  expect((await say(written)).status).toBe(403);
});
