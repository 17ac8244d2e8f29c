/** Hostile addresses, read and, where they are taken, really sent: no mail has a second recipient or a header that nobody wrote. */
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { readMailAddress } from '../../services/mailAddress';
import { createSmtp, type Smtp } from '../../services/smtp';
import { startMailServer, type FakeMailServer } from '../fakes/mailServer';

/** A short form; `npm run check:addresses` tries more, with a fresh seed too, and wants the figures. */
const COUNT = Number(process.env.ADDRESSES ?? 1000);
const SEEDS = (process.env.SEEDS ?? '20261121').split(',').map(Number);
const EVE = 'eve@evil.example';
const HEADERS = ['auto-submitted', 'content-language', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to', 'x-auto-response-suppress'];
const AT_ONCE = 10;

const people = fc.constantFrom('ana', 'Ana.Muster', 'a+b', "o'neill", 'a_b-c', '{x}', 'a=b', 'müller', 'аna', `${'x'.repeat(64)}`, '');
const domains = fc.constantFrom('firma.ch', 'zürich.ch', 'xn--zrich-kva.ch', 'пример.рф', 'fіrma.ch', 'аррӏе.com', 'xn--80ak6aa92e.com', 'gооgle.com', 'sub.firma.co.uk', 'firma', '[127.0.0.1]', 'ουκ.com', 'موقع.وزارة', 'FIRMA.CH', 'ｆirma.ch', 'firma。ch');
const inserted = fc.constantFrom(
  '\r\n', '\n', '\r', '\0', '\r\nBcc: ', `\r\nBcc: ${EVE}\r\n`, `\nCc: ${EVE}`, '\r\n\r\n', '%0d%0a', '\\r\\n', '\u2028', '\u0085', '\r\n.\r\n', '\r\nRCPT TO:<', `>\r\nRCPT TO:<${EVE}>\r\nDATA`, '> SIZE=1 ORCPT=', ' NOTIFY=SUCCESS',
  ',', ';', ', ', `,${EVE}`, `;${EVE}`, `, ${EVE}`, ` ${EVE}`, `<${EVE}>`, `"${EVE}"`, `(${EVE})`, '"', '\\', '<', '>', '(', ')', ':', '[', ']', ' ', '\t',
  '%', '!', 'evil.example!', '%evil.example', '@evil.example', '@evil.example,@b.example:', '\u200b', '\u200d', '\u202e', '\u2066', '\u00ad', '\ufeff', '\ufe0f', '＠', '。', 'е', 'ο', 'ⅰ', '=?utf-8?q?=0d=0aBcc=3a_eve=40evil.example?=', '=0D=0A', '\ud800',
);
const around = fc.constantFrom<(address: string) => string>(
  (address) => address, (address) => `<${address}>`, (address) => `mailto:${address}`, (address) => `mailto:${address}?bcc=${EVE}`, (address) => `Ana <${address}>`, (address) => `"Ana, ${EVE}" <${address}>`, (address) => `meine Adresse ist ${address}.`,
  (address) => `Team: ${address}, ${EVE};`, (address) => `Team:${address};`, (address) => `<@relay.example,@b.example:${address}>`, (address) => `${address} (${EVE})`, (address) => `${address}${' '.repeat(10_240)}`, (address) => `${'a'.repeat(10_240)}${address}`, (address) => `${address},`.repeat(800), (address) => address.repeat(2),
);
/** An address with up to two things put where they do harm, and something around it. */
const hostile = fc.tuple(people, domains, fc.array(fc.tuple(inserted, fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 2 }), fc.oneof({ weight: 3, arbitrary: fc.constant((address: string) => address) }, { weight: 2, arbitrary: around }))
  .map(([person, domain, parts, wrap]) => wrap(parts.reduce((address, [part, place]) => { const at = Math.round(place * address.length); return address.slice(0, at) + part + address.slice(at); }, `${person}@${domain}`)));

let server: FakeMailServer;
let smtp: Smtp;
beforeAll(async () => {
  server = await startMailServer();
  smtp = createSmtp({ url: server.url, from: 'Lotse <lotse@bot.example>', timeoutMs: 5000, connections: 5 });
});
afterAll(async () => {
  smtp.close();
  await server.stop();
});

/** What a mail has that it should not have, by the header lines as they came. */
function strangeIn(raw: string, email: string): string[] {
  const lines = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const names = lines.map((line) => line.split(':')[0]!.toLowerCase()).sort();
  return [...(names.join() === HEADERS.join() ? [] : names), ...(lines.includes(`To: ${email}`) ? [] : lines.filter((line) => /^to:/i.test(line)))];
}

/** Reads each address and tries the door with what was read, and with what was typed, too. */
async function tryAll(addresses: readonly string[]) {
  const figures = { addresses: addresses.length, accepted: 0, extraRecipients: 0, extraHeaders: 0, crashes: 0 };
  const wanted = new Map<string, string>();
  const write = (to: string, messageId: string) => ({ to, messageId, language: 'en' as const, subject: 'Your code', text: '123 456', html: '<p>123 456</p>', attachments: [] });
  const next = addresses.entries();
  const work = async () => {
    for (const [number, typed] of next) {
      try {
        const read = readMailAddress(typed);
        const email = 'email' in read ? read.email : undefined;
        if (email !== undefined) {
          wanted.set(`read-${number}`, email);
          if ((await smtp.send(write(email, `read-${number}`))).kind === 'accepted') figures.accepted += 1;
        }
        if (email !== typed && (await smtp.send(write(typed, `typed-${number}`))).kind !== 'refused') figures.extraRecipients += 1;
      } catch {
        figures.crashes += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const { raw, to } of server.received) {
    const email = wanted.get(/^Message-ID: <(.+)@bot\.example>/m.exec(raw)?.[1] ?? '');
    figures.extraRecipients += to.filter((recipient) => recipient !== email).length;
    figures.extraHeaders += strangeIn(raw, email ?? '').length;
  }
  figures.extraRecipients += server.named.length - wanted.size;
  return { figures, wanted: wanted.size };
}

const all: object[] = [];
afterAll(() => { if (process.env.FIGURES) writeFileSync(process.env.FIGURES, JSON.stringify(all)); });

it.each(SEEDS)(`of ${COUNT} hostile addresses (seed %i) those that are taken get one mail each, and nobody else does`, async (seed) => {
  server.forget();
  const { figures, wanted } = await tryAll(fc.sample(hostile, { seed, numRuns: COUNT }));
  all.push({ seed, ...figures });
  expect(figures).toEqual({ addresses: COUNT, accepted: wanted, extraRecipients: 0, extraHeaders: 0, crashes: 0 });
  // Of a check in which nothing is sent nothing could be learned.
  expect(wanted).toBeGreaterThan(COUNT / 20);
  expect(server.received).toHaveLength(wanted);
}, 600_000);
