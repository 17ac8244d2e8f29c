/**
 * One turn, from what was heard, or from an occasion to speak first, to the replies. Turns of a conversation go one at a
 * time; a turn reads once, commits state, effects and replies together, and only then lets the replies out. The one
 * error handler is here.
 */
import type { Activity, TurnContext } from 'botbuilder';
import { LANGUAGES, languageOf, word, type Language } from '../locales';
import { setConversation, type Conversation, type Occasion } from '../dialogs/conversation';
import { newState, readState, writeState } from '../dialogs/state';
import { messageOf, type Message } from '../dialogs/message';
import type { Services } from '../services';
import type { TurnEnd, TurnKey, TurnStart } from '../services/turns';
import { addressed, conversationIdOf, type Channel } from './channels/channel';
import type { TurnAdapter } from './channels/adapter';
import type { Log } from './log';
import type { Metrics } from './metrics';
import type { Outgoing } from './outgoing';
import { createQueue } from './queue';

export interface TurnSettings {
  readonly adapter: TurnAdapter;
  readonly services: Services;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly outgoing: Outgoing;
  /** What answers an activity, and what says something first. */
  readonly route: (context: TurnContext) => Promise<unknown>;
  readonly tell: (context: TurnContext) => Promise<unknown>;
  /** Makes whole what a dialog says, such as addresses of Lotse's own. */
  readonly finish: (message: Message) => Message;
  /** A turn has committed effects: what leaves the database may be due. */
  readonly onEffects: () => void;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Turns beyond this number are refused. */
  readonly atOnce: number;
}

/** What came of a turn: its replies, ready for the channel, and whether they still have to be sent. */
export interface TurnResult {
  readonly conversationId: string;
  readonly activityId: string;
  readonly channel: string;
  readonly address: string;
  readonly replies: readonly Partial<Activity>[];
  readonly toSend: boolean;
}

/** Thrown when other turns of the same conversation were faster too often: the channel should repeat the activity. */
export class BusyError extends Error {}

const TRIES = 40;
/** A try that waited for a lock counts as so many more: the channel does not wait for ever. */
const SLOW_TRIES = 4;
const LONGEST_PAUSE_MS = 30;

export interface Turns {
  /** A turn for what came in. `isAnswered`: the replies go back with the answer and are not sent. */
  hear(activity: Activity, channel: Channel, isAnswered?: boolean): Promise<TurnResult>;
  /** A turn in which Lotse speaks first; `id` makes it happen once. Undefined where the conversation is gone. */
  tell(conversationId: string, id: string, occasion: Occasion): Promise<TurnResult | undefined>;
}

interface Beginning {
  readonly activity: Activity;
  readonly channel: Channel;
  readonly address: string;
  readonly isAnswered: boolean;
  readonly occasion?: Occasion;
}

export function createTurns(settings: TurnSettings): Turns {
  const { services, channels } = settings;
  const queue = createQueue();
  let underWay = 0;

  async function taken(conversationId: string, work: () => Promise<TurnResult | undefined>): Promise<TurnResult | undefined> {
    if (underWay >= settings.atOnce) throw new BusyError('Too many turns at once: please try again.');
    underWay += 1;
    try {
      const result = await queue(conversationId, work);
      if (result?.toSend) settings.outgoing.send(result);
      return result;
    } finally {
      underWay -= 1;
    }
  }

  return {
    hear: async (activity, channel, isAnswered = false) => {
      const conversationId = conversationIdOf(activity);
      const beginning = { activity, channel, address: channel.addressOf(activity), isAnswered };
      return (await taken(conversationId, () => take(settings, { conversationId, activityId: activity.id ?? services.random.uuid() }, () => beginning)))!;
    },
    tell: (conversationId, id, occasion) => taken(conversationId, () => take(settings, { conversationId, activityId: id }, ({ conversation }) => {
      const channel = conversation && channels.get(conversation.channel);
      return channel && { activity: channel.activityAt(conversation.address), channel, address: conversation.address, isAnswered: false, occasion };
    })),
  };
}

