/** The dialog set, and the order in which a message is understood: what is refused, the place's own choices, the words understood everywhere. */
import type { TurnContext } from 'botbuilder';
import { DialogSet, type DialogContext, type DialogState } from 'botbuilder-dialogs';
import { word } from '../locales';
import type { FileLimits } from '../services/files';
import type { Services } from '../services';
import { AsideDialog } from './asideDialog';
import { addLead, conversationOf, type Conversation } from './conversation';
import { currentProcedure, isAside, languageOfTurn } from './state';
import { answerEverywhere, doTopic, greet, open } from './everywhere';
import { answerBeside } from './handoff/beside';
import { HandoffDialog } from './handoff/handoffDialog';
import { HANDOFF_DIALOG } from './handoff/ids';
import { passOver, takeRatingWords } from './handoff/rating';
import { tellOfHandoff } from './handoff/telling';
import { tellMailTrouble } from './identity/mailTrouble';
import { PrivacyDialog } from './identity/privacyDialog';
import { RecordDialog } from './identity/recordDialog';
import { followContact } from './identity/sameContact';
import { VerificationDialog } from './identity/verificationDialog';
import { languageOfFirstMessage } from './languageOfText';
import { MENU_DIALOG, MenuDialog } from './menuDialog';
import { goOnBeside, isBeside, leadBeside } from './notices/besideNotice';
import { NOTICE_DIALOG } from './notices/ids';
import { NoticeDialog } from './notices/noticeDialog';
import { noticeMeant } from './notices/noticeMeant';
import { ProcedureDialog } from './procedureDialog';
import { PROCEDURES } from './procedures';
import { progress } from './procedures/line';
import { journeyTitle } from './procedures/wording';
import { refusalOf, wordOfFiles } from './refusals';
import { isNotMeant, takeBack } from './topics/acting';
import { TopicDialog } from './topics/topicDialog';
import { withWishes } from './wishes';

export interface DialogSettings {
  /** After this many minutes without a word a contact is told where they stand. */
  readonly recapAfterMinutes: number;
  /** The longest message that is read, in code points. */
  readonly textLimit: number;
  /** Which files are kept. */
  readonly files: FileLimits;
  /** Whether links to Lotse itself lead somewhere. */
  readonly hasAddress: () => boolean;
}

export interface Dialogs {
  /** A contact has come: greets, once. */
  greet(context: TurnContext): Promise<void>;
  /** A contact has written or pressed something. */
  answer(context: TurnContext): Promise<void>;
  /** There is an occasion to speak first. */
  tell(context: TurnContext): Promise<void>;
}

export function createDialogs(services: Services, settings: DialogSettings): Dialogs {
  const set = new DialogSet({ get: async (context) => stackOf(conversationOf(context)), set: async () => {}, delete: async () => {} });
  set.add(new MenuDialog()).add(new ProcedureDialog(services)).add(new AsideDialog()).add(new TopicDialog(doTopic)).add(new HandoffDialog(services));
  set.add(new RecordDialog(services)).add(new VerificationDialog(services)).add(new PrivacyDialog(services, settings.hasAddress)).add(new NoticeDialog(services));
  return {
    greet: async (context) => {
      const conversation = conversationOf(context);
      conversation.state.language ??= conversation.heard.locale ?? 'en';
      conversation.state.languageFrom ??= 'locale';
      if (conversation.state.greeted) return;
      await greet(await set.createContext(context), conversation);
    },
    answer: async (context) => {
      const conversation = conversationOf(context);
      const { handoff } = conversation;
      // What is written to somebody else tells nothing of how Lotse is to speak.
      if (handoff?.state !== 'joined') learnLanguage(conversation);
      if (conversation.heard.isDirect) followContact(conversation);
      const { language, rating, meant } = conversation.state;
      await withWishes(conversation, services, async () => answer(await set.createContext(context), conversation, settings, services));
      if (handoff && conversation.state.language !== language) conversation.effects.push(services.handoffs.speak(handoff.id, languageOfTurn(conversation)));
      passOver(conversation.state, rating);
      if (conversation.state.meant === meant) delete conversation.state.meant;
      conversation.state.heardAt = conversation.now.toISOString();
      const { misheard, channel, contact } = conversation;
      if (misheard) conversation.effects.push(services.misunderstandings.note({ ...misheard, channel, language: languageOfTurn(conversation), contactId: contact.id }));
    },
    tell: async (context) => {
      const conversation = conversationOf(context);
      const { occasion } = conversation;
      if (!occasion) return;
      delete conversation.state.meant;
      await withWishes(conversation, services, async () => {
        const dc = await set.createContext(context);
        await (occasion.kind === 'mail' ? tellMailTrouble(dc, conversation, occasion) : tellOfHandoff(dc, conversation, occasion, services));
      });
    },
  };
}

