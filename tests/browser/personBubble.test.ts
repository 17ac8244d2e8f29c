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

  it.each([['en-GB', 'This file is empty.', 'at most 170 KB'], ['de-CH', 'Diese Datei ist leer.', 'höchstens 170 KB']])('says why a file is not taken, and takes the next one: %s', async (locale, empty, limit) => {
    const { page, complaints } = await openPage(browser, stage.world.url, locale);
    await page.locator('.message.bot').first().waitFor();
    const chooses = (name: string, bytes: number) => page.locator('#file').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.alloc(bytes, 'a') });
    await chooses('leer.txt', 0);
    await page.getByText(empty).first().waitFor();
    await chooses('lang.txt', 171 * 1024);
    await page.getByText(limit).first().waitFor();
    expect(await page.locator('.message.own').count()).toBe(0);
    await chooses('gut.txt', 170 * 1024);
    await page.getByText('gut.txt').first().waitFor();
    expect(await page.locator('#fileTrouble').textContent()).toBe('');
    expect(complaints).toEqual([]);
  }, 30_000);
});