/** Plays the turn until it is committed, or repeats what was answered to the same activity before. */
async function take(settings: TurnSettings, { conversationId, activityId }: TurnKey, from: (start: TurnStart) => Beginning | undefined): Promise<TurnResult | undefined> {
  const { services, metrics } = settings;
  let last: unknown;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const start = await services.turns.begin({ conversationId, activityId });
    const beginning = from(start);
    if (!beginning) return undefined;
    const { channel, address } = beginning;
    if (start.repeated) {
      metrics.count('lotse_turns_total', { outcome: 'repeated' });
      return { conversationId, activityId, channel: channel.id, address, replies: JSON.parse(start.repeated.replies) as Activity[], toSend: !start.repeated.isSent };
    }
    const played = await play(settings, beginning, start, activityId);
    const end = endOf(beginning, start, played, { conversationId, activityId, at: services.clock.now() });
    const overtaken = await services.turns.commit(end);
    if (overtaken) {
      last = overtaken.cause;
      attempt += overtaken.hasWaited ? SLOW_TRIES : 0;
      // Two instances that answer the same conversation let each other through.
      await new Promise((resolve) => setTimeout(resolve, services.random.fraction() * Math.min(attempt, LONGEST_PAUSE_MS)));
      continue;
    }
    metrics.count('lotse_turns_total', { outcome: played.outcome });
    if (end.effects.length > 0) settings.onEffects();
    if (channel.written) await channel.deliver(address, {});
    return { conversationId, activityId, channel: channel.id, address, replies: played.replies, toSend: !end.isSent };
  }
  settings.log.error('turn overtaken too often', { conversation: conversationId, error: last });
  throw new BusyError('The conversation is busy: repeat the activity.');
}

interface Played {
  readonly replies: readonly Partial<Activity>[];
  readonly state: { readonly conversation: string; readonly contact: string };
  readonly language: Language | undefined;
  readonly contact: Conversation['contact'];
  readonly effects: Conversation['effects'];
  readonly outcome: 'committed' | 'failed';
}

/** The dialogs' answer; a broken promise inside them becomes an apology, and the state stays as it was. */
async function play({ adapter, services, route, tell, finish, log }: TurnSettings, { activity, channel, occasion }: Beginning, start: TurnStart, activityId: string): Promise<Played> {
  const render = (said: readonly Message[]) => said.map((message) => addressed(channel.render(finish(message)), activity));
  const contact = { ...(start.contact ?? { id: services.random.uuid(), version: 0 }), isNew: start.contact === undefined };
  const conversationId = conversationIdOf(activity);
  const said: Message[] = [];
  try {
    const state = readState(start.conversation?.state, start.contact?.state);
    const conversation: Conversation = {
      id: conversationId, channel: channel.id, heard: channel.hear(activity), state, contact: { id: contact.id, version: contact.version, isNew: contact.isNew },
      now: services.clock.now(), activityId, effects: [], ...(occasion && { occasion }), token: () => services.random.token(16),
    };
    await adapter.run(activity, async (context) => {
      setConversation(context, conversation);
      context.onSendActivities(async (_context, activities) => {
        for (const sent of activities) said.push(messageOf(sent) ?? broken(sent));
        return activities.map(() => ({ id: '' }));
      });
      await (occasion ? tell : route)(context);
    });
    return { replies: render(said), state: writeState(state), language: state.language, contact: conversation.contact, effects: conversation.effects, outcome: 'committed' };
  } catch (error) {
    log.error('turn failed', { conversation: conversationId, error });
    const untouched = writeState(newState());
    const kept = { conversation: start.conversation?.state ?? untouched.conversation, contact: start.contact?.state ?? untouched.contact };
    const language = languageAfterError(kept.contact, activity);
    return { replies: occasion ? [] : render([apology(language)]), state: kept, language, contact, effects: [], outcome: 'failed' };
  }
}

/** What the commit holds: the contact only where something about it has changed, the replies as sent where no one carries them. */
function endOf({ activity, channel, address, isAnswered }: Beginning, start: TurnStart, played: Played, turn: Pick<TurnEnd, 'conversationId' | 'activityId' | 'at'>): TurnEnd {
  const { replies, state, contact, language, effects } = played;
  const isUnchanged = contact.id === start.contact?.id && state.contact === start.contact.state;
  return {
    ...turn, channel: channel.id, address, version: start.version, state: state.conversation, effects,
    contact: { ...contact, language, ...(!isUnchanged && { state: state.contact }) },
    replies: JSON.stringify(replies), isSent: isAnswered || channel.written !== undefined || replies.length === 0,
    log: channel.written?.(activity, replies).map((entry) => JSON.stringify(entry)) ?? [],
  };
}

/** Says sorry. It has no buttons: those that the contact sees still mean what they say. */
function apology(language: Language): Message {
  return { language, text: word(language, 'error'), choices: [], facts: [] };
}

function languageAfterError(state: string, activity: Activity): Language {
  const known = LANGUAGES.find((language) => state.includes(`"language":"${language}"`));
  return known ?? languageOf(activity.locale) ?? 'en';
}

function broken(sent: Partial<Activity>): never {
  throw new Error(`A dialog sent an activity of type "${sent.type}" that carries no message.`);
}
