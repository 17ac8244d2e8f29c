/** The only reader of process.env: settings with their units in their names; every missing or wrong one is named at once. */
import { readWebex } from './channels/webex/settings';
import { readConsole } from './console/settings';
import { readCodes } from './codeSettings';
import { readFiles } from './fileSettings';
import { readHandoffs } from './handoffs/settings';
import { readNotices } from './noticeSettings';
import { createReader, type Reader } from './settingReader';

/** All settings, ready to use. See .env.example for what each is for. */
export type Settings = ReturnType<typeof readSettings>;

/** What is wrong with the settings, one sentence each. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly string[], reason = 'Lotse cannot start with these settings') {
    super(`${reason}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\nSee .env.example for what each setting is for.`);
  }
}

/** Reads the environment, a .env file before it where there is one. Throws a SettingsError. */
export function loadSettings(): Settings {
  return readSettings(loadEnvironment());
}

/** For what a command reads beside Lotse's own settings. */
export function loadEnvironment(): NodeJS.ProcessEnv {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return process.env;
}

/** Local mode is what somebody gets who has no credentials and does not run in production. */
function isLocalMode(env: NodeJS.ProcessEnv): boolean {
  return !env.MicrosoftAppId?.trim() && !env.WEBEX_ACCESS_TOKEN?.trim() && env.NODE_ENV !== 'production';
}

