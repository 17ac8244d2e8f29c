/** Who may announce something: whoever knows the secret has signed these very bytes. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { hasSignature, isSigned } from '../../bot/channels/webex/signature';

const SECRET = 'the secret';
const BODY = Buffer.from('{"resource":"messages",  "event":"created"}');
const hmac = (algorithm: string, body = BODY, secret = SECRET) => createHmac(algorithm, secret).update(body).digest('hex');
const spark = hmac('sha1');
const flipped = spark.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));

it.each([
  ['the right signature', { 'x-spark-signature': spark }, true],
  ['in capitals', { 'x-spark-signature': spark.toUpperCase() }, true],
  ['with sha256 beside it', { 'x-spark-signature': spark, 'x-webex-signature': `sha256=${hmac('sha256')}` }, true],
  ['with sha512 beside it', { 'x-spark-signature': spark, 'x-webex-signature': `SHA512=${hmac('sha512').toUpperCase()}` }, true],
  ['with bare sha256 beside it', { 'x-spark-signature': spark, 'x-webex-signature': hmac('sha256') }, true],
  ['with bare sha512 beside it', { 'x-spark-signature': spark, 'x-webex-signature': hmac('sha512') }, true],
  ['none', {}, false],
  ['an empty one', { 'x-spark-signature': '' }, false],
  ['one digit off', { 'x-spark-signature': flipped }, false],
  ['one digit short', { 'x-spark-signature': spark.slice(1) }, false],
  ['no hex', { 'x-spark-signature': 'z'.repeat(40) }, false],
  ['twice the header', { 'x-spark-signature': [spark, spark] }, false],
  ['another secret', { 'x-spark-signature': hmac('sha1', BODY, 'another') }, false],
  ['only the newer header', { 'x-webex-signature': `sha256=${hmac('sha256')}` }, false],
  ['a wrong newer header', { 'x-spark-signature': spark, 'x-webex-signature': `sha256=${'0'.repeat(64)}` }, false],
  ['an empty newer header', { 'x-spark-signature': spark, 'x-webex-signature': '' }, false],
  ['a newer header of an unknown kind', { 'x-spark-signature': spark, 'x-webex-signature': `sha1=${spark}` }, false],
  ['a newer header with the wrong name of its kind', { 'x-spark-signature': spark, 'x-webex-signature': `sha512=${hmac('sha256')}` }, false],
  ['a newer header twice', { 'x-spark-signature': spark, 'x-webex-signature': [`sha256=${hmac('sha256')}`] }, false],
] as const)('%s', (_what, headers, holds) => expect(isSigned(BODY, headers, SECRET)).toBe(holds));

it('holds for the bytes as they came, not for what they mean', () => {
  expect(isSigned(Buffer.from(JSON.stringify(JSON.parse(BODY.toString()))), { 'x-spark-signature': spark }, SECRET)).toBe(false);
});

it('nothing is proven without a secret', () => expect(isSigned(BODY, { 'x-spark-signature': hmac('sha1', BODY, '') }, '')).toBe(false));

it('any header and any flipped bit is refused, and nothing is thrown', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.array(fc.string())), fc.nat(BODY.length * 8 - 1), (header, bit) => {
    expect(isSigned(BODY, { 'x-spark-signature': header }, SECRET)).toBe(false);
    expect(isSigned(BODY, { 'x-spark-signature': spark, 'x-webex-signature': header }, SECRET)).toBe(false);
    hasSignature({ 'x-spark-signature': header });
    const changed = Buffer.from(BODY);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(isSigned(changed, { 'x-spark-signature': spark }, SECRET)).toBe(false);
  }));
});
