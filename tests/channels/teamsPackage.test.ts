/** The app package for Teams: the real command, its zip opened again and judged by Microsoft's own schemas. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, existsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { appIdOf, languageFileOf, type manifestOf } from '../../bot/teams-app/manifest';
import { createReader } from '../../bot/settingReader';
import { readTeamsApp } from '../../bot/teams-app/settings';
import { COMMANDS, readTexts } from '../../bot/teams-app/texts';
import { meaningOf } from '../../dialogs/choices';
import { LANGUAGES } from '../../locales';

const ENTRY = path.resolve(__dirname, '../../dist/bot/cli/teamsPackage.js');
const JUDGE = path.resolve(__dirname, '../judgeManifest.mjs');
const BOT_ID = '0f3a7f10-5b1c-4f7e-9d6c-0a4b5c6d7e8f';
const SETTINGS = {
  MicrosoftAppId: BOT_ID, PUBLIC_URL: 'https://lotse.example/', TEAMS_APP_DEVELOPER: 'Lotse Example',
  TEAMS_APP_WEBSITE_URL: 'https://lotse.example/about', TEAMS_APP_PRIVACY_URL: 'https://lotse.example/privacy', TEAMS_APP_TERMS_URL: 'https://lotse.example/terms',
};
const CONSOLE_ID = '7c1f2e3d-4a5b-4c6d-8e7f-90a1b2c3d4e5';
const OTHERS = LANGUAGES.filter((language) => language !== 'en');
type Json = Record<string, unknown>;
type Manifest = ReturnType<typeof manifestOf>;

const folder = mkdtempSync(path.join(os.tmpdir(), 'lotse-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(env: Readonly<Record<string, string>>, ...args: string[]): Promise<{ code: number | null; output: string; errors: string }> {
  const child = spawn(process.execPath, [ENTRY, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, ...env } });
  const written = { output: '', errors: '' };
  child.stdout.on('data', (part: Buffer) => { written.output += part.toString('utf8'); });
  child.stderr.on('data', (part: Buffer) => { written.errors += part.toString('utf8'); });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...written })));
}

/** What Microsoft's own package finds wrong with each file; nothing is well. */
function judge(files: readonly (readonly [kind: 'manifest' | 'language', file: object])[]): string[][] {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', JUDGE], { input: JSON.stringify(files), encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[][];
}

