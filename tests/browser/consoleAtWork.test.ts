/// <reference lib="dom" />
/** A morning at the console, in German: who waits, a conversation with its dossier, a note. Its picture is the one of the README (docs/console.png). */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser as Chromium, Page } from 'playwright-core';
import type { Queue } from '../../bot/console/api';
import { Browser } from '../console/browser';
import { confirms } from '../mailbox';
import type { Person } from '../person';
import { createWorld, type World } from '../world';
import { describeInBrowser, launch } from './chromium';

const SHOTS = path.resolve(__dirname, '../.artifacts/screenshots');
const MORNING = '2027-01-15T08:41:00Z';
const LIST = `company;customer_number;country;canton;contact_name;contact_email;language;signatory;expires_on
Alpenblick Informatik AG;100234;CH;ZH;Nadia Frei;nadia.frei@alpenblick.example;de;ja;14.02.2027
Rhonetech Sàrl;100771;CH;VS;Claire Morel;claire.morel@rhonetech.example;fr;ja;26.01.2027
Säntis Netzwerk GmbH;100912;CH;SG;Sami Haddad;sami.haddad@saentis.example;ar;nein;30.06.2027
`;

describeInBrowser('a morning at the console', () => {
  let world: World;
  let chromium: Chromium;
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    world = await createWorld();
    await fetch(`${world.url}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ now: MORNING, asleep: true }) });
    await world.lotse.services.partnerLists.import((async function* file() { yield Buffer.from(LIST); })(), { isDryRun: false, skipsRefused: false }, () => {});
    chromium = await launch();
  });
  afterAll(async () => {
    await chromium.close();
    await world.stop();
  });

  it('shows who waits, what was said with whom, and beside it whose agreement expires when', async () => {
    const luis = await enters('Luis Brunner');
    const mia = await enters('Mia Favre');
    const sami = await comes('sami', 'sami.haddad@saentis.example', 'العربية', ['6', 'نعم', 'نعم'], 'لا أرى الطلب 4711 في القائمة.');
    await takes(mia, 'order');
    await world.advance('PT4M');
    const nadia = await comes('nadia', 'nadia.frei@alpenblick.example', 'Deutsch', ['Bestellung einem Smart Account zuweisen', 'ja', 'ja', 'erledigt', 'erledigt'], 'Im Assistenten steht eine fremde Firma. Darf ich trotzdem weiter?');
    const id = await takes(luis, 'order');
    await says(luis, id, 'say', 'Guten Morgen Frau Frei, bitte noch nicht bestätigen. Wie heisst die Firma, die dort steht?');
    await world.advance('PT1M');
    await nadia.says('Alpenblick Holding AG. Das ist unsere Muttergesellschaft.');
    await says(mia, id, 'note', 'Hatten wir im Dezember schon: Die Holding hat ein eigenes Smart Account.');
    await world.advance('PT1M');
    await comes('claire', 'claire.morel@rhonetech.example', 'français', ['5'], 'Le bouton de renouvellement n’apparaît pas dans notre compte.', 'msteams');
    await world.advance('PT2M');
    await sami.says('شكرًا، سأجرّب.');
    const page = await opens('Luis Brunner', id);
    await page.locator('.line.note', { hasText: 'Die Holding hat' }).waitFor();
    await page.getByText('Alpenblick Informatik AG').first().waitFor();
    await page.waitForTimeout(800);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight)).toBe(true);
    await page.screenshot({ path: path.join(SHOTS, 'console.png') });
  }, 120_000);

  async function enters(name: string): Promise<Browser> {
    const browser = new Browser(world.url);
    await browser.enter(world.lotse.consoleLinks!.make(name));
    return browser;
  }

  /** Somebody of the list confirms their address, goes so far, and asks for a person. */
  async function comes(name: string, email: string, language: string, way: readonly string[], question: string, channel: 'webchat' | 'msteams' = 'webchat'): Promise<Person> {
    const person = world.person(name, { channel });
    await person.says(language);
    await confirms(person, world.url, email);
    for (const words of ['menu', ...way, 'person', question]) await person.says(words);
    return person;
  }

  async function takes(agent: Browser, topic: string): Promise<string> {
    const { waiting } = (await agent.get('/console/api/queue')).json<Queue & object>();
    const { id } = waiting.find((row) => row.topic === topic)!;
    expect((await agent.post(`/console/api/handoffs/${id}/accept`, { id: `accept-${id}` })).json()).toMatchObject({ kind: 'done' });
    return id;
  }

  async function says(agent: Browser, handoffId: string, deed: 'say' | 'note', text: string): Promise<void> {
    expect((await agent.post(`/console/api/handoffs/${handoffId}/${deed}`, { id: `${deed}-${handoffId}`, text })).json()).toMatchObject({ kind: 'done' });
  }

  /** The page goes by the browser's clock, which is set to Lotse's. */
  async function opens(name: string, handoffId: string): Promise<Page> {
    const page = await (await chromium.newContext({ locale: 'de-CH', timezoneId: 'Europe/Zurich', viewport: { width: 1280, height: 800 } })).newPage();
    await page.clock.setFixedTime(world.lotse.services.clock.now());
    await page.goto(`${world.url}/console${world.lotse.consoleLinks!.make(name)}`);
    await page.locator('a.row').first().waitFor();
    await page.goto(`${world.url}/console#/queue/${handoffId}`);
    return page;
  }
});
