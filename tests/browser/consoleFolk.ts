/// <reference lib="dom" />
/** People in real browsers: agents at the console, contacts at the chat page. Each notes what must not happen. */
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import type { World } from '../world';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** What breaks while Lotse is away, or is refused as it should be; the page says so itself. */
const EXPECTED = /ERR_|Failed to load resource|WebSocket connection/;

/** A page that notes requests to other hosts, policies that were broken and errors. */
async function open(browser: Browser, url: string, locale: string, { width = 1280, height = 800, zone = 'Europe/Zurich' } = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ locale, viewport: { width, height }, timezoneId: zone });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  await page.exposeFunction('complain', (what: string) => void complaints.push(what));
  await page.addInitScript(() => addEventListener('securitypolicyviolation', (event) => (window as unknown as { complain(what: string): void }).complain(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
  // Also what runs before a reload is noted (hostile.ts says what it would set).
  await page.addInitScript(() => { let count = 0; Object.defineProperty(window, 'wasRun', { get: () => count || undefined, set: (value: number) => { count = value; (window as unknown as { complain(what: string): void }).complain('script: ran'); } }); });
  page.on('request', (request) => { if (!request.url().startsWith(url) && !/^(?:data|blob):/.test(request.url())) complaints.push(`request to ${request.url()}`); });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (line) => { if (line.type() === 'error' && !EXPECTED.test(line.text())) complaints.push(`console: ${line.text()}`); });
  return { page, complaints };
}

export class AgentInBrowser {
  private constructor(readonly page: Page, readonly complaints: string[], private readonly url: string) {}

  static async enters(browser: Browser, world: World, name: string, options: { locale?: string; width?: number; zone?: string } = {}): Promise<AgentInBrowser> {
    const { page, complaints } = await open(browser, world.url, options.locale ?? 'de-CH', options);
    await page.goto(`${world.url}/console${world.lotse.consoleLinks!.make(name)}`);
    await page.locator('.overview').waitFor();
    return new AgentInBrowser(page, complaints, world.url);
  }

  row(words: string): Locator {
    return this.page.locator('a.row', { hasText: words });
  }

  /** Presses keys, one after the other, as somebody would who does not use the mouse. */
  async keys(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Writes where the cursor is, and sends it. */
  async writes(text: string): Promise<void> {
    await this.page.keyboard.insertText(text);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.lines:not(.sending) .line:not(.pending)', { hasText: text }).last().waitFor();
    await this.page.keyboard.press('Escape');
  }

  /** Presses `key` and waits for the question that it opens. */
  async asks(key: string): Promise<void> {
    await this.page.keyboard.press(key);
    await this.isAsked();
  }

  /** A question has the cursor in its first field. */
  async isAsked(): Promise<void> {
    await this.page.waitForFunction(() => document.activeElement?.matches('fluent-dialog :is(select, input, textarea)'));
  }

  async isAnswered(): Promise<void> {
    await this.page.waitForFunction(() => !document.querySelector('fluent-dialog'));
  }

  line(kind: string, text: string): Locator {
    return this.page.locator(`.lines .line.${kind}:not(.pending)`, { hasText: text });
  }

  async goes(view: string): Promise<void> {
    await this.page.goto(`${this.url}/console#/${view}`);
  }

  /** Whatever axe calls serious or critical, with the places, and what is wider than its window. */
  async findings(): Promise<string[]> {
    return findings(this.page);
  }
}

export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  return [...violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary?.slice(0, 300)}`).join(' | ')}`), ...(wide ? ['wider than the window'] : [])];
}

export class ContactInBrowser {
  private constructor(readonly page: Page, readonly complaints: string[]) {}

  static async arrives(browser: Browser, world: World, locale: string, width = 720): Promise<ContactInBrowser> {
    const { page, complaints } = await open(browser, world.url, locale, { width });
    await page.goto(`${world.url}/`);
    await page.locator('.message.bot').first().waitFor();
    return new ContactInBrowser(page, complaints);
  }

  /** Writes; what Lotse answers to it, if it does, is waited for. */
  async says(text: string, isAnswered = true): Promise<void> {
    const before = await this.page.locator('.message.bot').count();
    await this.page.locator('#input').fill(text);
    await this.page.keyboard.press('Enter');
    if (isAnswered) await this.page.waitForFunction((count) => document.querySelectorAll('.message.bot').length > count, before);
  }

  async presses(label: string): Promise<void> {
    const before = await this.page.locator('.message.bot').count();
    await this.page.getByRole('button', { name: label }).last().click();
    await this.page.waitForFunction((count) => document.querySelectorAll('.message.bot').length > count, before);
  }

  person(text: string): Locator {
    return this.page.locator('.message.person', { hasText: text });
  }

  lotse(text: string): Locator {
    return this.page.locator('.message.bot:not(.person)', { hasText: text });
  }
}
