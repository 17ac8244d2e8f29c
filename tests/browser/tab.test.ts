/// <reference lib="dom" />
/** The console inside a frame of Teams, in a real browser: an agent is signed in by Teams, works there live, and is told what happened where that fails. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { startEntra, type FakeEntra } from '../fakes/entra';
import { CLIENT, startDirectory, TENANT, type FakeDirectory } from '../fakes/oidc';
import { BROKEN, tabToken } from '../fakes/tabTokens';
import { createWorld, type World } from '../world';
import { describeInBrowser, launch } from './chromium';
import { findings } from './consoleFolk';
import { LOTSE, startTeamsHost, STRANGER, TEAMS, type TeamsHost } from './teamsHost';

const SHOTS = path.resolve(__dirname, '../.artifacts/screenshots');
const ANNA = { oid: '11111111-2222-4333-8444-555555555555', name: 'Muster, Anna (ALSO)', email: 'anna@also.example' };
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

describeInBrowser('the console as a tab of Teams', () => {
  let directory: FakeDirectory;
  let entra: FakeEntra;
  let world: World;
  let teams: TeamsHost;
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    [directory, entra] = [await startDirectory(ANNA), await startEntra()];
    world = await createWorld({
      MicrosoftAppId: 'the-bot', MicrosoftAppPassword: 'secret', HOST: '127.0.0.1', BOT_OPENID_URL: entra.openIdUrl, BOT_LOGIN_URL: entra.loginUrl, PUBLIC_URL: LOTSE, WEBCHAT_ORIGINS: 'https://partner.example',
      OIDC_ISSUER: directory.issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret, CONSOLE_FIRST_ADMIN: ANNA.oid, CONSOLE_FRAME_ANCESTORS: `${TEAMS},https://*.cloud.microsoft`, CONSOLE_SIGN_INS_PER_MINUTE: '1000',
    });
    teams = await startTeamsHost(world.url);
    browser = await launch(teams.browserArguments);
  });
  afterAll(async () => {
    await browser.close();
    await teams.stop();
    await world.stop();
    await Promise.all([directory.stop(), entra.stop()]);
  });
  beforeEach(() => { teams.answer = [true, tabToken(directory, ANNA)]; teams.asked.length = 0; });

  async function openTab(locale = 'de-CH', host = TEAMS): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
    const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 }, ignoreHTTPSErrors: true });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const complaints: string[] = [];
    await page.exposeFunction('complain', (what: string) => void complaints.push(what));
    await page.addInitScript(() => addEventListener('securitypolicyviolation', (event) => (window as unknown as { complain(what: string): void }).complain(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
    page.on('request', (request) => { if (![LOTSE, host].some((each) => request.url().startsWith(`${each}/`)) && !/^(?:data|blob):/.test(request.url())) complaints.push(`request to ${request.url()}`); });
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('console', (line) => { if (line.type() === 'error' && !/status of (?:401|403|503)/.test(line.text())) complaints.push(`console: ${line.text()}`); });
    await page.goto(`${host}/`);
    return { context, page, complaints };
  }

  async function frameOf(page: Page): Promise<Frame> {
    await page.waitForFunction(() => document.querySelector('iframe') !== null);
    const frame = page.frame({ name: 'embedded-page-container' })!;
    await frame.waitForURL(`${LOTSE}/console*`);
    return frame;
  }

  it('signs an agent in, who hears a contact live, answers, and sends and fetches a picture', async () => {
    const ana = world.person('Ana', { channel: 'webchat' });
    await ana.says('Deutsch');
    const { context, page, complaints } = await openTab();
    const frame = await frameOf(page);
    await frame.locator('.overview').waitFor();
    expect(teams.asked).toEqual(['initialize', 'authentication.getAuthToken']);
    const cookies = await context.cookies();
    expect(cookies.filter(({ name }) => name.startsWith('__Host-'))).toEqual([expect.objectContaining({ name: '__Host-lotse-tab', secure: true, httpOnly: true, sameSite: 'None', partitionKey: 'https://microsoft.com' })]);
    await ana.says('mit einer Person sprechen');
    await ana.says('Die Aktivierungsmail kommt nicht an.');
    await frame.locator('a.row').first().waitFor();
    // The first press in the frame brings it the focus as well.
    await frame.locator('a.row').first().click();
    await frame.locator('.line.contact', { hasText: 'Aktivierungsmail' }).waitFor();
    await frame.locator('body').press('a');
    await frame.locator('.composer[data-mode=say]').waitFor();
    await frame.locator('input[type=file]').setInputFiles({ name: 'bild.png', mimeType: 'image/png', buffer: PICTURE });
    await frame.locator('.attached li:not(.trouble)', { hasText: 'bild.png' }).waitFor();
    await page.waitForTimeout(300);
    await frame.locator('.composer textarea').fill('Guten Tag Ana, ich sehe nach.');
    await frame.locator('.composer textarea').press('Enter');
    await frame.locator('.line.agent:not(.pending)', { hasText: 'ich sehe nach' }).waitFor();
    await ana.says('Vielen Dank!');
    await frame.locator('.line.contact', { hasText: 'Vielen Dank!' }).waitFor({ timeout: 5000 });
    const [download] = await Promise.all([page.waitForEvent('download'), frame.locator('a.file', { hasText: 'bild.png' }).click()]);
    expect([download.suggestedFilename(), await sizeOf(download)]).toEqual(['bild.png', PICTURE.length]);
    await page.screenshot({ path: path.join(SHOTS, 'console-tab.png') });
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('stays signed in when the tab is opened again, and out once somebody has left, until they say otherwise', async () => {
    const { context, page, complaints } = await openTab();
    await (await frameOf(page)).locator('.overview').waitFor();
    teams.asked.length = 0;
    await page.reload();
    const frame = await frameOf(page);
    await frame.locator('.overview').waitFor();
    expect(teams.asked).toEqual(['initialize', 'authentication.getAuthToken']);
    teams.asked.length = 0;
    await frame.locator('fluent-button[aria-label="Abmelden"]').click();
    await frame.getByText('Sie sind abgemeldet.').waitFor();
    expect([teams.asked, (await context.cookies()).filter(({ name }) => name.startsWith('__Host-'))]).toEqual([[], []]);
    await frame.locator('fluent-button', { hasText: 'Mit Teams anmelden' }).click();
    await frame.locator('.overview').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('is of whoever sits before Teams, also where somebody else has sat there before, and shows nothing of theirs where nobody says who it is', async () => {
    const ben = { oid: '88888888-2222-4333-8444-555555555555', name: 'Ben Beispiel', email: 'ben@also.example' };
    const { context, page } = await openTab();
    await (await frameOf(page)).locator('.overview').waitFor();
    const cookieOf = async () => (await context.cookies()).find(({ name }) => name === '__Host-lotse-tab')!.value;
    const annas = await cookieOf();
    teams.answer = [true, tabToken(directory, ben)];
    await page.reload();
    const frame = await frameOf(page);
    await frame.getByText('Noch ohne Rolle').waitFor();
    expect(await frame.evaluate(async () => (await (await fetch('/console/api/me')).json() as { name: string }).name)).toBe(ben.name);
    expect(await world.lotse.services.sessions.look(annas)).toBeUndefined();
    teams.answer = [true, tabToken(directory, ANNA)];
    await page.reload();
    await (await frameOf(page)).locator('.overview').waitFor();
    teams.answer = [false, 'CancelledByUser'];
    await page.reload();
    const nobodys = await frameOf(page);
    await nobodys.getByText('Die Zustimmung fehlt').waitFor();
    expect(await nobodys.locator('.overview').count()).toBe(0);
    await context.close();
  });

  it('hears at once that the agent was removed', async () => {
    const cora = { oid: '77777777-2222-4333-8444-555555555555', name: 'Cora Neu', email: 'cora@also.example' };
    teams.answer = [true, tabToken(directory, cora)];
    const { context, page } = await openTab();
    const frame = await frameOf(page);
    await frame.getByText('Noch ohne Rolle').waitFor();
    const { agents } = world.lotse.services;
    const by = { id: 'anna', name: 'Anna', firstName: 'Anna' };
    const { id } = (await agents.findBySender({ tenant: TENANT, id: cora.oid }))!;
    await agents.setRoles(by, id, ['agent']);
    await frame.locator('fluent-button', { hasText: 'Erneut prüfen' }).click();
    await frame.locator('.overview').waitFor();
    await agents.remove(by, id);
    await frame.getByText('Sie sind abgemeldet.').waitFor();
    await frame.locator('fluent-button', { hasText: 'Mit Teams anmelden' }).click();
    await frame.getByText('Lotse hat die Anmeldung über Teams nicht angenommen.').waitFor();
    await context.close();
  });

  it.each<[string, string, TeamsHost['answer'] | 'broken', string, string]>([
    ['nobody consents', 'de-CH', [false, 'CancelledByUser'], 'Die Zustimmung fehlt', 'Konsole im Browser öffnen'],
    ['nothing is set up in the directory', 'fr-CH', [false, 'App resource defined in manifest and iframe origin do not match'], 'pas encore configurée', 'Ouvrir la console dans le navigateur'],
    ['Lotse does not take the token', 'en-GB', 'broken', 'did not accept the sign-in', 'Open the console in the browser'],
    ['Teams says what nobody knows', 'en-GB', [false, 'Something else'], 'did not work', 'Open the console in the browser'],
  ])('says what happened where %s, and leads to the browser', async (_case, locale, answer, told, label) => {
    teams.answer = answer === 'broken' ? [true, BROKEN['a foreign client']!(directory, ANNA)] : answer;
    const { context, page, complaints } = await openTab(locale);
    const frame = await frameOf(page);
    await frame.getByText(told).waitFor();
    expect(await frame.locator('fluent-button').count()).toBe(1);
    await page.screenshot({ path: path.join(SHOTS, `console-tab-${locale}-${told.length}.png`) });
    const [opened] = await Promise.all([context.waitForEvent('page'), frame.locator('fluent-button', { hasText: label }).click()]);
    await opened.waitForURL(`${LOTSE}/console`);
    await opened.locator('.gateCard').waitFor();
    expect(await findings(opened)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('is shown in no frame of a stranger, who reads nothing and hears nothing either, also where an agent is signed in', async () => {
    const { context, page } = await openTab('de-CH', STRANGER);
    await page.waitForFunction(() => document.querySelector('iframe') !== null);
    await page.waitForTimeout(500);
    expect(page.frames().some((frame) => frame.url().startsWith(LOTSE))).toBe(false);
    await page.goto(`${TEAMS}/`);
    await (await frameOf(page)).locator('.overview').waitFor();
    const stranger = await context.newPage();
    await stranger.goto(`${STRANGER}/`);
    const got = await stranger.evaluate(async (lotse) => {
      const reads = (request: RequestInit) => fetch(`${lotse}/console/api/me`, { credentials: 'include', ...request }).then(({ type }) => type, () => 'refused');
      const stream = new EventSource(`${lotse}/console/api/live`, { withCredentials: true });
      const heard = new Promise((resolve) => { stream.onopen = () => resolve('opened'); stream.onerror = () => resolve('refused'); });
      return [await reads({}), await heard, stream.readyState];
    }, LOTSE);
    expect(got).toEqual(['refused', 'refused', 2]);
    await context.close();
  });

  it('fetches what asks Teams in a frame only', async () => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    const fetched: string[] = [];
    page.on('request', (request) => void fetched.push(new URL(request.url()).pathname));
    await page.goto(`${LOTSE}/console`);
    await page.locator('.gateCard').waitFor();
    expect(fetched).toContain('/console/console.js');
    expect(fetched).not.toContain('/console/console-teams.js');
    await context.close();
  });
});

async function sizeOf(download: { createReadStream(): Promise<AsyncIterable<Buffer>> }): Promise<number> {
  let size = 0;
  for await (const part of await download.createReadStream()) size += part.length;
  return size;
}
