/// <reference lib="dom" />
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { PROCEDURES } from '../../dialogs/procedures';
import { findText, word, type Language } from '../../locales';
import { createWorld, type World } from '../world';
import { describeInBrowser, launch, openPage } from './chromium';

const SHOTS = path.resolve(__dirname, '../.artifacts/screenshots');
const STEPS = Object.keys(PROCEDURES.order.steps).slice(0, 10);

describeInBrowser('the order procedure with the keyboard only', () => {
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

  for (const [language, locale] of [['de', 'de-CH'], ['ar', 'ar-EG']] as const) {
    it(`leads through all ten steps, laid out in its direction, without a foreign request (${language})`, async () => {
      const { page, complaints } = await openPage(browser, world.url, locale);
      await press(page, title(language, 'title'));
      await press(page, word(language, 'prerequisites:ciscoAccount.have'));
      await press(page, word(language, 'prerequisites:orderAccess.have'));
      for (const step of STEPS) {
        await newest(page, title(language, `steps.${step}.title`));
        if (step === 'banner') await shoot(page, `order-${language}`);
        await press(page, step === 'confirm' ? title(language, 'steps.confirm.agree') : word(language, 'buttons.next'));
      }
      await newest(page, title(language, 'steps.assigned.title'));
      await shoot(page, `order-end-${language}`);
      expect(await page.evaluate(() => document.documentElement.dir)).toBe(language === 'ar' ? 'rtl' : 'ltr');
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      expect(complaints).toEqual([]);
    });
  }

  it('takes a press on the newest message before the press before it is answered', async () => {
    const { page, complaints } = await openPage(browser, world.url, 'en-GB');
    await page.route('**/activities', async (route) => {
      const response = await route.fetch();
      if (route.request().method() === 'POST') await new Promise((resolve) => { setTimeout(resolve, 1000); });
      await route.fulfill({ response });
    });
    await press(page, title('en', 'title'));
    await press(page, word('en', 'prerequisites:ciscoAccount.have'));
    await press(page, word('en', 'prerequisites:orderAccess.have'));
    await newest(page, title('en', `steps.${STEPS[0]}.title`));
    expect(complaints).toEqual([]);
  });

  it('goes on where it was after a reload, with the earlier cards switched off', async () => {
    const { page, complaints } = await openPage(browser, world.url, 'en-GB');
    await press(page, findText('en', 'renewal:title')!.text);
    await newest(page, findText('en', 'renewal:steps.when.title')!.text);
    await page.reload();
    await newest(page, findText('en', 'renewal:steps.when.title')!.text);
    expect(await page.locator('button:enabled', { hasText: findText('en', 'webex:title')!.text }).count()).toBe(0);
    await press(page, findText('en', 'renewal:steps.when.answers.before')!.text);
    await newest(page, word('en', 'prerequisites:signingAuthority.have'));
    expect(complaints).toEqual([]);
  });

  it('begins a new conversation and says so where the one that the page shows is not there any more', async () => {
    const { page } = await openPage(browser, world.url, 'de-CH');
    await newest(page, title('de', 'title'));
    await world.lotse.database.prisma.webchatConversation.updateMany({ data: { expiresAt: new Date(0) } });
    await page.locator('#input').fill('Bestellung');
    await page.keyboard.press('Enter');
    await page.locator('[role=log] .note', { hasText: word('de', 'page.ended') }).waitFor({ timeout: 10_000 });
    await newest(page, title('de', 'title'));
    expect(await page.locator('#input').inputValue()).toBe('Bestellung');
    await shoot(page, 'ended-de');
  });
});

/** A picture for somebody to look at, once the scrolling has come to rest. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForFunction(() => new Promise<boolean>((resolve) => {
    const view = document.scrollingElement!;
    const before = view.scrollTop;
    setTimeout(() => resolve(view.scrollTop === before), 150);
  }));
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
}

function title(language: Language, key: string): string {
  return findText(language, `order:${key}`)!.text;
}

/** Waits until the newest message shows these words. */
async function newest(page: Page, words: string): Promise<void> {
  await page.waitForFunction((wanted) => {
    const strip = (text: string) => text.replace(/[\u2066-\u2069]/g, '');
    return strip(document.querySelector('[role=log]')!.lastElementChild?.textContent ?? '').includes(strip(wanted));
  }, words.replaceAll('**', ''), { timeout: 10_000 });
}

/** Moves with Tab to a button that can be pressed and shows these words, and presses it with Enter. No mouse. */
async function press(page: Page, words: string): Promise<void> {
  await newest(page, words);
  for (let moves = 0; moves < 60; moves += 1) {
    const isThere = await page.evaluate((wanted) => {
      const strip = (text: string) => text.replace(/[\u2066-\u2069]/g, '').trim();
      const focused = document.activeElement;
      return focused instanceof HTMLButtonElement && !focused.disabled && strip(focused.textContent ?? '') === strip(wanted);
    }, words);
    if (isThere) return page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
  }
  throw new Error(`The keyboard does not reach the button "${words}".`);
}
