/** Plays one turn through the dialogs: from what was heard, or from an occasion, to what is said and remembered. The one error handler is here. */
import type { TurnContext } from 'botbuilder';
import { LANGUAGES, word, type Language } from '../locales';
import { setConversation, type Conversation, type Occasion } from '../dialogs/conversation';
import { messageOf, type Message } from '../dialogs/message';
import { isUnderWay, newState, readState, writeState } from '../dialogs/state';
import type { Services } from '../services';
import type { NewFile } from '../services/files';
import type { TurnStart } from '../services/turns';
import type { TurnAdapter } from './channels/adapter';
import { rememberedAs, type Channel, type Incoming, type Reply } from './channels/channel';
import type { Log } from './log';

export interface Stage {
  readonly adapter: TurnAdapter;
  readonly services: Services;
  /** What answers an activity, and what says something first. */
  readonly route: (context: TurnContext) => Promise<unknown>;
  readonly tell: (context: TurnContext) => Promise<unknown>;
  /** Makes whole what a dialog says, such as addresses of Lotse's own. */
  readonly finish: (message: Message) => Message;
  readonly log: Log;
}

export interface Beginning {
  readonly incoming: Incoming;
  readonly channel: Channel;
  readonly isAnswered: boolean;
  /** When what was heard was said. */
  readonly saidAt: Date;
  /** What was attached, and what of it can be kept. */
  readonly files?: readonly NewFile[];
  readonly occasion?: Occasion;
}

export interface Played {
  readonly replies: readonly Reply[];
  readonly state: { readonly conversation: string; readonly contact: string };
  readonly language: Language | undefined;
  readonly contact: Conversation['contact'];
  readonly effects: Conversation['effects'];
  /** Whether nobody else reads along. */
  readonly isDirect: boolean;
  /** The press was taken, and the buttons of its card are over now. */
  readonly isCardUsed: boolean;
  /** Something is under way that a notice would interrupt. */
  readonly isBusy: boolean;
  readonly outcome: 'committed' | 'failed';
}

/** The dialogs' answer; a broken promise inside them becomes an apology, and the state stays as it was. */
export async function play({ adapter, services, route, tell, finish, log }: Stage, { incoming, channel, occasion, files }: Beginning, start: TurnStart, activityId: string): Promise<Played> {
  const render = (said: readonly Message[]) => said.flatMap((message) => channel.render(finish(message), incoming));
  const { id, version } = start.contact ?? { id: services.random.uuid(), version: 0 };
  const contact = { id, version, isNew: start.contact === undefined };
  const conversationId = rememberedAs(channel.id, incoming.conversation);
  const said: Message[] = [];
  const heard = { ...incoming.heard, ...(files && { files: countsOf(files) }) };
  try {
    const state = readState(start.conversation?.state, start.contact?.state);
    const live = state.cards;
    const conversation: Conversation = {
      id: conversationId, channel: channel.id, heard, state, contact,
      now: services.clock.now(), activityId, effects: [], ...(occasion && { occasion }), ...(start.conversation?.noticeId && { notice: start.conversation.noticeId }), unknownNotices: start.contact?.unknownNotices ?? [], token: () => services.random.token(16),
    };
    await adapter.run(incoming, channel.id, async (context) => {
      setConversation(context, conversation);
      context.onSendActivities(async (_context, activities) => {
        for (const sent of activities) said.push(messageOf(sent) ?? broken(sent));
        return activities.map(() => ({ id: '' }));
      });
      await (occasion ? tell : route)(context);
    });
    const { press } = heard;
    const isCardUsed = press !== undefined && conversation.continuedIn === undefined && live.includes(press.card) && !state.cards.includes(press.card);
    return { isCardUsed, replies: render(said), state: writeState(state), language: state.language, contact: conversation.contact, effects: conversation.effects, isDirect: heard.isDirect, isBusy: isUnderWay(conversation), outcome: 'committed' };
  } catch (error) {
    log.error('turn failed', { conversation: conversationId, error });
    const untouched = writeState(newState());
    const kept = { conversation: start.conversation?.state ?? untouched.conversation, contact: start.contact?.state ?? untouched.contact };
    const language = languageAfterError(kept.contact, heard.locale);
    return { isCardUsed: false, replies: occasion ? [] : render([apology(language)]), state: kept, language, contact, effects: [], isDirect: heard.isDirect, isBusy: false, outcome: 'failed' };
  }
}

function countsOf(files: readonly NewFile[]) {
  const notKept = files.filter(({ reason }) => reason !== undefined).length;
  return { toKeep: files.length - notKept, notKept };
}

/** Says sorry. It has no buttons: those that the contact sees still mean what they say. */
function apology(language: Language): Message {
  return { language, text: word(language, 'error'), choices: [], facts: [] };
}

function languageAfterError(state: string, locale: Language | undefined): Language {
  const known = LANGUAGES.find((language) => state.includes(`"language":"${language}"`));
  return known ?? locale ?? 'en';
}

function broken(sent: { readonly type?: string }): never {
  throw new Error(`A dialog sent an activity of type "${sent.type}" that carries no message.`);
}
