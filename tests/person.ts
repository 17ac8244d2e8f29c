/** Somebody who writes to Lotse, over the web chat, Webex or the Bot Framework protocol, and reads what is answered. */
import type { FakeConnector, Received } from './fakes/connector';
import type { FakeWebex } from './fakes/webex';
import { withoutDirection, webexLink } from './webexLink';

export type ChannelId = 'webchat' | 'msteams' | 'webex' | 'emulator' | 'omnichannel';

export interface PersonOptions {
  readonly channel?: ChannelId;
  readonly locale?: string;
  readonly userAgent?: string;
  /** Of somebody of support: how their directory knows them. */
  readonly directory?: { readonly tenant: string; readonly id: string };
}

/** A message as a person sees it: the text, the buttons by label, and the card behind it. */
export interface Seen {
  readonly text: string;
  readonly language: string;
  readonly facts: readonly string[];
  readonly buttons: readonly Button[];
  readonly card: Record<string, unknown> | undefined;
  readonly activity: Received;
}

export interface Button {
  readonly title: string;
  readonly choice: string | undefined;
  readonly data: Record<string, unknown> | undefined;
  readonly url: string | undefined;
}

export interface Link {
  /** Sends an activity; resolves with the new messages that were answered. */
  send(activity: Record<string, unknown>): Promise<Received[]>;
  /** The same without waiting: there may be no answer. */
  tell(activity: Record<string, unknown>): Promise<void>;
  /** What came by itself since the last message. */
  read(): Promise<Received[]>;
  /** Sends an activity to which nothing is answered. */
  notify(activity: Record<string, unknown>): Promise<void>;
}

export class Person {
  readonly channel: ChannelId;
  /** Everything that Lotse said, oldest first. */
  readonly heard: Seen[] = [];
  /** What a hub is told, where they write through one: nobody reads it in the chat. */
  readonly events: Received[] = [];
  private link: Link | undefined;
  private count = 0;

  constructor(readonly name: string, private readonly url: string, private readonly connector: FakeConnector, private readonly options: PersonOptions, private readonly webex?: FakeWebex) {
    this.channel = options.channel ?? 'webchat';
  }

  /** Opens the conversation: Lotse greets. */
  async arrives(): Promise<Seen[]> {
    if (this.channel === 'webchat') {
      const { link, greeting } = await openWebchat(this.url, this.options);
      this.link = link;
      return this.keep(greeting);
    }
    this.link = this.channel === 'webex' ? webexLink(this.webex, this.name) : botFrameworkLink(this.url, this.connector, this.name, this.channel, this.options.directory);
    return this.send({ type: 'conversationUpdate', membersAdded: [{ id: this.name }, { id: 'bot' }] });
  }

  says(text: string): Promise<Seen[]> {
    return this.send({ type: 'message', text });
  }

  /** Presses a button of the last message by its label, or of an earlier message. */
  async presses(title: string, on: Seen | undefined = this.last, words?: string): Promise<Seen[]> {
    const button = on?.buttons.find((candidate) => candidate.title === title);
    if (!button?.data) throw new Error(`${this.name} sees no button "${title}", only: ${on?.buttons.map((each) => each.title).join(' | ') ?? 'nothing'}.`);
    return this.send({ type: 'message', text: this.channel === 'webchat' ? title : undefined, value: { ...button.data, ...(words !== undefined && { words }) } });
  }

  async send(activity: Record<string, unknown>): Promise<Seen[]> {
    if (!this.link) await this.arrives();
    this.count += 1;
    return this.keep(await this.link!.send({ id: `${this.name}-${this.count}`, locale: this.options.locale, ...activity }));
  }

  /** Says or presses something that may go unanswered; `idle` resolves once nothing is under way any more. */
  async quietly<Sent>(idle: () => Promise<void>, send: () => Promise<Sent>): Promise<Seen[]> {
    const { link } = this;
    if (!link) throw new Error(`${this.name} is not there yet.`);
    this.link = { ...link, send: async (activity) => { await link.tell(activity); await idle(); return link.read(); } };
    try {
      return (await send()) as Seen[];
    } finally {
      this.link = link;
    }
  }

  /** Takes Lotse away where it is an app: nothing is answered. */
  async removesLotse(): Promise<void> {
    await this.link!.notify({ type: 'installationUpdate', action: 'remove', id: `${this.name}-left` });
  }

  /** Sends what is not to be answered. */
  async sendsUnheard(activity: Record<string, unknown>): Promise<void> {
    await this.link!.notify(activity);
  }

  /** Looks for what Lotse has said first. */
  async reads(): Promise<Seen[]> {
    return this.link ? this.keep(await this.link.read()) : [];
  }

  get last(): Seen {
    const last = this.heard.at(-1);
    if (!last) throw new Error(`${this.name} has heard nothing yet.`);
    return last;
  }

