/** What is heard for a person of support, or about one, before anything else is tried: it has to do with no place. */
import type { DialogContext } from 'botbuilder-dialogs';
import { say, type Conversation } from '../conversation';
import { refusedWords } from '../refusals';
import { languageOfTurn } from '../state';
import { askPerson, withdrawPerson } from './asking';
import type { HandoffDoors } from './doors';
import { wordBeside } from './handoffWording';
import { besidePressed } from './ids';
import { answerRating } from './rating';
import { relay, type RelaySettings } from './relayed';

/** True where it was answered, or needs no answer. */
export async function answerBeside(dc: DialogContext, conversation: Conversation, settings: RelaySettings, doors: HandoffDoors): Promise<boolean> {
  const { heard, handoff } = conversation;
  const pressed = besidePressed(heard.press);
  if (pressed?.about === 'rating' && await refuseWords(dc, conversation, settings)) return true;
  if (await answerRating(dc, conversation, doors)) return true;
  if (handoff?.state === 'joined') await relay(dc, conversation, handoff, settings, doors);
  else if (pressed?.about === 'person') await askPerson(dc, 'lotse');
  else if (pressed?.about === 'talk' && handoff?.id === pressed.handoffId) await withdrawPerson(dc);
  else return false;
  return true;
}

async function refuseWords(dc: DialogContext, conversation: Conversation, { textLimit }: RelaySettings): Promise<boolean> {
  const language = languageOfTurn(conversation);
  const refused = refusedWords(conversation.heard.press?.words ?? '', 'words', textLimit, language);
  if (refused) await say(dc.context, wordBeside(language, refused));
  return refused !== undefined;
}