/** botbuilder-dialogs keeps its stack in an object of its own; ours is the array in the conversation's state. */
function stackOf(conversation: Conversation): DialogState {
  return { get dialogStack() { return conversation.state.dialogs; }, set dialogStack(stack) { conversation.state.dialogs = stack; } };
}

async function answer(dc: DialogContext, conversation: Conversation, settings: DialogSettings, services: Services): Promise<void> {
  const isFirst = !conversation.state.greeted;
  conversation.state.greeted = true;
  if (!dc.activeDialog) await dc.beginDialog(MENU_DIALOG, { isSilent: true });
  if (await answerBeside(dc, conversation, settings, services)) return;
  if (isNotMeant(conversation)) return takeBack(dc, conversation);
  // A notice is answered for as long as it holds, whatever was said here since.
  const meant = await noticeMeant(services, conversation);
  if (meant && !isBeside(meant)) return open(NOTICE_DIALOG, meant)(dc, conversation);
  if (meant) leadBeside(conversation, meant);
  addRecap(conversation, settings.recapAfterMinutes);
  if (meant) return goOnBeside(dc, conversation, meant, services.understanding);
  const refusal = refusalOf(conversation, settings);
  if (refusal) {
    addLead(conversation, refusal);
    await dc.repromptDialog();
    return;
  }
  if (conversation.heard.hasAttachments) addLead(conversation, wordOfFiles(languageOfTurn(conversation), conversation.heard, settings.files));
  await dc.continueDialog();
  // What an aside does not understand is for the dialog beneath it, and so is a press on what was said before a person was asked for.
  while (conversation.isUnheard && (isAside(dc.activeDialog?.id) || (dc.activeDialog?.id === HANDOFF_DIALOG && conversation.heard.press))) {
    delete conversation.isUnheard;
    conversation.state.dialogs.pop();
    await dc.continueDialog();
  }
  if (conversation.isUnheard && !(await takeRatingWords(dc, conversation, services))) await answerEverywhere(dc, conversation, isFirst, services.understanding);
}

/** The language of the first message beats the client's; an explicit choice beats both. */
function learnLanguage({ state, heard }: Conversation): void {
  if (state.heardAt === undefined && state.languageFrom !== 'choice' && !heard.press) {
    const found = languageOfFirstMessage(heard.text);
    state.language = found ?? state.language ?? heard.locale ?? 'en';
    state.languageFrom = found ? 'message' : 'locale';
  }
  state.language ??= heard.locale ?? 'en';
}

function addRecap(conversation: Conversation, afterMinutes: number): void {
  const { heardAt, journeys } = conversation.state;
  const idleMinutes = heardAt ? (conversation.now.getTime() - Date.parse(heardAt)) / 60_000 : 0;
  const procedure = currentProcedure(conversation);
  if (!procedure || !journeys[procedure] || idleMinutes < afterMinutes) return;
  const language = languageOfTurn(conversation);
  const at = progress(PROCEDURES[procedure], journeys[procedure].journey);
  const title = journeyTitle(language, journeys[procedure].journey);
  addLead(conversation, at ? word(language, 'recap.awayStep', { title, ...at }) : word(language, 'recap.away', { title }));
}