  private keep(activities: Received[]): Seen[] {
    this.events.push(...activities.filter(({ type }) => type === 'event'));
    const seen = activities.filter(({ type }) => type !== 'event').map(see);
    this.heard.push(...seen);
    return seen;
  }
}

/** What a message shows: the same for every channel. */
export function see(activity: Received): Seen {
  const card = activity.attachments?.[0]?.content;
  return {
    activity, card, language: activity.locale ?? '', text: withoutDirection(activity.textFormat === 'xml' ? asShown(activity.text ?? '') : activity.text ?? (card?.fallbackText as string | undefined) ?? ''),
    facts: (activity.channelData as { lotse?: { facts?: string[] } } | undefined)?.lotse?.facts ?? [], buttons: buttonsOf(card),
  };
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': '\'', '&nbsp;': ' ', '&amp;': '&' };

/** The few marks of Teams as a client shows them. */
function asShown(text: string): string {
  return text.replace(/<br>/g, '\n').replace(/<[^>]*>/g, '').replace(/&(?:lt|gt|quot|#39|nbsp|amp);/g, (entity) => ENTITIES[entity]!);
}

function buttonsOf(part: unknown): Button[] {
  if (Array.isArray(part)) return part.flatMap(buttonsOf);
  if (typeof part !== 'object' || part === null) return [];
  const { type, title, data, url, ...rest } = part as { type?: string; title?: string; data?: Record<string, unknown>; url?: string };
  if (type === 'Action.Submit' || type === 'Action.OpenUrl') {
    return [{ title: withoutDirection(title ?? ''), data, url, choice: (data?.lotse as { choice?: string } | undefined)?.choice }];
  }
  return Object.values(rest).flatMap(buttonsOf);
}

async function openWebchat(url: string, options: PersonOptions): Promise<{ link: Link; greeting: Received[] }> {
  const headers = { 'content-type': 'application/json', ...(options.userAgent && { 'user-agent': options.userAgent }) };
  const opened = await fetch(`${url}/directline/conversations`, { method: 'POST', headers, body: JSON.stringify({ locale: options.locale }) });
  if (opened.status !== 201) throw new Error(`The web chat did not open: ${opened.status} ${await opened.text()}`);
  const { conversationId, token } = (await opened.json()) as { conversationId: string; token: string };
  const address = `${url}/directline/conversations/${conversationId}/activities`;
  const authorised = { ...headers, authorization: `Bearer ${token}` };
  let watermark = '';
  const read = async (): Promise<Received[]> => {
    const answer = await fetch(`${address}?watermark=${watermark}`, { headers: authorised });
    // The conversation is not there any more; a page would begin a new one once somebody looks at it.
    if (answer.status === 403) return [];
    const news = (await answer.json()) as { activities: Received[]; watermark: string };
    ({ watermark } = news);
    return news.activities.filter((activity) => activity.from?.id === 'lotse');
  };
  const post = async (activity: Record<string, unknown>): Promise<void> => {
    const answer = await fetch(address, { method: 'POST', headers: authorised, body: JSON.stringify({ from: { id: 'contact' }, channelData: { clientActivityID: activity.id }, ...activity }) });
    if (answer.status !== 200) throw new Error(`The web chat refused: ${answer.status} ${await answer.text()}`);
  };
  const send = async (activity: Record<string, unknown>): Promise<Received[]> => {
    await post(activity);
    return read();
  };
  const notify = async () => { throw new Error('A web chat is no app that could be taken away.'); };
  return { link: { send, read, notify, tell: async (activity) => void (await post(activity)) }, greeting: await read() };
}

function botFrameworkLink(url: string, connector: FakeConnector, name: string, channel: string, directory?: PersonOptions['directory']): Link {
  const conversation = `${channel}-${name}-${connector.nextNumber()}`;
  let known = 0;
  const post = async (activity: Record<string, unknown>) => {
    const answer = await fetch(`${url}/api/messages`, {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channelId: channel, serviceUrl: connector.url, from: { id: name, name, ...(directory && { aadObjectId: directory.id }) }, recipient: { id: 'bot', name: 'Lotse' }, conversation: { id: conversation, ...(directory && { conversationType: 'personal', tenantId: directory.tenant }) }, ...(directory && { channelData: { tenant: { id: directory.tenant } } }), ...activity }),
    });
    if (answer.status !== 200) throw new Error(`Lotse refused: ${answer.status} ${await answer.text()}`);
  };
  return {
    notify: post,
    tell: post,
    read: async () => {
      const news = connector.receivedIn(conversation).slice(known);
      known += news.length;
      return news;
    },
    send: async (activity) => {
      const before = connector.receivedIn(conversation).length;
      await post(activity);
      const news = await connector.waitFor(conversation, before);
      known = before + news.length;
      return news;
    },
  };
}