async function pack(env: Readonly<Record<string, string>> = SETTINGS): Promise<{ bytes: Buffer; files: Record<string, Uint8Array>; manifest: Manifest }> {
  const file = path.join(folder, 'made.zip');
  expect(await run(env, file)).toMatchObject({ code: 0, errors: '', output: expect.stringContaining('made.zip holds Lotse') });
  const bytes = readFileSync(file);
  const files = unzipSync(bytes);
  return { bytes, files, manifest: readJson<Manifest>(files, 'manifest.json') };
}
const readJson = <T = Json>(files: Record<string, Uint8Array>, name: string) => JSON.parse(strFromU8(files[name]!)) as T;
describe('the package', () => {
  let made: Awaited<ReturnType<typeof pack>>;
  beforeAll(async () => { made = await pack(); });

  it('holds the manifest, a file for each further language and two icons, flat and nothing else', () => {
    expect(Object.keys(made.files).sort()).toEqual(['manifest.json', 'color.png', 'outline.png', ...OTHERS.map((language) => `${language}.json`)].sort());
    expect(made.bytes.includes(folder)).toBe(false);
    for (const [name, content] of Object.entries(made.files)) expect([name, /(?:\/(?:home|tmp|root|work|usr|Users)\/|[A-Z]:\\)/.exec(Buffer.from(content).toString('latin1'))]).toEqual([name, null]);
  });
  it('satisfies the schemas that it names, the newest ones there are', () => {
    expect(judge([['manifest', made.manifest], ...OTHERS.map((language) => ['language', readJson(made.files, `${language}.json`)] as const)])).toEqual([[], [], [], [], []]);
    expect(made.manifest.$schema).toBe('https://developer.microsoft.com/json-schemas/teams/v1.30/MicrosoftTeams.schema.json');
  });
  it('says what was set, and nothing else', () => {
    expect(made.manifest).toMatchObject({
      id: appIdOf(BOT_ID), validDomains: ['lotse.example'], version: (JSON.parse(readFileSync(path.resolve(__dirname, '../../package.json'), 'utf8')) as Json).version,
      developer: { name: 'Lotse Example', websiteUrl: SETTINGS.TEAMS_APP_WEBSITE_URL, privacyUrl: SETTINGS.TEAMS_APP_PRIVACY_URL, termsOfUseUrl: SETTINGS.TEAMS_APP_TERMS_URL },
      bots: [{ botId: BOT_ID, scopes: ['personal', 'team', 'groupChat'], supportsFiles: false, isNotificationOnly: false }],
    });
    expect(made.manifest.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(made.manifest.id).not.toBe(BOT_ID);
  });
  it.each([['color.png', 192], ['outline.png', 32]] as const)('%s is a PNG of %s pixels each way', (name, pixels) => {
    const png = Buffer.from(made.files[name]!);
    expect([png.subarray(0, 8).toString('hex'), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['89504e470d0a1a0a', pixels, pixels]);
  });
  it('is the same, byte for byte, in another time zone', async () => {
    expect((await pack({ ...SETTINGS, TZ: 'Pacific/Auckland' })).bytes.equals(made.bytes)).toBe(true);
    expect((await pack({ ...SETTINGS, PUBLIC_URL: 'https://other.example' })).bytes.equals(made.bytes)).toBe(false);
  });

  it.each(OTHERS)('%s has every word that English has, at places that the manifest has', (language) => {
    const file = readJson(made.files, `${language}.json`);
    expect(Object.keys(file)).toEqual(Object.keys(languageFileOf(readTexts().en)));
    for (const key of Object.keys(file).filter((each) => each !== '$schema')) expect([key, typeof at(made.manifest, key)]).toEqual([key, 'string']);
    expect(made.manifest.localizationInfo.additionalLanguages).toContainEqual({ languageTag: language, file: `${language}.json` });
  });
  it('a language file covers every command of the manifest', () => {
    const offered = made.manifest.bots[0]!.commandLists.flatMap(({ commands }, list) => commands.map((_, row) => `bots[0].commandLists[${list}].commands[${row}].title`));
    expect(Object.keys(readJson(made.files, 'ar.json'))).toEqual(expect.arrayContaining(offered));
    expect(offered.length).toBeGreaterThanOrEqual(10);
  });

  it('the schemas refuse what Teams would refuse', () => {
    const spoiled = (spoil: (manifest: Manifest) => void) => { const copy = structuredClone(made.manifest); spoil(copy); return ['manifest', copy] as const; };
    const german = readJson(made.files, 'de.json');
    const verdicts = judge([
      spoiled((manifest) => { manifest.name.short = 'L'.repeat(31); }), spoiled((manifest) => { manifest.description.short = 'L'.repeat(81); }), spoiled((manifest) => { manifest.bots[0]!.botId = 'bot'; }),
      spoiled((manifest) => { manifest.bots[0]!.scopes.push('everywhere'); }), spoiled((manifest) => { delete (manifest.developer as Partial<Manifest['developer']>).privacyUrl; }), spoiled((manifest) => { manifest.accentColor = '0b3a5b'; }),
      spoiled((manifest) => { manifest.$schema = manifest.$schema.replace('1.30', '1.29'); }),
      ['language', { ...german, 'bots[1].name': 'Lotse' }], ['language', { ...german, 'description.short': 'L'.repeat(81) }],
    ]);
    expect(verdicts.map((found) => found.length > 0)).toEqual(verdicts.map(() => true));
    expect(verdicts).toHaveLength(9);
  });
});

describe('the package for people of support', () => {
  it('is the same app with the console beside the chat, and satisfies the same schemas', async () => {
    const file = path.join(folder, 'agents.zip');
    expect(await run({ ...SETTINGS, OIDC_CLIENT_ID: CONSOLE_ID }, '--agents', file)).toMatchObject({ code: 0, errors: '' });
    const files = unzipSync(readFileSync(file));
    const manifest = readJson<Manifest>(files, 'manifest.json');
    const { manifest: others } = await pack();
    expect(manifest).toEqual({ ...others, staticTabs: [{ entityId: 'conversations', scopes: ['personal'] }, { entityId: 'console', name: 'Console', contentUrl: 'https://lotse.example/console', websiteUrl: 'https://lotse.example/console', scopes: ['personal'] }], webApplicationInfo: { id: CONSOLE_ID, resource: `api://lotse.example/${CONSOLE_ID}` } });
    expect(readJson(files, 'de.json')['staticTabs[1].name']).toBe('Konsole');
    expect(judge([['manifest', manifest], ...OTHERS.map((language) => ['language', readJson(files, `${language}.json`)] as const)])).toEqual([[], [], [], [], []]);
  }, 30_000);
  it.each([[undefined, 'is missing'], ['lotse-console', 'is not what Teams takes']])('is not made with OIDC_CLIENT_ID %s: nobody could sign in in the tab', async (id, what) => {
    const { code, errors } = await run({ ...SETTINGS, ...(id !== undefined && { OIDC_CLIENT_ID: id }) }, '--agents', 'none.zip');
    expect([code, existsSync(path.join(folder, 'none.zip'))]).toEqual([2, false]);
    expect(errors).toContain(`OIDC_CLIENT_ID ${what}: expected the application (client) id with which agents sign in, a GUID`);
  });
});

describe('its words', () => {
  const texts = readTexts();
  it.each(LANGUAGES.flatMap((language) => COMMANDS.map((command) => [language, command] as const)))('in %s the title of "%s" is understood when Teams sends it', (language, command) => {
    expect(meaningOf(texts[language].commands[command].title)).toMatchObject({ command });
  });
  it('all languages have the same keys, and none repeats another one\'s sentences', () => {
    const keysOf = (value: object): string[] => Object.entries(value).flatMap(([key, each]) => (typeof each === 'string' ? [key] : keysOf(each as object).map((rest) => `${key}.${rest}`)));
    for (const language of LANGUAGES) expect(keysOf(texts[language])).toEqual(keysOf(texts.en));
    expect(new Set(LANGUAGES.map((language) => texts[language].description)).size).toBe(LANGUAGES.length);
    expect(JSON.stringify(texts.de)).not.toContain('ß');
  });
});

describe('settings', () => {
  const NAMES = Object.keys(SETTINGS);
  it('all that are missing are named at once, with what was expected, and no file is made', async () => {
    const { code, output, errors } = await run({}, 'none.zip');
    expect([code, output, existsSync(path.join(folder, 'none.zip'))]).toEqual([2, '', false]);
    for (const name of NAMES) expect(errors).toMatch(new RegExp(`- ${name} is missing: expected .{10,}`));
  });
  it.each([
    ['MicrosoftAppId', 'lotse'], ['PUBLIC_URL', 'http://lotse.example'], ['TEAMS_APP_DEVELOPER', 'L'.repeat(33)], ['TEAMS_APP_WEBSITE_URL', 'lotse.example'],
    ['TEAMS_APP_PRIVACY_URL', 'http://lotse.example/privacy'], ['TEAMS_APP_TERMS_URL', `https://lotse.example/${'t'.repeat(2048)}`], ['TEAMS_APP_ID', '1234'],
  ])('%s that Teams would not take is named alone', (name, value) => {
    const read = createReader({ ...SETTINGS, [name]: value });
    readTeamsApp(read);
    expect(read.problems).toEqual([expect.stringMatching(new RegExp(`^${name} is not what Teams takes: expected .{10,}`))]);
  });
  it('an id of its own is kept, and .env is read', async () => {
    const own = 'A1B2C3D4-0000-4000-8000-000000000001';
    writeFileSync(path.join(folder, '.env'), `TEAMS_APP_ID=${own}\n`);
    expect((await pack()).manifest.id).toBe(own.toLowerCase());
    rmSync(path.join(folder, '.env'));
  });
  it('two files are one too many', async () => expect(await run(SETTINGS, 'a.zip', 'b.zip')).toMatchObject({ code: 2, errors: expect.stringContaining('Use: npm run teams:package') }));
  it('without a name the zip lies where README says', async () => {
    expect(await run(SETTINGS)).toMatchObject({ code: 0 });
    expect(existsSync(path.join(folder, 'dist/teams/lotse-teams.zip'))).toBe(true);
  });
});

/** What stands in the manifest at a place that a language file names. */
function at(manifest: Manifest, key: string): unknown {
  return key.split(/[.[\]]+/).filter(Boolean).reduce<unknown>((value, part) => (value as Json | undefined)?.[part], manifest);
}
