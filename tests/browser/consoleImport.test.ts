/// <reference lib="dom" />
/** The partner list on the console, through the real doors: what is applied is said, and so is what is not. */
import type { Browser as Chromium, Page } from 'playwright-core';
import type { AuditPage } from '../../bot/console/api';
import { Browser } from '../console/browser';
import { createWorld, type World } from '../world';
import { describeInBrowser, launch } from './chromium';

const HEAD = 'company;customer_number;contact_email;signatory\n';
const FINE = `${HEAD}Alpenblick AG;100234;nadia@alpenblick.example;ja\n`;
const MIXED = `${FINE}Rhonetech SA;100771;claire@rhonetech.example;vielleicht\nSaentis AG;1;sami@saentis.example;nein\n`;

describeInBrowser('an import on the console', () => {
  let world: World;
  let chromium: Chromium;
  beforeAll(async () => { chromium = await launch(); });
  afterAll(() => chromium.close());
  beforeEach(async () => { world = await createWorld(); });
  afterEach(() => world.stop());

  it('with refused rows applies nothing and says so, and applies the others where they are skipped', async () => {
    const page = await opens('de-CH');
    await chooses(page, MIXED);
    await presses(page, 'Weiter');
    await page.getByText('Einzelne Zeilen werden abgelehnt.').waitFor();
    expect((await page.locator('.preview pre').textContent())!.split('\n')).toEqual([
      'Zeile 3, signatory «vielleicht»: weder Ja noch Nein.', 'Zeile 4, customer_number «1»: zu kurz; schreiben Sie die 4 bis 12 Ziffern.', '3 Zeilen gelesen.',
      'Partner: 1 neu, 0 geändert, 0 unverändert.', 'Kontakte: 1 neu, 0 geändert, 0 unverändert.', 'Vereinbarungen: 0 neu, 0 geändert, 0 unverändert.', '2 Zeilen abgelehnt.',
    ]);
    await presses(page, 'Weiter');
    await page.getByText('Es wurde nichts übernommen').waitFor();
    expect(await acts()).toEqual([]);
    await page.getByLabel('Abgelehnte Zeilen auslassen').check();
    await presses(page, 'Weiter');
    await page.locator('.bar', { hasText: 'Die Liste ist übernommen, ohne die abgelehnten Zeilen.' }).waitFor();
    expect(await acts()).toEqual([{ skipsRefused: true, refusedRows: 2, partners: 1, contacts: 1, agreements: 0 }]);
    await page.getByText('Alpenblick AG').waitFor();
  }, 60_000);

  it('of a fine file is applied by the second press, with a hint that is no error', async () => {
    const page = await opens('de-CH');
    await chooses(page, FINE);
    await presses(page, 'Weiter');
    await page.locator('.preview', { hasText: '«Weiter» wendet sie an.' }).waitFor();
    expect(await page.locator('fluent-dialog .trouble').textContent()).toBe('');
    await presses(page, 'Weiter');
    await page.locator('.bar.success', { hasText: 'Die Liste ist übernommen.' }).waitFor();
    expect(await acts()).toMatchObject([{ refusedRows: 0, partners: 1 }]);
  }, 60_000);

  async function opens(locale: string): Promise<Page> {
    const page = await (await chromium.newContext({ locale, viewport: { width: 1280, height: 800 } })).newPage();
    await page.goto(`${world.url}/console${world.lotse.consoleLinks!.make('Luis')}`);
    await page.goto(`${world.url}/console#/partners`);
    await page.locator('fluent-button', { hasText: /Partnerliste|import/i }).first().click();
    return page;
  }

  const chooses = (page: Page, text: string) => page.locator('input[type=file]').setInputFiles({ name: 'partner.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  const presses = (page: Page, name: string) => page.locator('fluent-dialog fluent-button[data-yes]', { hasText: name }).click();

  /** What the audit trail says of imports. */
  async function acts(): Promise<unknown[]> {
    const browser = new Browser(world.url);
    await browser.enter(world.lotse.consoleLinks!.make('Mia'));
    const { entries: rows } = (await browser.get('/console/api/audit')).json<AuditPage & object>();
    return rows.filter(({ act }) => act === 'list.import').map(({ after }) => after);
  }
});
