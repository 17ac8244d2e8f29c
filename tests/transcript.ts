/**
 * Reads, plays and writes transcripts: conversations as people read them. What contacts write and press, the clock and
 * restarts are played; what Lotse and its mails say is heard, and must be what the file says, to the letter.
 *
 *   # What it tells, in one sentence.
 *   @ channel=webchat locale=fr-CH ua=Mozilla/5.0 …
 *   @ now=2027-01-15T09:00:00Z       a stage of its own whose clock begins there;  phone=msteams  the channel of that speaker
 *   ana:     (arrives)            opens the conversation; without it the greeting goes by unheard;  (arrives, asks for Deutsch)  where no language is told
 *   ana:     je n'ai pas reçu…    writes          ana:  (nothing)   (a file) words   (4100 letters)
 *   ana:     (the code)           types the code of the newest mail;  (a wrong code)  another one;  (the mail)  pastes the whole mail
 *   ana:     [Fait]               presses that button of the last message;  [Envoyer] words  fills in the card
 *   ana:     [Fait] again         presses the button last pressed once more;  [Fait] earlier  on an earlier message
 *   ana:     (removes Lotse)      takes the app away;  (closes the page)  where there is no app, nothing that Lotse would notice
 *   clock:   + 30 days            Lotse's clock goes on       restart:   Lotse stops and starts on the same database
 *   clock:   + 3 days asleep      the same, but Lotse was down meanwhile
 *   luis:    (looks at the queue)   with @ luis=console: somebody of support; words go to the contact, and in (brackets) they accept, note, pass on, correct, move, close (agentAtDesk.ts)
 *   mia:     with @ mia=teams: somebody of support in a chat of their own with Lotse in Teams
 *   kim:     with @ channel=omnichannel kim=hub: somebody in another company's engagement hub; (accepts), (ends it), (cannot)
 *   hub:     …                    what the hub is told
 *   console: (luis) …             heard by whoever has the conversation
 *   list:    Alpha AG;100234;…    ALSO's partner list is imported, one partner and contact in each line
 *   bot:     (to bea) …           what Lotse says first, where several people are there
 *   bot:     …                    heard; the last line shows the buttons in [brackets], ↗ marks those that open a page
 *
 * RECORD=1 rewrites what was heard, for review. There a button may also be named by its choice, such as [#next], and a
 * label that was reworded is found again by its place among the buttons.
 */
import { languageOfFirstMessage } from '../dialogs/languageOfText';
import { AgentAtDesk } from './agentAtDesk';
import { Person, type ChannelId, type Seen } from './person';
import type { Stage } from './stage';
import { layOut, parseTranscript, showSeen, type Line, type Transcript } from './transcriptFormat';

/** What came of playing: the transcript as it now is, and the languages that were heard. */
export interface Played {
  readonly text: string;
  readonly languages: ReadonlySet<string>;
}

/** How contacts ask for their language where the channel does not tell it. */
const LANGUAGE_WORDS: Readonly<Record<string, string>> = { de: 'Deutsch', fr: 'Français', ru: 'Русский', ar: 'العربية' };

const HUB_STATES: Readonly<Record<string, string>> = { '(accepts)': 'accepted', '(ends it)': 'completed', '(cannot)': 'failed' };

const ARRIVES = /^\(arrives(?:, asks for (.+))?\)$/;

/** Plays what is to be played and writes down what was heard, on another channel where one is given. What cannot be played ends the text with the reason. */
export async function play(stage: Stage, source: string, isRecording: boolean, on?: ChannelId): Promise<Played> {
  const transcript = parseTranscript(source);
  const player = new Player(stage, transcript, isRecording, on);
  const lines: Line[] = [];
  await player.newMails();
  for (const [index, line] of transcript.lines.entries()) {
    if (line.kind === 'heard') continue;
    const recorded = line.kind === 'played' ? heardAfter(transcript, index) : [];
    try {
      lines.push(...(line.kind === 'played' ? await player.play(line, recorded) : [line]));
    } catch (error) {
      lines.push({ ...line, kind: 'played' }, { kind: 'heard', speaker: 'STOPPED', rows: [(error as Error).message] });
      break;
    }
  }
  return { text: layOut({ ...transcript, lines }), languages: player.languages };
}

function heardAfter({ lines }: Transcript, index: number): Line[] {
  const end = lines.findIndex((line, place) => place > index && line.kind !== 'heard');
  return lines.slice(index + 1, end < 0 ? undefined : end);
}

/** A button that somebody pressed or sees: on which message, at which place. */
interface Spot {
  readonly on: number;
  readonly place: number;
}

