/** Whoever has left is signed out, though the page is still open and asks by itself; whoever works stays, and nobody for longer than a day's work. */
import { createWorld, type World } from '../world';
import { createBack } from './back';
import { Browser } from './browser';

let world: World;
beforeEach(async () => { world = await createWorld({}, { console: createBack() }); });
afterEach(() => world.stop());

async function enter(): Promise<Browser> {
  const browser = new Browser(world.url);
  await browser.enter(world.lotse.consoleLinks!.make('luis', ['agent']));
  return browser;
}
const statusOf = async (browser: Browser, headers = {}) => (await browser.get('/console/api/queue', headers)).status;

it('what the page asks by itself keeps no session alive, what somebody asks does', async () => {
  const [left, works] = [await enter(), await enter()];
  await world.advance('PT20M');
  expect([await statusOf(left, { 'x-by-itself': '1' }), await statusOf(works)]).toEqual([200, 200]);
  await world.advance('PT11M');
  expect([await statusOf(left, { 'x-by-itself': '1' }), await statusOf(works)]).toEqual([401, 200]);
});

it('after eight hours everybody signs in anew', async () => {
  const works = await enter();
  for (let quarter = 1; quarter <= 31; quarter += 1) {
    await world.advance('PT15M');
    if (await statusOf(works) !== 200) throw new Error(`Signed out after ${quarter * 15} minutes.`);
  }
  await world.advance('PT15M');
  expect(await statusOf(works)).toBe(401);
});

it('a link that nobody has used lets in however far the time machine has jumped, and whoever comes with a session that is over is told so', async () => {
  const [link, works] = [world.lotse.consoleLinks!.make('mia', ['agent']), await enter()];
  await world.advance('P30D');
  const codeOf = async (browser: Browser) => (await browser.get('/console/api/queue')).json<{ code: string }>().code;
  expect([await codeOf(works), await codeOf(new Browser(world.url))]).toEqual(['Expired', 'SignedOut']);
  await works.enter(link);
  expect(await statusOf(works)).toBe(200);
  await works.post('/console/api/signout');
  expect(await codeOf(works)).toBe('SignedOut');
});
