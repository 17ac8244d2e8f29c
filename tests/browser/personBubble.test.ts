/// <reference lib="dom" />
/** What a person of support says, as the page shows it: under their name, to the letter, and nothing of it runs. */
import { describeInBrowser, launch, openPage } from './chromium';
import { createHandoffStage, type HandoffStage } from '../agentsStage';
import type { Browser } from 'playwright-core';

describeInBrowser('the web chat', () => {
  let stage: HandoffStage;
  let browser: Browser;
  beforeAll(async () => { [stage, browser] = [await createHandoffStage(), await launch()]; });
  afterAll(async () => { await browser.close(); await stage.stop(); });

  it('shows a person\'s words as text, with addresses of the web as links and nothing else', async () => {
    const { page, complaints } = await openPage(browser, stage.world.url, 'en-GB');
    await page.locator('.message.bot').first().waitFor();
    const { id } = await stage.world.lotse.database.prisma.conversation.findFirstOrThrow({ where: { channel: 'webchat' } });
    const text = '<img src=x onerror="document.title=1"> [x](javascript:alert(1)) javascript:alert(1) **b** https://lotse.example/a?b=1&c=2.\nشكرًا جزيلاً';
    await stage.turns.tell(id, 'word', { word: { by: { name: 'Anna' }, language: 'en', text } });
    const bubble = page.locator('.message.person');
    // The socket looks every two seconds for what another instance said; the page asks when it is loaded anew.
    await page.reload();
    await bubble.waitFor();
    expect(await bubble.locator('.who').textContent()).toBe('Anna');
    expect(await bubble.locator('.words').textContent()).toBe(text);
    expect(await bubble.locator('a').evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href))).toEqual(['https://lotse.example/a?b=1&c=2']);
    expect(await bubble.locator('img, script').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
  }, 30_000);
});
