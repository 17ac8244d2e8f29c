/** Plays one turn: through the dialogs, from what was heard or from an occasion; or an agent's word, past them. What is said and remembered comes of it. The one error handler is here. */
import type { TurnContext } from 'botbuilder';
import { LANGUAGES, type Language } from '../locales';
import { setConversation, type Conversation, type Occasion } from '../dialogs/conversation';
import { wordApology } from '../dialogs/handoff/handoffWording';
import { messageOf, type Message, type Speech } from '../dialogs/message';
import { expectedOf } from '../dialogs/refusals';
import { isUnderWay, newState, readState, writeState, type ConversationState } from '../dialogs/state';
import type { Services } from '../services';
import type { NewFile } from '../services/files';
import type { NewSaying } from '../services/handoffs/saying';
import type { Effect, TurnStart } from '../services/turns';
import type { TurnAdapter } from './channels/adapter';
import { rememberedAs, type Channel, type Incoming, type Reply } from './channels/channel';
import type { Log } from './log';
import { handingOverOf } from './handoffs/handingOver';
import { sayingAmended, sayingHeard, sayingOverheard, sayingSaid } from './sayings';

export interface Stage {
  readonly adapter: TurnAdapter;
  readonly services: Services;
  /** What answers an activity, and what says something first. */
  readonly route: (context: TurnContext) => Promise<unknown>;
  readonly tell: (context: TurnContext) => Promise<unknown>;
  /** Makes whole what is said, such as addresses of Lotse's own. */
  readonly finish: <Said extends Speech>(said: Said) => Said;
  /** Longer words are refused, in code points. */
  readonly textLimit: number;
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
  /** Nobody was heard: Lotse speaks first, or an agent does. */
  readonly telling?: Telling;
}

/** What is said without anybody having been heard. */
export interface Telling {
  /** Why Lotse speaks first. */
  readonly occasion?: Occasion;
  /** What an agent says, to the letter, or is told in a chat of their own: no dialog hears of it. */
  readonly word?: Speech;
  /** What is spoken with the contact from now on. */
  readonly language?: Language;
  /** What is written down of it beside what Lotse says. */
  readonly sayings?: readonly NewSaying[];
  /** Committed with it; one that throws keeps all of it from happening. */
  readonly effects?: readonly Effect[];
  /** Heard once and never twice: one of which nobody knows whether it arrived is not said again. */
  readonly isOnce?: true;
  /** Counts even where nothing can be said any more. */
  readonly mustCount?: true;
}

/** Thrown where a dialog broke while Lotse spoke first: nothing of it has happened, and it may be tried again. */
export class TellingError extends Error {}

export interface Played {
  readonly replies: readonly Reply[];
  readonly state: { readonly conversation: string; readonly contact: string };
  readonly language: Language | undefined;
  readonly contact: Conversation['contact'];
  readonly effects: readonly Effect[];
  /** Whether nobody else reads along. */
  readonly isDirect: boolean;
  /** The press was taken, and the buttons of its card are over now. */
  readonly isCardUsed: boolean;
  /** Something is under way that a notice would interrupt. */
  readonly isBusy: boolean;
  readonly sayings: readonly NewSaying[];
  /** Nobody may be told twice what asks a hub. */
  readonly isOnce?: boolean;
  /** Where walks have moved to. */
  readonly moves?: Conversation['walked'];
  readonly outcome: 'committed' | 'failed';
}

/** The dialogs' answer; a broken promise inside them becomes an apology, and the state stays as it was. */
export async function play(stage: Stage, beginning: Beginning, start: TurnStart, activityId: string): Promise<Played> {
  const { services, log } = stage;
  const { incoming, channel, telling } = beginning;
  const { id, version } = start.contact ?? { id: services.random.uuid(), version: 0 };
  const contact = { id, version, isNew: start.contact === undefined };
  const conversationId = rememberedAs(channel.id, incoming.conversation);
  const isAtHub = start.conversation?.handoff?.isAtHub === true;
  if (!telling && (isAtHub || incoming.isOverheard) && !isAmendment(incoming)) return listen(stage, beginning, start, contact);
  if (telling ? !telling.occasion || (isAtHub && !isOfIt(telling.occasion, start)) : isAmendment(incoming)) return speak(stage, beginning, start, contact);
  try {
    return await converse(stage, beginning, start, { id: conversationId, activityId, contact });
  } catch (error) {
    log.error('turn failed', { conversation: conversationId, error });
    if (telling) throw new TellingError(`Nothing was said in ${conversationId}.`, { cause: error });
    return apologise(stage, beginning, start, contact);
  }
}

/** While a hub has it, Lotse says nothing that is not of that handoff itself. */
function isOfIt(occasion: Occasion, { conversation }: TurnStart): boolean {
  return 'handoffId' in occasion && occasion.handoffId === conversation?.handoff?.id;
}

/** Something said before was changed or taken back: it is written down, and not answered. */
export function isAmendment({ kind }: Pick<Incoming, 'kind'>): boolean {
  return kind === 'edit' || kind === 'removal';
}

