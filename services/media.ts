/** Addresses of pictures and files: signed, so that nobody can ask for another name, and expiring. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from './clock';

export interface Media {
  /** The path under which a name may be fetched for so long: /media/NAME?e=…&s=… */
  sign(name: string, lifeMs: number): string;
  /** The name that an address (its path and query, as it came) was signed for; nothing where it is forged or expired. */
  findName(address: string): string | undefined;
}

/** One segment of a path; it never begins with a dot, so that it never climbs. restify reads no more than 100 letters. */
const NAME = /^\w[\w.-]{0,99}$/;
const ADDRESS = /^\/media\/([^/?#]+)\?([^#]+)$/;

export function createMedia({ key, clock }: { readonly key: Buffer; readonly clock: Clock }): Media {
  const signatureOf = (name: string, expiry: string) => createHmac('sha256', key).update(`${name}|${expiry}`).digest('base64url');
  return {
    sign: (name, lifeMs) => {
      if (!NAME.test(name)) throw new Error(`"${name}" cannot be an address: use letters, digits, - and . only, at most 100.`);
      const expiry = String(Math.ceil((clock.now().getTime() + lifeMs) / 1000));
      return `/media/${name}?e=${expiry}&s=${signatureOf(name, expiry)}`;
    },
    findName: (address) => {
      const [, name = '', query] = ADDRESS.exec(address) ?? [];
      const asked = new URLSearchParams(query);
      const [expiry = '', signature = ''] = [asked.get('e') ?? '', asked.get('s') ?? ''];
      const isSigned = isSame(signature, signatureOf(name, expiry)) && NAME.test(name);
      return isSigned && clock.now().getTime() < Number(expiry) * 1000 ? name : undefined;
    },
  };
}

/** Compared as text: the last letter of base64url has bits that count for nothing, and another letter would be the same bytes. */
export function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
