/**
 * One turn, from activity to replies. Turns of a conversation go one at a time; a turn reads once, commits state,
 * effects and replies together, and only then lets the replies out. The one error handler is here.
 */
import type { Activity, TurnContext } from 'botbuilder';
import { LANGUAGES, languageOf, word, type Language } from '../locales';
import { setConversation, type Conversation } from '../dialogs/conversation';
import { newState, readState } from '../dialogs/state';
import { messageOf, type Message } from '../dialogs/message';
import type { Services } from '../services';
import type { Consent, TurnEnd } from '../services/turns';
import { addressed, conversationIdOf, type Channel } from './channels/channel';
import type { TurnAdapter } from './channels/adapter';
import type { Log } from './log';
import type { Metrics } from './metrics';

export interface TurnSettings {
  readonly adapter: TurnAdapter;
  readonly services: Services;
  readonly route: (context: TurnContext) => Promise<unknown>;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Turns beyond this number are refused. */
  readonly atOnce: number;
}

/** What came of a turn: its replies, ready for the channel, and whether they still have to be sent. */
export interface TurnResult {
  readonly conversationId: string;
  readonly activityId: string;
  readonly replies: readonly Partial<Activity>[];
  readonly toSend: boolean;
}

/** How the replies of a channel leave: posted to a serviceUrl, returned in the answer, or written to a log that is read. */
export type Leaving = { readonly by: 'post'; readonly serviceUrl: string } | { readonly by: 'answer' } | { readonly by: 'log'; readonly entries: (replies: readonly Partial<Activity>[]) => object[] };

/** Thrown when other turns of the same conversation were faster too often: the channel should repeat the activity. */
export class BusyError extends Error {}

const TRIES = 40;

export type TakeTurn = (activity: Activity, channel: Channel, leaving: Leaving) => Promise<TurnResult>;

export function createTurnTaker(settings: TurnSettings): TakeTurn {
  const { services, metrics } = settings;
  const queue = createQueue();

  async function take(activity: Activity, channel: Channel, leaving: Leaving): Promise<TurnResult> {
    const conversationId = conversationIdOf(activity);
    const activityId = activity.id ?? services.random.uuid();
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const start = await services.turns.begin(conversationId, activityId);
      if (start.repeated) {
        metrics.count('lotse_turns_total', { outcome: 'repeated' });
        return { conversationId, activityId, replies: JSON.parse(start.repeated.replies) as Activity[], toSend: !start.repeated.isSent };
      }
      const played = await play(settings, activity, channel, start.state);
      const replies = played.said.map((said) => addressed(channel.render(said), activity));
      const end: TurnEnd = {
        conversationId, activityId, channel: channel.id, version: start.version, state: played.state, consents: played.consents, at: services.clock.now(),
        ...leave(leaving, replies),
      };
      if (!(await services.turns.commit(end))) continue;
      metrics.count('lotse_turns_total', { outcome: played.outcome });
      return { conversationId, activityId, replies, toSend: !end.isSent };
    }
    throw new BusyError('The conversation is busy: repeat the activity.');
  }

  let underWay = 0;
  return async (activity, channel, leaving) => {
    if (underWay >= settings.atOnce) throw new BusyError('Too many turns at once: please try again.');
    underWay += 1;
    try {
      return await queue(conversationIdOf(activity), () => take(activity, channel, leaving));
    } finally {
      underWay -= 1;
    }
  };
}

interface Played {
  readonly said: readonly Message[];
  readonly state: string;
  readonly consents: readonly Consent[];
  readonly outcome: 'committed' | 'failed';
}

/** The dialogs' answer to an activity; a broken promise inside them becomes an apology, and the state stays as it was. */
async function play({ adapter, services, route, log }: TurnSettings, activity: Activity, channel: Channel, before: string | undefined): Promise<Played> {
  const said: Message[] = [];
  try {
    const state = readState(before);
    const conversation: Conversation = { heard: channel.hear(activity), state, now: services.clock.now(), random: services.random, consents: [] };
    await adapter.run(activity, async (context) => {
      setConversation(context, conversation);
      context.onSendActivities(async (_context, activities) => {
        for (const sent of activities) said.push(messageOf(sent) ?? broken(sent));
        return activities.map(() => ({ id: '' }));
      });
      await route(context);
    });
    return { said, state: JSON.stringify(state), consents: conversation.consents, outcome: 'committed' };
  } catch (error) {
    log.error('turn failed', { conversation: conversationIdOf(activity), error });
    const untouched = before ?? JSON.stringify(newState());
    return { said: [apology(languageAfterError(untouched, activity))], state: untouched, consents: [], outcome: 'failed' };
  }
}

/** What the commit holds of the replies: to be posted, or written to a log, or gone with the answer. */
function leave(leaving: Leaving, replies: readonly Partial<Activity>[]): Pick<TurnEnd, 'serviceUrl' | 'replies' | 'isSent' | 'log'> {
  return {
    serviceUrl: leaving.by === 'post' ? leaving.serviceUrl : undefined,
    replies: JSON.stringify(replies),
    isSent: leaving.by !== 'post' || replies.length === 0,
    log: leaving.by === 'log' ? leaving.entries(replies).map((entry) => JSON.stringify(entry)) : [],
  };
}

/** Runs what belongs to one key one after the other, in the order of arrival; other keys go on beside it. */
export function createQueue(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = tails.get(key) ?? Promise.resolve();
    const result = before.then(work, work);
    const tail = result.then(() => {}, () => {}).then(() => { if (tails.get(key) === tail) tails.delete(key); });
    tails.set(key, tail);
    return result;
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
