/** What is set of the console: how agents sign in, for how long, and how much at once. */
import type { Reader } from '../settingReader';

const MEGABYTE = 1024 * 1024;
const LOOPBACK = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;
/** Directories of everybody: whoever has any account at Microsoft could sign in. */
const EVERYBODY = /\/(?:common|organizations|consumers)(?:\/|$)/i;
const ANCESTOR = /^https:\/\/(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?$/i;

export type ConsoleSettings = ReturnType<typeof readConsole>;

export function readConsole(read: Reader, isLocal: boolean) {
  return {
    signIn: readSignIn(read, isLocal),
    firstAdmin: read.text('CONSOLE_FIRST_ADMIN', ''),
    idleMinutes: read.number('CONSOLE_IDLE_MINUTES', 30, 1, 480),
    hours: read.number('CONSOLE_SESSION_HOURS', 8, 1, 24),
    frameAncestors: readAncestors(read),
    signInsPerMinute: read.number('CONSOLE_SIGN_INS_PER_MINUTE', 10, 1, 1000),
    // Local mode is for trying and testing, load included.
    callsPerMinute: read.number('CONSOLE_CALLS_PER_MINUTE', isLocal ? 100_000 : 120, 10, 100_000),
    exportsPerHour: read.number('CONSOLE_EXPORTS_PER_HOUR', 5, 1, 1000),
    importLimitBytes: read.number('CONSOLE_IMPORT_LIMIT_BYTES', 20 * MEGABYTE, 1024, 200 * MEGABYTE),
    proxyHops: read.number('PROXY_HOPS', 0, 0, 5),
  };
}

/** Undefined where nobody signs in by OpenID Connect. */
function readSignIn(read: Reader, isLocal: boolean) {
  const issuer = read.url('OIDC_ISSUER', ['https:', 'http:']);
  const clientId = read.text('OIDC_CLIENT_ID', '');
  const clientSecret = read.text('OIDC_CLIENT_SECRET', '');
  if (issuer === undefined) return undefined;
  const { protocol, hostname, pathname } = new URL(issuer);
  if (protocol === 'http:' && !LOOPBACK.test(hostname)) read.problems.push('OIDC_ISSUER is not https: expected the address of the directory, such as https://login.microsoftonline.com/TENANT/v2.0.');
  if (EVERYBODY.test(pathname)) read.problems.push('OIDC_ISSUER lets people of any company in: expected the address of your own directory, such as https://login.microsoftonline.com/TENANT/v2.0.');
  if (clientId === '') read.problems.push('OIDC_CLIENT_ID is missing: it belongs to OIDC_ISSUER.');
  if (clientSecret === '') read.problems.push('OIDC_CLIENT_SECRET is missing: it belongs to OIDC_ISSUER.');
  if (!isLocal && read.text('PUBLIC_URL', '') === '') read.problems.push('PUBLIC_URL is missing: whoever signs in comes back to PUBLIC_URL/console/callback.');
  return { issuer, clientId, clientSecret, timeoutMs: read.number('OIDC_TIMEOUT_MS', 10_000, 500, 60_000) };
}

function readAncestors(read: Reader): readonly string[] {
  const named = read.list('CONSOLE_FRAME_ANCESTORS', []);
  const wrong = named.filter((each) => !ANCESTOR.test(each));
  if (wrong.length > 0) read.problems.push(`CONSOLE_FRAME_ANCESTORS holds "${wrong.join('", "')}": expected https addresses such as https://teams.microsoft.com or https://*.cloud.microsoft, between commas.`);
  return named;
}
