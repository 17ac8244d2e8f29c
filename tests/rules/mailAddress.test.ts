/** The one address in what a person typed is read; what could reach anybody else, or only looks like an address, is refused with its reason. */
import fc from 'fast-check';
import { readMailAddress, type MailAddressProblem } from '../../services/mailAddress';
import { isPrivateMail } from '../../services/privateMail';

/** What was typed, and the address with its domain as A-labels. */
const READ: readonly [string, string][] = [
  ['ana@firma.ch', 'ana@firma.ch'], ['  ana@firma.ch\n', 'ana@firma.ch'], ['Ana.Muster+lotse@Firma.CH', 'Ana.Muster+lotse@firma.ch'], ['<ana@firma.ch>', 'ana@firma.ch'], ['mailto:ana@firma.ch', 'ana@firma.ch'], ['<mailto:ana@firma.ch>', 'ana@firma.ch'],
  ['ana@firma.ch.', 'ana@firma.ch'], ['ana@firma.ch,', 'ana@firma.ch'], ['ana＠firma.ch', 'ana@firma.ch'], ['«ana@firma.ch»', 'ana@firma.ch'], ['Ana Muster <ana@firma.ch>', 'ana@firma.ch'], ['Muster, Ana <ana@firma.ch>', 'ana@firma.ch'],
  ['meine Adresse ist ana@firma.ch', 'ana@firma.ch'], ['Das ist ana@firma.ch, danke!', 'ana@firma.ch'], ['mon adresse : ana@firma.ch.', 'ana@firma.ch'], ['мой адрес ana@firma.ch', 'ana@firma.ch'], ['عنواني هو ana@firma.ch، شكرا', 'ana@firma.ch'], ['Is it ana@firma.ch?', 'ana@firma.ch'],
  ["o'neill@firma.ie", "o'neill@firma.ie"], ['a_b-c.d@sub.firma.co.uk', 'a_b-c.d@sub.firma.co.uk'], ['x@a-b.swiss', 'x@a-b.swiss'], ['1@2.ch', '1@2.ch'],
  ['ana@zürich.ch', 'ana@xn--zrich-kva.ch'], ['ana@ZÜRICH.ch', 'ana@xn--zrich-kva.ch'], ['ana@zu\u0308rich.ch', 'ana@xn--zrich-kva.ch'], ['ana@xn--zrich-kva.ch', 'ana@xn--zrich-kva.ch'], ['ana@straße.de', 'ana@xn--strae-oqa.de'], ['ana@société.fr', 'ana@xn--socit-esab.fr'],
  ['ana@пример.рф', 'ana@xn--e1afmkfd.xn--p1ai'], ['ana@почта.ru', 'ana@xn--80a1acny.ru'], ['ana@осе.рф', 'ana@xn--e1arj.xn--p1ai'], ['ana@موقع.وزارة', 'ana@xn--4gbrim.xn--mgbexc3i'], ['ana@例子.中国', 'ana@xn--fsqu00a.xn--fiqs8s'],
  ['[ana@firma.ch](mailto:ana@firma.ch)', 'ana@firma.ch'], ['ana@firma.ch <ana@firma.ch>', 'ana@firma.ch'], ['ana@firma.ch<mailto:ana@firma.ch>', 'ana@firma.ch'], ['"Muster, Ana" <ana@firma.ch>', 'ana@firma.ch'], ['"Muster" <ana@firma.ch>;', 'ana@firma.ch'], ['ana@firma.ch;', 'ana@firma.ch'],
  [`${'a'.repeat(64)}@firma.ch`, `${'a'.repeat(64)}@firma.ch`],
];
const REFUSED: Readonly<Record<MailAddressProblem, readonly string[]>> = {
  empty: ['', '   ', '\n'],
  tooLong: ['a'.repeat(10_240), `${'a'.repeat(250)}@firma.ch`, `${'a'.repeat(65)}@firma.ch`, '@'.repeat(10_240), `ana@${'ü.'.repeat(100)}ch`],
  noAt: ['ana', 'ana.firma.ch', 'ana(at)firma.ch', 'weiss nicht'],
  several: ['ana@firma.ch eve@evil.example', 'ana@firma.ch,eve@evil.example', 'ana@firma.ch; eve@evil.example', 'ana@firma.ch\r\nBcc: eve@evil.example', 'ana@firma.ch oder ana@firma.ch', '<@relay.ch,@b.ch:ana@firma.ch>', 'ana@firma.ch/eve@evil.example', 'Team: ana@firma.ch, eve@evil.example;'],
  characters: [
    'ana\r\n@firma.ch', 'ana@firma.ch\r\nSubject: x', 'ana@firma.ch\nDATA', 'a\0na@firma.ch', 'ana@firma.ch\0', 'a\tna@firma.ch', 'ana@firma.ch; rm', 'Team: ana@firma.ch;', '"ana"@firma.ch', '"ana muster"@firma.ch', 'ana(dort)@firma.ch', 'ana@firma.ch (Ana)', 'ana@@firma.ch', 'ana@b@firma.ch',
    '.ana@firma.ch', 'ana.@firma.ch', 'a..b@firma.ch', '@firma.ch', 'müller@firma.ch', 'ana%evil.example@firma.ch', 'evil.example!ana@firma.ch', 'ana\\@firma.ch', 'ana@[127.0.0.1]', 'ana@firma.ch> RCPT TO:<eve', 'a,na@firma.ch', 'ana<x@firma.ch', 'ana@firma.ch\u2028Bcc', 'mail:ana@firma.ch', '\ud800ana@firma.ch',
  ],
  hidden: ['ana\u200b@firma.ch', '\u202eana@firma.ch', 'ana@fir\u00adma.ch', 'ana@firma\u2066.ch', 'ana\ufeff@firma.ch', '\u2066ana@firma.ch\u2069', 'ana@fi\u200drma.ch', 'ana@firma\u034f.ch', 'ana@firma.ch\ufe0f', 'ana@firma\u3164.ch', 'a\u{e0061}na@firma.ch'],
  domain: ['ana@', 'ana@firma', 'ana@firma..ch', 'ana@-firma.ch', 'ana@firma-.ch', 'ana@fir_ma.ch', 'ana@127.0.0.1', 'ana@firma.c', 'ana@firma.123', 'ana@fi--rma.ch', 'ana@ firma.ch', 'ana@firma。ch', 'ana@xn--a.ch', 'ana@xn--zzzzzz9999999.ch', 'ana@firma.ch:25', 'ana@firma.ch/x', 'ana@firma%2ech', 'ana@١٢٣.ch', `ana@${'a'.repeat(64)}.ch`, 'ana@firma.ch?bcc=eve', 'ana@♥.ch', 'ana@xn--firma-.ch'],
  lookalike: ['ana@fіrma.ch', 'ana@ｆirma.ch', 'ana@аррӏе.com', 'ana@xn--80ak6aa92e.com', 'ana@firmа.ch', 'аna@firma.ch', 'ana@gооgle.com', 'ana@ουκ.com', 'ana@fırma.ch', 'ana@ɡoogle.com', 'ana@ſirma.ch', 'ana@firma.ϲh', 'ana@xn--frma-y4d.ch', 'ana@a\u0331bc.ch', 'ana@micrоsоft.com', 'ana@한a.kr'],
};

