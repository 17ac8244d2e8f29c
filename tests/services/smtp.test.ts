/** The door to a real SMTP server: who gets a mail, what stands in it, and what is made of a server's word. */
import { readSettings } from '../../bot/env';
import { createLocalMailbox, createMailDoor, type OutgoingMail } from '../../services/mail';
import { createSmtp, type Smtp } from '../../services/smtp';
import { clockAt } from '../clocks';
import { openTestDatabase } from '../database';
import { GREYLIST, startMailServer, UNKNOWN, type FakeMailServer, type MailMood, type Moment } from '../fakes/mailServer';

const FROM = 'Lotse <lotse@bot.example>';
const MAIL: OutgoingMail = { to: 'ana@firma.ch', language: 'de', subject: 'Ihr Code für Lotse', text: 'Grüezi\n\n123 456\n', html: '<p>Grüezi</p>', attachments: [] };

let server: FakeMailServer;
let smtp: Smtp;
beforeAll(async () => {
  server = await startMailServer();
  smtp = createSmtp({ url: server.url, from: FROM, timeoutMs: 1000, connections: 5 });
});
beforeEach(() => server.forget());
afterAll(async () => {
  smtp.close();
  await server.stop();
});

const headerNames = (raw: string) => raw.slice(0, raw.indexOf('\r\n\r\n')).split('\r\n').filter((line) => /^\S/.test(line)).map((line) => line.split(':')[0]!.toLowerCase()).sort();

