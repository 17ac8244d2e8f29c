/** Where hand-offs are tried below the channels: real dialogs, services and turns on a database of their own; contacts hear the neutral messages. */
import { createRouter } from '../bot/router';
import { TurnAdapter } from '../bot/channels/adapter';
import type { Channel, Incoming, Reply } from '../bot/channels/channel';
import { readSettings } from '../bot/env';
import { play, type Telling } from '../bot/play';
import { endOf } from '../bot/turnEnd';
import { createDialogs } from '../dialogs';
import type { Occasion } from '../dialogs/conversation';
import { isWord, type Message } from '../dialogs/message';
import { readState, type ConversationState, type Heard } from '../dialogs/state';
import type { Language } from '../locales';
import type { Database } from '../prisma/database';
import type { Services } from '../services';
import type { Actor } from '../services/handoffs/handoff';
import { servicesAt } from './asking';
import { standingClock } from './clocks';
import { openTestDatabase } from './database';

/** A Monday morning in working hours. */
export const MONDAY = Date.UTC(2027, 1, 1, 9);
export const ANNA: Actor = { id: 'agent-anna', name: 'Anna Muster', firstName: 'Anna' };

export interface HandoffStage {
  readonly services: Services;
  readonly database: Database;
  readonly clock: ReturnType<typeof standingClock>;
  /** Somebody in a conversation of their own. */
  contact(name: string, options?: { readonly language?: Language; readonly services?: Services }): Contact;
  stop(): Promise<void>;
}

export async function openHandoffStage(): Promise<HandoffStage> {
  const database = await openTestDatabase(readSettings({}).database);
  const clock = standingClock(MONDAY);
  const services = servicesAt(database, clock);
  const { id, name, firstName } = ANNA;
  await database.prisma.agent.create({ data: { id, name, firstName, tenant: 'local', subject: 'anna', roles: ['agent'], capacity: 1000, updatedAt: clock.now() } });
  return {
    services, database, clock,
    contact: (who, options = {}) => new Contact(who, options.services ?? services, options.language ?? 'en'),
    stop: database.close,
  };
}

/** A channel that carries nothing: what is said is what a test reads. */
const CHANNEL: Channel = {
  id: 'msteams', way: { kind: 'post', deliver: async () => ({ kind: 'delivered' }) },
  render: (speech) => [speech as unknown as Reply],
};

export class Contact {
  /** What was said last, in its order, and everything. */
  said: readonly Message[] = [];
  readonly all: Message[] = [];
  private count = 0;

  constructor(readonly name: string, private readonly services: Services, private readonly locale: Language) {}

  get conversationId(): string {
    return `msteams|${this.name}`;
  }

  get last(): Message {
    return this.said.at(-1)!;
  }

  /** All that the last turn said, as it is read. */
  get text(): string {
    return this.said.map(({ lead, title, text, question }) => [lead, title, text, question?.label].filter(Boolean).join(' ')).join('\n');
  }

  says(text: string, heard: Partial<Heard> = {}): Promise<readonly Message[]> {
    return this.turn({ text, ...heard });
  }

  /** Words that were under way for a while. */
  saidThen(text: string, saidAt: Date): Promise<readonly Message[]> {
    return this.turn({ text }, undefined, saidAt);
  }

  /** Presses the button that stands for a choice, on the newest message that has it or on a given one. */
  presses(choice: string, words?: string, on = this.all.findLast(({ choices, question, card }) => card !== undefined && (choices.some(({ id }) => id === choice) || (choice === 'words' && question)))): Promise<readonly Message[]> {
    if (!on) throw new Error(`${this.name} sees no "${choice}", only ${this.said.map(({ choices }) => choices.map(({ id }) => id).join(' ')).join(' | ')}.`);
    return this.turn({ text: '', press: { card: on.card!, choice, ...(words !== undefined && { words }) } });
  }

  /** Lotse speaks first. */
  hears(occasion: Occasion, telling: Omit<Telling, 'occasion'> = {}): Promise<readonly Message[]> {
    return this.turn({ text: '' }, { ...telling, occasion });
  }

  /** What Lotse remembers of the conversation. */
  async state(): Promise<ConversationState> {
    const start = await this.services.turns.begin({ conversationId: this.conversationId, activityId: 'looked at' });
    return readState(start.conversation?.state, start.contact?.state);
  }

  /** The handoff that is open here. */
  async handoff(): Promise<{ readonly id: string; readonly state: string } | undefined> {
    return (await this.services.turns.begin({ conversationId: this.conversationId, activityId: 'looked at' })).conversation?.handoff;
  }

  private async turn(heard: Partial<Heard>, telling?: Telling, saidAt = this.services.clock.now()): Promise<readonly Message[]> {
    const { services } = this;
    const key = { conversationId: this.conversationId, activityId: `${this.name}-${(this.count += 1)}` };
    const incoming: Incoming = { kind: 'message', conversation: this.name, address: this.name, id: key.activityId, heard: { text: '', hasAttachments: false, isDirect: true, locale: this.locale, ...heard } };
    const start = await services.turns.begin(key);
    const { conversation: settings, files, http: _http, ...rest } = readSettings({});
    const dialogs = createDialogs(services, { ...settings, files, hasAddress: () => false });
    const beginning = { incoming, channel: CHANNEL, isAnswered: false, saidAt, ...(telling && { telling }) };
    const log = { error: (words: string, { error }: { error?: unknown }) => { throw new Error(words, { cause: error }); }, info: () => {} } as never;
    const router = createRouter(dialogs);
    const played = await play({ adapter: new TurnAdapter(), services, route: (context) => router.run(context), tell: dialogs.tell, finish: (message) => message, textLimit: settings.textLimit, log }, beginning, start, key.activityId);
    const end = endOf({ services, holdMs: rest.notices.holdMinutes * 60_000, limits: settings.replies }, beginning, start, played, { ...key, at: services.clock.now() });
    const committed = await services.turns.commit(end);
    if ('cause' in committed) throw committed.cause as Error;
    this.said = (played.replies as unknown as (Message & { by?: never })[]).filter((speech) => !isWord(speech));
    this.all.push(...this.said);
    return this.said;
  }
}