describe('is read', () => it.each(READ)('%j', (typed, email) => expect(readMailAddress(typed)).toEqual({ email, key: email.toLowerCase(), domain: email.split('@')[1] })));
describe.each(Object.entries(REFUSED))('is refused as %s', (problem, texts) => it.each(texts.map((text) => [text.slice(0, 60), text]))('%j', (_, text) => expect(readMailAddress(text)).toEqual({ problem })));

const pieces = fc.constantFrom('ana', '@', '@', '.', 'firma.ch', 'ch', ' ', ',', ';', '<', '>', '"', '\r\n', '\0', '(', ')', ':', 'xn--', 'zrich-kva', 'mailto:', '＠', 'ü', 'а', 'ο', '\u200b', '\u202e', '%', '!', '-', '--', '_', '+', '\\', '[', ']', '。', '|', '/', '1', 'é', 'е́', 'рф', '\ud800');
const typed = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.emailAddress(), fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')), fc.tuple(fc.string({ unit: 'grapheme', maxLength: 10 }), fc.domain()).map(([local, domain]) => `${local}@${domain}`));

it('never throws, and what it reads is one address of plain characters that reads as itself', () => {
  let readable = 0;
  fc.assert(fc.property(typed, (text) => {
    const read = readMailAddress(text);
    if ('problem' in read) return;
    readable += 1;
    expect(read.email).toMatch(/^[\w#$&'*+/=?^`{|}~.-]{1,64}@(?:[a-z0-9-]+\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]+)$/i);
    expect(read.email.length).toBeLessThanOrEqual(254);
    expect(readMailAddress(read.email)).toEqual(read);
    expect(readMailAddress(read.key)).toEqual({ ...read, email: read.key });
  }), { seed: 20261121, numRuns: 20_000 });
  expect(readable).toBeGreaterThan(1000);
});

it('an address in a sentence is the one that was written there', () => {
  fc.assert(fc.property(fc.constantFrom(...READ.slice(0, 3).map(([, email]) => email)), fc.constantFrom('Es ist ', 'C’est ', 'это ', ''), fc.constantFrom('', '.', ' danke', ', merci'), (email, before, after) => {
    expect(readMailAddress(`${before}${email}${after}`)).toMatchObject({ email });
  }), { seed: 3 });
});

it('10 KB of anything take less than 5 ms', () => {
  for (const unit of ['a', '@', 'a.', ' ', '<', '\u200b', 'ana@firma.ch ', 'ü', '-', '.']) {
    const text = unit.repeat(Math.ceil(10_240 / unit.length));
    readMailAddress(text);
    const before = process.cpuUsage();
    readMailAddress(text);
    const { user, system } = process.cpuUsage(before);
    expect({ unit, isQuick: user + system < 5000 }).toEqual({ unit, isQuick: true });
  }
});

describe('mailboxes that anybody can open', () => {
  it.each(['gmail.com', 'bluewin.ch', 'gmx.ch', 'hotmail.com', 'proton.me', 'mailinator.com', 'mail.ru', 'GMX.net', 'box.mailinator.com'])('%s', (domain) => expect(isPrivateMail(domain)).toBe(true));
  it.each(['also.com', 'firma.ch', 'cisco.com', 'ch', 'com', 'notgmail.com', 'gmail.com.firma.ch', 'co.uk', '404: not found', ''])('not %j', (domain) => expect(isPrivateMail(domain)).toBe(false));
});
