/** The doctor: the real command against characters that behave well and badly. Whatever it meets, it shows no secret and does nothing to anybody. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { addressLook } from '../../bot/doctor/address';
import { clockFinding, watchClocks } from '../../bot/doctor/clock';
import { databaseLook, type DatabaseParts, type Inspection } from '../../bot/doctor/database';
import { lineOf, sumOf, wrong } from '../../bot/doctor/finding';
import { settingFindings } from '../../bot/doctor/settings';
import { readSettings } from '../../bot/env';
import { openDatabase } from '../../prisma/database';
import { inspectDatabase } from '../../prisma/inspect';
import { createClock } from '../../services/clock';
import type { Network, NetworkRequest } from '../../services/network';
import { APP_ID, startEntra, type FakeEntra } from '../fakes/entra';
import { startMailServer, type FakeMailServer } from '../fakes/mailServer';
import { startOutside, webhooksTo, type Outside } from '../fakes/outside';
import { createHome, startLotse, until, type Home, type LotseProcess } from '../process';

const DOCTOR = path.resolve(__dirname, '../../dist/bot/cli/doctor.js');
const DATABASE = { poolSize: 2, connectTimeoutMs: 5000, statementTimeoutMs: 10_000, lockTimeoutMs: 3000, idleInTransactionTimeoutMs: 15_000 };
const SECRETS = { MicrosoftAppPassword: 'password-of-the-bot', WEBEX_ACCESS_TOKEN: 'token-of-webex', WEBEX_WEBHOOK_SECRET: 'secret-of-the-webhooks', CODE_PEPPER: 'pepper-pepper-pepper-pepper-pepper' };
const MAIL_PASSWORD = 'password-of-the-mail-server';
const isEmbedded = !process.env.TEST_DATABASE_URL;

let entra: FakeEntra;
let mailServer: FakeMailServer;
let outside: Outside;
let home: Home;
let port: number;

interface Report { readonly code: number | null; readonly lines: readonly string[]; readonly errors: string }

function settings(): Record<string, string> {
  return {
    ...SECRETS, MicrosoftAppId: APP_ID, MicrosoftAppType: 'SingleTenant', MicrosoftAppTenantId: 'tenant', NODE_ENV: 'production', SHUTDOWN_GRACE_MS: '0', HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`,
    BOT_OPENID_URL: entra.openIdUrl, BOT_LOGIN_URL: entra.loginUrl, WEBEX_API_URL: `${outside.url}/v1`, SMTP_URL: mailServer.url, SMTP_TIMEOUT_MS: '3000', MAIL_FROM: 'lotse@also.example',
  };
}

async function doctor(env: Readonly<Record<string, string>>, at: Home = home): Promise<Report> {
  const child = spawn(process.execPath, [DOCTOR], { cwd: at.folder, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, ...at.env, ...env } });
  const written = { output: '', errors: '' };
  child.stdout.on('data', (part: Buffer) => { written.output += part.toString('utf8'); });
  child.stderr.on('data', (part: Buffer) => { written.errors += part.toString('utf8'); });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  for (const secret of [...Object.values(SECRETS), MAIL_PASSWORD, 'token-of-the-bot']) expect(written.output + written.errors).not.toContain(secret);
  return { code, lines: written.output.trimEnd().split('\n'), errors: written.errors };
}
const about = ({ lines }: Report, name: string) => lines.filter((line) => line.slice(9).startsWith(`${name}: `));
const wrongOnes = ({ lines }: Report) => lines.filter((line) => line.startsWith('wrong'));

async function freePort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const found = (server.address() as { port: number }).port;
  await new Promise((resolve) => server.close(resolve));
  return found;
}

beforeAll(async () => {
  [entra, mailServer, outside, home, port] = await Promise.all([startEntra(), startMailServer({ password: MAIL_PASSWORD }), startOutside(), createHome(), freePort()]);
});
afterAll(async () => { await Promise.all([entra.stop(), mailServer.stop(), outside.stop(), home.remove()]); });
beforeEach(() => Object.assign(outside.state, { webexStatus: 200, type: 'bot', webhooks: webhooksTo(`http://127.0.0.1:${port}/api/webex`), aheadMs: 0 }));

describe('where nothing has been set', () => {
  it('it says so, ends well and leaves the folder as it was', async () => {
    const fresh = await createHome();
    const report = await doctor({ DATABASE_URL: '' }, fresh);
    expect([report.code, report.errors, wrongOnes(report), report.lines.at(-1)]).toEqual([0, '', [], 'Nothing is wrong.']);
    for (const name of ['PUBLIC_URL', 'Teams', 'Webex', 'Mail server', 'Database', 'Pepper', 'Clock']) expect(about(report, name)).toEqual([expect.stringMatching(/^not set {2}/)]);
    expect(readdirSync(fresh.folder)).toEqual(['temp']);
    await fresh.remove();
  });
  it('settings that cannot be read are all named, each on its line', async () => {
    const report = await doctor({ PORT: 'many', MicrosoftAppId: 'app', CANTON: 'XX' });
    expect([report.code, report.lines.length]).toEqual([1, 3]);
    for (const name of ['PORT', 'MicrosoftAppPassword', 'CANTON']) expect(wrongOnes(report).filter((line) => line.includes(`Settings: ${name} is`))).toHaveLength(1);
  });
});

describe('beside a running Lotse', () => {
  let lotse: LotseProcess;
  beforeAll(async () => { lotse = await startLotse(home, settings()); });
  afterAll(() => lotse.end('SIGTERM'));

  it('where all is well, every line says so, nobody gets anything and nothing is signed but what must be', async () => {
    // The running Lotse looks after its webhooks first.
    await until(() => outside.requests.some(({ what }) => what === 'GET /v1/rooms'), 'Lotse has looked after its webhooks');
    const asked = outside.requests.length;
    const report = await doctor(settings());
    expect([report.code, report.errors, wrongOnes(report), report.lines.at(-1)]).toEqual([0, '', [], 'Nothing is wrong.']);
    const names = ['Settings', 'PUBLIC_URL', 'Teams sign-in', 'Signing keys', 'Reachable', 'Ready', 'Unsigned messages', 'Webex bot', 'Webex webhooks', 'Mail server', 'Database', 'Pepper', 'Clock'];
    expect(report.lines.slice(0, -1).map((line) => /^ok {7}([^:]+): /.exec(line)?.[1])).toEqual(names);
    expect(about(report, 'Database')[0]).toMatch(isEmbedded ? /held by the running Lotse \(process \d+\), whose \/readyz says that database, tick, signingKeys/ : /PostgreSQL \d+\S* \(as \w+\), \d+ MB, all migrations are there/);
    expect([mailServer.named, mailServer.received]).toEqual([[], []]);
    expect(outside.requests.slice(asked)).toEqual([{ what: 'GET /v1/people/me', authorization: 'Bearer token-of-webex' }, { what: 'GET /v1/webhooks', authorization: 'Bearer token-of-webex' }]);
  });

  /** In each state several things are amiss at once, none of which hides another. */
  it.each<[what: string, amiss: () => Record<string, string>, said: Readonly<Record<string, RegExp>>]>([
    ['everybody refuses', () => { outside.state.webexStatus = 401; return { BOT_LOGIN_URL: `${outside.url}/refusing`, BOT_OPENID_URL: `${outside.url}/keyless`, PUBLIC_URL: outside.url, SMTP_URL: mailServer.url.replace(MAIL_PASSWORD, 'guessed-it') }; }, {
      'Teams sign-in': /^wrong {4}.*status 401.* -> .*MicrosoftAppPassword/, 'Signing keys': /^wrong {4}.*names no key/, 'Reachable': /^wrong {4}.*answers 200, but not as Lotse does.* -> .*proxy/,
      'Webex bot': /^wrong {4}.*401.* -> .*WEBEX_ACCESS_TOKEN/, 'Mail server': /^wrong {4}.*EAUTH.* -> .*password/,
    }],
    ['nobody is there', () => ({ BOT_LOGIN_URL: 'http://127.0.0.1:1', BOT_OPENID_URL: 'http://127.0.0.1:1/openid', PUBLIC_URL: 'http://127.0.0.1:1', WEBEX_API_URL: 'http://127.0.0.1:1/v1', SMTP_URL: 'smtp://lotse:some-password@127.0.0.1:1' }), {
      'Teams sign-in': /^wrong {4}.*ECONNREFUSED/, 'Signing keys': /^wrong {4}.*ECONNREFUSED.* -> .*BOT_OPENID_URL/, 'Reachable': /^wrong {4}.*127\.0\.0\.1:1: no answer \(ECONNREFUSED\)/,
      'Webex bot': /^wrong {4}.*ECONNREFUSED.* -> .*WEBEX_API_URL/, 'Mail server': /^wrong {4}.*127\.0\.0\.1:1: (?:ESOCKET|ECONNECTION|ECONNREFUSED)/, 'Clock': /^not set /,
    }],
    ['much is not set, and what answers is something else', () => { outside.state.type = 'person'; return { BOT_LOGIN_URL: `${outside.url}/page`, PUBLIC_URL: '', SMTP_URL: '', MAIL_FROM: '' }; }, {
      'Teams sign-in': /^wrong {4}.*no JSON/, 'PUBLIC_URL': /^wrong {4}.*missing.* -> .*https/, 'Webex bot': /^wrong {4}.*belongs to no bot, but to a person/, 'Mail server': /^not set {2}.*nobody can confirm/,
    }],
    ['a webhook was given up, and the clock is an hour behind', () => {
      Object.assign(outside.state, { aheadMs: 3_600_000, webhooks: outside.state.webhooks.map((each) => ({ ...each, status: each.resource === 'messages' && each.event === 'created' ? 'inactive' : 'active' })) });
      return {};
    }, { 'Webex webhooks': /^wrong {4}[^;]*: messages created is not active ->/, 'Clock': /^wrong {4}.*(?:3599|3600|3601) s behind 127\.0\.0\.1:\d+\. -> .*NTP/ }],
    ['webhooks lead elsewhere', () => { outside.state.webhooks = webhooksTo('https://elsewhere.example/api/webex'); return {}; }, {
      'Webex webhooks': /^wrong {4}.*messages created is missing; messages updated is missing; messages deleted is missing; attachmentActions created is missing; memberships created is missing; memberships deleted is missing/,
    }],
  ])('where %s, each thing is said with what helps', async (_, amiss, said) => {
    const report = await doctor({ ...settings(), ...amiss() });
    for (const [name, line] of Object.entries(said)) expect(about(report, name)).toEqual([expect.stringMatching(line)]);
    expect([report.code, report.errors, wrongOnes(report).length]).toEqual([1, '', Object.values(said).filter((line) => line.source.startsWith('^wrong')).length]);
  });
});