export function readSettings(env: NodeJS.ProcessEnv) {
  const read = createReader(env);
  const isLocal = isLocalMode(env);
  const notices = readNotices(read);
  const settings = {
    isLocal,
    http: readHttp(read, isLocal),
    database: readDatabase(read),
    teams: readTeams(read),
    webex: readWebex(read),
    webchat: readWebchat(read, isLocal),
    conversation: readConversation(read, isLocal),
    files: readFiles(read),
    mail: readMail(read, isLocal),
    codes: readCodes(read, isLocal),
    notices, handoffs: readHandoffs(read, notices),
    retention: readRetention(read),
    console: readConsole(read, isLocal),
    graceMs: read.number('SHUTDOWN_GRACE_MS', isLocal ? 100 : 5000, 0, 10_000),
    shutdownMs: read.number('SHUTDOWN_TIMEOUT_MS', 19_000, 1000, 19_000),
  };
  const problems = [...credentialProblems(env, settings.teams.type), ...supportProblems(settings), ...read.problems];
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

function readHttp(read: Reader, isLocal: boolean) {
  return {
    port: read.number('PORT', 3978, 0, 65535),
    host: isLocal ? '127.0.0.1' : read.text('HOST', '0.0.0.0'),
    publicUrl: read.url('PUBLIC_URL', ['http:', 'https:']),
    bodyLimitBytes: read.number('BODY_LIMIT_BYTES', 256 * 1024, 1024, 16 * 1024 * 1024),
    headersTimeoutMs: read.number('HEADERS_TIMEOUT_MS', 10_000, 1000, 120_000),
    requestTimeoutMs: read.number('REQUEST_TIMEOUT_MS', 30_000, 1000, 300_000),
    keepAliveTimeoutMs: read.number('KEEP_ALIVE_TIMEOUT_MS', 65_000, 1000, 300_000),
    connections: read.number('CONNECTIONS', 2000, 10, 100_000),
    requestsInFlight: read.number('REQUESTS_IN_FLIGHT', 200, 1, 10_000),
    metricsToken: read.text('METRICS_TOKEN', ''),
  };
}

function readDatabase(read: Reader) {
  return {
    url: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    migrateUrl: read.url('MIGRATE_DATABASE_URL', ['postgres:', 'postgresql:']),
    folder: read.text('DATA_DIR', './data'),
    auditMonths: read.number('AUDIT_RETENTION_MONTHS', 24, 1, 240),
    poolSize: read.number('DATABASE_POOL_SIZE', 10, 1, 100),
    connectTimeoutMs: read.number('DATABASE_CONNECT_TIMEOUT_MS', 3000, 100, 60_000),
    statementTimeoutMs: read.number('DATABASE_STATEMENT_TIMEOUT_MS', 10_000, 100, 120_000),
    lockTimeoutMs: read.number('DATABASE_LOCK_TIMEOUT_MS', 3000, 100, 60_000),
    idleInTransactionTimeoutMs: read.number('DATABASE_IDLE_IN_TRANSACTION_TIMEOUT_MS', 15_000, 1000, 120_000),
  };
}

function readTeams(read: Reader) {
  return {
    appId: read.text('MicrosoftAppId', ''),
    password: read.text('MicrosoftAppPassword', ''),
    type: read.oneOf('MicrosoftAppType', ['MultiTenant', 'SingleTenant', 'UserAssignedMSI'] as const, 'MultiTenant'),
    tenantId: read.text('MicrosoftAppTenantId', ''),
    openIdUrl: read.url('BOT_OPENID_URL', ['http:', 'https:']) ?? 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    loginUrl: read.url('BOT_LOGIN_URL', ['http:', 'https:']),
    serviceHosts: read.list('SERVICE_HOSTS', ['smba.trafficmanager.net', '*.botframework.com']),
    tenants: read.list('ALLOWED_TENANTS', []),
    keysRefreshMinutes: read.number('BOT_KEYS_REFRESH_MINUTES', 60, 1, 1440),
    sendTimeoutMs: read.number('SEND_TIMEOUT_MS', 10_000, 500, 60_000),
  };
}

function readWebchat(read: Reader, isLocal: boolean) {
  const origins = read.origins('WEBCHAT_ORIGINS');
  return { isOpen: isLocal || origins.length > 0, origins, tokenDays: read.number('WEBCHAT_TOKEN_DAYS', 90, 1, 366) };
}

function readMail(read: Reader, isLocal: boolean) {
  const smtpUrl = read.url('SMTP_URL', ['smtp:', 'smtps:']);
  const from = read.text('MAIL_FROM', isLocal ? 'Lotse <lotse@localhost>' : '');
  if (smtpUrl !== undefined && new URL(smtpUrl).hostname === '') read.problems.push('SMTP_URL names no host: expected smtp://host:587 or smtps://user:password@host:465.');
  if (from !== '' && !/^(?:[^\r\n<>]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/.test(from)) read.problems.push('MAIL_FROM is no address: expected "Lotse <lotse@also.example>" or lotse@also.example.');
  if (smtpUrl !== undefined && from === '') read.problems.push('MAIL_FROM is missing: it belongs to SMTP_URL, such as "Lotse <lotse@also.example>".');
  return {
    smtpUrl, from,
    timeoutMs: read.number('SMTP_TIMEOUT_MS', 20_000, 500, 120_000), connections: read.number('SMTP_CONNECTIONS', 5, 1, 20),
  };
}

function readConversation(read: Reader, isLocal: boolean) {
  return {
    recapAfterMinutes: read.number('RECAP_AFTER_MINUTES', 240, 1, 100_000),
    textLimit: read.number('TEXT_LIMIT_CHARACTERS', 4000, 100, 100_000),
    // Local mode is for trying and testing, load included.
    messagesPer10Seconds: read.number('CONTACT_MESSAGES_PER_10_SECONDS', isLocal ? 100_000 : 20, 1, 100_000),
    typingAfterMs: read.number('TYPING_AFTER_MS', 500, 20, 60_000),
    replies: {
      everyMs: read.number('REPLY_EVERY_MS', isLocal ? 0 : 1000, 0, 60_000),
      atOnce: read.number('REPLIES_AT_ONCE', 5, 1, 100),
      perHour: read.number('REPLIES_PER_HOUR', 1700, 10, 1_000_000),
    },
  };
}

function readRetention(read: Reader) {
  return {
    turnDays: read.number('TURN_RETENTION_DAYS', 7, 1, 366),
    transcriptDays: read.number('TRANSCRIPT_RETENTION_DAYS', 90, 1, 3660),
    codeHours: read.number('CODE_RETENTION_HOURS', 24, 24, 720),
    noticeDays: read.number('NOTICE_RETENTION_DAYS', 400, 380, 3660),
    agentDays: read.number('AGENT_RETENTION_DAYS', 90, 1, 3660),
    idleConversationDays: read.number('IDLE_CONVERSATION_RETENTION_DAYS', 90, 31, 3660),
  };
}

/** Whom a hub does not take waits for our own people. */
function supportProblems({ isLocal, handoffs: { hubs, supportMail }, console: { signIn }, mail }: Pick<Settings, 'isLocal' | 'handoffs' | 'console' | 'mail'>): string[] {
  const hasSupport = isLocal || signIn !== undefined || (supportMail !== '' && mail.smtpUrl !== undefined);
  return hubs.length === 0 || hasSupport ? [] : ['OIDC_ISSUER or SUPPORT_MAIL is missing: whoever HANDOFF_HUB_CHANNELS does not take waits for people of your own.'];
}

function credentialProblems(env: NodeJS.ProcessEnv, type: Settings['teams']['type']): string[] {
  const missing = (names: string[], why: string) => names.filter((name) => !env[name]).map((name) => `${name} is missing: ${why}`);
  if (env.NODE_ENV === 'production' && !env.WEBEX_ACCESS_TOKEN) return missing(['MicrosoftAppId', ...(type === 'UserAssignedMSI' ? [] : ['MicrosoftAppPassword']), ...(type === 'SingleTenant' ? ['MicrosoftAppTenantId'] : [])], 'production needs the bot\'s credentials for Teams, or WEBEX_ACCESS_TOKEN and WEBEX_WEBHOOK_SECRET.');
  if (!env.MicrosoftAppId) return [];
  return [
    ...(type === 'UserAssignedMSI' ? [] : missing(['MicrosoftAppPassword'], 'it belongs to MicrosoftAppId.')),
    ...(type === 'SingleTenant' ? missing(['MicrosoftAppTenantId'], 'a SingleTenant bot needs it.') : []),
  ];
}
