/** Addresses that look like the Bot Connector's and are not, or lead elsewhere (promise A4): for the tests, and for `npm run check:auth`. */

export const TEAMS = 'smba.trafficmanager.net';

export const REFUSED_SIGNED: unknown[] = [
  // other schemes, ports, no scheme
  `http://${TEAMS}/emea/`, `http://${TEAMS}:443/`, `https://${TEAMS}:444/`, `https://${TEAMS}:80/`, `https://${TEAMS}:8443/`, `ws://${TEAMS}/`, `wss://${TEAMS}/`, `ftp://${TEAMS}/`, `file://${TEAMS}/`,
  `//${TEAMS}/`, TEAMS, `javascript:https://${TEAMS}/`, `data:text/plain,https://${TEAMS}/`, `blob:https://${TEAMS}/`, `https:`, 'https://', `urn:${TEAMS}`, `https:///`,
  // userinfo, fragments, and what hides behind them
  `https://user@${TEAMS}/`, `https://user:pass@${TEAMS}/`, `https://:pass@${TEAMS}/`, `https://${TEAMS}@evil.example/`, `https://${TEAMS}:443@evil.example/`, `https://${TEAMS}%40evil.example/`,
  `https://${TEAMS}/#`.concat('x'), `https://evil.example/#.botframework.com`, `https://evil.example/#@${TEAMS}`, `https://evil.example#.botframework.com`,
  `https://evil.example/?.botframework.com`, `https://evil.example?x=.botframework.com`, `https://evil.example/.botframework.com`, `https://evil.example/${TEAMS}/`, `https://evil.example\\.botframework.com/`, `https://evil.example\\@${TEAMS}/`,
  // names that begin, end or look alike
  `https://${TEAMS}./`, `https://${TEAMS}../`, `https://.${TEAMS}/`, `https://x.${TEAMS}/`, `https://${TEAMS}.evil.example/`, `https://${TEAMS}%2eevil.example/`, `https://evil-${TEAMS}/`, `https://trafficmanager.net/`, 'https://evil.trafficmanager.net/', 'https://smba-trafficmanager.net/',
  'https://botframework.com/', 'https://.botframework.com/', 'https://evilbotframework.com/', 'https://x.botframework.com./', 'https://x.botframework.com.evil.example/', 'https://x.botframework.co/', 'https://x.botframework.comm/', 'https://x-botframework.com/', 'https://*.botframework.com.evil/',
  'https://x.botframework.com%00.evil.example/', `https://${TEAMS}%00/`, `https://${TEAMS}%20/`, `https://${TEAMS} .evil.example/`, 'https://x.botframework.com:99999/',
  // letters of other alphabets
  'https://ѕmba.trafficmanager.net/', 'https://smba.trafficmanаger.net/', 'https://x.bоtframework.com/', 'https://xn--smba-xyz.trafficmanager.net/', 'https://x.botframework.cоm/', 'https://smba․evil․trafficmanager.net/', 'https://smbа.trafficmanager.net/',
  // addresses instead of names, this machine, private and link-local ones
  'https://127.0.0.1/', 'https://localhost/', 'https://[::1]/', 'https://0/', 'https://0.0.0.0/', 'https://2130706433/', 'https://0x7f000001/', 'https://0177.0.0.1/', 'https://127.1/', 'https://10.0.0.1/', 'https://192.168.0.1/', 'https://172.16.0.1/',
  'https://169.254.169.254/', 'https://[fe80::1]/', 'https://[fd00::1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::]/', 'https://metadata.google.internal/', 'https://13.107.6.163/', 'https://[2603:1000::1]/', 'https://[::1%25eth0]/', 'https://3232235521/',
  // no addresses at all
  undefined, null, 7, true, {}, [], [`https://${TEAMS}/`], '', ' ', 'null', `https://${TEAMS}/${'a'.repeat(1000)}`,
];

export interface Variant {
  readonly address: string;
  /** What the resolver says of its name, where that is not the usual. */
  readonly resolvesTo?: readonly string[];
  /** Answers of the allowed host lead elsewhere. */
  readonly isRedirected?: true;
}