describe('once Lotse has ended', () => {
  it('it opens the database itself and finds it sound', async () => {
    const report = await doctor({ ...settings(), PUBLIC_URL: '' });
    expect(about(report, 'Database')).toEqual([expect.stringMatching(/^ok {7}.*PostgreSQL \d+\S* .*all migrations are there/)]);
    expect(about(report, 'Pepper')).toEqual([expect.stringMatching(/^ok {7}.*CODE_PEPPER; the database was begun with it/)]);
  });
  it('it sees each way in which the migrations can be amiss', async () => {
    const database = await openDatabase({ ...DATABASE, ...home.database });
    await database.prisma.$executeRawUnsafe('UPDATE "_prisma_migrations" SET checksum = \'other\' WHERE migration_name LIKE \'%_care\'');
    await database.prisma.$executeRawUnsafe('UPDATE "_prisma_migrations" SET finished_at = NULL WHERE migration_name LIKE \'%_identity\'');
    await database.prisma.$executeRawUnsafe('UPDATE "_prisma_migrations" SET migration_name = \'2099_future\' WHERE migration_name LIKE \'%_said_at\'');
    await database.close();
    const named = (end: string): unknown[] => [expect.stringMatching(`^\\d+_${end}$`)];
    expect((await inspectDatabase({ ...DATABASE, ...home.database }))?.migrations).toEqual({ edited: named('care'), failed: named('identity'), unknown: ['2099_future'], pending: named('said_at') });
    expect(await doctor({ ...settings(), CODE_PEPPER: 'another-pepper-another-pepper-another' })).toMatchObject({ lines: expect.arrayContaining([expect.stringMatching(/^wrong {4}Database: migration \d+_identity failed earlier/), expect.stringMatching(/^wrong {4}Pepper: .*begun with another one/)]) });
  });
  it('a database that is not there, or a folder that holds none, is said', async () => {
    const fresh = await createHome();
    mkdirSync(path.join(fresh.folder, 'data/database'), { recursive: true });
    writeFileSync(path.join(fresh.folder, 'data/database/PG_VERSION'), '99\n');
    writeFileSync(path.join(fresh.folder, 'data/pepper'), 'short');
    const report = await doctor({ DATABASE_URL: '' }, fresh);
    expect(about(report, 'Database')).toEqual([expect.stringMatching(/^wrong {4}/)]);
    expect(about(report, 'Pepper')).toEqual([expect.stringMatching(/^wrong {4}.*holds no key/)]);
    expect(about(await doctor({ DATABASE_URL: 'postgres://lotse:some-password@127.0.0.1:1/lotse' }, fresh), 'Database')).toEqual([expect.stringMatching(/^wrong {4}.*does not answer/)]);
    await fresh.remove();
  });
});