describe('a mail that is accepted', () => {
  it('has one recipient, a fixed sender, both forms of the text, and says that a machine wrote it', async () => {
    expect(await smtp.send({ ...MAIL, messageId: 'challenge-1', headers: { 'List-Unsubscribe': '<https://lotse.example/unsubscribe>' } })).toEqual({ kind: 'accepted' });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toMatchObject({ from: 'lotse@bot.example', to: ['ana@firma.ch'] });
    const parsed = await server.parse(0);
    expect({ subject: parsed.subject, text: parsed.text, html: parsed.html, id: parsed.messageId, from: parsed.from?.text }).toEqual({ subject: MAIL.subject, text: MAIL.text, html: '<p>Grüezi</p>', id: '<challenge-1@bot.example>', from: '"Lotse" <lotse@bot.example>' });
    expect(Object.fromEntries(['auto-submitted', 'x-auto-response-suppress', 'content-language'].map((name) => [name, parsed.headers.get(name)]))).toEqual({ 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All', 'content-language': 'de' });
    expect(headerNames(server.received[0]!.raw)).toEqual(['auto-submitted', 'content-language', 'content-type', 'date', 'from', 'list-unsubscribe', 'message-id', 'mime-version', 'subject', 'to', 'x-auto-response-suppress']);
  });
  it('carries attachments as they were given', async () => {
    await smtp.send({ ...MAIL, attachments: [{ name: 'Termin.ics', contentType: 'text/calendar', content: 'BEGIN:VCALENDAR' }] });
    const [attachment] = (await server.parse(0)).attachments;
    expect({ name: attachment?.filename, type: attachment?.contentType, content: attachment?.content.toString('utf8').trimEnd() }).toEqual({ name: 'Termin.ics', type: 'text/calendar', content: 'BEGIN:VCALENDAR' });
  });
  it('gains no header and no recipient from its subject or from headers that were added', async () => {
    await smtp.send({ ...MAIL, subject: 'Hallo\r\nBcc: eve@evil.example\r\n\r\nText', headers: { 'X-Lotse': 'a\r\nCc: eve@evil.example' } });
    expect(server.received[0]!.to).toEqual(['ana@firma.ch']);
    expect(headerNames(server.received[0]!.raw).filter((name) => ['cc', 'bcc'].includes(name))).toEqual([]);
    for (const name of ['Bcc', 'To', 'Sender', 'X-A\r\nBcc', 'Content-Type']) await expect(smtp.send({ ...MAIL, headers: { [name]: 'eve@evil.example' } })).rejects.toThrow('headers');
    await expect(smtp.send({ ...MAIL, messageId: 'a>\r\nBcc: <eve@evil.example' })).rejects.toThrow('id of a mail');
    expect(server.named).toEqual(['ana@firma.ch']);
  });
});

it.each(['ana@firma.ch, eve@evil.example', 'Ana <ana@firma.ch>', 'ana@firma.ch\r\nBcc: eve@evil.example', 'ana@zürich.ch', 'ana@firma.ch ', '', 'ana'])('"%s" is not the one clean address, so it never reaches the server', async (to) => {
  expect(await smtp.send({ ...MAIL, to })).toMatchObject({ kind: 'refused', reason: 'address' });
  expect(server.named).toEqual([]);
});

describe('what is made of a server\'s word', () => {
  const refuse = (reply: string, at: Moment = 'recipient'): MailMood => ({ kind: 'refuse', at, reply });
  it.each<[string, MailMood, object]>([
    ['an unknown mailbox', UNKNOWN, { kind: 'refused', reason: 'address' }],
    ['an unknown mailbox without a status', refuse('550 no such user'), { kind: 'refused', reason: 'address' }],
    ['an unknown mailbox of Exchange Online', refuse('550 5.4.1 Recipient address rejected: Access denied.'), { kind: 'refused', reason: 'address' }],
    ['a domain that takes no mail', refuse('556 5.1.10 nullMX'), { kind: 'refused', reason: 'address' }],
    ['a blocked sender', refuse('550 5.7.1 Blocked by policy'), { kind: 'refused', reason: 'policy' }],
    ['a full mailbox', refuse('552 5.2.2 Mailbox full'), { kind: 'refused', reason: 'policy' }],
    ['a sender that may not send', refuse('550 5.7.60 Not allowed to send as this sender', 'sender'), { kind: 'refused', reason: 'policy' }],
    ['a text that looks like spam', refuse('554 5.7.1 Looks like spam', 'text'), { kind: 'refused', reason: 'policy' }],
    ['greylisting', GREYLIST, { kind: 'later' }],
    ['a server that closes down', refuse('421 4.3.2 Closing'), { kind: 'later' }],
    ['a connection cut before the text', { kind: 'cut', at: 'recipient' }, { kind: 'later' }],
    ['a connection cut before the last word', { kind: 'cut', at: 'text' }, { kind: 'later' }],
    ['a server slower than the time allowed', { kind: 'slow', ms: 5000 }, { kind: 'later' }],
    ['a server that talks on and on', { kind: 'trickle', at: 'recipient' }, { kind: 'later' }],
  ])('%s', async (_, mood, expected) => {
    const fresh = createSmtp({ url: server.url, from: FROM, timeoutMs: 1000, connections: 1 });
    server.mood(mood);
    const began = Date.now();
    const result = await fresh.send(MAIL);
    expect(Date.now() - began).toBeLessThan(4000);
    expect(result).toMatchObject(expected);
    expect(JSON.stringify(result)).not.toContain('firma.ch');
    expect(server.received).toEqual([]);
    expect(await fresh.send(MAIL)).toEqual({ kind: 'accepted' });
    expect(server.received).toHaveLength(1);
    fresh.close();
  });
  it('an acceptance that was lost on the way means later, and is not sent again behind the queue\'s back', async () => {
    server.mood({ kind: 'acceptThenCut' });
    expect(await smtp.send(MAIL)).toMatchObject({ kind: 'later' });
    await new Promise((resolve) => { setTimeout(resolve, 400); });
    expect(server.received).toHaveLength(1);
  });
  it('an idle connection that the server closed costs no mail', async () => {
    await smtp.send(MAIL);
    await server.goDown();
    await server.comeBack();
    expect(await smtp.send(MAIL)).toEqual({ kind: 'accepted' });
  });
  it('a server that is not there means later, and well again when it is back', async () => {
    await server.goDown();
    expect(await smtp.send(MAIL)).toMatchObject({ kind: 'later' });
    await server.comeBack();
    expect(await smtp.send(MAIL)).toEqual({ kind: 'accepted' });
  });
  it('a name that does not resolve means later', async () => {
    const nowhere = createSmtp({ url: 'smtp://mail.invalid:2525', from: FROM, timeoutMs: 1000, connections: 1 });
    expect(await nowhere.send(MAIL)).toMatchObject({ kind: 'later' });
    nowhere.close();
  });
  it('a wrong password is the operator\'s to mend: later, and the cause says so without the password', async () => {
    const strict = await startMailServer({ password: 'right' });
    const wrong = createSmtp({ url: strict.url.replace('right', 'wr0ng'), from: FROM, timeoutMs: 1000, connections: 1 });
    const right = createSmtp({ url: strict.url, from: FROM, timeoutMs: 1000, connections: 1 });
    const result = await wrong.send(MAIL);
    expect(result).toMatchObject({ kind: 'later', cause: expect.stringContaining('EAUTH') as string });
    expect(JSON.stringify(result)).not.toMatch(/wr0ng|lotse/);
    expect(await right.send(MAIL)).toEqual({ kind: 'accepted' });
    wrong.close();
    right.close();
    await strict.stop();
  });
});

it('twenty mails at once go over no more connections than allowed, each to its own recipient', async () => {
  const results = await Promise.all(Array.from({ length: 20 }, (_, number) => smtp.send({ ...MAIL, to: `ana${number}@firma.ch` })));
  expect(results).toEqual(Array(20).fill({ kind: 'accepted' }));
  expect(server.received.map(({ to }) => to.join()).sort()).toEqual(Array.from({ length: 20 }, (_, number) => `ana${number}@firma.ch`).sort());
  expect(server.connections()).toBeLessThanOrEqual(5);
});

describe('in local mode', () => {
  it('a mail is kept and, where there is a server, sent; the server\'s word counts, and a second try is not shown twice', async () => {
    const database = await openTestDatabase(readSettings({}).database);
    try {
      const mailbox = createLocalMailbox(database, clockAt(() => new Date('2026-11-21T12:00:00Z')));
      const door = createMailDoor({ mailbox, smtp })!;
      server.mood(GREYLIST);
      expect(await door.send({ ...MAIL, messageId: 'one' })).toMatchObject({ kind: 'later' });
      expect(await door.send({ ...MAIL, messageId: 'one' })).toEqual({ kind: 'accepted' });
      const { to, subject, text, html, attachments } = MAIL;
      expect(await mailbox.list()).toEqual([{ to, subject, text, html, attachments, at: '2026-11-21T12:00:00.000Z' }]);
      expect(await createMailDoor({ mailbox })!.send(MAIL)).toEqual({ kind: 'accepted' });
      expect(server.received).toHaveLength(1);
    } finally {
      await database.close();
    }
  });
  it('without a server and without a mailbox there is no door', () => expect(createMailDoor({})).toBeUndefined());
});