class Player {
  readonly languages = new Set<string>();
  private readonly people = new Map<string, Person>();
  private readonly agents = new Map<string, AgentAtDesk>();
  /** The labels that the file shows for each message heard, by person: how a reworded button is found again. */
  private readonly written = new Map<string, (readonly string[])[]>();
  private readonly pressed = new Map<string, Spot>();
  private mailsRead = 0;

  constructor(private readonly stage: Stage, private readonly transcript: Transcript, private readonly isRecording: boolean, private readonly on?: ChannelId) {}

  async play(line: Line, recorded: readonly Line[]): Promise<Line[]> {
    if (line.speaker === 'clock') return [line, ...(await this.advance(line.rows[0] ?? ''))];
    if (line.speaker === 'list') {
      await this.stage.importList(line.rows);
      return [line, ...(await this.newMails())];
    }
    if (line.speaker === 'restart') {
      await this.stage.restart();
      return [{ ...line, rows: [''] }, ...(await this.newMails())];
    }
    if (line.rows[0] === '(closes the page)') return [line];
    if (line.rows[0] === '(removes Lotse)') {
      await this.people.get(line.speaker)!.removesLotse();
      return [line];
    }
    if (this.transcript.options[line.speaker] === 'console') return this.playAtDesk(line);
    if (this.transcript.options[line.speaker] === 'hub') return this.playAtHub(line);
    const errorsBefore = this.stage.errors.length;
    const { seen: first, words } = await this.act(line.speaker, line.rows.join('\n'));
    if (this.stage.errors.length > errorsBefore) throw new Error(this.stage.errors.at(-1));
    await this.rest();
    // Of several replies the last may still have been on its way.
    const seen = [...first, ...(await this.people.get(line.speaker)!.reads())];
    const labels = recorded.filter((heard) => heard.speaker === 'bot').map((heard) => buttonLabels(heard.rows.at(-1) ?? ''));
    const before = this.written.get(line.speaker) ?? [];
    this.written.set(line.speaker, [...before, ...seen.map((_, index) => labels[index] ?? [])]);
    for (const one of seen) this.languages.add(one.language || ((one.card?.lang as string | undefined) ?? ''));
    return [{ ...line, rows: words.split('\n') }, ...seen.map((one): Line => ({ kind: 'heard', speaker: 'bot', rows: showSeen(one) })), ...this.toldAtHub(), ...(await this.newMails()), ...(await this.saidFirst()), ...(await this.newsAtDesks())];
  }

  private async playAtDesk(line: Line): Promise<Line[]> {
    const agent = await this.agentOf(line.speaker);
    const rows = await agent.act(line.rows.join('\n'));
    await this.rest();
    const heard = rows.map((row): Line => ({ kind: 'heard', speaker: 'console', rows: [`(${line.speaker}) ${row}`] }));
    return [line, ...heard, ...(await this.saidFirst()), ...(await this.newsAtDesks()), ...(await this.newMails())];
  }

  /** What the hub says of everybody who writes through it. */
  private async playAtHub(line: Line): Promise<Line[]> {
    const state = HUB_STATES[line.rows[0] ?? ''];
    if (!state) throw new Error(`${line.speaker} cannot do "${line.rows[0]}": write ${Object.keys(HUB_STATES).join(', ')}.`);
    for (const person of this.people.values()) if (person.channel === 'omnichannel') await person.sendsUnheard({ type: 'event', name: 'handoff.status', value: { state }, from: { id: line.speaker } });
    await this.rest();
    return [line, ...(await this.saidFirst()), ...(await this.newsAtDesks())];
  }

  private toldAtHub(): Line[] {
    const told = [...this.people.values()].flatMap(({ events }) => events.splice(0));
    return told.map(({ name, value, attachments }): Line => {
      const { handoffId: _number, question, ...about } = value as Record<string, string | boolean>;
      const said = attachments?.[0]?.content.activities as { from: { role: string }; text: string }[];
      return { kind: 'heard', speaker: 'hub', rows: [`${name}: ${question}`, Object.entries(about).map(([key, each]) => `${key}=${each}`).join(' '), ...said.filter(({ from }) => from.role === 'user').map(({ text }) => `contact: ${text}`)] };
    });
  }

  private async agentOf(name: string): Promise<AgentAtDesk> {
    const known = this.agents.get(name) ?? new AgentAtDesk(name, this.stage.url, () => this.stage.enterLink());
    if (!this.agents.has(name)) await known.enter();
    this.agents.set(name, known);
    return known;
  }