describe('what it says of a database', () => {
  const none: NonNullable<Inspection['migrations']> = { edited: [], failed: [], unknown: [], pending: [] };
  const sound: Inspection = { version: '17.5', role: 'lotse', sizeBytes: 5_000_000, mayChangeTables: true, migrations: none, fingerprint: 'print' };
  const pepper = { where: 'CODE_PEPPER', fingerprint: 'print' };
  const folder = readSettings({}).database;
  const server = readSettings({ DATABASE_URL: 'postgres://lotse@127.0.0.1/lotse' }).database;
  const network: Network = { request: async () => ({ status: 503, headers: {}, body: '{"ready":false,"checks":{"database":"ok","tick":"The jobs have not run for three minutes."}}' }), close: () => {} };
  const look = async (parts: Partial<DatabaseParts>) => (await databaseLook({ network, settings: folder, findHolder: () => undefined, inspect: async () => sound, findPepper: () => pepper, ...parts })()).map((finding) => lineOf(finding, []));
  const inspected = (migrations: Partial<typeof none>) => ({ inspect: async () => ({ ...sound, migrations: { ...none, ...migrations } }) });

  it.each<[Partial<DatabaseParts>, database: RegExp, pepper: RegExp]>([
    [{}, /^ok {7}.*PostgreSQL 17\.5 \(embedded\), 5 MB/, /^ok {7}.*begun with it\.$/], [{ settings: server }, /^ok {7}.*\(as lotse\).*MIGRATE_DATABASE_URL/, /^ok /], [{ settings: server, findPepper: () => ({ ...pepper, where: 'data/pepper' }) }, /^ok /, /^ok {7}.*several instances.*CODE_PEPPER/],
    [{ inspect: async () => undefined }, /^not set {2}.*none in \.\/data yet/, /^ok /], [{ inspect: async () => ({ ...sound, migrations: undefined }) }, /^not set {2}.*empty/, /^ok /],
    [inspected({ edited: ['2026_a'] }), /^wrong {4}.*2026_a was edited/, /^ok /], [{ inspect: async () => ({ ...sound, rings: false }) }, /^wrong {4}.*LISTEN does not come through.* -> Let DATABASE_URL/, /^ok /], [inspected({ unknown: ['2099_a'] }), /^wrong {4}.*does not have \(2099_a\)/, /^ok /], [inspected({ pending: ['2026_a', '2026_b'] }), /^wrong {4}.*2 of its migrations.*2026_a first.* -> npm start/, /^ok /],
    [{ findPepper: () => undefined }, /^ok /, /^wrong {4}.*is not here/], [{ inspect: async () => { throw new Error('held by process 7'); } }, /^wrong {4}.*held by process 7.* -> .*DATA_DIR/, /^ok /],
    [{ findHolder: () => ({ pid: 7 }) }, /^wrong {4}.*process 7, which does not listen/, /^ok {7}[^;]*$/], [{ findHolder: () => ({ pid: 7, door: { port: 1, token: 'door' } }) }, /^wrong {4}.*running Lotse \(process 7\), whose \/readyz says: tick: The jobs have not run/, /^ok /],
  ])('state %#: a line for the database and one for the pepper', async (parts, ...lines) => expect(await look(parts)).toEqual(lines.map((line): unknown => expect.stringMatching(line))));
});

