/** A contact's own data: all of it as a file, or deleted, after a word about what is lost. */
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { TurnContext } from 'botbuilder';
import { word, type Language } from '../../locales';
import type { Services } from '../../services';
import { addLead, conversationOf, notUnderstood, say, type Conversation } from '../conversation';
import type { Choice, Message } from '../message';
import { languageOfTurn, newState } from '../state';
import { chosenOf } from '../understand';
import { PRIVACY_DIALOG } from './ids';

type View = 'data' | 'delete';
const LINK_LIFE_MINUTES = 15;

export class PrivacyDialog extends Dialog {
  /** `hasAddress`: links to Lotse itself lead somewhere. */
  constructor(private readonly services: Services, private readonly hasAddress: () => boolean) {
    super(PRIVACY_DIALOG);
  }

  override async beginDialog(dc: DialogContext, options?: { readonly view?: View }): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    conversation.moved = true;
    if (!conversation.heard.isDirect) {
      addLead(conversation, word(languageOfTurn(conversation), 'identity:record.notHere'));
      return dc.endDialog();
    }
    return this.show(dc, options?.view ?? 'data');
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    const { view } = dc.activeDialog!.state as { view: View };
    const language = languageOfTurn(conversation);
    const inLanguage = (other: Language) => this.messageOf(conversation, view, other).choices;
    const chosen = chosenOf(conversation.heard, { choices: inLanguage(language), inLanguage, ...(view === 'delete' && { yes: 'deleteForGood', isGrave: true, no: 'keep' }) }, language);
    if (chosen === undefined) return notUnderstood(dc);
    conversation.state.misunderstood = 0;
    if (chosen === 'delete') return this.show(dc, 'delete');
    if (chosen === 'deleteForGood') return this.erase(dc, conversation, language);
    if (chosen === 'keep') addLead(conversation, word(language, 'identity:data.kept'));
    return dc.endDialog();
  }

  override async repromptDialog(context: TurnContext, instance: { state: unknown }): Promise<void> {
    const conversation = conversationOf(context);
    await say(context, this.messageOf(conversation, (instance.state as { view: View }).view, languageOfTurn(conversation)));
  }

  override async resumeDialog(dc: DialogContext): Promise<DialogTurnResult> {
    await dc.repromptDialog();
    return Dialog.EndOfTurn;
  }

  private async show(dc: DialogContext, view: View): Promise<DialogTurnResult> {
    const conversation = conversationOf(dc.context);
    conversation.moved = true;
    dc.activeDialog!.state = { view };
    await say(dc.context, this.messageOf(conversation, view, languageOfTurn(conversation)));
    return Dialog.EndOfTurn;
  }

  /** Everything goes with this turn; the conversation is that of somebody unknown afterwards. */
  private async erase(dc: DialogContext, conversation: Conversation, language: Language): Promise<DialogTurnResult> {
    const proof = `LOTSE-${conversation.token().slice(0, 8)}`;
    conversation.effects.push(this.services.erasures.erase(conversation.contact.id, proof));
    conversation.contact = { id: conversation.token(), version: 0, isNew: true };
    await dc.cancelAllDialogs();
    const { state } = conversation;
    delete state.greeted;
    delete state.spokeIn;
    delete state.isProven;
    delete state.putOff;
    delete state.rating;
    Object.assign(state, newState(), { language, languageFrom: 'message' });
    await say(dc.context, { language, text: word(language, 'identity:data.deleted', { proof }), choices: [], facts: [] });
    return Dialog.EndOfTurn;
  }

  private messageOf({ contact }: Conversation, view: View, language: Language): Message {
    const choice = (id: string, key: 'delete' | 'deleteYes' | 'deleteNo'): Choice => ({ id, label: word(language, `identity:data.${key}`) });
    const title = word(language, view === 'data' ? 'identity:data.title' : 'identity:data.deleteTitle');
    if (view === 'delete') {
      const warning = { word: word(language, 'warning'), text: word(language, 'identity:data.deleteWarning') };
      return { language, title, text: word(language, 'identity:data.deleteText'), warning, facts: [], choices: [choice('deleteForGood', 'deleteYes'), choice('keep', 'deleteNo')] };
    }
    const choices: Choice[] = [choice('delete', 'delete'), { id: 'goOn', label: word(language, 'buttons.goOn'), minor: true }];
    if (!this.hasAddress()) return { language, title, text: word(language, 'identity:data.noLink'), facts: [], choices };
    const url = this.services.media.sign(`export-${contact.id}.json`, LINK_LIFE_MINUTES * 60_000);
    return { language, title, text: word(language, 'identity:data.text', { count: LINK_LIFE_MINUTES }), links: [{ url, text: word(language, 'identity:data.download') }], facts: [], choices };
  }
}
