/** Whether the mail server takes mails from Lotse: it is connected to and signed in at, and nothing is sent. */
import type { Settings } from '../env';
import { notSet, ok, wrong, type Look } from './finding';

const NAME = 'Mail server';

/** `verify` tells the cause where it does not work. */
export function mailLook({ smtpUrl }: Pick<Settings['mail'], 'smtpUrl'>, isLocal: boolean, verify: (() => Promise<string | undefined>) | undefined): Look {
  return async () => {
    if (smtpUrl === undefined || !verify) return [notSet(NAME, isLocal ? 'local mode keeps mails instead of sending them.' : 'no mail goes out, so nobody can confirm an address.', 'Set SMTP_URL and MAIL_FROM.')];
    const { host, username } = new URL(smtpUrl);
    const cause = await verify();
    if (cause === undefined) return [ok(NAME, `${host} answers${username === '' ? '' : ' and takes the password'}.`)];
    return [wrong(NAME, `${host}: ${cause}`, cause.includes('EAUTH') ? 'It refuses the user or the password in SMTP_URL.' : 'Check host, port and smtp: or smtps: in SMTP_URL, and that this machine may reach it.')];
  };
}