describe('what it says of an address', () => {
  const LIVE = '{"ready":true,"checks":{"process":"ok"}}';
  const look = async (answers: Readonly<Record<string, [status: number, body: string]>>, hasTeams = true) => {
    const asked: NetworkRequest[] = [];
    const network: Network = { request: async (request) => { asked.push(request); const [status, body] = answers[new URL(request.url).pathname]!; return { status, headers: {}, body }; }, close: () => {} };
    return { lines: (await addressLook(network, 'https://lotse.example', hasTeams)()).map((finding) => lineOf(finding, [])), asked };
  };
  it.each<[Record<string, [number, string]>, RegExp[]]>([
    [{ '/livez': [200, LIVE], '/readyz': [200, LIVE], '/api/messages': [401, ''] }, [/^ok /, /^ok /, /^ok /]], [{ '/livez': [200, LIVE], '/readyz': [502, 'Bad Gateway'], '/api/messages': [404, ''] }, [/^ok /, /^wrong {4}.*502/, /^wrong {4}.*404, 401 was expected.* -> .*proxy/]],
    [{ '/livez': [200, LIVE], '/readyz': [503, '{"ready":false,"checks":{"database":"failed","signingKeys":"ok"}}'], '/api/messages': [200, '{}'] }, [/^ok /, /^wrong {4}.*\/readyz says: database: failed ->/, /^wrong {4}.*200, 401 was expected.* -> .*same settings/]],
    [{ '/livez': [301, ''] }, [/^wrong {4}.*301, but not as Lotse/]], [{ '/livez': [200, '<html>'] }, [/^wrong /]],
  ])('state %#: a line for each thing', async (answers, lines) => expect((await look(answers)).lines).toEqual(lines.map((line): unknown => expect.stringMatching(line))));
  it('without Teams nothing is posted, and with it nothing but an empty object without a bearer', async () => {
    const answers: Record<string, [number, string]> = { '/livez': [200, LIVE], '/readyz': [200, LIVE], '/api/messages': [401, ''] };
    expect((await look(answers, false)).asked.map(({ method }) => method)).toEqual(['GET', 'GET']);
    const [, , posted] = (await look(answers)).asked;
    expect([posted?.method, posted?.body, posted?.headers]).toEqual(['POST', '{}', undefined]);
  });
});

