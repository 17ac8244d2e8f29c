/** Which addresses lie in the public internet, and that a name is followed only to such. */
import dns from 'node:dns';
import { createNetwork } from '../../services/network';
import { isPublicAddress, lookupPublic } from '../../services/publicAddress';

const INNER = [
  '0.0.0.0', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.9.9.9', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.168.0.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255',
  '::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::10.0.0.1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12::1', 'ff02::1', 'fec0::1', '64:ff9b::10.0.0.1', '2001:db8::1', '2002:7f00:1::', '2001::1', '100::1',
];
const PUBLIC = ['8.8.8.8', '52.113.194.132', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1', '192.169.0.1', '223.255.255.255', '2603:1000::1', '2a00:1450::1', '2606:4700::1'];

it.each(INNER)('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));
it.each(PUBLIC)('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

/** What the resolver says of a name. */
function resolveTo(...addresses: string[]): void {
  const answers = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  jest.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, done: (error: null, answers: object[]) => void) => done(null, answers)) as never);
}
afterEach(() => jest.restoreAllMocks());

const followed = (all: boolean) => new Promise((resolve) => { lookupPublic('a.example', { all }, (error, address) => resolve(error ? error.code : address)); });

it('a name is followed where each of its addresses is public, and not where only some are', async () => {
  resolveTo('8.8.8.8', '2603:1000::1');
  expect([await followed(true), await followed(false)]).toEqual([[{ address: '8.8.8.8', family: 4 }, { address: '2603:1000::1', family: 6 }], '8.8.8.8']);
  resolveTo('8.8.8.8', '10.0.0.1');
  expect([await followed(true), await followed(false)]).toEqual(['NOT_PUBLIC', 'NOT_PUBLIC']);
  resolveTo();
  expect(await followed(true)).toBe('NOT_PUBLIC');
});

it('a request to a name that leads inside is refused before anything leaves, and may be tried again', async () => {
  resolveTo('127.0.0.1');
  const network = createNetwork();
  await expect(network.request({ method: 'GET', url: 'http://a.example:9/', timeoutMs: 1000, isPublic: true })).rejects.toMatchObject({ code: 'NOT_PUBLIC', isRefused: true });
  await expect(network.request({ method: 'GET', url: 'http://a.example:9/', timeoutMs: 1000 })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  network.close();
});
