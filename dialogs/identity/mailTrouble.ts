/** Says by itself that a mail with a code is late or cannot be delivered. */
import type { DialogContext } from 'botbuilder-dialogs';
import { word } from '../../locales';
import { addLead, say, type Conversation, type Occasion } from '../conversation';
import { languageOfTurn } from '../state';
import { VERIFICATION_DIALOG } from './ids';

const WORDS = { refused: 'identity:verify.mailRefused', late: 'identity:verify.mailLate', expired: 'identity:verify.mailExpired' } as const;

/** Where the contact still waits for the code, the question is asked again beside it; elsewhere it is only said. */
export async function tellMailTrouble(dc: DialogContext, conversation: Conversation, { why, challengeId, email }: Extract<Occasion, { kind: 'mail' }>): Promise<void> {
  const language = languageOfTurn(conversation);
  const words = word(language, WORDS[why], { email });
  const active = dc.activeDialog?.id === VERIFICATION_DIALOG ? (dc.activeDialog.state as { challengeId?: string }) : undefined;
  if (active?.challengeId !== challengeId) return say(dc.context, { language, text: words, choices: [], facts: [] });
  addLead(conversation, words);
  await dc.repromptDialog();
}
