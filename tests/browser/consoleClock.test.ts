/// <reference lib="dom" />
/** What the console counts it counts from Lotse's time, whatever the browser's clock says; and what it shows fits. */
import type { Browser as Chromium, Page } from 'playwright-core';
import { Browser } from '../console/browser';
import type { Queue } from '../../bot/console/api';
import { createWorld, type World } from '../world';
import { describeInBrowser, launch } from './chromium';

describeInBrowser('the console beside a clock that is behind', () => {
  let world: World;
  let chromium: Chromium;
  beforeAll(async () => {
    [chromium, world] = [await launch(), await createWorld()];
    await world.advance('P3D');
  });
  afterAll(async () => { await chromium.close(); await world.stop(); });

  it('tells how long somebody waits, and of words of today the time alone', async () => {
    const person = world.person('nadia');
    for (const words of ['Deutsch', 'person', 'Der Assistent zeigt eine fremde Firma.']) await person.says(words);
    await world.advance('PT30M');
    const page = await opens('de-CH', 1280);
    await page.locator('a.row .wait', { hasText: '30 min' }).waitFor();
    const agent = new Browser(world.url);
    await agent.enter(world.lotse.consoleLinks!.make('Luis'));
    const [row] = (await agent.get('/console/api/queue')).json<Queue & object>().waiting;
    await agent.post(`/console/api/handoffs/${row!.id}/accept`, { id: `accept-${row!.id}` });
    await page.locator('.tabs button', { hasText: 'Meine' }).click();
    await page.locator('a.row .wait', { hasText: /^\d\d:\d\d$/ }).waitFor({ timeout: 10_000 });
    await page.context().close();
  }, 90_000);

  it.each(['de-CH', 'fr-CH'])('cuts nothing off in the rail and the tabs (%s)', async (locale) => {
    const page = await opens(locale, 1280);
    const cut = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.tabs button, .presence fluent-badge')].filter((each) => {
      const [box, room] = [each.getBoundingClientRect(), each.closest('.side, .rail')!.getBoundingClientRect()];
      return box.left < room.left || box.right > room.right || each.scrollWidth > each.clientWidth + 1;
    }).map((each) => each.textContent));
    expect(cut).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('counts the days of the figures by ALSO\'s clocks up to today, also where it is yesterday still in Greenwich; page, file and table have the same', async () => {
    const evening = (await fetch(`${world.url}/local/clock`).then((answer) => answer.json()) as { now: string }).now.slice(0, 10);
    await fetch(`${world.url}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ now: `${evening}T23:30:00Z` }) });
    const today = new Date(Date.parse(evening) + 86_400_000).toISOString().slice(0, 10);
    await world.person('otto').says('Guten Abend');
    const page = await opens('de-CH', 1280);
    await page.goto(`${world.url}/console#/figures`);
    const written = today.split('-').reverse().join('.');
    await page.getByText(`bis heute, ${written}.`).waitFor();
    await page.locator('.figure.deflection summary').click();
    const row = page.locator('.figure.deflection tbody tr').last();
    expect((await row.locator('td').allTextContents()).slice(0, 2)).toEqual([written, '1']);
    const csv = await page.evaluate(async (address) => (await fetch(address)).text(), (await page.locator('.figure.deflection a').getAttribute('href'))!);
    expect([csv.trim().split('\r\n').length, csv.trim().split('\r\n').at(-1)]).toEqual([8, `${today};1;1;0;0;0`]);
    await page.context().close();
  }, 60_000);

  it('offers no directory where there is none, and says where the way in is', async () => {
    const page = await (await chromium.newContext({ locale: 'de-CH' })).newPage();
    for (const address of ['/console', '/console#link=used-up']) {
      await page.goto('about:blank');
      await page.goto(`${world.url}${address}`);
      await page.getByText('einmaligen Link').waitFor();
      expect([address, await page.locator('.gateCard fluent-button').count()]).toEqual([address, 0]);
    }
  }, 30_000);

  async function opens(locale: string, width: number): Promise<Page> {
    const page = await (await chromium.newContext({ locale, viewport: { width, height: 800 } })).newPage();
    await page.goto(`${world.url}/console${world.lotse.consoleLinks!.make('Luis')}`);
    await page.locator('.presence fluent-badge').waitFor();
    return page;
  }
});
