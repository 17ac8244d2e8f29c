/** What follows where nothing was understood: it is admitted, remembered for the people of support, and a person is offered. */
import type { DialogContext } from 'botbuilder-dialogs';
import { word } from '../locales';
import { ASIDE_DIALOG, type AsideOptions } from './asides';
import { addLead, say, type Conversation } from './conversation';
import { addForPerson } from './handoff/asking';
import { currentProcedure, isUnderWay, languageOfTurn } from './state';
import { wordUnknown } from './topics/answering';

/** The first time the place is shown again with a word of regret, the second time a person is offered. */
export async function misunderstand(dc: DialogContext, conversation: Conversation): Promise<void> {
  // The word about the file says enough.
  if (conversation.heard.hasAttachments) return dc.repromptDialog();
  const isStale = conversation.heard.press !== undefined;
  if (conversation.handoff?.state === 'waiting' && !isStale) return void (await addForPerson(dc));
  if (!isStale) {
    conversation.state.misunderstood += 1;
    noteMisheard(conversation);
  }
  if (conversation.state.misunderstood >= 2 && !isStale) {
    conversation.state.misunderstood = 0;
    await dc.beginDialog(ASIDE_DIALOG, { kind: 'offer' } satisfies AsideOptions);
    return;
  }
  const regret = word(languageOfTurn(conversation), isStale ? 'used' : 'menu.notUnderstood');
  // After a welcome it is another matter, and stands by itself.
  conversation.lead = [conversation.lead, regret].filter(Boolean).join('\n');
  await dc.repromptDialog();
}

/** Lotse has nothing to do with it: that is said at once, and support sees what was asked. */
export async function admit(dc: DialogContext, conversation: Conversation): Promise<void> {
  noteMisheard(conversation);
  const language = languageOfTurn(conversation);
  // A place that takes whatever is said the second time has been asked by now.
  conversation.state.misunderstood = 1;
  await say(dc.context, wordUnknown(language));
  if (!isUnderWay(conversation)) return;
  addLead(conversation, word(language, 'answers:goOn'));
  await dc.repromptDialog();
}

function noteMisheard(conversation: Conversation): void {
  const procedure = currentProcedure(conversation);
  const step = procedure && conversation.state.journeys[procedure]?.journey.place.step;
  conversation.misheard = { text: conversation.heard.text, ...(procedure && { procedure }), ...(step !== undefined && { step }) };
}
