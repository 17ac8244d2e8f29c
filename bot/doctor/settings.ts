/** What can be said of the settings without asking anybody. Pure. */
import type { Settings } from '../env';
import { notSet, ok, wrong, type Finding } from './finding';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export function settingFindings({ isLocal, http: { publicUrl } }: Pick<Settings, 'isLocal'> & { readonly http: Pick<Settings['http'], 'publicUrl'> }): Finding[] {
  const mode = isLocal ? 'in local mode, since neither MicrosoftAppId nor WEBEX_ACCESS_TOKEN is set' : 'with credentials, as in production';
  return [ok('Settings', `all can be read; Lotse runs ${mode}.`), addressFinding(isLocal, publicUrl)];
}

function addressFinding(isLocal: boolean, publicUrl: string | undefined): Finding {
  const name = 'PUBLIC_URL';
  const remedy = 'Set it to the https address under which Lotse is reached from outside.';
  if (publicUrl === undefined) return isLocal ? notSet(name, 'local mode does without.') : wrong(name, 'it is missing: pictures, files and links are left out, and Webex cannot reach Lotse.', remedy);
  const { protocol, hostname, host, pathname, search, hash } = new URL(publicUrl);
  if (protocol !== 'https:' && !LOOPBACK.has(hostname)) return wrong(name, `${host} is not https: Teams, Webex and mail programs want it.`, remedy);
  if (pathname !== '/' || search !== '' || hash !== '') return wrong(name, 'it has more behind the host, but Lotse answers at the root of a host.', 'Leave only https:// and the host.');
  return ok(name, `${protocol}//${host}`);
}

/** What must never be shown. */
export function secretsOf({ http, teams, webex, mail, codes, database, console: { signIn } }: Settings): string[] {
  const passwords = [mail.smtpUrl, database.url, database.migrateUrl, http.publicUrl].flatMap((url) => (url === undefined ? [] : [new URL(url).password, unescaped(new URL(url).password)]));
  return [teams.password, webex?.token, webex?.secret, codes.pepper, http.metricsToken, signIn?.clientSecret, ...passwords].filter((secret): secret is string => Boolean(secret));
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
