/// <reference lib="dom" />
/** One step card as each channel's renderer shows it: nothing cut off, each line in its direction. `RECORD=1` keeps the pictures in docs. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type * as Cards from 'adaptivecards';
import type { Browser, Locator, Page } from 'playwright-core';
import { word, type Language } from '../../locales';
import { Person, type ChannelId } from '../person';
import { openStage, type Stage } from '../stage';
import { TEAMS, WEBEX, type Host } from './cardHosts';
import { describeInBrowser, launch, openPage } from './chromium';

const ROOT = path.resolve(__dirname, '../..');
const SHOTS = process.env.RECORD === '1' ? path.join(ROOT, 'docs') : path.join(ROOT, 'tests/.artifacts/screenshots');
const LANGUAGES: readonly (readonly [Language, string, string])[] = [['en', 'English', 'en-GB'], ['ar', 'العربية', 'ar-EG']];
/** To the tenth step of an order: a title, progress, a warning, and buttons of both kinds. */
const WAY = ['menu', '6', '1', '1', ...Array.from({ length: 9 }, () => '1')];

describeInBrowser('the same step card', () => {
  let stage: Stage;
  let browser: Browser;
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    stage = await openStage(undefined, { webex: true });
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await stage.stop();
  });

  it.each<[string, ChannelId, Host]>([['Teams', 'msteams', TEAMS], ['Webex', 'webex', WEBEX]])('is whole in %s', async (name, channel, host) => {
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, deviceScaleFactor: 1.5 });
    const cards = [];
    for (const [, own] of LANGUAGES) cards.push(await stepCard(channel, own));
    await draw(page, host, cards);
    await isWhole(page.locator('.card'));
    await page.locator('.frame').screenshot({ path: path.join(SHOTS, `card-${name.toLowerCase()}.png`) });
    await page.close();
  });

  it('is whole in the web chat', async () => {
    const shots: string[] = [];
    for (const [language, , locale] of LANGUAGES) {
      const { page } = await openPage(browser, stage.url, locale);
      for (const words of WAY) await writes(page, words);
      const bubble = page.locator('[role=log] > :last-child');
      expect(await bubble.textContent()).toContain(word(language, 'progress', { step: 10, of: 10 }));
      await isWhole(bubble);
      shots.push((await bubble.locator('.bubble').screenshot()).toString('base64'));
      await page.close();
    }
    const page = await browser.newPage({ viewport: { width: 1500, height: 900 } });
    await page.setContent(`<body style="margin:0"><div class="frame" style="display:flex;gap:24px;padding:24px;width:max-content">${shots.map((shot) => `<img src="data:image/png;base64,${shot}">`).join('')}</div>`);
    await page.locator('.frame').screenshot({ path: path.join(SHOTS, 'card-webchat.png') });
    await page.close();
  });

  async function stepCard(channel: ChannelId, language: string): Promise<object> {
    const person = new Person(`${channel} ${language}`, stage.url, stage.connector, { channel }, stage.webex);
    for (const words of [language, ...WAY]) await person.says(words);
    return person.last.card!;
  }
});

async function draw(page: Page, host: Host, cards: readonly object[]): Promise<void> {
  await page.setContent(`<!doctype html><style>body{margin:0;font-family:${host.font}}.frame{display:flex;align-items:flex-start;gap:24px;padding:24px;width:max-content}.card{width:480px;background:#fff;overflow:hidden}.ac-pushButton{cursor:pointer}${host.style}</style><div class="frame"></div>`);
  await page.addScriptTag({ path: path.join(ROOT, 'node_modules/adaptivecards/dist/adaptivecards.min.js') });
  await page.evaluate(({ config, version, contents }) => {
    const { AdaptiveCard, HostConfig, SerializationContext, Version } = (globalThis as unknown as { AdaptiveCards: typeof Cards }).AdaptiveCards;
    for (const content of contents) {
      const card = new AdaptiveCard();
      card.hostConfig = new HostConfig(config);
      // A client reads no more of a card than its version knows.
      card.parse(content, new SerializationContext(new Version(version[0], version[1])));
      const box = Object.assign(document.createElement('div'), { className: 'card' });
      box.append(card.render()!);
      document.querySelector('.frame')!.append(box);
    }
  }, { config: host.config, version: [...host.version], contents: [...cards] });
}

/** Nothing is wider than its place, and no button's words are cut. */
async function isWhole(cards: Locator): Promise<void> {
  const cut = await cards.evaluateAll((elements) => elements.flatMap((element) => [element, ...element.querySelectorAll<HTMLElement>('*')])
    .filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1).map((each) => `${each.className}: ${each.textContent?.slice(0, 60)}`));
  expect(cut).toEqual([]);
}

async function writes(page: Page, words: string): Promise<void> {
  const before = await page.locator('[role=log] > *').count();
  await page.locator('#input').fill(words);
  await page.keyboard.press('Enter');
  await page.waitForFunction((count) => document.querySelectorAll('[role=log] > *').length > count + 1, before);
}