  private async newsAtDesks(): Promise<Line[]> {
    const lines: Line[] = [];
    for (const [speaker, agent] of this.agents) lines.push(...(await agent.news()).map((row): Line => ({ kind: 'heard', speaker: 'console', rows: [`(${speaker}) ${row}`] })));
    return lines;
  }

  /** Where people of support are, what one says goes on to another. */
  private async rest(): Promise<void> {
    const hasAgents = this.agents.size > 0 || Object.values(this.transcript.options).includes('teams');
    await (hasAgents ? this.stage.carry() : this.stage.settle());
  }

  private async act(name: string, words: string): Promise<{ seen: Seen[]; words: string }> {
    const arrival = ARRIVES.exec(words);
    const language = arrival && (arrival[1] ?? (this.people.has(name) ? undefined : this.languageToAsk(name)));
    const person = await this.personOf(name, words);
    const isQuiet = this.transcript.options[name] === 'teams' || (!arrival && await this.stage.isHandedOff());
    return isQuiet ? { seen: await person.quietly(() => this.rest(), async () => (await this.speak(person, words, arrival, language)).seen), words } : this.speak(person, words, arrival, language);
  }

  private async speak(person: Person, words: string, arrival: RegExpExecArray | null, language?: string | null): Promise<{ seen: Seen[]; words: string }> {
    if (arrival && language === undefined) return { seen: await person.arrives(), words };
    if (arrival) return { seen: [...(await person.arrives()), ...(await person.says(language!))], words: `(arrives, asks for ${language})` };
    const press = /^\[(.+?)\](?: (again|earlier)| (.+))?$/s.exec(words);
    if (press) return this.press(person, press[1]!, press[2], press[3]);
    const mailed = await this.fromMail(words);
    if (mailed !== undefined) return { seen: await person.says(mailed), words };
    const special = /^\((nothing|a file|(\d+) letters)\) ?(.*)$/s.exec(words);
    const letters = special?.[2] && 'abcde fghi '.repeat(1000).slice(0, Number(special[2]));
    const file = { contentType: 'image/png', contentUrl: 'http://127.0.0.1/a.png' };
    const text = special ? letters ?? special[3]! : words;
    return { seen: await person.send({ type: 'message', text, ...(special?.[1] === 'a file' && { attachments: [file] }) }), words };
  }

  private async press(person: Person, label: string, when?: string, own?: string): Promise<{ seen: Seen[]; words: string }> {
    const spot = this.find(person, label, when);
    const message = person.heard[spot.on]!;
    const { title } = message.buttons[spot.place]!;
    this.pressed.set(person.name, spot);
    const seen = await person.presses(title, message, own);
    return { seen, words: [`[${title}]`, when, own].filter(Boolean).join(' ') };
  }

  private find(person: Person, label: string, when?: string): Spot {
    const last = person.heard.length - 1;
    if (when === 'again') return this.pressed.get(person.name) ?? missing(person, label);
    const places = when === 'earlier' ? [...person.heard.keys()].slice(0, -1).reverse() : [last];
    for (const on of places) {
      const place = this.placeOf(person, on, label);
      if (place >= 0) return { on, place };
    }
    return missing(person, label);
  }

  private placeOf(person: Person, on: number, label: string): number {
    const { buttons } = person.heard[on]!;
    if (this.isRecording && label.startsWith('#')) return buttons.findIndex((button) => button.choice === label.slice(1));
    const place = buttons.findIndex((button) => button.title === label);
    if (place >= 0 || !this.isRecording) return place;
    const written = this.written.get(person.name)?.[on] ?? [];
    return written.length === buttons.length ? written.indexOf(label) : -1;
  }

  /** The person of that name; who does not arrive openly has been greeted before the transcript begins. */
  private async personOf(name: string, words: string): Promise<Person> {
    const known = this.people.get(name);
    if (known) return known;
    const { options } = this.transcript;
    const directory = options[name] === 'teams' ? { tenant: 'also', id: `directory-${name}` } : undefined;
    if (directory) await this.stage.addAgent(`${name[0]!.toUpperCase()}${name.slice(1)}`, directory);
    const person = new Person(name, this.stage.url, this.stage.connector, { ...options, channel: this.channelOf(name), ...(directory && { directory }) }, this.stage.webex);
    this.people.set(name, person);
    const language = languageOfFirstMessage(words) === undefined ? this.languageToAsk(name) : undefined;
    if (!ARRIVES.test(words)) this.written.set(name, [...(await person.arrives()), ...(language === undefined ? [] : await person.says(language))].map(() => []));
    return person;
  }

