/** What people read in the mailbox of local mode, and what they do with it. */
import type { Person, Seen } from './person';

interface Mail {
  readonly to: string;
  readonly text: string;
}

export async function readMails(url: string): Promise<Mail[]> {
  return (await (await fetch(`${url}/local/mail`)).json()) as Mail[];
}

/** The code in the newest mail to an address. */
export async function codeFor(url: string, address: string): Promise<string> {
  const mail = (await readMails(url)).findLast(({ to }) => to === address);
  const code = /\d{3} \d{3}/.exec(mail?.text ?? '')?.[0].replace(' ', '');
  if (!code) throw new Error(`No mail with a code came to ${address}.`);
  return code;
}

/** Another code than the right one. */
export function wrongCode(code: string): string {
  return code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
}

/** Asks for the own status, types the address and gives back the code that came there. */
export async function confirms(person: Person, url: string, address: string): Promise<Seen[]> {
  await person.says('my status');
  await person.says(address);
  return person.says(await codeFor(url, address));
}
