/**
 * A mail server, as a character: it takes mails by real SMTP and can refuse, greylist, be slow, never come to the end, cut the connection, want
 * a password, or not be there. What it says stands on RFC 5321 (replies), RFC 3463 (status codes) and RFC 6647 (greylisting).
 */
import type net from 'node:net';
import { domainToASCII } from 'node:url';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  /** The recipients of the envelope. */
  readonly to: readonly string[];
  readonly raw: string;
}

export type Moment = 'sender' | 'recipient' | 'text';
/** What it does with the next mails, one each; then it is well-behaved again. */
export type MailMood =
  | { readonly kind: 'refuse'; readonly at: Moment; readonly reply: string }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'cut'; readonly at: Moment }
  /** Goes on saying that there is more to say. */
  | { readonly kind: 'trickle'; readonly at: Moment }
  | { readonly kind: 'acceptThenCut' };

export const GREYLIST: MailMood = { kind: 'refuse', at: 'recipient', reply: '451 4.7.1 Greylisted, try again later' };
export const UNKNOWN: MailMood = { kind: 'refuse', at: 'recipient', reply: '550 5.1.1 No such user here' };

export interface FakeMailServer {
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** Every recipient that was named to it, of refused mails too. */
  readonly named: readonly string[];
  connections(): number;
  mood(...moods: MailMood[]): void;
  parse(place: number): Promise<ParsedMail>;
  forget(): void;
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

/** As it came over the wire: smtp-server shows A-labels as letters. */
const asWritten = (address: string) => address.replace(/[^@]*$/, domainToASCII);
type Done = (error?: Error | null) => void;

/** With `password` it takes mails only from who knows it (user "lotse"). */
export async function startMailServer({ password }: { password?: string } = {}): Promise<FakeMailServer> {
  const received: ReceivedMail[] = [];
  const named: string[] = [];
  const moods: MailMood[] = [];
  const sockets = new Map<number, net.Socket>();
  let server: SMTPServer;
  let port = 0;

  /** Behaves as its mood is at a moment of the dialogue; the mood passes with it. */
  function behave(moment: Moment, session: SMTPServerSession, done: Done): void {
    const [mood] = moods;
    if (!mood || ('at' in mood ? mood.at !== moment : moment !== 'text')) return done();
    moods.shift();
    if (mood.kind === 'refuse') return done(Object.assign(new Error(mood.reply.slice(4)), { responseCode: Number(mood.reply.slice(0, 3)) }));
    if (mood.kind === 'slow') return void setTimeout(() => done(), mood.ms).unref();
    const socket = sockets.get(session.remotePort);
    if (mood.kind !== 'trickle') return void socket?.destroy();
    const talk = setInterval(() => socket?.write('250-One moment\r\n'), 50);
    socket?.once('close', () => clearInterval(talk));
  }
  async function open(): Promise<void> {
    server = new SMTPServer({
      disabledCommands: password === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'], authOptional: password === undefined, allowInsecureAuth: true, disableReverseLookup: true, logger: false,
      onAuth: (given, _session, done) => (given.password === password ? done(null, { user: given.username }) : done(Object.assign(new Error('Wrong password'), { responseCode: 535 }))),
      onMailFrom: (_address, session, done) => behave('sender', session, done),
      onRcptTo: ({ address }, session, done) => { named.push(asWritten(address)); behave('recipient', session, done); },
      onData: (stream, session, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          const take = () => received.push({ from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '', to: session.envelope.rcptTo.map(({ address }) => asWritten(address)), raw: Buffer.concat(parts).toString('utf8') });
          if (moods[0]?.kind === 'acceptThenCut') take();
          // Whoever hung up in the meantime has not delivered.
          behave('text', session, (error) => { if (!error && sockets.has(session.remotePort)) take(); done(error); });
        });
      },
    });
    server.on('error', () => {});
    server.server.on('connection', (socket: net.Socket) => { const from = socket.remotePort!; sockets.set(from, socket); socket.on('close', () => sockets.delete(from)); });
    await new Promise<void>((resolve) => { server.listen(port, '127.0.0.1', resolve); });
    port = (server.server.address() as net.AddressInfo).port;
  }
  const close = () => new Promise<void>((resolve) => {
    server.close(resolve);
    for (const socket of sockets.values()) socket.destroy();
  });

  await open();
  return {
    url: `smtp://${password === undefined ? '' : `lotse:${password}@`}127.0.0.1:${port}`,
    received, named,
    connections: () => sockets.size,
    mood: (...next) => void moods.push(...next),
    parse: (place) => simpleParser(received.at(place)!.raw),
    forget: () => { received.length = 0; named.length = 0; moods.length = 0; },
    goDown: close, comeBack: open, stop: close,
  };
}
