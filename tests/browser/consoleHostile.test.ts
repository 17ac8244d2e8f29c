/// <reference lib="dom" />
/** What people should not have written, through the real web chat to the real console and back. `HOSTILE=3000` is the full number; it then says in a line of JSON what came of it. */
import type { Browser, Page } from 'playwright-core';
import { createWorld, type World } from '../world';
import { describeInBrowser, launch } from './chromium';
import { AgentInBrowser, ContactInBrowser } from './consoleFolk';
import { hostileWords } from './hostile';

const WORDS = hostileWords(Number(process.env.HOSTILE ?? 200));
/** An agent writes fewer of them: each is a press. */
const EVERY = 10;
/** Each is said, kept and read twice, the later ones among all that stand there already. */
const TIMEOUT_MS = Math.max(900_000, WORDS.length * 1500);

describeInBrowser('hostile words between the web chat and the console', () => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => { [world, browser] = [await createWorld({ CONTACT_MESSAGES_PER_MINUTE: '100000' }), await launch()]; });
  afterAll(async () => { await browser.close(); await world.stop(); });

  it(`runs none of ${WORDS.length}, asks nobody else for anything, and breaks no policy`, async () => {
    const ana = await ContactInBrowser.arrives(browser, world, 'de-CH');
    await ana.says('Mit einem Menschen sprechen');
    await ana.says(WORDS[1]!);
    const luis = await AgentInBrowser.enters(browser, world, 'Luis Brunner');
    await luis.keys('j');
    await luis.page.locator('.line.contact').first().waitFor();
    await luis.keys('a');
    await luis.page.locator('.composer[data-mode=say]').waitFor();
    const { conversationId, token } = await ana.page.evaluate(() => JSON.parse(localStorage.getItem('lotse')!) as { conversationId: string; token: string });
    const said = await sayAll(world.url, conversationId, token);
    const replied = await replyAll(luis.page, WORDS.filter((_word, at) => at % EVERY === 0));
    await luis.page.reload();
    // Of a full run the last page has replies alone.
    await luis.page.locator('.line.agent').first().waitFor();
    const read = await readsBack(luis.page);
    await ana.page.reload();
    await ana.page.locator('.message.person').first().waitFor({ timeout: 120_000 });
    for (const place of ['audit', 'queue', 'partners']) { await luis.goes(place); await luis.page.waitForTimeout(500); }
    tell([luis, ana], { taken: said, read, replied });
    expect(read).toBeGreaterThanOrEqual(said);
    for (const page of [luis.page, ana.page]) {
      expect(await page.evaluate(() => (window as unknown as { wasRun?: number }).wasRun)).toBeUndefined();
      expect(await page.locator('main :is(iframe, object, embed, style, link, base, math, a[href^="javascript" i])').count()).toBe(0);
    }
    expect([luis.complaints, ana.complaints]).toEqual([[], []]);
  }, TIMEOUT_MS);
});

/** As the page posts them; how many were taken. What is no message at all is refused. */
async function sayAll(url: string, conversationId: string, token: string): Promise<number> {
  let taken = 0;
  for (const [at, text] of WORDS.entries()) {
    const answer = await fetch(`${url}/directline/conversations/${conversationId}/activities`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ type: 'message', id: `h${at}`, text }) });
    if (answer.ok) taken += 1;
    else if (answer.status >= 500) throw new Error(`Lotse broke on ${JSON.stringify(text)}: ${answer.status}`);
  }
  return taken;
}

/** How many of them left for the contact. */
async function replyAll(page: Page, words: readonly string[]): Promise<number> {
  return page.evaluate(async (all) => {
    const { csrf } = await (await fetch('/console/api/me')).json() as { csrf: string };
    const handoff = location.hash.split('/').at(-1)!;
    let done = 0;
    for (const text of all) {
      const answer = await fetch(`/console/api/handoffs/${handoff}/say`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': csrf }, body: JSON.stringify({ id: crypto.randomUUID(), text }) });
      if ((await answer.json() as { kind: string }).kind === 'done') done += 1;
    }
    return done;
  }, words);
}

/** Up to the beginning; how many words of the contact stand there. */
async function readsBack(page: Page): Promise<number> {
  while (await page.locator('.beginning').count() === 0) {
    await page.locator('.log').evaluate((log) => { log.scrollTop = 0; });
    await page.waitForTimeout(200);
  }
  return page.locator('.lines .line.contact').count();
}

/** What is to be known of a full run, whether it holds or not. */
function tell(who: readonly (AgentInBrowser | ContactInBrowser)[], counted: Readonly<Record<'taken' | 'read' | 'replied', number>>): void {
  if (process.env.HOSTILE === undefined) return;
  const complaints = who.flatMap((each) => each.complaints);
  const count = (kind: string) => complaints.filter((each) => each.startsWith(kind)).length;
  process.stdout.write(`${JSON.stringify({ payloads: WORDS.length, ...counted, scriptsRun: count('script:'), foreignRequests: count('request to'), policyReports: count('policy:'), errors: count('error:') + count('console:') })}\n`);
}