/** An engagement hub has the conversation, or somebody there speaks: whatever still comes is kept, and nobody here answers it. */
function listen(stage: Stage, { incoming, files, ...beginning }: Beginning, start: TurnStart, contact: Conversation['contact']): Played {
  const heard = { ...incoming.heard, ...(files && { files: countsOf(files) }) };
  const words = sayingHeard({ ...incoming, heard }, { textLimit: stage.textLimit, expected: 'words' }, start.conversation?.handoff?.id);
  const sayings = incoming.isOverheard ? words.map((saying) => sayingOverheard(saying, start.conversation?.handoff?.isAtHub === true)) : words;
  return { ...speak(stage, { ...beginning, incoming }, start, contact), sayings };
}

/** An agent's word, a change of earlier words, or nothing but effects: whatever the dialogs remember stays as it is. */
function speak({ finish, textLimit }: Stage, { incoming, channel, telling }: Beginning, start: TurnStart, contact: Conversation['contact']): Played {
  const state = readState(start.conversation?.state, start.contact?.state);
  const { word, language } = telling ?? {};
  if (language) Object.assign(state, { language, languageFrom: 'choice' } satisfies Partial<ConversationState>);
  return {
    isCardUsed: false, replies: word ? channel.render(finish(word), incoming) : [], state: writeState(state), language: state.language, contact, effects: telling?.effects ?? [],
    isDirect: incoming.heard.isDirect, isBusy: isUnderWay({ state }), sayings: telling?.sayings ?? sayingAmended(incoming, textLimit, start.conversation?.handoff?.id), outcome: 'committed',
  };
}

async function converse({ adapter, services, route, tell, finish, textLimit }: Stage, { incoming, channel, telling, files, saidAt }: Beginning, start: TurnStart, turn: Pick<Conversation, 'id' | 'activityId' | 'contact'>): Promise<Played> {
  const said: Message[] = [];
  const heard = { ...incoming.heard, ...(files && { files: countsOf(files) }), ...(incoming.from?.name !== undefined && { calledName: incoming.from.name }) };
  const state = readState(start.conversation?.state, start.contact?.state);
  const live = state.cards;
  const occasion = telling?.occasion;
  const { handoff, noticeId } = start.conversation ?? {};
  const conversation: Conversation = {
    ...turn, channel: channel.id, heard, state, now: services.clock.now(), saidAt, effects: [...(telling?.effects ?? [])], ...(occasion && { occasion }), ...(handoff && { handoff }), ...(noticeId && { notice: noticeId }),
    unknownNotices: start.contact?.unknownNotices ?? [], token: () => services.random.token(16),
  };
  // What was asked for is known now, and something else may be asked for afterwards.
  const words = telling ? [] : sayingHeard({ ...incoming, heard }, { textLimit, expected: handoff?.state === 'joined' ? 'words' : expectedOf(conversation) }, handoff?.id);
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
  const finished = said.map(finish);
  const sayings = [...words, ...(telling?.sayings ?? []), ...finished.map((message) => sayingSaid(message, handoff?.id))];
  const { handsOver } = conversation;
  const left = handsOver && channel.handOver ? [channel.handOver(await handingOverOf(services, conversation, handsOver, sayings), incoming)] : [];
  return {
    isCardUsed, replies: [...finished.flatMap((message) => channel.render(message, incoming)), ...left], state: writeState(state), language: state.language, contact: conversation.contact, effects: conversation.effects, isDirect: heard.isDirect, isBusy: isUnderWay(conversation),
    sayings, ...(left.length > 0 && { isOnce: true }), ...(conversation.walked && { moves: conversation.walked }), outcome: 'committed',
  };
}

function apologise({ finish, textLimit }: Stage, { incoming, channel }: Beginning, start: TurnStart, contact: Conversation['contact']): Played {
  const { heard } = incoming;
  const untouched = writeState(newState());
  const kept = { conversation: start.conversation?.state ?? untouched.conversation, contact: start.contact?.state ?? untouched.contact };
  const language = languageAfterError(kept.contact, heard.locale);
  const message = finish(wordApology(language));
  const handoffId = start.conversation?.handoff?.id;
  // Nobody knows what was asked for: what looks like a secret is one.
  const sayings = [...sayingHeard(incoming, { textLimit, expected: 'choice' }, handoffId), sayingSaid(message, handoffId)];
  return { isCardUsed: false, replies: channel.render(message, incoming), state: kept, language, contact, effects: [], isDirect: heard.isDirect, isBusy: false, sayings, outcome: 'failed' };
}

function countsOf(files: readonly NewFile[]) {
  const notKept = files.filter(({ reason }) => reason !== undefined).length;
  return { toKeep: files.length - notKept, notKept };
}

function languageAfterError(state: string, locale: Language | undefined): Language {
  const known = LANGUAGES.find((language) => state.includes(`"language":"${language}"`));
  return known ?? locale ?? 'en';
}

function broken(sent: { readonly type?: string }): never {
  throw new Error(`A dialog sent an activity of type "${sent.type}" that carries no message.`);
}
