/// <reference lib="dom" />
/** The console of a running Lotse, in a real browser: a contact asks, an agent takes it, both read each other. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { createWorld, type World } from '../world';
import { describeInBrowser, launch } from './chromium';

const SHOTS = path.resolve(__dirname, '../.artifacts/screenshots');

describeInBrowser('the console of a running Lotse', () => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    world = await createWorld();
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  it('lets an agent in by a one-time link, and brings a contact and an agent together', async () => {
    const ana = world.person('Ana', { channel: 'webchat' });
    await ana.says('Deutsch');
    await ana.says('mit einer Person sprechen');
    await ana.says('Die Aktivierungsmail kommt nicht an, <b>auch nicht</b> im Spam.');
    const page = await (await browser.newContext({ locale: 'de-CH', viewport: { width: 1280, height: 800 } })).newPage();
    const complaints: string[] = [];
    page.on('request', (request) => { if (!request.url().startsWith(world.url) && !request.url().startsWith('data:')) complaints.push(`request to ${request.url()}`); });
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('console', (line) => { if (line.type() === 'error') complaints.push(`console: ${line.text()}`); });
    await page.goto(`${world.url}/console${world.lotse.consoleLinks!.make('Luis Brunner')}`);
    await page.locator('a.row').first().waitFor();
    await page.keyboard.press('j');
    await page.locator('.line.contact', { hasText: '<b>auch nicht</b>' }).waitFor();
    await page.keyboard.press('a');
    await page.locator('.composer[data-mode=say]').waitFor();
    await page.keyboard.press('r');
    await page.keyboard.type('Guten Tag Ana, ich sehe nach.');
    await page.keyboard.press('Enter');
    await page.locator('.line.agent:not(.pending)', { hasText: 'ich sehe nach' }).waitFor();
    await ana.says('Vielen Dank!');
    await page.locator('.line.contact', { hasText: 'Vielen Dank!' }).waitFor({ timeout: 5000 });
    await page.screenshot({ path: path.join(SHOTS, 'console-real.png') });
    for (const view of ['partners', 'figures', 'canned', 'agents', 'audit', 'settings']) {
      await page.goto(`${world.url}/console#/${view}`);
      await page.locator('main h1').waitFor();
      await page.waitForTimeout(500);
      expect([view, await page.locator('.bar.error').allTextContents()]).toEqual([view, []]);
      await page.screenshot({ path: path.join(SHOTS, `console-real-${view}.png`) });
    }
    expect(complaints).toEqual([]);
  });
});
