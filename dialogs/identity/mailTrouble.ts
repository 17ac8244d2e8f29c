/** Says by itself that a mail with a code is late or cannot be delivered. */
import type { DialogContext } from 'botbuilder-dialogs';
import { word } from '../../locales';
import { say, type Conversation, type MailOccasion } from '../conversation';
import { languageOfTurn } from '../state';
import { VERIFICATION_DIALOG } from './ids';
import { wordCode, type CodeEnd } from './verificationWording';

const ENDS = { refused: 'mailRefused', expired: 'mailExpired' } as const satisfies Record<string, CodeEnd>;

/** Where the contact still waits for the code, with the ways on from there; elsewhere it is only said. */
export async function tellMailTrouble(dc: DialogContext, conversation: Conversation, { why, challengeId, email }: MailOccasion): Promise<void> {
  const language = languageOfTurn(conversation);
  const active = dc.activeDialog;
  const isWaiting = active?.id === VERIFICATION_DIALOG && (active.state as { challengeId?: string }).challengeId === challengeId;
  const over = why === 'late' ? undefined : ENDS[why];
  const text = word(language, `identity:verify.${over ?? 'mailLate'}`, { email });
  if (!isWaiting) return say(dc.context, { language, text, choices: [], facts: [] });
  if (over) active.state = { ...(active.state as object), over };
  const { hint: _hint, ...message } = wordCode(language, email, over);
  return say(dc.context, { ...message, text });
}
