/** What is set of the console: how agents sign in, for how long, and how much at once. */
import type { Reader } from '../settingReader';

const MEGABYTE = 1024 * 1024;
const LOOPBACK = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;
/** Directories of everybody: whoever has any account at Microsoft could sign in. */
const EVERYBODY = /\/(?:common|organizations|consumers)(?:\/|$)/i;
/** Where Microsoft shows tabs: Teams, Outlook and Microsoft 365. Any other page in whose frame the console ran could lead an agent's clicks. */
const ANCESTOR = /^https:\/\/(?:\*\.|(?:[a-z0-9-]+\.)+)?(?:teams\.microsoft\.com|cloud\.microsoft|microsoft365\.com|office\.com|office365\.com|teams\.microsoft\.us|office365\.us)$/i;
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Teams (desktop and mobile, web), Microsoft 365 (web, desktop, mobile and Outlook's desktop), Outlook (web, mobile), as Microsoft publishes them. */
const TAB_CLIENTS = [
  '1fec8e78-bce4-4aaf-ab1b-5451cc387264', '5e3ce6c0-2b1f-4285-8d4b-75ee78787346', '4765445b-32c6-49b0-83e6-1d93765276ca', '0ec893e0-5785-4de6-99da-4ed124e5296c',
  'd3590ed6-52b3-4102-aeff-aad2292ab01c', 'bc59ab01-8403-45c6-8796-ac3ef710b3e3', '27922004-5251-4030-b22d-91ecd9a37ea4',
];

export type ConsoleSettings = ReturnType<typeof readConsole>;

export function readConsole(read: Reader, isLocal: boolean) {
  return {
    signIn: readSignIn(read, isLocal),
    localNames: read.list('CONSOLE_LOCAL_NAMES', ['Luis', 'Mia']),
    firstAdmin: read.text('CONSOLE_FIRST_ADMIN', ''),
    idleMinutes: read.number('CONSOLE_IDLE_MINUTES', 30, 1, 480),
    hours: read.number('CONSOLE_SESSION_HOURS', 8, 1, 24),
    frameAncestors: readAncestors(read),
    tabClients: readTabClients(read),
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
  if (wrong.length > 0) read.problems.push(`CONSOLE_FRAME_ANCESTORS holds "${wrong.join('", "')}": expected https addresses of Teams, Outlook or Microsoft 365, such as https://teams.microsoft.com or https://*.cloud.microsoft, between commas.`);
  return named;
}

function readTabClients(read: Reader): readonly string[] {
  const named = read.list('CONSOLE_TAB_CLIENTS', TAB_CLIENTS);
  const wrong = named.filter((each) => !GUID.test(each));
  if (wrong.length > 0) read.problems.push(`CONSOLE_TAB_CLIENTS holds "${wrong.join('", "')}": expected client ids, which are GUIDs, between commas.`);
  return named.map((each) => each.toLowerCase());
}
