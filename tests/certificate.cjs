/** A certificate of our own for these names, which nobody trusts but who is told to. Made anew each time, so that no key lies here. */
const { generateKeyPairSync, sign } = require('node:crypto');

function certify(names) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = (tag, ...parts) => {
    const body = Buffer.concat(parts.map((each) => Buffer.from(each)));
    const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
    return Buffer.concat([Buffer.from([tag, ...length]), body]);
  };
  const list = (...parts) => der(0x30, ...parts);
  const oid = (hex) => der(6, Buffer.from(hex, 'hex'));
  const ecdsaWithSha256 = list(oid('2a8648ce3d040302'));
  const name = list(der(0x31, list(oid('550403'), der(0x0c, 'a host of the check'))));
  const isAuthority = list(oid('551d13'), der(1, [0xff]), der(4, list(der(1, [0xff]))));
  const alternatives = list(oid('551d11'), der(4, list(...names.map((each) => der(0x82, each)))));
  const body = list(
    der(0xa0, der(2, [2])), der(2, [1]), ecdsaWithSha256, name, list(der(0x17, '200101000000Z'), der(0x17, '491231235959Z')), name,
    publicKey.export({ format: 'der', type: 'spki' }), der(0xa3, list(isAuthority, alternatives)),
  );
  const certificate = list(body, ecdsaWithSha256, der(3, [0], sign('sha256', body, privateKey)));
  return { key: privateKey.export({ format: 'pem', type: 'pkcs8' }), cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n` };
}

module.exports = { certify };
