/// <reference lib="dom" />
/** Two agents and two contacts at once, each in a browser of their own, on a running Lotse: as it is on a day of work. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Database } from '../../prisma/database';
import { openTestDatabase } from '../database';
import { createWorld, type World } from '../world';
import { describeInBrowser, launch } from './chromium';
import { AgentInBrowser, ContactInBrowser } from './consoleFolk';

const SHOTS = path.resolve(__dirname, '../.artifacts/screenshots');
const VIEWS = ['queue', 'partners', 'figures', 'canned', 'agents', 'audit', 'settings'];
/** The smallest picture there is. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

describeInBrowser('two agents and two contacts at the console of a running Lotse', () => {
  let database: Database;
  let world: World;
  let browser: Browser;
  let luis: AgentInBrowser;
  let anna: AgentInBrowser;
  let ana: ContactInBrowser;
  let omar: ContactInBrowser;

  /** Lotse may go and come back; what it knows stays. */
  const start = (env: NodeJS.ProcessEnv = {}) => createWorld(env, { openDatabase: async () => ({ ...database, close: async () => {} }) });
  const shoot = (page: Page, name: string) => page.screenshot({ path: path.join(SHOTS, `together-${name}.png`) });

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    database = await openTestDatabase({} as never);
    world = await start();
    browser = await launch();
    [luis, anna] = [await AgentInBrowser.enters(browser, world, 'Luis Brunner', { zone: 'America/New_York' }), await AgentInBrowser.enters(browser, world, 'Anna Keller')];
    [ana, omar] = [await ContactInBrowser.arrives(browser, world, 'de-CH'), await ContactInBrowser.arrives(browser, world, 'ar-EG')];
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await world.stop();
    await database.close();
  });

  it('shows both agents, without a reload, who waits', async () => {
    await ana.presses('Cisco-Konto erstellen');
    await ana.presses('Mit einem Menschen sprechen');
    await ana.says('Die Aktivierungsmail kommt nicht an, <b>auch nicht</b> im Spam.');
    await omar.says('أريد التحدث إلى شخص');
    await omar.says('لم يصل بريد التفعيل لطلب WEB4711-0815 إلى omar@example.com.');
    for (const agent of [luis, anna]) {
      await agent.row('Die Aktivierungsmail').waitFor({ timeout: 5000 });
      await agent.row('WEB4711-0815').waitFor({ timeout: 5000 });
    }
    await shoot(luis.page, 'start-luis');
    await shoot(anna.page, 'start-anna');
    await shoot(omar.page, 'omar-waiting');
  }, 60_000);

  it('gives a conversation to exactly one of two who press at once, and tells the other who', async () => {
    for (const agent of [luis, anna]) {
      await agent.row('Die Aktivierungsmail').click();
      await agent.line('contact', '<b>auch nicht</b>').first().waitFor();
    }
    await shoot(luis.page, 'waiting');
    await Promise.all([luis.keys('a'), anna.keys('a')]);
    const had = await Promise.any([luis, anna].map(async (agent) => { await agent.page.locator('fluent-dialog h2').waitFor(); return agent; }));
    const [winner, loser] = had === luis ? [anna, luis] : [luis, anna];
    const name = winner === luis ? 'Luis Brunner' : 'Anna Keller';
    await shoot(loser.page, 'taken');
    expect(await loser.page.locator('fluent-dialog').textContent()).toContain(`${name} hat das Gespräch bereits übernommen.`);
    await loser.keys('Escape');
    await loser.isAnswered();
    await winner.page.locator('.composer[data-mode=say]').waitFor();
    await loser.page.locator('.composer', { hasText: name }).waitFor();
    expect(await database.prisma.handoff.count({ where: { state: 'joined' } })).toBe(1);
    // From here on: Luis has it.
    if (winner === anna) await passes(anna, 'Luis Brunner');
    await luis.page.locator('.composer[data-mode=say]').waitFor();
  }, 60_000);

  it('carries words both ways, and a note to nobody outside', async () => {
    await luis.keys('r');
    await luis.writes('Guten Tag, ich sehe nach.');
    await ana.person('ich sehe nach').waitFor();
    expect(await ana.person('ich sehe nach').locator('.who').textContent()).toBe('Luis');
    await luis.keys('n');
    await luis.writes('Achtung: heikler Fall, nur fürs Team.');
    await ana.says('Vielen Dank! Es ist die Bestellung 4711.', false);
    await luis.line('contact', 'Bestellung 4711').waitFor({ timeout: 5000 });
    await anna.line('note', 'heikler Fall').waitFor({ timeout: 5000 });
    await ana.page.reload();
    await ana.person('ich sehe nach').waitFor();
    expect(await ana.page.locator('#log').textContent()).not.toContain('heikler');
  }, 60_000);

  it('sends a picture to the contact, and says at once what cannot travel', async () => {
    await luis.keys('r');
    await luis.page.locator('.composer input[type=file]').setInputFiles([{ name: 'Bild.png', mimeType: 'image/png', buffer: PICTURE }, { name: 'boese.exe', mimeType: 'application/octet-stream', buffer: Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]) }]);
    await luis.page.locator('.attached li.trouble', { hasText: 'boese.exe' }).waitFor();
    await shoot(luis.page, 'attached');
    await luis.page.locator('.composer textarea').focus();
    await luis.writes('So sieht es aus:');
    await ana.page.locator('.message.person img.picture').waitFor();
    expect(await ana.page.locator('.message.person img.picture').evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(1);
    await luis.page.locator('.line a.file', { hasText: 'Bild.png' }).waitFor();
  }, 60_000);

  it('speaks Arabic with whoever writes Arabic: from right to left, with a canned answer in that language', async () => {
    await anna.goes('queue');
    await anna.page.locator('.tab', { hasText: 'Wartend' }).click();
    await anna.row('WEB4711-0815').click();
    await anna.line('contact', 'WEB4711-0815').first().waitFor();
    await anna.keys('a');
    await anna.page.locator('.composer[data-mode=say]').waitFor();
    await anna.keys('c');
    await anna.page.locator('.picker button').first().waitFor();
    await shoot(anna.page, 'arabic-canned');
    await anna.keys('Enter');
    await anna.page.locator('.picker').waitFor({ state: 'detached' });
    const words = await anna.page.locator('.composer textarea').inputValue();
    expect(words).toMatch(/\p{Script=Arabic}/u);
    await anna.keys('Enter');
    await omar.page.locator('.message.person').waitFor();
    await omar.says('شكرًا، رقم الطلب ABC-123.', false);
    await anna.line('contact', 'ABC-123').waitFor({ timeout: 5000 });
    expect(await anna.page.locator('.lines .line.contact', { hasText: 'ABC-123' }).locator('p[dir]').first().getAttribute('dir')).toBe('rtl');
    await shoot(anna.page, 'arabic');
    await shoot(omar.page, 'arabic-contact');
  }, 60_000);

  it('corrects a field, moves the step, calls somebody and passes the conversation on, by keyboard', async () => {
    await luis.page.locator('[data-key="fix-name-"]').focus();
    await luis.asks('Enter');
    await luis.page.keyboard.insertText('Ana Müller');
    await luis.keys('Enter');
    await luis.isAnswered();
    await luis.line('event', 'Ana Müller').waitFor();
    await luis.page.locator('[data-key^="move-"]').first().focus();
    await luis.asks('Enter');
    await shoot(luis.page, 'move');
    await luis.keys('End');
    await confirm(luis);
    await luis.line('event', 'Luis Brunner hat den Schritt geändert: Neuen Code anfordern').waitFor();
    await luis.asks('i');
    await shoot(luis.page, 'invite');
    await confirm(luis);
    await luis.line('event', 'beigezogen').waitFor();
    await passes(luis, 'Anna Keller');
    await luis.page.locator('.composer', { hasText: 'Anna Keller' }).waitFor();
    await ana.lotse('Anna übernimmt jetzt').waitFor();
    await luis.line('event', 'Luis Brunner hat an Anna übergeben').waitFor();
    await shoot(luis.page, 'events');
  }, 60_000);

  it('goes on after Lotse was away: both pages come back, nothing is lost', async () => {
    await anna.goes('queue');
    await anna.page.reload();
    await anna.keys('q');
    await anna.page.locator('.tab', { hasText: 'Meine' }).click();
    await anna.row('Ana Müller').click();
    await anna.page.locator('.composer[data-mode=say]').waitFor();
    const port = new URL(world.url).port;
    await anna.keys('r');
    await anna.page.keyboard.insertText('angefangen');
    await world.stop();
    await anna.page.locator('.banner .bar').waitFor({ timeout: 10_000 });
    await shoot(anna.page, 'offline');
    world = await start({ PORT: port });
    await anna.page.locator('.banner .bar').waitFor({ state: 'detached', timeout: 30_000 });
    expect(await anna.page.locator('.composer textarea').inputValue()).toBe('angefangen');
    await anna.writes(' und beendet');
    await ana.person('angefangen und beendet').waitFor({ timeout: 30_000 });
    await ana.says('Ich bin noch da.', false);
    await anna.line('contact', 'Ich bin noch da.').waitFor({ timeout: 30_000 });
  }, 90_000);

  it('shows the way in where a session is over, and then brings back the place and the words', async () => {
    await anna.keys('r');
    await anna.page.keyboard.insertText('Noch etwas:');
    await database.prisma.agentSession.deleteMany({ where: { agent: { name: 'Anna Keller' } } });
    await anna.keys('Enter');
    await anna.page.locator('.gateCard', { hasText: 'Ihre Sitzung ist abgelaufen' }).waitFor();
    await shoot(anna.page, 'signed-out');
    await anna.page.reload();
    await anna.page.locator('.gateCard', { hasText: 'Ihre Sitzung ist abgelaufen' }).waitFor();
    await anna.page.goto(`${world.url}/console${world.lotse.consoleLinks!.make('Anna Keller')}`);
    await anna.page.locator('.composer[data-mode=say]').waitFor();
    expect(await anna.page.locator('.composer textarea').inputValue()).toBe('Noch etwas:');
    await anna.keys('r', 'Enter');
    await ana.person('Noch etwas:').waitFor();
    expect(await ana.person('Noch etwas:').count()).toBe(1);
    await anna.keys('Escape');
  }, 60_000);

  it('ends with a reason, gives the contact back at the step, and is rated', async () => {
    await anna.asks('x');
    await anna.keys('Tab');
    await anna.page.keyboard.insertText('Auf Wiedersehen, Frau Müller.');
    await shoot(anna.page, 'close');
    await confirm(anna);
    await anna.page.locator('.composer .over').waitFor();
    await ana.person('Auf Wiedersehen').waitFor();
    await ana.lotse('Wie war das Gespräch').waitFor();
    await shoot(ana.page, 'rating');
    await ana.presses('5 – sehr gut');
    await anna.line('event', 'Bewertung: 5 von 5').waitFor({ timeout: 5000 });
    await omar.page.getByRole('button').filter({ hasText: /إنهاء/ }).last().click();
    await omar.page.locator('.message.bot', { hasText: '5' }).last().waitFor();
    await shoot(omar.page, 'arabic-rating');
    await shoot(anna.page, 'closed');
  }, 60_000);

  it('has no serious finding of axe and no raw words on any view, wide and narrow', async () => {
    const found: string[] = [];
    for (const [agent, width] of [[luis, 1280], [luis, 600]] as const) {
      await agent.page.setViewportSize({ width, height: 800 });
      for (const view of VIEWS) {
        await agent.goes(view);
        await agent.page.locator('main h1, main h2').first().waitFor();
        await agent.page.waitForTimeout(600);
        found.push(...(await agent.findings()).map((each) => `${view} ${width}: ${each}`));
        expect([view, await agent.page.locator('.bar.error').allTextContents()]).toEqual([view, []]);
        await shoot(agent.page, `${view}-${width}`);
      }
    }
    expect(found).toEqual([]);
  }, 120_000);

  it('asked for nothing elsewhere, broke no policy and had no error', () => {
    expect([luis, anna, ana, omar].map(({ complaints }) => complaints)).toEqual([[], [], [], []]);
  });
});

/** Says yes to a question without the mouse. */
async function confirm(agent: AgentInBrowser): Promise<void> {
  await agent.page.locator('fluent-dialog [data-yes]').focus();
  await agent.keys('Enter');
  await agent.isAnswered();
}

/** Gives the conversation to somebody by name. */
async function passes(agent: AgentInBrowser, to: string): Promise<void> {
  await agent.asks('t');
  await agent.page.keyboard.type(to);
  await confirm(agent);
}
