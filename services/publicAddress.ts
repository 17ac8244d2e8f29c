/** Which addresses lie in the public internet, and a resolver that answers with no others: a name of an allowed host may be made to lead into our own network. */
import dns from 'node:dns';
import { BlockList, isIPv4, type LookupFunction } from 'node:net';

/** IPv4 networks that are this machine, private, link-local, shared (RFC 6598), reserved or meant for many (IANA special-purpose registry). */
const INNER_4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16',
  '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
];
/** Within the one IPv6 network that is public, those that carry an IPv4 address inside or are for documents. */
const INNER_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const inner = listOf(INNER_4, 'ipv4');
const inner6 = listOf(INNER_6, 'ipv6');
const public6 = listOf(['2000::/3'], 'ipv6');

export function isPublicAddress(text: string): boolean {
  const [address = ''] = text.split('%');
  return isIPv4(address) ? !inner.check(address) : public6.check(address, 'ipv6') && !inner6.check(address, 'ipv6');
}

/** Nobody is connected to where any address of a name is not public. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const [first] = addresses;
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) return callback(Object.assign(new Error(`${hostname} is not in the public internet.`), { code: 'NOT_PUBLIC' }), []);
    return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
  });
};

function listOf(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address, bits] = network.split('/') as [string, string];
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}
