/** A real browser. Where there is none the tests say so and count as skipped; .ci/run installs one. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

const CANDIDATES = [process.env.CHROMIUM, ...(process.env.PATH ?? '').split(path.delimiter).flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => path.join(folder, name)))];
export const chromiumPath = CANDIDATES.find((candidate) => candidate && existsSync(candidate));

/** Like `describe`, but skipped, with the reason in the name, on a machine without a browser. */
export function describeInBrowser(name: string, body: () => void): void {
  if (chromiumPath) describe(name, body);
  else describe['skip'](`${name} (not run: no Chromium found; set CHROMIUM to its path)`, body);
}

export function launch(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...more],
  });
}

/** A page that notes what must not happen: requests to other hosts, broken policies, errors. */
export async function openPage(browser: Browser, url: string, locale: string): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ locale, viewport: { width: 1100, height: 860 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(url) && !request.url().startsWith('data:')) complaints.push(`request to ${request.url()}`); });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (line) => { if (line.type() === 'error') complaints.push(`console: ${line.text()}`); });
  await page.goto(`${url}/`);
  return { page, complaints };
}
