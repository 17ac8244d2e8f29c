/** Settings: what is missing or wrong is named at once, and without credentials Lotse stays on this machine. */
import { readSettings, SettingsError } from '../../bot/env';
import { createHome, runLotse, startLotse, type Home } from '../process';

const CREDENTIALS = { MicrosoftAppId: 'app', MicrosoftAppPassword: 'secret-of-the-bot' };

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('production', () => {
  it('without any credentials names every missing setting at once', () => {
    const problems = problemsOf({ NODE_ENV: 'production' }).join('\n');
    for (const name of ['MicrosoftAppId', 'MicrosoftAppPassword']) expect(problems).toContain(`${name} is missing`);
  });

  it('names missing and wrong settings together, each once', () => {
    const problems = problemsOf({ NODE_ENV: 'production', PORT: 'many', DATABASE_URL: 'mysql://x/y', MicrosoftAppType: 'Guest' });
    for (const name of ['MicrosoftAppId', 'PORT', 'DATABASE_URL', 'MicrosoftAppType']) expect(problems.filter((problem) => problem.startsWith(name))).toHaveLength(1);
  });

  it.each([
    [{ MicrosoftAppId: 'app' }, 'MicrosoftAppPassword'], [{ ...CREDENTIALS, MicrosoftAppType: 'SingleTenant' }, 'MicrosoftAppTenantId'],
  ])('with half of the credentials names the other half: %j lacks %s', (env, name) => {
    expect(problemsOf({ NODE_ENV: 'production', ...env }).filter((problem) => problem.startsWith(name))).toHaveLength(1);
  });

  it('with credentials starts', () => expect(problemsOf({ NODE_ENV: 'production', ...CREDENTIALS })).toEqual([]));
  it('takes a managed identity without a password', () => expect(problemsOf({ MicrosoftAppId: 'app', MicrosoftAppType: 'UserAssignedMSI' })).toEqual([]));
  it('never repeats a password in what it says', () => {
    const env = { ...CREDENTIALS, MicrosoftAppType: 'Guest', DATABASE_URL: 'mysql://ana:dragon@host/x', PUBLIC_URL: 'https//ana:dragon@host' };
    expect(problemsOf(env)).toHaveLength(3);
    expect(problemsOf(env).join()).not.toMatch(/secret-of-the-bot|dragon/);
  });
});

describe('pages that may show the console', () => {
  it.each(['https://teams.microsoft.com', 'https://*.teams.microsoft.com', 'https://*.cloud.microsoft', 'https://outlook.office365.com', 'https://gov.teams.microsoft.us'])('%s shows tabs', (page) => expect(problemsOf({ CONSOLE_FRAME_ANCESTORS: page })).toEqual([]));
  it.each(['https://partner.example', 'https://*.microsoft.com', 'https://teams.microsoft.com.evil.example', 'https://evilcloud.microsoft', 'http://teams.microsoft.com', 'https://teams.microsoft.com; script-src *', '*'])('%s does not', (page) => {
    expect(problemsOf({ CONSOLE_FRAME_ANCESTORS: page })).toEqual([expect.stringMatching(/^CONSOLE_FRAME_ANCESTORS holds/)]);
  });
  it('are asked for tokens by programs that have an id', () => expect(problemsOf({ CONSOLE_TAB_CLIENTS: '5e3ce6c0-2b1f-4285-8d4b-75ee78787346,teams' })).toEqual([expect.stringMatching(/^CONSOLE_TAB_CLIENTS holds "teams"/)]));
});

