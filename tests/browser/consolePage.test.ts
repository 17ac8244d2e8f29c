/// <reference lib="dom" />
/** The console in a real browser, served alone: by keyboard, live, heard by a screen reader, and with what people should not have written. */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import type { AuditPage, SayingView } from '../../bot/console/api';
import { PROCEDURES } from '../../dialogs/procedures';
import { createPlay, saying } from './consolePlay';
import { openConsoleStage, type ConsoleStage } from './consoleStage';
import { describeInBrowser, launch } from './chromium';
import { hostileWords } from './hostile';

const SHOTS = path.resolve(__dirname, '../.artifacts/screenshots');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS = ['queue', 'queue/h1', 'queue/h4', 'queue/h5', 'queue/h7', 'partners', 'partners/p2', 'figures', 'canned', 'agents', 'audit', 'settings'];

describeInBrowser('the console', () => {
  let browser: Browser;
  let stage: ConsoleStage;
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => { stage = await openConsoleStage(createPlay()); });
  afterEach(() => stage.stop());

  async function open(place: string, { width = 1280, locale = 'de-CH', colorScheme = 'light' }: { width?: number; locale?: string; colorScheme?: 'light' | 'dark' } = {}) {
    const context = await browser.newContext({ locale, viewport: { width, height: 800 }, colorScheme });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('request', (request) => { if (!request.url().startsWith(stage.url) && !request.url().startsWith('data:')) complaints.push(`request to ${request.url()}`); });
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('console', (line) => { if (line.type() === 'error' && !/ERR_|401/.test(line.text())) complaints.push(`console: ${line.text()}`); });
    await page.goto(`${stage.url}/console#${place.startsWith('link=') ? place : `/${place}`}`);
    return { page, complaints };
  }

  it('takes, answers, notes and closes a conversation by keyboard alone', async () => {
    const { page, complaints } = await open('queue');
    await page.locator('a.row').first().waitFor();
    await page.keyboard.press('j');
    await page.locator('.line.contact').first().waitFor();
    await page.keyboard.press('a');
    await page.locator('.composer .go').waitFor();
    await page.keyboard.press('r');
    await page.keyboard.type('Guten Tag, ich sehe nach.');
    await page.keyboard.press('Enter');
    await page.locator('.line.agent:not(.pending)', { hasText: 'ich sehe nach' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.keyboard.type('nur fürs Team');
    await page.keyboard.press('Enter');
    await page.locator('.line.note:not(.pending)', { hasText: 'nur fürs Team' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('x');
    await page.locator('fluent-dialog select').waitFor();
    await page.waitForFunction(() => document.activeElement?.matches('fluent-dialog select'));
    await page.keyboard.press('Tab');
    await page.keyboard.type('Auf Wiedersehen');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.composer .over').waitFor();
    expect(stage.posts.map(({ path: asked }) => asked)).toEqual(['handoffs/h1/accept', 'handoffs/h1/say', 'handoffs/h1/note', 'handoffs/h1/close']);
    expect(stage.posts.every(({ csrf }) => csrf === 'token')).toBe(true);
    expect(new Set(stage.posts.map(({ body }) => body.id)).size).toBe(4);
    expect(stage.posts[3]!.body).toMatchObject({ reason: 'solved', text: 'Auf Wiedersehen' });
    expect([complaints, stage.reports]).toEqual([[], []]);
  });

  it('keeps what was begun as a note out of the reply', async () => {
    const { page } = await open('queue/h4');
    await page.locator('.composer .go').waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('Vorsicht, heikel');
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    expect(await page.locator('.composer textarea').inputValue()).toBe('');
    expect(await page.locator('.composer').getAttribute('data-mode')).toBe('say');
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    expect(await page.locator('.composer textarea').inputValue()).toBe('Vorsicht, heikel');
  });

  it('shows what comes without a reload, counts it in the title, and reads what it missed while the line was broken', async () => {
    const { page } = await open('queue/h4');
    await page.locator('.line.contact').first().waitFor();
    stage.play.say('h4', { by: 'contact', text: 'جديد' });
    stage.ring({ kind: 'sayings', conversationId: 'c-h4', watermark: '1' });
    await page.locator('.line.contact', { hasText: 'جديد' }).waitFor({ timeout: 3000 });
    expect(await page.title()).toMatch(/^\(2\)/);
    stage.setOnline(false);
    await page.locator('.banner .bar').waitFor({ timeout: 3000 });
    stage.play.say('h4', { by: 'contact', text: 'während der Störung' });
    stage.setOnline(true);
    await page.locator('.line.contact', { hasText: 'während der Störung' }).waitFor({ timeout: 20_000 });
    expect(await page.locator('.banner .bar').count()).toBe(0);
  });

  it('offers to lift a lock only where somebody is locked', async () => {
    const { page } = await open('partners/p1');
    await page.locator('.detail .lineActs fluent-button').first().waitFor();
    expect(await page.getByText('Sperre aufheben').count()).toBe(0);
    await page.goto(`${stage.url}/console#/partners/p2`);
    await page.locator('.detail li', { hasText: 'Bestätigung gesperrt' }).getByText('Sperre aufheben').click();
    await page.locator('fluent-dialog [data-yes]').click();
    await page.locator('fluent-dialog').waitFor({ state: 'detached' });
    expect(stage.posts.map(({ path: asked }) => asked)).toEqual(['contacts/k1/unlock']);
  });

  it('sends again with the same id what the server did not get', async () => {
    const { page } = await open('queue/h4');
    await page.locator('.composer .go').waitFor();
    let drops = 1;
    await page.route('**/say', (route) => drops-- > 0 ? route.abort() : route.continue());
    const asked: (string | null)[] = [];
    page.on('request', (request) => { if (request.url().endsWith('/say')) asked.push(request.postData()); });
    await page.keyboard.press('r');
    await page.keyboard.type('Sind Sie noch da?');
    await page.keyboard.press('Enter');
    await page.locator('.failed fluent-button').first().click();
    await page.locator('.line.agent:not(.pending)', { hasText: 'Sind Sie noch da?' }).waitFor();
    expect(asked).toHaveLength(2);
    expect(asked[0]).toBe(asked[1]);
  });

  it('reads back two hundred and forty sayings as somebody scrolls up, each once and in order', async () => {
    const { page } = await open('queue/h5');
    await page.locator('.line').first().waitFor();
    await page.waitForTimeout(300);
    await page.locator('.log').evaluate((log) => { log.scrollTop = 0; });
    await page.locator('.beginning').waitFor();
    const texts = await page.locator('.log .said').allTextContents();
    expect(texts.map((text) => Number(/^Message (\d+)/.exec(text)?.[1]))).toEqual(Array.from({ length: 240 }, (_, at) => at + 1));
  });

  it('gives a one-time link back by a POST and takes it out of the address', async () => {
    stage.session.isOpen = false;
    const { page } = await open('link=abc-123');
    await page.locator('.overview').waitFor();
    expect(stage.posts[0]).toMatchObject({ path: 'link', body: { token: 'abc-123' } });
    expect(page.url()).not.toContain('abc-123');
  });

  it.each([[380, 'de-CH'], [380, 'fr-CH'], [700, 'de-CH'], [1280, 'fr-CH']] as const)('keeps every view to be found at %i in %s: one line each, the open one in sight, the number above its picture and not beside it', async (width, locale) => {
    for (let at = 0; at < 150; at += 1) stage.play.rows.push({ ...stage.play.rows[0]!, id: `many-${at}` });
    const { page } = await open('settings', { width, locale });
    await page.locator('.rail .count', { hasText: '99+' }).waitFor();
    const ends: (string | undefined)[] = [];
    for (const view of ['settings', 'figures', 'queue']) {
      await page.goto(`${stage.url}/console#/${view}`);
      await page.waitForTimeout(300);
      ends.push(await page.locator('.rail nav').getAttribute('data-more') ?? undefined);
      expect([view, await page.evaluate(() => {
        const box = (each: Element) => each.getBoundingClientRect();
        const nav = document.querySelector('.rail nav')!;
        const [room, open, count] = [box(nav), box(nav.querySelector('[aria-current]')!), nav.querySelector('.count')!];
        const isIn = (inner: DOMRect, outer: DOMRect) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
        const [pill, queue] = [box(count), count.closest('a')!];
        return [[...nav.querySelectorAll('a > span:not(.count)')].filter((each) => box(each).height > 20).map((each) => each.textContent), isIn(open, room), pill.top >= room.top && pill.left >= box(queue).left && [...nav.querySelectorAll('li:nth-child(2) svg')].every((next) => pill.right <= box(next).left || pill.bottom <= box(next).top), pill.bottom <= box(queue.querySelector('span:not(.count)')!).top + 1, count.scrollWidth <= count.clientWidth];
      })]).toEqual([view, [[], true, true, true, true]]);
    }
    expect(ends).toEqual(width === 380 ? ['left', 'left right', 'right'] : ['', '', '']);
  });

  it.each(['told', 'asked'] as const)('says that the session is over, hears no key any more, and takes a link in the same tab: place and draft are there again (%s)', async (way) => {
    const { page, complaints } = await open('queue/h4');
    await page.locator('.composer .go').waitFor();
    await page.keyboard.press('r');
    await page.keyboard.type('Halb geschrieben');
    stage.session.isOpen = false;
    if (way === 'told') stage.ring({ kind: 'signedOut' }); else await page.keyboard.press('Enter');
    await page.locator('.gateCard .bar.warning', { hasText: 'Ihre Sitzung ist abgelaufen' }).waitFor();
    await page.getByText('im Terminal, in dem Lotse läuft').waitFor();
    await page.waitForFunction(() => document.getElementById('announcer')?.textContent?.includes('abgelaufen'));
    for (const key of ['p', '?', 'j']) await page.keyboard.press(key);
    expect([new URL(page.url()).hash, await page.locator('fluent-dialog').count()]).toEqual(['#/queue/h4', 0]);
    await page.goto(`${stage.url}/console#link=next-1`);
    await page.locator('.composer .go').waitFor();
    expect([await page.locator('.composer textarea').inputValue(), new URL(page.url()).hash]).toEqual(['Halb geschrieben', '#/queue/h4']);
    expect(stage.posts.filter(({ path: asked }) => asked === 'link').map(({ body }) => body)).toEqual([{ token: 'next-1' }]);
    expect(complaints).toEqual([]);
  });

  it('says that the session is over where the page is opened later', async () => {
    stage.session.isOpen = false;
    const { page } = await open('partners');
    await page.locator('.gateCard .bar.warning', { hasText: 'Ihre Sitzung ist abgelaufen. Bitte melden Sie sich neu an.' }).waitFor();
    await page.goto(`${stage.url}/console#link=next-2`);
    await page.locator('.tableBox table').waitFor();
    expect(new URL(page.url()).hash).toBe('#/partners');
  });

  it.each([['light', 1280], ['dark', 1280], ['light', 600]] as const)('has no serious finding of axe on any view (%s, %i wide)', async (colorScheme, width) => {
    const { page, complaints } = await open('queue', { colorScheme, width });
    const findings: string[] = [];
    for (const view of VIEWS) {
      await page.goto(`${stage.url}/console#/${view}`);
      await page.waitForTimeout(600);
      findings.push(...(await seriousFindings(page)).map((each) => `${view}: ${each}`));
      if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) findings.push(`${view}: wider than the window`);
      await page.screenshot({ path: path.join(SHOTS, `console-${view.replace('/', '-')}-${colorScheme}-${width}.png`) });
    }
    expect(findings).toEqual([]);
    expect([complaints, stage.reports]).toEqual([[], []]);
  }, 180_000);

  it.each(['de-CH', 'fr-CH', 'en-GB'] as const)('shows no word of the house\'s machines, wherever one of them arrives (%s)', async (locale) => {
    stage.play.said.set('h4', machineSayings());
    Object.assign(stage.play, { audit: machineTrail() });
    const raw = machineWords(locale.slice(0, 2));
    const { page } = await open('queue/h4', { locale });
    const found: string[] = [];
    for (const view of ['queue/h4', 'queue/h1', 'queue/h7', 'partners', 'partners/p2', 'figures', 'canned', 'agents', 'audit', 'settings']) {
      await page.goto(`${stage.url}/console#/${view}`);
      await page.waitForTimeout(500);
      const leaves = await page.evaluate(() => {
        for (const each of document.querySelectorAll('details')) each.open = true;
        const walker = document.createTreeWalker(document.getElementById('app')!, NodeFilter.SHOW_TEXT);
        const texts: string[] = [];
        while (walker.nextNode()) texts.push(walker.currentNode.textContent!.replace(/^[\s·:,]+|[\s·:,]+$/g, ''));
        return texts;
      });
      found.push(...leaves.filter((leaf) => raw.has(leaf.split(': ').at(-1)!)).map((leaf) => `${view}: ${leaf}`));
    }
    expect([...new Set(found)]).toEqual([]);
  }, 60_000);

  it('says what the figures are of, today included, and offers each of their tables as a file of the same days', async () => {
    const asked: string[] = [];
    const { page } = await open('settings');
    page.on('request', (request) => { if (request.url().includes('/figures')) asked.push(new URL(request.url()).search); });
    await page.goto(`${stage.url}/console#/figures`);
    await page.getByText('16.11.2026 bis heute, 22.11.2026.').waitFor();
    expect(asked).toEqual(['?days=7']);
    const file = page.locator('.figure.waiting a');
    expect([await file.getAttribute('download'), await file.getAttribute('href')]).toEqual(['waiting-2026-11-16-2026-11-22.csv', '/console/api/figures.csv?table=waiting&from=2026-11-16&to=2026-11-22&language=de']);
    await page.locator('.figure.waiting summary').click();
    expect(await page.locator('.figure.waiting tbody tr').last().locator('td').allTextContents()).toEqual(['22.11.2026', '0', '0', '0', '–', '–', '–', '–']);
  });

  it('shows hostile words as words, wherever people may write', async () => {
    const words = hostileWords(Number(process.env.HOSTILE ?? 300));
    stage.play.said.set('h4', words.map((text, at) => saying(String(at + 1), { by: at % 2 ? 'contact' : 'agent', agent: text, text, about: { choices: [{ id: '1', label: text }], message: text }, files: [{ id: text, name: text, contentType: null, size: 1, state: 'kept', reason: null }] })));
    for (const [at, text] of words.slice(0, 50).entries()) {
      stage.play.partnerRows[at] = { ...stage.play.partnerRows[at]!, company: text, customerNumber: text, canton: text, contacts: [{ id: text, name: text, email: text, isSignatory: true, isReachable: true, isLocked: true }] };
      stage.play.rows.push({ ...stage.play.rows[0]!, id: `x${at}`, contact: text, partner: text, question: text, language: text, topic: text, channel: text });
    }
    const { page, complaints } = await open('queue/h4');
    await page.locator('.line').first().waitFor();
    for (let before = -1, now = 0; now !== before;) {
      before = now;
      await page.locator('.log').evaluate((log) => { log.scrollTop = 0; });
      await page.waitForTimeout(300);
      now = await page.locator('.log .bubble').count();
    }
    expect(await page.locator('.log .bubble').count()).toBe(words.length);
    for (const view of ['queue/x3', 'queue/x14', 'partners', 'partners/p1', 'partners/p15']) { await page.goto(`${stage.url}/console#/${view}`); await page.waitForTimeout(400); }
    expect(await page.evaluate(() => (window as unknown as { wasRun?: number }).wasRun)).toBeUndefined();
    expect(await page.locator('main :is(iframe, object, embed, form, style, link, base, math, a[href^="javascript"])').count()).toBe(0);
    expect(await page.evaluate(() => /[\u202a-\u202e]/.test(document.body.textContent ?? ''))).toBe(false);
    expect([complaints, stage.reports]).toEqual([[], []]);
  });

  it('lays Arabic out from right to left, line by line, with codes in one piece', async () => {
    const { page } = await open('queue/h4');
    await page.locator('.line.contact').first().waitFor();
    expect(await page.locator('.line.agent p[dir]').evaluateAll((lines) => lines.map((line) => line.getAttribute('dir')))).toEqual(['rtl', 'rtl']);
    expect(await page.locator('.line.note .said p').getAttribute('dir')).toBe('ltr');
    expect(await page.locator('.line.contact bdi[dir=ltr]', { hasText: '4711-0815' }).count()).toBe(1);
  });
});

/** Whatever axe calls serious or critical, with the places. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary?.slice(0, 300)}`).join(' | ')}`);
}

/** What the house calls things among machines, where a reader of that language should read something else. */
function machineWords(language: string): Set<string> {
  const words = JSON.parse(readFileSync(path.resolve(__dirname, `../../locales/console/${language}.json`), 'utf8')) as Record<string, Record<string, unknown>>;
  const groups = ['fileReasons', 'columns', 'states', 'outcomes', 'channels', 'topics', 'auditKinds', 'auditFields', 'auditVia', 'auditSubjects', 'fields', 'noticeReasons', 'noticeStates', 'reasons', 'closedBy', 'unreachable', 'roles', 'milestones', 'unfit', 'refused'];
  const flat = (from: unknown): unknown[] => (typeof from === 'string' ? [from] : Object.values(from as object).flatMap(flat));
  const own = new Set(flat(words));
  return new Set([...groups.flatMap((group) => Object.keys(words[group]!)), ...Object.values(PROCEDURES).flatMap(({ steps, problems }) => [...Object.keys(steps), ...Object.keys(problems)]), 'forgotten', 'browsers', 'CH', 'de', 'fr', 'yes', 'no', 'T-14', '2027-01-31'].filter((name) => !own.has(name)));
}

function machineSayings(): SayingView[] {
  const reasons = ['tooLarge', 'type', 'tooMany', 'empty', 'gone', 'forbidden', 'unsafe', 'failed'];
  const corrected = [['language', 'de', 'fr'], ['country', 'CH', 'LI'], ['expiresOn', '2027-01-31', '2027-02-28'], ['signatory', 'yes', 'no']] as const;
  return [
    saying('1', { by: 'contact', text: 'Anbei.', files: reasons.map((reason) => ({ id: reason, name: 'Bild.png', contentType: null, size: null, state: 'refused', reason })) }),
    ...corrected.map(([field, before, after], at) => saying(String(at + 2), { by: 'event', text: '', about: { event: 'corrected', agent: 'Luis', field, before, after } })),
    saying('8', { by: 'event', text: '', about: { event: 'moved', agent: 'Luis', field: 'renewal' } }), saying('9', { by: 'event', text: '', about: { event: 'closed', agent: 'Luis', reason: 'notOurs' } }),
  ];
}

function machineTrail(): AuditPage {
  const entries: readonly (readonly [act: string, kind: string, subject: string, after: unknown])[] = [
    ['list.import', 'list', 'partners', { skipsRefused: true, refusedRows: 1 }], ['chooseCallPlace', 'setting', 'callPlace', { channel: 'msteams' }], ['forgotten', 'audit', '17', { hash: 'abc' }],
    ['contact.correct', 'contact', 'k1', { field: 'country', country: 'CH' }], ['contact.correct', 'contact', 'k1', { field: 'language', language: 'fr' }], ['contact.correct', 'contact', 'k1', { signatory: 'no', expiresOn: '2027-01-31' }],
    ['setProfile', 'agent', 'mia', { languages: ['de', 'fr'], topics: ['activationMail'] }], ['handoff.accept', 'handoff', 'h1', { via: 'hub' }], ['handoff.close', 'handoff', 'h1', { reason: 'notOurs' }],
  ];
  return { entries: entries.map(([act, kind, subject, after], at) => ({ id: String(at), at: new Date().toISOString(), agent: at === 0 ? 'Operator' : 'Luis Brunner', act, kind, subject, before: null, after })), hasMore: false, chain: { holds: true, rows: 9, brokenAt: null, wholeAt: '2027-01-11T03:00:00.000Z' } };
}
