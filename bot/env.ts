/** The only reader of process.env: settings with their units in their names; every missing or wrong one is named at once. */

/** All settings, ready to use. See .env.example for what each is for. */
export type Settings = ReturnType<typeof readSettings>;

/** What is wrong with the settings, one sentence each. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Lotse cannot start with these settings:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\nSee .env.example for what each setting is for.`);
  }
}

/** Reads the environment, a .env file before it where there is one. Throws a SettingsError. */
export function loadSettings(): Settings {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return readSettings(process.env);
}

/** Local mode is what somebody gets who has no credentials and does not run in production. */
export function isLocalMode(env: NodeJS.ProcessEnv): boolean {
  return !env.MicrosoftAppId && !env.WEBEX_ACCESS_TOKEN && env.NODE_ENV !== 'production';
}

export function readSettings(env: NodeJS.ProcessEnv) {
  const problems: string[] = [];
  const isLocal = isLocalMode(env);
  const read = readers(env, problems);
  if (env.NODE_ENV === 'production' && !env.MicrosoftAppId && !env.WEBEX_ACCESS_TOKEN) {
    problems.push('MicrosoftAppId is missing: production needs the credentials of Teams (or WEBEX_ACCESS_TOKEN of Webex).');
    for (const name of ['MicrosoftAppPassword', 'MicrosoftAppTenantId', 'PUBLIC_URL']) if (!env[name]) problems.push(`${name} is missing.`);
  }
  const appType = read.oneOf('MicrosoftAppType', ['MultiTenant', 'SingleTenant', 'UserAssignedMSI'] as const, 'MultiTenant');
  if (env.MicrosoftAppId && appType !== 'UserAssignedMSI' && !env.MicrosoftAppPassword) problems.push('MicrosoftAppPassword is missing: it belongs to MicrosoftAppId.');
  if (env.MicrosoftAppId && appType === 'SingleTenant' && !env.MicrosoftAppTenantId) problems.push('MicrosoftAppTenantId is missing: a SingleTenant bot needs it.');
  const settings = {
    isLocal,
    isProduction: env.NODE_ENV === 'production',
    http: {
      port: read.number('PORT', 3978, 0, 65535),
      host: isLocal ? '127.0.0.1' : read.text('HOST', '0.0.0.0'),
      publicUrl: read.url('PUBLIC_URL', ['http:', 'https:']),
      bodyLimitBytes: read.number('BODY_LIMIT_BYTES', 256 * 1024, 1024, 16 * 1024 * 1024),
      headersTimeoutMs: read.number('HEADERS_TIMEOUT_MS', 10_000, 1000, 120_000),
      requestTimeoutMs: read.number('REQUEST_TIMEOUT_MS', 30_000, 1000, 300_000),
      keepAliveTimeoutMs: read.number('KEEP_ALIVE_TIMEOUT_MS', 65_000, 1000, 300_000),
      requestsInFlight: read.number('REQUESTS_IN_FLIGHT', 200, 1, 10_000),
      metricsToken: read.text('METRICS_TOKEN', ''),
    },
    database: {
      url: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
      migrateUrl: read.url('MIGRATE_DATABASE_URL', ['postgres:', 'postgresql:']),
      folder: read.text('DATA_DIR', './data'),
      poolSize: read.number('DATABASE_POOL_SIZE', 10, 1, 100),
      connectTimeoutMs: read.number('DATABASE_CONNECT_TIMEOUT_MS', 3000, 100, 60_000),
      statementTimeoutMs: read.number('DATABASE_STATEMENT_TIMEOUT_MS', 10_000, 100, 120_000),
      lockTimeoutMs: read.number('DATABASE_LOCK_TIMEOUT_MS', 3000, 100, 60_000),
      idleInTransactionTimeoutMs: read.number('DATABASE_IDLE_IN_TRANSACTION_TIMEOUT_MS', 15_000, 1000, 120_000),
    },
    teams: {
      appId: read.text('MicrosoftAppId', ''),
      password: read.text('MicrosoftAppPassword', ''),
      type: appType,
      tenantId: read.text('MicrosoftAppTenantId', ''),
      openIdUrl: read.url('BOT_OPENID_URL', ['http:', 'https:']) ?? 'https://login.botframework.com/v1/.well-known/openidconfiguration',
      loginUrl: read.url('BOT_LOGIN_URL', ['http:', 'https:']),
      serviceHosts: read.list('SERVICE_HOSTS', ['smba.trafficmanager.net', '*.botframework.com']),
      tenants: read.list('ALLOWED_TENANTS', []),
      keysRefreshMinutes: read.number('BOT_KEYS_REFRESH_MINUTES', 60, 1, 1440),
      sendTimeoutMs: read.number('SEND_TIMEOUT_MS', 10_000, 500, 60_000),
    },
    webchat: {
      isOpen: isLocal || Boolean(env.WEBCHAT_ORIGINS),
      origins: read.list('WEBCHAT_ORIGINS', []),
      tokenDays: read.number('WEBCHAT_TOKEN_DAYS', 90, 1, 366),
    },
    conversation: {
      recapAfterMinutes: read.number('RECAP_AFTER_MINUTES', 240, 1, 100_000),
      textLimit: read.number('TEXT_LIMIT_CHARACTERS', 4000, 100, 100_000),
      messagesPer10Seconds: read.number('CONTACT_MESSAGES_PER_10_SECONDS', 20, 1, 100_000),
    },
    retention: {
      turnDays: read.number('TURN_RETENTION_DAYS', 7, 1, 366),
      transcriptDays: read.number('TRANSCRIPT_RETENTION_DAYS', 90, 1, 3660),
      idleConversationDays: read.number('IDLE_CONVERSATION_RETENTION_DAYS', 90, 31, 3660),
    },
    shutdownMs: read.number('SHUTDOWN_TIMEOUT_MS', 25_000, 1000, 29_000),
  };
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

function readers(env: NodeJS.ProcessEnv, problems: string[]) {
  const found = (name: string) => env[name]?.trim() || undefined;
  return {
    text: (name: string, otherwise: string) => found(name) ?? otherwise,
    list: (name: string, otherwise: string[]) => found(name)?.split(',').map((part) => part.trim()).filter(Boolean) ?? otherwise,
    number: (name: string, otherwise: number, least: number, most: number) => {
      const text = found(name);
      const value = text === undefined ? otherwise : Number(text);
      if (Number.isInteger(value) && value >= least && value <= most) return value;
      problems.push(`${name} is "${text}": expected a whole number from ${least} to ${most}.`);
      return otherwise;
    },
    url: (name: string, protocols: string[]) => {
      const text = found(name);
      if (text === undefined || (URL.canParse(text) && protocols.includes(new URL(text).protocol))) return text;
      problems.push(`${name} is not an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}.`);
      return undefined;
    },
    oneOf: <T extends string>(name: string, values: readonly T[], otherwise: T): T => {
      const text = found(name);
      if (text === undefined || values.includes(text as T)) return (text as T | undefined) ?? otherwise;
      problems.push(`${name} is "${text}": expected ${values.join(', ')}.`);
      return otherwise;
    },
  };
}