describe('numbers, words and addresses', () => {
  const NUMBERS = ['PORT', 'BODY_LIMIT_BYTES', 'HEADERS_TIMEOUT_MS', 'REQUEST_TIMEOUT_MS', 'KEEP_ALIVE_TIMEOUT_MS', 'REQUESTS_IN_FLIGHT', 'DATABASE_POOL_SIZE', 'DATABASE_CONNECT_TIMEOUT_MS', 'DATABASE_STATEMENT_TIMEOUT_MS', 'DATABASE_LOCK_TIMEOUT_MS',
    'BOT_KEYS_REFRESH_MINUTES', 'SEND_TIMEOUT_MS', 'WEBCHAT_TOKEN_DAYS', 'RECAP_AFTER_MINUTES', 'TEXT_LIMIT_CHARACTERS', 'CONTACT_MESSAGES_PER_10_SECONDS', 'TURN_RETENTION_DAYS', 'TRANSCRIPT_RETENTION_DAYS', 'IDLE_CONVERSATION_RETENTION_DAYS', 'SHUTDOWN_TIMEOUT_MS'];
  for (const name of NUMBERS) {
    it.each(['many', '-1', '1.5', '1e99', 'NaN', '0x', '99999999999', '12 34'])(`${name}=%s is named with what was expected`, (value) => {
      expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} is "${value}": expected a whole number from \\d+ to \\d+\\.$`))]);
    });
  }
  it('an empty setting is as good as none', () => expect(readSettings({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({ http: { port: 3978 }, database: { url: undefined } }));

  it.each([['DATABASE_URL', 'mysql://x/y'], ['DATABASE_URL', 'somewhere'], ['MIGRATE_DATABASE_URL', 'http://x'], ['PUBLIC_URL', 'ftp://x'], ['PUBLIC_URL', 'lotse.example'], ['BOT_OPENID_URL', 'file:///etc/passwd'], ['BOT_LOGIN_URL', 'login']])('%s=%s is named', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringContaining(`${name} is not an address`)]);
  });
  it.each(['postgres://x/y', 'postgresql://x/y'])('DATABASE_URL may be %s', (url) => expect(readSettings({ DATABASE_URL: url }).database.url).toBe(url));
});

describe('notices', () => {
  it.each([
    [{ CANTON: 'XX' }, 'CANTON is "XX": expected the two letters of a Swiss canton, such as ZH.'], [{ NOTICES_FROM: '18:00', NOTICES_UNTIL: '08:00' }, 'NOTICES_FROM is 18:00: expected a time before NOTICES_UNTIL (08:00).'],
    [{ NOTICES_FROM: '08:00', NOTICES_UNTIL: '08:00', NOTICES_AT: '08:00' }, 'NOTICES_FROM is 08:00: expected a time before NOTICES_UNTIL (08:00).'], [{ NOTICES_AT: '07:59' }, 'NOTICES_AT is 07:59: expected a time from NOTICES_FROM (08:00) and before NOTICES_UNTIL (18:00).'],
    [{ NOTICES_AT: '18:00' }, 'NOTICES_AT is 18:00: expected a time from NOTICES_FROM (08:00) and before NOTICES_UNTIL (18:00).'],
  ])('%j is named, and nothing that was not set', (env, problem) => expect(problemsOf(env)).toEqual([problem]));
  it.each([['', ''], ['zh', 'ZH'], ['TI', 'TI']])('CANTON="%s" is taken', (canton, read) => expect(readSettings({ CANTON: canton }).notices.canton).toBe(read));
  it('are said at nine, or at the opening where nine is not in the hours', () => {
    expect([{}, { NOTICES_FROM: '10:30' }, { NOTICES_FROM: '06:00', NOTICES_UNTIL: '08:00' }].map((env) => readSettings(env).notices.saysAt)).toEqual(['09:00', '10:30', '06:00']);
  });
});

describe('local mode', () => {
  it('ignores HOST and stays on 127.0.0.1', () => expect(readSettings({ HOST: '0.0.0.0' })).toMatchObject({ isLocal: true, http: { host: '127.0.0.1' } }));
  it.each([CREDENTIALS, { WEBEX_ACCESS_TOKEN: 'token', WEBEX_WEBHOOK_SECRET: 'secret' }])('is not what credentials give: %j', (env) => expect(readSettings(env)).toMatchObject({ isLocal: false, http: { host: '0.0.0.0' } }));
  it('is not what production gives, not even with everything else set', () => expect(problemsOf({ NODE_ENV: 'production', PUBLIC_URL: 'https://x.example', HOST: '127.0.0.1', DATABASE_URL: 'postgres://x/y' })).not.toEqual([]));
  it('is what everything else gives, whatever else is set', () => expect(readSettings({ NODE_ENV: 'staging', PUBLIC_URL: 'https://x.example', MicrosoftAppPassword: 'secret', MicrosoftAppTenantId: 't', WEBCHAT_ORIGINS: 'https://x.example' }).isLocal).toBe(true));
});

describe('the real process', () => {
  let home: Home;
  beforeAll(async () => { home = await createHome(); });
  afterAll(() => home.remove());

  it('in production without credentials ends at once with a failure, names them all and shows no stack', async () => {
    const { code, output, errors } = await runLotse(home, { NODE_ENV: 'production' });
    expect(code).toBe(1);
    for (const name of ['MicrosoftAppId', 'MicrosoftAppPassword']) expect(errors).toContain(`${name} is missing`);
    expect(errors).not.toMatch(/\n\s+at /);
    expect(output).toBe('');
  });

  it('without credentials listens on this machine only, whatever HOST says', async () => {
    const lotse = await startLotse(home, { HOST: '0.0.0.0' });
    try {
      expect(new URL(lotse.url).hostname).toBe('127.0.0.1');
      expect((await fetch(`${lotse.url}/readyz`)).status).toBe(200);
      expect(lotse.written.output).toContain(`  Console:       ${lotse.url}/console#link=`);
      // 127.0.0.2 is this machine too, but not the address that was taken: only a socket on all addresses would answer there.
      await expect(fetch(`${lotse.url.replace('127.0.0.1', '127.0.0.2')}/readyz`)).rejects.toThrow();
    } finally {
      await lotse.end('SIGKILL');
    }
  });
});