/** Stands in the internet. */
const SOMEBODY = '93.184.216.34';
const INNER = ['127.0.0.1', '127.8.9.10', '10.0.0.1', '10.255.255.254', '172.16.0.1', '172.31.255.254', '192.168.0.1', '192.168.255.254', '169.254.169.254', '169.254.0.1', '100.64.0.1', '100.127.255.254', '0.0.0.0', '0.0.0.1', '192.0.0.1', '198.18.0.1', '224.0.0.1', '239.255.255.255', '255.255.255.255', SOMEBODY];
const INNER_6 = ['::1', '::', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:169.254.169.254', '::127.0.0.1', 'fe80::1', 'fe80::a9fe:a9fe', 'fc00::1', 'fd00:ec2::254', 'fec0::1', 'ff02::1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', '2001:db8::1'];

/** One IPv4 address in the ways in which parsers read it. */
function spellings(address: string): string[] {
  const bytes = address.split('.').map(Number);
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const [first, second, third, fourth] = bytes as [number, number, number, number];
  return [
    address, `${address}.`, String(number), `0x${number.toString(16)}`, `0${number.toString(8)}`, bytes.map((byte) => `0${byte.toString(8).padStart(3, '0')}`).join('.'), bytes.map((byte) => `0x${byte.toString(16)}`).join('.'),
    `${first}.${second * 65_536 + third * 256 + fourth}`, `${first}.${second}.${third * 256 + fourth}`, `[::ffff:${address}]`, `[::${address}]`, bytes.join('。'), address.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
  ];
}

/** Characters beside, inside and instead of those of an allowed name. */
function characters(): string[] {
  const odd = ['\t', '\n', '\r', '\0', '\u0001', '\u007f', ' ', '\u00a0', '\u00ad', '\u200b', '\u200d', '\u202e', '\u2060', '\u2066', '\ufeff', '\ud800', '%00', '%0d%0a', '%09', '%20', '%2f', '%5c', '%40', '%23', '%3f', '\\', '|', '^', '`', '"', '<', '>', '{', '}', ';', ',', '&', '=', '*', '!', '$', '\'', '(', ')'];
  return odd.flatMap((each) => [`https://${each}${TEAMS}/`, `https://${TEAMS}${each}/`, `https://smba${each}.trafficmanager.net/`, `https://evil.example${each}.botframework.com/`]);
}

function lookalikes(): string[] {
  const letters: Record<string, string> = { a: 'а', b: 'ｂ', c: 'с', e: 'е', i: 'і', o: 'о', p: 'р', s: 'ѕ', m: 'ｍ', k: 'к', t: 'т', f: 'ｆ', r: 'г', w: 'ѡ', n: 'ո' };
  const swapped = [TEAMS, 'x.botframework.com'].flatMap((host) => [...host].map((letter, index) => letters[letter] && `https://${host.slice(0, index)}${letters[letter]}${host.slice(index + 1)}/`));
  return swapped.filter((each): each is string => each !== undefined);
}

function schemesAndPorts(): string[] {
  const schemes = ['http', 'ws', 'wss', 'ftp', 'ftps', 'file', 'gopher', 'ldap', 'dict', 'tftp', 'smb', 'jar', 'unix', 'data', 'javascript', 'blob', 'view-source', 'about', 'ssh', 'redis', 'postgresql', 'http+unix', 'HTTP', 'hTTp'];
  const ports = ['0', '1', '22', '25', '80', '0443', '444', '0x1bb', '8080', '8443', '3978', '5432', '6379', '65535', '65536', '-1', '443443', ' 443', '443 ', '443:443', '443@evil.example', '443.evil.example'];
  return [...schemes.map((scheme) => `${scheme}://${TEAMS}/`), ...ports.map((port) => `https://${TEAMS}:${port}/`), ...ports.slice(0, 13).map((port) => `http://${TEAMS}:${port}/`)];
}

function userinfoAndPaths(): string[] {
  const targets = ['evil.example', '127.0.0.1', '[::1]', 'localhost', '169.254.169.254', '10.0.0.1', 'metadata.google.internal', 'localhost:5432'];
  return targets.flatMap((target) => [
    `https://${TEAMS}@${target}/`, `https://${TEAMS}:443@${target}/`, `https://${TEAMS}:x@${target}/`, `https://${target}@${TEAMS}/`, `https://${target}#@${TEAMS}/`, `https://${target}?@${TEAMS}/`, `https://${target}\\@${TEAMS}/`, `https://${target}/@${TEAMS}/`, `https://${TEAMS}%40${target}/`, `https://${TEAMS}\\@${target}/`,
    `https:///${target}/${TEAMS}`, `https:\\\\${target}\\${TEAMS}`, `https:${target}/.botframework.com`, `//${target}/`, `https://${TEAMS}.${target}/`, `https://${target}/https://${TEAMS}/`,
    // These lead to the allowed host, whatever their path says.
    `https://${TEAMS}/@${target}/`, `https://${TEAMS}/..//${target}/`, `https://${TEAMS}/?url=https://${target}/`, `https://${TEAMS}\\..\\${target}/`,
  ]);
}

/** Names of an allowed domain that the resolver leads inside, alone or beside an address in the internet. */
function resolvedInside(): Variant[] {
  const all = [...INNER.slice(0, -1), ...INNER_6];
  return [...all.map((each) => [each]), ...all.slice(0, 6).map((each) => [SOMEBODY, each])].map((resolvesTo, index) => ({ address: `https://inner-${index}.botframework.com/`, resolvesTo }));
}

/** The allowed host itself answers that the message should go elsewhere; the trap of the check reads the answer from the path. */
function redirected(): Variant[] {
  const targets = ['https://evil.example/', 'http://127.0.0.1:3978/', 'http://169.254.169.254/latest/meta-data/', '//evil.example/'];
  return [301, 302, 303, 307, 308].flatMap((status) => targets.map((target): Variant => ({ address: `https://${TEAMS}/${status}/${Buffer.from(target).toString('hex')}/`, isRedirected: true })));
}

/** More than five hundred. */
export function variants(): readonly Variant[] {
  const plain = [
    ...REFUSED_SIGNED.filter((address): address is string => typeof address === 'string'), ...INNER.flatMap((each) => spellings(each).map((host) => `https://${host}/`)), ...INNER_6.map((each) => `https://[${each}]/`),
    ...characters(), ...lookalikes(), ...schemesAndPorts(), ...userinfoAndPaths(),
  ];
  return [...[...new Set(plain)].map((address) => ({ address })), ...resolvedInside(), ...redirected()];
}