  /** Where speakers have channels of their own, the first moves to the other one, unless somebody is there. */
  private channelOf(name: string): ChannelId {
    const { channel = 'webchat', ...options } = this.transcript.options;
    if (options[name] === 'teams') return 'msteams';
    // A hub is where it is, whatever else is tried.
    if (Object.values(options).includes('hub')) return channel as ChannelId;
    const own = this.ownChannels();
    const isMoved = this.on !== undefined && (own.length === 0 || (own[0] === name && own.every((each) => options[each] !== this.on)));
    return (isMoved ? this.on : options[name] ?? channel) as ChannelId;
  }

  private ownChannels(): string[] {
    const speakers = new Set(this.transcript.lines.map(({ speaker }) => speaker));
    return Object.entries(this.transcript.options).filter(([name, place]) => speakers.has(name) && !['console', 'teams', 'hub'].includes(place)).map(([name]) => name);
  }

  /** Webex does not tell in which language somebody reads: who does not say it with the first words asks for it. */
  private languageToAsk(name: string): string | undefined {
    return this.channelOf(name) === 'webex' ? LANGUAGE_WORDS[this.transcript.options.locale?.slice(0, 2) ?? ''] : undefined;
  }

  private async advance(words: string): Promise<Line[]> {
    const [, count, unit, asleep] = /^\+ (\d+) (minute|hour|day)s?( asleep)?$/.exec(words) ?? [];
    if (!count) throw new Error(`The clock does not understand "${words}": write + 15 minutes, + 2 hours, + 30 days or + 3 days asleep.`);
    const advance = { minute: `PT${count}M`, hour: `PT${count}H`, day: `P${count}D` }[unit as 'day'];
    const answer = await fetch(`${this.stage.url}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ advance, asleep: asleep !== undefined }) });
    if (answer.status !== 200) throw new Error(`The clock did not move: ${await answer.text()}`);
    return [...(await this.newMails()), ...(await this.saidFirst()), ...(await this.newsAtDesks())];
  }

  /** What Lotse said to anybody by itself. */
  private async saidFirst(): Promise<Line[]> {
    const lines: Line[] = [];
    for (const person of this.people.values()) {
      const seen = await person.reads();
      this.written.set(person.name, [...(this.written.get(person.name) ?? []), ...seen.map(() => [])]);
      const to = this.people.size > 1 ? [`(to ${person.name})`] : [];
      lines.push(...seen.map((one): Line => ({ kind: 'heard', speaker: 'bot', rows: [...to, ...showSeen(one)] })));
    }
    return lines;
  }

  /** What somebody copies out of the newest mail. */
  private async fromMail(words: string): Promise<string | undefined> {
    if (!['(the code)', '(a wrong code)', '(the mail)'].includes(words)) return undefined;
    const mail = (await this.mails()).findLast(({ text }) => /\d{3} \d{3}/.test(text));
    const code = /\d{3} \d{3}/.exec(mail?.text ?? '')?.[0];
    if (!mail || !code) throw new Error('No mail with a code has come.');
    if (words === '(the mail)') return mail.text;
    return words === '(the code)' ? code : code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
  }

  private async mails(): Promise<{ to: string; subject: string; text: string; attachments: { name: string }[] }[]> {
    return (await (await fetch(`${this.stage.url}/local/mail`)).json()) as { to: string; subject: string; text: string; attachments: { name: string }[] }[];
  }

  /** Mails that came since it was last asked; codes are different each time. */
  async newMails(): Promise<Line[]> {
    const all = await this.mails();
    const fresh = all.slice(this.mailsRead);
    this.mailsRead = all.length;
    return fresh.map(({ to, subject, text, attachments }) => ({ kind: 'heard', speaker: 'mail', rows: [`to ${to}: ${subject}`, ...withoutAddresses(text.replace(/\d{3} \d{3}/, '••• •••')).split('\n').filter(Boolean), ...attachments.map(({ name }) => `(${name})`)] }));
  }
}

/** Addresses at the stage's own host hold its port and signatures. */
function withoutAddresses(text: string): string {
  return text.replace(/http:\/\/127\.0\.0\.1:\d+\/[\w/.-]*(?:\?[\w=&-]+)?(?:#[\w/-]*)?/g, '(link)');
}

function buttonLabels(row: string): string[] {
  return [...row.matchAll(/\[(.+?)\](?= \[|$)/g)].map((match) => match[1]!.replace(/^↗ /, ''));
}

function missing(person: Person, label: string): never {
  throw new Error(`${person.name} sees no button "${label}", only: ${person.heard.at(-1)?.buttons.map((button) => button.title).join(' | ') ?? 'nothing'}`);
}