describe('its lines', () => {
  it('hold no secret and no line break, wherever a text came from', () => {
    const line = lineOf(wrong('Mail server', 'it said\nguessed-it', 'Not guessed-it.'), ['guessed-it', '']);
    expect(line).toBe('wrong    Mail server: it said *** -> Not ***.');
  });
  it.each([[0, 'Nothing is wrong.'], [1, 'One thing is wrong.'], [2, '2 things are wrong.']])('%s wrong things: %s', (count, sum) => {
    expect(sumOf(Array.from({ length: count }, () => wrong('Clock', 'late', 'Hurry.')))).toBe(sum);
  });
  it.each([
    [{ isLocal: true, http: { publicUrl: undefined } }, 'not set'], [{ isLocal: false, http: { publicUrl: undefined } }, 'wrong'], [{ isLocal: false, http: { publicUrl: 'http://lotse.example' } }, 'wrong'],
    [{ isLocal: false, http: { publicUrl: 'https://lotse.example/chat' } }, 'wrong'], [{ isLocal: false, http: { publicUrl: 'https://lotse.example' } }, 'ok'], [{ isLocal: false, http: { publicUrl: 'https://lotse.example/' } }, 'ok'],
  ])('of %j', (given, state) => expect(settingFindings(given)[1]!.state).toBe(state));
  it.each([[[], 'not set'], [[['a', 0]], 'ok'], [[['a', 5], ['b', -2]], 'ok'], [[['a', 0], ['b', 6]], 'wrong'], [[['a', -400]], 'wrong']] as const)('of clocks %j', (ahead, state) => {
    expect(clockFinding(new Map(ahead.map(([host, seconds]) => [host, seconds]))).state).toBe(state);
  });
  it('an answer without a date says nothing of the clock', async () => {
    const network = { request: async () => ({ status: 200, headers: {}, body: '' }), close: () => {} };
    const watched = watchClocks(network, createClock());
    await watched.request({ method: 'GET', url: 'http://a.example/', timeoutMs: 1 });
    expect(watched.ahead.size).toBe(0);
  });
});
