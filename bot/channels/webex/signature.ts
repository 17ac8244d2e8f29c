/** Whether a webhook comes from Webex: by the signatures over its bytes as they came, compared in constant time (promises F10). Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;
type Algorithm = 'sha1' | 'sha256' | 'sha512';

const SPARK = 'x-spark-signature';
const WEBEX = 'x-webex-signature';
const HEX_LENGTH: Readonly<Record<Algorithm, number>> = { sha1: 40, sha256: 64, sha512: 128 };
const HEX = /^[0-9a-f]+$/i;

/** Without it nobody has to read the body. */
export function hasSignature(headers: Headers): boolean {
  return isHex(headers[SPARK], 'sha1');
}

/** `X-Spark-Signature` is what Webex documents; the newer header must hold as well wherever it is sent. */
export function isSigned(raw: Buffer, headers: Headers, secret: string): boolean {
  const spark = headers[SPARK];
  if (!isHex(spark, 'sha1') || !matches(raw, 'sha1', spark, secret)) return false;
  const webex = headers[WEBEX];
  if (webex === undefined) return true;
  const signature = read(webex);
  return signature !== undefined && matches(raw, signature.algorithm, signature.hex, secret);
}

/** `sha256=HEX`, `sha512=HEX` or the hex alone, which tells its algorithm by its length. */
function read(header: string | readonly string[]): { algorithm: Algorithm; hex: string } | undefined {
  if (typeof header !== 'string') return undefined;
  const [, named, hex = ''] = /^(?:(sha256|sha512)=)?([0-9a-f]{64}|[0-9a-f]{128})$/i.exec(header) ?? [];
  const algorithm = hex.length === HEX_LENGTH.sha256 ? 'sha256' : 'sha512';
  return hex !== '' && (named === undefined || named.toLowerCase() === algorithm) ? { algorithm, hex } : undefined;
}

function isHex(header: string | readonly string[] | undefined, algorithm: Algorithm): header is string {
  return typeof header === 'string' && header.length === HEX_LENGTH[algorithm] && HEX.test(header);
}

function matches(raw: Buffer, algorithm: Algorithm, hex: string, secret: string): boolean {
  return secret !== '' && timingSafeEqual(createHmac(algorithm, secret).update(raw).digest(), Buffer.from(hex, 'hex'));
}
